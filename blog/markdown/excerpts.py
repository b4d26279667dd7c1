"""Take the first words of a post, which lists, search engines and readers of the feed show below its title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from markdown_it.token import Token

from blog.markdown.reader import CHINESE

EXCERPT_CHARACTERS = 140
_CUT_WORD = re.compile(r"\s+\w{0,20}$", re.ASCII)
# A video, perhaps, of which its address tells nothing.
_ADDRESS = re.compile(r"<?https?://\S+>?")
_ENDS = re.compile(r"[\W_]$")


def excerpt(tokens: list[Token]) -> str:
    """Return the first words without markup: up to EXCERPT_CHARACTERS, then "…".

    They are those of paragraphs, lists and quotes; of a table, or of headings, when there is nothing else.
    """
    body = _until_notes(tokens)
    words = _joined(_blocks(body, "paragraph_open")) or _joined(_blocks(body, "th_open", "td_open"))
    words = words or _joined(_blocks(body, "heading_open"))
    if len(words) <= EXCERPT_CHARACTERS:
        return words
    return _CUT_WORD.sub("", words[:EXCERPT_CHARACTERS]) + "…"


def _until_notes(tokens: list[Token]) -> list[Token]:
    end = next((number for number, token in enumerate(tokens) if token.type == "footnote_block_open"), len(tokens))
    return tokens[:end]


def _blocks(tokens: list[Token], *types: str) -> Iterator[tuple[str, bool]]:
    """Yield the text of each block of these types, and whether it is one of several, as the items of a list are."""
    inside_items = 0
    for before, token in pairwise(tokens):
        if token.type in ("list_item_open", "list_item_close"):
            inside_items += token.nesting
        is_wanted = before.type in types and token.type == "inline" and not _ADDRESS.fullmatch(token.content)
        if is_wanted and (text := plain(token)):
            yield text, inside_items > 0 or before.type != "paragraph_open"


def _joined(blocks: Iterator[tuple[str, bool]]) -> str:
    words = ""
    was_item = False
    for text, is_item in blocks:
        if words and len(words) <= EXCERPT_CHARACTERS:
            words += _glue(words[-1], text[0], both_items=was_item and is_item)
        words += text if len(words) <= EXCERPT_CHARACTERS else ""
        was_item = is_item
    return words


def _glue(last: str, first: str, *, both_items: bool) -> str:
    """Return what stands between two blocks: nothing behind a full-width sign, a semicolon between bare items."""
    if CHINESE.match(last) and _ENDS.match(last):
        return ""
    if both_items and not _ENDS.match(last):
        return "；" if CHINESE.match(last) or CHINESE.match(first) else "; "
    return " "


def plain(inline: Token) -> str:
    """Return the text of a block on one line, Chinese lines joined without a space."""
    words = ""
    for part in inline.children or ():
        if part.type in ("text", "code_inline", "math_inline", "math_block"):
            words += part.content if not words.endswith("\n") else _line_break(words, part.content) + part.content
            words = words.replace("\n", "")
        elif part.type in ("softbreak", "hardbreak") and words:
            words += "\n"
    return " ".join(words.split())


def _line_break(words: str, after: str) -> str:
    return "" if CHINESE.match(words[-2:-1]) and CHINESE.match(after[:1]) else " "
