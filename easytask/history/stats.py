"""Read statistics off the checks: uptime, latency, the latest verdicts; it knows nothing of pages, and writes nothing.

Every function takes a constant number of queries and returns frozen records. A window of 7 days is today and the 6 days
before it. Days that are rolled up are read from their rows, the rest from the checks themselves, so the figures are
right whether or not the rollup has been round.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import connection
from django.db.models import Aggregate, Count, OuterRef, Q, QuerySet, Subquery, Sum, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from blog.models import FriendLink
from easytask.history.days import count_days, last_day, median_and_p95, midnight, today
from easytask.history.rollup import LATENCY_DAYS
from easytask.models import Check, Day, LinkState
from easytask.verdicts import rules
from easytask.verdicts.records import CheckStatus, Kind

RECENT_CHECKS = 30
UPTIME_DAYS = (7, 30, 90)
CHART_DAYS = 90


@dataclasses.dataclass(frozen=True, slots=True)
class FriendStats:
    """One friend in a list.

    ``recent``: the kinds of the latest checks, oldest first. ``uptime``: by the window's days, the share of ok checks
    among those that were decided, None when none was; undecided ones, and those of a link that is never fetched, count
    neither way. ``median``, ``p95``: milliseconds of the answers of the latest finished week; of a friend that has none
    yet, those of today so far.
    """

    recent: tuple[Kind, ...]
    uptime: Mapping[int, float | None]
    median: int | None
    p95: int | None


@dataclasses.dataclass(frozen=True, slots=True)
class CheckRow:
    """One check; ``milliseconds`` is None when the link was not fetched, ``status`` when no answer came."""

    at: dt.datetime
    verdict: Kind
    status: int | None
    milliseconds: int | None

    @property
    def check_status(self) -> CheckStatus:
        """What the check says of the link."""
        return rules.check_status(self.verdict)


@dataclasses.dataclass(frozen=True, slots=True)
class DayStats:
    """One day of one friend: how many checks had which status, and the milliseconds of its answers."""

    day: dt.date
    ok: int
    failing: int
    unknown: int
    median: int | None
    p95: int | None


@dataclasses.dataclass(frozen=True, slots=True)
class SlowFriend:
    """A friend and the milliseconds of its answers."""

    friend_id: int
    friend_name: str
    median: int
    p95: int


@dataclasses.dataclass(frozen=True, slots=True)
class Certificate:
    """``days`` until it expires, negative when it has."""

    friend_id: int
    friend_name: str
    expires: dt.datetime
    days: int


def stats_of(friend_ids: Collection[int]) -> dict[int, FriendStats]:
    """Return the statistics of these friends, by id; those that do not exist are left out. At most seven queries."""
    decided = {days: Counter[int]() for days in UPTIME_DAYS}
    ok = {days: Counter[int]() for days in UPTIME_DAYS}
    for rows in (_days_by_status(friend_ids), _checks_by_status(friend_ids)):
        for friend_id, *counts in rows:
            for days, passed, failed in zip(UPTIME_DAYS, counts[::2], counts[1::2], strict=True):
                ok[days][friend_id] += passed
                decided[days][friend_id] += passed + failed
    latest = list(_latest(friend_ids))
    so_far = _latencies_so_far([friend_id for friend_id, _, median, _ in latest if median is None])
    found = {}
    for friend_id, recent, *of_week in latest:
        median, p95 = so_far.get(friend_id, of_week)
        found[friend_id] = FriendStats(
            recent=tuple(map(Kind, reversed(recent.split(",")))) if recent else (),
            uptime={
                days: ok[days][friend_id] / decided[days][friend_id] if decided[days][friend_id] else None
                for days in UPTIME_DAYS
            },
            median=median,
            p95=p95,
        )
    return found


def latest_checks(friend_id: int) -> list[CheckRow]:
    """Return the checks behind the strip of one friend, oldest first."""
    rows = Check.objects.filter(friend=friend_id).order_by("-at")
    latest = rows.values_list("at", "verdict", "status", "milliseconds")[:RECENT_CHECKS]
    return [CheckRow(at, Kind(verdict), *answer) for at, verdict, *answer in reversed(latest)]


def daily_stats(friend_id: int) -> list[DayStats]:
    """Return the days of the chart, oldest first, as far as there were checks; the last may be today so far."""
    first = today() - dt.timedelta(days=CHART_DAYS - 1)
    finished = list(Day.objects.filter(friend=friend_id, day__gte=first).order_by("day"))
    rest = Check.objects.filter(friend=friend_id, at__gte=_first_unrolled(CHART_DAYS)).defer("evidence")
    return [
        DayStats(row.day, row.ok, row.failing, row.unknown, row.median, row.p95)
        for row in [*finished, *count_days(rest)]
    ]


def slowest(limit: int) -> list[SlowFriend]:
    """Return the active friends that take longest to answer.

    That is by the median of the latest finished week, or of today so far.
    """
    active = FriendLink.objects.filter(is_active=True)
    last = last_day()
    if last is None:
        names = dict(active.values_list("pk", "name"))
        found = [SlowFriend(pk, names[pk], *both) for pk, both in _latencies_so_far(list(names)).items()]
        return sorted(found, key=lambda row: -row.median)[:limit]
    weeks = Day.objects.filter(day=last, friend__in=active, week_median__isnull=False).order_by("-week_median")
    rows: Iterable[Any] = weeks.values_list("friend", "friend__name", "week_median", "week_p95")[:limit]
    return [SlowFriend(*row) for row in rows]


def certificates_expiring(within_days: int) -> list[Certificate]:
    """Return, of the active friends, the certificates that end soon or have ended, as the latest check saw them."""
    rows = LinkState.objects.filter(friend__is_active=True, evidence__certificate_expires__isnull=False)
    now = timezone.now()
    found = []
    for friend_id, name, expires in rows.values_list("friend", "friend__name", "evidence__certificate_expires"):
        # A JSON null is not a missing key.
        if expires is not None:
            moment = dt.datetime.fromisoformat(expires)
            found.append(Certificate(friend_id, name, moment, (moment - now).days))
    soon = [certificate for certificate in found if certificate.days <= within_days]
    return sorted(soon, key=lambda certificate: certificate.expires)


# Many values in one text with commas, a row a friend instead of thirty; until Django 6 brings StringAgg.
_JOIN = {"sqlite": "GROUP_CONCAT", "postgresql": "STRING_AGG"}


def _latest(friend_ids: Collection[int]) -> Iterable[tuple[int, str | None, int | None, int | None]]:
    """Return of each friend its latest verdicts, and the median and p95 of its latest finished week."""
    checks = Check.objects.filter(friend=OuterRef("pk")).order_by("-at").values("verdict")[:RECENT_CHECKS]
    joined = f"(SELECT {_JOIN[connection.vendor]}(verdict, ',') FROM (%(subquery)s) AS recent)"  # noqa: S608 - our own
    recent = Subquery(checks, output_field=TextField(), template=joined)
    first = today() - dt.timedelta(days=LATENCY_DAYS)
    days = Day.objects.filter(friend=OuterRef("pk"), day__gte=first).order_by("-day")
    latency = (Subquery(days.values("week_median")[:1]), Subquery(days.values("week_p95")[:1]))
    friends = FriendLink.objects.filter(pk__in=friend_ids).order_by()
    return friends.values_list("pk", recent, *latency)


def _first_unrolled(days: int) -> dt.datetime:
    """Return the moment from which the checks themselves must be read, for a window of so many days."""
    first = today() - dt.timedelta(days=days - 1)
    last = last_day()
    return midnight(max(first, last + dt.timedelta(days=1)) if last else first)


def _days_by_status(friend_ids: Collection[int]) -> Iterable[tuple[int, ...]]:
    """Return of each friend: ok and failing, for each of the windows, by the finished days."""
    first = {days: today() - dt.timedelta(days=days - 1) for days in UPTIME_DAYS}
    columns = [
        Sum(status, filter=Q(day__gte=first[days]), default=0) for days in UPTIME_DAYS for status in ("ok", "failing")
    ]
    rows = Day.objects.filter(friend__in=friend_ids, day__gte=first[max(UPTIME_DAYS)])
    return _by_friend(rows, columns)


def _checks_by_status(friend_ids: Collection[int]) -> Iterable[tuple[int, ...]]:
    """Return the same by the checks of days that are not rolled up yet."""
    columns = []
    for days in UPTIME_DAYS:
        inside = Q(at__gte=midnight(today() - dt.timedelta(days=days - 1)), milliseconds__isnull=False)
        columns += [
            Count("pk", filter=inside & Q(verdict__in=rules.kinds_with(status)))
            for status in (CheckStatus.OK, CheckStatus.FAILING)
        ]
    since = _first_unrolled(max(UPTIME_DAYS))
    return _by_friend(Check.objects.filter(friend__in=friend_ids, at__gte=since), columns)


def _by_friend(rows: QuerySet[Day] | QuerySet[Check], columns: Collection[Aggregate]) -> Iterable[tuple[Any, ...]]:
    """Return the friend's id and these aggregates of its rows, a tuple a friend."""
    named = {f"column{number}": column for number, column in enumerate(columns)}
    found: Iterable[tuple[Any, ...]] = rows.order_by().values("friend").annotate(**named).values_list("friend", *named)
    return found


def _latencies_so_far(friend_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Return median and p95 by the answers of days that are not rolled up yet, of those friends that have some."""
    answers = Check.objects.filter(
        friend__in=friend_ids, at__gte=_first_unrolled(LATENCY_DAYS), status__isnull=False, milliseconds__isnull=False
    )
    joined = Aggregate(
        Cast("milliseconds", TextField()),
        function=_JOIN[connection.vendor],
        template="%(function)s(%(expressions)s, ',')",
        output_field=TextField(),
    )
    found = {}
    for friend_id, milliseconds in _by_friend(answers, [joined]):
        found[friend_id] = median_and_p95(sorted(map(int, milliseconds.split(","))))
    return found
