"""Whose posts visitors see, which of them, and how: on the page, in its feed, on the wall."""

from __future__ import annotations

import datetime as dt
import re
from xml.etree import ElementTree

import feedparser
import pytest
from django.test import Client
from django.utils import timezone

from blog.models import FriendLink
from easytask.models import FriendFeed, FriendPost, LinkState
from easytask.public import posts

pytestmark = pytest.mark.django_db

PAGE, FEED = "/zh-hans/friends/posts/", "/friends/posts/feed/"


@pytest.fixture
def wrote(friend):
    """Make a friend who is well and has written so many days ago, and return its link."""

    def make(*days: float, name: str = "听雨轩", **fields: object) -> FriendLink:
        number = FriendLink.objects.count()
        row = friend(f"https://friend{number}.test/", name=name)
        now = timezone.now()
        LinkState.objects.create(friend=row, link=row.link, is_show=True, verdict="ok", checked_at=now)
        feed = FriendFeed(friend=row, link=row.link, address=f"{row.link}feed", read_at=now, due_at=now)
        for ago in days:
            at = now - dt.timedelta(days=ago)
            title, address = f"{name} {ago}", f"{row.link}{ago}"
            FriendPost.objects.create(friend=row, address=address, title=title, published_at=at, seen_at=now)
            if feed.latest_at is None or at > feed.latest_at:
                feed.latest_at, feed.latest_title, feed.latest_address = at, title, address
        for field, value in fields.items():
            setattr(feed, field, value)
        feed.save()
        return row

    return make


def page(client: Client, address: str = PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def titles(client: Client) -> list[str]:
    return re.findall(r"<h3><a [^>]*>(.*?)</a>", page(client))


def test_the_newest_of_all_friends_come_first(client, wrote):
    wrote(3, 1, name="a")
    wrote(2, 0, name="b")
    assert titles(client) == ["b 0", "a 1", "b 2", "a 3"]
    assert "最近两个月，2 位朋友写的" in page(client)
    assert "今天" in page(client)


def test_two_months_and_five_of_a_friend(client, wrote):
    wrote(*range(1, 8), name="a")
    wrote(60, 62, name="b")
    assert titles(client) == ["a 1", "a 2", "a 3", "a 4", "a 5", "b 60"]


@pytest.mark.parametrize(
    "what",
    [
        {"verdict": "timeout"},
        {"verdict": "no_backlink"},
        {"verdict": "taken_over"},
        {"verdict": "uncertain", "evidence": {"cannot_tell": "stranger"}},
        {"verdict": "uncertain", "evidence": {"cannot_tell": "intruder"}},
    ],
)
def test_who_is_not_well_disappears_at_once(client, wrote, what):
    wrote(1)
    assert len(titles(client)) == 1
    LinkState.objects.update(**what)
    assert titles(client) == []
    assert "朋友们最近两个月没有新文章。" in page(client)
    assert b"<entry>" not in client.get(FEED).content
    assert "听雨轩 1" not in page(client, "/friends/")


@pytest.mark.parametrize(
    "what",
    [{"verdict": "outage"}, {"verdict": "uncertain", "evidence": {"cannot_tell": "wall"}}, {"verdict": "white_listed"}],
)
def test_what_says_nothing_of_the_friend_changes_nothing(client, wrote, what):
    wrote(1)
    LinkState.objects.update(**what)
    assert len(titles(client)) == 1


@pytest.mark.parametrize("fields", [{"is_show": False}, {"is_active": False}, {"link": "https://new.test/"}])
def test_nor_is_one_seen_whom_the_wall_does_not_show(client, wrote, fields):
    wrote(1)
    FriendLink.objects.update(**fields)
    assert titles(client) == []


def test_the_owner_can_leave_one_out(client, wrote):
    wrote(1, name="a", is_hidden=True)
    wrote(2, name="b")
    assert titles(client) == ["b 2"]
    assert "a 1" not in page(client, "/friends/")


def test_what_is_still_to_come_is_not_shown(client, wrote):
    wrote(-1)
    assert titles(client) == []


def test_texts_from_outside_stay_texts(client, wrote):
    wrote(1)
    FriendPost.objects.update(title="<script>alert(1)</script>")
    FriendFeed.objects.update(latest_title="<script>alert(1)</script>")
    for address in (PAGE, "/friends/"):
        assert "<script>alert" not in page(client, address)
    assert feedparser.parse(client.get(FEED).content).entries[0].link == "https://friend0.test/1"


def test_a_page_holds_so_many_and_a_number_that_is_none_is_not_found(client, wrote, monkeypatch):
    monkeypatch.setattr(posts, "PAGE_POSTS", 2)
    wrote(1, 2, 3)
    assert len(titles(client)) == 2
    assert "听雨轩 3" in page(client, f"{PAGE}?page=2")
    for number in ("0", "3", "-1", "x", "²", "9" * 400):
        assert client.get(f"{PAGE}?page={number}").status_code == 404


def test_a_page_takes_the_same_queries_for_many_as_for_one(client, wrote, django_assert_max_num_queries):
    for number in range(12):
        wrote(1, 2, name=f"{number}")
    client.get(PAGE)
    with django_assert_max_num_queries(4):
        client.get(PAGE)


def test_the_feed_is_atom_and_names_who_wrote(client, wrote):
    wrote(1, name="半山")
    answer = client.get(FEED)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(answer.content)
    assert (feed.version, feed.bozo) == ("atom10", False)
    [entry] = feed.entries
    assert (entry.title, entry.link, entry.author) == ("半山 1", "https://friend0.test/1", "半山")
    assert "summary" not in entry
    assert "set-cookie" not in {name.lower() for name in answer.headers}


def test_no_title_or_name_makes_the_feed_unreadable(client, wrote):
    wrote(1, name="a\uffffb\x01")
    FriendPost.objects.update(title="\ufffe题\x0b")
    (entry,) = ElementTree.fromstring(client.get(FEED).content).findall("{*}entry")  # noqa: S314 - our own
    assert [entry.findtext("{*}title"), entry.findtext("{*}author/{*}name")] == ["题", "ab"]


def test_the_wall_says_what_was_written_last_and_how_long_ago(client, wrote):
    wrote(3)
    found = page(client, "/zh-hans/friends/")
    assert '<a href="https://friend0.test/3"' in found
    assert "3 天前" in found


def test_one_who_has_not_written_for_years_is_told_so_without_a_title(client, wrote):
    wrote(1200)
    assert "上次写作：3 年前" in page(client, "/zh-hans/friends/")
    assert "Last wrote 3 years ago" in page(client, "/en/friends/")
    assert "听雨轩 1200" not in page(client, "/friends/")


def test_the_wall_can_be_ordered_by_it(client, wrote):
    for name, ago in (("a", 9), ("b", 1), ("c", 5)):
        wrote(ago, name=name)
    wrote(name="never")
    wrote(0, name="left out", is_hidden=True)
    found = re.findall(
        r'<li class="tint-\d+">.*?<a href="https://friend\d.test/"[^>]*>(.*?)</a>',
        page(client, "/friends/?order=posts"),
        re.DOTALL,
    )
    assert found == ["b", "c", "a", "never", "left out"]
    assert page(client, "/friends/?order=nonsense")
