"""Gather what the page of one friend link shows into one record; it reads and changes nothing."""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.utils.translation import gettext as _

from blog.models import FriendLink
from easytask.admin import charts, doubts, evidence, feeds
from easytask.admin.actions import SNOOZE_DAYS
from easytask.admin.evidence import EvidenceRow
from easytask.admin.explanation import Explanation, explain
from easytask.admin.feeds import FeedStanding
from easytask.admin.friend_stats import Strip, latency_points, recent_strip, shares_in_words
from easytask.admin.standing import moment, state_of
from easytask.history import changes, stats
from easytask.history.rollup import LATENCY_DAYS
from easytask.labels import verdict_label
from easytask.models import Application, Flip


@dataclasses.dataclass(frozen=True, slots=True)
class PastChange:
    """A change of the past, and the evidence on which the check made it."""

    flip: Flip
    evidence: list[EvidenceRow]


@dataclasses.dataclass(frozen=True, slots=True)
class FriendPage:
    """All that stands above the form of one friend link.

    ``evidence``: of the latest check, empty when there was none. ``undoable``: the automatic change that can be taken
    back; ``may_be_shown``: it is hidden, and nothing else on the page shows it until a check decides otherwise; not
    before its first check, without which visitors learn of no friend.
    ``moved_to``: the address to which the site has moved for good, if it has.
    ``is_in_doubt``: the owner is asked whether it is still the friend's, ``elsewhere`` is where it leads then.
    ``link_page_found``: by the check, to carry our link. ``feed``: None before its first reading. ``chart``: None
    without a latency, or with one that would be a line of its own. ``is_partly_sums``: of the earliest days of the
    chart it is not known whether the site was down or our link missing.
    """

    friend: FriendLink
    explanation: Explanation
    evidence: list[EvidenceRow]
    changes: list[PastChange]
    undoable: Flip | None
    may_be_shown: bool
    strip: Strip
    recent_checks: int
    uptime: str
    backlink: str
    stats: stats.FriendStats
    latency_days: int
    points: list[charts.Point]
    chart: charts.Chart | None
    is_partly_sums: bool
    snooze_days: int
    moved_to: str
    is_in_doubt: bool
    elsewhere: str
    link_page_found: str
    feed: FeedStanding | None
    feed_page: str


def friend_page(friend: FriendLink) -> FriendPage:
    """Return what the page of this friend shows, in a constant number of queries."""
    state = state_of(friend)
    flips = changes.changes_of_friend(friend.pk)
    # The friend may have been deleted since it was read.
    found = stats.stats_of([friend.pk]).get(friend.pk, stats.FriendStats())
    latest = stats.latest_checks(friend.pk)
    days = stats.daily_stats(friend.pk)
    points = latency_points(days, latest)
    undoable, is_in_doubt = changes.undoable_change(friend, flips), doubts.is_in_doubt(friend)
    return FriendPage(
        friend=friend,
        explanation=explain(friend, flips[0] if flips else None, withdrawn_at=_withdrawn_at(friend)),
        evidence=evidence.latest_rows(state) if state else [],
        changes=[PastChange(flip, evidence.rows(flip.evidence or {})) for flip in flips],
        undoable=undoable,
        may_be_shown=(
            friend.is_active and not friend.is_show and state is not None and undoable is None and not is_in_doubt
        ),
        strip=recent_strip(
            [check.verdict for check in latest],
            [f"{moment(check.at)} {verdict_label(check.verdict, check.status)}" for check in latest],
        ),
        recent_checks=stats.RECENT_CHECKS,
        uptime=shares_in_words(found.uptime),
        backlink=shares_in_words(found.backlink),
        stats=found,
        latency_days=LATENCY_DAYS,
        points=points,
        chart=charts.latency(points, _("用时图，数字在下面的表里")) if len(points) > 1 else None,
        is_partly_sums=any(day.was_down and not day.is_told_apart for day in days),
        snooze_days=SNOOZE_DAYS,
        moved_to=doubts.moved_to(friend),
        is_in_doubt=is_in_doubt,
        elsewhere=doubts.elsewhere(friend),
        link_page_found=doubts.link_page_found(friend),
        feed=feeds.standing_of(feed) if (feed := getattr(friend, "feed", None)) is not None else None,
        feed_page=feeds.page_of(friend),
    )


def _withdrawn_at(friend: FriendLink) -> dt.datetime | None:
    """Return when an inactive friend has withdrawn its link; None when it has not, or nobody remembers."""
    if friend.is_active:
        return None
    withdrawn = Application.objects.filter(friend=friend, state=Application.State.WITHDRAWN)
    return withdrawn.order_by("-decided_at").values_list("decided_at", flat=True).first()
