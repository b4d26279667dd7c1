"""Read OPML 1 and 2, as feed readers and WordPress write it and as we do; only attributes matter in it.

A document type is refused, and with it every entity that a file could define: OPML has none. That is what defusedxml
would do for this, which is why it is not here.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from xml.parsers import expat

from blog.plain_text import for_xml
from easytask.exchange import own_fields
from easytask.exchange.cleaning import GROUP_CHARS, Found, entry_of, line
from easytask.exchange.records import Entry, Fault, Format, FriendList, Group, Skipped, Unreadable

MOST_DEEP = 30
# Of the attributes of ours, in a namespace as OPML 2.0 asks for.
NAMESPACE, PREFIX = "https://github.com/Hopetree/izone/ns/friends", "izone:"
_ADDRESSES = ("htmlUrl", "url", "htmlurl")
_FEEDS = ("xmlUrl", "xmlurl")


def read(text: str) -> FriendList:
    """Return the friends of an OPML document; raise Unreadable."""
    outlines = _Outlines()
    # It is text already, whatever encoding it names.
    parser = expat.ParserCreate("utf-8")
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = outlines.start
    parser.EndElementHandler = outlines.end
    try:
        parser.Parse(for_xml(text).strip().encode(), True)
    except expat.ExpatError as error:
        raise Unreadable(Fault.BROKEN_XML, line=error.lineno) from error
    return outlines.result()


def _refuse_doctype(*_declared: object) -> None:
    raise Unreadable(Fault.DOCTYPE)


@dataclasses.dataclass(slots=True)
class _Outlines:
    """What the elements of a document say, in their order; ``_open`` has the name of each outline that is open."""

    is_own: bool = False
    _open: list[str] = dataclasses.field(default_factory=list)
    _groups: dict[str, Group] = dataclasses.field(default_factory=dict)
    _read: list[Entry | Skipped] = dataclasses.field(default_factory=list)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "opml" and attributes.get("xmlns:izone") == NAMESPACE:
            self.is_own = True
            own_fields.check_version(attributes.get(f"{PREFIX}version", ""))
        if tag != "outline":
            return
        if len(self._open) >= MOST_DEEP:
            raise Unreadable(Fault.TOO_DEEP)
        number = len(self._read) + 1
        name = attributes.get("text") or attributes.get("title") or ""
        link, feed = _first(attributes, _ADDRESSES), _first(attributes, _FEEDS)
        is_group = not link and not feed
        if not is_group:
            self._read.append(self._own(number, attributes) if self.is_own else self._foreign(number, attributes))
        elif self.is_own and name:
            order = attributes.get(f"{PREFIX}order", "")
            self._groups[name] = own_fields.group_of(name, attributes.get("description", ""), order)
        self._open.append(name if is_group else "")

    def end(self, tag: str) -> None:
        if tag == "outline":
            self._open.pop()

    def result(self) -> FriendList:
        groups = self._groups.values() if self.is_own else None
        return FriendList.of(Format.OPML, self._read, is_own=self.is_own, groups=groups)

    def _own(self, number: int, attributes: Mapping[str, str]) -> Entry | Skipped:
        # What is empty is left out, and means that it is empty.
        texts = {name: attributes.get(f"{PREFIX}{name}", "") for name in own_fields.FIELDS}
        texts |= {
            "name": attributes.get("text", ""),
            "link": _first(attributes, _ADDRESSES),
            "description": attributes.get("description", ""),
            "group": next((name for name in reversed(self._open) if name), ""),
        }
        return own_fields.entry_of(number, texts)

    def _foreign(self, number: int, attributes: Mapping[str, str]) -> Entry | Skipped:
        # A feed reader that nests its folders means them as a path; OPML 2.0 has another way in "category".
        names = [name for name in self._open if name] or attributes.get("category", "").split(",")[0].split("/")
        return entry_of(
            Found(
                number=number,
                link=_first(attributes, _ADDRESSES),
                name=_first(attributes, ("title", "text")),
                description=attributes.get("description", ""),
                icon=_first(attributes, ("icon", "iconUrl", "imageUrl")),
                feed=_first(attributes, _FEEDS),
                group=line(" / ".join(filter(None, (name.strip() for name in names))), GROUP_CHARS),
            )
        )


def _first(attributes: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((attributes[name].strip() for name in names if attributes.get(name, "").strip()), "")
