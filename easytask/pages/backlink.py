"""Find the link to us on a page, among the tags that pass by; it does not know what follows from it."""

from __future__ import annotations

import base64
import functools
import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote, unquote_to_bytes

from easytask.pages.skipping import attribute, attributes_but
from easytask.pages.start_tag import StartTag
from easytask.pages.urls import ADDRESS_CHARS, READING_COST, PageUrls
from easytask.verdicts.addresses import Address
from easytask.verdicts.records import Backlink, truncate_text

# What it costs to look at a value in a query that may be a jump link's.
_VALUE_COST = READING_COST // 10
# An address that names its host in plain letters; a last label that begins with a digit may be a spelling of an IP.
_PLAIN_HOST = re.compile(r"https?://((?:[a-z0-9-]+\.)*[a-z][a-z0-9-]*)\.?(?:[/?#]|\Z)", re.IGNORECASE | re.ASCII)
# Most links: to another host that is spelled out, or a path; without a query, which may be a jump link's.
_SKIPPABLE_REST = r"[!#$%(-;=@-\[\]-~]*+"
_SKIPPABLE = (
    rf"(?:https?://(?!(?:www\.)?{{site}})[a-z0-9.-]++(?::[0-9]++)?(?:[/#]{_SKIPPABLE_REST})?"
    rf"|\.?\.?[/#](?!/){_SKIPPABLE_REST})"
)
# A jump link may leave the scheme to its page: a host, with a port, a path or a query.
_WITHOUT_SCHEME = re.compile(r"[^\s/?#:@\\]++(?::[0-9]++)?(?:[/?#]|\Z)")


class BacklinkFinder:
    """Takes the links of one page, whose addresses ``urls`` reads, and finds the first one to ``site_link``."""

    names = frozenset({"a", "area"})

    def __init__(self, urls: PageUrls, site_link: Address) -> None:
        self.found: Backlink | None = None
        self._urls = urls
        self._link = site_link
        self._path = _segments(site_link.path)
        # The hosts that a link may not plainly lead past: ours, and the page's, whose jump links count.
        self._our_host, self._page_host = site_link.site, urls.page.site
        # An ASCII href without escapes and query leads to a host only if it spells it out, which spares most links the
        # reading of their URL. An IP address has too many spellings.
        self._has_spellings = self._our_host[-1] in "0123456789]"
        host = rf"(?i:{re.escape(self._our_host)})"
        self._candidate = re.compile("" if self._has_spellings else rf"{host}|[%?\t\n\r]|[^\0-\x7f]")

    @property
    def skippable(self) -> Mapping[str, str]:
        """Return the patterns of tags that need not be handed on, as long as the base is not ours."""
        return {} if self._has_spellings else {"a": _skippable_links(self._our_host)}

    @property
    def base_is_ours(self) -> bool:
        """Say whether relative links lead to us."""
        return self._urls.base.site == self._our_host

    def take(self, tag: StartTag) -> None:
        """Take a start tag of one of the ``names``."""
        if tag.name != "a" and tag.namespace != "html":
            return
        href = tag.get("href")
        if href is None and tag.namespace == "svg":
            # SVG 1.1's attribute, which browsers still follow (SVG 2, 16.1.6).
            href = tag.get("xlink:href")
        if href is not None and self._leads_to_us(href[:ADDRESS_CHARS]):
            rel = (tag.get("rel") or "").lower().split()
            self.found = Backlink(truncate_text(href), nofollow="nofollow" in rel)

    def _leads_to_us(self, href: str) -> bool:
        urls = self._urls
        if not (self._candidate.search(href) or (urls.base is not urls.page and self.base_is_ours)):
            return False
        if self._leads_elsewhere(href):
            return False
        target = urls.resolve(href)
        if target is None:
            return False
        return self._leads_home(target) or ("?" in href.partition("#")[0] and self._jumps_home(target))

    def _leads_elsewhere(self, href: str) -> bool:
        """Return whether it plainly names a host that is neither ours nor the page's, which most candidates do."""
        named = _PLAIN_HOST.match(href)
        if named is None:
            return False
        host = named[1].lower()
        bare = host.removeprefix("www.")
        return self._our_host not in (host, bare) and self._page_host not in (host, bare)

    def _leads_home(self, target: Address) -> bool:
        return (
            target.site == self._our_host
            and _port(target) == _port(self._link)
            and _segments(target.path)[: len(self._path)] == self._path
        )

    def _jumps_home(self, target: Address) -> bool:
        """Return whether it is a jump link to us, which are believed on the page's own host only.

        Anybody's redirector could be asked for elsewhere.
        """
        if target.site != self._page_host:
            return False
        self._urls.spend(_VALUE_COST * target.query.count("&"))
        return any(self._names_home(text) for text in _carried(target.query) if self._candidate.search(text))

    def _names_home(self, text: str) -> bool:
        carried = self._urls.resolve(text, base=self._urls.page)
        if carried and self._leads_home(carried):
            return True
        if not _WITHOUT_SCHEME.match(text):
            return False
        carried = self._urls.resolve(f"http://{text}")
        return carried is not None and self._leads_home(carried)


@functools.cache
def _skippable_links(site: str) -> str:
    return attributes_but("href") + attribute("href", _SKIPPABLE.format(site=re.escape(site)))


def _segments(path: str) -> list[bytes]:
    """Cut a path for comparing, without its trailing slash: ``%7E`` and ``~`` are one, ``%2F`` is no border."""
    return [unquote_to_bytes(segment) for segment in path.rstrip("/").split("/")]


def _port(address: Address) -> int | None:
    return None if address.port in (80, 443) else address.port


def _carried(query: str) -> Iterator[str]:
    """Yield the texts that a jump link may carry: its query as a whole and each value in it, plain or in base64."""
    for value in (query, *(pair.partition("=")[2] for pair in query.split("&"))):
        text = unquote(value)
        yield text
        code = text.rstrip("=").replace("-", "+").replace("_", "/")
        try:
            yield base64.b64decode(code + "=" * (-len(code) % 4), validate=True).decode()
        except ValueError:
            # It is not base64, or not of text.
            continue
