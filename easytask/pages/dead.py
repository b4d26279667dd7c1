"""Say which marks of dead pages a page bears; what follows from them is for others to say."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterable, Mapping

from easytask.verdicts import spam
from easytask.verdicts.chinese import simplified
from easytask.verdicts.dead_marks import (
    AGREEING_PHRASES,
    DEAD_MARKS,
    EMPTY,
    KINDS,
    LISTING,
    MACHINE_TITLE,
    MOVED,
    NO_NAME,
    NO_PAGE,
    NOTICE,
    OF_ITSELF,
    PERSON,
    TITLE_OF_ITSELF,
    WEAK_MARKS,
    DeadMark,
)
from easytask.verdicts.kinds import Kind
from easytask.verdicts.marks import Place

# A word's beginning and its first letter, which is there once and not perhaps.
_WORD_BEGINS = re.compile(r"\\b([a-z])(?![?*+{])")
_Table = list[tuple[DeadMark, re.Pattern[str]]]
# An address by which a page is known is short; a picture that is written out is not.
_SOURCE_CHARS = 120
# Of one host that a page loads from.
_SOURCES_OF_HOST = 4


def compile_phrases(phrases: str) -> re.Pattern[str]:
    """Return the pattern of many phrases, made quicker: it finds the same at the same places.

    Where a phrase begins with a letter, ``re`` passes it over by one look at the text; where it begins with ``\\b``, it
    calls its matcher first. So the letter comes first, and looks back at its word's beginning.
    """
    return re.compile(_WORD_BEGINS.sub(r"\1(?<=\\b\1)", phrases))


# To compile them all takes 60 ms, and most pages need a few: so it is done where they are first asked for.
@functools.cache
def _marks(place: Place) -> _Table:
    return _compiled(DEAD_MARKS, place)


@functools.cache
def _weak_marks() -> _Table:
    return _compiled(WEAK_MARKS, Place.TEXT)


@functools.cache
def _any_mark(place: Place) -> re.Pattern[str]:
    """Return a pattern of all at once, for most addresses bear none."""
    return re.compile("|".join(f"(?:{mark.pattern})" for mark in DEAD_MARKS if mark.place is place) or "(?!)")


@functools.cache
def _agreeing(kind: Kind) -> re.Pattern[str]:
    return compile_phrases(simplified(AGREEING_PHRASES.get(kind, "(?!)")))


def _compiled(marks: Iterable[DeadMark], place: Place) -> _Table:
    return [(mark, compile_phrases(simplified(mark.pattern))) for mark in marks if mark.place is place]


_HEADER_NAMES = {mark.pattern.partition(":")[0] for mark in DEAD_MARKS if mark.place is Place.HEADER} | {"server"}
# No page of its own: data, a picture, the source of a program, an error of a bucket.
_SOURCE_OF_PHP = re.compile(r"\s*<\?php\b")
_JSON = re.compile(r"\s*[\[{]\s*(?:[\"{\[]|[\]}]\s*\Z)")
_XML_ERROR = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<(?:Error|ListBucketResult)\b")
_PICTURE = re.compile(r"\ufffdPNG\r|GIF8[79]a|RIFF.{4}WEBP|.{0,4}\ufffd?\ufffdJFIF|.{6}JFIF|.{6}Exif", re.DOTALL)
# A jump by script, and an address with a value in its query.
_JUMP = re.compile(r"\blocation(?:\.href)?\s*=(?!=)|\blocation\.(?:replace|assign)\s*\(")
# A value in an object, as posts lie in a page that a script draws.
_DATA = re.compile(r""":\s*+(?:"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+')""", re.DOTALL)
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
_NUMBERED = re.compile(r"[\"'`](?:https?:)?//[^\s\"'`?]+\?[^\s\"'`=]+=")


def marks_in_head(url: str, headers: Mapping[str, str], *, link: str) -> tuple[str, ...]:
    """Return the marks in a final address and in the header; what the friend's own link bears is none."""
    lines = [
        f"{key.lower()}: {value.strip().lower()}" for key, value in headers.items() if key.lower() in _HEADER_NAMES
    ]
    in_address = _found(_marks(Place.ADDRESS), [url]) if _any_mark(Place.ADDRESS).search(url) else ()
    own = _found(_marks(Place.ADDRESS), [link]) if in_address else ()
    return (*(name for name in in_address if name not in own), *_found(_marks(Place.HEADER), lines))


def marks_of_sources(sources: Iterable[str], *, is_sparse: bool, has_phrases: bool) -> tuple[str, ...]:
    """Return the marks in the addresses that a page loads; what it loads of its own tells on a sparse page only.

    ``has_phrases``: phrases count on this page, and so do shared hosts.
    """
    told: dict[str, list[str]] = {}
    for source in sources:
        host = source[:_SOURCE_CHARS].partition("//")[2].partition("/")[0] if "//" in source[:8] else ""
        if (host or is_sparse) and len(of_host := told.setdefault(host, [])) < _SOURCES_OF_HOST:
            of_host.append(source[:_SOURCE_CHARS].lower())
    candidates = [source for of_host in told.values() for source in of_host if _any_mark(Place.SOURCE).search(source)]
    table = [row for row in _marks(Place.SOURCE) if has_phrases or not row[0].is_shared] if candidates else []
    return _found(table, candidates)


def marks_in(place: Place, text: str) -> tuple[str, ...]:
    """Return the marks in one other place of a page, whose text is in lower case."""
    if place is Place.TITLE:
        return tuple(mark.name for mark, pattern in _marks(place) if pattern.fullmatch(text))
    return _found(_marks(place), [text]) if text else ()


@dataclasses.dataclass(frozen=True)
class PageWords:
    """The title and the opening text of a page with little on it, and what else tells who speaks there.

    Both are in lower case and simplified Chinese.

    ``names_itself``: the title begins with the site's own address. ``has_writer``: whoever writes there has a blog.
    ``is_sparse``: there is no more text than the opening. ``shows_more``: a script, a picture or another page may show
    what is not said.
    """

    title: str
    opening: str
    names_itself: bool
    has_writer: bool
    is_sparse: bool
    shows_more: bool

    def marks(self) -> tuple[str, ...]:
        """Return the names of the marks that count.

        A title alone may be what a blog is called, so it tells when the text says the same. A text alone may be
        anybody's, so it tells when the title says the same, or when nobody speaks of his own work in it, nor has given
        it a name. What is parked or suspended may have the feed of the software that shows it; a post of a blog names
        such pages too, but not as what it is: with a writer, both must say it, and of the page itself.
        """
        if self.has_writer and not self._is_of_itself:
            return ()
        in_title = (*marks_in(Place.TITLE, self.title), *marks_in(Place.TEXT, self.title))
        in_text = self._marks_of_text()
        claimed = {KINDS[name] for name in in_title}
        agreed = claimed & {*(KINDS[name] for name in in_text), *self._confirmed(claimed), *self._told_by_title}
        if agreed:
            return tuple(dict.fromkeys(name for name in (*in_title, *in_text) if KINDS[name] in agreed))
        has_name = not claimed and _names_somebody(self.title)
        text_tells_alone = self.is_sparse and not (self.has_writer or self._is_notice or has_name)
        return in_text if text_tells_alone else ()

    def _confirmed(self, claimed: set[Kind]) -> set[Kind]:
        """Return the kinds in the title that the text confirms by a phrase, or does not deny by saying nothing."""
        is_nothing_more = self.has_writer or self.names_itself or not self.shows_more
        if not self._said and (is_nothing_more or _MACHINE_TITLE.fullmatch(self.title)):
            return claimed
        if self._is_notice or (self.has_writer and not self.names_itself):
            return set()
        return {kind for kind in claimed if _agreeing(kind).search(self._said)}

    @property
    def _told_by_title(self) -> set[Kind]:
        """The kinds of a title that is a machine's sentence of the page itself, and stands in the text again."""
        is_repeated = self.is_sparse and self.title in self.opening and not (self.has_writer or self._is_notice)
        is_told = is_repeated and _TITLE_OF_ITSELF.search(self.title)
        return {KINDS[name] for name in marks_in(Place.TEXT, self.title)} if is_told else set()

    def _marks_of_text(self) -> tuple[str, ...]:
        """Return the marks in the text; a phrase that the title has, too, may be a quotation and is none.

        Not so where the title names the site itself: that is no title of somebody's own.
        """
        heading, said, quoted = self._heading, self._said, "" if self.names_itself else self.title
        return tuple(
            mark.name
            for mark, pattern in _marks(Place.TEXT)
            if any(found[0] not in quoted for found in pattern.finditer(said))
            or (heading and (found := pattern.search(self.opening)) and found.end() > len(heading))
        )

    @functools.cached_property
    def _heading(self) -> str:
        """The title, where the text begins with it."""
        return self.title if self.opening.startswith(self.title) else ""

    @functools.cached_property
    def _said(self) -> str:
        """The text without its heading, "" when that is in the title, too."""
        said = self.opening.removeprefix(self._heading).strip()
        return "" if said in self.title else said

    @functools.cached_property
    def _is_of_itself(self) -> bool:
        """Whether the text speaks of the page itself."""
        return self.names_itself or bool(_OF_ITSELF.search(self._said or self.opening))

    @functools.cached_property
    def _is_notice(self) -> bool:
        """Whether somebody tells of his own work there, such as a move or a pause."""
        words = f"{self.title} {self._said}"
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


def marks_of_script(script: str) -> tuple[str, ...]:
    """Return the marks in a script's code; what it holds as data, a blog's posts say."""
    return _found(_marks(Place.SCRIPT), [_DATA.sub(":", script)]) if script else ()


def weak_marks_in(title: str, opening: str) -> tuple[str, ...]:
    """Return the weak marks of a sparse page whose text speaks of the page itself, and whose title names nobody."""
    has_name = not marks_in(Place.TITLE, title) and _names_somebody(title)
    is_of_itself = lists_files(opening) or (_OF_ITSELF.search(opening) and not has_name)
    return _found(_weak_marks(), [f"{title} {opening}"]) if is_of_itself else ()


def no_page_mark(beginning: str, content_type: str, *, is_bare: bool) -> tuple[str, ...]:
    """Return the mark of what is no page at all: ``beginning`` is of its source, ``is_bare``: it shows nothing."""
    kind = content_type.strip().lower()
    if kind.startswith(("image/", "audio/", "video/", "font/")) or _PICTURE.match(beginning):
        return (NO_PAGE,)
    if any(pattern.match(beginning) for pattern in (_SOURCE_OF_PHP, _JSON, _XML_ERROR)):
        return (NO_PAGE,)
    return (EMPTY,) if is_bare else ()


def _found(table: _Table, texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(mark.name for mark, pattern in table if any(pattern.search(text) for text in texts))


def jumps_with_a_number(script: str) -> bool:
    """Say whether a script sends to another site with a value in the query, as sellers of visitors do."""
    return bool(_JUMP.search(script) and _NUMBERED.search(script))
