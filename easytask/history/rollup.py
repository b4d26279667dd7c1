"""Roll finished days up and delete old checks, a little at a time; knows nothing of pages or runs.

Every step is a short transaction of its own that may be done again, so a rollup may be interrupted, run twice at once,
or meet a whole year when it is first switched on: the next call goes on where this one stopped.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import IntegrityError
from django.utils import timezone

from easytask.history.days import count_days, day_of, last_day, median_and_p95, midnight, today
from easytask.history.flip_counts import first_unrolled_flip, read_flips
from easytask.models import Check, Day, FlipDay
from easytask.verdicts.rules import FALSE_HIDE_WITHIN

# Of checks in full, today left out.
RETENTION_DAYS = 30
# The shown latency tells how fast a site is now, not how fast it was in spring.
LATENCY_DAYS = 7
# After a day's end, when the last batch of its checks is surely in.
SETTLED_AFTER = dt.timedelta(minutes=10)
# A worker process is not taken for longer at a time.
SECONDS = 60.0
# Rows of one deletion take some hundredths of a second, in which other writers wait.
CHUNK_ROWS = 5000
ONE_DAY = dt.timedelta(days=1)
# Between two deletions, for those who waited.
CHUNK_PAUSE_SECONDS = 0.05


class RollupResult(NamedTuple):
    """What one call came to; ``finished`` is False when the time was up before the work was."""

    days: int
    deleted: int
    finished: bool


def run(*, seconds: float = SECONDS) -> RollupResult:
    """Roll up and delete for about ``seconds`` at most."""
    until = time.monotonic() + seconds
    days = deleted = 0
    while (day := _next_day()) is not None:
        if time.monotonic() > until:
            return RollupResult(days, deleted, finished=False)
        days += _roll_up(day)
    while (day := _next_flip_day()) is not None:
        if time.monotonic() > until:
            return RollupResult(days, deleted, finished=False)
        counts = dataclasses.asdict(read_flips(day, day + ONE_DAY))
        FlipDay.objects.bulk_create([FlipDay(day=day, **counts)], ignore_conflicts=True)
    last = last_day()
    if last is None:
        return RollupResult(days, deleted, finished=True)
    retained_from = min(last + ONE_DAY, today() - dt.timedelta(days=RETENTION_DAYS))
    old = Check.objects.filter(at__lt=midnight(retained_from))
    while True:
        chunk, _ = Check.objects.filter(pk__in=old.order_by("at").values("pk")[:CHUNK_ROWS]).delete()
        deleted += chunk
        if chunk < CHUNK_ROWS:
            return RollupResult(days, deleted, finished=True)
        if time.monotonic() > until:
            return RollupResult(days, deleted, finished=False)
        time.sleep(CHUNK_PAUSE_SECONDS)


def _next_day() -> dt.date | None:
    """Return the first day that is over and has checks but is not rolled up."""
    last = last_day()
    checks = Check.objects.order_by("at").values_list("at", flat=True)
    first = (checks.filter(at__gte=midnight(last + ONE_DAY)) if last else checks).first()
    if first is None:
        return None
    day = day_of(first)
    return day if timezone.now() >= midnight(day + ONE_DAY) + SETTLED_AFTER else None


def _next_flip_day() -> dt.date | None:
    """Return the first day with changes that no later change can alter any more, and that is not rolled up."""
    first = first_unrolled_flip()
    if first is None:
        return None
    day = day_of(first)
    settled = midnight(day + ONE_DAY) + FALSE_HIDE_WITHIN + SETTLED_AFTER
    return day if timezone.now() >= settled else None


def _roll_up(day: dt.date) -> bool:
    """Write the day's rows; return False when a friend was deleted meanwhile and the day is to be read again."""
    end = midnight(day + ONE_DAY)
    rows = count_days(Check.objects.filter(at__gte=midnight(day), at__lt=end).defer("evidence").iterator())
    by_friend = {row.friend_id: row for row in rows}
    week = Check.objects.filter(at__gte=midnight(day - dt.timedelta(days=LATENCY_DAYS - 1)), at__lt=end)
    # The database sorts, so that one friend's answers are in memory at a time.
    answers = week.filter(status__isnull=False, milliseconds__isnull=False).order_by("friend_id", "milliseconds")
    pairs: Iterable[tuple[int, Any]] = answers.values_list("friend_id", "milliseconds").iterator()
    for friend_id, group in groupby(pairs, key=itemgetter(0)):
        if friend_id in by_friend:
            row = by_friend[friend_id]
            row.week_median, row.week_p95 = median_and_p95([milliseconds for _, milliseconds in group])
    try:
        Day.objects.bulk_create(rows, ignore_conflicts=True)
    except IntegrityError:
        return False
    return True
