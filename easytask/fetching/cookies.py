"""Keep the cookies of one try and send them back byte for byte, as browsers do (RFC 6265); knows no network.

Not aiohttp's jar: it rewrites values (``a=b==`` goes back in quotes), and servers that ask for their cookie again
then redirect for ever. What lives for one try alone needs no list of public suffixes and no saving.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import ipaddress
import re
from collections.abc import Iterable

from easytask.verdicts.addresses import Address

# RFC 6265bis, 5.7: what browsers keep of a name and its value together.
MAX_COOKIE_BYTES = 4096
# Chromium keeps so many of a domain; here all together.
MAX_COOKIES = 180
MAX_JAR_BYTES = 64 * 1024
# RFC 6265bis, 5.6: a cookie with one of these is dropped.
_CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
# RFC 6265, 5.1.1: the parts of a date, whatever stands between them and in whatever order they come.
_DATE_PARTS = re.compile(r"[^\t -/;-@\[-`{-~]+")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE_FIELDS = {
    "time": re.compile(r"(\d{1,2}):(\d{1,2}):(\d{1,2})(?!\d)", re.ASCII),
    "day": re.compile(r"(\d{1,2})(?!\d)", re.ASCII),
    "month": re.compile(f"({'|'.join(_MONTHS)})", re.IGNORECASE | re.ASCII),
    "year": re.compile(r"(\d{2,4})(?!\d)", re.ASCII),
}


@dataclasses.dataclass(frozen=True, slots=True)
class _Cookie:
    """``pair`` is what goes back; it belongs to ``host`` alone, or with ``domain`` to all hosts below it as well."""

    pair: str
    host: str
    domain: bool
    path: str
    secure: bool

    def belongs_to(self, url: Address) -> bool:
        host = url.host.removesuffix(".")
        if host != self.host and not (self.domain and _is_below(host, self.host)):
            return False
        if self.secure and url.scheme != "https":
            return False
        path = self.path.removesuffix("/")
        return url.path == self.path or url.path.startswith(path + "/")


class CookieJar:
    """The cookies of one try."""

    def __init__(self) -> None:
        self._cookies: dict[tuple[str, str, str], _Cookie] = {}
        self._bytes = 0

    def take(self, lines: Iterable[str], url: Address) -> None:
        """Keep what the Set-Cookie ``lines`` of an answer from ``url`` ask to be kept."""
        for line in lines:
            self._take(line, url)

    def header(self, url: Address) -> str:
        """Return the Cookie header of a request to ``url``, empty when there is none."""
        cookies = [cookie for cookie in self._cookies.values() if cookie.belongs_to(url)]
        # Longer paths first, else as they came (RFC 6265, 5.4).
        cookies.sort(key=lambda cookie: -len(cookie.path))
        return "; ".join(cookie.pair for cookie in cookies)

    def _take(self, line: str, url: Address) -> None:
        pair, _, rest = line.partition(";")
        name, equals, value = pair.partition("=")
        name, value = (name.strip(" \t"), value.strip(" \t")) if equals else ("", name.strip(" \t"))
        if not (name or value) or len(name) + len(value) > MAX_COOKIE_BYTES or _CONTROLS.search(line):
            return
        attributes = _attributes(rest)
        host, domain = url.host.removesuffix("."), attributes.get("domain", "").removeprefix(".").lower()
        secure = "secure" in attributes
        if (domain and domain != host and not _may_be_shared(host, domain)) or (secure and url.scheme != "https"):
            return
        # RFC 6265bis, 5.7: what these names promise.
        is_hosts_alone = secure and not domain and attributes.get("path") == "/"
        if name.lower().startswith("__host-") and not is_hosts_alone:
            return
        if name.lower().startswith("__secure-") and not secure:
            return
        path = attributes.get("path", "")
        if not path.startswith("/"):
            path = url.path[: url.path.rfind("/")] or "/"
        cookie = _Cookie(
            pair=f"{name}={value}" if name else value,
            host=domain or host,
            # An address has nothing below it.
            domain=bool(domain) and not is_ip(host),
            path=path,
            secure=secure,
        )
        self._put((name, cookie.host, path), None if _is_over(attributes) else cookie)

    def _put(self, key: tuple[str, str, str], cookie: _Cookie | None) -> None:
        """Put a cookie in its place, None in place of one that is over; the oldest make room."""
        before = self._cookies.get(key)
        self._bytes -= len(before.pair) if before else 0
        if cookie is None:
            self._cookies.pop(key, None)
            return
        self._cookies[key] = cookie
        self._bytes += len(cookie.pair)
        while len(self._cookies) > MAX_COOKIES or self._bytes > MAX_JAR_BYTES:
            oldest = next(iter(self._cookies))
            self._bytes -= len(self._cookies.pop(oldest).pair)


def _attributes(text: str) -> dict[str, str]:
    """Return the attributes by their lower-case names; the last of a name counts (RFC 6265, 5.3)."""
    attributes = {}
    for part in text.split(";"):
        name, _, value = part.partition("=")
        attributes[name.strip().lower()] = value.strip()
    return attributes


def _is_over(attributes: dict[str, str]) -> bool:
    """Return whether the cookie is to be forgotten; Max-Age outranks Expires."""
    age = attributes.get("max-age", "")
    if re.fullmatch(r"-?\d+", age, re.ASCII):
        return age.startswith("-") or not age.strip("0")
    expires = _date(attributes.get("expires", ""))
    return expires is not None and expires <= dt.datetime.now(dt.UTC)


def _date(text: str) -> dt.datetime | None:
    """Read a date as RFC 6265, 5.1.1, says, None when it is none; some servers write it as JavaScript does."""
    found: dict[str, re.Match[str]] = {}
    for part in _DATE_PARTS.findall(text):
        for name, pattern in _DATE_FIELDS.items():
            if name not in found and (match := pattern.match(part)):
                found[name] = match
                break
    if len(found) < len(_DATE_FIELDS):
        return None
    year = int(found["year"][1])
    year += 1900 if 70 <= year <= 99 else 2000 if year < 70 else 0
    month = 1 + _MONTHS.index(found["month"][1].lower())
    hour, minute, second = map(int, found["time"].groups())
    try:
        return dt.datetime(year, month, int(found["day"][1]), hour, minute, second, tzinfo=dt.UTC)
    except ValueError:
        return None


def _may_be_shared(host: str, domain: str) -> bool:
    """Return whether ``host`` may set a cookie for ``domain``: its own parent, and no top-level domain."""
    return "." in domain and _is_below(host, domain) and not is_ip(host)


def _is_below(host: str, domain: str) -> bool:
    return host.endswith("." + domain)


def is_ip(host: str) -> bool:
    """Return whether a host is an address, with nothing above or below it."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
