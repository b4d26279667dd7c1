"""Weigh the title and the opening text of a page with little on it: whether it is no site of a friend any more."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterable

from easytask.pages.contents import PageContents
from easytask.pages.phrases import found_in, marks_in, marks_of, weak_marks
from easytask.verdicts import spam
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
    PROGRAM_ASKS,
    TITLE_OF_ITSELF,
)
from easytask.verdicts.kinds import Kind
from easytask.verdicts.marks import Place
from easytask.verdicts.phrases import compile_phrases

_OF_ITSELF = compile_phrases(OF_ITSELF)
_NOTICE = compile_phrases(NOTICE)
_MOVED = compile_phrases(MOVED)
_MACHINE_TITLE = re.compile(MACHINE_TITLE)
_PERSON = compile_phrases(PERSON)
_TITLE_OF_ITSELF = compile_phrases(TITLE_OF_ITSELF)
_LISTING = re.compile(LISTING)
_PROGRAM_ASKS = compile_phrases(PROGRAM_ASKS)
_NO_NAME = compile_phrases(NO_NAME)
# A title says whose the page is, or that somebody writes of machines there.
_OWNED = re.compile(
    r"(?<!访问)的(?:个人)?(?:网站|主页|空间|站点)|\w's (?:web ?site|page|domain|server)\b|教程|指南"
    r"|手册|入门|踩坑|折腾|(?<![登标])记\Z|\b(?:tutorials?|guide|handbook|confessions)\b"
)


@functools.cache
def _agreeing(kind: Kind) -> re.Pattern[str]:
    return compile_phrases(AGREEING_PHRASES.get(kind, "(?!)"))


@dataclasses.dataclass(frozen=True)
class PageWords:
    """The title and the opening text of a page.

    A title may be what a blog is called, and a text may be anybody's. So marks count where both agree on a kind, and
    those of the text under a title that is nobody's, unless a person speaks of his own work.

    ``has_writer``: a blog's feed or posts are there, or its name. The software that shows a parked page may have these
    as well; beside them both must agree, and speak of the page itself.
    """

    page: PageContents
    has_writer: bool

    def marks(self) -> tuple[str, ...]:
        """Return the names of the marks that count."""
        if self.has_writer and not self._is_of_itself:
            return ()
        if agreed := self._agreed_kinds():
            return tuple(name for name in dict.fromkeys((*self._in_title, *self._in_text)) if KINDS[name] in agreed)
        is_named = not self._in_title and _names_somebody(self._title)
        is_somebodys = self.has_writer or self._is_notice or is_named
        return self._in_text if self.page.is_sparse and not is_somebodys else ()

    def _agreed_kinds(self) -> set[Kind]:
        """Return the kinds of the title to which the text agrees: by a mark or a phrase, or by saying nothing."""
        claimed = _kinds(self._in_title)
        agreed = _kinds(self._in_text) | self._kinds_of_machine_sentence()
        if not self._said:
            may_say_more = self.page.shows_more and not (self.has_writer or self.page.names_itself)
            if not may_say_more or _MACHINE_TITLE.fullmatch(self._title):
                agreed = claimed
        elif not self._is_notice and (self.page.names_itself or not self.has_writer):
            agreed |= {kind for kind in claimed if _agreeing(kind).search(self._said)}
        return claimed & agreed

    def _kinds_of_machine_sentence(self) -> set[Kind]:
        """Return the kinds of a title that is a program's own, or a sentence of the page itself, as in its text."""
        if not self.page.is_sparse or self.has_writer or self._is_notice:
            return set()
        asks = not self._said or bool(_PROGRAM_ASKS.search(self._said))
        told = OF_PROGRAMS.intersection(self._in_title) if asks else frozenset()
        if self._title in self._opening and _TITLE_OF_ITSELF.search(self._title):
            told = told.union(marks_in(Place.TEXT, self._title))
        return _kinds(told)

    @functools.cached_property
    def _in_title(self) -> tuple[str, ...]:
        return marks_in_title(self._title)

    @functools.cached_property
    def _in_text(self) -> tuple[str, ...]:
        """The marks in the text; a phrase that the title has, too, may be a quotation and is none.

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


def _kinds(names: Iterable[str]) -> set[Kind]:
    return {KINDS[name] for name in names}


def marks_in_title(title: str) -> tuple[str, ...]:
    """Return the names of the marks in a title, those of texts among them."""
    return (*marks_in(Place.TITLE, title), *marks_in(Place.TEXT, title))


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
