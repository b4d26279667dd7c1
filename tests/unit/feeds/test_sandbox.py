"""What hostile documents do: nothing but take their share of a process that is not ours."""

from __future__ import annotations

import datetime as dt
import os
import signal

import pytest

from easytask.feeds import sandbox
from easytask.feeds.records import Feed, FeedProblem, Post
from easytask.feeds.sandbox import Parser
from tests.plugins import feeds

# Each starts a process.
pytestmark = pytest.mark.slow


@pytest.fixture
def parser():
    with Parser() as parser:
        yield parser


def read(parser, data, url=feeds.URL):
    return parser.read(data, url, "application/xml")


GOOD = feeds.rss(feeds.item()).encode()
HELLO = Post("雨天 & 茶", "https://friend.test/1", dt.datetime(2026, 11, 2, 0, 30, tzinfo=dt.UTC))


def test_one_process_reads_many(parser):
    assert read(parser, GOOD) == Feed("听雨轩", (HELLO,))
    process = parser._child.process.pid
    assert read(parser, b"<html>") is FeedProblem.NOT_A_FEED
    assert read(parser, GOOD) == Feed("听雨轩", (HELLO,))
    assert parser._child.process.pid == process


def test_no_hostile_document_reaches_the_next(parser):
    for name, data in feeds.HOSTILE.items():
        found = read(parser, data)
        assert isinstance(found, Feed | FeedProblem), name
        if isinstance(found, Feed):
            texts = [found.title, *(text for post in found.posts for text in (post.title, post.address))]
            assert "\0" not in "".join(texts).encode().decode(), name
            assert not any("root:" in text or len(text) > 1000 for text in texts), name
        assert read(parser, GOOD) == Feed("听雨轩", (HELLO,)), name


def test_a_process_that_ends_is_replaced(parser):
    read(parser, GOOD)
    os.kill(parser._child.process.pid, signal.SIGKILL)
    assert read(parser, GOOD) is FeedProblem.BROKEN
    assert read(parser, GOOD) == Feed("听雨轩", (HELLO,))


def test_what_somebody_else_says_in_its_place_is_bounded_as_well():
    answer = {"title": "\ud800\0" * 300, "posts": [["x" * 300, "https://friend.test/", 1e300]] * 100}
    feed = sandbox._read_answer(answer, feeds.URL)
    assert isinstance(feed, Feed)
    assert (len(feed.title.encode()), len(feed.posts), len(feed.posts[0].title)) == (400, 1, 200)


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//[", "https://friend.test/" + "x" * 1000],
)
def test_what_no_browser_opens_as_a_page_is_no_post(parser, link):
    assert read(parser, feeds.rss(feeds.item(link=link)).encode()) is FeedProblem.EMPTY


def test_an_address_stands_once(parser):
    twice = feeds.rss(feeds.item() + feeds.item("again", "https://friend.test/1#comments")).encode()
    assert read(parser, twice) == Feed("听雨轩", (HELLO,))


def test_an_absurd_date_is_none(parser):
    posts = read(parser, feeds.rss(feeds.item(date="<pubDate>9999-12-31T23:59:59-12:00</pubDate>")).encode()).posts
    assert posts[0].date is None
