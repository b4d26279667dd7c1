"""From where a request came: which proxies are believed, how many of them, and how they write an address."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from easytask import visitor
from easytask.visitor import Proxies, ProxyMiddleware
from izone import environment

HERE, ONE, TWO, NOBODY = Proxies(networks=environment.LOOPBACK), Proxies(hops=1), Proxies(hops=2), Proxies()
CDN = environment.proxies("127.0.0.1, 2001:db8:cdd::/48, 192.0.2.0/24")
STRANGER, FRIEND = "198.51.100.7", "203.0.113.9"


@pytest.mark.parametrize(
    ("trusted", "remote", "forwarded", "network"),
    [
        # Nobody stands between.
        (HERE, STRANGER, "", STRANGER),
        (HERE, STRANGER, FRIEND, STRANGER),
        (NOBODY, "127.0.0.1", FRIEND, "127.0.0.1"),
        (HERE, "", "", "127.0.0.1"),
        (HERE, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::"),
        (HERE, "::ffff:198.51.100.7", "", STRANGER),
        (HERE, "fe80::1%eth0", "", "fe80::"),
        # One proxy, on this machine or wherever it is; what the visitor sent stands before what the proxy saw.
        (HERE, "127.0.0.1", FRIEND, FRIEND),
        (HERE, "::1", FRIEND, FRIEND),
        (HERE, "", FRIEND, FRIEND),
        (HERE, "127.0.0.1", f"10.0.0.1, {FRIEND}", FRIEND),
        (HERE, "127.0.0.1", f"10.0.0.1,{FRIEND},", FRIEND),
        (ONE, "172.18.0.1", f"10.0.0.1, {FRIEND}", FRIEND),
        (ONE, "172.18.0.1", "127.0.0.1", "127.0.0.1"),
        # Two, by their number or by name.
        (TWO, "172.18.0.1", f"{FRIEND}, 192.0.2.1", FRIEND),
        (TWO, "172.18.0.1", f"10.0.0.1, {FRIEND}, 192.0.2.1", FRIEND),
        (TWO, "172.18.0.1", FRIEND, FRIEND),
        (CDN, "127.0.0.1", f"{FRIEND}, 192.0.2.1", FRIEND),
        (CDN, "127.0.0.1", f"10.0.0.1, {FRIEND}, 2001:db8:cdd::1, 192.0.2.1", FRIEND),
        # Who has found the way around the CDN is known all the same.
        (CDN, "127.0.0.1", f"{FRIEND}, {STRANGER}", STRANGER),
        # It says nothing, or nothing that can be read.
        (HERE, "127.0.0.1", "", "127.0.0.1"),
        (HERE, "127.0.0.1", "nonsense", "127.0.0.1"),
        (TWO, "172.18.0.1", f"unknown, {STRANGER}", STRANGER),
        (HERE, "nonsense", "", None),
        # As proxies write it.
        (HERE, "127.0.0.1", f"{FRIEND}:51820", FRIEND),
        (HERE, "127.0.0.1", "[2001:db8:1:2:3::1]:51820", "2001:db8:1:2::"),
        (HERE, "127.0.0.1", "[2001:db8:1:2:3::1]", "2001:db8:1:2::"),
        (HERE, "127.0.0.1", "2001:db8:1:2:3::1", "2001:db8:1:2::"),
        (CDN, "127.0.0.1", f"{FRIEND}:1, 192.0.2.1:443", FRIEND),
    ],
)
def test_a_visitor_is_known_by_network(settings: Any, trusted, remote, forwarded, network) -> None:
    settings.TRUSTED_PROXIES = trusted
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote)
    assert visitor.network(request) == network


@pytest.mark.parametrize(
    ("trusted", "remote", "proto", "forwarded", "is_secure"),
    [
        (HERE, "127.0.0.1", "https", FRIEND, True),
        (HERE, "127.0.0.1", "HTTPS", "", True),
        (HERE, "127.0.0.1", "http", FRIEND, False),
        (HERE, "127.0.0.1", "nonsense", FRIEND, False),
        (HERE, STRANGER, "https", FRIEND, False),
        (NOBODY, "127.0.0.1", "https", FRIEND, False),
        (ONE, "172.18.0.1", "https", FRIEND, True),
        # The CDN speaks http to nginx; a proxy that adds its own word leaves that of the one before.
        (TWO, "172.18.0.1", "https, http", f"{FRIEND}, 192.0.2.1", True),
        (TWO, "172.18.0.1", "https", f"{FRIEND}, 192.0.2.1", True),
        (ONE, "172.18.0.1", "https, http", FRIEND, False),
    ],
)
def test_a_trusted_proxy_tells_the_scheme(settings: Any, trusted, remote, proto, forwarded, is_secure) -> None:
    settings.TRUSTED_PROXIES = trusted
    request = RequestFactory().get(
        "/", headers={"x-forwarded-proto": proto, "x-forwarded-for": forwarded}, REMOTE_ADDR=remote
    )
    ProxyMiddleware(lambda _: HttpResponse())(request)
    assert request.is_secure() == is_secure


@pytest.mark.parametrize(
    ("text", "proxies"),
    [
        ("0", NOBODY),
        ("2", TWO),
        ("127.0.0.0/8，::1", HERE),
        ("10.0.0.5", Proxies(networks=(environment.ipaddress.ip_network("10.0.0.5/32"),))),
    ],
)
def test_it_is_set_as_a_number_or_as_networks(text: str, proxies: Proxies) -> None:
    assert environment.proxies(text) == proxies


@pytest.mark.parametrize("text", ["*", "all", "-1", "10.0.0.1/8", "proxy.example"])
def test_what_is_neither_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the settings make a sentence of any
        environment.proxies(text)


@pytest.mark.parametrize(("told", "proxies"), [("", HERE), ("*", ONE), ("127.0.0.0/8,::1", HERE)])
def test_those_that_gunicorn_is_told_to_believe_are_the_default(monkeypatch, told: str, proxies: Proxies) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", told)
    assert environment.proxies_of_gunicorn() == proxies
