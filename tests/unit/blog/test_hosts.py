"""A host is shown in its own letters, unless these could pass for another name's."""

from __future__ import annotations

import ada_url
import pytest

from blog import hosts
from blog.models import FriendLink


def ascii_of(host: str) -> str:
    return ada_url.idna_to_ascii(host).decode()


@pytest.mark.parametrize(
    "host",
    [
        "blog.example.com",
        "博客.example",
        "例え.テスト",
        "コーヒー.jp",
        "日本語ブログ.jp",
        "han汉字.example",
        "한국어.kr",
        "bücher.example",
        "почта.рф",
        "почта.example",
        "друг-2024.example",
        "ελληνικά.gr",
        "עברית.example",
        "xn--a.example",
    ],
)
def test_a_name_in_one_script_is_shown_in_its_letters(host: str) -> None:
    assert hosts.readable(ascii_of(host) or host) == host


@pytest.mark.parametrize(
    "host",
    [
        # Cyrillic and Greek among Latin letters.
        "pаypal.com",
        "gοοgle.com",
        "tendcоde.com",
        # All of it Cyrillic that looks Latin: the "apple" of 2017.
        "аррӏе.com",
        "сосо.com",
        "ορο.com",
        # Scripts that nobody writes in one word.
        "кириллица漢字.com",
        "ひらがな한국.com",
    ],
)
def test_a_name_that_could_deceive_stays_punycode(host: str) -> None:
    ascii_host = ascii_of(host)
    assert ascii_host.startswith("xn--")
    assert hosts.readable(ascii_host) == ascii_host
    assert FriendLink(link=f"https://{host}/").host == ascii_host


def test_only_the_label_that_deceives_is_punycode() -> None:
    assert hosts.readable(ascii_of("博客.аррӏе.com")) == "博客.xn--80ak6aa92e.com"


def test_under_a_cyrillic_top_level_nobody_expects_latin() -> None:
    assert hosts.readable(ascii_of("сосо.рф")) == "сосо.рф"


@pytest.mark.parametrize(
    ("link", "is_page"),
    [
        ("https://a.test/", True),
        ("HTTP://a.test:8080", True),
        ("https://www.例子.test/路径", True),
        ("http://127.0.0.1/", True),
        ("https://user@a.test/", True),
        ("http://./", False),
        ("http://user@.:80/", False),
        ("ftp://a.test/", False),
        ("javascript:alert(1)", False),
        ("a.test", False),
        ("https://", False),
        ("", False),
    ],
)
def test_a_page_is_what_a_browser_opens_and_a_friend_has_the_host_of(link: str, *, is_page: bool) -> None:
    assert hosts.is_page(link) is is_page
    assert bool(FriendLink(link=link).host) is is_page
