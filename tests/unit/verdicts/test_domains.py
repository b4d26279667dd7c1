"""Which registrable domain a host belongs to."""

from __future__ import annotations

import subprocess
import sys

import pytest

from easytask.verdicts.domains import MORE_SUFFIXES, domain_of, registrable_domain


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.friend.com", "friend.com"),
        ("a.b.friend.com.cn", "friend.com.cn"),
        ("friend.com.", "friend.com"),
        ("someone.github.io", "someone.github.io"),
        ("a.someone.github.io", "someone.github.io"),
        ("blog.someone.eu.org", "someone.eu.org"),
        ("someone.gitee.io", "someone.gitee.io"),
        ("www.someone.xlog.app", "someone.xlog.app"),
        ("someone.wordpress.com", "someone.wordpress.com"),
        ("someone.cnblogs.com", "someone.cnblogs.com"),
        ("wordpress.com", "wordpress.com"),
        ("com", "com"),
        ("localhost", "localhost"),
        ("xn--fiqs8s", "xn--fiqs8s"),
        ("www.xn--rhqv96g.xn--fiqs8s", "xn--rhqv96g.xn--fiqs8s"),
        ("127.0.0.1", "127.0.0.1"),
        ("[::1]", "[::1]"),
    ],
)
def test_registrable_domain(host: str, domain: str) -> None:
    assert registrable_domain(host) == domain


def test_the_domain_of_an_address() -> None:
    assert domain_of("https://www.friend.com.cn:8443/a") == "friend.com.cn"
    assert domain_of("mailto:a@friend.com") == ""


def test_the_list_lacks_what_we_add() -> None:
    from publicsuffixlist import PublicSuffixList

    suffixes = PublicSuffixList()
    assert {suffix for suffix in MORE_SUFFIXES if suffixes.publicsuffix(f"me.{suffix}") == suffix} == set()


def test_the_list_is_not_loaded_before_it_is_asked() -> None:
    code = "import sys, easytask.verdicts.rules; sys.exit('publicsuffixlist' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
