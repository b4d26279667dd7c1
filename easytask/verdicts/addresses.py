"""What a web address means, read as a browser reads it; knows neither pages nor friends.

The rules are those of the WHATWG URL standard (https://url.spec.whatwg.org/), as the ``ada`` parser implements them:
full-width digits, backslashes, odd spellings of IPv4 and IDN all end in the one form that a browser would connect to.
"""

from __future__ import annotations

import dataclasses
import re

import ada_url

WEB_SCHEMES = ("http", "https")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)  # RFC 3986, 3.1; a digit after the colon is a port


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
    def site(self) -> str:
        """The host as a person means it: without ``www.`` and without the root's trailing dot."""
        host = self.host.removesuffix(".")
        bare = host.removeprefix("www.")
        return bare if "." in bare else host

    @property
    def same_page_key(self) -> tuple[str, int | None, str, str]:
        """Equal for two spellings of one page: scheme, ``www.`` and a trailing slash do not tell pages apart."""
        return self.site, self.port, self.path.rstrip("/"), self.query


def parse(text: str, *, base: str | None = None) -> Address:
    """Reads ``text`` as a browser would, against ``base`` when it is relative.

    Raises BadAddress when what comes out is not http(s) or has no host.
    """
    try:
        url = ada_url.URL(text, base=base)
    except (ValueError, UnicodeError) as error:
        raise BadAddress(f"not a web address: {text[:200]!r}") from error
    scheme = url.protocol.removesuffix(":")
    if scheme not in WEB_SCHEMES or not url.hostname:
        raise BadAddress(f"not an http(s) address: {text[:200]!r}")
    url.username = url.password = url.hash = ""
    return Address(
        href=url.href,
        scheme=scheme,
        host=url.hostname,
        port=int(url.port) if url.port else None,
        path=url.pathname,
        query=url.search.removeprefix("?"),
    )


def parse_site_link(text: str) -> Address:
    """Reads the address that a backlink must lead to; without a scheme it is read as ``https://``.

    Raises BadAddress with a sentence for the person who typed it.
    """
    text = text.strip()
    try:
        return parse(text if _SCHEME.match(text) else f"https://{text}")
    except BadAddress as error:
        raise BadAddress(f"site_link must be an http(s) address with a host, not {text[:200]!r}") from error
