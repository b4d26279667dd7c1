"""Hold what a look has read of one page, and read each part of it once, when it is first asked for."""

from __future__ import annotations

import dataclasses
import functools
import html
import itertools
import re
import unicodedata
from collections.abc import Mapping

from easytask.pages.declarations import Declarations, read_declarations
from easytask.pages.feed_links import feed_link_candidates
from easytask.pages.links import ATTRIBUTE_VALUE, MOST_LINKS, PageLinks, attribute_value
from easytask.pages.sparse import SPARSE_LINKS, SPARSE_TEXT_BYTES
from easytask.pages.visible_text import weight, words_in
from easytask.verdicts.addresses import Address
from easytask.verdicts.chinese import simplified

# In characters.
TITLE_CHARS = 200
OPENING_CHARS = 600
_ROOT_TAGS_CHARS = 64 * 1024
# Text is counted up to this many bytes; a page with less has no living blog's front page. Default pages of Debian's
# and Red Hat's Apache have 3,500.
TEXT_BYTES = 4_000

# Of script, iframe, frame, img, form, link and embed; what else begins so has no such address.
_SOURCE_ATTRIBUTE = (
    r"[sifleSIFLE][a-zA-Z]{2,5}\s(?:[^<>]*?\s)??(?:[sS][rR][cC]|[hH][rR][eE][fF]|[aA][cC][tT][iI][oO][nN])\s*=\s*"
)
_SOURCES = re.compile(rf"<{_SOURCE_ATTRIBUTE}{ATTRIBUTE_VALUE}")
# Those of other hosts; a reference may stand for any letter.
_FOREIGN_SOURCES = re.compile(rf"<(?>{_SOURCE_ATTRIBUTE})(?=[\"']?\s*[^\s\"'<>/&]{{0,6}}(?://|&)){ATTRIBUTE_VALUE}")
# A feed as a home page.
_FEED = re.compile(r"\s*(?:<[?!][^>]*>\s*)*<(?:rss|feed|rdf:RDF)\b")
_ROOT_TAGS = re.compile(r"<(?:html|body)\s[^<>]{0,2000}", re.IGNORECASE)
# What shows more than text, or leads on.
_SHOWS_MORE = re.compile(r"<(?:script|i?frame|img|svg|canvas|video|object|embed)\b", re.IGNORECASE)


@dataclasses.dataclass(frozen=True)
class PageContents:
    """A page as a look reads it.

    ``address`` is its final one, ``beginning`` that of its source, ``title_source`` as it is written, ``markup`` and
    ``script`` what lies outside and inside of its scripts. ``is_whole``: nothing came after what was read of it.
    """

    address: Address
    headers: Mapping[str, str]
    beginning: str
    title_source: str
    markup: str
    script: str
    is_whole: bool

    @functools.cached_property
    def title(self) -> str:
        """The title with single spaces."""
        return " ".join(html.unescape(self.title_source).replace("\0", "\ufffd").split())[:TITLE_CHARS]

    @functools.cached_property
    def folded_title(self) -> str:
        """The title in lower case, each letter in its usual form."""
        return _folded(self.title)

    @functools.cached_property
    def words_of_title(self) -> str:
        """The title in lower case and simplified Chinese."""
        return simplified(self.folded_title)

    @property
    def says_its_address_alone(self) -> bool:
        """Whether the title is the site's own address, and nothing else is said."""
        words = {word.removeprefix("www.") for word in f"{self.folded_title} {self.opening}".split()}
        return bool(self.title) and words == {self.address.site}

    @property
    def names_itself(self) -> bool:
        """Whether the title begins with the site's own address."""
        return self.folded_title.startswith(self.address.site)

    @functools.cached_property
    def _text_and_bytes(self) -> tuple[str, int]:
        return _visible_text(self.markup)

    @property
    def text(self) -> str:
        """What a visitor reads, up to some TEXT_BYTES."""
        return self._text_and_bytes[0]

    @property
    def text_bytes(self) -> int:
        """How much text there is, in bytes without white space, up to some TEXT_BYTES."""
        return self._text_and_bytes[1]

    @functools.cached_property
    def opening(self) -> str:
        """The beginning of the text in lower case and simplified Chinese."""
        return simplified(_folded(self.text[:OPENING_CHARS]))

    @functools.cached_property
    def links(self) -> PageLinks:
        return PageLinks(self.address, self.markup)

    @functools.cached_property
    def declared(self) -> Declarations:
        return read_declarations(self.markup, self.address)

    @functools.cached_property
    def feed_links(self) -> tuple[str, ...]:
        return feed_link_candidates(self.links.written, self.address)

    @functools.cached_property
    def has_feed(self) -> bool:
        """Whether the page has a feed, or is one."""
        return bool(self.declared.feeds or self.feed_links or _FEED.match(self.beginning))

    @functools.cached_property
    def is_sparse(self) -> bool:
        """Whether there is so little on the page that it is no living blog's."""
        return self.text_bytes < SPARSE_TEXT_BYTES and self.links.count < SPARSE_LINKS

    @functools.cached_property
    def is_short(self) -> bool:
        """Whether the page has little text and leads to few pages of its own, so that phrases on it may count."""
        return self.text_bytes < TEXT_BYTES and len(self.links.paths) < SPARSE_LINKS

    @functools.cached_property
    def sources(self) -> frozenset[str]:
        """The addresses that the page loads or sends to, as they are written; unless sparse, those of other sites."""
        loaded = (_SOURCES if self.is_sparse else _FOREIGN_SOURCES).finditer(self.markup)
        values = map(attribute_value, itertools.islice(loaded, MOST_LINKS))
        return frozenset(values).union(self.declared.refreshes)

    @functools.cached_property
    def shows_more(self) -> bool:
        """Whether a script, a picture or another page may show what the text does not say."""
        leads_on = self.declared.refreshes or self.headers.get("Refresh")
        return bool(leads_on or _SHOWS_MORE.search(self.markup))

    @property
    def root_tags(self) -> str:
        """The tags ``<html>`` and ``<body>`` in lower case."""
        return "".join(_ROOT_TAGS.findall(self.markup[:_ROOT_TAGS_CHARS])).lower()


def _visible_text(markup: str) -> tuple[str, int]:
    pieces: list[str] = []
    count = at = 0
    while at < len(markup) and count < TEXT_BYTES:
        # The pieces end between tags, as far as these are no longer than a piece.
        end = markup.rfind(">", at, at + 8_192) + 1 if at + 8_192 < len(markup) else len(markup)
        end = end if end > at else min(len(markup), at + 8_192)
        words = words_in(markup[at:end])
        count += weight(words)
        pieces += words
        at = end
    return " ".join(pieces), count


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()
