"""Count checks by the days of the site's time zone, in two ledgers: whether the site was alive, whether it linked back.

It knows neither pages nor when a day is rolled up.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence

from django.db.models import Max, Q
from django.utils import timezone

from easytask.models import Check, Day
from easytask.verdicts import rules
from easytask.verdicts.kinds import BacklinkState, CheckStatus, Kind, Liveness, cause_from

# The checks that each column of a ledger counts, for those who ask a database; ``count_days`` says the same of rows.
COUNTED = {
    "up": Q(verdict__in=rules.kinds_that_say(Liveness.UP)) | Q(verdict=Kind.UNCERTAIN, cause__in=rules.ALIVE_CAUSES),
    "down": Q(verdict__in=rules.kinds_that_say(Liveness.DOWN)),
    "linked": Q(backlink__in=(BacklinkState.FOUND, BacklinkState.NOFOLLOW)),
    "unlinked": Q(backlink=BacklinkState.MISSING),
}
_LIVENESS_COLUMNS = {Liveness.UP: "up", Liveness.DOWN: "down"}
_BACKLINK_COLUMNS = {
    BacklinkState.FOUND: "linked",
    BacklinkState.NOFOLLOW: "linked",
    BacklinkState.MISSING: "unlinked",
}
# What the day's sums call a status; they are from before the two ledgers.
_SUMS = {
    CheckStatus.OK: "ok",
    CheckStatus.UNLINKED: "failing",
    CheckStatus.FAILING: "failing",
    CheckStatus.UNKNOWN: "unknown",
}
_COLUMNS = ("ok", "failing", "unknown", *COUNTED)


def today() -> dt.date:
    """Return the day by the site's clock; its days are those of its time zone, whoever asks."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


def midnight(day: dt.date) -> dt.datetime:
    """Return the moment at which this day begins."""
    return dt.datetime.combine(day, dt.time.min, timezone.get_default_timezone())


def day_of(moment: dt.datetime) -> dt.date:
    """Return the day in which this moment lies."""
    return moment.astimezone(timezone.get_default_timezone()).date()


def last_day() -> dt.date | None:
    """Return the last day that is rolled up: they are written one after another, each as a whole."""
    last: dt.date | None = Day.objects.aggregate(last=Max("day"))["last"]
    return last


def count_days(checks: Iterable[Check]) -> list[Day]:
    """Return what these checks come to, one unsaved row a friend and day, in the order of both."""
    counts: dict[tuple[dt.date, int], Counter[str]] = {}
    answers: dict[tuple[dt.date, int], list[int]] = {}
    for check in checks:
        key = (day_of(check.at), check.friend_id)
        counts.setdefault(key, Counter()).update(_columns_of(check))
        if check.status is not None and check.milliseconds is not None:
            answers.setdefault(key, []).append(check.milliseconds)
    rows = []
    for (day, friend_id), found in sorted(counts.items(), key=lambda item: item[0]):
        answered = sorted(answers.get((day, friend_id), []))
        median, p95 = median_and_p95(answered) if answered else (None, None)
        rows.append(
            Day(
                friend_id=friend_id,
                day=day,
                median=median,
                p95=p95,
                **{column: found[column] for column in _COLUMNS},
            )
        )
    return rows


def _columns_of(check: Check) -> set[str]:
    """Return the columns of its day in which this check counts."""
    kind, cause = Kind(check.verdict), cause_from(check.cause)
    status = CheckStatus.UNKNOWN if check.milliseconds is None else rules.check_status(kind)
    columns = {
        _SUMS[status],
        _LIVENESS_COLUMNS.get(rules.liveness(kind, cause)),
        _BACKLINK_COLUMNS.get(BacklinkState(check.backlink)),
    }
    return {column for column in columns if column is not None}


def median_and_p95(milliseconds: Sequence[int]) -> tuple[int, int]:
    """Return what half and what 95 % of these sorted values do not exceed, each one of the values themselves."""
    last = len(milliseconds) - 1
    return milliseconds[int(0.5 * last)], milliseconds[int(0.95 * last)]
