"""Compile the patterns of dead pages and search for them; what a mark means on a page is for dead.py to say."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from easytask.verdicts.dead_marks import DEAD_MARKS, WEAK_MARKS, DeadMark
from easytask.verdicts.marks import Place
from easytask.verdicts.phrases import compile_phrases

Table = list[tuple[DeadMark, re.Pattern[str]]]


# To compile them all takes 60 ms, and most pages need a few: so it is done where they are first asked for.
@functools.cache
def marks_of(place: Place) -> Table:
    """Return the marks of one place."""
    return _compiled(DEAD_MARKS, place)


@functools.cache
def weak_marks() -> Table:
    """Return the weak marks, all of them phrases."""
    return _compiled(WEAK_MARKS, Place.TEXT)


@functools.cache
def any_mark(place: Place) -> re.Pattern[str]:
    """Return a pattern of all at once, for most addresses bear none."""
    return re.compile("|".join(f"(?:{mark.pattern})" for mark in DEAD_MARKS if mark.place is place) or "(?!)")


def _compiled(marks: Iterable[DeadMark], place: Place) -> Table:
    return [(mark, compile_phrases(mark.pattern)) for mark in marks if mark.place is place]


def marks_in(place: Place, text: str) -> tuple[str, ...]:
    """Return the marks in one other place of a page, whose text is in lower case."""
    if place is Place.TITLE:
        return tuple(mark.name for mark, pattern in marks_of(place) if pattern.fullmatch(text))
    return found_in(marks_of(place), [text]) if text else ()


def found_in(table: Table, texts: Iterable[str]) -> tuple[str, ...]:
    """Return the names of the marks that stand in one of the texts."""
    return tuple(mark.name for mark, pattern in table if any(pattern.search(text) for text in texts))
