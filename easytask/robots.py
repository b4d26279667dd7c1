"""Respect a friend's robots.txt that names us: read it once a day, and keep the check away while it refuses us.

The refusal is a snooze, so that everything that knows snoozes keeps to it, and the owner sees why and is told once.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import functools

from django.db import transaction
from django.db.models import Case, F, Q, When
from django.utils import timezone

from blog.models import FriendLink
from easytask import fan_out
from easytask.fetchers import make_file_fetcher
from easytask.fetching.documents import DocumentReader
from easytask.fetching.fetcher import Fetcher
from easytask.models import RobotsAnswer
from easytask.notifications import outbox
from easytask.pages import robots
from easytask.runs import owner_settings
from easytask.verdicts import addresses
from easytask.verdicts.outcomes import CheckFailed
from easytask.verdicts.records import FetchResult

READ_EVERY = dt.timedelta(days=1)
# Longer than a day, so that one reading that fails changes nothing.
SNOOZE = dt.timedelta(days=3)
# Of one tick, which comes every five minutes; `make run` has one worker process, which is not taken for longer.
SLICE_FRIENDS, SLICE_SECONDS, AT_ONCE = 60, 10.0, 10
# For one answer: no verdict waits for it, and what lasts until the slice is ended would come first again in the next.
FETCH_SECONDS = 10.0


class Answer(enum.StrEnum):
    """What a robots.txt says to our agent of one address."""

    ALLOWED = "allowed"
    REFUSED = "refused"
    # Not read: what was known before still holds.
    UNKNOWN = "unknown"


@dataclasses.dataclass(frozen=True, slots=True)
class DueFriend:
    """A friend whose robots.txt is to be read; ``found_at``: where its page was found last, None when it was not."""

    id: int
    link: str
    found_at: str | None = None


def run(*, seconds: float = SLICE_SECONDS) -> int:
    """Read the robots.txt of one slice of the friends that are due; return how many were read."""
    due = due_friends()
    if not due:
        return 0
    try:
        in_force = owner_settings.read()
    except CheckFailed:
        # The check says to the owner what is wrong.
        return 0
    read = 0
    make_fetcher = functools.partial(
        make_file_fetcher,
        in_force,
        timeout=min(in_force.timeout, FETCH_SECONDS),
        at_once=AT_ONCE,
        max_bytes=robots.MAX_BYTES,
        retries=in_force.retries,
    )
    with fan_out.batches_of(iter(due), _read, make_fetcher, at_once=AT_ONCE, seconds=seconds, name="robots") as batches:
        for batch in batches:
            for friend, answer in batch:
                _record(friend, answer)
            read += len(batch)
    return read


def due_friends() -> list[DueFriend]:
    """Return the friends whose robots.txt was not read within a day, those that never were first."""
    before = timezone.now() - READ_EVERY
    due = Q(robots=None) | Q(robots__read_at__lte=before) | ~Q(robots__link=F("link"))
    rows = FriendLink.objects.filter(due, is_active=True, always_show=False)
    rows = rows.order_by(F("robots__read_at").asc(nulls_first=True), "pk")
    found_at = Case(When(identity__link=F("link"), then="identity__final_url"))
    return [DueFriend(*row) for row in rows.values_list("pk", "link", found_at)[:SLICE_FRIENDS]]


async def _read(friend: DueFriend, fetcher: Fetcher) -> tuple[DueFriend, Answer]:
    try:
        url = f"{addresses.served_at(friend.link, friend.found_at)}/robots.txt"
    except addresses.BadAddress:
        return friend, Answer.UNKNOWN
    document = DocumentReader()
    result = await fetcher.fetch(url, document, is_file=True)
    # RFC 9309, 2.3: it is UTF-8.
    return friend, _answer(friend, result, document.data.decode("utf-8-sig", "replace"))


def _answer(friend: DueFriend, result: FetchResult, text: str) -> Answer:
    """Return what was read: without such a file all is allowed, and a server's error says nothing (RFC 9309, 2.3.1)."""
    if result.status is None or result.status >= 500:
        return Answer.UNKNOWN
    if result.status != 200 or not robots.refuses(text, addresses.parse(friend.link).href):
        return Answer.ALLOWED
    return Answer.REFUSED


def _record(friend: DueFriend, answer: Answer) -> None:
    """Write an answer down, and the snooze that it makes, renews or ends, if the friend is still as it was read."""
    now = timezone.now()
    with transaction.atomic():
        row = FriendLink.objects.select_for_update().filter(pk=friend.id, link=friend.link).first()
        if row is None:
            return
        known = RobotsAnswer.objects.filter(friend=row, link=friend.link).first()
        was_refused, written = (known.is_refused, known.snoozed_until) if known else (False, None)
        is_refused = was_refused if answer is Answer.UNKNOWN else answer is Answer.REFUSED
        if answer is Answer.REFUSED:
            # A longer snooze of the owner's stays.
            if row.snoozed_until is None or row.snoozed_until < now + SNOOZE:
                row.snoozed_until = written = now + SNOOZE
        elif answer is Answer.ALLOWED:
            if was_refused and row.snoozed_until == written:
                row.snoozed_until = None
            written = None
        row.save(update_fields=["snoozed_until"])
        values = {"link": friend.link, "read_at": now, "is_refused": is_refused, "snoozed_until": written}
        RobotsAnswer.objects.update_or_create(friend=row, defaults=values)
        if is_refused and not was_refused:
            outbox.enqueue_refusal(row)
