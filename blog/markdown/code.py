"""Mark the words of a program by their kind, for the colours of code.css; pygments knows the languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from markdown_it.common.utils import escapeHtml
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES, Comment, Generic, Keyword, Name, Number, Operator, String
from pygments.util import ClassNotFound

from blog.markdown.cleaning import classes

# A longer program is shown without colours: some lexers take a second for so much.
LONGEST_PROGRAM_CHARS = 50_000


@dataclass(frozen=True, slots=True)
class Look:
    """The colours of a kind of word on light and on dark paper, and how else it is set off."""

    light: str = ""
    dark: str = ""
    more: str = ""


_SOFT, _RED, _BLUE = ("#655c51", "#a69d90"), ("#a8321f", "#f0937c"), ("#1f5a8a", "#8ec1ea")
_BROWN, _PLUM, _GREEN = ("#7a4a0c", "#e5b567"), ("#6d3f8c", "#cfa5e8"), ("#3a6122", "#a9cf87")
_STRONG = Look(more="font-weight: bold")
# By pygments' kinds of words; a kind without a look has that of the kind above it.
LOOKS: dict[Any, Look] = {
    Comment: Look(*_SOFT, "font-style: italic"),
    Comment.Preproc: Look(*_BROWN),
    Generic.Deleted: Look(*_RED),
    Generic.Emph: Look(more="font-style: italic"),
    Generic.Heading: _STRONG,
    Generic.Inserted: Look(*_GREEN),
    Generic.Output: Look(*_SOFT),
    Generic.Prompt: Look(*_SOFT, "user-select: none"),
    Generic.Strong: _STRONG,
    Generic.Subheading: _STRONG,
    Keyword: Look(*_RED),
    Keyword.Type: Look(*_BROWN),
    Name.Attribute: Look(*_BROWN),
    Name.Builtin: Look(*_PLUM),
    Name.Class: Look(*_BLUE),
    Name.Constant: Look(*_PLUM),
    Name.Decorator: Look(*_BROWN),
    Name.Function: Look(*_BLUE),
    Name.Tag: Look(*_RED),
    Name.Variable: Look(*_PLUM),
    Number: Look(*_PLUM),
    Operator.Word: Look(*_RED),
    String: Look(*_GREEN),
    String.Escape: Look(*_BROWN),
}


def html(program: str, language: str) -> str:
    """Return the program as HTML, its words in spans when we know the language and it is not too long."""
    if len(program) > LONGEST_PROGRAM_CHARS:
        return escapeHtml(program)
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return escapeHtml(program)
    return "".join(_spans((_class_of(kind), text) for kind, text in lexer.get_tokens(program)))


def _spans(words: Iterator[tuple[str, str]]) -> Iterator[str]:
    """Yield one span for words of one class; pygments' own formatter writes one for each word, seen or not."""
    for name, group in groupby(words, key=lambda word: word[0]):
        text = escapeHtml("".join(text for _, text in group))
        yield f"<span{classes(name)}>{text}</span>" if name else text


def _class_of(kind: Any) -> str:
    found = next((above for above in reversed(kind.split()) if above in LOOKS), None)
    return STANDARD_TYPES[found] if found else ""


def style_sheet() -> str:
    """Return code.css."""
    lines = ["/* Made of the table in blog/markdown/code.py by `python -m tests.unit.blog.markdown.test_code`. */"]
    for kind, look in LOOKS.items():
        colour = f"color: light-dark({look.light}, {look.dark})" if look.light else ""
        lines.append(f".code .{STANDARD_TYPES[kind]} {{ {'; '.join(filter(None, (colour, look.more)))}; }}")
    return "\n".join(lines) + "\n"
