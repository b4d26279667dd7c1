"""Read the owner's own lists in JSON and in Butterfly's YAML, as ``writing`` writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from easytask.exchange import own_fields
from easytask.exchange.records import Format, FriendList, Group

# By this key a tree is known as ours: in JSON of the whole, in YAML of each group.
MARK = "izone"
# What Butterfly calls our fields.
BUTTERFLY = {"icon": "avatar", "description": "descr"}


def read(tree: Any, file_format: Format) -> FriendList | None:
    """Return the friends of a list of ours; None for any other. Raise Unreadable for one of a later version."""
    if isinstance(tree, dict) and tree.get(MARK) == "friends":
        own_fields.check_version(own_fields.as_text(tree.get("version")))
        rows = [dict(row) for row in _mappings(tree.get("friends"))]
        groups = [_group(group, "name", "line") for group in _mappings(tree.get("groups"))]
    elif isinstance(tree, list) and tree and all(isinstance(part, dict) and MARK in part for part in tree):
        own_fields.check_version(own_fields.as_text(tree[0][MARK]))
        rows = [{**row, "group": part.get("class_name")} for part in tree for row in _mappings(part.get("link_list"))]
        groups = [_group(part, "class_name", "class_desc") for part in tree]
    else:
        return None
    read = (own_fields.entry_of(number, _texts(row)) for number, row in enumerate(rows, 1))
    return FriendList.of(file_format, read, is_own=True, groups=(group for group in groups if group.name))


def _texts(row: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields of a row as texts; Butterfly's names stand for ours where ours are not there."""
    texts = {}
    for name in own_fields.FIELDS:
        key = name if name in row else BUTTERFLY.get(name, name)
        if key in row and not isinstance(row[key], list | dict):
            texts[name] = own_fields.as_text(row[key])
    return texts


def _group(row: Mapping[str, Any], name: str, line: str) -> Group:
    texts = [own_fields.as_text(row.get(key)) for key in (name, line, "order")]
    return own_fields.group_of(*texts)


def _mappings(rows: Any) -> list[Mapping[str, Any]]:
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
