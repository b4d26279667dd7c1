"""Find our own host where only a script could make a link of it: in a script, in JSON, or in a handler of clicks.

A page whose script asks for its list of friends elsewhere may name us there.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator

from easytask.pages.start_tag import StartTag
from easytask.pages.tokenizer import SCRIPT
from easytask.verdicts.addresses import Address

# What may stand before a host in code: nothing that a longer host could end in, or a slash as JSON and URLs escape it.
_BEFORE = re.compile(r"(?:^|[^\w.-]|u002[fF]|%2[fF])(?:www\.)?\Z", re.ASCII)
_AFTER = re.compile(r"(?![\w-]|\.\w)", re.ASCII)
_LONGEST_BEFORE = len("\\u002fwww.")
# Attributes whose value a script runs, or binds: HTML's own, and those of Vue, Alpine and Angular.
_RUN = re.compile(r"(?:on|@|(?:v-on|x-on):|ng-)click(?:\..*)?|(?:(?:v-bind|x-bind)?:|ng-)href")
# The data of a page that a script draws lies in an attribute as well: Astro's islands, Inertia, Livewire.
_DATA = re.compile(r"[\t\n\f\r ]*[{\[]")
# An address in base64, which begins so whatever its scheme. The theme NexT hides links from crawlers in this attribute.
_ENCODED_BEGINS = "aHR0c"
_ENCODED = re.compile(rf"{_ENCODED_BEGINS}[\w+/-]{{1,1000}}", re.ASCII)
_ENCODED_ATTRIBUTE = "data-url"
# A script that draws the list of friends from elsewhere: Qexo's, and whatever fetches a file that is called so.
_LOADS_FRIENDS = re.compile(
    r"\bloadQexoFriends\s*\(|\b(?:fetch|axios(?:\.get)?|getJSON|ajax|get)\s*\(\s*[`'\"]"
    r"[^`'\"\s]{0,200}(?:\b|_)f?(?:links?|friends?|links?_?list)\.(?:json|ya?ml)\b",
    re.ASCII,
)


class OwnHostWatch:
    """Takes what stands on one page; ``found`` once our host stood in code, or code asks for a list of friends.

    ``texts`` are what is looked for: the spellings of it, in lower case, as addresses in code are written, and how an
    address in base64 begins.
    """

    def __init__(self, ours: Address) -> None:
        self.found = False
        self._hosts = tuple(dict.fromkeys((ours.site, ours.unicode_site)))
        self.texts = (*self._hosts, _ENCODED_BEGINS)
        self._script: list[str] = []

    def hear(self, kind: str, text: str) -> None:
        """Take a piece of the page, as TagFinder tells of it; a script may come in several."""
        if kind is SCRIPT:
            self._script.append(text)
        elif self._script:
            self.finish()

    def finish(self) -> None:
        """Read the script that has ended."""
        script = "".join(self._script)
        self._look(script)
        self.found |= _LOADS_FRIENDS.search(script) is not None
        self._script = []

    def take(self, tag: StartTag) -> None:
        """Take a start tag in which one of the ``texts`` stands."""
        for name, value in tag.attributes():
            if _RUN.fullmatch(name) or _DATA.match(value):
                self._look(value)
            elif name == _ENCODED_ATTRIBUTE:
                self._look_at_addresses(_decoded(value))

    def _look(self, code: str) -> None:
        self._look_at_addresses([code])
        if not self.found:
            self._look_at_addresses(_decoded(code))

    def _look_at_addresses(self, texts: Iterable[str]) -> None:
        for text in texts:
            for host in self._hosts:
                at = text.find(host)
                while at >= 0 and not self.found:
                    end = at + len(host)
                    before = text[max(0, at - _LONGEST_BEFORE) : at]
                    self.found = bool(_BEFORE.search(before) and _AFTER.match(text, end))
                    at = text.find(host, end)


def _decoded(code: str) -> Iterator[str]:
    """Yield the addresses that stand in base64 in a text."""
    for found in _ENCODED.finditer(code):
        digits = found[0].replace("-", "+").replace("_", "/")
        # A last digit alone is no byte.
        digits = digits[:-1] if len(digits) % 4 == 1 else digits
        yield base64.b64decode(digits + "=" * (-len(digits) % 4)).decode("utf-8", "replace")
