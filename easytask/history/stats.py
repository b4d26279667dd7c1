"""Read statistics off the checks: uptime, latency, the latest verdicts; it knows nothing of pages, and writes nothing.

Every function takes a constant number of queries and returns frozen records. A window of 7 days is today and the 6 days
before it. Days that are rolled up are read from their rows, the rest from the checks themselves, so the figures are
right whether or not the rollup has been round.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Aggregate, Count, Min, OuterRef, Q, QuerySet, Subquery, Sum, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from blog.models import FriendLink
from easytask.history.days import COUNTED, count_days, day_of, last_day, median_and_p95, midnight, today
from easytask.history.rollup import LATENCY_DAYS
from easytask.models import Check, Day, LinkState
from easytask.verdicts import rules
from easytask.verdicts.kinds import CheckStatus, Kind

RECENT_CHECKS = 30
UPTIME_DAYS = (7, 30, 90)
CHART_DAYS = 90
# The columns of the two ledgers: yes and no.
LEDGERS = (("up", "down"), ("linked", "unlinked"))
# A friend that is checked at least as often as this has a history without a gap.
LONGEST_PAUSE_DAYS = 31


class _Ledger(NamedTuple):
    """The day of its first decided check, and for each window how many checks said yes and how many no."""

    began: dt.date
    counts: tuple[tuple[int, int], ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Share:
    """So many of the ``checks`` that could tell said yes, in a window of ``days``; 0 days: in all that is known."""

    days: int
    yes: int
    checks: int


@dataclasses.dataclass(frozen=True, slots=True)
class FriendStats:
    """One friend in a list.

    ``recent``: the kinds of the latest checks, oldest first. ``uptime``: the shares of checks in which the site was
    alive, whatever it says of our link; ``backlink``: those in which our link was on it. Checks that could not tell
    count neither way. Both have a share for each window that their history covers; one over all that is known as long
    as it covers none; none when nothing was decided.
    ``median``, ``p95``: milliseconds of the answers of the latest finished week; of a friend that has none yet, those
    of today so far.
    """

    recent: tuple[Kind, ...] = ()
    uptime: tuple[Share, ...] = ()
    backlink: tuple[Share, ...] = ()
    median: int | None = None
    p95: int | None = None


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
    """One day of one friend: whether the site was down in a check, and the milliseconds of its answers.

    ``is_told_apart``: false on a day from before the two ledgers; ``was_down`` may then mean that only our link was
    missing.
    """

    day: dt.date
    was_down: bool
    is_told_apart: bool
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
    of_days, of_checks = _ledgers_of_days(friend_ids), _ledgers_of_checks(friend_ids)
    latest = list(_latest(friend_ids))
    so_far = _latencies_so_far([friend_id for friend_id, _, median, _ in latest if median is None])
    found = {}
    for friend_id, recent, *of_week in latest:
        median, p95 = so_far.get(friend_id, of_week)
        found[friend_id] = FriendStats(
            recent=tuple(map(Kind, reversed(recent.split(",")))) if recent else (),
            uptime=_shares(of_days, of_checks, of=(friend_id, "up")),
            backlink=_shares(of_days, of_checks, of=(friend_id, "linked")),
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
    finished = list(Day.objects.filter(friend=friend_id, day__gte=_first_day(CHART_DAYS)).order_by("day"))
    rest = Check.objects.filter(friend=friend_id, at__gte=_first_unrolled(CHART_DAYS)).defer("evidence")
    return [
        DayStats(
            row.day, bool(row.failing if row.down is None else row.down), row.down is not None, row.median, row.p95
        )
        for row in [*finished, *count_days(rest)]
    ]


def slowest(limit: int) -> list[SlowFriend]:
    """Return the active friends that take longest to answer.

    That is by the median of the latest finished week, or of today so far.
    """
    last = last_day()
    if last is None:
        names = dict(FriendLink.objects.filter(is_active=True).values_list("pk", "name"))
        found = [SlowFriend(pk, names[pk], *both) for pk, both in _latencies_so_far(list(names)).items()]
        return sorted(found, key=lambda row: -row.median)[:limit]
    # As a condition on the join: with a list of the active ones SQLite would look for the day of each.
    weeks = Day.objects.filter(day=last, friend__is_active=True, week_median__isnull=False).order_by("-week_median")
    rows: Iterable[Any] = weeks.values_list("friend", "friend__name", "week_median", "week_p95")[:limit]
    return [SlowFriend(*row) for row in rows]


def certificates_expiring(within_days: int) -> list[Certificate]:
    """Return, of the active friends, the certificates that end soon or have ended, as the latest check saw them."""
    now = timezone.now()
    rows = LinkState.objects.filter(
        friend__is_active=True, certificate_expires__lt=now + dt.timedelta(days=within_days + 1)
    ).order_by("certificate_expires")
    found: Iterable[Any] = rows.values_list("friend", "friend__name", "certificate_expires")
    return [Certificate(friend_id, name, expires, (expires - now).days) for friend_id, name, expires in found]


# Many values in one text with commas, a row a friend instead of thirty; until Django 6 brings StringAgg.
JOIN = {"sqlite": "GROUP_CONCAT", "postgresql": "STRING_AGG"}


def _latest(friend_ids: Collection[int]) -> Iterable[tuple[int, str | None, int | None, int | None]]:
    """Return of each friend its latest verdicts, and the median and p95 of its latest finished week."""
    checks = Check.objects.filter(friend=OuterRef("pk")).order_by("-at").values("verdict")[:RECENT_CHECKS]
    joined = f"(SELECT {JOIN[connection.vendor]}(verdict, ',') FROM (%(subquery)s) AS recent)"  # noqa: S608 - our own
    recent = Subquery(checks, output_field=TextField(), template=joined)
    first = today() - dt.timedelta(days=LATENCY_DAYS)
    days = Day.objects.filter(friend=OuterRef("pk"), day__gte=first).order_by("-day")
    latency = (Subquery(days.values("week_median")[:1]), Subquery(days.values("week_p95")[:1]))
    friends = FriendLink.objects.filter(pk__in=friend_ids).order_by()
    return friends.values_list("pk", recent, *latency)


def _first_unrolled(days: int) -> dt.datetime:
    """Return the moment from which the checks themselves must be read, for a window of so many days."""
    first = _first_day(days)
    last = last_day()
    return midnight(max(first, last + dt.timedelta(days=1)) if last else first)


def _shares(*ledgers: Mapping[tuple[int, str], _Ledger], of: tuple[int, str]) -> tuple[Share, ...]:
    """Return the shares of one friend and ledger, of what its days and its newer checks say together."""
    found = [ledger[of] for ledger in ledgers if of in ledger]
    began = min((ledger.began for ledger in found), default=None)
    if began is None:
        return ()
    sums = zip(UPTIME_DAYS, *(ledger.counts for ledger in found), strict=True)
    shares = [Share(days, sum(yes for yes, _ in counts), sum(yes + no for yes, no in counts)) for days, *counts in sums]
    if not shares[-1].checks:
        return ()
    covered = tuple(share for share in shares if share.checks and began <= _first_day(share.days))
    return covered or (dataclasses.replace(shares[-1], days=0),)


def _ledgers_of_days(friend_ids: Collection[int]) -> dict[tuple[int, str], _Ledger]:
    """Return both ledgers of each friend by the finished days; those in which nothing was decided are left out."""
    columns: list[Aggregate] = []
    for yes, no in LEDGERS:
        columns.append(Min("day", filter=Q(**{f"{yes}__gt": 0}) | Q(**{f"{no}__gt": 0})))
        for days in UPTIME_DAYS:
            columns += [Sum(column, filter=Q(day__gte=_first_day(days)), default=0) for column in (yes, no)]
    rows = Day.objects.filter(friend__in=friend_ids, day__gte=_first_day(max(UPTIME_DAYS) + LONGEST_PAUSE_DAYS))
    return _ledgers(_by_friend(rows, columns))


def _ledgers_of_checks(friend_ids: Collection[int]) -> dict[tuple[int, str], _Ledger]:
    """Return the same by the checks of days that are not rolled up yet."""
    columns: list[Aggregate] = []
    for yes, no in LEDGERS:
        columns.append(Min("at", filter=COUNTED[yes] | COUNTED[no]))
        for days in UPTIME_DAYS:
            inside = Q(at__gte=midnight(_first_day(days)))
            columns += [Count("pk", filter=inside & COUNTED[column]) for column in (yes, no)]
    since = _first_unrolled(max(UPTIME_DAYS) + LONGEST_PAUSE_DAYS)
    return _ledgers(_by_friend(Check.objects.filter(friend__in=friend_ids, at__gte=since), columns))


def _ledgers(rows: Iterable[tuple[Any, ...]]) -> dict[tuple[int, str], _Ledger]:
    """Read the ledgers off the aggregates: of each, when it began, and two counts for each window."""
    width = 1 + 2 * len(UPTIME_DAYS)
    found = {}
    for friend_id, *values in rows:
        for number, (yes, _) in enumerate(LEDGERS):
            began, *counts = values[number * width : (number + 1) * width]
            if began is not None:
                day = day_of(began) if isinstance(began, dt.datetime) else began
                found[friend_id, yes] = _Ledger(day, tuple(zip(counts[::2], counts[1::2], strict=True)))
    return found


def _first_day(days: int) -> dt.date:
    """Return the first day of a window of so many days that ends today."""
    return today() - dt.timedelta(days=days - 1)


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
        function=JOIN[connection.vendor],
        template="%(function)s(%(expressions)s, ',')",
        output_field=TextField(),
    )
    found = {}
    for friend_id, milliseconds in _by_friend(answers, [joined]):
        found[friend_id] = median_and_p95(sorted(map(int, milliseconds.split(","))))
    return found
