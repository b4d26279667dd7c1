"""Find the friends in a tree of YAML, TOML or JSON, as Hexo's and other generators' themes write them.

Every theme has names of its own for the same few things, so this looks for what is said, not for a theme: a mapping
with an address is a friend, and one with a list below it is a group. Looked up for it were Butterfly, AnZhiYu,
Solitude, Redefine, Volantis, Stellar, Shoka, Matery, Fluid, NexT, ParticleX, Yun and Hugo's Stack.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import Any

from easytask.exchange.cleaning import GROUP_CHARS, LINE_CHARS, Found, entry_of, first_text, line
from easytask.exchange.records import Entry, Format, FriendList, Group, Skipped

_ADDRESSES = ("link", "url", "website", "href", "homepage", "blog", "site_url", "siteUrl", "html_url", "htmlUrl")
_NAMES = ("name", "title", "site", "nickname", "displayName", "text", "owner", "author")
_DESCRIPTIONS = (
    "descr",
    "desc",
    "description",
    "intro",
    "introduction",
    "abstract",
    "des",
    "word",
    "line",
    "signature",
)
_ICONS = ("avatar", "icon", "logo", "image", "img", "ava", "favicon", "head", "cover")
_FEEDS = ("feed", "rss", "atom", "xmlUrl", "feedUrl", "rss_url")
_GROUPS = ("class_name", "links_category", "group", "category", "title", "name", "type")
_GROUP_LINES = ("class_desc", "description", "desc", "descr", "line")
_LISTS = ("link_list", "list", "items", "links", "friends", "children", "sites", "data")
# A whole configuration has addresses of other things as well; only what stands under one of these is meant.
_ROOTS = ("friends", "links", "friend_links", "friendLinks", "link", "flink", "blogroll", "friend")
# What Hugo and Zola leave to the theme stands under one of these, also in the front matter of a page.
_OF_THEME = ("params", "extra")
# A friend as a list, which is how Friend-Circle-Lite has it.
_ROW = ("name", "link", "avatar")
_ADDRESS = re.compile(r"https?://\S+\Z", re.IGNORECASE)


def read(documents: Sequence[Any], file_format: Format) -> FriendList:
    """Return the friends of one or more trees; there may be none."""
    found = _Walk()
    for tree in documents:
        found.walk(_root_of(tree), group="", key="")
    friends = FriendList.of(file_format, found.read)
    groups = tuple(Group(group.name, found.lines.get(group.name, "")) for group in friends.groups)
    return dataclasses.replace(friends, groups=groups)


def _root_of(tree: Any) -> Any:
    if isinstance(tree, dict) and not _address_of(tree):
        roots = [tree[key] for key in _ROOTS if isinstance(tree.get(key), list | dict)]
        if roots:
            return roots[0]
        for key in _OF_THEME:
            if (inner := _root_of(tree.get(key))) is not tree.get(key):
                return inner
    return tree


@dataclasses.dataclass(slots=True)
class _Walk:
    """What was found so far: friends and what becomes none, and the lines of the groups by their names."""

    read: list[Entry | Skipped] = dataclasses.field(default_factory=list)
    lines: dict[str, str] = dataclasses.field(default_factory=dict)

    def walk(self, node: Any, *, group: str, key: str) -> None:
        """Take what is at a node and below it; ``key`` is the one under which it stands."""
        if isinstance(node, list):
            for child in node:
                self._walk_item(child, group)
        elif isinstance(node, dict):
            self._walk_mapping(node, group, key)

    def _walk_item(self, child: Any, group: str) -> None:
        if isinstance(child, list) and _is_row(child):
            self._add(dict(zip(_ROW, child, strict=False)), group, "")
        elif isinstance(child, str) and _ADDRESS.match(child):
            self._add({"link": child}, group, "")
        elif isinstance(child, dict) and not _address_of(child) and not _has_below(child):
            if first_text(child, _NAMES):
                self._add(child, group, "")
        else:
            self.walk(child, group=group, key="")

    def _walk_mapping(self, node: dict[str, Any], group: str, key: str) -> None:
        below = next((node[name] for name in _LISTS if isinstance(node.get(name), list | dict)), None)
        if _address_of(node) and below is None:
            self._add(node, group, key)
        elif below is not None:
            name = line(first_text(node, _GROUPS) or key or group, GROUP_CHARS)
            self.lines.setdefault(name, line(first_text(node, _GROUP_LINES), LINE_CHARS))
            self.walk(below, group=name, key="")
        else:
            self._walk_values(node, group)

    def _walk_values(self, node: dict[str, Any], group: str) -> None:
        """Take a mapping whose keys are names: of friends by their address or their fields, or of groups."""
        for key, value in node.items():
            if isinstance(value, str) and _ADDRESS.match(value):
                self._add({"link": value}, group, key)
            elif isinstance(value, dict) and _address_of(value):
                self._add(value, group, key)
            elif isinstance(value, list | dict):
                self.walk(value, group=line(key, GROUP_CHARS), key=key)

    def _add(self, node: Mapping[str, Any], group: str, key: str) -> None:
        self.read.append(
            entry_of(
                Found(
                    number=len(self.read) + 1,
                    link=_address_of(node),
                    name=first_text(node, _NAMES) or key,
                    description=first_text(node, _DESCRIPTIONS),
                    icon=first_text(node, _ICONS),
                    feed=first_text(node, _FEEDS),
                    group=group or first_text(node, ("group", "category")),
                )
            )
        )


def _address_of(node: Mapping[str, Any]) -> str:
    link = node.get("link")
    # As some write it: an address with a label of its own.
    if isinstance(link, dict):
        return first_text(link, ("href", "url"))
    return first_text(node, _ADDRESSES)


def _is_row(node: list[Any]) -> bool:
    """Return whether this is the name of a friend, its address, and what may follow."""
    is_texts = len(node) > 1 and all(isinstance(value, str) for value in node)
    return is_texts and _ADDRESS.match(node[1]) is not None and not _ADDRESS.match(node[0])


def _has_below(node: Mapping[str, Any]) -> bool:
    return any(isinstance(value, list | dict) for value in node.values())
