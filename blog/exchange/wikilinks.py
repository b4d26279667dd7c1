"""Turn the links and pictures of Obsidian and Logseq, which name a file by its name alone, into Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath

from blog.exchange.archives import PICTURES
from blog.exchange.passages import outside_code

# Not [[1]](https://…), which is a link with brackets in its text. In a table the bar is escaped.
_WIKILINK = re.compile(
    r"(?P<shown>!?)\[\[(?P<file>[^\[\]|#\n\\]{1,300})(?P<part>#[^\[\]|\n\\]{0,300})?"
    r"(?:\\?\|(?P<text>[^\[\]\n]{0,300}))?\]\](?!\()"
)
# In place of an alt text: the width, and the height.
_SIZE = re.compile(r"\d+(?:x\d+)?")


def convert(text: str, post_address: Callable[[str], str]) -> tuple[str, list[str]]:
    """Return the text in Markdown, and what it shows that is neither a picture nor a post; such stays as it is."""
    unknown: list[str] = []

    def of_one(found: re.Match[str]) -> str:
        file, label = found["file"].strip(), (found["text"] or "").strip()
        if found["shown"] and file.lower().endswith(PICTURES):
            alt = "" if _SIZE.fullmatch(label) else label
            return f"![{alt}](<{file}>)" if re.search(r"[\s()]", file) else f"![{alt}]({file})"
        stem = PurePosixPath(file).name.removesuffix(".md")
        if address := post_address(stem):
            return f"[{label or stem}]({address})"
        if found["shown"]:
            unknown.append(found[0][:100])
        return found[0]

    return outside_code(text, lambda part: _WIKILINK.sub(of_one, part)), unknown
