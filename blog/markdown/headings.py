"""Fit the headings of a post into its page: their levels, their ids, the links to them, and the table of contents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from markdown_it.token import Token

# Nothing else on a page has an id that begins so.
PREFIX = "h-"
# Fewer need no table of contents.
FEWEST_IN_CONTENTS = 3
_LONGEST_ID_CHARS = 60
_NOT_IN_ID = re.compile(r"[^\w\- ]+")
# The id that its writer gave a heading, at its end, as Hugo, Pandoc, kramdown and Docusaurus read it.
_GIVEN_ID = re.compile(r"[ \t]*\{#([\w.:-]{1,60})\}[ \t]*$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading in the table of contents, and those one level below it."""

    id: str
    text: str
    parts: tuple[Heading, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundHeading:
    """A heading of any level, from 2 to 6."""

    level: int
    id: str
    text: str


def prepare(tokens: list[Token]) -> list[FoundHeading]:
    """Give each heading its level and its id, and return them; lead links such as ``#安装`` to them."""
    # Its opening, its text, its end.
    triples = [tokens[number : number + 3] for number, token in enumerate(tokens) if token.type == "heading_open"]
    taken: Counter[str] = Counter()
    found = []
    above: list[str] = []
    for opened, inline, closed in triples:
        # The page's only h1 is the title, and none is more than one level below the one before.
        above = [*(tag for tag in above if tag < opened.tag), opened.tag]
        level = min(1 + len(above), 6)
        given = _take_given_id(inline)
        text = plain(inline)
        name = given or slug(text)
        taken[name] += 1
        identifier = f"{PREFIX}{name}" if taken[name] == 1 else f"{PREFIX}{name}-{taken[name]}"
        for token in (opened, closed):
            token.tag, token.meta = f"h{level}", {"id": identifier}
        found.append(FoundHeading(level, identifier, text))
    _lead_links(tokens, {heading.id for heading in found})
    return found


def _take_given_id(inline: Token) -> str:
    """Return the id that the heading's writer gave it, and take it out of the text; "" when there is none."""
    last = inline.children[-1] if inline.children else None
    found = _GIVEN_ID.search(last.content) if last and last.type == "text" else None
    if not (last and found):
        return ""
    last.content = last.content[: found.start()]
    return found[1].lower()


def slug(text: str) -> str:
    """Return the words of a heading as GitHub joins them for an address."""
    words = _NOT_IN_ID.sub("", text.strip().lower())[:_LONGEST_ID_CHARS]
    return words.strip().replace(" ", "-")


def plain(inline: Token) -> str:
    """Return the text of a heading without its markup."""
    kept = ("text", "code_inline", "math_inline", "softbreak")
    return "".join(part.content or " " for part in inline.children or () if part.type in kept).strip()


def _lead_links(tokens: Iterable[Token], known: set[str]) -> None:
    links = (part for token in tokens for part in token.children or () if part.type == "link_open")
    for link in links:
        href = str(link.attrs.get("href", ""))
        wanted = PREFIX + unquote(href[1:]).lower()
        if href.startswith("#") and wanted in known:
            link.attrs["href"] = f"#{wanted}"


def contents(found: list[FoundHeading]) -> tuple[Heading, ...]:
    """Return the table of contents of two levels; empty when there is too little to choose from."""
    shown = [heading for heading in found if heading.level <= 3 and heading.text]
    if len(shown) < FEWEST_IN_CONTENTS:
        return ()
    chapters: list[Heading] = []
    for heading in shown:
        entry = Heading(heading.id, heading.text)
        if heading.level == 2 or not chapters:
            chapters.append(entry)
        else:
            last = chapters[-1]
            chapters[-1] = Heading(last.id, last.text, (*last.parts, entry))
    return tuple(chapters)
