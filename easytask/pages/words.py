"""Weigh the title and the opening text of a page with little on it: whether it is no site of a friend any more."""

from __future__ import annotations

import dataclasses
import functools
import re

from easytask.pages.contents import PageContents
from easytask.pages.phrases import compile_phrases, found_in, marks_in, marks_of, weak_marks
from easytask.verdicts import spam
from easytask.verdicts.chinese import simplified
from easytask.verdicts.dead_marks import (
    AGREEING_PHRASES,
    KINDS,
    LISTING,
    MACHINE_TITLE,
    MOVED,
    NO_NAME,
    NOTICE,
    OF_ITSELF,
    OF_PROGRAMS,
    PERSON,
    TITLE_OF_ITSELF,
)
from easytask.verdicts.kinds import Kind
from easytask.verdicts.marks import Place

_OF_ITSELF = compile_phrases(simplified(OF_ITSELF))
_NOTICE = compile_phrases(simplified(NOTICE))
_MOVED = compile_phrases(simplified(MOVED))
_MACHINE_TITLE = re.compile(MACHINE_TITLE)
_PERSON = compile_phrases(PERSON)
_TITLE_OF_ITSELF = compile_phrases(simplified(TITLE_OF_ITSELF))
_LISTING = re.compile(LISTING)
_NO_NAME = compile_phrases(simplified(NO_NAME))
# A title says whose the page is, or that somebody writes of machines there.
_OWNED = re.compile(
    r"(?<!访问)的(?:个人)?(?:网站|主页|空间|站点)|\w's (?:web ?site|page|domain|server)\b|教程|指南"
    r"|手册|入门|踩坑|折腾|(?<![登标])记\Z|\b(?:tutorials?|guide|handbook|confessions)\b"
)


@functools.cache
def _agreeing(kind: Kind) -> re.Pattern[str]:
    return compile_phrases(simplified(AGREEING_PHRASES.get(kind, "(?!)")))


@dataclasses.dataclass(frozen=True)
class PageWords:
    """The title and the opening text of a page, which say more together than each alone.

    ``has_writer``: whoever writes there has a blog.
    """

    page: PageContents
    has_writer: bool

    def marks(self) -> tuple[str, ...]:
        """Return the names of the marks that count.

        A title alone may be what a blog is called: it tells when the text says the same. A text alone may be anybody's:
        it tells under a title that is nobody's, when no person speaks in it of his own work. Beside a feed or posts,
        which the software that shows a parked page may have, both must say it, and of the page itself.
        """
        if self.has_writer and not self._is_of_itself:
            return ()
        in_title = (*marks_in(Place.TITLE, self._title), *marks_in(Place.TEXT, self._title))
        in_text = self._marks_of_text()
        claimed = {KINDS[name] for name in in_title}
        agreed = claimed & {*(KINDS[name] for name in in_text), *self._confirmed(claimed), *self._told_by_title}
        if agreed:
            return tuple(dict.fromkeys(name for name in (*in_title, *in_text) if KINDS[name] in agreed))
        has_name = not claimed and _names_somebody(self._title)
        text_tells_alone = self.page.is_sparse and not (self.has_writer or self._is_notice or has_name)
        return in_text if text_tells_alone else ()

    def _confirmed(self, claimed: set[Kind]) -> set[Kind]:
        """Return the kinds in the title that the text confirms by a phrase, or does not deny by saying nothing."""
        is_nothing_more = self.has_writer or self.page.names_itself or not self.page.shows_more
        if not self._said and (is_nothing_more or _MACHINE_TITLE.fullmatch(self._title)):
            return claimed
        if self._is_notice or (self.has_writer and not self.page.names_itself):
            return set()
        return {kind for kind in claimed if _agreeing(kind).search(self._said)}

    @property
    def _told_by_title(self) -> set[Kind]:
        """The kinds of a title that is nobody's: a program's own, or a sentence of the page itself, as in its text."""
        if not self.page.is_sparse or self.has_writer or self._is_notice:
            return set()
        told = OF_PROGRAMS.intersection(marks_in(Place.TITLE, self._title))
        if self._title in self._opening and _TITLE_OF_ITSELF.search(self._title):
            told = told.union(marks_in(Place.TEXT, self._title))
        return {KINDS[name] for name in told}

    def _marks_of_text(self) -> tuple[str, ...]:
        """Return the marks in the text; a phrase that the title has, too, may be a quotation and is none.

        Not so where the title names the site itself: that is no title of somebody's own.
        """
        heading, said, quoted = self._heading, self._said, "" if self.page.names_itself else self._title
        return tuple(
            mark.name
            for mark, pattern in marks_of(Place.TEXT)
            if any(found[0] not in quoted for found in pattern.finditer(said))
            or (heading and (found := pattern.search(self._opening)) and found.end() > len(heading))
        )

    @property
    def _title(self) -> str:
        return self.page.words_of_title

    @property
    def _opening(self) -> str:
        return self.page.opening

    @functools.cached_property
    def _heading(self) -> str:
        """The title, where the text begins with it."""
        return self._title if self._opening.startswith(self._title) else ""

    @functools.cached_property
    def _said(self) -> str:
        """The text without its heading, "" when that is in the title, too."""
        said = self._opening.removeprefix(self._heading).strip()
        return "" if said in self._title else said

    @functools.cached_property
    def _is_of_itself(self) -> bool:
        """Whether the text speaks of the page itself."""
        return self.page.names_itself or bool(_OF_ITSELF.search(self._said or self._opening))

    @functools.cached_property
    def _is_notice(self) -> bool:
        """Whether somebody tells of his own work there, such as a move or a pause."""
        words = f"{self._title} {self._said}"
        return bool(_PERSON.search(words) or (not self._is_of_itself and tells_of_work(words)))


def _names_somebody(title: str) -> bool:
    """Say whether a title is one that somebody gave his own page, and no machine's."""
    is_owned = spam.is_of_a_writer(title) or bool(_OWNED.search(title))
    return bool(title) and (is_owned or not _NO_NAME.search(title))


def tells_of_work(words: str) -> bool:
    """Say whether somebody tells in these words of his own work on the page, such as a pause."""
    return bool(_NOTICE.search(words))


def tells_of_a_move(words: str) -> bool:
    """Say whether somebody tells in these words that the site has moved."""
    return bool(_MOVED.search(words))


def lists_files(text: str) -> bool:
    """Say whether a text is a server's list of the files in a folder."""
    return bool(_LISTING.match(text))


def weak_marks_in(title: str, opening: str) -> tuple[str, ...]:
    """Return the weak marks of a sparse page whose text speaks of the page itself, and whose title names nobody."""
    has_name = not marks_in(Place.TITLE, title) and _names_somebody(title)
    is_of_itself = lists_files(opening) or (_OF_ITSELF.search(opening) and not has_name)
    return found_in(weak_marks(), [f"{title} {opening}"]) if is_of_itself else ()
