"""Which hosts are asked over TLS alone."""

import pytest

from easytask.fetching.transport_security import TransportSecurity
from easytask.verdicts.addresses import parse

AGE = "max-age=31536000"


def asked(to: str, *fields: str, by: str = "https://blog.test/") -> str:
    security = TransportSecurity()
    security.take(fields, parse(by))
    return security.secured(parse(to)).href


@pytest.mark.parametrize(
    ("fields", "to", "asks"),
    [
        ((AGE,), "http://blog.test/a?b", "https://blog.test/a?b"),
        ((AGE,), "http://blog.test./", "https://blog.test./"),
        ((AGE,), "http://blog.test:8080/", "https://blog.test:8080/"),
        ((AGE,), "http://www.blog.test/", "http://www.blog.test/"),
        ((AGE,), "http://test/", "http://test/"),
        ((AGE,), "http://notblog.test/", "http://notblog.test/"),
        ((f"{AGE}; includeSubDomains; preload",), "http://a.www.blog.test/", "https://a.www.blog.test/"),
        (('includesubdomains ; MAX-AGE = "60"',), "http://www.blog.test/", "https://www.blog.test/"),
        (("max-age=0",), "http://blog.test/", "http://blog.test/"),
        ((f"max-age={'9' * 5_000}",), "http://blog.test/", "https://blog.test/"),
        (("includeSubDomains",), "http://blog.test/", "http://blog.test/"),
        (("max-age=soon",), "http://blog.test/", "http://blog.test/"),
        (("max-age=0", AGE), "http://blog.test/", "http://blog.test/"),
        ((), "http://blog.test/", "http://blog.test/"),
    ],
)
def test_a_host_that_asks_for_it_is(fields, to, asks):
    assert asked(to, *fields) == asks


@pytest.mark.parametrize("by", ["http://blog.test/", "https://127.0.0.1/", "https://[::1]/"])
def test_neither_one_that_says_so_in_the_clear_nor_an_address_is(by):
    there = by.replace("https", "http")
    assert asked(there, AGE, by=by) == there


def test_what_a_host_takes_back_is_forgotten():
    security = TransportSecurity()
    for age in ("max-age=60", "max-age=0"):
        security.take([age], parse("https://blog.test/"))
    assert security.secured(parse("http://blog.test/")).scheme == "http"


@pytest.mark.parametrize(
    ("to", "scheme"), [("http://me.dev/", "https"), ("http://a.me.App./", "https"), ("http://dev.me.test/", "http")]
)
def test_whole_top_level_domains_are(to, scheme):
    assert TransportSecurity().secured(parse(to)).scheme == scheme
