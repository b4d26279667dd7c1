"""What somebody may hand over as their posts: bombs, ways out of the archive, links, odd encodings, broken heads."""

from __future__ import annotations

import dataclasses
import io
import json
import os
import zipfile
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from blog.encodings import UnknownEncoding, decode
from blog.exchange import archives, html
from blog.exchange.archives import open_source
from blog.exchange.records import Refusal, Refused, Remark, Unusable, UnusableSource
from tests.plugins.other_blogs import TYPECHO_ROWS, ghost, item, packed, read_source, typecho, wordpress

ZONE = ZoneInfo("UTC")
GOOD = {"good.md": "---\ntitle: Good\ndate: 2020-01-01\n---\nx\n"}
HEAD = "---\ntitle: 标题\ndate: 2020-01-01\n---\n正文\n"
# Billions of words in ten lines.
LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("../out.md", HEAD, Refusal.UNSAFE_PATH),
        ("a/../../out.md", HEAD, Refusal.UNSAFE_PATH),
        ("/etc/out.md", HEAD, Refusal.UNSAFE_PATH),
        ("C:\\out.md", HEAD, Refusal.UNSAFE_PATH),
        ("large.md", "x" * (archives.MAX_POST_BYTES + 1), Refusal.TOO_LARGE),
        ("bad.md", "---\ntitle: [\n---\nx\n", Refusal.FRONT_MATTER),
        ("bad.md", "---\ntitle: 'x\n---\nx\n", Refusal.FRONT_MATTER),
        ("bad.md", "---\n- a list\n---\nx\n", Refusal.FRONT_MATTER),
        ("bad.md", "---\ntitle: no end\n", Refusal.FRONT_MATTER),
        ("bad.md", f"---\n{LAUGHS}---\nx\n", Refusal.FRONT_MATTER),
        ("bad.md", f"---\na: {'[' * 50_000}\n---\nx\n", Refusal.FRONT_MATTER),
        ("bad.md", "+++\ntitle = \n+++\nx\n", Refusal.FRONT_MATTER),
        ("bad.md", f"+++\na = {'[' * 50_000}\n+++\nx\n", Refusal.FRONT_MATTER),
        # More digits than Python makes a number of, or a text of a number.
        ("bad.md", f"+++\na = {'9' * 5_000}\n+++\nx\n", Refusal.FRONT_MATTER),
        ("bad.md", f"+++\na = 0x{'f' * 5_000}\n+++\nx\n", Refusal.FRONT_MATTER),
        ("bad.md", f'{{"a": {"9" * 5_000}}}\nx\n', Refusal.FRONT_MATTER),
        ("bad.md", '{"title": }\nx\n', Refusal.FRONT_MATTER),
        ("bad.md", '{"a": ' + "[" * 50_000, Refusal.FRONT_MATTER),
        ("bad.md", b"\xff\xff\xff\xff", Refusal.ENCODING),
    ],
)
def test_a_bad_file_is_refused_by_name_and_the_others_go_on(name: str, content: str | bytes, why: Refusal) -> None:
    reading = read_source(packed({**GOOD, name: content}), "x.zip", ZONE)
    assert [post.title for post in reading.posts] == ["Good"]
    assert [(item.place, item.why) for item in reading.refused] == [(name.replace("\\", "/"), why)]


def test_a_tag_of_yaml_runs_nothing() -> None:
    head = "title: !!python/object/apply:os.system ['false']\nslug: !!python/name:os.system x\n"
    post = read_source(packed({"a.md": f"---\n{head}---\nx\n"}), "x.zip", ZONE).posts[0]
    assert (post.title, post.slug) == ("", "x")


def spoiled(how: str) -> bytes:
    """Return an archive with a good post and an entry that its archiver has spoiled."""
    out = io.BytesIO()
    method = zipfile.ZIP_LZMA if how == "data" else zipfile.ZIP_STORED
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("good.md", GOOD["good.md"])
        archive.writestr("\u0431.md", HEAD * 9, method)
    content = bytearray(out.getvalue())
    entry, listed = content.rindex(b"PK\3\4"), content.rindex(b"PK\1\2")
    match how:
        case "data":
            content[entry + 60 : entry + 70] = b"\xff" * 10
        case "name":
            content[entry + 30] = 0xFF
        case "place":
            content[listed + 42 : listed + 46] = b"\xff" * 4
        case "method":
            content[listed + 10] = content[entry + 8] = 99
    return bytes(content)


@pytest.mark.parametrize("how", ["data", "name", "place", "method"])
def test_an_entry_that_its_archiver_has_spoiled_is_refused_by_name(how: str) -> None:
    reading = read_source(io.BytesIO(spoiled(how)), "x.zip", ZONE)
    assert [post.title for post in reading.posts] == ["Good"]
    assert [(item.place, item.why) for item in reading.refused] == [("\u0431.md", Refusal.UNREADABLE)]


def test_an_archive_of_a_later_version_is_told() -> None:
    content = bytearray(packed(GOOD).getvalue())
    content[content.rindex(b"PK\1\2") + 6] = 99
    with pytest.raises(UnusableSource) as caught:
        read_source(io.BytesIO(content), "x.zip", ZONE)
    assert caught.value.why is Unusable.BROKEN


@pytest.mark.parametrize("name", [".", "./", "/", "A"])
def test_an_entry_without_a_name_is_none(name: str) -> None:
    # No writer of zipfile leaves a name empty: of A it is, since a NUL ends it.
    content = packed({**GOOD, name: "x"}).getvalue().replace(b"A", b"\0")
    reading = read_source(io.BytesIO(content), "x.zip", ZONE)
    assert ([post.title for post in reading.posts], reading.refused) == (["Good"], ())


def test_what_a_post_is_told_by_has_no_letter_that_no_page_takes() -> None:
    odd = "\\ud800"
    reading = read_source(
        packed({"a.md": f'{{"title": "{odd}", "cover": "{odd}.png", "date": "{odd}"}}\n![]({odd})\n'}), "x.zip", ZONE
    )
    rows = [{"id": number, "title": "a\ud800", "html": html} for number, html in enumerate(("<p>\ud800</p>", ""))]
    reading += read_source(io.BytesIO(ghost(*rows).encode()), "x.json", ZONE)
    assert (len(reading.posts), len(reading.refused)) == (2, 1)
    assert repr(reading).encode()
    assert "\\ud" not in repr([dataclasses.astuple(post)[:4] for post in reading.posts] + [*reading.refused])


@pytest.mark.parametrize(
    "rows",
    [
        {"posts": [{"id": [1], "html": "x", "published_at": 10**400, "slug": {"a": 1}, "tags": 1}]},
        {
            "posts": [{"id": 1, "html": "x"}],
            "tags": [{"id": [1]}, 1],
            "posts_tags": [{"tag_id": {}, "sort_order": "x"}],
        },
    ],
)
def test_a_row_of_an_export_that_makes_no_sense_ends_nothing(rows: dict[str, object]) -> None:
    assert len(read_source(io.BytesIO(json.dumps({"data": rows}).encode()), "x.json", ZONE).posts) == 1


def test_letters_that_no_database_takes_are_left_out() -> None:
    reading = read_source(
        io.BytesIO(ghost({"id": "1", "title": "a\0b\ud800", "slug": "a", "html": "<p>x\0</p>"}).encode()),
        "x.json",
        ZONE,
    )
    assert (reading.posts[0].title, "\0" in reading.posts[0].body) == ("ab?", False)


def test_a_symlink_is_not_followed(tmp_path: Path) -> None:
    reading = read_source(packed(GOOD, links={"passwd.md": "/etc/passwd"}), "x.zip", ZONE)
    assert reading.refused == (Refused("passwd.md", Refusal.SYMLINK),)
    (tmp_path / "good.md").write_text(HEAD)
    (tmp_path / "passwd.md").symlink_to("/etc/passwd")
    (tmp_path / "etc").symlink_to("/etc")
    reading = read_source(tmp_path, "x", ZONE)
    assert [post.title for post in reading.posts] == ["标题"]
    assert {item.place for item in reading.refused} == {"passwd.md", "etc"}


@pytest.mark.parametrize(
    ("encoding", "remarks"),
    [
        ("utf-8", []),
        ("utf-8-sig", []),
        ("utf-16", []),
        ("utf-16-le", []),
        ("utf-16-be", []),
        ("utf-32", []),
        ("gbk", [Remark.LEGACY_ENCODING]),
    ],
)
def test_a_text_is_read_in_the_encodings_of_old(encoding: str, remarks: list[Remark]) -> None:
    reading = read_source(packed({"a.md": HEAD.replace("\n", "\r\n").encode(encoding)}), "x.zip", ZONE)
    post = reading.posts[0]
    assert (post.title, post.body, [note.remark for note in post.notes]) == ("标题", "正文\n", remarks)


@pytest.mark.parametrize(("declared", "encoding"), [("GBK", "gbk"), ("Big5", "big5"), ("UTF-8", "gbk")])
def test_an_export_is_read_in_the_encoding_that_it_declares_or_really_has(declared: str, encoding: str) -> None:
    text = wordpress(item(1, "日記", "<p>一</p>")).replace("旧", "").replace("生活", "").replace("UTF-8", declared)
    post = read_source(io.BytesIO(text.encode(encoding)), "x.xml", ZONE).posts[0]
    assert (post.title, post.body) == ("日記", "一\n")


def test_a_name_in_gbk_is_read() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("PLACE.md", HEAD)
    content = out.getvalue().replace(b"PLACE", "随笔".encode("gbk") + b"1")
    reading = read_source(io.BytesIO(content), "x.zip", ZONE)
    assert reading.posts[0].place == "随笔1.md"


@pytest.mark.slow
def test_the_texts_of_an_archive_are_bounded_together() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(15):
            archive.writestr(f"{number}.md", b"x" * (9 * 1024 * 1024))
    assert len(out.getvalue()) < 300_000
    with pytest.raises(UnusableSource) as caught:
        read_source(out, "x.zip", ZONE)
    assert caught.value.why is Unusable.TOO_LARGE


@pytest.mark.slow
def test_an_archive_of_too_many_files_is_not_begun() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(archives.MAX_FILES + 1):
            archive.writestr(zipfile.ZipInfo(str(number)), b"")
    with pytest.raises(UnusableSource) as caught:
        read_source(out, "x.zip", ZONE)
    assert caught.value.why is Unusable.TOO_MANY_FILES


def test_a_file_is_what_comes_out_of_it_and_not_what_the_archive_says() -> None:
    whole = packed({**GOOD, "liar.md": "y" * 100_000}).getvalue()
    # Of the sizes of the second entry, in its own head and in the list at the end.
    content = whole.replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert content != whole
    reading = read_source(io.BytesIO(content), "x.zip", ZONE)
    assert [(item.place, item.why) for item in reading.refused] == [("liar.md", Refusal.UNREADABLE)]
    assert [post.title for post in reading.posts] == ["Good"]


DOCTYPE = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>\n'


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("x.xml", wordpress(item(1, "&b;"), prolog=DOCTYPE), Unusable.DOCTYPE),
        ("x.xml", wordpress(item(1, "x"), prolog=DOCTYPE).encode("utf-16"), Unusable.DOCTYPE),
        ("x.xml", wordpress(item(1, "x"))[:-40], Unusable.BROKEN),
        ("x.xml", "<rss/>", Unusable.NO_POSTS),
        ("x.xml", "<a>" * 100_000, Unusable.BROKEN),
        ("x.json", '{"db": ' + "9" * 5_000 + "}", Unusable.BROKEN),
        ("x.json", "{", Unusable.BROKEN),
        ("x.json", "[" * 100_000, Unusable.BROKEN),
        ("x.json", '{"db": []}', Unusable.BROKEN),
        ("x.json", '{"data": {"posts": 1}}', Unusable.NOT_KNOWN),
        ("x.zip", "nothing", Unusable.NO_POSTS),
        ("x.zip", packed({}).getvalue(), Unusable.NO_POSTS),
    ],
)
def test_what_is_no_export_is_told(name: str, content: str | bytes, why: Unusable) -> None:
    file = io.BytesIO(content.encode() if isinstance(content, str) else content)
    with pytest.raises(UnusableSource) as caught:
        read_source(file, name, ZONE)
    assert caught.value.why is why


# Python's urlsplit refuses these three.
BAD_ADDRESSES = ("https://[your-domain]/x.png", "//[x", "http://\uff41\u2100/x.png")


@pytest.mark.parametrize("address", BAD_ADDRESSES)
def test_an_address_that_is_none_ends_no_import(address: str) -> None:
    head = (
        f"---\ntitle: A\ndate: 2020-01-01\ncover: {address}\npermalink: '{address.partition(':')[2] or address}'\n---\n"
    )
    reading = read_source(packed({"a.md": f"{head}![x]({address}) [x]({address})\n", "x.png": b""}), "x.zip", ZONE)
    assert [(post.slug, post.pictures) for post in reading.posts] == [("a", ())]
    assert [note.what for note in reading.posts[0].notes if note.remark is Remark.MISSING_PICTURE] == [address]
    wxr = wordpress(item(1, "A", f'<img src="{address}"><a href="{address}">x</a>', name="a", link=address))
    assert [post.paths for post in read_source(io.BytesIO(wxr.encode()), "x.xml", ZONE).posts] == [()]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("data/settings.json", '{"db": "sqlite"}', Refusal.UNREADABLE),
        ("data/settings.json", '{"meta": 1, "data": {"posts": "none"}}', Refusal.NO_EXPORT),
        ("data/settings.json", '{"db": [{"data": ', Refusal.UNREADABLE),
        ("old.xml", wordpress(item(1, "x"))[:-40], Refusal.UNREADABLE),
        ("old.xml", wordpress(item(1, "x"), prolog=DOCTYPE), Refusal.DOCTYPE),
    ],
)
def test_a_file_beside_the_posts_that_is_no_export_is_refused_by_name(name: str, content: str, why: Refusal) -> None:
    others = {"package.json": "{}", "db.json": '{"meta": {"version": 1}, "models": {}}', "sitemap.xml": "<urlset/>"}
    reading = read_source(packed({**GOOD, **others, name: content}), "x.zip", ZONE)
    assert [post.title for post in reading.posts] == ["Good"]
    assert [(item.place, item.why) for item in reading.refused] == [(name, why)]
    with pytest.raises(UnusableSource):
        read_source(packed({**others, name: content}), "x.zip", ZONE)


def test_an_export_of_ours_that_is_empty_has_no_posts() -> None:
    with pytest.raises(UnusableSource) as caught:
        read_source(packed({archives.ALT_TEXTS: "{}"}), "x.zip", ZONE)
    assert caught.value.why is Unusable.NO_POSTS


@pytest.mark.slow
def test_what_lies_beside_the_posts_does_not_count_for_their_size() -> None:
    large = '{"lockfileVersion": 3, "packages": "' + "x" * (9 * 1024 * 1024) + '"}'
    reading = read_source(packed({**GOOD, **{f"{number}.json": large for number in range(15)}}), "x.zip", ZONE)
    assert (len(reading.posts), reading.refused) == (1, ())


def test_control_characters_of_wordpress_are_left_out() -> None:
    file = io.BytesIO(wordpress(item(1, "a\x0bb", "<p>c\x08d</p>", name="a")).encode())
    post = read_source(file, "x.xml", ZONE).posts[0]
    assert (post.title, post.body) == ("ab", "cd\n")


def test_a_post_of_ghost_without_a_text_is_refused() -> None:
    reading = read_source(io.BytesIO(ghost({"id": "1", "title": "Empty"}).encode()), "x.json", ZONE)
    assert [item.why for item in reading.refused] == [Refusal.NO_BODY]


@pytest.mark.parametrize("nested", ["<div>" * 20_000, "<b><a>" * 20_000, "<ul><li>" * 5_000, "<p><b></p>" * 20_000])
def test_html_that_is_nested_too_deep_stays_as_it_is(nested: str) -> None:
    assert html.to_markdown(nested + "x") == (nested + "x", True)


def test_html_that_closes_nothing_it_need_not_is_no_depth() -> None:
    assert html.to_markdown("<p>x" * 2_000)[1] is False
    assert html.to_markdown("<ul>" + "<li>x" * 2_000 + "</ul>")[1] is False


@pytest.mark.parametrize("files", [{"a.md": "no head"}, {"a.md": "---\ndate: 明天\n---\nx"}])
def test_a_post_without_title_or_date_is_a_draft(files: dict[str, str]) -> None:
    post = read_source(packed(files), "x.zip", ZONE).posts[0]
    assert (post.title, post.slug, post.published_at) == ("", "a", None)
    assert {note.remark for note in post.notes} <= {Remark.NO_DATE, Remark.BAD_DATE}


def test_bytes_that_are_no_text_are_none() -> None:
    with pytest.raises(UnknownEncoding):
        decode(b"a\0b")


def test_a_picture_that_is_too_large_is_left_out() -> None:
    with open_source(packed({**GOOD, "x.png": b"\0" * (archives.MAX_PICTURE_BYTES + 1)}), "x.zip") as archive:
        assert archive.picture("x.png") is None
    assert archive.refused == [Refused("x.png", Refusal.TOO_LARGE)]


def test_a_folder_that_was_unpacked_with_names_in_gbk_is_read(tmp_path: Path) -> None:
    for name, content in (("随笔.md", b"x"), ("海边.png", b"P")):
        (tmp_path / os.fsdecode(name.encode("gbk"))).write_bytes(content)
    with open_source(tmp_path, "x") as archive:
        assert {*archive.sizes} == {"随笔.md", "海边.png"}
        assert archive.picture("海边.png") == b"P"


@pytest.mark.parametrize(
    "content",
    [
        typecho(*TYPECHO_ROWS)[:-100],
        typecho()[:21] + b"\xff" * 40 + typecho()[-21:],
        typecho((1, {"a": "b"})).replace(b'{"a": 1}', b'{"a":"1}'),
        typecho((1, {"a": "b"})).replace(b'{"a": 1}', b"[1, 2, 3"),
        typecho((1, {"a": "b"})).replace(b'{"a": 1}', b"[1,2,33]"),
        typecho((1, {"a": "b"})).replace(b'{"a": 1}', b'{"a":""}'),
        # Would be read for ever.
        typecho((1, {"a": "b"})).replace(b'{"a": 1}', b'{"a":-9}'),
    ],
)
def test_a_spoiled_backup_of_typecho_is_refused(content: bytes) -> None:
    with pytest.raises(UnusableSource) as refused:
        read_source(io.BytesIO(content), "x.dat", ZONE)
    assert refused.value.why is Unusable.BROKEN


def test_odd_columns_of_typecho_end_no_import() -> None:
    rows = [{"type": "post", "created": "9" * 30}, {"type": "page", "created": "x", "text": "\0"}, {"type": "post"}]
    posts = read_source(io.BytesIO(typecho(*((1, row) for row in rows), (9, {}))), "x.dat", ZONE).posts
    assert [post.is_page for post in posts] == [False, True, False]
