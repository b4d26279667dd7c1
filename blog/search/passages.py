"""Cut out of a post the passage in which the words that somebody looks for stand, and mark them."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Before the first word, and in all.
_BEFORE_CHARS = 30
_PASSAGE_CHARS = 150
# Around a word, so much is freed of Markdown; beyond it nobody looks.
_AROUND_CHARS = 400
_TRIES = 5
# Pictures, links, footnotes, tags, addresses, and the marks of headings, lists, quotes, tables, code and emphasis.
_MARKUP = (
    (re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)?"), r"\1"),
    (re.compile(r"^[^\[\n]{0,200}\]\([^)\n]*\)|\[\^[^\]\n]*\]:?|</?[A-Za-z][^>\n]*>|https?://\S+"), ""),
    (
        re.compile(
            r"^(?:[ \t]*(?:#+|>|[-*+]|\d+\.)[ \t]+)+(?:\[[ xX]\] )?|^[ \t]*[-|:= \t]{3,}$|^```\w*", re.MULTILINE
        ),
        "",
    ),
    # Chinese has no spaces around what is emphasised, so none is left in its place; "a*b" is no emphasis.
    (re.compile(r"(?<![A-Za-z0-9])[*`~$]+|[*`~$]+(?![A-Za-z0-9])|(?<!\w)_+|_+(?!\w)"), ""),
    (re.compile(r"\|+|\[!\w+\]"), " "),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a passage, and whether it is one of the words."""

    text: str
    is_hit: bool


def passage(text: str, words: tuple[str, ...]) -> tuple[Part, ...]:
    """Return the first passage with one of the words; empty when they stand in the markup alone."""
    pattern = _pattern(words)
    for _, found in zip(range(_TRIES), pattern.finditer(text), strict=False):
        start = max(found.start() - _AROUND_CHARS, 0)
        plain = _plain(text[start : found.end() + _AROUND_CHARS])
        hit = pattern.search(plain)
        if hit:
            return _parts(_cut(plain, hit.start()), pattern)
    return ()


def marked(text: str, words: tuple[str, ...]) -> tuple[Part, ...]:
    """Return the whole text with the words marked."""
    return _parts(text, _pattern(words))


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    # The longest first, since one word may begin another.
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)), re.IGNORECASE)


def _plain(markdown: str) -> str:
    for pattern, replacement in _MARKUP:
        markdown = pattern.sub(replacement, markdown)
    return " ".join(markdown.split())


def _cut(plain: str, at: int) -> str:
    start = max(at - _BEFORE_CHARS, 0)
    if start:
        # Not in the middle of a word.
        start = plain.find(" ", start, at) + 1 or start
    end = start + _PASSAGE_CHARS
    return f"{'…' if start else ''}{plain[start:end].strip()}{'…' if end < len(plain) else ''}"


def _parts(text: str, pattern: re.Pattern[str]) -> tuple[Part, ...]:
    parts = []
    end = 0
    for found in pattern.finditer(text):
        if found.start() > end:
            parts.append(Part(text[end : found.start()], is_hit=False))
        parts.append(Part(found[0], is_hit=True))
        end = found.end()
    if end < len(text):
        parts.append(Part(text[end:], is_hit=False))
    return tuple(parts)
