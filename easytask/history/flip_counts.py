"""Count the changes of the friends' ``is_show``: by whom, to what, and how many hides were our own error.

Finished days are read from their rows, the rest from the changes themselves, so the counts are right whether or not the
rollup has been round.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from easytask.history.days import midnight
from easytask.models import Flip, FlipDay

ONE_DAY = dt.timedelta(days=1)

_BY_CHECK = ~Q(kind="")
_COLUMNS = {
    "shown_by_check": _BY_CHECK & Q(is_show=True),
    "hidden_by_check": _BY_CHECK & Q(is_show=False),
    "shown_by_owner": Q(kind="", is_show=True),
    "hidden_by_owner": Q(kind="", is_show=False),
    "suspected": Q(taken_back_at__isnull=False),
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


def count_flips(first: dt.date | None = None, end: dt.date | None = None) -> FlipCounts:
    """Return the counts of the days from ``first`` to the one before ``end``; None leaves that side open."""
    if first is not None and first == end:
        return FlipCounts()
    inside = Q()
    if first is not None:
        inside &= Q(day__gte=first)
    if end is not None:
        inside &= Q(day__lt=end)
    sums = {name: Sum(name, filter=inside, default=0) for name in _COLUMNS}
    found = FlipDay.objects.aggregate(last=Max("day"), **sums)
    last = found.pop("last")
    if last is not None:
        first = last + ONE_DAY if first is None else max(first, last + ONE_DAY)
        if end is not None and first >= end:
            return FlipCounts(**found)
    return FlipCounts(**found) + read_flips(first, end)


def first_unrolled_flip() -> dt.datetime | None:
    """Return the moment of the first change after the days that are rolled up; they are so one after another."""
    last = FlipDay.objects.aggregate(last=Max("day"))["last"]
    rest = Flip.objects.all() if last is None else Flip.objects.filter(at__gte=midnight(last + ONE_DAY))
    first: dt.datetime | None = rest.aggregate(first=Min("at"))["first"]
    return first


def count_by_column(flips: QuerySet[Flip]) -> dict[str, int]:
    """Return the counts of these changes by the names of FlipDay's columns."""
    found: dict[str, int] = flips.aggregate(**{name: Count("pk", filter=rows) for name, rows in _COLUMNS.items()})
    return found


def read_flips(first: dt.date | None, end: dt.date | None) -> FlipCounts:
    """Return the counts of these days by the changes alone."""
    flips = Flip.objects.all()
    if first is not None:
        flips = flips.filter(at__gte=midnight(first))
    if end is not None:
        flips = flips.filter(at__lt=midnight(end))
    return FlipCounts(**count_by_column(flips))
