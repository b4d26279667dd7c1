"""Change the passages of a Markdown text that are no code, and the pictures that it names; the rest stays as it is.

markdown-it says of no passage within a line where it stands, and writing a text anew from its tokens would change all
of it; so this goes by regular expressions.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_CODE = re.compile(
    r"^ {0,3}(?P<fence>`{3,}+|~{3,}+)[^\n]*\n(?:.*?^ {0,3}(?P=fence)[`~]*[ \t]*$|.*\Z)"
    r"|(?<!`)(?P<tick>`++)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=tick)(?!`)",
    re.DOTALL | re.MULTILINE,
)
# What an image, a link, a definition of one, or an img names.
_NAMED = re.compile(
    r"(?P<lead>!\[(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*\]\(\s*|\]\(\s*|^ {0,3}\[[^\]\n]+\]:\s*"
    r"|<img\b[^<>]*?\bsrc\s*=\s*[\"']?)"
    r"(?P<address><[^<>\n]*>|[^\s<>\"'()]*(?:\([^\s()]*\)[^\s<>\"'()]*)*)",
    re.MULTILINE,
)


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """Return the text with ``change`` applied to each passage between code."""
    parts, end = [], 0
    for found in _CODE.finditer(text):
        parts += [change(text[end : found.start()]), found[0]]
        end = found.end()
    return "".join([*parts, change(text[end:])])


def with_addresses(text: str, change: Callable[[str, bool], str]) -> str:
    """Return the text with each address of a picture or link changed; the second argument tells a picture."""

    def of_one(found: re.Match[str]) -> str:
        written = found["address"]
        address = written[1:-1] if written.startswith("<") else written
        new = change(address, found["lead"].startswith(("!", "<"))) if address else address
        return found[0] if new == address else found["lead"] + new

    return outside_code(text, lambda part: _NAMED.sub(of_one, part))
