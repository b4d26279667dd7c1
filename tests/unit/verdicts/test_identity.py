"""What a friend is known by, and what of it is still there."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import random

import pytest

from easytask.verdicts import identity, names
from easytask.verdicts.identity import JSON_BYTES, RICH, from_json, kept, known, names_of, renew, to_json
from easytask.verdicts.looks import Identity, Look, Trait

NOW = dt.datetime(2026, 11, 26, 8, tzinfo=dt.UTC)
LINK = "https://friend.test/"
FULL = Identity(
    titles=("听雨轩 - 慢慢写",),
    feeds=("https://friend.test/atom.xml",),
    ids=("icp:2019000001", "github.com/someone"),
    hosts=(1, 2, 3, 4, 5),
    paths=(11, 12, 13),
)


def look(**seen: object) -> Look:
    return Look(at=NOW, **seen)  # type: ignore[arg-type]  # a table's fields


@pytest.mark.parametrize(
    ("seen", "traits"),
    [
        ({}, set()),
        ({"names_found": frozenset({"听雨轩"})}, {Trait.NAME}),
        ({"ids": frozenset({"github.com/someone", "icp:1"})}, {Trait.IDS}),
        ({"hosts": frozenset({1, 99})}, set()),
        ({"hosts": frozenset({1, 2, 99})}, {Trait.HOSTS}),
        ({"paths": frozenset({13, 99})}, {Trait.PATHS}),
        # Every blog has a feed there.
        ({"feeds": ("https://friend.test/atom.xml",)}, set()),
    ],
)
def test_what_is_kept(seen: dict[str, object], traits: set[Trait]) -> None:
    assert kept(FULL, look(**seen)) == traits


def test_one_linked_site_is_enough_where_there_were_few() -> None:
    assert kept(Identity(hosts=(1, 2)), look(hosts=frozenset({2, 99}))) == {Trait.HOSTS}


def test_a_feed_of_its_own_is_a_trait() -> None:
    feed = "https://friend.test/posts-of-mine.xml"
    assert kept(Identity(feeds=(feed,)), look(feeds=(feed,))) == {Trait.FEEDS}
    assert known(Identity(feeds=(feed,)), names_of(Identity(), "", LINK)) == {Trait.FEEDS}


def test_the_feed_it_had_counts_wherever_it_lies() -> None:
    assert identity.has_its_feed(FULL, look(feeds=("https://friend.test/atom.xml",)))
    assert not identity.has_its_feed(FULL, look(feeds=("https://friend.test/feed/",)))


@pytest.mark.parametrize(
    ("remembered", "rich"),
    [
        (FULL, True),
        (Identity(titles=("听雨轩",), ids=("icp:1",)), False),
        (Identity(titles=("听雨轩",)), False),
        (Identity(titles=("Hexo",), ids=("icp:1",), hosts=(1,)), False),
        (Identity(ids=("icp:1",), hosts=(1,), paths=(1,)), True),
    ],
)
def test_no_baseline_from_a_stub(remembered: Identity, rich: bool) -> None:
    assert (len(known(remembered, names_of(remembered, "Hexo", LINK))) >= RICH) is rich


@pytest.mark.parametrize(
    ("name", "anywhere", "in_title"),
    [
        ("听雨轩", {"听雨轩"}, set()),
        ("听雨轩 - 慢慢写", {"听雨轩", "慢慢写", "听雨轩 - 慢慢写"}, set()),
        ("ＲＡＩＮ　ｄｅｌａｙ", {"rain delay"}, set()),
        ("Hexo", set(), set()),
        ("My Blog", set(), set()),
        ("首页", set(), set()),
        # Whoever parks friend.test writes it on the page, but calls no page Friend.
        ("friend.test", set(), set()),
        ("Friend", set(), {"friend"}),
        # A short one stands in many a text.
        ("鱼", set(), {"鱼"}),
        ("Lei", set(), {"lei"}),
        ("…", set(), set()),
        ("", set(), set()),
    ],
)
def test_which_names_are_its_own(name: str, anywhere: set[str], in_title: set[str]) -> None:
    assert names_of(Identity(), name, LINK) == (anywhere, in_title)


def test_old_titles_are_names_too() -> None:
    assert "quiet harbor" in names_of(Identity(titles=("Quiet Harbor | notes",)), "听雨轩", LINK).anywhere


def test_what_a_title_is_about_is_no_name() -> None:
    titles = ("运维之路 - Linux,Docker,Nginx", "首页 - 老王笔记 | 主机,域名,VPS")
    assert names_of(Identity(titles=titles), "", LINK) == ({"运维之路", "老王笔记"}, set())


@pytest.mark.parametrize(
    ("name", "text", "stands"),
    [
        ("third", "our third-party scripts", True),
        ("third", "thirdly", False),
        ("third", "of the THIRD kind", True),
        ("听雨轩", "欢迎来到听雨轩的博客", True),
        ("tom 的第2个家", "这里是TOM 的第2个家。", True),
        ("tom 的第2个家", "这里是TOM 的第3个家。", False),
        ("2048", "12048", False),
        ("rain delay", "the rain delayed us", False),
        ("rain delay", "the rain delayed a rain delay", True),
    ],
)
def test_a_name_stands_as_words_of_its_own(name: str, text: str, stands: bool) -> None:
    assert names.found_in(text, {name}) == ({name} if stands else set())


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/about/",
        "/archives/",
        "/links.html",
        "/page/2/",
        "/tags/",
        "/archives/46.html",
        "/2024/01/",
        "/p/12",
        "/zh-cn/",
        "/feed/",
        "/posts/7/",
        "/hello-world/",
    ],
)
def test_what_every_blog_has_is_no_path_of_its_own(path: str) -> None:
    assert names.own_path(path) == ""


@pytest.mark.parametrize(
    "path", ["/posts/kettle-28412/", "/2024/01/02/why-i-walk/", "/archives/2f777ccc", "/tags/rust/", "/my-garden.html"]
)
def test_other_paths_are_its_own(path: str) -> None:
    assert names.own_path(path)


def test_renewing_puts_what_is_new_first_and_keeps_what_is_missing() -> None:
    seen = look(title="新的名字", ids=frozenset({"icp:2"}), paths=frozenset({12, 14}))
    renewed = renew(FULL, seen)
    assert renewed.titles == ("新的名字", "听雨轩 - 慢慢写")
    assert renewed.ids == ("icp:2", "icp:2019000001", "github.com/someone")
    assert renewed.paths == (12, 14, 11, 13)
    assert renewed.hosts == FULL.hosts
    assert renewed.feeds == FULL.feeds


def test_json_goes_both_ways() -> None:
    assert from_json(to_json(FULL)) == FULL
    assert from_json(to_json(Identity())) == Identity()


def test_json_is_bounded() -> None:
    rng = random.Random(1)
    remembered = Identity()
    for _ in range(9):
        remembered = renew(
            remembered,
            look(
                title="名" * 200,
                feeds=tuple(f"https://friend.test/{'f' * 90}{n}.xml" for n in range(5)),
                ids=frozenset("账" * 40 + str(rng.random()) for _ in range(16)),
                hosts=frozenset(rng.randrange(2**32) for _ in range(64)),
                paths=frozenset(rng.randrange(2**32) for _ in range(64)),
            ),
        )
    text = to_json(remembered)
    assert len(text.encode()) <= JSON_BYTES
    assert len(from_json(text).paths) == 64


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{",
        '"x"',
        '{"titles": 3, "hosts": [1], "ids": [1, null]}',
        '{"hosts": "????", "paths": "AAA="}',
        '{"titles": {"a": 1}}',
        "\0",
    ],
)
def test_nonsense_is_nothing_known(text: str) -> None:
    assert from_json(text) == Identity()


@pytest.mark.slow
def test_nonsense_is_bounded() -> None:
    read = from_json(json.dumps({"titles": ["x" * 10**6] * 99, "ids": ["\ud800"] * 99, "hosts": "AAAA" * 10**5}))
    assert len(read.titles) <= 3
    assert all(len(title) <= 60 for title in read.titles)
    assert len(read.hosts) <= 64
    assert len(to_json(read).encode()) <= JSON_BYTES


@pytest.mark.parametrize("nonsense", ["3", "null", '["https://a.test/"]', '"https://友链.test/"', f'"{"a" * 501}"'])
def test_a_link_page_of_nonsense_is_none(nonsense):
    assert from_json(f'{{"link_page": {nonsense}}}') == Identity()


def test_a_link_page_outlives_a_look_and_fits():
    known = dataclasses.replace(FULL, link_page="https://a.test/" + "a" * 485)
    assert renew(known, look()).link_page == from_json(to_json(known)).link_page == known.link_page
    assert len(to_json(known).encode()) <= JSON_BYTES
