"""Say which addresses may be spoken to, and refuse the others at the socket; knows no names, URLs or settings.

It sits on the socket because every address passes there: literal IPs that no resolver sees, every redirect hop and
retry, and a name that suddenly resolves to something else. What it cannot tell is an operator's own NAT64 prefix
(RFC 6052, 2.2), whose addresses look like any other.
"""

from __future__ import annotations

import errno
import ipaddress
import socket
from collections.abc import Callable, Iterable
from typing import Any

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

# https://www.iana.org/assignments/ipv6-address-space: all else is loopback, private, link-local, site-local, multicast,
# reserved, or an IPv4 address in disguise (::/96, ::ffff:0:0:0/96, 64:ff9b::/96, 64:ff9b:1::/48).
_IPV6_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")

# The rows of https://www.iana.org/assignments/iana-ipv4-special-registry and …/iana-ipv6-special-registry (2025-10-09)
# that are not globally reachable. An own table, because `is_global` of Python 3.11 lacks half of it (CVE-2024-4032).
# Two blocks are refused whole although they hold reachable rows: these are anycast addresses that end at the nearest
# router (192.0.0.9, 2001:1::1) and identifiers that are never routed (2001:20::/28); no web site is among them.
_NOT_PUBLIC: tuple[IPNetwork, ...] = tuple(
    ipaddress.ip_network(block)
    for block in (
        "0.0.0.0/8",  # this network, and the unspecified address (RFC 791)
        "10.0.0.0/8",  # private (RFC 1918)
        "100.64.0.0/10",  # shared by carriers (RFC 6598); Alibaba's metadata
        "127.0.0.0/8",  # loopback (RFC 1122)
        "168.63.129.16/32",  # Azure's host: a public address by registry that only ever reaches the machine's own host
        "169.254.0.0/16",  # link-local (RFC 3927); the metadata of most clouds
        "172.16.0.0/12",  # private (RFC 1918)
        "192.0.0.0/24",  # protocol assignments (RFC 6890); Oracle's metadata
        "192.0.2.0/24",  # documentation (RFC 5737)
        "192.88.99.0/24",  # 6to4 relays (RFC 7526)
        "192.168.0.0/16",  # private (RFC 1918)
        "198.18.0.0/15",  # benchmarks (RFC 2544)
        "198.51.100.0/24",  # documentation (RFC 5737)
        "203.0.113.0/24",  # documentation (RFC 5737)
        "224.0.0.0/4",  # multicast (RFC 5771)
        "240.0.0.0/4",  # reserved (RFC 1112), and the broadcast address
        "2001::/23",  # protocol assignments (RFC 2928), with Teredo's embedded IPv4 (RFC 4380)
        "2001:db8::/32",  # documentation (RFC 3849)
        "2002::/16",  # 6to4, an embedded IPv4 (RFC 3056)
        "3fff::/20",  # documentation (RFC 9637)
    )
)

# The ports at which a browser opens no page (https://fetch.spec.whatwg.org/#port-blocking): mail, shells, databases and
# the like. Whoever names an address, or redirects one, must not have us knock there.
BAD_PORTS = frozenset(
    int(port)
    for port in """
    0 1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117 119 123
    135 137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601 636 989 990 993 995
    1719 1720 1723 2049 3659 4045 4190 5060 5061 6000 6566 6665 6666 6667 6668 6669 6679 6697 10080
    """.split()  # noqa: SIM905  # shorter
)

# Documentation's own, which no interface has: where a socket can be bound to it (net.ipv4.ip_nonlocal_bind, as cluster
# software sets it), binding tells nothing.
_NOBODYS = {socket.AF_INET: "192.0.2.1", socket.AF_INET6: "2001:db8::1"}


class ForbiddenAddress(OSError):
    """The address must not be spoken to.

    The text is the same for every address: happy eyeballs raises the original error for a host with several addresses
    only when all of them failed in the same words.
    """

    def __init__(self, address: str) -> None:
        super().__init__(errno.EACCES, "address not allowed")
        self.address = address


def is_public(ip: IPAddress) -> bool:
    """Whether a public web site may sit at ``ip``; an IPv4-mapped address is judged as its IPv4 address."""
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(ip.ipv4_mapped)
        if ip not in _IPV6_GLOBAL_UNICAST or _is_isatap(ip):
            return False
    return not any(ip in network for network in _NOT_PUBLIC)


def _is_isatap(ip: ipaddress.IPv6Address) -> bool:
    """Whether the lower half embeds an IPv4 address, which it may do under any prefix (RFC 5214, 6.1)."""
    return (int(ip) >> 32) & 0xFFFF_FFFF in (0x0000_5EFE, 0x0200_5EFE)


def is_own(ip: IPAddress) -> bool:
    """Whether an interface of this machine has this address: a socket can be bound to no other.

    So the firewall and the services of this machine would take us for a neighbour that they trust.
    """
    family = socket.AF_INET if ip.version == 4 else socket.AF_INET6
    return _binds(family, str(ip)) and not _binds(family, _NOBODYS[family])


def _binds(family: socket.AddressFamily, address: str) -> bool:
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind((address, 0))
    except OSError:
        return False
    return True


class Guard:
    """``allowed_networks`` opens exactly what it names; an IPv4 network also names its addresses' mapped spelling.

    ``is_own`` tells the addresses of this machine, public ones too, which are closed like private ones.
    """

    def __init__(
        self, allowed_networks: Iterable[IPNetwork | str] = (), *, is_own: Callable[[IPAddress], bool] = is_own
    ) -> None:
        self._allowed_networks = tuple(ipaddress.ip_network(str(network)) for network in allowed_networks)
        self._is_own = is_own

    def allows(self, address: str) -> bool:
        """``address`` is the text of an IP, with or without an IPv6 scope; any other text is refused."""
        try:
            ip = ipaddress.ip_address(address)
        except ValueError:
            return False
        reached = getattr(ip, "ipv4_mapped", None) or ip
        if any(ip in network or reached in network for network in self._allowed_networks):
            return True
        return is_public(ip) and not self._is_own(reached)

    def open_socket(self, addr_info: tuple[int, int, int, str, tuple[Any, ...]]) -> socket.socket:
        """For ``TCPConnector(socket_factory=…)``: raises ForbiddenAddress before there is a socket."""
        family, kind, protocol, _, sockaddr = addr_info
        address = str(sockaddr[0])
        if sockaddr[1] in BAD_PORTS or not self.allows(address):
            raise ForbiddenAddress(address)
        opened = socket.socket(family, kind, protocol)
        opened.setblocking(False)
        return opened
