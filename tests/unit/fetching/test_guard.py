"""The guard: which addresses may be spoken to, as tables, and the refusal at a real connector's socket."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import socket
from collections.abc import Iterable

import aiohttp
import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from easytask.fetching.guard import ForbiddenAddress, Guard, is_own, is_public

PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "93.184.215.14",
    "192.31.196.1",  # AS112-v4: in the registry, and globally reachable
    "192.52.193.1",  # AMT, likewise
    "192.175.48.1",  # direct delegation AS112, likewise
    "2001:200::1",  # the first address after 2001::/23
    "2001:4860:4860::8888",
    "2606:4700:4700::1111",
    "2606:4700:4700:0:0:0:0:1111",
    "2606:4700:4700::1111%eth0",
    "2620:4f:8000::1",  # direct delegation AS112
    "2a00:1450:4001:81b::200e",
    "::ffff:8.8.8.8",
    "::ffff:808:808",
    "::FFFF:8.8.8.8%2",
    # the neighbours of the refused networks
    "1.0.0.0",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "168.63.129.15",
    "168.63.129.17",
    "169.253.255.255",
    "169.255.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.0",
    "192.88.98.255",
    "192.167.255.255",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2000::",
    "2001:db7:ffff::1",
    "2001:db9::1",
    "2003::1",
    "3ffe:ffff::1",
    "3fff:1000::1",
]

NOT_PUBLIC = [
    # the rows of the IPv4 registry that are not globally reachable, by their first and last address
    *("0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255"),
    *("127.0.0.0", "127.0.0.1", "127.255.255.255", "169.254.0.0", "169.254.255.255", "172.16.0.0", "172.31.255.255"),
    *("192.0.0.0", "192.0.0.8", "192.0.0.9", "192.0.0.10", "192.0.0.170", "192.0.0.171", "192.0.0.255"),
    *("192.0.2.0", "192.0.2.255", "192.88.99.0", "192.88.99.1", "192.88.99.255", "192.168.0.0", "192.168.255.255"),
    *("198.18.0.0", "198.19.255.255", "198.51.100.0", "198.51.100.255", "203.0.113.0", "203.0.113.255"),
    *("240.0.0.0", "255.255.255.254", "255.255.255.255"),
    # multicast
    *("224.0.0.1", "239.255.255.255", "ff02::1", "ff0e::1"),
    # cloud metadata
    *("169.254.169.254", "169.254.170.2", "100.100.100.200", "192.0.0.192", "168.63.129.16", "fd00:ec2::254"),
    *("fd20:ce::254", "fe80::a9fe:a9fe%eth0"),
    # the rows of the IPv6 registry
    *("::", "::1", "100::", "100::ffff:ffff:ffff:ffff", "100:0:0:1::1", "2001::", "2001:1ff:ffff::1", "2001:1::1"),
    *("2001:1::2", "2001:1::3", "2001:2::1", "2001:3::1", "2001:4:112::1", "2001:10::1", "2001:20::1", "2001:30::1"),
    *("2001:db8::", "2001:db8:ffff::1", "3fff::", "3fff:fff:ffff::1", "5f00::1", "5f00:ffff::1"),
    *("fc00::1", "fdff:ffff::1", "fe80::1", "fe80::1%eth0", "fe80::1%25", "febf::1", "fec0::1", "feff::1"),
    # outside the global unicast space
    *("200::1", "1fff:ffff::1", "4000::1", "8000::1", "fbff::1", "fe00::1"),
    # IPv4 addresses inside IPv6 ones: mapped, compatible, translated, NAT64, 6to4, Teredo, ISATAP
    *("::ffff:127.0.0.1", "::ffff:7f00:1", "0:0:0:0:0:FFFF:7F00:0001", "::ffff:10.0.0.1%1", "::ffff:0.0.0.0"),
    *("::ffff:169.254.169.254", "::ffff:192.0.0.8", "::127.0.0.1", "::8.8.8.8", "::ffff:0:127.0.0.1"),
    *("64:ff9b::127.0.0.1", "64:ff9b::8.8.8.8", "64:ff9b:1::7f00:1", "64:ff9b:1:ffff::1", "2002:7f00:1::"),
    *("2002:808:808::1", "2001:0:4136:e378:8000:63bf:80ff:fffe", "2606:4700::5efe:127.0.0.1", "fe80::5efe:10.0.0.1"),
    *("2606:4700::200:5efe:127.0.0.1", "2606:4700::200:5efe:8.8.8.8"),
]

# Every row of https://www.iana.org/assignments/iana-ipv4-special-registry and …/iana-ipv6-special-registry, as of
# 2025-10-09: its block, and whether it is globally reachable; None where the registry says neither.
REGISTRY = {
    "0.0.0.0/8": False,  # this network
    "0.0.0.0/32": False,  # this host on this network
    "10.0.0.0/8": False,  # private use
    "100.64.0.0/10": False,  # shared address space
    "127.0.0.0/8": False,  # loopback
    "169.254.0.0/16": False,  # link-local
    "172.16.0.0/12": False,  # private use
    "192.0.0.0/24": False,  # IETF protocol assignments
    "192.0.0.0/29": False,  # IPv4 service continuity prefix
    "192.0.0.8/32": False,  # IPv4 dummy address
    "192.0.0.9/32": True,  # port control protocol anycast
    "192.0.0.10/32": True,  # traversal using relays around NAT anycast
    "192.0.0.170/32": False,  # NAT64/DNS64 discovery
    "192.0.0.171/32": False,
    "192.0.2.0/24": False,  # documentation
    "192.31.196.0/24": True,  # AS112-v4
    "192.52.193.0/24": True,  # AMT
    "192.88.99.0/24": None,  # deprecated 6to4 relay anycast
    "192.168.0.0/16": False,  # private use
    "192.175.48.0/24": True,  # direct delegation AS112 service
    "198.18.0.0/15": False,  # benchmarking
    "198.51.100.0/24": False,  # documentation
    "203.0.113.0/24": False,  # documentation
    "240.0.0.0/4": False,  # reserved
    "255.255.255.255/32": False,  # limited broadcast
    "::1/128": False,  # loopback
    "::/128": False,  # unspecified
    "::ffff:0:0/96": False,  # IPv4-mapped
    "64:ff9b::/96": True,  # IPv4-IPv6 translation
    "64:ff9b:1::/48": False,  # IPv4-IPv6 translation
    "100::/64": False,  # discard only
    "100:0:0:1::/64": False,  # dummy prefix
    "2001::/23": False,  # IETF protocol assignments
    "2001::/32": None,  # Teredo
    "2001:1::1/128": True,  # port control protocol anycast
    "2001:1::2/128": True,  # traversal using relays around NAT anycast
    "2001:1::3/128": True,  # DNS-SD service registration anycast
    "2001:2::/48": False,  # benchmarking
    "2001:3::/32": True,  # AMT
    "2001:4:112::/48": True,  # AS112-v6
    "2001:10::/28": None,  # deprecated ORCHID
    "2001:20::/28": True,  # ORCHIDv2
    "2001:30::/28": True,  # drone remote identification
    "2001:db8::/32": False,  # documentation
    "2002::/16": None,  # 6to4
    "2620:4f:8000::/48": True,  # direct delegation AS112 service
    "3fff::/20": False,  # documentation
    "5f00::/16": False,  # segment routing identifiers
    "fc00::/7": False,  # unique local
    "fe80::/10": False,  # link-local
}
# Reachable by the registry, and refused all the same: parts of 192.0.0.0/24 and 2001::/23, where no web site is, and
# addresses that stand for an IPv4 address behind a translator.
REFUSED_ALL_THE_SAME = {
    *("192.0.0.9/32", "192.0.0.10/32", "64:ff9b::/96", "2001:1::1/128", "2001:1::2/128", "2001:1::3/128"),
    *("2001:3::/32", "2001:4:112::/48", "2001:20::/28", "2001:30::/28"),
}

NO_ADDRESS = [
    *("", " ", "localhost", "example.com", "127.1", "0177.0.0.1", "0x7f.1", "2130706433", "1.1.1.1 ", "1.1.1.1:80"),
    *("[::1]", "[2606:4700:4700::1111]", "1.1.1.1/32", "１.１.１.１", "8.8.8.8%eth0", "::1%", "fe80::1%a%b", "1.1.1"),
]


def networks(*blocks: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    return [ipaddress.ip_network(block) for block in blocks]


@pytest.mark.parametrize("address", PUBLIC)
def test_it_allows_a_public_address(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))
    assert Guard().allows(address)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_it_refuses_what_is_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))
    assert not Guard().allows(address)


@pytest.mark.parametrize(("block", "reachable"), REGISTRY.items())
def test_each_row_of_the_registries_is_refused_unless_it_is_reachable(block: str, reachable: bool | None) -> None:
    network = ipaddress.ip_network(block)
    middle = network[network.num_addresses // 2]
    expected = reachable is True and block not in REFUSED_ALL_THE_SAME
    if block == "::ffff:0:0/96":  # judged as the IPv4 address that is mapped
        assert {is_public(address) for address in (network[0], network[-1])} == {False}
        assert is_public(network[0x0808_0808])
        return
    assert {is_public(address) for address in (network[0], middle, network[-1])} == {expected}


@pytest.mark.parametrize("block", [block for block, reachable in REGISTRY.items() if not reachable])
def test_what_lies_beside_a_refused_row_is_judged_by_itself(block: str) -> None:
    """The neighbours are public, unless another row, multicast, or the space outside 2000::/3 holds them."""
    network = ipaddress.ip_network(block)
    width = network.max_prefixlen
    for number in (int(network[0]) - 1, int(network[-1]) + 1):
        if not 0 <= number < 2**width:
            continue
        address = ipaddress.ip_address(number) if width == 32 else ipaddress.IPv6Address(number)
        refused = any(
            address in ipaddress.ip_network(row)
            for row, reachable in REGISTRY.items()
            if reachable is not True or row in REFUSED_ALL_THE_SAME
        )
        outside = address.is_multicast or (width == 128 and address not in ipaddress.ip_network("2000::/3"))
        assert is_public(address) is not (refused or outside), address


@pytest.mark.parametrize("address", NO_ADDRESS)
def test_it_refuses_what_is_not_the_text_of_an_address(address: str) -> None:
    assert not Guard(networks("0.0.0.0/0", "::/0")).allows(address)


@pytest.mark.parametrize(
    ("blocks", "address", "allowed"),
    [
        (("127.0.0.0/8",), "127.0.0.1", True),
        (("127.0.0.0/8",), "127.255.255.255", True),
        (("127.0.0.0/8",), "::ffff:127.0.0.1", True),
        (("127.0.0.0/8",), "::ffff:7f00:1%lo", True),
        (("127.0.0.0/8",), "::1", False),
        (("127.0.0.0/8",), "::127.0.0.1", False),
        (("127.0.0.0/8",), "64:ff9b::127.0.0.1", False),
        (("127.0.0.0/8",), "2002:7f00:1::", False),
        (("127.0.0.0/8",), "10.0.0.1", False),
        (("127.0.0.1/32",), "127.0.0.2", False),
        (("10.1.0.0/16", "192.168.7.0/24"), "192.168.7.9", True),
        (("10.1.0.0/16", "192.168.7.0/24"), "10.1.255.255", True),
        (("10.1.0.0/16", "192.168.7.0/24"), "10.2.0.0", False),
        (("0.0.0.0/0",), "169.254.169.254", True),
        (("0.0.0.0/0",), "::1", False),
        (("::1/128",), "::1", True),
        (("::1/128",), "127.0.0.1", False),
        (("fe80::/10",), "fe80::1%eth0", True),
        (("fd00:1::/32",), "fd00:1::5", True),
        (("fd00:1::/32",), "fd00:2::5", False),
        (("64:ff9b::/96",), "64:ff9b::808:808", True),
        (("::ffff:127.0.0.0/104",), "::ffff:127.0.0.1", True),
        (("::ffff:127.0.0.0/104",), "127.0.0.1", False),
        (("127.0.0.0/8",), "1.1.1.1", True),
    ],
)
def test_an_allowed_network_opens_exactly_what_it_names(blocks: Iterable[str], address: str, allowed: bool) -> None:
    assert Guard(networks(*blocks)).allows(address) is allowed


@pytest.mark.parametrize("port", [0, 22, 25, 3659, 6667, 10080])
@pytest.mark.parametrize("allowed", [(), ("1.1.1.1/32",)])
def test_no_port_is_knocked_at_where_a_browser_opens_no_page(port: int, allowed: Iterable[str]) -> None:
    with pytest.raises(ForbiddenAddress):
        Guard(networks(*allowed)).open_socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("1.1.1.1", port)))


@pytest.mark.parametrize("port", [80, 443, 2052, 4000, 8080, 8443, 8888, 65535])
def test_the_ports_of_web_sites_are_open(port: int) -> None:
    Guard().open_socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("1.1.1.1", port))).close()


def addr_info(address: str) -> tuple[int, int, int, str, tuple[str | int, ...]]:
    if ":" in address:
        return socket.AF_INET6, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, 80, 0, 0)
    return socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, 80)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "fe80::1%eth0", "::ffff:10.0.0.1", "localhost"])
def test_it_raises_before_there_is_a_socket(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_socket(*args: object) -> None:
        pytest.fail("a socket was made for a forbidden address")

    monkeypatch.setattr(socket, "socket", no_socket)
    with pytest.raises(ForbiddenAddress) as raised:
        Guard().open_socket(addr_info(address))
    assert raised.value.address == address
    assert raised.value.errno == errno.EACCES


@pytest.mark.parametrize(
    ("address", "family"), [("1.1.1.1", socket.AF_INET), ("2606:4700:4700::1111", socket.AF_INET6)]
)
def test_it_opens_a_socket_that_does_not_block(address: str, family: int) -> None:
    with Guard().open_socket(addr_info(address)) as opened:
        assert (opened.family, opened.type) == (family, socket.SOCK_STREAM)
        assert not opened.getblocking()


class EverywhereResolver(AbstractResolver):
    """Any name resolves to the addresses given."""

    def __init__(self, addresses: Iterable[str]) -> None:
        self._addresses = list(addresses)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
            for address in self._addresses
        ]

    async def close(self) -> None:
        pass


async def get(host: str, guard: Guard, *, resolve_to: Iterable[str] = ()) -> tuple[str, list[str]]:
    """Fetches ``/`` of a loopback server through ``guard``; ``/away`` there redirects to the same server by IP."""
    seen: list[str] = []

    async def answer(request: web.BaseRequest) -> web.Response:
        seen.append(request.path)
        if request.path == "/away":
            raise web.HTTPFound(f"http://127.0.0.1:{port}/")
        return web.Response(text="here")

    runner = web.ServerRunner(web.Server(answer))
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port = runner.addresses[0][1]
        connector = aiohttp.TCPConnector(socket_factory=guard.open_socket, resolver=EverywhereResolver(resolve_to))
        async with (
            aiohttp.ClientSession(connector=connector) as session,
            session.get(f"http://{host.format(port=port)}") as response,
        ):
            return await response.text(), seen
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    ("host", "resolve_to", "refused"),
    [
        ("127.0.0.1:{port}/", (), ("127.0.0.1",)),
        ("[::ffff:127.0.0.1]:{port}/", (), ("::ffff:7f00:1",)),
        ("friend.example:{port}/", ("127.0.0.1",), ("127.0.0.1",)),
        ("friend.example:{port}/", ("::1", "127.0.0.1", "10.0.0.1"), ("::1", "127.0.0.1", "10.0.0.1")),
    ],
    ids=["literal", "mapped literal", "name", "name with several addresses"],
)
def test_a_request_to_a_forbidden_address_fails_at_the_socket(
    host: str, resolve_to: Iterable[str], refused: tuple[str, ...]
) -> None:
    with pytest.raises(aiohttp.ClientConnectorError) as raised:
        asyncio.run(get(host, Guard(), resolve_to=resolve_to))
    assert isinstance(raised.value.os_error, ForbiddenAddress)
    # Python writes a mapped address in two ways, by its version.
    assert ipaddress.ip_address(raised.value.os_error.address) in map(ipaddress.ip_address, refused)


@pytest.mark.parametrize(
    ("host", "resolve_to"),
    [
        ("127.0.0.1:{port}/", ()),
        ("[::ffff:127.0.0.1]:{port}/", ()),
        ("friend.example:{port}/", ("10.0.0.1", "127.0.0.1")),
    ],
    ids=["literal", "mapped literal", "name, its forbidden address passed over"],
)
def test_a_request_to_an_allowed_network_succeeds(host: str, resolve_to: Iterable[str]) -> None:
    text, seen = asyncio.run(get(host, Guard(networks("127.0.0.0/8")), resolve_to=resolve_to))
    assert (text, seen) == ("here", ["/"])


def test_a_redirect_to_a_forbidden_address_fails_at_the_socket() -> None:
    guard = Guard(networks("::ffff:127.0.0.1/128"))  # the first hop, and not the spelling that it redirects to
    with pytest.raises(aiohttp.ClientConnectorError) as raised:
        asyncio.run(get("[::ffff:127.0.0.1]:{port}/away", guard))
    assert isinstance(raised.value.os_error, ForbiddenAddress)
    assert raised.value.os_error.address == "127.0.0.1"


# --- this machine's own addresses ------------------------------------------------------------------------------------
OWN = "93.184.215.14"


def own(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """A machine with one public address."""
    return str(ip) == OWN


@pytest.mark.parametrize("address", [OWN, f"::ffff:{OWN}"])
def test_a_public_address_of_this_machine_is_refused_unless_it_is_allowed(address: str) -> None:
    assert not Guard(is_own=own).allows(address)
    assert Guard([f"{OWN}/32"], is_own=own).allows(address)
    assert Guard(is_own=own).allows("8.8.8.8")
    with pytest.raises(ForbiddenAddress):
        Guard(is_own=own).open_socket(addr_info(OWN))


def test_which_addresses_are_this_machines_own() -> None:
    assert is_own(ipaddress.ip_address("127.0.0.1"))
    assert not any(
        is_own(ipaddress.ip_address(address)) for address in ("8.8.8.8", "192.0.2.1", "2606:4700:4700::1111")
    )
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        # The address by which this machine would leave, if it has a way out; nothing is sent.
        try:
            probe.connect(("8.8.8.8", 9))
        except OSError:
            return
        assert is_own(ipaddress.ip_address(probe.getsockname()[0]))
