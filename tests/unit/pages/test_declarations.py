"""Which images a page offers as its site's icon, and in which order they are tried."""

from __future__ import annotations

import pytest

from easytask.pages.declarations import MOST_ICONS, read_declarations
from easytask.verdicts.addresses import parse

PAGE = "https://friend.test/blog/"


def icons(markup: str) -> tuple[str, ...]:
    return read_declarations(markup, parse(PAGE)).icons


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ("", []),
        ('<link rel="icon" href="/a.png">', ["https://friend.test/a.png"]),
        ("<LINK REL='Shortcut Icon' HREF=a.ico>", ["https://friend.test/blog/a.ico"]),
        ('<link rel="icon" href="https://cdn.test/a.png?x=1&amp;y=2">', ["https://cdn.test/a.png?x=1&y=2"]),
        ('<meta property="og:image" content="/cover.jpg">', ["https://friend.test/cover.jpg"]),
        ('<meta name="og:image" content="/cover.jpg">', ["https://friend.test/cover.jpg"]),
        # One kind of picture we run no program for, one is no picture of the site, one has no address.
        ('<link rel="icon" type="image/svg+xml" href="/a"><link rel="icon" href="/b.svg?v=2">', []),
        ('<link rel="mask-icon" href="/a.png"><link rel="iconic" href="/b.png">', []),
        ('<link rel="icon" href="data:image/png;base64,AAAA"><link rel="icon"><link rel="icon" href="">', []),
        ('<meta property="og:image:width" content="600"><meta property="og:image" content="">', []),
        # The smallest that is sharp, then what is larger, then the largest that is not.
        (
            '<link rel="icon" sizes="32x32" href="/32.png"><link rel="icon" sizes="512x512" href="/512.png">'
            '<link rel="apple-touch-icon" href="/touch.png">',
            ["https://friend.test/touch.png", "https://friend.test/512.png"],
        ),
        (
            '<link rel="icon" sizes="16x16 96x96" href="/96.png"><link rel="icon" href="/any.png">'
            '<link rel="icon" sizes="16x16" href="/16.png"><meta property="og:image" content="/og.png">',
            ["https://friend.test/96.png", "https://friend.test/any.png", "https://friend.test/og.png"],
        ),
    ],
)
def test_where_an_icon_may_be(markup: str, found: list[str]) -> None:
    assert icons(markup) == tuple(found)


def test_how_a_site_calls_itself() -> None:
    found = read_declarations(
        '<meta property="og:description" content="shared"><meta name="Description" content="  two\n lines ">'
        '<meta property="og:site_name" content="Site"><meta name="description" content="second">'
        '<meta name="generator" content="Hugo">',
        parse(PAGE),
    )
    assert (found.site_name, found.description, found.generator) == ("Site", "two lines", "Hugo")


def test_however_many_a_page_declares_few_are_asked_for() -> None:
    many = "".join(f'<link rel="icon" sizes="{side}x{side}" href="/{side}.png">' for side in range(16, 190))
    found = icons(many + '<meta property="og:image" content="/og.png">')
    assert len(found) == MOST_ICONS
    assert found[0] == "https://friend.test/128.png"
