"""Find our own host where only a script could make a link of it: in a script, a JSON element or an ``onclick``."""

from __future__ import annotations

import re

from easytask.pages.start_tag import StartTag
from easytask.pages.tokenizer import SCRIPT
from easytask.verdicts.addresses import Address

# What may stand before a host in code: nothing that a longer host could end in, or a slash as JSON and URLs escape it.
_BEFORE = re.compile(r"(?:^|[^\w.-]|u002[fF]|%2[fF])(?:www\.)?\Z", re.ASCII)
_AFTER = re.compile(r"(?![\w-]|\.\w)", re.ASCII)
_LONGEST_BEFORE = len("\\u002fwww.")


class OwnHostWatch:
    """Takes what stands on one page; ``found`` once our host stood in code.

    ``texts`` are the spellings of it that are looked for, in lower case, as addresses in code are written.
    """

    def __init__(self, ours: Address) -> None:
        self.found = False
        self.texts = tuple(dict.fromkeys((ours.site, ours.unicode_site)))
        self._script: list[str] = []

    def hear(self, kind: str, text: str) -> None:
        """Take a piece of the page, as TagFinder tells of it; a script may come in several."""
        if kind is SCRIPT:
            self._script.append(text)
        elif self._script:
            self.finish()

    def finish(self) -> None:
        """Read the script that has ended."""
        self._look("".join(self._script))
        self._script = []

    def take(self, tag: StartTag) -> None:
        """Take a start tag in which our host stands."""
        self._look(tag.get("onclick") or "")

    def _look(self, code: str) -> None:
        for host in self.texts:
            at = code.find(host)
            while at >= 0 and not self.found:
                end = at + len(host)
                self.found = bool(_BEFORE.search(code[max(0, at - _LONGEST_BEFORE) : at]) and _AFTER.match(code, end))
                at = code.find(host, end)
