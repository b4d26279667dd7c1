"""Say by which mark a response calls itself a bot wall, or that it does not; it does not judge the friend for it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping

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
    in_header = _found(Place.HEADER, lines) if lines else ()
    in_address = _found(Place.ADDRESS, [url]) if _any_address().search(url) else ()
    return next((mark.name for mark in (*in_header, *in_address)), "")


def wall_on_page(content: SparseContent, status: int) -> str:
    """Return the name of the wall that a sparse page is, "" when it is none."""
    places: dict[Place, Iterable[str]] = {
        Place.TITLE: [content.title.lower()],
        Place.SOURCE: content.sources,
        Place.SCRIPT: [content.script],
        Place.ELEMENT: content.names,
        Place.TEXT: [content.text().lower()] if status >= 400 else (),
    }
    for place, texts in places.items():
        for mark in _found(place, texts):
            if not mark.is_guard or status >= 400 or _is_a_check(content):
                return mark.name
    return ""


def _is_a_check(content: SparseContent) -> bool:
    """Say whether a page says that it checks who visits, or says nothing."""
    said = (content.title.lower(), content.text().lower())
    return not any(said) or any(map(_CHECKS_VISITORS.search, said))


def _found(place: Place, texts: Iterable[str]) -> Iterator[Mark]:
    whole = place in (Place.TITLE, Place.ELEMENT)
    for mark, pattern in _marks(place):
        if any((pattern.fullmatch if whole else pattern.search)(text) for text in texts):
            yield mark
