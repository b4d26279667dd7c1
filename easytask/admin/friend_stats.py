"""Put the statistics of one link into words and small charts, for its row in the list and for its page."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from easytask.admin import charts
from easytask.admin.standing import moment
from easytask.history import stats
from easytask.verdicts import rules
from easytask.verdicts.records import CheckStatus, Kind

# With fewer days, the latest checks are drawn one by one.
CHART_LEAST_DAYS = 3


@dataclasses.dataclass(frozen=True, slots=True)
class Strip:
    """The latest checks as a row of bars, and what they show in words."""

    svg: SafeString
    words: str


def recent_strip(kinds: Sequence[Kind], titles: Sequence[str] = ()) -> Strip:
    """Draw the latest checks, oldest first; ``titles`` say of each what it was."""
    words = _recent_in_words(kinds)
    statuses = [rules.check_status(kind) for kind in kinds]
    return Strip(charts.strip(statuses, words, places=stats.RECENT_CHECKS, titles=titles), words)


def uptime_in_words(shares: Mapping[int, float | None]) -> str:
    """Return the uptime of each window of days in which anything was decided; empty when there is none."""
    parts = []
    for days, share in shares.items():
        if share is not None:
            percent = f"{100 * share:.1f}".removesuffix(".0")
            parts.append(_("%(days)d 天 %(percent)s%%") % {"days": days, "percent": percent})
    return " · ".join(parts)


def latency_points(friend_id: int, latest: Sequence[stats.CheckRow]) -> list[charts.Point]:
    """Return the latencies day by day, or of each of the latest checks as long as there are few days."""
    days = stats.daily_stats(friend_id)
    if len(days) >= CHART_LEAST_DAYS:
        return [charts.Point(day.day.isoformat(), day.median, day.p95, day.failing > 0) for day in days]
    return [
        charts.Point(
            moment(check.at),
            check.milliseconds if check.status is not None else None,
            None,
            check.check_status is CheckStatus.FAILING,
        )
        for check in latest
    ]


def _recent_in_words(kinds: Sequence[Kind]) -> str:
    if not kinds:
        return _("还没有检查过")
    found = Counter(map(rules.check_status, kinds))
    counts = {"all": len(kinds), **{status.value: found[status] for status in CheckStatus}}
    return _("最近 %(all)d 次检查：正常 %(ok)d，异常 %(failing)d，无法判断 %(unknown)d") % counts
