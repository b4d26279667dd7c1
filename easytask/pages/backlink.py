"""Says whether a page links to us, piece by piece; knows neither the network nor what follows from the answer.

Three steps, for one piece after the other: bytes become text (_Text), text becomes start tags (TagFinder), and an href
is a backlink or not (Scanner). A page is never held as a whole, and whatever it contains costs linear time.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote, unquote_to_bytes

import webencodings

from easytask.pages.tokenizer import StartTag, TagFinder
from easytask.verdicts.addresses import Address, BadAddress, parse
from easytask.verdicts.records import Backlink, truncate_text

_SNIFFED_BYTES = 1024  # WHATWG HTML, 13.2.3.2: how much of a page is searched for its <meta charset>
_HREF_CHARS = 16_384  # no server takes a longer address: the rest of such an href is not looked at
# Reading one URL costs as much as copying some 10,000 characters. The budget of a page, 15,000 short URLs that look
# suspicious, is a fifth of a second: only a page that is made to burn CPU uses it up.
_READING_COST = 10_000
_READING_BUDGET = 15_000 * _READING_COST
_VALUE_COST = _READING_COST // 10  # a value in a query that may be a jump link's

# An address that names its host in plain letters; a last label that begins with a digit may be a spelling of an IP.
_PLAIN_HOST = re.compile(r"https?://((?:[a-z0-9-]+\.)*[a-z][a-z0-9-]*)\.?(?:[/?#]|\Z)", re.IGNORECASE | re.ASCII)
# Most links: to another host that is spelled out, or a path; without a query, which may be a jump link's.
_DULL_REST = r"[!#$%(-;=@-\[\]-~]*+"
_DULL = (
    rf"(?:https?://(?!(?:www\.)?{{site}})[a-z0-9.-]++(?::[0-9]++)?(?:[/#]{_DULL_REST})?|\.?\.?[/#](?!/){_DULL_REST})"
)
_CONTENT_CHARSET = re.compile(r"""charset\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;"'][^\s;]*))""", re.IGNORECASE | re.ASCII)


def _encoding(label: str) -> webencodings.Encoding | None:
    """The encoding of a label of WHATWG Encoding, 4.2; Python's own registry would also know zlib, rot13 and idna."""
    found = webencodings.lookup(label) if label.isascii() else None
    if found and found.name == "gbk":
        return webencodings.lookup("gb18030")  # GBK is decoded by gb18030's decoder (10.1.1)
    return found


def _declared_encoding(head: bytes) -> webencodings.Encoding:
    """What the first usable ``<meta>`` declares (WHATWG HTML, 13.2.3.2, "prescan a byte stream"), else UTF-8."""
    declared = []

    def take(meta: StartTag) -> None:
        label = meta.get("charset")
        if label is None and (meta.get("http-equiv") or "").lower() == "content-type":
            content = _CONTENT_CHARSET.search(meta.get("content") or "")
            label = content[content.lastindex or 0] if content else None
        if encoding := _encoding(label or ""):
            declared.append(encoding)

    TagFinder({"meta"}, take).feed(head.decode("latin-1"), last=True)
    # A <meta> that could be read byte by byte is not in UTF-16.
    if not declared or declared[0].name.startswith("utf-16"):
        return webencodings.UTF8
    return declared[0]


class _Text:
    """A page's bytes as text: BOM, then the header's charset, then ``<meta>``, then UTF-8 (WHATWG HTML, 13.2.3.2)."""

    def __init__(self, charset: str | None) -> None:
        self._head = b""
        self._encoding = _encoding(charset or "")
        self._decoder = webencodings.IncrementalDecoder(self._encoding or "utf-8")  # it sees to the BOM by itself

    def decode(self, data: bytes, *, last: bool) -> str:
        if self._encoding is None:
            self._head += data
            if len(self._head) < _SNIFFED_BYTES and not last:
                return ""
            data, self._head = self._head, b""
            self._encoding = _declared_encoding(data[:_SNIFFED_BYTES])
            self._decoder = webencodings.IncrementalDecoder(self._encoding)
        if self._encoding.name != "iso-2022-jp":
            return self._decoder.decode(data, final=last)
        # CPython's decoder of it raises on some broken escapes, depending on the cut: so it always gets the same cut.
        return "".join(self._decode_byte(data[at : at + 1], self._encoding) for at in range(len(data)))

    def _decode_byte(self, byte: bytes, encoding: webencodings.Encoding) -> str:
        try:
            return self._decoder.decode(byte)
        except UnicodeError:
            self._decoder = webencodings.IncrementalDecoder(encoding)
            return "\ufffd"


def _segments(path: str) -> list[bytes]:
    """A path for comparing, without trailing slash: ``%7E`` and ``~`` are one, ``%2F`` is no border."""
    return [unquote_to_bytes(segment) for segment in path.rstrip("/").split("/")]


def _port(address: Address) -> int | None:
    return None if address.port in (80, 443) else address.port


def _carried(query: str) -> Iterator[str]:
    """The texts that a jump link may carry: its query as a whole and each value in it, plain or in base64."""
    for value in (query, *(pair.partition("=")[2] for pair in query.split("&"))):
        text = unquote(value)
        yield text
        code = text.rstrip("=").replace("-", "+").replace("_", "/")
        try:
            yield base64.b64decode(code + "=" * (-len(code) % 4), validate=True).decode()
        except ValueError:
            continue  # not base64, or not of text


class Scanner:
    """Reads one page after the other and finds the first link on it to ``site_link``."""

    def __init__(self, site_link: Address) -> None:
        self.found: Backlink | None = None
        self.gave_up = False  # the rest of the page was not looked at
        self._link = site_link
        self._path = _segments(site_link.path)
        # An ASCII href without escapes and query leads to a host only if it spells it out, which spares most links the
        # reading of their URL. An IP address has too many spellings.
        has_spellings = site_link.site[-1] in "0123456789]"
        host = rf"(?i:{re.escape(site_link.site)})"
        self._suspicious = re.compile("" if has_spellings else rf"{host}|[%?\t\n\r]|[^\0-\x7f]")
        self._dull = "" if has_spellings else _DULL.format(site=re.escape(site_link.site))
        self._over = True
        self._budget = 0
        self._page = self._base = site_link
        self._base_is_known = self._base_is_ours = False
        self._text: _Text
        self._tags: TagFinder

    def open(self, url: str, charset: str | None) -> Callable[[bytes], bool]:
        """Begins a new page: ``url`` is its final address, ``charset`` the parameter of its Content-Type.

        The returned function takes each piece of the body and returns True for "enough, stop reading".
        Raises BadAddress when ``url`` is no http(s) address.
        """
        self._page = self._base = parse(url)
        self._base_is_known = self._base_is_ours = False
        self._text = _Text(charset)
        self._tags = TagFinder({"a", "area", "base"}, self._take, dull=self._dull)
        self._budget = _READING_BUDGET
        self.found = None
        self.gave_up = False
        self._over = self._page.site == self._link.site  # our own pages are full of links to us
        return self._feed

    def close(self) -> None:
        """The body has ended: a link may be complete only now."""
        self._feed(b"", last=True)
        self._over = True

    def _feed(self, data: bytes, *, last: bool = False) -> bool:
        if not self._over:
            self._tags.feed(self._text.decode(data, last=last), last=last)
        return self._over

    def _take(self, tag: StartTag) -> None:
        if self._over or (tag.name != "a" and tag.namespace != "html"):
            return
        href = tag.get("href")
        if href is None:
            return
        href = href[:_HREF_CHARS]
        if tag.name != "base":
            self._judge(href, tag)
        elif not self._base_is_known:
            # The first base with an href wins, even when it cannot be read (WHATWG HTML, 4.2.3). It holds for what
            # follows: the standard wants it before every URL.
            self._base_is_known = True
            self._base = self._read(href, base=self._page) or self._page
            self._base_is_ours = self._base.site == self._link.site
            if self._base_is_ours:
                self._tags.hand_on_all()

    def _judge(self, href: str, tag: StartTag) -> None:
        if not (self._base_is_ours or self._suspicious.search(href)) or self._leads_elsewhere(href):
            return
        target = self._read(href, base=self._base)
        if target and (self._leads_home(target) or ("?" in href.partition("#")[0] and self._jumps_home(target))):
            self.found = Backlink(truncate_text(href), nofollow="nofollow" in (tag.get("rel") or "").lower().split())
        self.gave_up = self.found is None and self._budget <= 0
        self._over = self.found is not None or self.gave_up

    def _leads_elsewhere(self, href: str) -> bool:
        """Whether it plainly names a host that is neither ours nor the page's, which most suspicious links do."""
        named = _PLAIN_HOST.match(href)
        if named is None:
            return False
        host = named[1].lower()
        return not {host, host.removeprefix("www.")} & {self._link.site, self._page.site}

    def _leads_home(self, target: Address) -> bool:
        return (
            target.site == self._link.site
            and _port(target) == _port(self._link)
            and _segments(target.path)[: len(self._path)] == self._path
        )

    def _jumps_home(self, target: Address) -> bool:
        """Jump links are believed on the page's own host only: anybody's redirector could be asked for elsewhere."""
        if target.site != self._page.site:
            return False
        self._budget -= _VALUE_COST * target.query.count("&")
        suspects = filter(self._suspicious.search, _carried(target.query))
        return any(carried and self._leads_home(carried) for carried in map(self._read, suspects))

    def _read(self, text: str, base: Address | None = None) -> Address | None:
        against = (base or self._page).href
        self._budget -= _READING_COST + len(against) + len(text)
        try:
            return parse(text, base=against) if self._budget >= 0 else None
        except BadAddress:
            return None
