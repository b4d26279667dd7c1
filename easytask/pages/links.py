"""Tell the links of a page apart: its own, those to other sites, and the accounts they lead to; it judges none."""

from __future__ import annotations

import collections
import html
import itertools
import re
import zlib
from collections.abc import Iterable

from easytask.pages.declarations import HREF_CHARS
from easytask.pages.ids import ACCOUNTS_AT, account_at
from easytask.verdicts import names
from easytask.verdicts.addresses import Address

MOST_LINKS = 2_000
_KEPT_HASHES = 64
# Of links to what a blog alone has: one may be chance.
_BLOG_LINKS = 2
# The value of an attribute, in one of three groups.
ATTRIBUTE_VALUE = rf"""(?:"([^"]{{0,{HREF_CHARS}}})"|'([^']{{0,{HREF_CHARS}}})'|([^\s<>"']{{1,{HREF_CHARS}}}))"""
_HREFS = re.compile(rf"<[aA]\s(?:[^<>]*?\s)??[hH][rR][eE][fF]\s*=\s*{ATTRIBUTE_VALUE}")
_HOST = re.compile(r"(?:[hH][tT][tT][pP][sS]?:)?//(?:[^/?#@]*+@)?([^/?#:\s]+)")
_NO_PATH = re.compile(r"[a-z][a-z0-9+.-]*:|[#?]", re.IGNORECASE)


class PageLinks:
    """Tells the links of a page apart; ``written`` are its own addresses as written, and where each first ends."""

    def __init__(self, page: Address, markup: str) -> None:
        self.own = self.foreign = 0
        self.accounts: list[str] = []
        self.written: dict[str, int] = {}
        matches = list(itertools.islice(_HREFS.finditer(markup), MOST_LINKS))
        hrefs = list(map(attribute_value, matches))
        self.count = len(hrefs)
        # The first of those to one address is put there last.
        first = dict(zip(reversed(hrefs), reversed(matches), strict=True))
        hosts: set[str] = set()
        paths: set[str] = set()
        below, site_and_above = f".{page.site}", _site_and_above(page.site)
        for href, count in collections.Counter(hrefs).items():
            found = _HOST.match(href)
            host = found[1].lower().removeprefix("www.") if found else page.site
            if not (host in site_and_above or host.endswith(below)):
                self.foreign += count
                hosts.add(host)
                if host in ACCOUNTS_AT and (account := account_at(href)):
                    self.accounts.append(account)
            elif found or (href and not _NO_PATH.match(href)):
                self.own += count
                self.written[href] = first[href].end()
                path = href[found.end() :] if found else href
                paths.add(path.partition("#")[0].partition("?")[0])
            elif href.startswith("mailto:"):
                self.accounts.append(href[:60].partition("?")[0].lower())
        self.hosts = _hashes(hosts - names.GENERIC_HOSTS)
        self.paths = _hashes(filter(None, map(names.own_path, paths)))
        self._own_paths = paths

    @property
    def lead_through_a_blog(self) -> bool:
        """Say whether some of them lead to what a blog has; a page that is left behind has none."""
        return sum(map(names.is_of_a_blog, self._own_paths)) >= _BLOG_LINKS


def _site_and_above(site: str) -> frozenset[str]:
    """Return a site and all the domains that it lies in."""
    labels = site.split(".")
    return frozenset(".".join(labels[begin:]) for begin in range(len(labels)))


def _hashes(texts: Iterable[str]) -> frozenset[int]:
    """Return the CRC-32s of the texts: the smallest, which are the same ones next time."""
    return frozenset(sorted({zlib.crc32(text.encode("utf-8", "replace")) for text in texts})[:_KEPT_HASHES])


def attribute_value(found: re.Match[str]) -> str:
    """Return the value that ATTRIBUTE_VALUE, at the end of a pattern, has found."""
    value: str = found[found.lastindex or 0].strip()
    return html.unescape(value) if "&" in value else value
