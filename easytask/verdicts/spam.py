"""Find the words of spam_words by which a page tells that somebody else has the site; it judges nothing else."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping, Sequence

from easytask.verdicts.chinese import simplified
from easytask.verdicts.phrases import compile_phrases
from easytask.verdicts.spam_words import AMBIGUOUS, BUSINESS, OFFERS, PARTS, SHOPPING, SPEAKS_OF_IT, SURE

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
    return compile_phrases(SPEAKS_OF_IT)


@functools.cache
def _business() -> re.Pattern[str]:
    return compile_phrases(BUSINESS)


@functools.cache
def _shopping() -> re.Pattern[str]:
    return compile_phrases(SHOPPING)


@functools.cache
def _offers() -> re.Pattern[str]:
    return compile_phrases(OFFERS)


def _compiled(table: Mapping[str, str]) -> re.Pattern[str]:
    pattern = "|".join(table.values())
    # The last part first, for it may name those before it.
    for name, part in reversed(PARTS.items()):
        pattern = pattern.replace(name, part)
    return compile_phrases(pattern)


def spam_in_title(title: str) -> str:
    """Return the spam by which a title in lower case tells alone, "" when it does not."""
    return spam_on_page(title, "")[0]


def spam_on_page(title: str, text: str) -> tuple[str, bool]:
    """Return the spam by which the title of a page tells, "" when it does not, and whether the text is surely spam.

    A title, in lower case, tells by a sure word or by two ambiguous ones. By one ambiguous word it tells where the text
    has such words, too; what the text repeats of the title is not counted.
    """
    if is_of_a_writer(title):
        return "", False
    sure, ambiguous = _words(_sure(), title), _words(_ambiguous(), title)
    if not (sure or ambiguous):
        return "", False
    rest = _without_title(text, title)
    is_surely_spam = bool(_words(_sure(), rest))
    tells = sure or is_surely_spam or _differ(ambiguous)
    if not tells and not _differ([word for word in _words(_ambiguous(), rest) if word not in title]):
        return "", False
    return [*sure, *ambiguous][0], is_surely_spam


def _words(pattern: re.Pattern[str], text: str) -> list[str]:
    """Return what a pattern for simplified Chinese finds, as the text has it."""
    return [text[slice(*found.span())] for found in pattern.finditer(simplified(text))]


def _without_title(text: str, title: str) -> str:
    """Return a text in lower case without the title and its parts."""
    rest = unicodedata.normalize("NFKC", text).lower()
    for part in filter(None, (title, *_SEPARATORS.split(title))):
        rest = rest.replace(part, " ")
    return rest


def _differ(words: Sequence[str]) -> bool:
    """Say whether one of the words is another one than the first, and not only a longer or shorter form of it."""
    return any(not (word in words[0] or words[0] in word) for word in words)


def is_of_a_writer(title: str) -> bool:
    """Say whether a title in lower case calls itself a blog's, or speaks of its matter from outside."""
    return bool(_speaks_of_it().search(simplified(title)))


def is_of_a_business(title: str, opening: str) -> bool:
    """Say whether a title in lower case has two words of a business, or one beside an offer in the opening text.

    All words of shopping in it are one.
    """
    words = {*_words(_business(), title), *_words(_offers(), title), *_words(_shopping(), title)[:1]}
    return (len(words) > 1 or (bool(words) and bool(_words(_offers(), opening)))) and not is_of_a_writer(title)
