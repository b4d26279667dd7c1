"""Read what became of the friends' ``is_show``: the changes themselves, and how many hides were our own error."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from blog.models import FriendLink
from easytask.history.days import midnight, today
from easytask.history.flip_counts import FlipCounts, count_flips
from easytask.models import Flip
from easytask.verdicts import quarantine
from easytask.verdicts.kinds import Kind


@dataclasses.dataclass(frozen=True, slots=True)
class HideCounts:
    """The automatic hides of some time, and those of them that are suspected to be false."""

    hides: int
    suspected: int


@dataclasses.dataclass(frozen=True, slots=True)
class WeeklyHides:
    """The automatic hides since Monday, and those of the weeks before."""

    this_week: HideCounts
    before: HideCounts


@dataclasses.dataclass(frozen=True, slots=True)
class QuarantineCounts:
    """How often the check hid a friend as no site of its own any more, and how many of these its owner undid."""

    hides: int
    undone: int


def changes_of_friend(friend_id: int, limit: int = 50) -> Sequence[Flip]:
    """Return the latest changes of one friend, newest first."""
    return _latest(Flip.objects.filter(friend=friend_id), limit)


def changes_of_run(run_id: int, limit: int = 100) -> Sequence[Flip]:
    """Return what a run has changed so far, newest first."""
    return _latest(Flip.objects.filter(run=run_id), limit)


def latest_changes(days: int, limit: int) -> Sequence[Flip]:
    """Return the changes of all friends in these days, newest first."""
    return _latest(Flip.objects.filter(at__gte=midnight(today() - dt.timedelta(days=days - 1))), limit)


def undoable_change(friend: FriendLink, changes: Sequence[Flip]) -> Flip | None:
    """Return the latest of a friend's changes if its owner may undo it: the check made it, and it still stands."""
    latest = changes[0] if changes else None
    return latest if latest and latest.is_automatic and latest.is_show == friend.is_show else None


def count_hides(*, weeks_before: int = 0) -> WeeklyHides:
    """Return how often the check hid a friend.

    Suspected is a hide after which the check itself showed the friend again within FALSE_HIDE_WITHIN, at the same
    address and not because its owner wanted it shown: our own error, as far as we see it.
    """
    monday = today() - dt.timedelta(days=today().weekday())
    return WeeklyHides(
        _hides(count_flips(monday)), _hides(count_flips(monday - dt.timedelta(weeks=weeks_before), monday))
    )


def _hides(counted: FlipCounts) -> HideCounts:
    return HideCounts(counted.hidden_by_check, counted.suspected)


def count_quarantines(*, days: int) -> QuarantineCounts:
    """Return the quarantines of these days; one is undone when it was the owner who showed the friend again."""
    following = Flip.objects.filter(friend=OuterRef("friend"), pk__gt=OuterRef("pk")).order_by("pk")
    found = (
        Flip.objects.filter(
            kind__in=quarantine.QUARANTINES, at__gte=midnight(today() - dt.timedelta(days=days - 1)), is_show=False
        )
        # There are few of them, and each change after one is found by an index.
        .annotate(next_kind=Subquery(following.values("kind")[:1]))
        .aggregate(hides=Count("pk"), undone=Count("pk", filter=Q(next_kind__in=("", Kind.WHITE_LISTED))))
    )
    return QuarantineCounts(**found)


def _latest(flips: QuerySet[Flip], limit: int) -> Sequence[Flip]:
    return list(flips.select_related("friend", "undone_by").order_by("-pk")[:limit])
