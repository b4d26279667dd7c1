"""Finds the start tags of a web page, piece by piece, as a browser's tokenizer does; does not know what a link is.

The rules are those of WHATWG HTML, 13.2.5 (tokenization), and of tree construction only what decides how the text that
follows is read: raw text, scripts, templates and foreign content (SVG, MathML). No tree is built, and whatever a page
contains costs linear time, however it is cut into pieces.
"""

from __future__ import annotations

import functools
import html
import re
import string
from collections.abc import Callable, Iterable
from html.entities import html5

_FLAGS = re.ASCII | re.IGNORECASE
_S = r"\t\n\f\r "  # what HTML calls whitespace


def _attribute(group: str) -> str:
    """The name and the value in double, in single or in no quotes, in four groups that ``group`` opens.

    Each part ends before a character that cannot belong to it, so that an unfinished tag is given up in linear time.
    """
    name = rf"{group}[^{_S}/>][^{_S}/>=]*+)(?=[{_S}/>=])"
    quoted = rf"""\"{group}[^"]*+)"|'{group}[^']*+)'"""
    unquoted = rf"""{group}[^{_S}>"'][^{_S}>]*+)(?=[{_S}>])"""
    return rf"{name}(?:[{_S}]*+=[{_S}]*+(?:{quoted}|{unquoted}|(?=>))|(?![{_S}]*+=))"


_ATTRIBUTES = re.compile(_attribute("("))
_REST = rf"(?:[{_S}/]++|{_attribute('(?:')})*>"
_TAG = re.compile(rf"<(/?)([a-zA-Z][^{_S}/>]*+)(?=[{_S}/>])({_REST})")
_OTHER_MARKUP = re.compile(r"<(?:(!--)(-?>)?|(!\[CDATA\[)|[!?]|/(?![a-zA-Z]))")  # 13.2.5.6, 13.2.5.7, 13.2.5.42
_UNDECIDED = re.compile(r"<(?:/?|!|!--?-?|!\[C?D?A?T?A?)\Z")

_COMMENT_END, _COMMENT_TAIL = re.compile("--!?>"), 3
_CDATA_END, _CDATA_TAIL = re.compile("]]>"), 2
_BOGUS_END = re.compile(">")
_NEVER = re.compile("(?!)")

# RCDATA and RAWTEXT (13.2.6.4); a browser that runs scripts reads <noscript> so as well.
_RAW = frozenset({"title", "textarea", "style", "xmp", "iframe", "noembed", "noframes", "noscript"})
# 13.2.5.15 to 13.2.5.31: what changes the state inside a script, by state.
_SCRIPT = {
    "plain": re.compile(rf"<!--|</script(?=[{_S}/>])", _FLAGS),
    "escaped": re.compile(rf"-->|</?script(?=[{_S}/>])", _FLAGS),
    "double": re.compile(rf"-->|</script(?=[{_S}/>])", _FLAGS),
}
# Where HTML goes on inside foreign content (13.2.6, "HTML integration point" and "MathML text integration point").
_INTEGRATION = {
    "svg": frozenset({"foreignobject", "desc", "title"}),
    "math": frozenset({"mi", "mo", "mn", "ms", "mtext", "annotation-xml"}),
}
# The start tags that end foreign content (13.2.6.5).
_BREAKING_OUT = frozenset(
    re.findall(
        r"\w+",
        "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu"
        " meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var",
    )
)
_DEPTH = 64  # of open templates and foreign content; what is nested deeper is read as what it stands in
_PLACES_TRIED = 4
_REFERENCE = re.compile(r"&(?:#(?:[0-9]+|[xX][0-9a-fA-F]+);?|([a-zA-Z][a-zA-Z0-9]*+)(;?))")


class StartTag:
    """A start tag as it stands in the page; its attributes are read only when somebody asks.

    ``namespace`` is ``html``, ``svg`` or ``math``.
    """

    __slots__ = ("_source", "name", "namespace")

    def __init__(self, name: str, source: str) -> None:
        self.name = name
        self.namespace = "html"
        self._source = source

    def get(self, attribute: str) -> str | None:
        """The value of the first attribute of this lower-case name, its character references resolved."""
        for found in _ATTRIBUTES.finditer(self._source):
            if found[1].lower() == attribute:
                return _unescaped(found[2] or found[3] or found[4] or "")
        return None

    @property
    def is_bare(self) -> bool:
        """Whether nothing stands between the name and the ``>``."""
        return self._source == ">"

    @property
    def closes_itself(self) -> bool:
        """Whether it ends in ``/>``, the slash being no part of an unquoted value."""
        if not self._source.endswith("/>"):
            return False
        ends = [found.end() for found in _ATTRIBUTES.finditer(self._source)]
        return not ends or ends[-1] < len(self._source) - 1


class TagFinder:
    """Hands on, as they come, the start tags of the ``wanted`` names, all in lower case, that are part of the document.

    What stands in a ``<template>`` is not (WHATWG HTML, 4.12.3), and a tag without attributes is not handed on. What
    tells nothing is passed over unread: so an ``<a>`` may be kept back whose first ``href`` matches ``dull``, a regular
    expression for text without quotes, ``<`` and ``>``.
    """

    def __init__(self, wanted: Iterable[str], take: Callable[[StartTag], None], *, dull: str = "") -> None:
        self._wanted = frozenset(wanted)
        self._take = take
        self._telling = _telling(self._wanted, dull)
        self._tells_at = -1  # where the text tells something next, or its end; what is before may need to be read
        self._read: Callable[[str, int], int] = self._read_markup
        self._end_of_text, self._tail, self._script = _NEVER, 0, "plain"
        self._open: list[str] = []  # templates, foreign roots, and the integration points in them
        self._templates = 0
        self._pieces: list[str] = []
        self._waiting = self._worth_reading = 0  # characters

    def hand_on_all(self) -> None:
        """From here on no ``<a>`` is dull."""
        self._telling = _telling(self._wanted, "")

    def feed(self, text: str, *, last: bool) -> None:
        """Takes the next piece of the page, or the ``last`` one: a tag that is unfinished then is none."""
        self._pieces.append(text)
        self._waiting += len(text)
        if self._waiting < self._worth_reading and not last:
            return
        text, at = "".join(self._pieces), 0
        self._tells_at = -1
        while at < len(text):
            read = self._read
            came_to = read(text, at)
            if came_to == at and read == self._read:
                break
            at = came_to
        self._pieces = [text[at:]]
        self._waiting = len(text) - at
        # Something unfinished is read anew when it has doubled: so the cuts do not cost quadratic time.
        self._worth_reading = 2 * self._waiting

    # Each way of reading returns where it came to, which is where it began when more text is needed.

    def _read_markup(self, text: str, at: int) -> int:
        if at > self._tells_at and len(self._open) == self._templates:
            telling = self._telling(text, at)
            self._tells_at = telling.start() if telling else len(text)
            at = _last_text(text, at, self._tells_at)
        if not text.startswith("<", at):
            found = text.find("<", at)
            return len(text) if found < 0 else found
        if tag := _TAG.match(text, at):
            if tag[1]:
                self._close(tag[2].lower())
            else:
                self._start(StartTag(tag[2].lower(), tag[3]))
            return tag.end()
        if _UNDECIDED.match(text, at):
            return at
        if other := _OTHER_MARKUP.match(text, at):
            if other[1] and not other[2]:
                self._read_until(_COMMENT_END, _COMMENT_TAIL)
            elif other[3] and self._is_foreign():
                self._read_until(_CDATA_END, _CDATA_TAIL)
            elif not other[1]:
                self._read_until(_BOGUS_END, 0)
                return other.start() + 1
            return other.end()
        is_tag = text[at + 1 : at + 2] == "/" or (text[at + 1].isascii() and text[at + 1].isalpha())
        return at if is_tag else at + 1

    def _read_until(self, end: re.Pattern[str], tail: int) -> None:
        """What follows is no markup, up to ``end``, whose first ``tail`` characters may stand in an earlier piece."""
        self._end_of_text, self._tail = end, tail
        self._read = self._read_text

    def _read_text(self, text: str, at: int) -> int:
        found = self._end_of_text.search(text, at)
        if found is None:
            return max(at, len(text) - self._tail)
        self._read = self._read_markup
        return found.end()

    def _read_script(self, text: str, at: int) -> int:
        found = _SCRIPT[self._script].search(text, at)
        if found is None:
            return max(at, len(text) - len("</script"))
        match self._script, found[0].lower():
            case "plain", "<!--":
                self._script = "escaped"
                return found.end() - len("--")  # they may be those of an end already
            case _, "-->":
                self._script = "plain"
            case "escaped", "<script":
                self._script = "double"
            case "double", _:
                self._script = "escaped"
            case _:
                self._read = self._read_markup
                return found.start()
        return found.end()

    def _start(self, tag: StartTag) -> None:
        name = tag.name
        if self._open:
            self._begin_inside(tag)
        if name in self._wanted and not self._templates and not tag.is_bare:
            self._take(tag)
        if tag.namespace != "html":
            self._start_foreign(tag)
        elif name in _RAW:
            self._read_until(_end_of_raw(name), len(name) + len("</"))
        elif name == "script":
            self._script = "plain"
            self._read = self._read_script
        elif name == "plaintext":
            self._read_until(_NEVER, 0)
        elif name == "template" or (name in _INTEGRATION and not tag.closes_itself):
            self._push(name)

    def _begin_inside(self, tag: StartTag) -> None:
        """Says in which namespace a tag begins that stands in foreign content or a template."""
        leaves = tag.name in _BREAKING_OUT or (tag.name == "font" and any(map(tag.get, ("color", "face", "size"))))
        if leaves:
            self._leave_foreign()
        elif self._is_foreign():
            tag.namespace = self._open[-1]

    def _start_foreign(self, tag: StartTag) -> None:
        root, name = self._open[-1], tag.name
        if name != root and name not in _INTEGRATION[root]:
            return
        if name == "annotation-xml" and (tag.get("encoding") or "").lower() not in _XML_OF_HTML:
            return
        if not tag.closes_itself:
            self._push(name)

    def _close(self, name: str) -> None:
        if self._is_foreign() and name in _BREAKING_OUT:
            self._leave_foreign()  # it is of an HTML element around this, or (p, br) makes one
        elif name in self._open and (name == "template" or "template" not in self._open[_last(self._open, name) :]):
            while self._pop() != name:
                pass

    def _is_foreign(self) -> bool:
        return bool(self._open) and self._open[-1] in _INTEGRATION

    def _leave_foreign(self) -> None:
        while self._is_foreign():
            self._pop()

    def _push(self, name: str) -> None:
        if len(self._open) < _DEPTH:
            self._open.append(name)
            self._templates += name == "template"

    def _pop(self) -> str:
        name = self._open.pop()
        self._templates -= name == "template"
        return name


# The encodings that make an <annotation-xml> an HTML integration point.
_XML_OF_HTML = frozenset({"text/html", "application/xhtml+xml"})


def _last(names: list[str], name: str) -> int:
    return len(names) - 1 - names[::-1].index(name)


@functools.cache
def _telling(wanted: frozenset[str], dull: str) -> Callable[..., re.Match[str] | None]:
    """Finds what tells: markup that is wanted or changes how the rest is read, unless it stands in a value.

    A tag of a wanted name tells only when it has attributes. To spell the case out is twice as fast as to ignore it.
    """
    endings: dict[str, list[str]] = {}
    for name in (*sorted(_RAW), "script", "plaintext", "template", "svg", "math"):
        endings.setdefault(name[0], []).append(rf"{_in_any_case(name[1:])}[{_S}/>]")
    for name in sorted(wanted):
        endings.setdefault(name[0], []).append(rf"{_in_any_case(name[1:])}{_dull(dull) if name == 'a' else ''}[{_S}/]")
    names = "|".join(rf"{_in_any_case(first)}(?:{'|'.join(rest)})" for first, rest in endings.items())
    harmless = "".join(sorted(set(string.ascii_lowercase) - endings.keys()))
    return re.compile(
        rf"<(?![/{harmless}][a-su-z0-9])(?:[!?]|/(?:[^a-zA-Z]|{_in_any_case('template')}[{_S}/>])|{names})"
    ).search


def _in_any_case(name: str) -> str:
    return "".join(f"[{letter}{letter.upper()}]" for letter in name)


def _dull(href: str) -> str:
    """What must not follow the name of an ``<a>`` that tells."""
    if not href:
        return ""
    attribute = rf"""[{_S}]++(?![hH][rR][eE][fF]=)[a-zA-Z-]++="[^"<>]*+\""""
    return rf"""(?!(?:{attribute})*[{_S}]++href="{href}\")"""


def _last_text(text: str, begin: int, end: int) -> int:
    """The last place up to ``end`` that is surely outside of tags, as ``begin`` is; ``begin`` when there is none near.

    Between the two nothing tells, so what follows ``begin`` is text and tags that end where their values allow it.
    """
    at = end
    for _ in range(_PLACES_TRIED):
        if _is_outside_of_tags(text, begin, at):
            return at
        at = text.rfind("<", begin, at)
        if at < 0:
            break
    return begin


def _is_outside_of_tags(text: str, begin: int, at: int) -> bool:
    """Whether ``at`` surely is. If it were in a value, the last quote would open it, after an equals sign or a space.

    If it were in a tag but in no value, the last ``>`` would be followed by the ``<`` of the tag, or stand in a value,
    and be followed by the quote that ends it.
    """
    for quote in "\"'":
        last = text.rfind(quote, begin, at)
        if last > begin and text[last - 1] in "=\t\n\f\r ":
            return False
    since = text[max(begin, text.rfind(">", begin, at)) : at]
    return not ("<" in since or '"' in since or "'" in since)


@functools.cache
def _end_of_raw(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?=</{name}[{_S}/>])", _FLAGS)


def _unescaped(value: str) -> str:
    """Resolves character references as in an attribute (13.2.5.73): ``&copy=`` and ``&copyx`` are none there."""
    return _REFERENCE.sub(_resolved, value.replace("\0", "\ufffd")) if "&" in value or "\0" in value else value


def _resolved(found: re.Match[str]) -> str:
    name, semicolon = found[1], found[2]
    if name is None:
        return html.unescape(found[0])
    if semicolon or not found.string.startswith("=", found.end()):
        return html5.get(name + semicolon, found[0])
    return found[0]
