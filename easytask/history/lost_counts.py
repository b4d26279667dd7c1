"""Remember what a deletion takes from the counters of the metrics, so that none of them falls."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Max
from django.db.models.signals import pre_delete

from blog.models import FriendLink
from easytask.history.days import midnight
from easytask.history.flip_counts import ONE_DAY, count_by_column
from easytask.models import Flip, FlipDay, LostCount, Run


def lost(prefix: str) -> dict[str, int]:
    """Return the lost counts whose names begin with this, by the rest of the name."""
    rows = LostCount.objects.filter(name__startswith=prefix).values_list("name", "count")
    return {name.removeprefix(prefix): count for name, count in rows}


def connect() -> None:
    """Count from now on whatever is deleted in this process."""
    pre_delete.connect(_friend_goes, sender=FriendLink)
    pre_delete.connect(_run_goes, sender=Run)


def _friend_goes(instance: FriendLink, using: str, **_: Any) -> None:
    # The days before are summed up, and outlive the friend.
    last = FlipDay.objects.using(using).aggregate(last=Max("day"))["last"]
    flips = Flip.objects.using(using).filter(friend=instance)
    if last is not None:
        flips = flips.filter(at__gte=midnight(last + ONE_DAY))
    # Most friends have not changed since, which is seen for a quarter of what the counting takes.
    if not flips.exists():
        return
    for column, count in count_by_column(flips).items():
        _add(f"flips.{column}", count, using=using)


def _run_goes(instance: Run, using: str, **_: Any) -> None:
    _add(f"runs.{instance.state}", 1, using=using)


def _add(name: str, count: int, *, using: str) -> None:
    if count:
        counts = LostCount.objects.using(using)
        counts.get_or_create(name=name)
        counts.filter(name=name).update(count=F("count") + count)
