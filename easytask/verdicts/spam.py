"""Find the words of spam_words by which a page tells that somebody else has the site; it judges nothing else."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping

from easytask.verdicts.chinese import simplified
from easytask.verdicts.spam_words import AMBIGUOUS, BUSINESS, PARTS, SPEAKS_OF_IT, SURE

# What parts the name of a site in its title from the rest.
_SEPARATORS = re.compile(r"\s*[-_|–—·:,]+\s*")


# To compile each takes 10 ms: so it is done where it is first asked for.
@functools.cache
def _sure() -> re.Pattern[str]:
    return _compiled(SURE)


@functools.cache
def _ambiguous() -> re.Pattern[str]:
    return _compiled(AMBIGUOUS)


@functools.cache
def _speaks_of_it() -> re.Pattern[str]:
    return re.compile(simplified(SPEAKS_OF_IT))


@functools.cache
def _business() -> re.Pattern[str]:
    return re.compile(simplified(BUSINESS))


def _compiled(table: Mapping[str, str]) -> re.Pattern[str]:
    parts: dict[str, str] = {}
    for name, part in PARTS.items():
        parts[name] = _with(parts, part)
    return re.compile(simplified(_with(parts, "|".join(table.values()))))


def _with(parts: Mapping[str, str], pattern: str) -> str:
    """Return a pattern with the parts that it names."""
    return re.sub("|".join(parts), lambda name: parts[name[0]], pattern) if parts else pattern


def spam_in_title(title: str) -> str:
    """Return the spam by which a title in lower case tells alone, "" when it does not."""
    return "" if is_of_a_writer(title) else _telling(title)


def spam_on_page(title: str, text: str) -> tuple[str, bool]:
    """Return the spam in a title, "" when it tells nothing, and whether the text beside it is surely spam.

    An ambiguous word in the title tells where the text does. A title that stands in the text again, or a part of it,
    is not the text's. The title is in lower case.
    """
    told = spam_in_title(title)
    ambiguous = None if told or is_of_a_writer(title) else _ambiguous().search(simplified(title))
    if not (told or ambiguous):
        return "", False
    text = unicodedata.normalize("NFKC", text).lower()
    for part in (title, *_SEPARATORS.split(title)):
        text = text.replace(part, " ") if part else text
    if ambiguous and _telling(text, beside=title):
        told = title[slice(*ambiguous.span())]
    return told, bool(told) and bool(_sure().search(simplified(text)))


def _telling(text: str, *, beside: str = "") -> str:
    """Return the first spam in a text, "" when that is but one ambiguous word; those in ``beside`` do not count."""
    plain = simplified(text)
    if sure := _sure().search(plain):
        return text[slice(*sure.span())]
    first = ""
    for found in _ambiguous().finditer(plain):
        word = text[slice(*found.span())]
        if first and not (word in first or first in word) and word not in beside:
            return first
        first = first or ("" if word in beside else word)
    return ""


def is_of_a_writer(title: str) -> bool:
    """Say whether a title in lower case calls itself a blog's, or speaks of its matter from outside."""
    return bool(_speaks_of_it().search(simplified(title)))


def is_of_a_business(title: str, opening: str) -> bool:
    """Say whether a title and an opening text, in lower case, have two words of a business; one may be anybody's."""
    words = {found[0] for found in _business().finditer(simplified(f"{title} {opening}"))}
    return len(words) > 1 and not is_of_a_writer(title)
