"""Look at one page for what tells whose it is, among the pieces that pass by; it does not judge.

A look hears what TagFinder tells and reads it once at the end, by patterns: to take every tag apart, as the backlink's
reader must, would take four times as long, and what is remembered of a friend needs no such care.
"""

from __future__ import annotations

import html
import itertools
import re
import unicodedata
import zlib
from collections.abc import Iterable, Mapping

from easytask.pages.dead import (
    PageWords,
    jumps_with_a_number,
    lists_files,
    marks_in,
    marks_in_head,
    marks_of_script,
    marks_of_sources,
    no_page_mark,
    tells_of_a_move,
    tells_of_work,
    weak_marks_in,
)
from easytask.pages.declarations import HREF_CHARS, read_declarations
from easytask.pages.feed_links import feed_link_candidates
from easytask.pages.link_pages import link_page_candidates
from easytask.pages.tokenizer import MARKUP, SCRIPT, TITLE
from easytask.verdicts import names, spam
from easytask.verdicts.addresses import Address, parse
from easytask.verdicts.chinese import simplified
from easytask.verdicts.dead_marks import BUSINESS, DOMAIN_TITLE, JUMP
from easytask.verdicts.looks import Look, LookRequest
from easytask.verdicts.marks import Place

# Of a page, in characters: what tells whose it is stands early.
LOOKED_AT_CHARS = 256 * 1024
_SCRIPT_CHARS = 64 * 1024
_TITLE_CHARS = 200
_OPENING_CHARS = 600
# Text is counted up to this many bytes; a page with less has no living blog's front page. Default pages of Debian's
# and Red Hat's Apache have 3,500.
TEXT_BYTES = 4_000
SPARSE_TEXT_BYTES = 2_000
SPARSE_LINKS = 10
_LINKS = 2_000
# Of links to what a blog alone has: one may be chance.
_BLOG_LINKS = 2
# How much of a page's beginning and end is searched for numbers, and how many places of each.
_END_CHARS, _PLACES = 4_096, 4
_KEPT_IDS, _KEPT_HASHES = 16, 64

_VALUE = rf"""(?:"([^"]{{0,{HREF_CHARS}}})"|'([^']{{0,{HREF_CHARS}}})'|([^\s<>"']{{1,{HREF_CHARS}}}))"""
_HREFS = re.compile(rf"<[aA]\s(?:[^<>]*?\s)??[hH][rR][eE][fF]\s*=\s*{_VALUE}")
# Of script, iframe, frame, img, form, link and embed; what else begins so has no such address.
_SOURCE_ATTRIBUTE = (
    r"[sifleSIFLE][a-zA-Z]{2,5}\s(?:[^<>]*?\s)??(?:[sS][rR][cC]|[hH][rR][eE][fF]|[aA][cC][tT][iI][oO][nN])\s*=\s*"
)
_SOURCES = re.compile(rf"<{_SOURCE_ATTRIBUTE}{_VALUE}")
# Those of other hosts; a reference may stand for any letter.
_FOREIGN_SOURCES = re.compile(rf"<(?>{_SOURCE_ATTRIBUTE})(?=[\"']?\s*[^\s\"'<>/&]{{0,6}}(?://|&)){_VALUE}")
# A feed as a home page.
_FEED = re.compile(r"\s*(?:<[?!][^>]*>\s*)*<(?:rss|feed|rdf:RDF)\b")
_ROOT_TAGS = re.compile(r"<(?:html|body)\s[^<>]{0,2000}", re.IGNORECASE)
# What shows more than text, or leads on.
_SHOWS_MORE = re.compile(r"<(?:script|i?frame|img|svg|canvas|video|object|embed)\b", re.IGNORECASE)
_TAGS = re.compile(r"<[^>]*+>?")
_FOREIGN = re.compile(r"(?:https?:)?//(?:[^/?#@]*@)?([^/?#:\s]+)", re.IGNORECASE)
_NO_PATH = re.compile(r"[a-z][a-z0-9+.-]*:|[#?]", re.IGNORECASE)

# What a site is known by elsewhere: a text that is looked for, and a pattern that begins there.
_NUMBERS = (
    ("ICP", "icp:", re.compile(r"ICP[备證证]\s*(\d{6,10})")),
    ("公网安备", "police:", re.compile(r"公网安备\s*(\d{10,16})")),
    ("hm.js?", "baidu:", re.compile(r"hm\.js\?([0-9a-f]{32})")),
    ("G-", "google:", re.compile(r"(?<![A-Za-z0-9-])(G-[A-Z0-9]{6,12})(?![A-Za-z0-9-])")),
    ("UA-", "google:", re.compile(r"(?<![A-Za-z0-9-])(UA-\d{4,10}-\d{1,3})")),
    ("GTM-", "google:", re.compile(r"(GTM-[A-Z0-9]{5,9})")),
    ("ca-pub-", "adsense:", re.compile(r"ca-pub-(\d{16})")),
    ("clarity.ms/tag/", "clarity:", re.compile(r"clarity\.ms/tag/(\w{8,12})")),
    ("data-website-id", "umami:", re.compile(r"data-website-id=[\"']?([0-9a-f-]{36})")),
    ("LA.init", "51la:", re.compile(r"LA\.init\(\{id:\s*[\"'](\w{8,20})")),
    ("cnzz", "cnzz:", re.compile(r"cnzz\.com/[\w.]*\?(?:web_)?id=(\d{6,12})")),
    ("-site-verification", "verified:", re.compile(r"-site-verification[\"'][^<>]{0,20}content=[\"']([\w-]{8,64})")),
    ("data-repo", "repo:", re.compile(r"data-repo(?:-id)?=[\"']([\w./=-]{5,60})")),
    ("Gravatar", "gravatar:", re.compile(r"Gravatar\b.{0,60}?avatar/([0-9a-f]{32})")),
    ("/avatar/", "gravatar:", re.compile(r"/avatar/([0-9a-f]{32,64})")),
)
# Where one path is one person: a host, and a pattern of what stands before the person's name.
_ACCOUNTS_AT = {
    "github.com": "",
    "gitee.com": "",
    "gitlab.com": "",
    "twitter.com": "",
    "x.com": "",
    "weibo.com": "(?:/u)?",
    "zhihu.com": "/people",
    "space.bilibili.com": "",
    "t.me": "",
    "facebook.com": "",
    "instagram.com": "",
    "linkedin.com": "/in",
    "youtube.com": "(?:/(?:channel|c)|(?=/@))",
    "douban.com": "/people",
    "juejin.cn": "/user",
    "blog.csdn.net": "",
    "jianshu.com": "/u",
    "segmentfault.com": "/u",
    "stackoverflow.com": "/users",
    "steamcommunity.com": "/(?:id|profiles)",
    "okjike.com": "/users",
    "sspai.com": "/u",
    "v2ex.com": "/member",
    "bsky.app": "/profile",
    "threads.net": "",
    "music.163.com": r"/#/user/home\?id=",
    "mastodon.social": "",
    "keybase.io": "",
    "patreon.com": "",
    "afdian.net": "(?:/a)?",
    "afdian.com": "(?:/a)?",
}
_ACCOUNT = re.compile(
    rf"(?:https?:)?//(?:www\.)?({'|'.join(re.escape(host) + before for host, before in _ACCOUNTS_AT.items())})"
    r"/?([@\w.-]{2,40})/?(?:[?#]|\Z)",
    re.IGNORECASE,
)
# Accounts of software, which its users link to.
_NO_PERSON = frozenset(
    {"hexojs", "typecho", "gohugoio", "wordpress", "halo-dev", "theme-next", "iissnan", "jerryc127", "share", "intent"}
)


class PageLook:
    """Hears one page; ``answer`` is what was seen of it. ``url`` is its final address."""

    def __init__(self, url: str, headers: Mapping[str, str], request: LookRequest) -> None:
        self._page = parse(url)
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
        self._beginning += text[: _OPENING_CHARS - len(self._beginning)]
        self._seen += len(text)

    def hear(self, kind: str, text: str) -> None:
        """Take a piece of the page, as TagFinder tells of it."""
        if kind is TITLE:
            self._title += text[: 4 * _TITLE_CHARS - len(self._title)]
        elif self._left[kind]:
            self._pieces[kind].append(text[: self._left[kind]])
            self._left[kind] = max(0, self._left[kind] - len(text))

    def answer(self) -> Look:
        """Return what was seen."""
        markup, script = self._heard(MARKUP), self._heard(SCRIPT)
        title = " ".join(html.unescape(self._title).replace("\0", "\ufffd").split())[:_TITLE_CHARS]
        text, text_bytes = _visible_text(markup)
        links = _Links(self._page, itertools.islice(_HREFS.finditer(markup), _LINKS))
        is_sparse = text_bytes < SPARSE_TEXT_BYTES and links.count < SPARSE_LINKS
        has_phrases = text_bytes < TEXT_BYTES and len(links.paths) < SPARSE_LINKS
        folded_title, opening = _folded(title), simplified(_folded(text[:_OPENING_CHARS]))
        words_of_title = simplified(folded_title)
        declared = read_declarations(markup, self._page)
        loaded = (_SOURCES if is_sparse else _FOREIGN_SOURCES).finditer(markup)
        sources = {_value(found) for found in itertools.islice(loaded, _LINKS)}.union(declared.refreshes)
        names_found = self._names_found(folded_title, text, markup)
        feed_links = feed_link_candidates(links.written, self._page)
        # Where the friend's name stands, or whoever writes there has a blog or has moved, no phrase counts.
        has_feed = bool(declared.feeds or feed_links or _FEED.match(self._beginning))
        has_blog = has_feed or (has_phrases and links.lead_through_a_blog)
        has_moved = has_phrases and tells_of_a_move(f"{words_of_title} {opening}")
        has_writer = bool(names_found) or has_moved or (has_blog and not lists_files(opening))
        is_silent = is_sparse and not has_writer
        marks = marks_in_head(self._page.href, self._headers, link=self._request.link)
        marks += marks_of_sources(sources, is_sparse=is_sparse, has_phrases=is_silent)
        marks += marks_in(Place.TAG, "".join(_ROOT_TAGS.findall(markup[:_SCRIPT_CHARS])).lower())
        weak_marks: tuple[str, ...] = ()
        leads_on = bool(declared.refreshes or self._headers.get("Refresh"))
        shows_more = leads_on or bool(_SHOWS_MORE.search(markup))
        # Whoever sells a domain may say a lot under its name.
        names_itself = folded_title.startswith(self._page.site)
        if (is_sparse or ((has_phrases or names_itself) and not has_writer)) and not (names_found or has_moved):
            words = PageWords(
                words_of_title,
                opening,
                names_itself=names_itself,
                has_writer=has_writer,
                is_sparse=is_sparse,
                shows_more=shows_more,
            )
            marks += words.marks()
        if is_sparse and not names_found:
            # What comes after the part that is looked at may well be a page.
            is_bare = not (self.is_full or text or title or script or sources or shows_more or links.count)
            marks += marks_of_script(script)
            marks += no_page_mark(self._beginning, self._headers.get("Content-Type", ""), is_bare=is_bare)
            weak_marks = self._weak_marks(words_of_title, opening, script) if is_silent else ()
        spam_title, has_spam_text = spam.spam_on_page(folded_title, text)
        return Look(
            at=self._request.at,
            title=title,
            site_name=declared.site_name,
            description=declared.description,
            icons=declared.icons,
            feeds=declared.feeds,
            feed_links=feed_links,
            generator=declared.generator,
            ids=_ids(markup, script, links.accounts),
            hosts=links.hosts,
            paths=links.paths,
            text_bytes=text_bytes,
            own_links=links.own,
            foreign_links=links.foreign,
            is_sparse=is_sparse,
            is_notice=is_sparse and tells_of_work(f"{words_of_title} {opening}"),
            marks=marks,
            weak_marks=weak_marks,
            spam_title=spam_title,
            has_spam_text=has_spam_text,
            has_blog_links=bool(spam_title) and links.lead_through_a_blog,
            names_found=names_found,
            link_pages=link_page_candidates(markup, links.written, self._page),
        )

    def _heard(self, kind: str) -> str:
        return "".join((self._packed[kind].decode("utf-8", "surrogatepass"), *self._pieces[kind]))

    def _weak_marks(self, title: str, opening: str, script: str) -> tuple[str, ...]:
        marks = weak_marks_in(title, opening)
        if title.removeprefix("www.") == self._page.site:
            marks += (DOMAIN_TITLE,)
        if not opening and jumps_with_a_number(script):
            marks += (JUMP,)
        return (*marks, BUSINESS) if spam.is_of_a_business(f"{title} {opening}") else marks

    def _names_found(self, title: str, text: str, markup: str) -> frozenset[str]:
        """Find the names in the title, else in the text, else anywhere in the markup, which costs the most."""
        request = self._request
        found = {name for name in request.names if name in title}
        found |= request.title_names.intersection(names.segments(title))
        for place in (text, markup):
            if not found and request.names:
                lower = place.lower()
                found = {name for name in request.names if names.stands_in(name, lower)}
        return frozenset(found)


class _Links:
    """Tells the links of a page apart; ``written`` are its own addresses as written, and where each first ends."""

    def __init__(self, page: Address, found: Iterable[re.Match[str]]) -> None:
        self.own = self.foreign = 0
        self.accounts: list[str] = []
        self.written: dict[str, int] = {}
        counts: dict[str, int] = {}
        ends: dict[str, int] = {}
        for match in found:
            href = _value(match)
            if href in counts:
                counts[href] += 1
            else:
                counts[href], ends[href] = 1, match.end()
        self.count = sum(counts.values())
        hosts: set[str] = set()
        paths: set[str] = set()
        site, below = page.site, f".{page.site}"
        for href, count in counts.items():
            foreign = _FOREIGN.match(href)
            host = foreign[1].lower().removeprefix("www.") if foreign else site
            if foreign and not (host == site or host.endswith(below) or site.endswith(f".{host}")):
                self.foreign += count
                hosts.add(host)
                if host in _ACCOUNTS_AT and (account := _ACCOUNT.match(href)):
                    self.accounts.append(f"{account[1]}/{account[2]}".lower())
            elif foreign or (href and not _NO_PATH.match(href)):
                self.own += count
                self.written[href] = ends[href]
                path = href[foreign.end() :] if foreign else href
                paths.add(path.partition("#")[0].partition("?")[0])
            elif href.startswith("mailto:"):
                self.accounts.append(href[:60].partition("?")[0].lower())
        self.hosts = _hashes(filter(names.is_own_host, hosts))
        self.paths = _hashes(filter(None, map(names.own_path, paths)))
        self._own_paths = paths

    @property
    def lead_through_a_blog(self) -> bool:
        """Say whether some of them lead to what a blog has; a page that is left behind has none."""
        return sum(map(names.is_of_a_blog, self._own_paths)) >= _BLOG_LINKS


def _hashes(texts: Iterable[str]) -> frozenset[int]:
    """Return the CRC-32s of the texts: the smallest, which are the same ones next time."""
    return frozenset(sorted({zlib.crc32(text.encode("utf-8", "replace")) for text in texts})[:_KEPT_HASHES])


def _value(found: re.Match[str]) -> str:
    value: str = found[found.lastindex or 0].strip()
    return html.unescape(value) if "&" in value else value


def _visible_text(markup: str) -> tuple[str, int]:
    """Return the text of a page up to some TEXT_BYTES, and how much of it there is, as in SparsePage."""
    pieces: list[str] = []
    count = at = 0
    while at < len(markup) and count < TEXT_BYTES:
        # The pieces end between tags, as far as these are no longer than a piece.
        end = markup.rfind(">", at, at + 8_192) + 1 if at + 8_192 < len(markup) else len(markup)
        end = end if end > at else min(len(markup), at + 8_192)
        piece = _TAGS.sub(" ", markup[at:end])
        words = html.unescape(piece).split() if "&" in piece else piece.split()
        count += len("".join(words).encode("utf-8", "replace"))
        pieces += words
        at = end
    return " ".join(pieces), count


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _ids(markup: str, script: str, accounts: list[str]) -> frozenset[str]:
    found = dict.fromkeys(account for account in accounts if account.rpartition("/")[2] not in _NO_PERSON)
    # Numbers stand in the head, in scripts and in the footer.
    ends = markup if len(markup) < 2 * _END_CHARS else f"{markup[:_END_CHARS]}\n{markup[-_END_CHARS:]}"
    for text in (ends, script):
        for begins, prefix, pattern in _NUMBERS:
            at = text.find(begins)
            for _ in range(_PLACES):
                if at < 0:
                    break
                if number := pattern.search(text, max(0, at - 1), at + 200):
                    found[prefix + number[1]] = None
                at = text.find(begins, at + len(begins))
    # The rarest first: numbers, then accounts.
    return frozenset(sorted(found, key=lambda text: ("/" in text, text))[:_KEPT_IDS])
