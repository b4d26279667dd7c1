"""Read a list of friends from a file, telling by its content what it is written in."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Sequence
from typing import Any

from blog import plain_yaml
from easytask.exchange import halo, opml, own_lists, pasted, tables, trees
from easytask.exchange.decoding import decode
from easytask.exchange.records import Fault, Format, FriendList, Unreadable

# Twice the largest list that anybody is known to have, by far.
MOST_ENTRIES = 20_000
_MARKDOWN_LINK = re.compile(r"\s*\[[^\]\n]*\]\(")
# A page, or a browser's bookmarks, is no XML.
_XML = re.compile(
    r"\s*<(?:(?:\?xml|!DOCTYPE(?!\s+(?:html|NETSCAPE))|!ENTITY|rss|feed)\b|(?:!--(?:(?!-->).)*+-->\s*+<)*+opml\b)",
    re.IGNORECASE | re.DOTALL,
)
# A file with one of these is YAML for certain: what is wrong in it is said, not read as a list of addresses.
_KEYS = "name|link|url|title|site|avatar|descr|desc|class_name|link_list|links_category|apiVersion|kind|spec|items|list"
_YAML = re.compile(rf"^[ ]*(?:-[ ]+)?(?:{_KEYS})[ ]*:(?:[ ]|$)", re.MULTILINE)
_FRONT_MATTER = re.compile(r"---\n(.*?)\n---[ ]*(?:\n|\Z)", re.DOTALL)
# Hugo's and Zola's themes keep their friends in a data file, in their configuration, or in the front matter of a page.
_TOML_FRONT_MATTER = re.compile(r"\s*\+\+\+[ ]*\n(.*?)\n\+\+\+[ ]*(?:\n|\Z)", re.DOTALL)
_TOML_LIST = re.compile(r"^[ \t]*\[\[[ \t]*[\w.\"'-]+[ \t]*\]\][ \t]*(?:#.*)?$", re.MULTILINE)
_TOML = re.compile(rf"{_TOML_LIST.pattern}|^[ \t]*(?:{_KEYS})[ \t]*=[ \t]*[\[\"']", re.MULTILINE)
# Of a key with thousands of parts tomllib makes thousands of tables, in a time that grows with their square.
_LONG_KEY = re.compile(
    rf"""(?:(?:(?<![\w-])[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){{{plain_yaml.MOST_DEEP}}}"""
)


def read(data: bytes) -> FriendList:
    """Return the friends of a file; raise Unreadable."""
    return read_text(decode(data))


def read_text(text: str) -> FriendList:
    """Return the friends of a text that decode() has returned; raise Unreadable."""
    found = _read(text)
    if len(found.entries) + len(found.skipped) > MOST_ENTRIES:
        raise Unreadable(Fault.TOO_MANY)
    if not found.entries and not found.skipped:
        raise Unreadable(Fault.NO_FRIENDS)
    return found


def _read(text: str) -> FriendList:
    if _XML.match(text):
        # Any other XML is read as well, and found to have no outlines; one that hides a bomb is refused for that.
        return opml.read(text)
    if (toml := _toml(text)) is not None:
        return _trees([toml], Format.TOML)
    if text.lstrip()[0] in "{[" and not _MARKDOWN_LINK.match(text):
        return _trees([_json(text)], Format.JSON)
    return tables.read(text) or _yaml_or_pasted(text)


def _yaml_or_pasted(text: str) -> FriendList:
    is_yaml = _YAML.search(text) is not None
    try:
        documents = _yaml(text)
    except Unreadable as error:
        front = _FRONT_MATTER.match(text)
        if front is not None:
            documents = _yaml(front[1])
        elif is_yaml or error.fault in (Fault.ALIASES, Fault.TOO_DEEP):
            raise
        else:
            return pasted.read(text)
    lists = [document for document in documents if not isinstance(document, str)]
    found = _trees(lists, Format.YAML)
    if found.entries or is_yaml:
        return found
    return pasted.read(text)


def _trees(documents: Sequence[Any], file_format: Format) -> FriendList:
    ours = own_lists.read(documents[0], file_format) if len(documents) == 1 else None
    return ours or halo.read(documents) or trees.read(documents, file_format)


def _yaml(text: str) -> list[plain_yaml.Tree]:
    try:
        return plain_yaml.read(text)
    except plain_yaml.HasAlias as error:
        raise Unreadable(Fault.ALIASES) from error
    except plain_yaml.TooDeep as error:
        raise Unreadable(Fault.TOO_DEEP) from error
    except plain_yaml.BadYaml as error:
        raise Unreadable(Fault.BROKEN_YAML, line=error.line) from error


def _json(text: str) -> Any:
    """Return the tree of a JSON text, which is no deeper than one of YAML; raise Unreadable."""
    try:
        tree = json.loads(text)
    except RecursionError as error:
        raise Unreadable(Fault.TOO_DEEP) from error
    except ValueError as error:
        raise Unreadable(Fault.BROKEN_JSON, line=getattr(error, "lineno", 0)) from error
    _check_depth(tree)
    return tree


def _toml(text: str) -> dict[str, Any] | None:
    """Return the tables of a TOML text; None when it is something else. Raise Unreadable."""
    front = _TOML_FRONT_MATTER.match(text)
    if front is None and not _TOML.search(text):
        return None
    text = front[1] if front else text
    if _LONG_KEY.search(text):
        raise Unreadable(Fault.TOO_DEEP)
    try:
        tree = tomllib.loads(text)
    except RecursionError as error:
        raise Unreadable(Fault.TOO_DEEP) from error
    except ValueError as error:
        if front is None and not _TOML_LIST.search(text):
            # A page's source has lines such as title="…" as well.
            return None
        found = re.search(r"at line (\d+)", str(error))
        raise Unreadable(Fault.BROKEN_TOML, line=int(found[1]) if found else text.count("\n") + 1) from error
    _check_depth(tree)
    return tree


def _check_depth(tree: Any) -> None:
    """Raise Unreadable when a tree is deeper than what walks it can go."""
    level = [tree]
    for _depth in range(plain_yaml.MOST_DEEP + 1):
        level = [child for node in level for child in _children(node)]
    if level:
        raise Unreadable(Fault.TOO_DEEP)


def _children(node: Any) -> Iterable[Any]:
    match node:
        case dict():
            return node.values()
        case list():
            return node
        case _:
            return ()
