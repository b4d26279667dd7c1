"""Read what became of the friends' ``is_show``: the changes themselves, and how many hides were our own error."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import Lead

from blog.models import FriendLink
from easytask.history.days import midnight, today
from easytask.models import Flip
from easytask.verdicts import quarantine
from easytask.verdicts.records import Kind

FALSE_HIDE_WITHIN = dt.timedelta(hours=48)


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


def latest_changes(days: int, limit: int = 100) -> Sequence[Flip]:
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
    monday = midnight(today() - dt.timedelta(days=today().weekday()))
    following = {
        f"next_{field}": Window(Lead(field), partition_by="friend", order_by="pk") for field in ("at", "kind", "link")
    }
    hide = Q(is_show=False) & ~Q(kind="")
    taken_back = Q(next_link=F("link"), next_at__lte=F("at") + FALSE_HIDE_WITHIN) & ~Q(
        next_kind__in=("", Kind.WHITE_LISTED)
    )
    this_week, before = hide & Q(at__gte=monday), hide & Q(at__lt=monday)
    # One walk over the changes. To look up the next one of each hide took PostgreSQL half a minute when a hundred
    # friends flapped, and still five times as long as this with an index.
    found = (
        Flip.objects.filter(at__gte=monday - dt.timedelta(weeks=weeks_before))
        .annotate(**following)
        .aggregate(
            hides=Count("pk", filter=this_week),
            suspected=Count("pk", filter=this_week & taken_back),
            hides_before=Count("pk", filter=before),
            suspected_before=Count("pk", filter=before & taken_back),
        )
    )
    return WeeklyHides(
        HideCounts(found["hides"], found["suspected"]), HideCounts(found["hides_before"], found["suspected_before"])
    )


def count_quarantines(*, days: int) -> QuarantineCounts:
    """Return the quarantines of these days; one is undone when it was the owner who showed the friend again."""
    in_quarantine = Q(is_show=False, kind__in=quarantine.QUARANTINES)
    found = (
        Flip.objects.filter(at__gte=midnight(today() - dt.timedelta(days=days - 1)))
        .annotate(next_kind=Window(Lead("kind"), partition_by="friend", order_by="pk"))
        .aggregate(
            hides=Count("pk", filter=in_quarantine),
            undone=Count("pk", filter=in_quarantine & Q(next_kind__in=("", Kind.WHITE_LISTED))),
        )
    )
    return QuarantineCounts(**found)


def _latest(flips: QuerySet[Flip], limit: int) -> Sequence[Flip]:
    return list(flips.select_related("friend", "undone_by").order_by("-pk")[:limit])
