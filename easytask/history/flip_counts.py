"""Count the changes of the friends' ``is_show``: by whom, to what, and how many hides were our own error.

Finished days are read from their rows, the rest from the changes themselves, so the counts are right whether or not the
rollup has been round.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    Count,
    DateTimeField,
    Exists,
    Func,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.sql.compiler import SQLCompiler

from easytask.history.days import midnight
from easytask.models import Flip, FlipDay
from easytask.verdicts.records import Kind

FALSE_HIDE_WITHIN = dt.timedelta(hours=48)
ONE_DAY = dt.timedelta(days=1)

_BY_CHECK = ~Q(kind="")
_COLUMNS = {
    "shown_by_check": _BY_CHECK & Q(is_show=True),
    "hidden_by_check": _BY_CHECK & Q(is_show=False),
    "shown_by_owner": Q(kind="", is_show=True),
    "hidden_by_owner": Q(kind="", is_show=False),
}


@dataclasses.dataclass(frozen=True, slots=True)
class FlipCounts:
    """The changes of some days; the fields are those of FlipDay."""

    shown_by_check: int = 0
    hidden_by_check: int = 0
    shown_by_owner: int = 0
    hidden_by_owner: int = 0
    suspected: int = 0

    def __add__(self, other: FlipCounts) -> FlipCounts:
        names = [field.name for field in dataclasses.fields(self)]
        return FlipCounts(*(getattr(self, name) + getattr(other, name) for name in names))


def count_flips(first: dt.date | None = None, end: dt.date | None = None, *, with_suspected: bool = True) -> FlipCounts:
    """Return the counts of the days from ``first`` to the one before ``end``; None leaves that side open.

    To find the suspected ones takes ten times as long as all else.
    """
    if first is not None and first == end:
        return FlipCounts()
    inside = Q()
    if first is not None:
        inside &= Q(day__gte=first)
    if end is not None:
        inside &= Q(day__lt=end)
    names = [*_COLUMNS, *(["suspected"] if with_suspected else [])]
    sums = {name: Sum(name, filter=inside, default=0) for name in names}
    found = FlipDay.objects.aggregate(last=Max("day"), **sums)
    last = found.pop("last")
    if last is not None:
        first = last + ONE_DAY if first is None else max(first, last + ONE_DAY)
        if end is not None and first >= end:
            return FlipCounts(**found)
    return FlipCounts(**found) + read_flips(first, end, with_suspected=with_suspected)


def first_unrolled_flip() -> dt.datetime | None:
    """Return the moment of the first change after the days that are rolled up; they are so one after another."""
    last = FlipDay.objects.aggregate(last=Max("day"))["last"]
    rest = Flip.objects.all() if last is None else Flip.objects.filter(at__gte=midnight(last + ONE_DAY))
    first: dt.datetime | None = rest.aggregate(first=Min("at"))["first"]
    return first


def count_by_column(flips: QuerySet[Flip]) -> dict[str, int]:
    """Return the counts of these changes by the names of FlipDay's columns, without the suspected ones."""
    found: dict[str, int] = flips.aggregate(**{name: Count("pk", filter=rows) for name, rows in _COLUMNS.items()})
    return found


def read_flips(first: dt.date | None, end: dt.date | None, *, with_suspected: bool = True) -> FlipCounts:
    """Return the counts of these days by the changes alone."""
    flips = Flip.objects.all()
    if first is not None:
        flips = flips.filter(at__gte=midnight(first))
    if end is not None:
        flips = flips.filter(at__lt=midnight(end))
    counts = count_by_column(flips)
    if with_suspected:
        counts["suspected"] = _suspected(flips.filter(_COLUMNS["hidden_by_check"])).count()
    return FlipCounts(**counts)


class _EndOfSuspicion(Func):
    """The moment until which a hide may be taken back; SQLite has its own function for it, and Django one in Python."""

    output_field = DateTimeField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> tuple[str, Any]:
        later = f"+{FALSE_HIDE_WITHIN.total_seconds():.0f} seconds"
        template = f"strftime('%%%%Y-%%%%m-%%%%d %%%%H:%%%%M:%%%%f', %(expressions)s, '{later}')"
        return super().as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> tuple[str, Any]:
        later = f"interval '{FALSE_HIDE_WITHIN.total_seconds():.0f} seconds'"
        return super().as_sql(compiler, connection, template=f"(%(expressions)s + {later})", **context)


def _suspected(hides: QuerySet[Flip]) -> QuerySet[Flip]:
    """Return the hides after which the check itself soon showed the friend again.

    It was at the same address, and not because its owner wanted it shown.
    """
    following = Flip.objects.filter(friend=OuterRef("friend"), pk__gt=OuterRef("pk")).order_by("pk")
    taken_back = Flip.objects.filter(
        pk=OuterRef("next"), link=OuterRef("link"), at__lte=_EndOfSuspicion(OuterRef("at"))
    ).exclude(kind__in=("", Kind.WHITE_LISTED))
    return hides.annotate(next=Subquery(following.values("pk")[:1])).filter(Exists(taken_back))
