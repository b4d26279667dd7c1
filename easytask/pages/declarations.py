"""Read what a page declares in its ``<link>`` and ``<meta>`` tags: its name and line, feeds, icons, refreshes.

Like the rest of a look it reads by patterns: what is fetched because of it is judged when it comes.
"""

from __future__ import annotations

import dataclasses
import html
import itertools
import re
from collections.abc import Mapping

from easytask.verdicts.addresses import Address, BadAddress, parse

# An address that is longer is not kept anyway.
HREF_CHARS = 2_000
MOST_ICONS = 3
# Per kind: a page may declare dozens of sizes of one picture.
_LINKED_ICONS = 2
_DECLARATIONS = 200
_KEPT_FEEDS = 5
_TEXT_CHARS = 200
# What an icon link without ``sizes`` most likely has: Apple's own default, and a favicon's.
_TOUCH_SIDE, _ICON_SIDE = 180, 32
# From here on a picture is sharp at the size at which we draw it; what is larger only takes longer to come.
_WANTED_SIDE = 128

_LOADING_TAGS = re.compile(r"<(?:[lL][iI][nN][kK]|[mM][eE][tT][aA])\s[^<>]{0,2000}")
_ATTRIBUTE = re.compile(r"""(?<![a-zA-Z:-])([a-zA-Z:-]++)\s*+=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""")
# What is worth taking a tag apart for.
_WANTED = re.compile("icon|og:image|description|site_name|generator")
_TEXTS = frozenset({"generator", "description", "og:description", "og:site_name"})
_FEED_TYPES = ("rss+xml", "atom+xml", "feed+json")
_SIDE = re.compile(r"(\d{1,5})[xX]\d{1,5}")
_TOUCH_ICONS = frozenset({"apple-touch-icon", "apple-touch-icon-precomposed"})


@dataclasses.dataclass(frozen=True, slots=True)
class Declarations:
    """What a page declares; addresses are absolute, but those in ``refreshes`` as they are written.

    ``icons`` are what may serve as the site's icon, in the order in which to try them. The other texts have single
    spaces.
    """

    feeds: tuple[str, ...]
    icons: tuple[str, ...]
    generator: str
    site_name: str
    description: str
    refreshes: tuple[str, ...]


def read_declarations(markup: str, page: Address) -> Declarations:
    """Return what the page at this address declares."""
    feeds: dict[str, None] = {}
    refreshes = []
    texts: dict[str, str] = {}
    icons = _Icons(page)
    for tag in itertools.islice(_LOADING_TAGS.findall(markup), _DECLARATIONS):
        lower = tag.lower()
        if "alternate" in lower and any(kind in lower for kind in _FEED_TYPES):
            href = _attributes(tag).get("href", "")
            if "comments" not in href and len(feeds) < _KEPT_FEEDS and (feed := _absolute(href, page)):
                feeds[feed] = None
        elif "refresh" in lower and "http-equiv" in lower:
            refreshes.append(_attributes(tag).get("content", ""))
        elif _WANTED.search(lower):
            attributes = _attributes(tag)
            icons.take(attributes)
            name = attributes.get("name", attributes.get("property", "")).lower()
            if name in _TEXTS and (text := " ".join(attributes.get("content", "").replace("\0", "\ufffd").split())):
                texts.setdefault(name, text[:_TEXT_CHARS])
    return Declarations(
        feeds=tuple(feeds),
        icons=icons.candidates(),
        generator=texts.get("generator", ""),
        site_name=texts.get("og:site_name", ""),
        description=texts.get("description") or texts.get("og:description", ""),
        refreshes=tuple(refreshes),
    )


class _Icons:
    """Collects what may serve as the icon of a site: its icon links, and its ``og:image``."""

    def __init__(self, page: Address) -> None:
        self._page = page
        self._linked: dict[str, int] = {}
        self._image = ""

    def take(self, attributes: Mapping[str, str]) -> None:
        """Take the attributes of one tag."""
        relations = frozenset(attributes.get("rel", "").lower().split())
        is_touch = bool(relations & _TOUCH_ICONS)
        if is_touch or "icon" in relations:
            address = _absolute(attributes.get("href", ""), self._page)
            # An SVG is a program for a renderer, and we run none.
            is_drawing = "svg" in attributes.get("type", "").lower() or address.partition("?")[0].endswith(".svg")
            if address and not is_drawing:
                sides = [int(side) for side in _SIDE.findall(attributes.get("sizes", ""))]
                self._linked.setdefault(address, max(sides, default=_TOUCH_SIDE if is_touch else _ICON_SIDE))
        elif "og:image" in (attributes.get("property"), attributes.get("name")):
            self._image = self._image or _absolute(attributes.get("content", ""), self._page)

    def candidates(self) -> tuple[str, ...]:
        """Return at most MOST_ICONS addresses: the icon links, the smallest that is sharp first, then the others."""
        linked = sorted(self._linked, key=lambda address: _rank(self._linked[address]))[:_LINKED_ICONS]
        return tuple(filter(None, dict.fromkeys((*linked, self._image))))[:MOST_ICONS]


def _rank(side: int) -> tuple[bool, int]:
    return (False, side) if side >= _WANTED_SIDE else (True, -side)


def _attributes(tag: str) -> dict[str, str]:
    found = _ATTRIBUTE.findall(tag)
    return {name.lower(): html.unescape(double or single or bare) for name, double, single, bare in reversed(found)}


def _absolute(href: str, page: Address) -> str:
    try:
        return parse(href[:HREF_CHARS], base=page.href).href if href else ""
    except BadAddress:
        return ""
