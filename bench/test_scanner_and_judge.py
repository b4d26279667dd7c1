"""How long the pure parts take for one link: reading a page for the backlink, reading an address, judging.

.venv/bin/python -m pytest bench
"""

from __future__ import annotations

from typing import Any

import pytest

from bench.sites import BACKLINK, FILLING, SITE_LINK, TRAP
from easytask.pages.scanner import PageScanner
from easytask.verdicts import addresses, rules
from easytask.verdicts.records import Backlink, FetchResult, Friend

PIECE_BYTES = 64 * 1024
ITEM = '<li class="item"><a class="link" href="https://blog{}.example/?from=here" title="一个博客">一个博客</a></li>\n'
MANY_LINKS = "<ul>" + "".join(map(ITEM.format, range(400))) + "</ul>"


@pytest.mark.parametrize(
    ("body", "found"),
    [(FILLING + BACKLINK, True), (FILLING + TRAP, False), (MANY_LINKS + BACKLINK, True)],
    ids=["article", "article without", "blogroll"],
)
def test_reading_a_page(benchmark: Any, body: str, found: bool) -> None:
    site_link, data = addresses.parse_site_link(SITE_LINK), body.encode()

    def read() -> bool:
        scanner = PageScanner(site_link)
        scanner.start_page("https://friend.example/", 200, {"Content-Type": "text/html; charset=utf-8"})
        for at in range(0, len(data), PIECE_BYTES):
            if scanner.feed(data[at : at + PIECE_BYTES]):
                break
        return scanner.finish_page().backlink is not None

    assert benchmark(read) is found


def test_reading_an_address(benchmark: Any) -> None:
    assert benchmark(addresses.parse, "https://www.friend.example/links/?from=here").site == "friend.example"


def test_judging(benchmark: Any) -> None:
    friend = Friend(1, "a friend", "https://friend.example/")
    page = FetchResult(friend.link, 200, backlink=Backlink(SITE_LINK))
    assert benchmark(rules.evaluate, friend, page, backlink_asked=True).is_show
