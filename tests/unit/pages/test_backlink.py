"""A page links to us exactly when a visitor's browser could follow one of its links to us."""

from __future__ import annotations

import base64
import time
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from webencodings.labels import LABELS

from easytask.pages.backlink import Scanner
from easytask.verdicts.addresses import parse_site_link
from easytask.verdicts.records import Backlink

PAGE = "https://friend.test/links/"
OURS = "https://mysite.test/"
LINK = '<a href="https://mysite.test/">us</a>'
BASE64 = base64.b64encode(b"https://mysite.test/a?b").decode()
BASE64URL = base64.urlsafe_b64encode("https://mysite.test/好?>".encode()).decode()


def scan(
    body: str | bytes,
    *,
    site_link: str = "https://mysite.test",
    url: str = PAGE,
    charset: str | None = None,
    piece: int = 65_536,
) -> str | None:
    body = body if isinstance(body, bytes) else body.encode()
    scanner = Scanner(parse_site_link(site_link))
    feed = scanner.open(url, charset)
    for at in range(0, len(body), piece):
        if feed(body[at : at + piece]):
            break
    scanner.close()
    return scanner.found and scanner.found.href


@pytest.mark.parametrize(
    "markup",
    [
        LINK,
        "<a href='https://mysite.test'>",
        "<a href=https://mysite.test/>",
        "<A HREF = 'HTTPS://MySite.Test'>",
        '<a title=">" href="https://mysite.test">',
        '<area href="https://mysite.test/" alt="us">',
        '<map><area shape=rect href="//mysite.test"></map>',
        '<a href="http://mysite.test/">',
        '<a href="https://www.mysite.test/">',
        '<a href="//mysite.test">',
        '<a href="https://mysite.test.">',
        '<a href="https://mysite.test:443/">',
        '<a href="https://mysite.test:80/">',
        '<a href="http://mysite.test:443/">',
        '<a href="https://mysite.test/deep/page?utm_source=x#top">',
        '<a href="  https://mysite.test/\n ">',
        '<a href="https://my\nsite.te\tst/">',
        '<a href="https:\\\\mysite.test\\">',
        '<a href="https&#58;&#x2F;&#x2F;mysite&period;test/">',
        '<a href="https://mysite%2Etest/">',
        '<a href="https://%6Dysite.test/">',
        '<a href="https://ｍｙｓｉｔｅ。test/">',
        '<a href="https://friend.test@mysite.test/">',
        '<base href="https://mysite.test/x/"><a href="../">',
        '<base target=_blank><base href="//mysite.test"><base href="https://other.test/"><a href="/">',
        "</body></html>" + LINK,
        "<div><ul><li><span>" + LINK,
        "<script>var a = '<!--'</script>" + LINK,
        "<!-->" + LINK,
        "<!-- --!>" + LINK,
        "<template></template>" + LINK,
        "<noscript><p>no script?</p></noscript>" + LINK,
        "<head><noscript><style>a{}</style><img src=x></noscript></head>" + LINK,
        "<svg><title/></svg>" + LINK,
        "<p><a href='/about'>about</a>" * 50 + LINK,
    ],
)
def test_a_link_that_a_browser_would_take_to_us_is_found(markup: str) -> None:
    assert scan(markup) is not None


@pytest.mark.parametrize(
    "markup",
    [
        "",
        "https://mysite.test/",
        "<a>https://mysite.test/</a>",
        f"<!-- {LINK} -->",
        f"<!-- > {LINK} -->",
        f"<!--!>{LINK}-->",
        f"<script>'{LINK}'</script>",
        f"<script><!--<script></script>{LINK}--></script>",
        f"<style>{LINK}</style>",
        f"<textarea>{LINK}</textarea>",
        f"<title>{LINK}</title>",
        f"<xmp>{LINK}</xmp>",
        f"<iframe>{LINK}</iframe>",
        f"<noembed>{LINK}</noembed>",
        f"<noframes>{LINK}</noframes>",
        f"<plaintext>{LINK}",
        f"<template><p><template></template>{LINK}</template>",
        f"<noscript>{LINK}</noscript>",
        f"<img alt='{LINK}'>",
        '<link rel="canonical" href="https://mysite.test/">',
        '<form action="https://mysite.test/"><img src="https://mysite.test/a.png">',
        '<meta http-equiv="refresh" content="0;url=https://mysite.test/">',
        '<a data-href="https://mysite.test/">',
        '<a "href="https://mysite.test/">',
        '<ahref="https://mysite.test/">',
        '<a href="#" href="https://mysite.test/">',
        '<a href="https://mysite.test/"',
        '<a href="https://mysite.test/>',
        "<a href=\"javascript:location='https://mysite.test/'\">",
        '<a href="data:text/html,https://mysite.test/">',
        '<a href="mailto:me@mysite.test">',
        '<a href="ftp://mysite.test/">',
        '<a href="mysite.test">',
        '<a href="/mysite.test/">',
        '<a href="https://mysite.test.evil.test/">',
        '<a href="https://www-mysite.test/">',
        '<a href="https://blog.mysite.test/">',
        '<a href="https://notmysite.test/">',
        '<a href="https://mysiteXtest/">',
        '<a href="https://mysite.test@evil.test/">',
        '<a href="https://mysite.test:x@evil.test/">',
        '<a href="https://mysite.test%2F@evil.test/">',
        '<a href="https://evil.test/https://mysite.test/">',
        '<a href="https://evil.test/#https://mysite.test/">',
        '<a href="https://mysite.test:8443/">',
        '<a href="https://mysite.test:99999/">',
        '<a href="https://[mysite.test/">',
        '<base href="https://other.test/"><base href="https://mysite.test/"><a href="/">',
        '<base href="javascript:"><base href="https://mysite.test/"><a href="/">',
        '<template><base href="https://mysite.test/"></template><a href="/">',
    ],
)
def test_what_a_browser_would_not_take_to_us_is_no_backlink(markup: str) -> None:
    assert scan(markup) is None


@pytest.mark.parametrize(
    ("site_link", "href", "links"),
    [
        ("mysite.test", "https://mysite.test/", True),
        ("https://www.mysite.test/", "http://mysite.test", True),
        ("https://mysite.test/?a=(1+1)*[x", "https://mysite.test/", True),
        ("https://mysite.test/blog", "https://mysite.test/blog", True),
        ("https://mysite.test/blog", "https://mysite.test/blog/", True),
        ("https://mysite.test/blog", "https://mysite.test/blog/x?y", True),
        ("https://mysite.test/blog/", "https://mysite.test/blog", True),
        ("https://mysite.test/blog", "https://mysite.test/blogger", False),
        ("https://mysite.test/blog", "https://mysite.test/", False),
        ("https://mysite.test/blog", "https://mysite.test/x/../blog", True),
        ("https://mysite.test/~me", "https://mysite.test/%7eme/", True),
        ("https://mysite.test/博客", "https://mysite.test/%E5%8D%9a%e5%ae%a2/1", True),
        ("https://mysite.test/a/b", "https://mysite.test/a%2Fb", False),
        ("https://mysite.test:8443", "https://mysite.test:8443/", True),
        ("https://mysite.test:8443", "https://mysite.test/", False),
        ("http://mysite.test:80", "https://mysite.test/", True),
        ("https://博客.com", "https://博客.com/", True),
        ("https://xn--5mq23e.com", "https://XN--5MQ23E.com/", True),
        ("https://bücher.test", "https://xn--bcher-kva.test/", True),
        ("https://xn--bcher-kva.test", "https://BÜCHER.test/", True),
        ("https://xn--bcher-kva.test", "https://b%C3%BCcher.test/", True),
        ("https://www.com", "https://www.com/?a", True),
        ("https://www.com", "https://com/?a", False),
        ("http://127.0.0.1", "http://2130706433/", True),
        ("http://127.0.0.1", "http://0x7f.1/", True),
        ("http://[::1]", "http://[0:0:0:0:0:0:0:1]/", True),
    ],
)
def test_the_backlink_asked_for_is_compared_as_a_parsed_url(site_link: str, href: str, links: bool) -> None:
    assert (scan(f'<a href="{href}">', site_link=site_link) is not None) is links


@pytest.mark.parametrize(
    ("href", "links"),
    [
        ("/go?url=https://mysite.test/", True),
        ("/go?a=1&amp;target=" + quote("https://mysite.test/?a=b&c", safe=""), True),
        ("/go?a=1&copy=https://mysite.test", True),
        ("https://www.friend.test/go?x=//mysite.test", True),
        ("?https://mysite.test/?a=1&b=2", True),
        ("/go?" + BASE64, True),
        ("/go?url=" + BASE64.rstrip("="), True),
        ("/go?url=" + quote(BASE64, safe=""), True),
        ("/go?url=" + BASE64URL, True),
        ("/go?url=" + BASE64URL.rstrip("="), True),
        ("https://evil.test/go?url=https://mysite.test/", False),
        ("https://evil.test/go?url=" + BASE64, False),
        ("/go?url=https://mysite.test.evil.test/", False),
        ("/go?url=https://evil.test/?u=https://mysite.test/", False),
        ("/go?url=mysite.test", False),
        ("/go?url=javascript:'https://mysite.test/'", False),
        ("/go/https://mysite.test/", False),
        ("/go#?url=https://mysite.test/", False),
        ("/go?a=====&%%%&==&&=%zz&b=/w==", False),
    ],
)
def test_a_jump_link_counts_on_the_pages_own_host_only(href: str, links: bool) -> None:
    assert (scan(f'<a href="{href}">') is not None) is links


@pytest.mark.parametrize("href", ["", "#", "#?"])
def test_an_anchor_on_a_page_whose_own_address_names_us_is_no_jump_link(href: str) -> None:
    assert scan(f'<a href="{href}">好</a>', url=PAGE + "?url=https://mysite.test/") is None


def test_a_page_on_our_own_host_carries_no_backlink() -> None:
    scanner = Scanner(parse_site_link("https://mysite.test"))
    feed = scanner.open("http://www.mysite.test:8000/x", None)
    assert feed(LINK.encode()) is True
    scanner.close()
    assert scanner.found is None


@pytest.mark.parametrize(
    ("charset", "body"),
    [
        ("gbk", f"<title>友情链接</title>中文{LINK}".encode("gbk")),
        ("GB2312", f"€𠮷丂{LINK}".encode("gb18030")),
        (None, f"<title>友情链接</title>{LINK}".encode("gbk")),
        ("big5", f"中文{LINK}".encode("big5")),
        ("iso-2022-jp", f"<p>社者写手</p>{LINK}".encode("iso-2022-jp")),
        ("utf-16le", LINK.encode("utf-16le")),
        ("utf-8", b"\xff\xfe" + LINK.encode("utf-16le")),
        ("gbk", b"\xfe\xff" + LINK.encode("utf-16be")),
        ("utf-16le", b"\xef\xbb\xbf" + LINK.encode()),
        (None, f"<meta charset=utf-16>{LINK}".encode()),
        (None, f"<meta charset=zlib>{LINK}".encode()),
        ("utf-8", b"\xfd\x80\xc3(\xa1" + LINK.encode() + b"\xc3"),
        (" UTF-8 ", LINK.encode()),
        *(
            (label, LINK.encode())
            for label in (
                "",
                "zlib",
                "rot13",
                "idna",
                "undefined",
                "unicode_escape",
                "utf-7",
                "\udcff",
                "ſ",
                "x" * 9999,
            )
        ),
    ],
)
def test_a_link_is_read_in_every_charset_that_a_browser_knows_and_no_other(charset: str | None, body: bytes) -> None:
    assert scan(body, charset=charset) is not None


@pytest.mark.parametrize(
    ("charset", "head", "read_as"),
    [
        (None, "", "utf-8"),
        (None, "<meta charset=gbk>", "gb18030"),
        (None, "<META CharSet = 'GB2312' >", "gb18030"),
        (None, '<meta http-equiv="Content-Type" content="text/html; charset=gbk">', "gb18030"),
        (None, "<meta content='text/html; charset=\"gbk\"' http-equiv=content-type>", "gb18030"),
        (None, '<meta content="text/html; charset=gbk">', "utf-8"),
        (None, "<!-- <meta charset=gbk> -->", "utf-8"),
        (None, "<metal charset=gbk>", "utf-8"),
        (None, "<meta charset=no-such><meta charset=gbk>", "gb18030"),
        (None, " " * 1006 + "<meta charset=gbk>", "gb18030"),
        (None, " " * 1007 + "<meta charset=gbk>", "utf-8"),
        ("utf-8", "<meta charset=gbk>", "utf-8"),
        ("gbk", "<meta charset=utf-8>", "gb18030"),
        ("no-such", "<meta charset=gbk>", "gb18030"),
    ],
)
@pytest.mark.parametrize("piece", [1, 65_536])
def test_the_charset_is_sniffed_as_html_says(charset: str | None, head: str, read_as: str, piece: int) -> None:
    body = head.encode() + '<a href="https://博客.test/">'.encode(read_as)
    other = "gb18030" if read_as == "utf-8" else "utf-8"
    wrong = head.encode() + '<a href="https://博客.test/">'.encode(other)
    assert scan(body, site_link="https://博客.test", charset=charset, piece=piece) is not None
    assert scan(wrong, site_link="https://博客.test", charset=charset, piece=piece) is None


def test_the_evidence_is_the_href_and_never_long() -> None:
    assert scan('<a href=" //mysite.test/?a&amp;b">') == " //mysite.test/?a&b"
    assert scan(f'<a href="{OURS}{"x" * 9999}">') == (OURS + "x" * 9999)[:500]


@pytest.mark.parametrize(
    ("rel", "nofollow"),
    [
        ("", False),
        ("rel=nofollow", True),
        ("rel='noopener NOFOLLOW\tugc'", True),
        ("rel=friend", False),
        ("rel=x-nofollow", False),
    ],
)
def test_a_link_that_search_engines_are_told_not_to_follow_is_noted(rel: str, nofollow: bool) -> None:
    scanner = Scanner(parse_site_link(OURS))
    scanner.open(PAGE, "utf-8")(f"<a {rel} href={OURS}>".encode())
    scanner.close()
    assert scanner.found == Backlink(OURS, nofollow)


def test_the_first_link_is_enough_and_a_new_page_starts_anew() -> None:
    scanner = Scanner(parse_site_link("https://mysite.test"))
    feed = scanner.open(PAGE, "utf-8")
    assert feed(b"<!doctype html>") is False
    assert feed(b"<base href='https://mysite.test'><a href='/1'><a href='/2'>") is True
    assert feed(b"<a href='/3'>") is True
    scanner.close()
    assert scanner.found == Backlink("/1")
    assert scanner.open(PAGE, "utf-8")(b"<a href='/1'>") is False
    scanner.close()
    scanner.close()
    assert scanner.found is None


def test_a_link_may_come_with_the_very_last_byte_of_a_short_page() -> None:
    scanner = Scanner(parse_site_link("https://mysite.test"))
    assert scanner.open(PAGE, None)(LINK.encode()) is False, "the charset is not known before 1024 bytes"
    scanner.close()
    assert scanner.found == Backlink(OURS)


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
    assert scan(before + LINK.encode()) is not None


HOSTILE = [
    '<a href="', "<!--", "<", "&#", "<b><i><u>", "<script>", "<![CDATA[", "<div>", "<a>", "<a href=?>", "<a href=é>",
    "<a href='?//é&amp;//%25'>", "<svg>", "<template>", "<noscript>", "<base href=/>", "<table><td>", "<p a=b ", "\0",
    "</",
]  # fmt: skip


@pytest.mark.parametrize("markup", HOSTILE)
@pytest.mark.parametrize("piece", [64, 65_536])
def test_twice_the_page_costs_about_twice_the_time(markup: str, piece: int) -> None:
    def seconds(size: int) -> float:
        body = (markup.encode() * size)[:size]
        began = time.process_time()
        assert scan(body, piece=piece) is None
        return time.process_time() - began

    # Quadratic cost would be 16 times as much; a few milliseconds of noise are forgiven.
    assert seconds(400_000) < 10 * min(seconds(100_000), seconds(100_000)) + 0.05


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
def test_a_page_of_endless_suspicious_addresses_is_left(url: str, body: bytes) -> None:
    scanner = Scanner(parse_site_link("https://mysite.test"))
    assert scanner.open(url, "utf-8")(body) is True
    scanner.close()
    assert scanner.found is None


FRAGMENTS = st.sampled_from(
    [
        LINK.encode(), b"<", b">", b'"', b"'", b"&#", b"&amp", b"=", b"/", b"!", b"--", b"a", b" href", b"\0", b"\r\n",
        b"?url=",
        b"\xef\xbb\xbf", b"\xff\xfe", b"\xe4\xb8", b"\x81", b"\x1b$(", b"\x1b$B", b"\x1b(B", b"\xd8\x00", b" " * 600,
        b"<a href=//mysite.test>", b"<base href=//mysite.test>", b"<a href=x>", b"<a href='?", BASE64.encode(), b"%",
        b"<meta charset=gbk>", b"<meta charset=iso-2022-jp>", b"<script>", b"</script>", b"<!--", b"-->", b"<noscript>",
        b"</noscript>", b"<template>", b"</template>", b"<title>", b"</title>", b"<svg>", b"<plaintext>",
    ]
)  # fmt: skip
BODIES = st.lists(FRAGMENTS | st.binary(max_size=8), max_size=40).map(b"".join)
CHARSETS = st.none() | st.sampled_from(sorted(LABELS)) | st.text(max_size=12)


@settings(deadline=None)  # a busy machine is no failure
@given(body=BODIES, charset=CHARSETS, cuts=st.lists(st.integers(min_value=0, max_value=4000), max_size=12))
def test_any_bytes_are_read_without_an_error_and_alike_however_they_are_cut(
    body: bytes, charset: str | None, cuts: list[int]
) -> None:
    whole = scan(body, charset=charset)
    assert scan(body, charset=charset, piece=1) == whole
    scanner = Scanner(parse_site_link("https://mysite.test"))
    feed = scanner.open(PAGE, charset)
    ends = [*sorted(min(cut, len(body)) for cut in cuts), len(body)]
    for begin, end in zip([0, *ends], ends, strict=False):
        feed(body[begin:end])
    scanner.close()
    assert (scanner.found and scanner.found.href) == whole


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
    whole = scan(body, charset=charset)
    assert [scan(body, charset=charset, piece=piece) for piece in (1, 2, 7)] == [whole] * 3


@settings(deadline=None)  # a busy machine is no failure
@given(href=st.text(max_size=60) | st.text("ht:/?&=%#@.[]\\mysite.test0\t", max_size=60))
def test_any_href_is_judged_without_an_error(href: str) -> None:
    body = '<a href="' + href.replace('"', "&quot;") + '">'
    scan(body.encode("utf-8", "surrogatepass"))
    scan(body.encode("utf-8", "surrogatepass"), site_link="http://127.0.0.1/a/b")
