"""Say which of the dates in a feed are believed; pure rules.

A static site that is built anew may date all its posts by that minute, and a clock or a time zone that is wrong dates
them ahead: neither may carry an old post to the top.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

# No blog is older.
EARLIEST = dt.datetime(1994, 1, 1, tzinfo=dt.UTC)
# How far ahead a time zone that was forgotten, or is wrong, may put a date.
ZONE_ERROR = dt.timedelta(hours=14)
# So many posts of one minute, and more than half of all, were dated by a machine.
_AT_ONCE = 3


def believed(dates: Sequence[dt.datetime | None], now: dt.datetime) -> list[dt.datetime | None]:
    """Return for each date what it is taken for: itself, now when it is a few hours ahead, else None."""
    minutes = Counter(date.replace(second=0, microsecond=0) for date in dates if date is not None)
    made = {minute for minute, count in minutes.items() if count >= _AT_ONCE and 2 * count > minutes.total()}
    return [_believed(date, made, now) for date in dates]


def _believed(date: dt.datetime | None, made: set[dt.datetime], now: dt.datetime) -> dt.datetime | None:
    if date is None or date < EARLIEST or date > now + ZONE_ERROR:
        return None
    return None if date.replace(second=0, microsecond=0) in made else min(date, now)
