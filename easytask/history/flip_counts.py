"""Count the changes of the friends' ``is_show``: by whom, to what, and how many hides were our own error.

Finished days are read from their rows, the rest from the changes themselves, so the counts are right whether or not the
rollup has been round.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.db.models import Count, F, Max, Min, Q, Sum, Window
from django.db.models.functions import Lead

from easytask.history.days import midnight
from easytask.models import Flip, FlipDay
from easytask.verdicts.records import Kind

FALSE_HIDE_WITHIN = dt.timedelta(hours=48)
_ONE_DAY = dt.timedelta(days=1)

_BY_CHECK = ~Q(kind="")
# A hide after which the check itself showed the friend again, at the same address and not because its owner wanted it.
_TAKEN_BACK = Q(next_link=F("link"), next_at__lte=F("at") + FALSE_HIDE_WITHIN) & ~Q(
    next_kind__in=("", Kind.WHITE_LISTED)
)
_COLUMNS = {
    "shown_by_check": _BY_CHECK & Q(is_show=True),
    "hidden_by_check": _BY_CHECK & Q(is_show=False),
    "shown_by_owner": Q(kind="", is_show=True),
    "hidden_by_owner": Q(kind="", is_show=False),
}
_SUSPECTED = {"suspected": _BY_CHECK & Q(is_show=False) & _TAKEN_BACK}


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
    names = [*_COLUMNS, *(_SUSPECTED if with_suspected else ())]
    sums = {name: Sum(name, filter=inside, default=0) for name in names}
    found = FlipDay.objects.aggregate(last=Max("day"), **sums)
    last = found.pop("last")
    if last is not None:
        first = last + _ONE_DAY if first is None else max(first, last + _ONE_DAY)
        if end is not None and first >= end:
            return FlipCounts(**found)
    return FlipCounts(**found) + read_flips(first, end, with_suspected=with_suspected)


def first_unrolled_flip() -> dt.datetime | None:
    """Return the moment of the first change after the days that are rolled up; they are so one after another."""
    last = FlipDay.objects.aggregate(last=Max("day"))["last"]
    rest = Flip.objects.all() if last is None else Flip.objects.filter(at__gte=midnight(last + _ONE_DAY))
    first: dt.datetime | None = rest.aggregate(first=Min("at"))["first"]
    return first


def read_flips(first: dt.date | None, end: dt.date | None, *, with_suspected: bool = True) -> FlipCounts:
    """Return the counts of these days by the changes alone."""
    flips = Flip.objects.all()
    if first is not None:
        flips = flips.filter(at__gte=midnight(first))
    inside = Q() if end is None else Q(at__lt=midnight(end))
    found = flips.filter(inside).aggregate(**_counts(_COLUMNS))
    if not with_suspected:
        return FlipCounts(**found)
    # The next change of a hide may lie behind the end.
    nearby = flips if end is None else flips.filter(at__lt=midnight(end) + FALSE_HIDE_WITHIN)
    # By an expression: else SQLite would walk all changes there are, in the order of an index on their friends.
    friend = F("friend") + 0
    following = {
        f"next_{field}": Window(Lead(field), partition_by=friend, order_by="pk") for field in ("at", "kind", "link")
    }
    suspected = {name: rows & inside for name, rows in _SUSPECTED.items()}
    # One walk over the changes. To look up the next one of each hide took PostgreSQL half a minute when a hundred
    # friends flapped, and still five times as long as this with an index.
    return FlipCounts(**found, **nearby.annotate(**following).aggregate(**_counts(suspected)))


def _counts(columns: dict[str, Q]) -> dict[str, Count]:
    return {name: Count("pk", filter=rows) for name, rows in columns.items()}
