"""Say from which address and network a request came, and whether over TLS; this counts nothing.

Only a proxy that TRUSTED_PROXIES names is believed. Django's SECURE_PROXY_SSL_HEADER believes everybody, and gunicorn's
FORWARDED_ALLOW_IPS knows the scheme alone and no chain of proxies.
"""

from __future__ import annotations

import dataclasses
import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network
# Of IPv6: what one subscriber has, and what one site of a provider's customer has at most. Whoever holds the latter may
# send from 65,536 of the former.
SUBSCRIBER_BITS, SITE_BITS = 64, 48
# Who connects through a socket of this machine, which has no address.
_LOCAL = ipaddress.ip_address("127.0.0.1")


@dataclasses.dataclass(frozen=True, slots=True)
class Proxies:
    """Whose word on a visitor's address and scheme is believed.

    ``hops``: whoever connects is believed, and so many proxies stand one behind the other. Or, with 0, those in
    ``networks`` are, however many of them a request has passed.
    """

    hops: int = 0
    networks: tuple[IPNetwork, ...] = ()


class ProxyMiddleware:
    """Take over the scheme by which the visitor came to the first of the trusted proxies."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer an https page to who spoke TLS with the proxy."""
        _found, hops = _walk(request, settings.TRUSTED_PROXIES)
        # Most proxies write one; the others add their own at the end, as with the addresses.
        schemes = [text.strip().lower() for text in request.headers.get("X-Forwarded-Proto", "").split(",")]
        scheme = schemes[-min(hops, len(schemes))] if hops else ""
        if scheme in ("http", "https"):
            request.META["wsgi.url_scheme"] = scheme
        return self._get_response(request)


def address(request: HttpRequest) -> IPAddress | None:
    """Return the visitor's address; None when it cannot be told."""
    found, _hops = _walk(request, settings.TRUSTED_PROXIES)
    return found


def network(request: HttpRequest, *, ipv6_bits: int = SUBSCRIBER_BITS) -> str | None:
    """Return the visitor's address, of IPv6 the first bits."""
    found = address(request)
    if isinstance(found, ipaddress.IPv6Address):
        found = ipaddress.ip_network((found, ipv6_bits), strict=False).network_address
    return str(found) if found else None


def _walk(request: HttpRequest, trusted: Proxies) -> tuple[IPAddress | None, int]:
    """Return the visitor's address, and how many trusted proxies have handed the request on.

    Each of them writes the address of whom it serves at the end of X-Forwarded-For, after what that one has sent.
    """
    remote = request.META.get("REMOTE_ADDR", "")
    found, hops = _parse(remote) if remote else _LOCAL, 0
    said = [text for text in request.headers.get("X-Forwarded-For", "").split(",") if text.strip()]
    while found is not None and _is_trusted(found, hops, trusted):
        hops += 1
        before = _parse(said.pop()) if said else None
        if before is None:
            # The proxy does not tell: then it is itself all that is known.
            break
        found = before
    return found, hops


def _is_trusted(proxy: IPAddress, hops: int, trusted: Proxies) -> bool:
    return hops < trusted.hops or any(proxy in network for network in trusted.networks)


def _parse(text: str) -> IPAddress | None:
    """Return an address as some proxies write it: with a port, in brackets, with the zone of a link-local one."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, ipaddress.IPv6Address) else found
