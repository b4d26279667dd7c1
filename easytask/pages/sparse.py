"""Keep a page with little text, for only such a page is looked at closely; it does not know what for."""

from __future__ import annotations

import dataclasses
import html
import re

from easytask.pages.start_tag import StartTag
from easytask.pages.tokenizer import MARKUP, SCRIPT, TITLE, TagFinder
from easytask.pages.urls import ADDRESS_CHARS, PageUrls
from easytask.pages.visible_text import weight, words_in
from easytask.verdicts.addresses import refresh_target

# What a page must have less of to be sparse: text, white space left out; and links, by their ends, which are told
# apart fastest.
SPARSE_TEXT_BYTES = 2_000
SPARSE_LINKS = 10
_LINK_END = "</a>"
# Of a page's markup and of its scripts; the marks of machines stand early.
_KEPT_CHARS = 64 * 1024
_TITLE_CHARS = 500
# Text is counted by so many characters at a time, to stop where there is enough.
_COUNTED_CHARS = 2_048
_RUNS = re.compile(r"(?:|module|.*(?:java|ecma)script.*)")


@dataclasses.dataclass(frozen=True, slots=True)
class SparseContent:
    """What a sparse page consists of.

    ``title`` with single spaces, ``markup`` its beginning, ``sources`` the addresses that it loads or sends to as they
    are written, ``names`` its ids and classes and the names of its ``<meta>``, ``script`` the text of its scripts.
    ``runs_scripts``: it has some that a browser would run. ``links_away``: it has a link to another host.
    """

    title: str
    markup: str
    sources: tuple[str, ...]
    names: frozenset[str]
    script: str
    runs_scripts: bool
    links_away: bool

    def text(self) -> str:
        """Return what the page says, with single spaces."""
        return " ".join(words_in(self.markup))


class SparsePage:
    """Hears one page; ``is_sparse`` until there is too much text on it. ``xhtml`` is as in TagFinder."""

    def __init__(self, *, xhtml: bool) -> None:
        self.is_sparse = True
        self._xhtml = xhtml
        self._text_bytes = self._links = 0
        self._in_tag = False
        self._title = ""
        self._kept: dict[str, list[str]] = {MARKUP: [], SCRIPT: []}
        self._left = {MARKUP: _KEPT_CHARS, SCRIPT: _KEPT_CHARS}

    def hear(self, kind: str, text: str) -> None:
        """Take a piece of the page, as TagFinder tells of it."""
        if kind is TITLE:
            self._title += text[: _TITLE_CHARS - len(self._title)]
            return
        if kind is MARKUP and self.is_sparse:
            self._count(text)
        if self.is_sparse:
            self._kept[kind].append(text[: self._left[kind]])
            self._left[kind] = max(0, self._left[kind] - len(text))

    def _count(self, markup: str) -> None:
        for begin in range(0, len(markup), _COUNTED_CHARS):
            text = markup[begin : begin + _COUNTED_CHARS]
            # The pieces of markup end between tags, those that are counted at once anywhere.
            self._links += markup.count(_LINK_END, max(0, begin - len(_LINK_END) + 1), begin + len(text))
            if self._links >= SPARSE_LINKS:
                self._drop()
                return
            if self._in_tag:
                _, end, text = text.partition(">")
                self._in_tag = not end
            self._in_tag |= text.rfind("<") > text.rfind(">")
            self._text_bytes += weight(words_in(text))
            if self._text_bytes >= SPARSE_TEXT_BYTES:
                self._drop()
                return

    def _drop(self) -> None:
        self.is_sparse = False
        self._kept = {MARKUP: [], SCRIPT: []}

    def content(self, urls: PageUrls) -> SparseContent | None:
        """Look closely at what was kept; None when the page is not sparse."""
        if not self.is_sparse:
            return None
        look = _Look(urls)
        markup = "".join(self._kept[MARKUP])
        TagFinder(look.names, look.take, xhtml=self._xhtml).feed(markup, last=True)
        script = "".join(self._kept[SCRIPT])
        return SparseContent(
            title=" ".join(html.unescape(self._title).split()),
            markup=markup,
            sources=tuple(look.sources),
            names=frozenset(look.found_names),
            script=script,
            runs_scripts=look.runs_scripts,
            links_away=look.links_away,
        )


class _Look:
    """Takes the tags of a sparse page."""

    # Those that link, load or send; and those that walls give their ids and classes to.
    names = frozenset(
        "a area body button div form frame h1 iframe img input link main meta p script section span".split()  # noqa: SIM905  # shorter
    )

    def __init__(self, urls: PageUrls) -> None:
        self.sources: list[str] = []
        self.found_names: set[str] = set()
        self.runs_scripts = self.links_away = False
        self._urls = urls

    def take(self, tag: StartTag) -> None:
        self.found_names |= {tag.get("id") or "", *(tag.get("class") or "").split()}
        if tag.name in ("a", "area"):
            self._take_link((tag.get("href") or "")[:ADDRESS_CHARS])
        elif tag.name == "meta":
            self._take_meta(tag)
        else:
            source = tag.get("src") or tag.get("href") or tag.get("action")
            self.sources += [source] if source else []
            self.runs_scripts |= tag.name == "script" and bool(_RUNS.fullmatch((tag.get("type") or "").strip().lower()))

    def _take_link(self, href: str) -> None:
        target = self._urls.resolve(href) if href else None
        self.links_away |= target is not None and target.site != self._urls.page.site

    def _take_meta(self, tag: StartTag) -> None:
        self.found_names.add(tag.get("name") or "")
        if (tag.get("http-equiv") or "").lower() == "refresh":
            target = refresh_target((tag.get("content") or "")[:ADDRESS_CHARS], base=self._urls.base.href)
            self.sources += [target.href] if target else []
