"""Write a list of friends in the four formats of ours, each of which reads back as it was.

What other tools read stands where they look for it; what is ours alone stands beside that. No format holds the moment
it was written: the same friends are the same bytes.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import yaml

from blog.plain_text import for_xml
from easytask.exchange import own_fields, tables
from easytask.exchange.opml import NAMESPACE, PREFIX
from easytask.exchange.own_lists import BUTTERFLY, MARK
from easytask.exchange.records import Entry, Format, FriendList, Group, Seen

_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
# As spreadsheets in China need it to see that a file is UTF-8.
_BOM = "\ufeff"
_ESCAPED = re.compile(r"""[&<>"\n\r\t]""")
# In OPML these have names that every reader knows, and the group is the outline around. A feed's may be a found one.
_STANDARD_IN_OPML = {"name", "link", "description", "group"}


def opml(friends: FriendList, title: str, seen: Seen, *, is_own: bool = True) -> str:
    """Return an OPML 2.0 document; one that is not the owner's own has nothing in it that is ours alone."""
    root = f" xmlns:izone={quoteattr(NAMESPACE)} {PREFIX}version={quoteattr(str(own_fields.VERSION))}" if is_own else ""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<opml version="2.0"{root}>',
        f"  <head><title>{escape(title)}</title></head>",
        "  <body>",
    ]
    for group, entries in _by_group(friends):
        indent = "    "
        if group is not None:
            extra = {f"{PREFIX}order": own_fields.as_text(group.order)} if is_own else {}
            lines.append(f"    <outline{_attributes({'text': group.name, 'description': group.line, **extra})}>")
            indent = "      "
        lines += [f"{indent}<outline{_attributes(_outline(entry, seen, is_own=is_own))}/>" for entry in entries]
        if group is not None:
            lines.append("    </outline>")
    return for_xml("\n".join([*lines, "  </body>", "</opml>", ""]))


def _outline(entry: Entry, seen: Seen, *, is_own: bool) -> dict[str, str]:
    """Return the attributes of a friend; without a feed it is a link, which feed readers pass by."""
    feed = entry.feed or seen.feeds.get(entry.link, "")
    kind = {"type": "rss", "xmlUrl": feed} if feed else {"type": "link", "url": entry.link}
    outline = {"text": entry.name, **kind, "htmlUrl": entry.link, "description": entry.description}
    if is_own:
        texts = own_fields.texts_of(entry)
        outline |= {f"{PREFIX}{name}": text for name, text in texts.items() if name not in _STANDARD_IN_OPML}
    return outline


def _attributes(values: Mapping[str, str]) -> str:
    # An attribute that says nothing is left out, but for the one that every outline has.
    said = {name: value for name, value in values.items() if value or name == "text"}
    # Most values need no escaping, and to find that out by one pattern takes a tenth of the time of quoteattr().
    texts = ((name, quoteattr(value) if _ESCAPED.search(value) else f'"{value}"') for name, value in said.items())
    return "".join(f" {name}={text}" for name, text in texts)


def json_text(friends: FriendList, seen: Seen) -> str:
    """Return a JSON document; the state of a friend is there to be read, and nothing reads it back."""
    rows = []
    for entry in friends.entries:
        values = {name: getattr(entry, field.attribute) for name, field in own_fields.FIELDS.items()}
        row: dict[str, Any] = {
            name: value if _is_json(value) else own_fields.as_text(value) for name, value in values.items()
        }
        if entry.link in seen.states:
            row["state"] = {**seen.states[entry.link], "feed": seen.feeds.get(entry.link, "")}
        rows.append(row)
    groups = [{"name": group.name, "line": group.line, "order": group.order or 0} for group in friends.groups]
    document = {MARK: "friends", "version": own_fields.VERSION, "groups": groups, "friends": rows}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _is_json(value: object) -> bool:
    return isinstance(value, str | int)


def csv_text(friends: FriendList) -> str:
    """Return a table for spreadsheets; a group without friends has a row of its own."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*own_fields.FIELDS, tables.GROUP_LINE, tables.GROUP_ORDER])
    by_name = {group.name: group for group in friends.groups}
    rows = [
        [*own_fields.texts_of(entry).values(), *_group_cells(by_name.get(entry.group))] for entry in friends.entries
    ]
    used = {entry.group for entry in friends.entries}
    for group in friends.groups:
        if group.name not in used:
            texts = dict.fromkeys(own_fields.FIELDS, "") | {"group": group.name}
            rows.append([*texts.values(), *_group_cells(group)])
    writer.writerows([[tables.guard(cell) for cell in row] for row in rows])
    return _BOM + out.getvalue()


def _group_cells(group: Group | None) -> list[str]:
    return [group.line, own_fields.as_text(group.order)] if group else ["", ""]


def yaml_text(friends: FriendList, seen: Seen) -> str:
    """Return a ``link.yml`` that Butterfly reads as it is; an icon that was found stands in for one not set."""
    parts = []
    for group, entries in _by_group(friends):
        part: dict[str, Any] = {"class_name": group.name if group else "", "class_desc": group.line if group else ""}
        part |= {MARK: own_fields.VERSION, "order": (group.order or 0) if group else 0}
        part["link_list"] = [_butterfly(entry, seen.icons.get(entry.link, "")) for entry in entries]
        parts.append(part)
    text: str = yaml.dump(parts, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)
    return text


def _butterfly(entry: Entry, icon: str) -> dict[str, str | int]:
    texts = own_fields.texts_of(entry)
    shown: dict[str, str | int] = {"name": entry.name, "link": entry.link}
    shown |= {"avatar": entry.icon or icon, "descr": entry.description}
    ours = {name: text for name, text in texts.items() if name not in {"name", "link", "group", *BUTTERFLY}}
    # Butterfly's avatar may be one that only stands in.
    return {**shown, **({"icon": ""} if icon and not entry.icon else {}), **ours, "order": entry.order}


def _by_group(friends: FriendList) -> list[tuple[Group | None, list[Entry]]]:
    """Return all groups in their order with their friends; those without a group come last, under None."""
    members: dict[str, list[Entry]] = defaultdict(list)
    for entry in friends.entries:
        members[entry.group].append(entry)
    found: list[tuple[Group | None, list[Entry]]] = [
        (group, members[group.name]) for group in {group.name: group for group in friends.groups}.values()
    ]
    return [*found, (None, members[""])] if members[""] else found


def write(file_format: Format, friends: FriendList, *, title: str, seen: Seen) -> str:
    """Return the owner's whole list in one of the four formats."""
    match file_format:
        case Format.JSON:
            return json_text(friends, seen)
        case Format.CSV:
            return csv_text(friends)
        case Format.YAML:
            return yaml_text(friends, seen)
        case _:
            return opml(friends, title, seen)


WRITTEN = (Format.OPML, Format.JSON, Format.CSV, Format.YAML)
