"""Read the links of Halo, as its plugin keeps and serves them: Link and LinkGroup, in YAML or JSON."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from easytask.exchange.cleaning import GROUP_CHARS, Found, entry_of, first_text, line
from easytask.exchange.records import Format, FriendList, Group

# Of a link or a group that has none, as the plugin sorts them.
_NO_PRIORITY = 0


@dataclasses.dataclass(frozen=True, slots=True)
class _Object:
    """One object of Halo: its name within Halo, its priority, and its ``spec``."""

    name: str
    priority: int
    spec: Mapping[str, Any]


def read(documents: Sequence[Any]) -> FriendList | None:
    """Return the friends of trees of Halo's objects, in the order of their priorities; None when there are none."""
    objects = list(_objects(list(documents)))
    links = [each for each in objects if "url" in each.spec]
    if not links:
        return None
    titles = {each.name: each for each in objects if "url" not in each.spec}
    groups = sorted(titles.values(), key=lambda each: each.priority)
    places = {each.name: place for place, each in enumerate(groups)}
    links.sort(key=lambda each: (places.get(first_text(each.spec, ("groupName",)), len(places)), each.priority))
    found = (entry_of(_found(number, each, titles)) for number, each in enumerate(links, 1))
    return FriendList.of(Format.HALO, found, groups=(Group(name) for each in groups if (name := _title_of(each))))


def _objects(node: Any) -> Iterator[_Object]:
    """Return the objects of a tree, wherever they are: a document, a list of a page of the API, a group's links."""
    if isinstance(node, list):
        for child in node:
            yield from _objects(child)
    elif isinstance(node, dict):
        spec = node.get("spec")
        if isinstance(spec, dict) and ("url" in spec or "displayName" in spec):
            metadata = node.get("metadata")
            name = first_text(metadata, ("name",)) if isinstance(metadata, dict) else ""
            yield _Object(name, _priority(spec.get("priority")), spec)
        for key in ("items", "links", "groups"):
            if isinstance(node.get(key), list):
                yield from _objects(node[key])


def _priority(value: Any) -> int:
    try:
        return int(str(value)[:9])
    except ValueError:
        return _NO_PRIORITY


def _title_of(group: _Object) -> str:
    return line(first_text(group.spec, ("displayName",)), GROUP_CHARS)


def _found(number: int, link: _Object, titles: Mapping[str, _Object]) -> Found:
    group = titles.get(first_text(link.spec, ("groupName",)))
    return Found(
        number=number,
        link=first_text(link.spec, ("url",)),
        name=first_text(link.spec, ("displayName",)),
        description=first_text(link.spec, ("description",)),
        icon=first_text(link.spec, ("logo",)),
        feed=_inner(link.spec, "rss", "feedUrl"),
        link_page=_inner(link.spec, "verification", "backlinkScanUrl"),
        group=_title_of(group) if group else "",
    )


def _inner(spec: Mapping[str, Any], outer: str, inner: str) -> str:
    values = spec.get(outer)
    return first_text(values, (inner,)) if isinstance(values, dict) else ""
