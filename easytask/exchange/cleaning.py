"""Make of what a list says of one friend an Entry that the database takes, or say why it becomes none."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

from easytask.exchange.records import Entry, Note, Skip, Skipped
from easytask.verdicts import addresses

NAME_CHARS, LINE_CHARS, ADDRESS_CHARS, GROUP_CHARS = 50, 200, 500, 50
# Controls and halves of surrogate pairs, which databases refuse, and what breaks a line.
_NOT_IN_A_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
# No credentials, and no bracket, which Python takes for an IPv6 address wherever it stands in the authority.
_PLAIN_ADDRESS = re.compile(r"https?://[^/?#\\@\[\]]+(?:[/?#]|$)", re.IGNORECASE)
# As old readers and buttons write a feed's address: before its scheme, or in place of http.
_FEED_SCHEME = re.compile(r"\s*feed:(?:(?://)?(?=https?:)|(?P<http>(?=//)))", re.IGNORECASE)
_TEXTS = ("name", "description", "group")


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """What a list of another tool says of one friend, as it is written there; what is empty is not said."""

    number: int
    link: str
    name: str = ""
    description: str = ""
    icon: str = ""
    feed: str = ""
    link_page: str = ""
    group: str = ""


def line(text: str, most: int) -> str:
    """Return a text on one line of so many characters at most."""
    return " ".join(_NOT_IN_A_LINE.sub(" ", text).split())[:most].rstrip()


def web_address(text: str) -> str:
    """Return an address as people write it, with its scheme; empty when no browser would open it as a page."""
    text = text.strip()
    try:
        href = addresses.parse_site_link(text).href
    except addresses.BadAddress:
        return ""
    if " " in text or "." not in href.split("/")[2]:
        return ""
    # As it was typed, so that a list that comes back is the one that went; a browser has no controls in an address, and
    # shows no password.
    is_as_typed = _PLAIN_ADDRESS.match(text) and not _NOT_IN_A_LINE.search(text)
    return text if is_as_typed else href


def entry_of(found: Found) -> Entry | Skipped:
    """Return the friend of a list of another tool."""
    feed = _FEED_SCHEME.sub(lambda scheme: "" if scheme["http"] is None else "http:", found.feed, count=1)
    found = dataclasses.replace(found, feed=feed)
    notes: list[Note] = []
    what = line(found.name or found.link, NAME_CHARS)
    link = web_address(found.link)
    if not link and not found.link.strip() and web_address(found.feed):
        host = addresses.parse(web_address(found.feed))
        link = f"{host.scheme}://{host.host}{f':{host.port}' if host.port else ''}/"
        notes.append(Note.ADDRESS_OF_FEED)
    if not link:
        reason = Skip.BAD_ADDRESS if found.link.strip() or found.feed.strip() else Skip.NO_ADDRESS
        return Skipped(found.number, what, reason)
    if len(link) > ADDRESS_CHARS:
        return Skipped(found.number, what, Skip.TOO_LONG)
    texts: dict[str, Any] = {
        "name": line(found.name, NAME_CHARS),
        "description": line(found.description, LINE_CHARS),
        "group": line(found.group, GROUP_CHARS),
    }
    if any(len(line(getattr(found, key), len(getattr(found, key)))) > len(texts[key]) for key in _TEXTS):
        notes.append(Note.CUT)
    asides = {key: _short_address(getattr(found, key)) for key in ("icon", "feed", "link_page")}
    if found.icon.strip() and not asides["icon"]:
        notes.append(Note.ICON_LEFT)
    values = {key: value for key, value in {**texts, **asides}.items() if value}
    return Entry(number=found.number, link=link, says=frozenset(values), notes=tuple(notes), **values)


def _short_address(text: str) -> str:
    address = web_address(text) if "://" in text or text.startswith("//") else ""
    if text.startswith("//"):
        address = web_address(f"https:{text}")
    return address if len(address) <= ADDRESS_CHARS else ""


def first_text(values: Mapping[str, object], keys: tuple[str, ...]) -> str:
    """Return the first text, not empty, under one of these keys."""
    for key in keys:
        value = values.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""
