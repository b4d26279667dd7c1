"""Reads what the checks have left: figures for a list of friends, the story of one, and the owner's view of all.

Every function takes a constant number of queries and returns frozen records; it knows nothing of pages, and writes
nothing. A window of 7 days is today and the 6 days before it. Finished days come from their sums, the rest from the
checks themselves, so the figures are right whether or not the tending has been round.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Aggregate, CharField, Count, Min, OuterRef, Q, Subquery, Sum, TextField
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from blog.models import FriendLink
from easytask.history import quantiles
from easytask.history.rollup import LATENCY_DAYS, days_of, last_day, midnight, today
from easytask.models import Check, Day, Flip, LinkState, Run
from easytask.verdicts import rules
from easytask.verdicts.records import CheckStatus, Kind

RECENT_CHECKS = 30
UPTIME_DAYS = (7, 30, 90)
FALSE_HIDE_WITHIN = dt.timedelta(hours=48)
BROKEN_RUNS_TOLD = 3  # one may be a restart, two an upgrade that went wrong


@dataclasses.dataclass(frozen=True, slots=True)
class Figures:
    """One friend in a list.

    ``recent``: the kinds of the latest checks, oldest first. ``uptime``: by the window's days, the share of ok checks
    among those that were decided, None when none was; undecided ones, and those of a link that is never fetched, count
    neither way. ``median``, ``p95``: milliseconds of the answers of the latest finished week, within 2 %; of a friend
    that has none yet, those of today so far.
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
        return rules.check_status(self.verdict)


@dataclasses.dataclass(frozen=True, slots=True)
class DayFigures:
    """One day of one friend: how many checks had which status, and the milliseconds of its answers."""

    day: dt.date
    ok: int
    failing: int
    unknown: int
    median: int | None
    p95: int | None


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """One change of ``is_show``, to ``is_show``: by the check when ``kind`` is not empty, else by ``user_name``.

    ``undoes`` is the id of the change that this one took back; ``undone_at`` and ``undone_by`` say when and who took
    this one back. ``undoable``: it is automatic, and the friend is still as it left it.
    """

    id: int
    friend_id: int
    friend_name: str
    at: dt.datetime
    is_show: bool
    link: str
    kind: str
    status: int | None
    evidence: Mapping[str, Any] | None
    first_sight: bool
    run_id: int | None
    user_name: str
    undoes: int | None
    undone_at: dt.datetime | None
    undone_by: str | None
    undoable: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Slow:
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


@dataclasses.dataclass(frozen=True, slots=True)
class WeekOfHides:
    """The automatic hides of the week that begins on ``monday``, and those of them that are suspected to be false."""

    monday: dt.date
    hides: int
    suspected: int

    @property
    def rate(self) -> float | None:
        return self.suspected / self.hides if self.hides else None


@dataclasses.dataclass(frozen=True, slots=True)
class BrokenRuns:
    """The latest checks of all links, which all broke: how many, the id of the first one, and when that began."""

    count: int
    first: int
    since: dt.datetime

    @property
    def words(self) -> str:
        """That they broke, and where to look, in the reader's language."""
        words = {"count": self.count, "since": date_format(timezone.localtime(self.since), "m-d H:i")}
        return _("最近连续 %(count)d 次检查都中途断了（第一次始于 %(since)s），执行检查的进程没能走到结尾。") % words

    @property
    def remedy(self) -> str:
        return _(
            "请查看 worker 的日志（Docker：docker compose logs worker；make run：var/log/worker.log）和服务器的内存："
            "进程常常是因为内存不足被系统杀掉的。有一次检查走完，后台的这条提示就会消失。"
        )


def figures(friend_ids: Collection[int]) -> dict[int, Figures]:
    """The figures of these friends, by id; those that do not exist are left out. At most seven queries."""
    decided = {days: Counter[int]() for days in UPTIME_DAYS}
    ok = {days: Counter[int]() for days in UPTIME_DAYS}
    unsummed = _unsummed_from(max(UPTIME_DAYS))
    for rows in (_sums(friend_ids), _counts(friend_ids, unsummed)):
        for friend_id, *counts in rows:
            for days, passed, failed in zip(UPTIME_DAYS, counts[::2], counts[1::2], strict=True):
                ok[days][friend_id] += passed
                decided[days][friend_id] += passed + failed
    rows = list(_latest(friend_ids))
    so_far = _latencies_so_far([friend_id for friend_id, _, median, _ in rows if median is None])
    return {
        friend_id: Figures(
            recent=tuple(map(Kind, reversed(recent.split(",")))) if recent else (),
            uptime={
                days: ok[days][friend_id] / decided[days][friend_id] if decided[days][friend_id] else None
                for days in UPTIME_DAYS
            },
            median=so_far.get(friend_id, (median, p95))[0],
            p95=so_far.get(friend_id, (median, p95))[1],
        )
        for friend_id, recent, median, p95 in rows
    }


def broken_runs() -> BrokenRuns | None:
    """The checks of all links that broke since the latest one that came to an end; None while they are few.

    A check of chosen links says nothing of what breaks the others.
    """
    runs = Run.objects.filter(everything=True)
    ended = runs.exclude(state__in=(Run.State.RUNNING, Run.State.BROKEN)).values("pk")[:1]
    broken = runs.filter(state=Run.State.BROKEN, pk__gt=Coalesce(Subquery(ended), 0))
    found = broken.aggregate(count=Count("pk"), first=Min("pk"), since=Min("started_at"))
    return BrokenRuns(**found) if found["count"] >= BROKEN_RUNS_TOLD else None


def latest_checks(friend_id: int) -> list[CheckRow]:
    """The checks behind the strip of one friend, oldest first."""
    rows = Check.objects.filter(friend=friend_id).order_by("-at")
    latest = rows.values_list("at", "verdict", "status", "milliseconds")[:RECENT_CHECKS]
    return [CheckRow(at, Kind(verdict), *answer) for at, verdict, *answer in reversed(latest)]


def days_of_friend(friend_id: int, days: int = 90) -> list[DayFigures]:
    """Day by day, oldest first, as far as there were checks; the last may be today so far."""
    first = today() - dt.timedelta(days=days - 1)
    summed = list(Day.objects.filter(friend=friend_id, day__gte=first).order_by("day"))
    rest = Check.objects.filter(friend=friend_id, at__gte=_unsummed_from(days)).defer("evidence")
    return [
        DayFigures(
            row.day,
            row.ok,
            row.failing,
            row.unknown,
            quantiles.quantile(row.latency, 0.5),
            quantiles.quantile(row.latency, 0.95),
        )
        for row in [*summed, *days_of(rest)]
    ]


def changes_of(friend_id: int, limit: int = 50) -> list[Change]:
    """The latest changes of one friend, newest first; at most the first of them is undoable."""
    changes = _changes(Flip.objects.filter(friend=friend_id), limit)
    is_show = FriendLink.objects.filter(pk=friend_id).values_list("is_show", flat=True).first()
    return [
        dataclasses.replace(change, undoable=number == 0 and bool(change.kind) and change.is_show == is_show)
        for number, change in enumerate(changes)
    ]


def changes_of_run(run_id: int, limit: int = 100) -> list[Change]:
    """What a run has changed so far, newest first."""
    return _changes(Flip.objects.filter(run=run_id), limit)


def latest_changes(days: int = 7, limit: int = 100) -> list[Change]:
    """The changes of all friends in these days, newest first."""
    return _changes(Flip.objects.filter(at__gte=midnight(today() - dt.timedelta(days=days - 1))), limit)


def slowest(limit: int = 10) -> list[Slow]:
    """The active friends that take longest to answer, by the median of the latest finished week, or of today so far."""
    active = FriendLink.objects.filter(is_active=True)
    last = last_day()
    if last is None:
        names = dict(active.values_list("pk", "name"))
        found = [(pk, names[pk], *both) for pk, both in _latencies_so_far(list(names)).items()]
        return [Slow(*row) for row in sorted(found, key=lambda row: -row[2])[:limit]]
    weeks = Day.objects.filter(day=last, friend__in=active, median__isnull=False).order_by("-median")
    return [Slow(*row) for row in weeks.values_list("friend", "friend__name", "median", "p95")[:limit]]


def certificates_expiring(within_days: int = 21) -> list[Certificate]:
    """Of the active friends, the certificates that end soon or have ended, as the latest check saw them."""
    rows = LinkState.objects.filter(friend__is_active=True, evidence__certificate_expires__isnull=False)
    now = timezone.now()
    found = []
    for friend_id, name, expires in rows.values_list("friend", "friend__name", "evidence__certificate_expires"):
        if expires is not None:  # a JSON null is not a missing key
            moment = dt.datetime.fromisoformat(expires)
            found.append(Certificate(friend_id, name, moment, (moment - now).days))
    soon = [certificate for certificate in found if certificate.days <= within_days]
    return sorted(soon, key=lambda certificate: certificate.expires)


def false_hides(weeks: int = 12) -> list[WeekOfHides]:
    """How often, week by week, oldest first, the check hid a friend that was well: our own error, as far as we see it.

    Suspected is a hide after which the check itself showed the friend again within FALSE_HIDE_WITHIN, at the same
    address and not because its owner wanted it shown.
    """
    this_monday = today() - dt.timedelta(days=today().weekday())
    mondays = [this_monday - dt.timedelta(weeks=number) for number in reversed(range(weeks))]
    after = Flip.objects.filter(friend=OuterRef("friend"), pk__gt=OuterRef("pk")).order_by("pk")
    hides = Flip.objects.filter(is_show=False, at__gte=midnight(mondays[0])).exclude(kind="").order_by("pk")
    all_hides, suspected = Counter[dt.date](), Counter[dt.date]()
    rows = hides.annotate(
        shown_at=Subquery(after.values("at")[:1]),
        shown_as=Subquery(after.values("kind")[:1]),
        shown_link=Subquery(after.values("link")[:1]),
    ).values_list("at", "link", "shown_at", "shown_as", "shown_link")
    for at, link, shown_at, shown_as, shown_link in rows:
        day = at.astimezone(timezone.get_default_timezone()).date()
        monday = day - dt.timedelta(days=day.weekday())
        all_hides[monday] += 1
        by_itself = shown_at is not None and shown_as not in ("", Kind.WHITE_LISTED) and shown_link == link
        suspected[monday] += by_itself and shown_at - at <= FALSE_HIDE_WITHIN
    return [WeekOfHides(monday, all_hides[monday], suspected[monday]) for monday in mondays]


# --- the queries -----------------------------------------------------------------------------------------------------
class _Joined:
    """Many values in one text, with commas between them: a row a friend instead of thirty."""

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="STRING_AGG", **extra)


class _JoinedColumn(_Joined, Aggregate):
    template = "%(function)s(%(expressions)s, ',')"
    output_field = TextField()


class _JoinedVerdicts(_Joined, Subquery):
    template = "(SELECT %(function)s(verdict, ',') FROM (%(subquery)s) AS recent)"
    output_field = CharField()


def _latest(friend_ids: Collection[int]) -> Any:
    """Of each friend: its latest verdicts, and the median and p95 of its latest finished week."""
    checks = Check.objects.filter(friend=OuterRef("pk")).order_by("-at").values("verdict")[:RECENT_CHECKS]
    first = today() - dt.timedelta(days=LATENCY_DAYS)
    days = Day.objects.filter(friend=OuterRef("pk"), day__gte=first).order_by("-day")
    latency = (Subquery(days.values("median")[:1]), Subquery(days.values("p95")[:1]))
    friends = FriendLink.objects.filter(pk__in=friend_ids).order_by()
    return friends.values_list("pk", _JoinedVerdicts(checks), *latency)


def _unsummed_from(days: int) -> dt.datetime:
    """The moment from which the checks themselves must be read, for a window of so many days."""
    first = today() - dt.timedelta(days=days - 1)
    last = last_day()
    return midnight(max(first, last + dt.timedelta(days=1)) if last else first)


def _sums(friend_ids: Collection[int]) -> Any:
    """Of each friend: ok and failing, for each of the windows, by the finished days."""
    first = {days: today() - dt.timedelta(days=days - 1) for days in UPTIME_DAYS}
    columns = [
        Sum(status, filter=Q(day__gte=first[days]), default=0) for days in UPTIME_DAYS for status in ("ok", "failing")
    ]
    rows = Day.objects.filter(friend__in=friend_ids, day__gte=first[max(UPTIME_DAYS)])
    return _grouped(rows, columns)


def _counts(friend_ids: Collection[int], since: dt.datetime) -> Any:
    """The same by the checks that are not summed up yet."""
    columns = []
    for days in UPTIME_DAYS:
        inside = Q(at__gte=midnight(today() - dt.timedelta(days=days - 1)), milliseconds__isnull=False)
        columns += [
            Count("pk", filter=inside & Q(verdict__in=rules.kinds_with(status)))
            for status in (CheckStatus.OK, CheckStatus.FAILING)
        ]
    return _grouped(Check.objects.filter(friend__in=friend_ids, at__gte=since), columns)


def _grouped(rows: Any, columns: list[Aggregate]) -> Any:
    named = {f"column{number}": column for number, column in enumerate(columns)}
    return rows.order_by().values("friend").annotate(**named).values_list("friend", *named)


def _latencies_so_far(friend_ids: Collection[int]) -> dict[int, tuple[int | None, int | None]]:
    """Median and p95 by the answers that are in no sums yet, of those friends that have some."""
    answers = Check.objects.filter(
        friend__in=friend_ids, at__gte=_unsummed_from(LATENCY_DAYS), status__isnull=False, milliseconds__isnull=False
    )
    found = {}
    for friend_id, joined in _grouped(answers, [_JoinedColumn(Cast("milliseconds", TextField()))]):
        latency = quantiles.of(map(int, joined.split(",")))
        found[friend_id] = (quantiles.quantile(latency, 0.5), quantiles.quantile(latency, 0.95))
    return found


def _changes(flips: Any, limit: int) -> list[Change]:
    rows = flips.order_by("-pk").values_list(
        "id",
        "friend",
        "friend__name",
        "at",
        "is_show",
        "link",
        "kind",
        "status",
        "evidence",
        "first_sight",
        "run",
        "user_name",
        "undoes",
        "undone_by__at",
        "undone_by__user_name",
    )
    return [Change(*row) for row in rows[:limit]]
