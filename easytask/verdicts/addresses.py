"""Read what a web address means, as a browser reads it; it knows neither pages nor friends.

The rules are those of the WHATWG URL standard (https://url.spec.whatwg.org/), as the ``ada`` parser implements them:
full-width digits, backslashes, odd spellings of IPv4 and IDN all end in the one form that a browser would connect to.
"""

from __future__ import annotations

import dataclasses
import re

import ada_url

WEB_SCHEMES = ("http", "https")
# What ada writes: scheme, host, and what follows without the fragment; in that port, path and query. To ask ada for
# each of them takes twice as long.
_WRITTEN = re.compile(
    rf"({'|'.join(WEB_SCHEMES)})://(?:[^/@]*@)?(\[[^\]]*\]|[^/:]+)((?::([0-9]+))?(/[^?#]*)(?:\?([^#]*))?)"
)
# RFC 3986, 3.1; a digit after the colon is a port.
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)
# The value of a refresh up to its address: white space, seconds, a separator (WHATWG HTML, 4.2.5.3).
_REFRESH = re.compile(
    r"[\t\n\f\r ]*+(?:[0-9]++|(?=\.))[0-9.]*+(?:\Z|(?=[;,\t\n\f\r ])[\t\n\f\r ]*+[;,]?[\t\n\f\r ]*+)(.*)", re.DOTALL
)
_REFRESH_URL = re.compile(r"url[\t\n\f\r ]*+=[\t\n\f\r ]*+", re.IGNORECASE)


class BadAddress(ValueError):
    """The text is no absolute http(s) address with a host."""


@dataclasses.dataclass(frozen=True, slots=True)
class Address:
    """One http(s) address in its normal form.

    ``host`` is lower-case ASCII (punycode for IDN, brackets around IPv6) and keeps a trailing dot; ``port`` is None
    when it is the scheme's own; ``href`` carries neither credentials nor a fragment, so that it may be sent anywhere.
    """

    href: str
    scheme: str
    host: str
    port: int | None
    path: str
    query: str

    @property
    def origin(self) -> str:
        """Return the address up to its path."""
        return f"{self.scheme}://{self.host}" + (f":{self.port}" if self.port else "")

    @property
    def site(self) -> str:
        """Return the host as a person means it: without ``www.`` and without the root's trailing dot."""
        host = self.host.removesuffix(".")
        bare = host.removeprefix("www.")
        return bare if "." in bare else host

    @property
    def unicode_site(self) -> str:
        """Return the same as people write it: letters instead of punycode."""
        return ada_url.idna_to_unicode(self.site)

    @property
    def same_page_key(self) -> tuple[str, int | None, str, str]:
        """Return what two spellings of one page share: scheme, ``www.`` and a trailing slash do not tell them apart."""
        return self.site, self.port, self.path.rstrip("/"), self.query


def parse(text: str, *, base: str | None = None) -> Address:
    """Read ``text`` as a browser would, against ``base`` when it is relative.

    Raises BadAddress when what comes out is not http(s) or has no host.
    """
    try:
        written = ada_url.URL(text, base=base).href
    except (ValueError, UnicodeError) as error:
        raise BadAddress(f"not a web address: {text[:200]!r}") from error
    found = _WRITTEN.match(written)
    if found is None:
        raise BadAddress(f"not an http(s) address: {text[:200]!r}")
    scheme, host, rest, port, path, query = found.groups("")
    return Address(f"{scheme}://{host}{rest}", scheme, host, int(port) if port else None, path, query)


def served_at(link: str, found_at: str | None) -> str:
    """Return the origin of the link's page: the one at which it was found, if that is on the link's own host.

    A host that port 80 does not serve has its files over TLS, though the link says http. Raises BadAddress.
    """
    ours = parse(link)
    found = parse(found_at) if found_at else ours
    return found.origin if found.host == ours.host else ours.origin


def parse_site_link(text: str) -> Address:
    """Read the address that a backlink must lead to; without a scheme it is read as ``https://``.

    Raises BadAddress with a sentence for the person who typed it.
    """
    text = text.strip()
    try:
        return parse(text if _SCHEME.match(text) else f"https://{text}")
    except BadAddress as error:
        raise BadAddress(f"site_link must be an http(s) address with a host, not {text[:200]!r}") from error


def refresh_target(value: str, *, base: str) -> Address | None:
    """Read the value of a ``Refresh`` header or of a ``<meta http-equiv=refresh>``, as browsers read both.

    Return where it leads, which is ``base`` when it names no address; None when it leads nowhere. The rules are the
    "shared declarative refresh steps" of WHATWG HTML, 4.2.5.3.
    """
    found = _REFRESH.match(value)
    if found is None:
        return None
    text = found[1]
    if named := _REFRESH_URL.match(text):
        text = text[named.end() :]
    if named or not text.startswith(("u", "U")):
        quote = text[:1]
        text = text[1:].partition(quote)[0] if quote in {"'", '"'} else text
    try:
        return parse(text, base=base)
    except BadAddress:
        return None
