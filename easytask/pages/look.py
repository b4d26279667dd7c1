"""Look at one page for what tells whose it is, among the pieces that pass by; it does not judge.

A look hears what TagFinder tells and reads it once at the end, by patterns: to take every tag apart, as the backlink's
reader must, would take four times as long, and what is remembered of a friend needs no such care.
"""

from __future__ import annotations

from collections.abc import Mapping

from easytask.pages.contents import OPENING_CHARS, TITLE_CHARS, PageContents
from easytask.pages.dead import DeadMarks
from easytask.pages.ids import find_ids
from easytask.pages.link_pages import link_page_candidates
from easytask.pages.tokenizer import MARKUP, SCRIPT, TITLE
from easytask.pages.words import tells_of_work
from easytask.verdicts import names, spam
from easytask.verdicts.addresses import Address
from easytask.verdicts.looks import Look, LookRequest

# Of a page, in characters: what tells whose it is stands early.
LOOKED_AT_CHARS = 256 * 1024
_SCRIPT_CHARS = 64 * 1024


class PageLook:
    """Hears one page; ``answer`` is what was seen of it. ``address`` is its final one."""

    def __init__(self, address: Address, headers: Mapping[str, str], request: LookRequest) -> None:
        self._address = address
        self._headers = headers
        self._request = request
        self._beginning = self._title = ""
        self._pieces: dict[str, list[str]] = {MARKUP: [], SCRIPT: []}
        # What came before the latest piece of the source. In bytes, because text that is not Latin takes two or four a
        # character, and a thousand pages may be half read.
        self._packed = {MARKUP: bytearray(), SCRIPT: bytearray()}
        self._left = {MARKUP: LOOKED_AT_CHARS, SCRIPT: _SCRIPT_CHARS}
        self._seen = 0

    @property
    def is_full(self) -> bool:
        """Say whether the rest of the page is not looked at."""
        return self._seen >= LOOKED_AT_CHARS

    def read(self, text: str) -> None:
        """Take a piece of the page's source, before it is told apart."""
        for kind, pieces in self._pieces.items():
            if pieces and text:
                self._packed[kind] += "".join(pieces).encode("utf-8", "surrogatepass")
                pieces.clear()
        self._beginning += text[: OPENING_CHARS - len(self._beginning)]
        self._seen += len(text)

    def hear(self, kind: str, text: str) -> None:
        """Take a piece of the page, as TagFinder tells of it."""
        if kind is TITLE:
            self._title += text[: 4 * TITLE_CHARS - len(self._title)]
        elif self._left[kind]:
            self._pieces[kind].append(text[: self._left[kind]])
            self._left[kind] = max(0, self._left[kind] - len(text))

    def answer(self) -> Look:
        """Return what was seen."""
        page = self._contents()
        names_found = self._names_found(page)
        dead = DeadMarks(page, link=self._request.link, names_found=names_found)
        spam_title, has_spam_text = spam.spam_on_page(page.folded_title, page.text)
        return Look(
            at=self._request.at,
            title=page.title,
            site_name=page.declared.site_name,
            description=page.declared.description,
            icons=page.declared.icons,
            feeds=page.declared.feeds,
            feed_links=page.feed_links,
            generator=page.declared.generator,
            ids=find_ids(page.markup, page.script, page.links.accounts),
            hosts=page.links.hosts,
            paths=page.links.paths,
            text_bytes=page.text_bytes,
            own_links=page.links.own,
            foreign_links=page.links.foreign,
            is_sparse=page.is_sparse,
            is_notice=page.is_sparse and tells_of_work(f"{page.words_of_title} {page.opening}"),
            marks=dead.marks(),
            weak_marks=dead.weak_marks(),
            spam_title=spam_title,
            has_spam_text=has_spam_text,
            has_blog_links=bool(spam_title) and page.links.lead_through_a_blog,
            names_found=names_found,
            link_pages=link_page_candidates(page.markup, page.links.written, page.address),
        )

    def _contents(self) -> PageContents:
        return PageContents(
            address=self._address,
            headers=self._headers,
            beginning=self._beginning,
            title_source=self._title,
            markup=self._heard(MARKUP),
            script=self._heard(SCRIPT),
            is_whole=not self.is_full,
        )

    def _heard(self, kind: str) -> str:
        return "".join((self._packed[kind].decode("utf-8", "surrogatepass"), *self._pieces[kind]))

    def _names_found(self, page: PageContents) -> frozenset[str]:
        """Find the names in the title, else in the text, else anywhere in the markup, which costs the most."""
        request, title = self._request, page.folded_title
        found = {name for name in request.names if name in title}
        found |= request.title_names.intersection(names.segments(title))
        for place in (page.text, page.markup):
            found = found or names.found_in(place, request.names)
        return frozenset(found)
