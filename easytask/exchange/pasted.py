"""Read a list of addresses as people paste it: one a line, with a name before or behind it, in Markdown or in HTML."""

from __future__ import annotations

import html
import re

from easytask.exchange.cleaning import GROUP_CHARS, Found, entry_of, line
from easytask.exchange.records import Entry, Format, FriendList, Skipped

# Of one line; nobody names a friend in more.
MOST_CHARS = 4_000
# Of HTML in one line.
MOST_LINKS = 2_000
_MARKDOWN = re.compile(r"(?<!!)\[([^\]\n]{0,300})\]\(\s*<?([^\s)>]{1,2000})>?(?:\s+[\"'(][^)\n]*)?\s*\)(.*)")
_ANCHOR = re.compile(r"<a\s([^<>]*)>", re.IGNORECASE)
_BEFORE_ANCHOR = re.compile(r"(?=<a\s)", re.IGNORECASE)
_HREF = re.compile(r"""(?:^|[\s"'])href\s*=\s*["']?([^\s"']{1,2000})""", re.IGNORECASE)
# A comma ends an address, but one within its path that more of the path follows.
_END = "\\s<>\"'，。；、）)|,;"
_WITH_SCHEME = re.compile(
    rf"(.*?)(https?://[^{_END}/?#]{{1,253}}(?:[/?#](?:[^{_END}]|[,;](?!https?://)(?=[!-~])){{0,2000}})?)(.*)",
    re.IGNORECASE,
)
# What a person types for an address without its scheme: labels with dots, and nothing but ASCII or letters of a script.
_BARE = re.compile(r"[^\W_](?:[\w-]*\.)+[^\W\d_][\w-]+(?::\d{1,5})?(?:/\S*)?")
_HEADING = re.compile(r"#{1,6}\s+(.+?)\s*#*\s*\Z")
_MARKUP = re.compile(r"<[^>]{0,500}>")
# What stands before a name or between it and its address.
_AROUND = " \t-–—*+•·|,，;；:：、<>[]()（）「」\"'“”"
_BULLET = re.compile(r"\s*(?:[-*+•]|\d{1,4}[.、)])\s+")


def read(text: str) -> FriendList:
    """Return the friends of a pasted list; a heading in Markdown names the group of those below it."""
    read: list[Entry | Skipped] = []
    group = ""
    # A line may hold several links of HTML: the source of a page, all of it in one.
    rows = (row for whole in text.split("\n") for row in _BEFORE_ANCHOR.split(whole, MOST_LINKS))
    for number, row in enumerate((row[:MOST_CHARS] for row in rows), 1):
        if heading := _HEADING.match(row.strip()):
            group = line(heading[1], GROUP_CHARS)
        elif _MARKUP.sub("", row).strip(_AROUND + "#=_`~") or _WITH_SCHEME.match(row):
            found = _found(number, row, group)
            # A line of words alone is none of the list's, unless nothing in it has an address.
            if found.link:
                read.append(entry_of(found))
            else:
                read.append(entry_of(Found(number, "", name=row)))
    return FriendList.of(Format.TEXT, read)


def _found(number: int, row: str, group: str) -> Found:
    anchor = _ANCHOR.search(row)
    href = _HREF.search(anchor[1]) if anchor else None
    if anchor and href:
        name, _tag, rest = re.sub("</a>", "\0", row[anchor.end() :], flags=re.IGNORECASE).partition("\0")
        name, rest = (html.unescape(_MARKUP.sub("", text)) for text in (name, rest))
        return Found(number, html.unescape(href[1]), name.strip(), rest.strip(_AROUND), group=group)
    if markdown := _MARKDOWN.search(row):
        return Found(number, markdown[2], markdown[1].strip(), _line_of(markdown[3]), group=group)
    row = _BULLET.sub("", row, count=1)
    if plain := _WITH_SCHEME.match(row):
        return _with_name(number, plain[1], plain[2], plain[3], group)
    words = row.split()
    for at in dict.fromkeys((len(words) - 1, 0)):
        address = words[at].strip(_AROUND)
        if _BARE.fullmatch(address):
            return _with_name(number, " ".join(words[:at]), address, " ".join(words[at + 1 :]), group)
    return Found(number, "")


def _with_name(number: int, before: str, link: str, behind: str, group: str) -> Found:
    """Return a friend by what stands before its address and behind it: name and line, or the name alone."""
    before, behind = before.strip(_AROUND), _line_of(behind)
    name, description = (before, behind) if before else (behind, "")
    return Found(number, link, name, description, group=group)


def _line_of(text: str) -> str:
    """Return a text up to the next address in it."""
    return re.split(r"https?://", text, maxsplit=1)[0].strip(_AROUND)
