"""Which links of a home page look like one to its feed."""

from __future__ import annotations

import pytest

from easytask.pages.feed_links import feed_link_candidates
from easytask.verdicts.addresses import parse

PAGE = parse("https://www.friend.test/")


@pytest.mark.parametrize(
    ("href", "found"),
    [
        ("/feed/", "https://www.friend.test/feed/"),
        ("atom.xml", "https://www.friend.test/atom.xml"),
        ("https://friend.test/blog/rss.xml#x", "https://friend.test/blog/rss.xml"),
        ("/feed.json", "https://www.friend.test/feed.json"),
        ("/index.xml", "https://www.friend.test/index.xml"),
        ("/?feed=rss2", "https://www.friend.test/?feed=rss2"),
        ("index.php?feed=atom", "https://www.friend.test/index.php?feed=atom"),
        ("/RSS", "https://www.friend.test/RSS"),
        # The home page, a page about feeds, feeds of a part, posts, and what is no address.
        ("/index.php", None),
        ("/subscribe/", None),
        ("/rss-is-not-dead/", None),
        ("/how-to-feed/", None),
        ("/comments/feed/", None),
        ("/tags/python/rss.xml", None),
        ("//friend.test:port/feed", None),
        ("", None),
        # Somebody else's.
        ("https://other.test/feed/", None),
        ("/feed/" + "x" * 600, None),
    ],
)
def test_the_end_of_the_path_tells(href, found):
    assert feed_link_candidates([href], PAGE) == ((found,) if found else ())


def test_the_shortest_come_first_and_few_are_kept():
    links = ["/notes/rss.xml", "/rss.xml", "/blog/notes/atom.xml", "/rss.xml#again"]
    assert feed_link_candidates(links, PAGE) == (
        "https://www.friend.test/rss.xml",
        "https://www.friend.test/notes/rss.xml",
    )
