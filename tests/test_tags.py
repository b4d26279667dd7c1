"""Which tags of a page count, and with which attributes: what a browser makes of it, checked against two of its kind.

Each row was compared with lexbor and html5lib; where scripts run, they were told that a <noscript> is text.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from easytask.tags import Tags

LINK = "<a href=9>"


def hrefs(page: str, *, piece: int = 1 << 20) -> list[str]:
    found: list[str] = []
    tags = Tags(frozenset({"a", "area"}), lambda _tag, attributes: found.append(attributes.get("href", "none")))
    for at in range(0, len(page), piece):
        tags.feed(page[at : at + piece], last=False)
    tags.feed("", last=True)
    return found


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
    "<svg><area href=1></svg>",
]


@pytest.mark.parametrize("page", SEEN)
@pytest.mark.parametrize("piece", [1, 3, 1 << 20])
def test_a_tag_of_the_page_is_handed_on(page: str, piece: int) -> None:
    assert hrefs(page, piece=piece) == ["9"]


@pytest.mark.parametrize("page", UNSEEN)
@pytest.mark.parametrize("piece", [1, 3, 1 << 20])
def test_what_only_looks_like_a_tag_is_not(page: str, piece: int) -> None:
    assert hrefs(page, piece=piece) == []


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


FRAGMENTS = st.sampled_from(
    [*SEEN, *UNSEEN, *"<>/!?-='\" \n", "a", "<svg>", "</svg>", "<math>", "<template>", "--", "]]>"]
)


@settings(deadline=None)  # a busy machine is no failure
@given(page=st.lists(FRAGMENTS | st.text(max_size=4), max_size=9).map("".join), piece=st.integers(1, 20))
def test_a_page_is_read_alike_however_it_is_cut(page: str, piece: int) -> None:
    assert hrefs(page, piece=piece) == hrefs(page)
