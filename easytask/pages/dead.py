"""Say which marks of dead pages a page bears; what follows from them is for others to say."""

from __future__ import annotations

import contextlib
import functools
import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from easytask.pages.contents import PageContents
from easytask.pages.links import ATTRIBUTE_VALUE, attribute_value
from easytask.pages.phrases import any_mark, found_in, marks_in, marks_of
from easytask.pages.words import PageWords, lists_files, marks_in_title, tells_of_a_move, weak_marks_in
from easytask.verdicts import spam
from easytask.verdicts.addresses import BadAddress, parse, refresh_target
from easytask.verdicts.dead_marks import BUSINESS, DEAD_MARKS, DOMAIN_TITLE, EMPTY, JUMP, NO_PAGE
from easytask.verdicts.marks import Place

# An address by which a page is known is short; a picture that is written out is not.
_SOURCE_CHARS = 120
# Of one host that a page loads from.
_SOURCES_OF_HOST = 4
_HEADER_NAMES = {mark.pattern.partition(":")[0] for mark in DEAD_MARKS if mark.place is Place.HEADER} | {"server"}
# No page of its own: data, a picture, the source of a program, an error of a bucket.
_SOURCE_OF_PHP = re.compile(r"\s*<\?php\b")
_JSON = re.compile(r"\s*[\[{]\s*(?:[\"{\[]|[\]}]\s*\Z)")
_XML_ERROR = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<(?:Error|ListBucketResult)\b")
_PICTURE = re.compile(r"\ufffdPNG\r|GIF8[79]a|RIFF.{4}WEBP|.{0,4}\ufffd?\ufffdJFIF|.{6}JFIF|.{6}Exif", re.DOTALL)
# Where a page that says nothing sends its visitors, and what it frames.
_SENDS_TO = re.compile(
    r"\blocation(?:\.href)?\s*=\s*[\"'`]([^\"'`\s]{1,2000})"
    r"|\blocation\.(?:replace|assign)\s*\(\s*[\"'`]([^\"'`\s]{1,2000})"
)
_FRAMES = re.compile(rf"<i?frame\s(?:[^<>]*?\s)??src\s*=\s*{ATTRIBUTE_VALUE}", re.IGNORECASE)
# Of one page.
_MOST_TARGETS = 4
# A jump by script, and an address with a value in its query.
_JUMP = re.compile(r"\blocation(?:\.href)?\s*=(?!=)|\blocation\.(?:replace|assign)\s*\(")
# A value in an object, as posts lie in a page that a script draws.
_DATA = re.compile(r""":\s*+(?:"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+')""", re.DOTALL)
_NUMBERED = re.compile(r"[\"'`](?:https?:)?//[^\s\"'`?]+\?[^\s\"'`=]+=")


class DeadMarks:
    """Asks a page for the marks of dead pages. ``link``: the friend's own address; ``names_found``: of the friend's."""

    def __init__(self, page: PageContents, *, link: str, names_found: Collection[str]) -> None:
        self._page = page
        self._link = link
        self._has_name = bool(names_found)

    def marks(self) -> tuple[str, ...]:
        """Return the names of those that count."""
        page = self._page
        marks = (
            *_marks_in_head(page.address.href, page.headers, link=self._link),
            *_marks_of_sources(page.sources, is_sparse=page.is_sparse, has_phrases=self._is_silent),
            *marks_in(Place.TAG, page.root_tags),
        )
        if page.is_sparse and not page.opening:
            for target in _targets(page):
                marks += _marks_in_head(target, {}, link=self._link)
        if self._words_may_tell:
            marks += PageWords(page, self._has_writer).marks()
        if page.is_sparse and not self._has_name:
            marks += _marks_of_script(page.script)
            marks += _no_page_mark(page)
        return marks

    def weak_marks(self) -> tuple[str, ...]:
        """Return the names of those that tell only of a page on which nothing is left of the friend."""
        page = self._page
        if not self._is_silent:
            return ()
        marks = weak_marks_in(page.words_of_title, page.opening)
        if page.says_its_address_alone and not page.shows_more:
            marks += (DOMAIN_TITLE,)
        if not page.opening and _jumps_with_a_number(page.script):
            marks += (JUMP,)
        if spam.is_of_a_business(page.words_of_title, page.opening):
            marks += (BUSINESS,)
        return marks

    @functools.cached_property
    def _has_moved(self) -> bool:
        page = self._page
        return page.is_short and tells_of_a_move(f"{page.words_of_title} {page.opening}")

    @functools.cached_property
    def _has_writer(self) -> bool:
        """Whether the friend's name stands there, or somebody who has a blog or has moved writes there.

        Then a phrase alone tells nothing.
        """
        page = self._page
        has_blog = page.has_feed or (page.is_short and page.links.lead_through_a_blog)
        # What a server lists may lead to a feed, but nobody declares one there.
        is_listing = not page.declared.feeds and lists_files(page.opening)
        return self._has_name or self._has_moved or (has_blog and not is_listing)

    @property
    def _is_silent(self) -> bool:
        return self._page.is_sparse and not self._has_writer

    @property
    def _words_may_tell(self) -> bool:
        page = self._page
        if self._has_name:
            return False
        if page.is_sparse:
            return not self._has_moved
        # Whoever sells a domain may say a lot under its name. Where more is said, nothing counts but what the title
        # begins, and most say nothing of the kind.
        may_tell = page.is_short or page.names_itself
        return may_tell and bool(marks_in_title(page.words_of_title)) and not self._has_writer


def _marks_in_head(url: str, headers: Mapping[str, str], *, link: str) -> tuple[str, ...]:
    """Return the marks in a final address and in the header; what the friend's own link bears is none."""
    lines = [
        f"{key.lower()}: {value.strip().lower()}" for key, value in headers.items() if key.lower() in _HEADER_NAMES
    ]
    in_address = found_in(marks_of(Place.ADDRESS), [url]) if any_mark(Place.ADDRESS).search(url) else ()
    own = found_in(marks_of(Place.ADDRESS), [link]) if in_address else ()
    return (*(name for name in in_address if name not in own), *found_in(marks_of(Place.HEADER), lines))


def _targets(page: PageContents) -> Iterator[str]:
    """Yield where a page that says nothing leads its visitors: by a script, a refresh or a frame."""
    base = page.address.href
    for content in (*page.declared.refreshes, page.headers.get("Refresh", "")):
        if target := refresh_target(content, base=base):
            yield target.href
    for frame in itertools.islice(_FRAMES.finditer(page.markup), _MOST_TARGETS):
        with contextlib.suppress(BadAddress):
            yield parse(attribute_value(frame), base=base).href
    for sent in itertools.islice(_SENDS_TO.finditer(page.script), _MOST_TARGETS):
        with contextlib.suppress(BadAddress):
            target = parse(sent[1] or sent[2], base=base)
            # Within its own site a script may send a visitor who has played to the end.
            if target.site != page.address.site:
                yield target.href


def _marks_of_sources(sources: Iterable[str], *, is_sparse: bool, has_phrases: bool) -> tuple[str, ...]:
    """Return the marks in the addresses that a page loads; what it loads of its own tells on a sparse page only.

    ``has_phrases``: phrases count on this page, and so do shared hosts.
    """
    told: dict[str, list[str]] = {}
    for source in sources:
        host = source[:_SOURCE_CHARS].partition("//")[2].partition("/")[0] if "//" in source[:8] else ""
        if (host or is_sparse) and len(of_host := told.setdefault(host, [])) < _SOURCES_OF_HOST:
            of_host.append(source[:_SOURCE_CHARS].lower())
    candidates = [source for of_host in told.values() for source in of_host if any_mark(Place.SOURCE).search(source)]
    table = [row for row in marks_of(Place.SOURCE) if has_phrases or not row[0].is_shared] if candidates else []
    return found_in(table, candidates)


def _marks_of_script(script: str) -> tuple[str, ...]:
    """Return the marks in a script's code; what it holds as data, a blog's posts say."""
    return found_in(marks_of(Place.SCRIPT), [_DATA.sub(":", script)]) if script else ()


def _no_page_mark(page: PageContents) -> tuple[str, ...]:
    """Return the mark of what is no page at all, or shows nothing."""
    content_type = page.headers.get("Content-Type", "").strip().lower()
    if content_type.startswith(("image/", "audio/", "video/", "font/")) or _PICTURE.match(page.beginning):
        return (NO_PAGE,)
    if any(pattern.match(page.beginning) for pattern in (_SOURCE_OF_PHP, _JSON, _XML_ERROR)):
        return (NO_PAGE,)
    # What comes after the part that is looked at may well be a page.
    shows_something = page.text or page.title or page.script or page.sources or page.shows_more or page.links.count
    return () if shows_something or not page.is_whole else (EMPTY,)


def _jumps_with_a_number(script: str) -> bool:
    """Say whether a script sends to another site with a value in the query, as sellers of visitors do."""
    return bool(_JUMP.search(script) and _NUMBERED.search(script))
