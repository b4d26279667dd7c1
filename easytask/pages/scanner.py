"""Read a page once, piece by piece, for all that is asked of it; what the answers mean is for others to say.

Bytes become text (TextDecoder), text becomes tags and the pieces between them (TagFinder), and each question is a
reader of that one pass. A page is never held as a whole, and whatever it contains costs linear time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from easytask.pages.backlink import BacklinkFinder
from easytask.pages.encoding import TextDecoder
from easytask.pages.look import PageLook
from easytask.pages.onward import OnwardFinder
from easytask.pages.scripted import OwnHostWatch
from easytask.pages.sparse import SparsePage
from easytask.pages.start_tag import StartTag
from easytask.pages.tokenizer import TagFinder, ignore
from easytask.pages.urls import PageUrls
from easytask.pages.walls import wall_in_head, wall_on_page
from easytask.verdicts.addresses import Address
from easytask.verdicts.looks import LookRequest
from easytask.verdicts.marks import STATUS_MARKS
from easytask.verdicts.records import PAGE_STATUSES, Backlink, PageReading

# RFC 9110, 8.3.1. Not as an e-mail's header is parsed, which breaks on some that are malformed.
_CHARSET = re.compile(r""";\s*charset\s*=\s*["']?([^\s;"']+)""", re.IGNORECASE)
_XHTML = re.compile(r"\s*application/xhtml\+xml\s*(?:;|\Z)", re.IGNORECASE)


class PageScanner:
    """The PageReader of a check: reads one page after another, and looks for the link to ``site_link`` when asked to.

    A page of an error, and every page when no backlink is asked for, is only asked whether it is a bot wall; and what
    it is, when a ``look`` at it is due.
    """

    def __init__(self, site_link: Address | None, look: LookRequest | None = None) -> None:
        self._link = site_link
        self._request = look

    def start_page(self, url: str, status: int, headers: Mapping[str, str]) -> None:
        """Begin a page. Raises BadAddress when ``url`` is no http(s) address."""
        content_type = headers.get("Content-Type", "")
        charset = _CHARSET.search(content_type)
        xhtml = bool(_XHTML.match(content_type))
        self._status = status
        self._decoder = TextDecoder(charset[1] if charset else None)
        self._urls = PageUrls(url)
        self._sparse = SparsePage(xhtml=xhtml)
        self._wall = wall_in_head(url, headers)
        self._links: _LinkQuestions | None = None
        is_page = status in PAGE_STATUSES
        # Our own pages are full of links to us.
        is_ours = is_page and self._link is not None and self._urls.page.site == self._link.site
        self._over = bool(self._wall) or is_ours
        self._look = self._begin_look(url, headers) if is_page and not self._over else None
        if self._link is None or not is_page:
            self._tags = TagFinder((), ignore, hear=_tell_both(self._sparse, self._look), xhtml=xhtml)
            return
        self._links = _LinkQuestions(self._urls, self._link, self._sparse, self._look, headers.get("Refresh", ""))
        self._tags = self._links.tag_finder(xhtml=xhtml)

    def feed(self, data: bytes) -> bool:
        """Take a decoded piece of the body; return True for "enough, stop reading"."""
        return self._feed(data, last=False)

    def finish_page(self) -> PageReading:
        """End the page, whether or not all of it came, and return what was found."""
        self._feed(b"", last=True)
        self._over = True
        self._tags.close()
        links = self._links
        look = self._look.answer() if self._look else None
        if links is not None and links.backlink is not None:
            return PageReading(backlink=links.backlink, look=look)
        content = None if self._wall else self._sparse.content(self._urls)
        wall = (
            self._wall or (wall_on_page(content, self._status) if content else "") or STATUS_MARKS.get(self._status, "")
        )
        if wall or links is None:
            return PageReading(wall=wall, look=look)
        is_shell = content is not None and content.runs_scripts and not content.links_away
        return PageReading(
            gave_up=self._urls.are_exhausted,
            needs_script=is_shell or links.names_us_in_code,
            refresh=links.refresh,
            frames=links.frames,
            look=look,
        )

    def _feed(self, data: bytes, *, last: bool) -> bool:
        if not self._over:
            text = self._decoder.decode(data, last=last)
            if self._look:
                self._look.read(text)
            self._tags.feed(text, last=last)
            has_all = self._links.are_answered if self._links else not self._sparse.is_sparse
            self._over = has_all and (self._look is None or self._look.is_full)
        return self._over

    def _begin_look(self, url: str, headers: Mapping[str, str]) -> PageLook | None:
        request = self._request
        if request is None or not (request.is_due or url != request.known_url):
            return None
        return PageLook(self._urls.page, headers, request)


def _tell_both(sparse: SparsePage, look: PageLook | None) -> Callable[[str, str], None]:
    """Return what is told the pieces of a page; a method of the scanner would hold that, in a circle."""

    def hear(kind: str, text: str) -> None:
        sparse.hear(kind, text)
        if look:
            look.hear(kind, text)

    return hear


class _LinkQuestions:
    """All that is asked of a page when it should link to us; each reader takes its tags from the one pass."""

    def __init__(
        self, urls: PageUrls, ours: Address, sparse: SparsePage, look: PageLook | None, refresh_header: str
    ) -> None:
        self._urls = urls
        self._finder = BacklinkFinder(urls, ours)
        self._onward = OnwardFinder(urls, ours, refresh_header)
        self._watch = OwnHostWatch(ours)
        self._look = look
        self._others_hear = _tell_both(sparse, look)
        # The rest of the page cannot change the answer, or costs too much to read.
        self.are_answered = False
        self._takers: dict[str, Callable[[StartTag], None]] = {
            **dict.fromkeys(self._finder.names, self._finder.take),
            **dict.fromkeys(self._onward.names, self._onward.take),
        }

    def tag_finder(self, *, xhtml: bool) -> TagFinder:
        """Return the pass that feeds all readers."""
        self._tags = TagFinder(
            ("base", *self._takers),
            self._take,
            skippable={**self._finder.skippable, **self._onward.skippable},
            watch=self._watch,
            hear=self._hear,
            xhtml=xhtml,
        )
        return self._tags

    @property
    def backlink(self) -> Backlink | None:
        return self._finder.found

    @property
    def names_us_in_code(self) -> bool:
        self._watch.finish()
        return self._watch.found

    @property
    def refresh(self) -> str:
        return self._onward.refresh

    @property
    def frames(self) -> tuple[str, ...]:
        return self._onward.frames

    def _take(self, tag: StartTag) -> None:
        if not self.are_answered:
            if tag.name == "base":
                self._take_base(tag)
            else:
                self._takers[tag.name](tag)
            if self._finder.found is not None:
                # Of what else may be on the page only a look wants to know.
                self._tags.tell_only(self._look.hear if self._look else None)
            self.are_answered = self._finder.found is not None or self._urls.are_exhausted

    def _take_base(self, tag: StartTag) -> None:
        self._urls.take_base(tag)
        if self._finder.base_is_ours:
            self._tags.skip_none()

    def _hear(self, kind: str, text: str) -> None:
        self._others_hear(kind, text)
        self._watch.hear(kind, text)
