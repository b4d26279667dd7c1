"""Say by which mark a response calls itself a bot wall, or that it does not; it does not judge the friend for it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping

from easytask.pages.sparse import SparseContent
from easytask.verdicts.marks import CHECKS_VISITORS, MARKS, Mark, Place

_Table = list[tuple[Mark, re.Pattern[str]]]


# As those of dead pages, they are compiled where they are first asked for.
@functools.cache
def _marks(place: Place) -> _Table:
    return [(mark, re.compile(mark.pattern)) for mark in MARKS if mark.place is place]


@functools.cache
def _any_address() -> re.Pattern[str]:
    """Return a pattern of all at once, for most addresses bear none."""
    return re.compile("|".join(f"(?:{mark.pattern})" for mark in MARKS if mark.place is Place.ADDRESS))


_CHECKS_VISITORS = re.compile(CHECKS_VISITORS)
_HEADER_NAMES = {mark.pattern.partition(":")[0] for mark in MARKS if mark.place is Place.HEADER}


def wall_in_head(url: str, headers: Mapping[str, str]) -> str:
    """Return the name of the wall that the final address or a header tells of, "" when there is none."""
    lines = [
        f"{name.lower()}: {value.strip().lower()}" for name, value in headers.items() if name.lower() in _HEADER_NAMES
    ]
    name = _first(Place.HEADER, lines) if lines else ""
    return name or (_first(Place.ADDRESS, [url]) if _any_address().search(url) else "")


def wall_on_page(content: SparseContent, status: int) -> str:
    """Return the name of the wall that a sparse page is, "" when it is none."""
    title, text = content.title.lower(), content.text.lower()
    places: dict[Place, Iterable[str]] = {
        Place.TITLE: [title],
        Place.SOURCE: content.sources,
        Place.SCRIPT: [content.script],
        Place.ELEMENT: content.names,
    }
    guards_count = status >= 400 or not (title or text) or any(map(_CHECKS_VISITORS.search, (title, text)))
    for place, texts in places.items():
        if name := _first(place, texts, guards_count=guards_count):
            return name
    return ""


def _first(place: Place, texts: Iterable[str], *, guards_count: bool = False) -> str:
    whole = place in (Place.TITLE, Place.ELEMENT)
    for mark, pattern in _marks(place):
        if mark.is_guard and not guards_count:
            continue
        if any((pattern.fullmatch if whole else pattern.search)(text) for text in texts):
            return mark.name
    return ""
