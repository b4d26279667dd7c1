"""Say whether a page is still the friend's, by what was seen of it before; it knows no network, no database, no clock.

Of 880 weekly versions of 37 real home pages, nothing of what follows was left once, in a broken build. A week apart
97 % keep their name, 87 % numbers and accounts, 92 % paths and 88 % linked sites; after a year 79, 88, 64 and 65. So
what is remembered rolls: every look that surely saw the friend renews it. A text's fingerprint adds nothing.
"""

from __future__ import annotations

import base64
import functools
import json
import struct
from typing import Any, TypeVar
from urllib.parse import urlsplit

from easytask.verdicts import names
from easytask.verdicts.addresses import BadAddress, parse
from easytask.verdicts.looks import Identity, Look, Trait
from easytask.verdicts.records import TEXT_CHARS

# What so many traits are known of may be missed; a stub has fewer.
RICH = 3
# How many traits make a page surely the friend's.
SURE = 2
MOST_TITLES, MOST_FEEDS, MOST_IDS, MOST_HASHES = 3, 3, 16, 64
# Of one link, as UTF-8.
JSON_BYTES = 2_048
# Strangers have a friend in common now and then: where more sites than these were linked to, one is not enough.
_FEW_HOSTS = 3
_TITLE_CHARS, _FEED_CHARS, _ID_CHARS = 60, 120, 44

_Item = TypeVar("_Item")


def names_of(identity: Identity, name: str, link: str) -> names.OwnNames:
    """Return the names by which a page may call itself the friend's: the link's, and what its old titles begin with.

    The rest of a title says what the site is about, as ``Linux,Nginx``, and so does a server's default page.
    """
    return _names_of(identity.titles, name, link)


# They are asked for before a page is fetched and twice when it is judged, and a thousand are being fetched at once.
@functools.lru_cache(maxsize=2048)
def _names_of(titles: tuple[str, ...], name: str, link: str) -> names.OwnNames:
    try:
        site = parse(link).site
    except BadAddress:
        site = ""
    return names.own_names([name, *(names.name_and_line(title)[0] for title in titles)], site)


def known(identity: Identity, own_names: names.OwnNames) -> frozenset[Trait]:
    """Return the traits that could be missed; a name counts when a title has borne it."""
    titles = {part for title in identity.titles for part in names.segments(title)}
    traits = {
        Trait.NAME: not titles.isdisjoint(own_names.anywhere | own_names.in_title),
        Trait.IDS: bool(identity.ids),
        Trait.HOSTS: bool(identity.hosts),
        Trait.PATHS: bool(identity.paths),
        Trait.FEEDS: any(map(_is_own_feed, identity.feeds)),
    }
    return frozenset(trait for trait, is_known in traits.items() if is_known)


def kept(identity: Identity, look: Look) -> frozenset[Trait]:
    """Return the traits that are still there. Of the names, the look was asked for ``names_of`` the same identity.

    A feed at an address that every blog has is no trait of its own: see has_its_feed.
    """
    traits = {
        Trait.NAME: bool(look.names_found),
        Trait.IDS: not look.ids.isdisjoint(_short(identity_id, _ID_CHARS) for identity_id in identity.ids),
        Trait.HOSTS: len(look.hosts & set(identity.hosts)) >= (1 if len(identity.hosts) <= _FEW_HOSTS else 2),
        Trait.PATHS: not look.paths.isdisjoint(identity.paths),
        Trait.FEEDS: any(_is_own_feed(feed) for feed in _same_feeds(identity, look)),
    }
    return frozenset(trait for trait, is_kept in traits.items() if is_kept)


def has_its_feed(identity: Identity, look: Look) -> bool:
    """Say whether the page names a feed that the friend had, wherever it lies."""
    return bool(_same_feeds(identity, look))


def is_surely_the_friend(traits: frozenset[Trait], *, has_backlink: bool) -> bool:
    """Say whether so much is kept that the page may be remembered as the friend's."""
    return has_backlink or len(traits) >= SURE or Trait.IDS in traits


def renew(identity: Identity, look: Look) -> Identity:
    """Return what is to be remembered after a look that surely saw the friend: its own before what was there."""
    title = _short(look.title, _TITLE_CHARS)
    feeds = [_short(feed, _FEED_CHARS) for feed in look.feeds if len(feed) <= _FEED_CHARS]
    ids = sorted((_short(text, _ID_CHARS) for text in look.ids), key=lambda text: ("/" in text, text))
    return Identity(
        titles=_first([title] if title else [], identity.titles, MOST_TITLES),
        feeds=_first(feeds, () if feeds else identity.feeds, MOST_FEEDS),
        ids=_first(ids, identity.ids, MOST_IDS),
        hosts=_first(sorted(look.hosts), identity.hosts, MOST_HASHES),
        paths=_first(sorted(look.paths), identity.paths, MOST_HASHES),
        link_page=identity.link_page,
    )


def to_json(identity: Identity) -> str:
    """Return it as a text of at most JSON_BYTES."""
    titles, feeds, ids = list(identity.titles), list(identity.feeds), list(identity.ids)
    while True:
        data = {
            "titles": titles,
            "feeds": feeds,
            "ids": ids,
            "hosts": _packed(identity.hosts),
            "paths": _packed(identity.paths),
            "link_page": identity.link_page,
        }
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        if len(text.encode()) <= JSON_BYTES:
            return text
        # What is oldest goes first.
        longest = max((titles, feeds, ids), key=lambda texts: len("".join(texts).encode()))
        longest.pop()


def from_json(text: str) -> Identity:
    """Read what ``to_json`` wrote; of anything else nothing is known."""
    try:
        data = json.loads(text) if text else {}
    except ValueError:
        data = {}
    if not isinstance(data, dict):
        data = {}
    return Identity(
        titles=_texts(data, "titles", MOST_TITLES, _TITLE_CHARS),
        feeds=_texts(data, "feeds", MOST_FEEDS, _FEED_CHARS),
        ids=_texts(data, "ids", MOST_IDS, _ID_CHARS),
        hosts=_unpacked(data.get("hosts")),
        paths=_unpacked(data.get("paths")),
        link_page=_address(data.get("link_page")),
    )


def is_short_address(text: str) -> bool:
    """Say whether an address may be remembered: it fits, as a browser writes it, beside all the rest."""
    return len(text) <= TEXT_CHARS and text.isascii()


def _same_feeds(identity: Identity, look: Look) -> set[str]:
    return set(look.feeds) & set(identity.feeds)


def _is_own_feed(feed: str) -> bool:
    parts = urlsplit(feed)
    return bool(parts.query) or bool(names.own_path(parts.path))


def _first(new: list[_Item], old: tuple[_Item, ...], most: int) -> tuple[_Item, ...]:
    return tuple(dict.fromkeys((*new, *old)))[:most]


def _short(text: str, characters: int) -> str:
    return text[:characters].encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def _packed(hashes: tuple[int, ...]) -> str:
    return base64.b64encode(struct.pack(f"<{len(hashes)}I", *hashes)).decode()


def _unpacked(text: object) -> tuple[int, ...]:
    try:
        data = base64.b64decode(text, validate=True) if isinstance(text, str) else b""
        return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])[:MOST_HASHES]
    except ValueError:
        return ()


def _address(text: object) -> str:
    return text if isinstance(text, str) and is_short_address(text) else ""


def _texts(data: dict[str, Any], key: str, most: int, characters: int) -> tuple[str, ...]:
    found = data.get(key)
    texts = found if isinstance(found, list) else []
    return tuple(_short(text, characters) for text in texts if isinstance(text, str))[:most]
