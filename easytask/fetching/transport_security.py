"""Know which hosts are to be asked over TLS alone, as browsers do (RFC 6797); knows no network.

What an answer has told lasts for its own try, as a cookie does: a page must not be able to decide for another friend's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from easytask.fetching.cookies import is_ip
from easytask.verdicts.addresses import Address, parse

# Top-level domains whose registries have had them put whole on the list that browsers come with
# (chromium/net/http/transport_security_state_static.json, "public-suffix").
PRELOADED = frozenset(
    re.findall(r"\w+", "app boo channel dad day dev esq foo ing meme mov new nexus page phd prof rsvp zip")
)
_MAX_AGE = re.compile(r"\"?(\d+)\"?", re.ASCII)


class TransportSecurity:
    """Knows the hosts of one try; of each whether those below it are meant as well."""

    def __init__(self) -> None:
        self._hosts: dict[str, bool] = {}

    def take(self, fields: Sequence[str], url: Address) -> None:
        """Keep what the Strict-Transport-Security ``fields`` of an answer from ``url`` say; only the first counts."""
        if not fields or url.scheme != "https" or is_ip(url.host):
            return
        directives = [part.partition("=") for part in fields[0].split(";")]
        values = {name.strip().lower(): value.strip() for name, _, value in directives}
        age = _MAX_AGE.fullmatch(values.get("max-age", ""))
        if age is None:
            return
        host = url.host.removesuffix(".")
        self._hosts.pop(host, None)
        # Not as a number: Python reads none of more than 4,300 digits.
        if age[1].strip("0"):
            self._hosts[host] = "includesubdomains" in values

    def secured(self, url: Address) -> Address:
        """Return the address that a browser asks for instead of ``url``."""
        if url.scheme != "http" or not self._is_known(url.host.removesuffix(".")):
            return url
        # Port 80 becomes 443, and any other stays (RFC 6797, 8.3).
        return parse(f"https{url.href.removeprefix('http')}")

    def _is_known(self, host: str) -> bool:
        labels = host.split(".")
        above = (".".join(labels[at:]) for at in range(1, len(labels)))
        return labels[-1] in PRELOADED or host in self._hosts or any(map(self._hosts.get, above))
