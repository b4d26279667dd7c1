"""Write down what was read of feeds: how each is, and its posts, whose dates never change once they are known."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

from easytask.feeds import dates
from easytask.feeds.records import Feed, FeedProblem, Reading
from easytask.models import FriendFeed, FriendPost
from easytask.verdicts import names, spam

READ_EVERY = dt.timedelta(hours=1)
# Each failure in a row doubles the pause, up to this. A blog without a feed is looked at again after as long: by then
# its page may name one.
LONGEST_PAUSE = dt.timedelta(days=1)
# From the date of a post. It is kept for as long, and for as long as its feed names it.
SHOWN_FOR = dt.timedelta(days=61)
# Of one friend.
MOST_POSTS = 100
# How long after its reading a feed vouches for its page, and how old its latest post may be for that.
VOUCHES_FOR, VOUCHING_POST_AGE = dt.timedelta(days=2), dt.timedelta(days=30)
_NOTHING_READ: dict[str, Any] = {
    "address": "",
    "title": "",
    "read_at": None,
    "read_well_at": None,
    "guessed_at": None,
    "etag": "",
    "last_modified": "",
    "digest": "",
    "problem": "",
    "status": None,
    "failures": 0,
    "latest_title": "",
    "latest_address": "",
    "latest_at": None,
    "vouches_until": None,
}


def record(batch: Collection[Reading]) -> None:
    """Write a batch in one transaction; what its owner has changed since it was read is left alone."""
    with transaction.atomic():
        ids = [reading.friend.id for reading in batch]
        rows = {row.pk: row for row in FriendFeed.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
        read = [reading.friend.id for reading in batch if isinstance(reading.outcome, Feed)]
        posts: dict[int, list[FriendPost]] = defaultdict(list)
        for post in FriendPost.objects.filter(friend__in=read):
            posts[post.friend_id].append(post)
        new: list[FriendPost] = []
        written = []
        for reading in batch:
            row = rows.get(reading.friend.id)
            if row and (row.link, row.given_address) == (reading.friend.link, reading.friend.given):
                new += _take(reading, row, posts[row.pk])
                written.append(row)
        FriendPost.objects.bulk_create(new, ignore_conflicts=True)
        # One statement for all, which are there and locked.
        FriendFeed.objects.bulk_create(
            written, update_conflicts=True, unique_fields=["friend"], update_fields=["due_at", *_NOTHING_READ]
        )


def forget(friend_ids: Collection[int]) -> None:
    """Forget what was read at an address that is no longer the feed's, within a transaction; the feed is due at once.

    What the owner has said of it stays.
    """
    # First the rows that a reading has locked while it is written down: its posts are among those that go then.
    FriendFeed.objects.filter(pk__in=friend_ids).update(**_NOTHING_READ, due_at=timezone.now())
    FriendPost.objects.filter(friend__in=friend_ids).delete()


def _take(reading: Reading, row: FriendFeed, known: list[FriendPost]) -> list[FriendPost]:
    """Take into a row what was read, and return the posts that are new."""
    now = timezone.now()
    outcome = reading.outcome
    row.read_at = now
    row.status = reading.status
    row.guessed_at = now if reading.has_guessed else row.guessed_at
    if isinstance(outcome, FeedProblem):
        row.problem = outcome.value
        row.failures += 1
        row.vouches_until = None
        pause = READ_EVERY * 2 ** min(row.failures - 1, 5) if row.address or row.given_address else LONGEST_PAUSE
        row.due_at = now + max(min(pause, LONGEST_PAUSE), reading.pause)
        return []
    is_first = row.read_well_at is None or row.address != reading.address
    row.problem, row.failures = "", 0
    row.read_well_at = now
    row.due_at = now + READ_EVERY
    row.address = reading.address
    row.etag, row.last_modified, row.digest = dataclasses.astuple(reading.validators)
    new: list[FriendPost] = []
    if isinstance(outcome, Feed):
        row.title = outcome.title
        new = _merge(outcome, row.pk, known, now, is_first=is_first)
        _take_latest(row, _without_old([*known, *new], {post.address for post in outcome.posts}, now))
    row.vouches_until = _vouches_until(row, reading, now)
    return new


def _merge(
    feed: Feed, friend_id: int, known: list[FriendPost], now: dt.datetime, *, is_first: bool
) -> list[FriendPost]:
    """Bring the posts of a friend up to a feed, and return those that are new."""
    believed = dates.believed([post.date for post in feed.posts], now)
    named = {post.address for post in feed.posts}
    by_address = {post.address: post for post in known}
    by_title = {post.title: post for post in known if post.title and post.address not in named}
    is_built_anew = len(feed.posts) > 1 and named.isdisjoint(by_address)
    new: list[FriendPost] = []
    for post, date in zip(feed.posts, believed, strict=True):
        row = by_address.get(post.address)
        namesake = by_title.get(post.title)
        # One that has another address now keeps its date. On a site that goes on as it was, the same title with a date
        # of its own is the next of a series, such as this week's.
        if row is None and namesake and (is_built_anew or date in (None, namesake.published_at)):
            row = by_title.pop(post.title)
        is_as_it_was = row is not None and (row.address, row.title) == (post.address, post.title)
        if is_as_it_was or spam.spam_in_title(post.title.lower()):
            # Spam is never shown, and nobody's latest post.
            continue
        if row is None:
            row = FriendPost(friend_id=friend_id, seen_at=now, published_at=date or (None if is_first else now))
            row.address, row.title = post.address, post.title
            new.append(row)
        else:
            row.address, row.title = post.address, post.title
            row.save(update_fields=["address", "title"])
    return new


def _without_old(posts: list[FriendPost], named: set[str], now: dt.datetime) -> list[FriendPost]:
    """Delete what the feed does not name and nobody sees any more; return what stays."""
    posts.sort(key=lambda post: post.published_at or dates.EARLIEST, reverse=True)
    kept: list[FriendPost] = []
    for post in posts:
        is_shown = post.published_at is not None and post.published_at > now - SHOWN_FOR
        if post.address in named or (is_shown and len(kept) < MOST_POSTS):
            kept.append(post)
    gone = [post.pk for post in posts if post not in kept and post.pk]
    if gone:
        FriendPost.objects.filter(pk__in=gone).delete()
    return kept


def _take_latest(row: FriendFeed, posts: list[FriendPost]) -> None:
    row.latest_title, row.latest_address, row.latest_at = "", "", None
    for post in posts:
        is_newer = post.published_at is not None and (row.latest_at is None or post.published_at > row.latest_at)
        if is_newer:
            row.latest_title, row.latest_address, row.latest_at = post.title, post.address, post.published_at


def _vouches_until(row: FriendFeed, reading: Reading, now: dt.datetime) -> dt.datetime | None:
    """Return until when the feed says that the page is the friend's: by its name, its new posts, and its own address.

    One that lies elsewhere lives on when the domain is sold.
    """
    is_new = row.latest_at is not None and row.latest_at > now - VOUCHING_POST_AGE
    is_named = not reading.friend.names.isdisjoint(names.segments(row.title))
    return now + VOUCHES_FOR if is_new and is_named and reading.is_own else None
