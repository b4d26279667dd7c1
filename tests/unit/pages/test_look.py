"""What one look at a page sees of whose it is; nothing that a page contains is too much for it."""

from __future__ import annotations

import datetime as dt
import random
import zlib

import pytest

from easytask.pages.look import LOOKED_AT_CHARS
from easytask.pages.scanner import PageScanner
from easytask.verdicts.addresses import parse_site_link
from easytask.verdicts.dead_marks import EMPTY
from easytask.verdicts.looks import Look, LookRequest
from easytask.verdicts.records import PageReading

NOW = dt.datetime(2026, 11, 26, 8, tzinfo=dt.UTC)
HOME = "https://friend.test/"

BLOG = """<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>听雨轩 - 慢慢写 &amp; 慢慢走</title>
<meta name="generator" content="Typecho 1.2.1"><meta name="google-site-verification" content="abcdefgh1234">
<link rel="alternate" type="application/rss+xml" title="听雨轩" href="/feed/">
<link rel="alternate" type="application/rss+xml" title="comments" href="/feed/comments/">
<link href='https://friend.test/atom.xml' rel='alternate' type='application/atom+xml'>
<script>var _hmt=[];h.src="https://hm.baidu.com/hm.js?c4dccda9d7434d04c5596cb160103d10";</script>
<script async src="https://www.googletagmanager.com/gtag/js?id=G-BEA371E7"></script></head><body>
<nav><a href="/">首页</a> <a href="/about/">关于</a> <a class="x" href='/links/'><i class="icon"></i> 友链</a>
<a href="/page/2/">2</a></nav><article><a href="/archives/kettle-28412.html#more">一篇</a></article>
<ul><li><a href="https://www.other.test/">other</a></li><li><a href=https://third.test/blog/>third</a></li></ul>
<footer><a href="https://github.com/someone">GitHub</a> <a href="https://beian.miit.gov.cn/">京ICP备2019000001号-1</a>
<a href="mailto:me@friend.test?subject=hi">mail</a> <img src="/a.png">
京公网安备 11010502030001 号</footer></body></html>"""


def read(
    body: str | bytes,
    *,
    names: frozenset[str] = frozenset(),
    title_names: frozenset[str] = frozenset(),
    url: str = HOME,
    known_url: str = "",
    is_due: bool = True,
    site_link: str | None = None,
    piece: int = 65_536,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> PageReading:
    request = LookRequest(NOW, names, title_names, is_due, known_url)
    scanner = PageScanner(parse_site_link(site_link) if site_link else None, request)
    scanner.start_page(url, status, {"Content-Type": "text/html; charset=utf-8", **(headers or {})})
    body = body if isinstance(body, bytes) else body.encode()
    for at in range(0, len(body), piece):
        if scanner.feed(body[at : at + piece]):
            break
    return scanner.finish_page()


def look_at(body: str | bytes, **how: object) -> Look:
    look = read(body, **how).look  # type: ignore[arg-type]  # handed on
    assert look is not None
    return look


def crc(text: str) -> int:
    return zlib.crc32(text.encode())


@pytest.mark.parametrize(("length", "marks"), [(0, (EMPTY,)), (1_000, (EMPTY,)), (LOOKED_AT_CHARS, ())])
def test_a_page_that_is_not_read_to_its_end_is_not_called_empty(length: int, marks: tuple[str, ...]) -> None:
    assert look_at(" " * length).marks == marks


def test_what_a_blog_shows() -> None:
    look = look_at(BLOG, names=frozenset({"听雨轩", "another"}))
    assert look.at == NOW
    assert look.title == "听雨轩 - 慢慢写 & 慢慢走"
    assert look.feeds == ("https://friend.test/feed/", "https://friend.test/atom.xml")
    assert look.generator == "Typecho 1.2.1"
    assert look.ids == {
        "icp:2019000001",
        "police:11010502030001",
        "baidu:c4dccda9d7434d04c5596cb160103d10",
        "google:G-BEA371E7",
        "verified:abcdefgh1234",
        "github.com/someone",
        "mailto:me@friend.test",
    }
    # Everybody links to github.com and to the authority.
    assert look.hosts == {crc("other.test"), crc("third.test")}
    assert look.paths == {crc("archives/kettle-28412")}
    assert (look.own_links, look.foreign_links) == (5, 4)
    assert look.names_found == {"听雨轩"}
    assert look.link_pages == ("https://friend.test/links/",)
    assert look.marks == ()
    assert look.weak_marks == ()
    assert look.spam_title == ""
    assert not look.is_notice


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 64, 1000, 65_536])
@pytest.mark.parametrize("site_link", [None, "https://mysite.test/", "https://other.test/"])
def test_the_cuts_do_not_matter(piece: int, site_link: str | None) -> None:
    names = frozenset({"听雨轩"})
    assert look_at(BLOG, names=names, piece=piece, site_link=site_link) == look_at(BLOG, names=names)


@pytest.mark.parametrize(
    ("is_due", "known_url", "status", "looks"),
    [
        (True, "", 200, True),
        (True, HOME, 203, True),
        (False, HOME, 200, False),
        (False, "https://elsewhere.test/", 200, True),
        (True, "", 404, False),
        (True, "", 503, False),
    ],
)
def test_it_looks_when_it_is_due_or_the_page_is_found_elsewhere(
    is_due: bool, known_url: str, status: int, looks: bool
) -> None:
    assert (read(BLOG, is_due=is_due, known_url=known_url, status=status).look is not None) is looks


def test_it_does_not_look_at_a_wall_nor_at_our_own_page() -> None:
    assert read(BLOG, headers={"cf-mitigated": "challenge"}).look is None
    assert read(BLOG, site_link=HOME).look is None


def test_a_backlink_that_is_found_early_does_not_end_the_look() -> None:
    reading = read(f'<a href="https://mysite.test/">us</a>{BLOG}', site_link="https://mysite.test/", piece=50)
    assert reading.backlink is not None
    assert reading.look is not None
    assert reading.look.link_pages


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<title>Rain Delay - notes</title>", True),
        ("<title>RAIN&nbsp;DELAY</title>", True),
        ("<title>x</title><p>Thanks, says Rain Delay.", True),
        ('<title>x</title><img alt="Rain Delay">', True),
        ("<title>x</title><p>the rain delayed us", False),
        ("<title>x</title><!-- Rain Delay -->", False),
        ("<title>x</title><script>var n='Rain Delay'</script>", False),
    ],
)
def test_where_a_name_is_found(body: str, found: bool) -> None:
    assert bool(look_at(body, names=frozenset({"rain delay"})).names_found) is found


def test_a_short_name_is_a_whole_part_of_the_title_or_nothing() -> None:
    assert look_at("<title>鱼 | 日记</title>", title_names=frozenset({"鱼"})).names_found
    assert not look_at("<title>一条鱼的日记</title><p>鱼", title_names=frozenset({"鱼"})).names_found


@pytest.mark.parametrize(
    ("link", "candidates"),
    [
        ('<a href="/links/">x</a>', ("https://friend.test/links/",)),
        ('<a href="/flinks">Friends</a>', ("https://friend.test/flinks",)),
        ('<a href="/friend-links.html">x</a>', ("https://friend.test/friend-links.html",)),
        ('<a href="/blogroll/">诸侯会盟</a>', ("https://friend.test/blogroll/",)),
        ('<a href="/%E5%8F%8B%E9%93%BE/">x</a>', ("https://friend.test/%E5%8F%8B%E9%93%BE/",)),
        ('<a href="/p/7.html">友情链接</a>', ("https://friend.test/p/7.html",)),
        ('<a href="/p/7.html"><i class="i"></i> 友链</a>', ("https://friend.test/p/7.html",)),
        ('<a title="友链" href="/p/7.html"><svg></svg></a>', ("https://friend.test/p/7.html",)),
        ('<a href="/p/7.html" aria-label="Blogroll"><i></i></a>', ("https://friend.test/p/7.html",)),
        ('<a href="/a">我的朋友结婚了</a><a href="/b">download links for all</a>', ()),
        ('<a href="https://other.test/links/">友链</a>', ()),
        ('<a href="javascript:void(0)">友链</a><a href="#links">友链</a><a href="/">友链</a>', ()),
        ('<a href="/x/">友链</a><a href="/links/">友链</a>', ("https://friend.test/links/", "https://friend.test/x/")),
        (
            "".join(f'<a href="/{n}/links/">友链</a>' for n in range(9)),
            tuple(f"https://friend.test/{n}/links/" for n in range(3)),
        ),
    ],
)
def test_link_page_candidates(link: str, candidates: tuple[str, ...]) -> None:
    assert look_at(f"<title>x</title>{link}").link_pages == candidates


HOSTILE = {
    "title": "<title>" + "x" * 10**7,
    "references in the title": "<title>" + "&amp;" * 10**6 + "</title>",
    "links": "".join(f"<a href=/page-{n}x>" for n in range(100_000)),
    "foreign links": "".join(f"<a href=https://h{n}.test>" for n in range(100_000)),
    "open links": "<a " * 100_000,
    "open values": '<a href="' * 30_000 + "<a href='" * 30_000,
    "attributes": ("<link rel=alternate type=rss+xml " + "a" * 1900 + ">") * 140,
    "feeds": "".join(f"<link rel=alternate type=application/rss+xml href=/f{n}.xml>" for n in range(9_000)),
    "numbers": "ICP备2019000001 G-ABCDEFG1 " * 20_000,
    "accounts": "".join(f"<a href=https://github.com/user{n}>" for n in range(9_000)),
    "brackets": "<" * 100_000 + ">" * 100_000,
    "noise": "".join(random.Random(1).choices("<>a=\"' /hrefscriptlink&;友链", k=300_000)),
    "surrogates": "<title>\ud800</title>\0<a href='/\udfff-x'>".encode("utf-8", "surrogatepass"),
}


@pytest.mark.slow
@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_whatever_a_page_contains_the_look_is_small(body: str | bytes) -> None:
    look = look_at(body, names=frozenset({"rain delay"}))
    assert len(look.title) <= 200
    assert len(look.generator) <= 200
    assert len(look.feeds) <= 5
    assert len(look.ids) <= 16
    assert all(len(text) <= 120 for text in look.ids)
    assert len(look.hosts) <= 64
    assert len(look.paths) <= 64
    assert len(look.link_pages) <= 3
    assert look.own_links + look.foreign_links <= 2_000


def test_the_same_hashes_are_kept_next_time() -> None:
    links = [f'<a href="/posts/word-{n}/">' for n in range(200)]
    shuffled = random.Random(1).sample(links, len(links))
    assert look_at("".join(links)).paths == look_at("".join(shuffled)).paths


def test_no_more_is_read_than_is_looked_at() -> None:
    request = LookRequest(at=NOW)
    scanner = PageScanner(None, request)
    scanner.start_page(HOME, 200, {})
    pieces = 0
    while not scanner.feed(b"<p>word word word</p>" * 1000):
        pieces += 1
    assert pieces * 21_000 <= 300_000
