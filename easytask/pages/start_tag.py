"""Read one start tag as HTML says: its name, its attributes and their character references; it knows no page."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from html.entities import html5

# What HTML calls whitespace, inside a set of characters.
SPACE = r"\t\n\f\r "


def _attribute(group: str) -> str:
    """Return a pattern of the name and of the value in double, single or no quotes, in four groups as ``group`` opens.

    Each part ends before a character that cannot belong to it, so that an unfinished tag is given up in linear time.
    """
    name = rf"{group}[^{SPACE}/>][^{SPACE}/>=]*+)(?=[{SPACE}/>=])"
    quoted = rf"""\"{group}[^"]*+)"|'{group}[^']*+)'"""
    unquoted = rf"""{group}[^{SPACE}>"'][^{SPACE}>]*+)(?=[{SPACE}>])"""
    return rf"{name}(?:[{SPACE}]*+=[{SPACE}]*+(?:{quoted}|{unquoted}|(?=>))|(?![{SPACE}]*+=))"


_ATTRIBUTES = re.compile(_attribute("("))
# What follows the name of a tag, up to its end.
_REST = rf"(?:[{SPACE}/]++|{_attribute('(?:')})*>"
TAG = re.compile(rf"<(/?)([a-zA-Z][^{SPACE}/>]*+)(?=[{SPACE}/>])({_REST})")
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
        """Return the value of the first attribute of this lower-case name, its character references resolved."""
        for found in _ATTRIBUTES.finditer(self._source):
            if found[1].lower() == attribute:
                return _unescaped(found[2] or found[3] or found[4] or "")
        return None

    def attributes(self) -> Iterator[tuple[str, str]]:
        """Yield the lower-case names and the values of all attributes, those that repeat a name among them."""
        for found in _ATTRIBUTES.finditer(self._source):
            yield found[1].lower(), _unescaped(found[2] or found[3] or found[4] or "")

    @property
    def is_bare(self) -> bool:
        """Say whether nothing stands between the name and the ``>``."""
        return self._source == ">"

    @property
    def closes_itself(self) -> bool:
        """Say whether it ends in ``/>``, the slash being no part of an unquoted value."""
        if not self._source.endswith("/>"):
            return False
        ends = [found.end() for found in _ATTRIBUTES.finditer(self._source)]
        return not ends or ends[-1] < len(self._source) - 1


def _unescaped(value: str) -> str:
    """Resolve character references as in an attribute (13.2.5.73): ``&copy=`` and ``&copyx`` are none there."""
    return _REFERENCE.sub(_resolved, value.replace("\0", "\ufffd")) if "&" in value or "\0" in value else value


def _resolved(found: re.Match[str]) -> str:
    name, semicolon = found[1], found[2]
    if name is None:
        return html.unescape(found[0])
    if semicolon or not found.string.startswith("=", found.end()):
        return html5.get(name + semicolon, found[0])
    return found[0]
