"""Say from which address and network a request came, for whoever counts requests; this counts none."""

from __future__ import annotations

import ipaddress

from django.http import HttpRequest


def address(request: HttpRequest) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return the visitor's address; None when it cannot be told.

    A header is believed from a proxy alone: only one that gunicorn trusts makes a request secure, and it puts the
    address of whom it serves last.
    """
    said_by_proxy = request.headers.get("X-Forwarded-For", "").rpartition(",")[2] if request.is_secure() else ""
    for text in (said_by_proxy, request.META.get("REMOTE_ADDR", "")):
        try:
            found = ipaddress.ip_address(_without_port(text.strip()))
        except ValueError:
            continue
        return found.ipv4_mapped or found if isinstance(found, ipaddress.IPv6Address) else found
    return None


def network(request: HttpRequest, *, ipv6_bits: int = 64) -> str | None:
    """Return the visitor's address, of IPv6 the first bits: by default the /64 that one subscriber has."""
    found = address(request)
    if isinstance(found, ipaddress.IPv6Address):
        found = ipaddress.ip_network((found, ipv6_bits), strict=False).network_address
    return str(found) if found else None


def _without_port(text: str) -> str:
    """Return an address as some proxies write it, without port, brackets and the zone of a link-local one."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    return text.partition("%")[0]
