"""Tell how far a friend is in a series of changes that follow one another closely; it tells nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from easytask.models import Flip

# A series is over when the friend was quiet for so long.
QUIET = dt.timedelta(days=1)
# The change of a series that shows that it is one: hidden, shown, and hidden again.
OFTEN = 3


def numbers_in_series(flips: Collection[Flip]) -> dict[int, int]:
    """Return by its id which one of its friend's series each of these automatic changes is, counted from 1.

    It is exact up to OFTEN, and above OFTEN for all that follow. One query, however many they are.
    """
    if not flips:
        return {}
    friend_ids = {flip.friend_id for flip in flips}
    since = min(flip.at for flip in flips) - OFTEN * QUIET
    rows = Flip.objects.filter(friend__in=friend_ids, at__gt=since, is_first_check=False).exclude(kind="")
    found: dict[int, int] = {}
    before: dict[int, tuple[dt.datetime, int]] = {}
    for pk, friend_id, at in rows.order_by("pk").values_list("pk", "friend", "at"):
        before_at, number = before.get(friend_id, (at, 0))
        found[pk] = number + 1 if at - before_at <= QUIET else 1
        before[friend_id] = (at, found[pk])
    return {flip.pk: found.get(flip.pk, 1) for flip in flips}
