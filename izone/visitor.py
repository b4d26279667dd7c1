"""Say from which network a request came, for the throttle of logins; this knows no logins."""

from __future__ import annotations

import ipaddress

from django.http import HttpRequest


def network(request: HttpRequest) -> str | None:
    """Return the visitor's address, of IPv6 the /64 that one subscriber has; None when it cannot be told.

    A header is believed from a proxy alone: only one that gunicorn trusts makes a request secure, and it puts the
    address of whom it serves last.
    """
    said_by_proxy = request.headers.get("X-Forwarded-For", "").rpartition(",")[2] if request.is_secure() else ""
    for text in (said_by_proxy, request.META.get("REMOTE_ADDR", "")):
        try:
            found = ipaddress.ip_address(text.strip())
        except ValueError:
            continue
        if isinstance(found, ipaddress.IPv6Address):
            found = found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False).network_address
        return str(found)
    return None
