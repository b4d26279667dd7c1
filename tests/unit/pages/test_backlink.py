"""A page links to us exactly when a visitor's browser could follow one of its links to us."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import quote

import pytest

from easytask.pages.scanner import PageScanner
from easytask.verdicts.addresses import parse_site_link
from easytask.verdicts.records import Backlink, PageReading
from tests.unit.pages.reading import LINK, OURS, PAGE, read

BASE64 = base64.b64encode(b"https://mysite.test/a?b").decode()
BASE64URL = base64.urlsafe_b64encode("https://mysite.test/好?>".encode()).decode()
BARE64 = base64.b64encode(b"mysite.test").decode()


def scan(body: str | bytes, **asked: Any) -> str | None:
    """Return the href of the backlink that is found."""
    found = read(body, **asked).backlink
    return found and found.href


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
        "<svg><a xlink:href='https://mysite.test/'>",
        "<svg><a XLINK:HREF=https://mysite.test/>",
        "<svg><a xlink:href='#' href='https://mysite.test/'>",
        f"<div><template shadowrootmode=open>{LINK}</template></div>",
        f"<div><template shadowrootmode='CLOSED'><p>{LINK}</template></div>",
        f"<div><template shadowrootmode=open><template>x</template>{LINK}</template></div>",
        f"<div><template shadowrootmode=open></template></div>{LINK}",
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
        f"<template><div><template shadowrootmode=open>{LINK}</template></div></template>",
        f"<div><template shadowrootmode=open><template>{LINK}</template></template></div>",
        f"<template shadowrootmode>{LINK}</template>",
        f"<template shadowrootmode=yes>{LINK}</template>",
        "<a xlink:href='https://mysite.test/'>",
        "<svg><a href='' xlink:href='https://mysite.test/'>",
        "<svg><image xlink:href='https://mysite.test/'>",
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
        ("/go?url=mysite.test", True),
        ("/go?url=www.mysite.test/about", True),
        ("/go?url=mysite.test:443", True),
        ("/go?mysite.test", True),
        ("/go?url=" + quote("mysite.test/?a=b", safe=""), True),
        ("/go?url=" + BARE64, True),
        ("/go?url=" + BARE64.rstrip("="), True),
        ("/go?url=mysite.test.evil.test", False),
        ("/go?url=notmysite.test", False),
        ("/go?url=evil.test/mysite.test", False),
        ("/go?url=evil.test@mysite.test", False),
        ("/go?url=/mysite.test", False),
        ("/go?url=mysite.test:8443", False),
        ("/go?q=what+is+mysite.test", False),
        ("/go?q=what%20is%20mysite.test", False),
        ("https://evil.test/go?url=mysite.test", False),
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
    scanner = PageScanner(parse_site_link("https://mysite.test"))
    scanner.start_page("http://www.mysite.test:8000/x", 200, {})
    assert scanner.feed(LINK.encode()) is True
    assert scanner.finish_page() == PageReading()


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
    assert read(f"<a {rel} href={OURS}>", charset="utf-8").backlink == Backlink(OURS, nofollow)


@pytest.mark.parametrize("status", [200, 201, 202, 203])
def test_a_page_is_read_for_links_whatever_its_good_status(status: int) -> None:
    assert scan(LINK, status=status) == OURS
    assert scan(LINK, status=404) is None


XHTML = {"Content-Type": "application/xhtml+xml; charset=utf-8"}


@pytest.mark.parametrize(
    "before",
    [
        "<iframe src='about:blank'/>",
        "<textarea name='c'/>",
        "<script src='/a.js'/>",
        "<style/>",
        "<title/>",
        "<plaintext/>",
    ]
    + ["<template/>", "<svg/>", "<noscript/>", "<a/>", "<![CDATA[ <textarea> <!-- ]]>"],
)
def test_in_xhtml_a_tag_that_closes_itself_opens_nothing(before: str) -> None:
    assert scan(before + LINK, headers=XHTML) == OURS
    assert scan(f"<p>{before}</p>{LINK}", headers=XHTML, piece=1) == OURS


@pytest.mark.parametrize("markup", ["<script>{}</script>", "<textarea>{}</textarea>", "<!--{}-->", "<![CDATA[{}]]>"])
def test_in_xhtml_what_is_opened_still_hides_what_is_in_it(markup: str) -> None:
    assert scan(markup.format(LINK), headers=XHTML) is None
