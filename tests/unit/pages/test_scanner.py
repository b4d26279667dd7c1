"""A page is read once, in linear time, and alike however it is cut."""

from __future__ import annotations

import base64
import datetime as dt
import gc
import time
import weakref

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from webencodings.labels import LABELS

from easytask.pages.scanner import PageScanner
from easytask.verdicts.addresses import Address, BadAddress, parse_site_link
from easytask.verdicts.looks import LookRequest
from easytask.verdicts.records import Backlink, PageReading
from tests.unit.pages.reading import LINK, OURS, PAGE, read, read_pieces

BASE64 = base64.b64encode(b"https://mysite.test/a?b").decode()


def test_the_first_link_is_enough_and_a_new_page_starts_anew() -> None:
    scanner = PageScanner(parse_site_link("https://mysite.test"))
    scanner.start_page(PAGE, 200, {"Content-Type": "text/html;charset=utf-8"})
    assert scanner.feed(b"<!doctype html>") is False
    assert scanner.feed(b"<base href='https://mysite.test'><a href='/1'><a href='/2'>") is True
    assert scanner.feed(b"<a href='/3'>") is True
    assert scanner.finish_page().backlink == Backlink("/1")
    scanner.start_page(PAGE, 200, {"Content-Type": "text/html;charset=utf-8"})
    assert scanner.feed(b"<a href='/1'>") is False
    assert scanner.finish_page() == scanner.finish_page() == PageReading()


def test_a_link_may_come_with_the_very_last_byte_of_a_short_page() -> None:
    scanner = PageScanner(parse_site_link("https://mysite.test"))
    scanner.start_page(PAGE, 200, {})
    assert scanner.feed(LINK.encode()) is False, "the charset is not known before 1024 bytes"
    assert scanner.finish_page().backlink == Backlink(OURS)


def test_a_page_that_is_asked_for_no_link_is_left_once_it_cannot_be_a_wall() -> None:
    scanner = PageScanner(None)
    scanner.start_page(PAGE, 200, {"Content-Type": "text/html;charset=utf-8"})
    assert scanner.feed(b"<p>Hello</p>" * 50) is False
    assert scanner.feed(b"<p>Hello</p>" * 500) is True
    assert scanner.finish_page() == PageReading()


@pytest.mark.parametrize("link", [None, parse_site_link("https://mysite.test")], ids=["no link", "a link"])
@pytest.mark.parametrize("page", [b"<base href=/><p>" + b"Hello" * 5_000, LINK.encode() + b"<p>" * 5_000])
def test_a_page_is_freed_without_the_garbage_collector(link: Address | None, page: bytes) -> None:
    scanner = PageScanner(link, LookRequest(dt.datetime.now(dt.UTC)))
    scanner.start_page(PAGE, 200, {"Content-Type": "text/html;charset=utf-8"})
    scanner.feed(page)
    scanner.finish_page()
    left = [weakref.ref(part) for part in (scanner, scanner._look, scanner._tags)]
    gc.disable()
    try:
        del scanner
        assert [part() for part in left] == [None, None, None]
    finally:
        gc.enable()


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(BadAddress):
        PageScanner(None).start_page("ftp://friend.test/", 200, {})


@pytest.mark.parametrize(
    "before",
    [
        b"<div>" * 100_000,
        b"<p " + b"".join(b'a%d="1" ' % n for n in range(100_000)) + b">",
        b'<img src="data:' + b"x" * 11_000_000 + b'">',
        b"<!--" + b"x" * 11_000_000 + b"-->",
        b"x" * 11_000_000,
    ],
    ids=["deep", "many attributes", "long attribute", "long comment", "long text"],
)
def test_no_limit_of_the_parser_hides_a_link_that_comes_late(before: bytes) -> None:
    assert read(before + LINK.encode()).backlink is not None


HOSTILE = [
    '<a href="', "<!--", "<", "&#", "<b><i><u>", "<script>", "<![CDATA[", "<div>", "<a>", "<a href=?>", "<a href=é>",
    "<a href='?//é&amp;//%25'>", "<svg>", "<template>", "<noscript>", "<base href=/>", "<table><td>", "<p a=b ", "\0",
    "</", "mysite.test ", "<i mysite.test>", "<i onclick='//mysite.test", "<meta http-equiv=refresh content='0;/",
    "<meta name=\"a\" ", "<iframe src=/x></iframe>", "<script>mysite.test</script>", "<script>'mysite.test' ",
    "<div><template shadowrootmode=open>", "</a>", "<title>",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("markup", HOSTILE)
@pytest.mark.parametrize("piece", [64, 65_536])
def test_twice_the_page_costs_about_twice_the_time(markup: str, piece: int) -> None:
    def seconds(size: int) -> float:
        body = (markup.encode() * size)[:size]
        began = time.process_time()
        assert read(body, piece=piece).backlink is None
        return time.process_time() - began

    # Quadratic cost would be 16 times as much, every time; a few milliseconds of noise are forgiven, and a busy moment.
    assert any(seconds(400_000) < 8 * seconds(100_000) + 0.05 for _ in range(3))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("url", "body"),
    [
        (PAGE, b"<a href=?>" * 40_000),
        (PAGE, b"<base href='/" + b"x" * 500_000 + b"/'>" + b"<a href=?>" * 30_000),
        (PAGE + "x" * 50_000 + "/", b"<a href=?>" * 10_000),
        (PAGE, (b"<a href='?" + b"&" * 8_000 + b"%'>") * 200),
    ],
    ids=["many", "with a long base", "on a page with a long address", "with endless values"],
)
def test_a_page_of_endless_candidates_is_left(url: str, body: bytes) -> None:
    scanner = PageScanner(parse_site_link("https://mysite.test"))
    scanner.start_page(url, 200, {"Content-Type": "text/html;charset=utf-8"})
    assert scanner.feed(body) is True
    assert scanner.finish_page() == PageReading(gave_up=True)


FRAGMENTS = st.sampled_from(
    [
        LINK.encode(), b"<", b">", b'"', b"'", b"&#", b"&amp", b"=", b"/", b"!", b"--", b"a", b" href", b"\0", b"\r\n",
        b"?url=",
        b"\xef\xbb\xbf", b"\xff\xfe", b"\xe4\xb8", b"\x81", b"\x1b$(", b"\x1b$B", b"\x1b(B", b"\xd8\x00", b" " * 600,
        b"<a href=//mysite.test>", b"<base href=//mysite.test>", b"<a href=x>", b"<a href='?", BASE64.encode(), b"%",
        b"<meta charset=gbk>", b"<meta charset=iso-2022-jp>", b"<script>", b"</script>", b"<!--", b"-->", b"<noscript>",
        b"</noscript>", b"<template>", b"</template>", b"<title>", b"</title>", b"<svg>", b"<plaintext>",
        b"<template shadowrootmode=open>", b"<meta http-equiv=refresh content='0;url=/on'>", b"<iframe src=/f>",
        b"<div onclick='", b"mysite.test", b"<script src=/aes.js></script>", b"just a moment...", b"word " * 500,
        b"\xe5\xad\x97", b"</a>",
    ]
)  # fmt: skip
BODIES = st.lists(FRAGMENTS | st.binary(max_size=8), max_size=40).map(b"".join)
CHARSETS = st.none() | st.sampled_from(sorted(LABELS)) | st.text(max_size=12)


@pytest.mark.slow
@settings(deadline=None)  # a busy machine is no failure
@given(body=BODIES, charset=CHARSETS, cuts=st.lists(st.integers(min_value=0, max_value=4000), max_size=12))
def test_any_bytes_are_read_without_an_error_and_alike_however_they_are_cut(
    body: bytes, charset: str | None, cuts: list[int]
) -> None:
    whole = read(body, charset=charset)
    assert read(body, charset=charset, piece=1) == whole
    ends = [*sorted(min(cut, len(body)) for cut in cuts), len(body)]
    pieces = [body[begin:end] for begin, end in zip([0, *ends], ends, strict=False)]
    assert read_pieces(pieces, charset=charset) == whole
    wall = read(body, site_link=None, charset=charset)
    assert read(body, site_link=None, charset=charset, piece=1) == wall


# Of what atheris kept in half an hour, because it took a way through the code that nothing before it had taken.
SEEDS = [
    b"<!-- x --!><a href=//mysite.test>",
    b"RRRRR<meta b\xe7>ma b\xe7<template>ti</title>pb\x9f>\x03\x01\x05<meta s--!><mc",
    b"<noscript>i<ript>!!\x1b(<meta cha-jp>B<a >",
    b"<base h><<<<<<<<<<<<<<<<<<<![CDATA[e]]:'><",
    b"<meta s--!><meta shc=g-!><meta b>\xb0hr>",
    b"\x1b$B!!\x1b(B<a href=//mysite.test>",
    b"\x00\x00\x00\x03%\x05<meta http-equiv=content-type coh>=> h<base",
    b"\x03\x00<a href='?r8&amp='>",
    b"4!\x1b@\xfat><<<plaintext>a%!\x1b<\x00\t1\t\x8b\x9dO<a h\x00m\xb2",
    b"<meta><a><a hf=e/\xb0--!><meta shc=><meta >\xb0\xa1<a r>",
    b"'><a href=/x r=n'><a href=o\x03\x01t'><a href=/x '><a hre\xff\xfe",
    b"\x0080/@<svg>\x00\x00\x0080<textarea>%",
]


@pytest.mark.parametrize("body", SEEDS, ids=range(len(SEEDS)))
@pytest.mark.parametrize("charset", [None, "utf-8", "gbk", "iso-2022-jp", "utf-16le"])
def test_what_a_fuzzer_found_is_read_alike_however_it_is_cut(body: bytes, charset: str | None) -> None:
    whole = read(body, charset=charset)
    assert [read(body, charset=charset, piece=piece) for piece in (1, 2, 7)] == [whole] * 3


@settings(deadline=None)  # a busy machine is no failure
@given(href=st.text(max_size=60) | st.text("ht:/?&=%#@.[]\\mysite.test0\t", max_size=60))
def test_any_href_is_judged_without_an_error(href: str) -> None:
    body = '<a href="' + href.replace('"', "&quot;") + '">'
    read(body.encode("utf-8", "surrogatepass"))
    read(body.encode("utf-8", "surrogatepass"), site_link="http://127.0.0.1/a/b")
