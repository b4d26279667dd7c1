"""At which addresses a feed is looked for."""

from __future__ import annotations

import pytest

from easytask.feeds import addresses
from easytask.feeds.records import DueFriend


def friend(link="https://friend.test/", **fields):
    return DueFriend(1, link, **fields)


@pytest.mark.parametrize(
    ("link", "first"),
    [
        ("https://friend.test", "https://friend.test/feed/"),
        ("https://friend.test/", "https://friend.test/feed/"),
        ("https://friend.test/blog", "https://friend.test/blog/feed/"),
        ("https://friend.test/blog/", "https://friend.test/blog/feed/"),
        ("https://friend.test/blog/index.html?x#y", "https://friend.test/blog/feed/"),
    ],
)
def test_guesses_lie_below_the_friends_address(link, first):
    found = addresses.guesses(friend(link, may_guess=True))
    assert (found[0], len(found)) == (first, 5)


@pytest.mark.parametrize(
    ("found_at", "first"),
    [
        # Not served at port 80.
        ("https://friend.test/", "https://friend.test/blog/feed/"),
        ("https://friend.test:8443/zh/index.html", "https://friend.test:8443/blog/feed/"),
        # Another host may hold anybody's feed.
        ("https://elsewhere.test/", "http://friend.test/blog/feed/"),
        ("", "http://friend.test/blog/feed/"),
    ],
)
def test_guesses_go_where_the_page_was_found_on_the_links_own_host(found_at, first):
    assert addresses.guesses(friend("http://friend.test/blog", found_at=found_at, may_guess=True))[0] == first


def test_nothing_is_guessed_of_what_is_no_address():
    # A fixture may hold one.
    assert addresses.guesses(friend("https://[friend]/", may_guess=True)) == []


def test_what_is_known_comes_first_and_is_not_guessed_again():
    row = friend(
        address="https://friend.test/a", named=("https://x.test/b", "https://friend.test/atom.xml"), may_guess=True
    )
    assert addresses.known(row) == ["https://friend.test/a", "https://x.test/b", "https://friend.test/atom.xml"]
    assert "https://friend.test/atom.xml" not in addresses.guesses(row)


def test_the_owners_word_is_the_only_one():
    row = friend(given="https://x.test/", address="https://friend.test/a", named=("b",), may_guess=True)
    assert (addresses.known(row), addresses.guesses(row)) == (["https://x.test/"], [])


def test_a_miss_is_remembered():
    assert addresses.guesses(friend()) == []
