"""Read the feeds that are due, on the loop and the fetcher of a check but never within one.

No verdict waits for a feed. Only friends that a check visits are read, but for those whose feed the owner has given.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections import Counter
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from blog.models import FriendLink
from easytask import fan_out
from easytask.feeds import reading, recording
from easytask.feeds.records import DueFriend, Feed, FeedProblem, ReadingCounts, Unchanged, Validators
from easytask.feeds.sandbox import Parser
from easytask.fetchers import make_file_fetcher
from easytask.models import FriendFeed, Run
from easytask.runs import owner_settings
from easytask.verdicts import identity, rules
from easytask.verdicts.kinds import Kind, Liveness
from easytask.verdicts.outcomes import CheckFailed

# How often the usual addresses are tried of a blog that names no feed.
GUESS_EVERY = dt.timedelta(days=30)
# `make run` has one worker process, so a check that becomes due meanwhile waits for this.
SLICE_SECONDS = 20.0
# More than one slice can read.
SLICE_FRIENDS = 2000
# For one document: the feed is asked for again in an hour.
FETCH_SECONDS = 10.0
# Each holds one document of at most 512 KB, and one is parsed at a time.
AT_ONCE = 64
_COLUMNS = (
    *("pk", "name", "link", "identity__link", "identity__data", "identity__final_url", "identity__feed_links"),
    *("feed__link", "feed__given_address", "feed__address", "feed__etag", "feed__last_modified", "feed__digest"),
    "feed__guessed_at",
)


def run(*, seconds: float = SLICE_SECONDS) -> ReadingCounts:
    """Read the feeds that are due, as many as there is time for, and give way to a check."""
    if _is_check_under_way():
        return ReadingCounts()
    try:
        in_force = owner_settings.read()
    except CheckFailed:
        # The check says to the owner what is wrong.
        return ReadingCounts()
    due = due_friends(SLICE_FRIENDS)
    if not due:
        return ReadingCounts()
    _claim(due)
    waiting = iter(due)
    left: list[DueFriend] = []
    outcomes = Counter[type[Feed | Unchanged | FeedProblem]]()
    try:
        with (
            Parser() as parser,
            fan_out.batches_of(
                waiting,
                functools.partial(reading.read, parser=parser),
                functools.partial(
                    make_file_fetcher, in_force, timeout=FETCH_SECONDS, at_once=AT_ONCE, max_bytes=reading.MAX_BYTES
                ),
                at_once=AT_ONCE,
                seconds=seconds,
                name="friend-feeds",
            ) as batches,
        ):
            for batch in batches:
                recording.record(batch)
                outcomes.update(type(found.outcome) for found in batch)
                if _is_check_under_way():
                    left += waiting
    finally:
        left += waiting
        FriendFeed.objects.filter(pk__in=[friend.id for friend in left]).update(due_at=timezone.now())
    return ReadingCounts(
        read=outcomes[Feed], unchanged=outcomes[Unchanged], failed=outcomes[FeedProblem], unfinished=len(left)
    )


def _is_check_under_way() -> bool:
    return Run.objects.filter(state=Run.State.RUNNING).exists()


def due_friends(limit: int) -> list[DueFriend]:
    """Return the friends whose feed is to be read, those that were never asked first."""
    now = timezone.now()
    is_due = Q(feed=None) | ~Q(feed__link=F("link")) | Q(feed__due_at__lte=now)
    # Those that a check visits, as soon as it has seen a living site there.
    is_visited = Q(always_show=False, identity__link=F("link"), state__link=F("link")) & ~Q(
        state__verdict=Kind.WHITE_LISTED
    )
    is_alive = Q(state__verdict__in=rules.kinds_that_say(Liveness.UP)) | Q(feed__link=F("link"), feed__address__gt="")
    rows = FriendLink.objects.due().filter(
        is_due, Q(feed__given_address__gt="") | Q(is_visited, is_alive), is_show=True
    )
    rows = rows.order_by(F("feed__due_at").asc(nulls_first=True), "pk")
    return [_as_due(row, now) for row in rows.values_list(*_COLUMNS, named=True)[:limit]]


def _as_due(row: Any, now: dt.datetime) -> DueFriend:
    """Return the record of one row; of what belongs to another address than its present one, the owner's alone."""
    has_looked, has_read = row.identity__link == row.link, row.feed__link == row.link
    remembered = identity.from_json(row.identity__data if has_looked else "")
    names = identity.names_of(remembered, row.name, row.link)
    return DueFriend(
        row.pk,
        row.link,
        given=row.feed__given_address or "",
        address=row.feed__address if has_read else "",
        validators=(
            Validators(row.feed__etag, row.feed__last_modified, row.feed__digest) if has_read else Validators()
        ),
        named=(*remembered.feeds, *row.identity__feed_links) if has_looked else (),
        found_at=row.identity__final_url if has_looked else None,
        may_guess=not has_read or row.feed__guessed_at is None or row.feed__guessed_at <= now - GUESS_EVERY,
        names=names.anywhere | names.in_title,
    )


def _claim(due: list[DueFriend]) -> None:
    """Put off all of them, so that a feed that ends this process is not asked for again at once."""
    with transaction.atomic():
        # Locked, or one that is deleted meanwhile would be inserted for.
        present = FriendLink.objects.select_for_update().filter(pk__in=[friend.id for friend in due]).order_by("pk")
        links = dict(present.values_list("pk", "link"))
        feeds = FriendFeed.objects.filter(pk__in=links)
        # What was read of another address is another site's.
        moved = list(feeds.exclude(link=F("friend__link")).values_list("pk", flat=True))
        recording.forget(moved)
        rows = [
            FriendFeed(friend_id=pk, link=link, due_at=timezone.now() + recording.READ_EVERY)
            for pk, link in links.items()
        ]
        FriendFeed.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["friend"], update_fields=["link", "due_at"]
        )
