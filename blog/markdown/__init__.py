"""Turn the Markdown of a post into HTML that is safe to show, or into a plain excerpt; it knows no post and no page.

``reader`` parses, ``rendering`` writes, ``cleaning`` lets through what is harmless: no script, style or event handler,
no id of an author's own, and no way but to http, https and mail addresses. docs/markdown.md says what it understands.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from blog.markdown import cleaning, excerpts, headings, reader, reading_time, rendering
from blog.markdown.headings import Heading
from blog.markdown.rendering import For

# An excerpt is taken from so many first characters of a text.
OPENING_CHARACTERS = 1_000


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as a page shows it, its table of contents, the minutes it takes, and whether a program is in it."""

    html: str
    contents: tuple[Heading, ...]
    minutes: int
    has_code: bool


def fresh_reading(text: str) -> Reading:
    """Return what a page needs to show this text, which may be another at the next letter that is typed."""
    parsed = reader.read(text)
    found = headings.prepare(parsed.tokens)
    html = rendering.render(parsed, For.PAGE)
    return Reading(
        html=cleaning.clean(html),
        contents=headings.contents(found),
        minutes=reading_time.minutes(parsed.tokens),
        has_code=any(token.type == "fence" for token in parsed.tokens),
    )


@functools.lru_cache(maxsize=128)
def reading(text: str) -> Reading:
    """Return the same, which is remembered for the next reader."""
    return fresh_reading(text)


@functools.lru_cache(maxsize=128)
def for_feed(text: str, base: str) -> str:
    """Return the HTML for a feed: addresses are absolute, and no style sheet is needed."""
    parsed = reader.read(text)
    headings.prepare(parsed.tokens)
    return cleaning.clean(rendering.render(parsed, For.FEED), base=base)


@functools.lru_cache(maxsize=1024)
def excerpt(opening: str) -> str:
    """Return the first words without markup, which are remembered for the next reader."""
    return fresh_excerpt(opening)


def fresh_excerpt(opening: str) -> str:
    """Return the first words without markup."""
    return excerpts.excerpt(reader.read(opening).tokens)
