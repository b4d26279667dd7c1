"""Sums up the days that are over and deletes checks that are old, a little at a time; knows nothing of pages or runs.

Every step is a short transaction of its own that may be done again, so tending may be interrupted, run twice at once,
or meet a whole year when it is first switched on: the next call goes on where this one stopped.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from django.db import IntegrityError
from django.db.models import Max
from django.utils import timezone

from easytask.history import quantiles
from easytask.models import Check, Day
from easytask.verdicts import rules
from easytask.verdicts.records import CheckStatus, Kind

RETENTION_DAYS = 30  # of checks in full, today left out
LATENCY_DAYS = 7  # how fast a site is now, not how fast it was in spring
SETTLED_AFTER = dt.timedelta(minutes=10)  # of a day's end, when the last batch of its checks is surely in
SECONDS = 60.0  # a worker's seat is not taken for longer at a time
CHUNK_ROWS = 5000  # of one deletion: some hundredths of a second in which others wait
CHUNK_PAUSE_SECONDS = 0.05  # between two of them, for those who waited


class RollupResult(NamedTuple):
    """What one call came to; ``finished`` is False when the time was up before the work was."""

    days: int
    deleted: int
    finished: bool


def tend(*, seconds: float = SECONDS) -> RollupResult:
    """Sums up and deletes for about ``seconds`` at most."""
    until = time.monotonic() + seconds
    days = deleted = 0
    while (day := _next_day()) is not None:
        if time.monotonic() > until:
            return RollupResult(days, deleted, finished=False)
        days += _sum_up(day)
    last = last_day()
    if last is None:
        return RollupResult(days, deleted, finished=True)
    retained_from = min(last + dt.timedelta(days=1), today() - dt.timedelta(days=RETENTION_DAYS))
    old = Check.objects.filter(at__lt=midnight(retained_from))
    while True:
        chunk, _ = Check.objects.filter(pk__in=old.order_by("at").values("pk")[:CHUNK_ROWS]).delete()
        deleted += chunk
        if chunk < CHUNK_ROWS:
            return RollupResult(days, deleted, finished=True)
        if time.monotonic() > until:
            return RollupResult(days, deleted, finished=False)
        time.sleep(CHUNK_PAUSE_SECONDS)


def days_of(checks: Iterable[Check]) -> list[Day]:
    """What these checks come to, one unsaved row a friend and day, in the order of both."""
    counts: dict[tuple[dt.date, int], Counter[CheckStatus]] = {}
    answered: dict[tuple[dt.date, int], list[int]] = {}
    for check in checks:
        key = (check.at.astimezone(timezone.get_default_timezone()).date(), check.friend_id)
        fetched = check.milliseconds is not None
        status = rules.check_status(Kind(check.verdict)) if fetched else CheckStatus.UNKNOWN
        counts.setdefault(key, Counter())[status] += 1
        if check.status is not None and check.milliseconds is not None:
            answered.setdefault(key, []).append(check.milliseconds)
    return [
        Day(
            friend_id=friend_id,
            day=day,
            ok=found[CheckStatus.OK],
            failing=found[CheckStatus.FAILING],
            unknown=found[CheckStatus.UNKNOWN],
            latency=quantiles.of(answered.get((day, friend_id), [])),
        )
        for (day, friend_id), found in sorted(counts.items(), key=lambda item: item[0])
    ]


def today() -> dt.date:
    """By the site's clock; its days are those of its time zone, whoever asks."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


def midnight(day: dt.date) -> dt.datetime:
    """The moment at which this day begins."""
    return dt.datetime.combine(day, dt.time.min, timezone.get_default_timezone())


def last_day() -> dt.date | None:
    """The last day that is summed up: they are written one after another, each as a whole."""
    return Day.objects.aggregate(last=Max("day"))["last"]


def _next_day() -> dt.date | None:
    """The first day that is over and has checks but no sums."""
    last = last_day()
    checks = Check.objects.order_by("at").values_list("at", flat=True)
    first = (checks.filter(at__gte=midnight(last + dt.timedelta(days=1))) if last else checks).first()
    if first is None:
        return None
    day = first.astimezone(timezone.get_default_timezone()).date()
    return day if timezone.now() >= midnight(day + dt.timedelta(days=1)) + SETTLED_AFTER else None


def _sum_up(day: dt.date) -> bool:
    """Writes the day's rows; False when a friend was deleted meanwhile and the day is to be read again."""
    checks = Check.objects.filter(at__gte=midnight(day), at__lt=midnight(day + dt.timedelta(days=1)))
    rows = days_of(checks.defer("evidence").iterator())
    week: dict[int, list[quantiles.Sketch]] = {row.friend_id: [row.latency] for row in rows}
    before = Day.objects.filter(day__gt=day - dt.timedelta(days=LATENCY_DAYS), day__lt=day)
    for friend_id, latency in before.values_list("friend", "latency").iterator():
        if friend_id in week:
            week[friend_id].append(latency)
    for row in rows:
        latency = quantiles.total(week[row.friend_id])
        row.median, row.p95 = quantiles.quantile(latency, 0.5), quantiles.quantile(latency, 0.95)
    try:
        Day.objects.bulk_create(rows, ignore_conflicts=True)
    except IntegrityError:
        return False
    return True
