"""The start tags of a page are those that a browser's tokenizer finds, however the page is cut."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from easytask.pages.skipping import attribute, attributes_but
from easytask.pages.start_tag import StartTag
from easytask.pages.tokenizer import MARKUP, SCRIPT, TITLE, TagFinder


def find(*pieces: str, skippable: str = "", tag_by_tag: bool = False) -> list[tuple[str, str, str | None]]:
    """The namespace, the name and the href of each ``<a>`` and ``<base>``."""
    found = []

    def take(tag: StartTag) -> None:
        found.append((tag.namespace, tag.name, tag.get("href")))

    finder = TagFinder({"a", "base"}, take, skippable=skip(skippable) if skippable else {})
    if tag_by_tag:
        finder._relevant = re.compile("<").search
    for piece in pieces:
        finder.feed(piece, last=False)
    finder.feed("", last=True)
    return found


def skip(href: str) -> dict[str, str]:
    return {"a": attributes_but("href") + attribute("href", href)}


def hrefs(page: str) -> list[str | None]:
    return [href for _, _, href in find(page)]


@pytest.mark.parametrize(
    ("tag", "href"),
    [
        ("<a href=x>", "x"),
        ("<A\tHREF\n=\r'x' >", "x"),
        ("<a/href=x>", "x"),
        ("<a href=x/>", "x/"),
        ('<a title="a > b" href="x">', "x"),
        ("<a title=it's href=x>", "x"),
        ('<a ="y>" href=x>', None),
        ('<a "href=y" href=x>', "x"),
        ("<a href href=x>", ""),
        ("<a href= >", ""),
        ("<a href=>", ""),
        ('<a href="x"title="y">', "x"),
        ('<a href="\0">', "\ufffd"),
        ('<a href="?a&amp;b&ampc&copy=1&lt&#x2F;&#47&#0;&nosuch;">', "?a&b&ampc&copy=1<//\ufffd&nosuch;"),
        ("<a href='a=b&para'>", "a=b¶"),
    ],
)
def test_an_attribute_is_read_as_html_says(tag: str, href: str | None) -> None:
    assert hrefs(tag) == [href]


@pytest.mark.parametrize(
    "hiding",
    [
        "<!--{}-->", "<!--{}--!>", "<title>{}</title>", "<textarea>{}</textarea>", "<STYLE>{}</STYLE >",
        "<xmp>{}</xmp>", "<iframe>{}</iframe>", "<noembed>{}</noembed>",
        "<noframes>{}</noframes>", "<noscript>{}</noscript>", "<script>{}</script>", "<script><!-- {} --></script>",
        "<script><!-- <script> </script> {} </script>--></script>", "<template>{}</template>",
        "<template><template></template>{}</template>", "<template><svg>{}</template>", "<plaintext>{}",
        "<svg><![CDATA[{}]]></svg>", "<img alt='{}'>", '<img alt="{}">', "</p title='{}'>", "</style title='{}'>",
        "<script></script title='{}'>", "<b x ='{}'>", "<b x= '{}'>", "<a title='{}'",
    ],
)  # fmt: skip
def test_what_is_no_tag_to_a_browser_is_none(hiding: str) -> None:
    after = [] if hiding.startswith(("<plaintext", "<a")) else ["after"]
    assert hrefs(hiding.format("<a href=hidden>") + "<a href=after>" * len(after)) == after


@pytest.mark.parametrize(
    "page",
    [
        "<!--><a href=x>", "<!---><a href=x>", "<!----><a href=x>", "<><a href=x>", "< a><a href=x>", "</><a href=x>",
        "a<b && c><a href=x>", "<title/></title><a href=x>", "<svg><title/></svg><a href=x>",
        "<svg><style/></svg><a href=x>", "<svg><script/></svg><a href=x>", "<svg/><a href=x>",
        "<svg><template><a href=x></template></svg>", "<svg><foreignObject><a href=x></foreignObject></svg>",
        "<svg><div><style><a href=no></style></div><a href=x>", "<div><svg></div><style><a href=no></style><a href=x>",
        "<script><!--</script><a href=x>", "<script><!-- <script></script> --></script><a href=x>",
        "<script><!--<script--></script><a href=x>", "<style></styles></style><a href=x>", "<![CDATA[><a href=x>]]>",
        "<template></template></template><a href=x>", "<noscript></noscript><a href=x>", "<b x='>' y='\"'><a href=x>",
        "<i/=\"><a href=x>", '<i a="b"="><a href=x>', "<math><annotation-xml><style/></math><a href=x>",
        "<math><annotation-xml encoding=text/html><style><a href=no></style></annotation-xml></math><a href=x>",
        "<math><mi><style><a href=no></style></mi></math><a href=x>", "<!a'><a href=x>", "<?a'><a href=x>",
        "</ a'><a href=x>", "<!doctype html '><a href=x>", "<svg><font color=red><style><a href=no></style><a href=x>",
    ],
)  # fmt: skip
def test_what_follows_is_read_on_where_a_browser_reads_on(page: str) -> None:
    assert hrefs(page) == ["x"]


def test_a_tag_says_in_which_namespace_it_stands() -> None:
    page = "<a href=1><svg><a href=2><base href=3><desc><a href=4></desc></svg><math><a href=5></math><a href=6>"
    namespaces = ["html", "svg", "svg", "html", "math", "html"]
    assert [(namespace, href) for namespace, _, href in find(page)] == list(zip(namespaces, "123456", strict=True))


def test_skippable_links_may_be_kept_back_until_all_are_wanted() -> None:
    found = []

    def take(tag: StartTag) -> None:
        found.append(tag.get("href"))
        if tag.name == "base":
            finder.skip_none()

    finder = TagFinder({"a", "base"}, take, skippable=skip("[a-z]*+"))
    links = (
        '<a href="dull"><a class="x" href="dull" title="a > b"><a href="dull1"><a hreflang="x" href="dull" href="2">'
    )
    finder.feed(links + "<a title='' href='dull'><base href=x>" + links, last=True)
    assert found == ["dull1", "dull", "x", "dull", "dull", "dull1", "dull"]


def test_endless_nesting_is_not_followed() -> None:
    assert hrefs("<svg>" * 9999 + "</svg>" * 64 + "<style><a href=no></style><a href=x>") == ["x"]


LINK = "<a href=9>"
# Each row was compared with lexbor and html5lib; where scripts run, they were told that a <noscript> is text.
SEEN = [
    "<p>" + LINK,
    "<noscript><div><ul><li></noscript>" + LINK,
    "<noscript><iframe src=x></noscript>" + LINK,
    "<noscript><noscript></noscript>" + LINK,
    "<noscript><!--</noscript>" + LINK,
    "<noscript><table><tr><td></noscript>" + LINK,
    "<iframe><!--</iframe>" + LINK,
    "<template><div></template>" + LINK,
    "<p></template><template><b></template>" + LINK,
    "<template><template></template></template>" + LINK,
    "</noscript></template></svg>" + LINK,
    "<svg><title>x</svg>" + LINK,
    "<svg><style/><script/><title/></svg>" + LINK,
    "<svg><style>a{}</svg>" + LINK,
    "<svg><script x=y/></svg>" + LINK,
    "<svg><title>a</title><p>" + LINK,
    "<svg><plaintext></svg>" + LINK,
    "<svg><desc><title>x</title></desc></svg>" + LINK,
    "<svg><foreignObject>" + LINK,
    "<svg><![CDATA[>]]>" + LINK,
    "<svg>" + LINK,
    "<math><mi>" + LINK,
    "<svg/><![CDATA[>" + LINK,
    "<script></script >" + LINK,
    "<script><!-- </script>" + LINK,
    "<script><!--><script></script>" + LINK,
    "<script><!--<script></script>--></script>" + LINK,
    "<script><!--<script>--></script>" + LINK,
    "<title></titlex></TITLE/>" + LINK,
    "<!-->" + LINK,
    "<!--->" + LINK,
    "<!-- --!>" + LINK,
    "<!-- <!-- -->" + LINK,
    "<!x'>" + LINK,
    "<?php '>'?>" + LINK,
    "</ '>" + LINK,
    "</>" + LINK,
    "< a>" + LINK,
    "<3 <" + LINK,
    '<p title=">" class=\'>\' x=a"b>' + LINK,
    '<p ="x>' + LINK,
    "<p x = '>'/y='>'>" + LINK,
    "<a/href=9>",
    "<A\nHREF\t=\f9 >",
    "<a x='<a href=1>' href=9>",
    "<a x/=y href=9>",
    "<a href=9 href=1>",
    '<a title="a"href="9">',
    "<a href='&#57;'>",
]
UNSEEN = [
    "<a>x</a>",
    "<xa href=1><a-b href=1><a\0 href=1>",
    "<a href=1",
    "<a href='1>",
    "<a href=1 '",
    "<script/>" + LINK,
    "<style x=y />" + LINK,
    "<title/>" + LINK,
    "<template/>" + LINK,
    "<plaintext></plaintext>" + LINK,
    "<iframe src=x />" + LINK,
    f"<noscript>{LINK}</noscript>",
    f"<template><svg></svg>{LINK}</template>",
    f"<template><p></svg>{LINK}</template>",
    f"<svg><![CDATA[{LINK}]]></svg>",
    f"<svg><title><textarea>{LINK}</textarea></title></svg>",
    f"<script><!--<script></script>{LINK}</script>",
    f"<!-- --x> {LINK} -->",
    f"<!-- {LINK}",
    f"<textarea></textareas>{LINK}",
    "</a href=1>",
]


@pytest.mark.parametrize("page", SEEN)
def test_a_tag_of_the_page_is_handed_on(page: str) -> None:
    assert find(*page) == find(page)
    assert hrefs(page) == ["9"]


@pytest.mark.parametrize("page", UNSEEN)
def test_what_only_looks_like_a_tag_is_not(page: str) -> None:
    assert find(*page) == find(page)
    assert [href for href in hrefs(page) if href is not None] == []


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("?a=1&copy=2", "?a=1&copy=2"),
        ("?a=1&copy;=2", "?a=1©=2"),
        ("?a&copy", "?a©"),
        ("?a&copyright", "?a&copyright"),
        ("&notit;&notin;", "&notit;∉"),
        ("&amp&amp;&ampamp;", "&&&ampamp;"),
        ("&#x2F;&#47&#X2f;&#;&#x;", "///&#;&#x;"),
        ("&#0;&#xD800;\0", "���"),
        ("&nbsp;&none;&", "\xa0&none;&"),
    ],
)
def test_character_references_are_those_of_an_attribute(written: str, value: str) -> None:
    assert hrefs(f"<a href='{written}'>") == [value]


PIECES = st.sampled_from(
    re.findall(
        r"\S+",
        "<a href=x> <a <base href='> ' \" = > < </ /> <!-- --> --!> - ! <![CDATA[ ]]> <script> </script> <style>"
        " </style <title> </title> <template> </template> <svg> </svg> <math> <mi> <desc> <p> &amp; x"
        """ <p\x20title="a>b"> <p\x20title='<script>'> <a\x20href="x"> <p\x20= <A\x20title='' it's""",
    )
) | st.text("<>/='\"!- aschref\n", max_size=6)


@settings(deadline=None)  # a busy machine is no failure
@given(pieces=st.lists(PIECES, max_size=30))
def test_the_cuts_do_not_matter(pieces: list[str]) -> None:
    page = "".join(pieces)
    assert find(*pieces) == find(page) == find(*page)


@settings(deadline=None)
@given(pieces=st.lists(PIECES, max_size=30))
def test_what_is_not_relevant_may_be_passed_over(pieces: list[str]) -> None:
    page = "".join(pieces)
    every = find(*pieces, tag_by_tag=True)
    assert find(*pieces) == every
    assert [found for found in find(page, skippable="x") if found[2] != "x"] == [
        found for found in every if found[2] != "x"
    ]


def told(*pieces: str, xhtml: bool = False) -> dict[str, str]:
    """Return all that a listener is told of a page, by its kind."""
    heard = {MARKUP: "", TITLE: "", SCRIPT: ""}

    def hear(kind: str, text: str) -> None:
        heard[kind] += text

    finder = TagFinder((), lambda tag: None, hear=hear, xhtml=xhtml)
    for piece in pieces:
        finder.feed(piece, last=False)
    finder.feed("", last=True)
    return heard


@pytest.mark.parametrize(
    ("page", "markup", "title", "script"),
    [
        ("<p>a<b>b", "<p>a<b>b", "", ""),
        ("a<!-- <p>b -->c<!---->d<!-->e", "acd<!-->e", "", ""),
        ("<!doctype html>a<?php b ?>c</ d>e", "ace", "", ""),
        ("<title>a &amp; b</title><p><title>c</title>", "<title></title><p><title></title>", "a &amp; b", ""),
        ("<script>a<!-- </script>b<script x>c</script>", "<script></script>b<script x></script>", "", "a<!-- c"),
        ("<style>a</style>b<noscript>c</noscript>", "<style></style>b<noscript></noscript>", "", ""),
        ("a<template>b<script>c</script></template>d", "a<template>d", "", ""),
        ("a<template shadowrootmode=open>b</template>", "a<template shadowrootmode=open>b</template>", "", ""),
        ("<svg><title>a</title>b<![CDATA[c]]>d", "<svg><title>a</title>bd", "", ""),
        ("<plaintext>a<b>", "<plaintext>", "", ""),
        ("a < b", "a < b", "", ""),
    ],
)
def test_a_listener_is_told_what_is_between_the_tags(page: str, markup: str, title: str, script: str) -> None:
    assert told(page) == told(*page) == {MARKUP: markup, TITLE: title, SCRIPT: script}


@settings(deadline=None)
@given(pieces=st.lists(PIECES, max_size=30), xhtml=st.booleans())
def test_a_listener_is_told_the_same_however_a_page_is_cut(pieces: list[str], xhtml: bool) -> None:
    page = "".join(pieces)
    assert told(*pieces, xhtml=xhtml) == told(page, xhtml=xhtml) == told(*page, xhtml=xhtml)


@pytest.mark.parametrize("piece", [1, 7, 1000])
def test_a_tag_of_any_name_is_handed_on_when_a_watched_text_stands_in_it(piece: int) -> None:
    page = (
        "us<p title='us'>us<!-- <b us> --><script>us<i us></script><li onclick=\"go('//us')\"><a href=x><a us><u></us>"
        * 3
    )

    class Watch:
        texts = ("us", "nobody")

        def __init__(self) -> None:
            self.found: list[str] = []

        def take(self, tag: StartTag) -> None:
            self.found.append(tag.name)

    wanted: list[str] = []
    watch = Watch()
    finder = TagFinder({"a"}, lambda tag: wanted.append(tag.name), watch=watch, skippable=skip("y"))
    for at in range(0, len(page), piece):
        finder.feed(page[at : at + piece], last=False)
    finder.feed("", last=True)
    assert watch.found == ["p", "li", "a"] * 3
    assert wanted == ["a", "a"] * 3


@pytest.mark.parametrize("goes_on", [True, False])
def test_whoever_has_found_what_he_sought_takes_no_more(goes_on: bool) -> None:
    taken: list[str | None] = []
    before: list[str] = []
    after: list[str] = []

    def take(tag: StartTag) -> None:
        taken.append(tag.get("href"))
        finder.tell_only((lambda _kind, text: after.append(text)) if goes_on else None)

    finder = TagFinder({"a"}, take, hear=lambda _kind, text: before.append(text))
    finder.feed("one<script>two</script>", last=False)
    finder.feed("<a href=x><a href=y>three<!-- four -->five", last=True)
    assert taken == ["x"]
    assert "".join(before) == "one<script>two</script>"
    assert "".join(after) == ("<a href=x><a href=y>threefive" if goes_on else "")
