"""Read YAML as a tree of lists, mappings and texts, and nothing else; this knows neither posts nor friends.

Built from the parser's events: a tag makes no object, a name such as ``on`` or ``2026-01-01`` stays the text that it
is, and an alias, by which a small file can stand for a huge one, is refused. PyYAML's own SafeLoader does none of
these three.
"""

from __future__ import annotations

from typing import Any

import yaml

# Collections within each other.
MOST_DEEP = 30
# Written in C where libyaml came with it: ten times as fast.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOTHING = {"", "~", "null", "Null", "NULL"}

Tree = str | list["Tree"] | dict[str, "Tree"]


class BadYaml(ValueError):
    """A text cannot be read; ``line`` is where it stopped making sense, 0 when that is not known."""

    def __init__(self, why: str, *, line: int = 0) -> None:
        super().__init__(why)
        self.line = line


class HasAlias(BadYaml):
    """A part of it stands for another."""


class TooDeep(BadYaml):
    """Its collections lie too deep within each other."""


def read(text: str) -> list[Tree]:
    """Return the documents of a text; raise BadYaml."""
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=_Loader):
            builder.take(event)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        # PyYAML calls every text so.
        why = str(error).replace('in "<unicode string>", ', "")
        raise BadYaml(" ".join(why.split()), line=mark.line + 1 if mark else 0) from error
    return builder.documents


class _Builder:
    """Puts a tree together; ``_keys`` has, for each open collection, the key that waits for its value."""

    def __init__(self) -> None:
        self.documents: list[Tree] = []
        self._open: list[list[Tree] | dict[str, Tree]] = []
        self._keys: list[str | None] = []

    def take(self, event: Any) -> None:
        match event:
            case yaml.AliasEvent():
                raise HasAlias(f"an alias (*{event.anchor})")
            case yaml.ScalarEvent():
                is_nothing = event.implicit[0] and event.value in _NOTHING
                self._put("" if is_nothing else event.value)
            case yaml.SequenceStartEvent():
                self._begin([])
            case yaml.MappingStartEvent():
                self._begin({})
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                self._keys.pop()
                self._put(self._open.pop())
            case _:
                pass

    def _begin(self, collection: list[Tree] | dict[str, Tree]) -> None:
        if len(self._open) >= MOST_DEEP:
            raise TooDeep("too deep")
        self._open.append(collection)
        self._keys.append(None)

    def _put(self, value: Tree) -> None:
        if not self._open:
            self.documents.append(value)
            return
        parent = self._open[-1]
        if isinstance(parent, list):
            parent.append(value)
        elif self._keys[-1] is None:
            # A collection as a key is none that we look for.
            self._keys[-1] = value if isinstance(value, str) else ""
        else:
            parent[self._keys[-1]] = value
            self._keys[-1] = None
