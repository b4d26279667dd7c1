"""Tell the front matter of a Markdown file (YAML, TOML or JSON) from its body, and write it; this knows no post.

All values are read as text: YAML's own types would turn the title ``1.10`` into 1.1, ``no`` into False and a date into
whatever zone the library means.
"""

from __future__ import annotations

import dataclasses
import json
import re
import tomllib
from collections.abc import Callable, Mapping
from typing import Any

import yaml

from blog import plain_yaml
from blog.plain_yaml import Tree

# What is read of a head: nobody writes a tenth of it by hand.
HEAD_CHARACTERS = 64 * 1024

_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
# Hugo passes over empty lines, Jekyll ends a head with dots as well, Hexo has longer lines.
_FENCED = re.compile(r"\s*^(-{3,}|\+{3}|;{3,})[ \t]*\n(.*?)^(?:\1|\.{3})[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
# Hexo also takes a head without the opening line, and JSON without its braces that ;;; ends. Such a head has nothing in
# it but keys, what belongs to them, and comments; a title or a date tells it from a text that says "Note: …" above a
# rule.
_HEAD_LINE = r"(?:[\w.-]+[ \t]*:(?:[ \t][^\n]*)?|(?:[ \t#]|-[ \t])[^\n]*|)\n"
_UNOPENED = re.compile(
    rf"(?=[\w.-]+[ \t]*:)(?=(?:{_HEAD_LINE})*?(?:title|date)[ \t]*:)((?:{_HEAD_LINE})+?)-{{3,}}[ \t]*(?:\n|\Z)",
    re.IGNORECASE,
)
_HEXO_JSON = re.compile(r'(?=")(.*?\n);;;[ \t]*(?:\n|\Z)', re.DOTALL)
_TRUE, _FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


class BadFrontMatter(ValueError):
    """It is there and cannot be read; the text is the parser's own."""


@dataclasses.dataclass(frozen=True, slots=True)
class Head:
    """The values of a front matter by their lower-case names; a name that is not there is empty."""

    values: Mapping[str, Tree] = dataclasses.field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.values)

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def text(self, *names: str) -> str:
        """Return the first of these that has a text."""
        for name in names:
            value = self.values.get(name, "")
            if isinstance(value, str) and value.strip():
                return value.strip()
        return ""

    def raw(self, name: str) -> str:
        """Return a text as it was written, whatever it says."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else ""

    def is_on(self, name: str) -> bool:
        return self.text(name).lower() in _TRUE

    def is_off(self, name: str) -> bool:
        return self.text(name).lower() in _FALSE

    def words(self, *names: str, by_spaces: bool = False) -> tuple[str, ...]:
        """Return all words of these lists; a list may be a text with commas, and in Jekyll with spaces."""
        found: dict[str, None] = {}
        for name in names:
            value = self.values.get(name, "")
            if isinstance(value, str):
                commas = re.split(r"[,，、]", value)
                value = [*value.split()] if by_spaces and len(commas) == 1 else [*commas]
            found |= dict.fromkeys(_flat(value))
        return tuple(word for word in found if word)

    def inner(self, name: str) -> Head:
        """Return the mapping below a name."""
        value = self.values.get(name, {})
        return Head(value) if isinstance(value, dict) else Head()


def split(text: str) -> tuple[Head, str]:
    """Return head and body; raise BadFrontMatter."""
    try:
        return _split(text)
    # A head of nothing but brackets is too deep for the parsers of TOML and JSON. ValueError is what all three raise,
    # and what Python raises for a number of more than 4,300 digits.
    except (ValueError, RecursionError) as error:
        raise BadFrontMatter(str(error)[:200]) from error


def _split(text: str) -> tuple[Head, str]:
    top = text[:HEAD_CHARACTERS]
    if found := _FENCED.match(top):
        value = _READ[found[1][:3]](found[2])
        # A text that stands between two rules is none.
        return (Head(), text) if isinstance(value, str) else (_head(value), text[found.end() :])
    if found := _UNOPENED.match(top):
        return _head(_yaml(found[1])), text[found.end() :]
    if found := _HEXO_JSON.match(top):
        return _head(json.loads("{" + found[1] + "}")), text[found.end() :]
    if re.match(r"\{\s*\"", top):
        value, end = json.JSONDecoder().raw_decode(top)
        return _head(value), text[end:].removeprefix("\n")
    if re.match(r"(---|\+\+\+)[ \t]*\n(?=[\w\"-]+[ \t]*[:=])", top):
        raise BadFrontMatter("no closing line")
    return Head(), text


def _head(value: Any) -> Head:
    if not isinstance(value, dict):
        raise BadFrontMatter("no mapping")
    plain = _plain(value)
    return Head({name.lower(): inner for name, inner in plain.items()} if isinstance(plain, dict) else {})


def _yaml(text: str) -> Any:
    # Hexo takes tabs, which YAML does not.
    text = re.sub(r"^\t+", lambda tabs: "  " * len(tabs[0]), text, flags=re.MULTILINE)
    return next(iter(plain_yaml.read(text)), {})


_READ: dict[str, Callable[[str], Any]] = {
    "---": _yaml,
    "+++": tomllib.loads,
    ";;;": lambda text: json.loads("{" + text + "}"),
}


def _plain(value: Any, depth: int = 0) -> Tree:
    if depth > plain_yaml.MOST_DEEP:
        raise BadFrontMatter("too deep")
    if isinstance(value, dict):
        return {str(name): _plain(inner, depth + 1) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner, depth + 1) for inner in value]
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _flat(value: Tree) -> list[str]:
    if isinstance(value, str):
        return [value.strip()]
    return [word for inner in (value.values() if isinstance(value, dict) else value) for word in _flat(inner)]


def write(values: Mapping[str, Any], body: str) -> str:
    """Return a file with a YAML head, the body as it is."""
    head = yaml.dump(dict(values), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1000)
    return f"---\n{head}---\n{body}"
