"""Put the statistics of one link into words and small charts, for its row in the list and for its page."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from easytask.admin import charts
from easytask.admin.standing import moment
from easytask.history import stats
from easytask.verdicts import rules, words
from easytask.verdicts.kinds import CheckStatus, Kind

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


def shares_in_words(shares: Sequence[stats.Share]) -> str:
    """Return these shares of checks, each with its window of days; empty when there is none."""
    return " · ".join(map(_share_in_words, shares))


def _share_in_words(share: stats.Share) -> str:
    # Rounded down: what failed once is not 100 %.
    percent = f"{math.floor(1000 * share.yes / share.checks) / 10:.1f}".removesuffix(".0")
    words = {"days": share.days, "checks": share.checks, "percent": percent}
    if share.days:
        return _("%(days)d 天 %(percent)s%%") % words
    return ngettext("共 %(checks)d 次检查 %(percent)s%%", "共 %(checks)d 次检查 %(percent)s%%", share.checks) % words


def latency_points(days: Sequence[stats.DayStats], latest: Sequence[stats.CheckRow]) -> list[charts.Point]:
    """Return the latencies day by day, or of each of the latest checks as long as there are few days."""
    if len(days) >= CHART_LEAST_DAYS:
        return [charts.Point(day.day.isoformat(), day.median, day.p95, day.was_down) for day in days]
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
    parts = [f"{_(label)} {found[status]}" for status, label in words.STATUS_LABELS.items() if found[status]]
    checks = ngettext("最近 %d 次检查：", "最近 %d 次检查：", len(kinds)) % len(kinds)
    return checks + " · ".join(parts)
