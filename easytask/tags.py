"""Finds the start tags of an HTML page as a browser that runs scripts obeys them, piece by piece; knows no links.

The tokenizer is that of the HTML standard (https://html.spec.whatwg.org/multipage/parsing.html, 13.2.5). Of its tree
construction (13.2.6) it knows what decides whether text is markup and whether markup is part of the page: raw text,
templates, SVG and MathML, and the ways back to HTML inside them. Whatever a page contains, it costs linear time.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Callable, Mapping
from html.entities import html5

_SPACE = r"\t\n\f\r "
_ATTRIBUTE_NAME = rf"[^{_SPACE}/>][^{_SPACE}/>=]*+"  # it may begin with "="
_IS = rf"[{_SPACE}]*+=[{_SPACE}]*+"
_TAG_NAME = rf"[a-zA-Z][^{_SPACE}/>]*+"
# Possessive throughout, so that what has no end is given up in linear time.
_ATTRIBUTES = rf"""(?:
    [{_SPACE}]++ | /(?!>)
    | {_ATTRIBUTE_NAME} (?: {_IS} (?: "[^"]*+" | '[^']*+' | [^{_SPACE}"'>][^{_SPACE}>]*+ | (?=>) ) | (?!{_IS}) )
)*+"""
# A tag, a comment, or what is read like one.
_MARKUP = re.compile(
    rf"""<(?:
      (?P<end>/?) (?P<name>{_TAG_NAME}) (?P<attributes>{_ATTRIBUTES}) (?P<closed>/?)>
    | !-- (?: -?> | .*?--!?> )
    | (?!!--) (?: [!?] | /(?![a-zA-Z]) ) [^>]*+>
    )""",
    re.VERBOSE | re.DOTALL,
)
_MARKUP_BEGINS = re.compile(r"<(?=[a-zA-Z/!?]|\Z)")
_ATTRIBUTE = re.compile(rf"""({_ATTRIBUTE_NAME})(?:{_IS}(?:"([^"]*+)"|'([^']*+)'|([^{_SPACE}"'>][^{_SPACE}>]*+))?)?""")
_REFERENCE = re.compile(r"&(?:#(?:[xX][0-9a-fA-F]+|[0-9]+);?|([a-zA-Z0-9]++)(;|(?!=))?)")

# Elements whose content is text up to their end tag (13.2.6.4.4 and 13.2.6.4.7). A <noscript> is among them where
# scripts run, though links for visitors without scripts are put there.
_RAW = {
    name: re.compile(rf"</{name}(?=[{_SPACE}/>])", re.IGNORECASE)
    for name in ("iframe", "noembed", "noframes", "noscript", "style", "textarea", "title", "xmp")
}
# A script's "</script" does not end it between "<!--<script" and "-->" (13.2.5.15 to 13.2.5.31).
_SCRIPT = re.compile(rf"<!--|-->|<(/?)script(?=[{_SPACE}/>])", re.IGNORECASE)
_NEVER = re.compile(r"(?!)")  # the end of <plaintext>
_LONGEST_END = len("</noscript")

_FOREIGN = frozenset({"svg", "math"})
# Inside these, foreign content is HTML again (13.2.6, "HTML integration point", "MathML text integration point").
_INTEGRATION = frozenset({"foreignobject", "desc", "title", "mi", "mo", "mn", "ms", "mtext"})
# These end foreign content that was left open (13.2.6.5).
_BREAKOUT = frozenset(
    [
        *("b", "big", "blockquote", "body", "br", "center", "code", "dd", "div", "dl", "dt", "em", "embed", "h1", "h2"),
        *("h3", "h4", "h5", "h6", "head", "hr", "i", "img", "li", "listing", "menu", "meta", "nobr", "ol", "p", "pre"),
        *("ruby", "s", "small", "span", "strong", "strike", "sub", "sup", "table", "tt", "u", "ul", "var"),
    ]
)
_STACKED = _FOREIGN | _INTEGRATION | {"template"}
_DEEPEST = 512  # as in browsers; what lies deeper is taken for a part of what it lies in


@functools.cache
def _dull(wanted: frozenset[str]) -> re.Pattern[str]:
    """Text and whole tags that say nothing outside of SVG and MathML, which are most of every page."""
    starts = "|".join(sorted(wanted | _FOREIGN | _RAW.keys() | {"template", "script", "plaintext"}))
    ends = "|".join(sorted(_STACKED))
    return re.compile(
        rf"""(?: [^<]++ | <(?![a-zA-Z/!?]|\Z)
        | <(?: (?!(?:{starts})[{_SPACE}/>]) | /(?!(?:{ends})[{_SPACE}/>]) ) {_TAG_NAME} {_ATTRIBUTES} /?>
        )*+""",
        re.VERBOSE | re.IGNORECASE,
    )


class Tags:
    """Hands on the start tags that have one of the ``wanted`` names and an attribute; the first of a name wins.

    What stands in a ``<template>`` is no part of the page (4.12.3). Of the tags in SVG and MathML only ``<a>`` counts.
    """

    def __init__(self, wanted: frozenset[str], take: Callable[[str, Mapping[str, str]], None]) -> None:
        self._wanted = wanted
        self._dull = _dull(wanted)
        self._take = take
        self._stack: list[str] = []  # the open elements of _STACKED, and nothing else
        self._raw: re.Pattern[str] | None = None
        self._script = 0  # in a script: 1 after "<!--", 2 after "<!--<script"
        self._pieces: list[str] = []
        self._length = self._worth_reading = 0

    def feed(self, text: str, *, last: bool) -> None:
        """Takes the next piece. What begins in one and ends in another is read again when twice as much is there."""
        self._pieces.append(text)
        self._length += len(text)
        if self._length < self._worth_reading and not last:
            return
        text = "".join(self._pieces)
        rest = text[self._read(text) :]
        self._pieces = [rest]
        self._length = len(rest)
        self._worth_reading = 2 * len(rest)

    def _read(self, text: str) -> int:
        """Reads as far as the text is whole; returns where it is not."""
        at = 0
        while True:
            if self._raw is not None:
                at, ended = self._skip_raw(text, at, self._raw)
                if not ended:
                    return at
                self._raw = None
            if not self._is_foreign and (dull := self._dull.match(text, at)):
                at = dull.end()
            begins = _MARKUP_BEGINS.search(text, at)
            if begins is None:
                return len(text)
            at = begins.start()
            if text.startswith("<![CDATA[", at) and self._is_foreign:
                end = text.find("]]>", at)
                if end < 0:
                    return at
                at = end + 3
                continue
            markup = _MARKUP.match(text, at)
            if markup is None:
                return at
            at = markup.end()
            if markup["name"]:
                self._tag(markup)

    def _skip_raw(self, text: str, at: int, end_tag: re.Pattern[str]) -> tuple[int, bool]:
        """Where the raw text that ``at`` lies in ends, or from where it must be read again, and which of the two."""
        if end_tag is not _SCRIPT:
            found = end_tag.search(text, at)
            return (found.start(), True) if found else (max(at, len(text) - _LONGEST_END), False)
        while found := _SCRIPT.search(text, at):
            at = found.end()
            sign = found[0].lower()
            if sign == "</script" and self._script < 2:
                return found.start(), True
            if sign == "<!--":
                at -= 2  # "<!-->" is both signs at once
                self._script = self._script or 1
            elif sign == "-->":
                self._script = 0
            elif self._script:
                self._script = 1 if found[1] else 2
        return max(at, len(text) - _LONGEST_END), False

    @property
    def _is_foreign(self) -> bool:
        return bool(self._stack) and self._stack[-1] in _FOREIGN

    def _tag(self, markup: re.Match[str]) -> None:
        name = markup["name"].lower()
        if markup["end"]:
            if name in _STACKED:
                self._close(name)
            return
        if name in _BREAKOUT:
            while self._is_foreign:
                self._stack.pop()
        foreign = self._is_foreign
        counts = name in self._wanted and (not foreign or name == "a")
        if counts and markup["attributes"] and "template" not in self._stack:
            self._take(name, _attributes(markup))
        if foreign:
            if name in _FOREIGN or name in _INTEGRATION:
                self._open(name, markup)
        elif name in _FOREIGN:
            self._open(name, markup)
        elif name == "template":
            self._stack.append(name)
        elif name == "script":
            self._raw, self._script = _SCRIPT, 0
        elif name == "plaintext":
            self._raw = _NEVER
        else:
            self._raw = _RAW.get(name)

    def _open(self, name: str, markup: re.Match[str]) -> None:
        if not markup["closed"] and len(self._stack) < _DEEPEST:
            self._stack.append(name)

    def _close(self, name: str) -> None:
        """Closes the innermost such element with all that lies in it; a template is closed by its own tag alone."""
        for depth in range(len(self._stack) - 1, -1, -1):
            if self._stack[depth] == name:
                del self._stack[depth:]
                return
            if self._stack[depth] == "template":
                return


def _attributes(markup: re.Match[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for attribute in _ATTRIBUTE.finditer(markup.string, *markup.span("attributes")):
        name, *values = attribute.groups()
        found.setdefault(name.lower(), _decoded(next(filter(None, values), "")))
    return found


def _decoded(value: str) -> str:
    """The character references of an attribute (13.2.5.73): "&copy=" is none there, as in "?a=1&copy=2"."""
    return _REFERENCE.sub(_character, value).replace("\0", "\ufffd") if "&" in value or "\0" in value else value


def _character(reference: re.Match[str]) -> str:
    name, end = reference.groups()
    if name is None:
        return html.unescape(reference[0])
    if end and f"{name};" in html5:
        return html5[f"{name};"]
    return html5[name] + (end or "") if end is not None and name in html5 else reference[0]
