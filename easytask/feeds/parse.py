"""Read feeds from outside: a program of its own, document by document, that knows nothing but feedparser.

Run as ``python -I parse.py`` with a socket as stdin and stdout. What a parser does with hostile bytes is done here, in
a process without our secrets, within bounds that the kernel keeps; ``easytask.feeds.sandbox`` starts it.

feedparser alone reads what people really write: of six shapes of broken XML and GBK it reads all, fastfeedparser and
atoma do not. JSON Feed it does not read. Bodies are taken out before, since nothing of them is kept: they are nine
tenths of a feed, and of the time that it takes.
"""

from __future__ import annotations

import calendar
import contextlib
import datetime as dt
import html
import io
import json
import os
import re
import resource
import signal
import struct
import sys
from collections.abc import Iterator
from typing import Any

import feedparser  # type: ignore[import-untyped]  # it ships no types

# The lengths of the two parts of a message: of what is said in JSON, and of the document.
MESSAGE = struct.Struct(">2I")
# The newest of a feed; what is dated stands before what is not.
MOST_POSTS = 30
# A feed with every post of ten years has no more; the rest is not looked at.
MOST_ITEMS = 2000
TITLE_CHARS, ADDRESS_CHARS = 200, 1000
# Of addresses; feedparser takes 40 MB of memory and a document at our bounds 60 more.
MEMORY_BYTES = 512 * 1024 * 1024
# Of one document; an honest one takes a twentieth at most.
CPU_SECONDS = 2
# What a feed begins with; whatever has none of it is a page, a sitemap or nothing. PHP's warnings may come first.
_ROOT = re.compile(rb"<(?:[\w.-]{1,40}:)?(?:rss|feed|RDF|channel)[\s>]")
_ROOT_BYTES = 16 * 1024
_BODY = re.compile(
    rb"<(content:encoded|content|description|summary|itunes:summary|media:description|fulltext)(?:\s[^<>]{0,1000})?(?<!/)>"
)
_CDATA = re.compile(rb"\s*<!\[CDATA\[")
_ITEM_ENDS = re.compile(rb"</(?:[\w.-]{1,40}:)?(?:item|entry)\s*>")
_TAG = re.compile(r"<(?:[a-zA-Z/!?][^<>]*)>")
# What shows nothing, with all that is within.
_SILENT = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")
# Whatever begins with a year. feedparser takes 2026年11月02日 and 2026/11/02 for the first of January, and 2026-11-2
# for the first of November.
_YEAR_FIRST = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:\s*[T,，]?\s*(?:星期.|周.)?\s*(上午|下午|AM|PM)?\s*(\d{1,2})\s*[:：时点]\s*(\d{1,2})(?:\s*[:：分]\s*(\d{1,2})(?:[.,]\d+)?)?"
    r"\s*[分秒]?\s*(AM|PM)?)?\s*(Z|UTC|GMT|CST|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
# Without a zone, and as Chinese servers mean CST.
_CHINA = dt.timezone(dt.timedelta(hours=8))


def main() -> int:
    """Answer one document after another, until there are no more."""
    _bound_this_process()
    documents, answers = sys.stdin.buffer, sys.stdout.buffer
    while len(head := documents.read(MESSAGE.size)) == MESSAGE.size:
        told, length = MESSAGE.unpack(head)
        about = json.loads(documents.read(told))
        # Nobody but the kernel ends a regular expression.
        signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
        answer = json.dumps(read(documents.read(length), about["url"], about["type"])).encode()
        signal.setitimer(signal.ITIMER_PROF, 0)
        answers.write(MESSAGE.pack(len(answer), 0) + answer)
        answers.flush()
    return 0


def read(data: bytes, url: str, content_type: str) -> dict[str, Any]:
    """Return ``title`` and ``posts`` of a feed, or of what is none a ``problem``: ``not_a_feed`` or ``empty``.

    A post is its title, its address as written or against the document's own base, and its date in seconds of Unix,
    None when none can be read. They are text from outside, and no more than MOST_POSTS.
    """
    if (found := _json_feed(data)) is not None:
        title, items = found
    else:
        data = _from_its_beginning(data)
        if not _ROOT.search(data.replace(b"\0", b"")[: 2 * _ROOT_BYTES]):
            return {"problem": "not_a_feed"}
        title, items = _xml_feed(data, url, content_type)
    posts = [post for post in items if post[1]]
    if not posts:
        return {"problem": "empty"}
    # A feed may begin with its oldest; the order is kept among those of one date and those of none.
    posts.sort(key=lambda post: (post[2] is None, -(post[2] or 0)))
    return {"title": title, "posts": posts[:MOST_POSTS]}


Post = tuple[str, str, int | None]


def _xml_feed(data: bytes, url: str, content_type: str) -> tuple[str, list[Post]]:
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", content_type, re.IGNORECASE)
    headers = {
        # As text, it would be taken for ASCII without a charset (RFC 3023).
        "content-type": "application/xml" + (f"; charset={charset[1]}" if charset else ""),
        "content-location": url,
    }
    # Never the bytes themselves: feedparser would open the file that they name.
    feed = feedparser.parse(
        io.BytesIO(_without_bodies(_with_few_items(data))),
        response_headers=headers,
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    posts = [(_plain(entry.get("title")), _address(entry), _date_of(entry)) for entry in feed.entries[:MOST_ITEMS]]
    return _plain(feed.feed.get("title")), posts


def _json_feed(data: bytes) -> tuple[str, list[Post]] | None:
    """Read a JSON Feed (https://www.jsonfeed.org/version/1.1/); None when it is none."""
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return None
    try:
        feed = json.loads(data)
    except (ValueError, RecursionError):
        return None
    items = feed.get("items") if "jsonfeed.org" in str(feed.get("version")) else None
    if not isinstance(items, list):
        return None
    posts = []
    for item in items[:MOST_ITEMS]:
        if isinstance(item, dict):
            addresses = [item.get(name) for name in ("url", "external_url", "id")]
            address = next((text for text in addresses if isinstance(text, str) and text), "")
            date = read_date(str(item.get("date_published") or item.get("date_modified") or ""))
            posts.append((_plain(item.get("title")), address[: ADDRESS_CHARS + 1], date))
    return _plain(feed.get("title")), posts


def _from_its_beginning(data: bytes) -> bytes:
    """Drop what stands before a feed: blank lines, and what a program says of itself."""
    begin = re.search(rb"<\?xml[\s>]|" + _ROOT.pattern, data[:_ROOT_BYTES])
    return data[begin.start() :] if begin else data


def _with_few_items(data: bytes) -> bytes:
    """Drop the items after MOST_ITEMS, and keep what closes the feed."""
    ends = [found.end() for found in _ITEM_ENDS.finditer(data)]
    return data if len(ends) <= MOST_ITEMS else data[: ends[MOST_ITEMS - 1]] + data[ends[-1] :]


def _without_bodies(data: bytes) -> bytes:
    """Drop what stands in the elements of bodies, in one pass; what is left open goes to the end."""
    pieces, at = [], 0
    while opening := _BODY.search(data, at):
        pieces.append(data[at : opening.end()])
        inner = opening.end()
        while inner >= 0 and (section := _CDATA.match(data, inner)):
            inner = data.find(b"]]>", section.end())
            inner += 3 if inner >= 0 else 0
        at = data.find(b"</" + opening[1], inner) if inner >= 0 else -1
        if at < 0:
            return b"".join(pieces)
    return b"".join((*pieces, data[at:]))


def _plain(text: object) -> str:
    """Return a title as people read it: without markup, on one line."""
    if not isinstance(text, str):
        return ""
    text = _TAG.sub("", _SILENT.sub("", text[: 10 * TITLE_CHARS]))
    text = _TAG.sub("", _SILENT.sub("", html.unescape(text)))
    return " ".join(_UNSEEN.sub(" ", text).split())[:TITLE_CHARS]


def _address(entry: Any) -> str:
    address = entry.get("link") or ""
    return address[: ADDRESS_CHARS + 1] if isinstance(address, str) else ""


def _date_of(entry: Any) -> int | None:
    dates = (read_date(text) for text in _dates_in(entry))
    return next((date for date in dates if date is not None), None)


def _dates_in(entry: Any) -> Iterator[str]:
    """Give the dates of an entry as written: when it was published, else when it was made or changed."""
    for name in ("published", "created", "updated"):
        # feedparser gives one in place of another when asked by the item.
        if name in dict.keys(entry) and isinstance(text := dict.get(entry, name), str):
            yield text


def read_date(text: str) -> int | None:
    """Return a date in seconds of Unix; None for what cannot be read, rather than a date that was never meant."""
    text = text.strip()[:80]
    if text[:4].isdecimal():
        return _year_first(text)
    if not text.isascii():
        return None
    with contextlib.suppress(Exception):
        parsed = feedparser.datetimes._parse_date(text)  # noqa: SLF001  # what it reads dates of entries by
        return calendar.timegm(parsed) if parsed else None
    return None


def _year_first(text: str) -> int | None:
    found = _YEAR_FIRST.fullmatch(text)
    if found is None:
        return None
    year, month, day, before, hour, minute, second, after, zone = found.groups()
    half = (before or after or "").upper()
    hours = int(hour or 0)
    if half:
        hours = hours % 12 + 12 * (half in ("下午", "PM"))
    try:
        day_at = dt.datetime(int(year), int(month), int(day), hours, int(minute or 0), tzinfo=_zone(zone, text))
        return int(day_at.timestamp()) + int(second or 0)
    except (ValueError, OverflowError):
        return None


def _zone(zone: str | None, date: str) -> dt.timezone:
    """Return what the zone of a date means; without one Chinese words tell, else it is UTC, as everywhere in feeds."""
    if not zone:
        return _CHINA if "年" in date else dt.UTC
    if zone.upper() == "CST":
        return _CHINA
    if zone[0] not in "+-":
        return dt.UTC
    sign = -1 if zone[0] == "-" else 1
    digits = zone[1:].replace(":", "")
    return dt.timezone(sign * dt.timedelta(hours=int(digits[:2]) % 24, minutes=int(digits[2:]) % 60))


def _bound_this_process() -> None:
    # A check that runs meanwhile comes first.
    os.nice(10)
    for what, limit in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_NOFILE, 16), (resource.RLIMIT_FSIZE, 0)):
        # Where the system knows no such bound, the parent's clock and its cap on a document remain.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (limit, limit))


if __name__ == "__main__":
    sys.exit(main())
