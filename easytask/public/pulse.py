"""Draw a friend's pulse: whether its site was alive on each of the last thirty days, by the ledger of liveness.

Our link is no matter here, and neither is a reason: visitors see a site that was there or was not.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from collections import Counter
from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from easytask.history.days import day_of, today
from easytask.models import Day, LinkState
from easytask.verdicts import rules
from easytask.verdicts.records import Kind, Liveness

DAYS = 30
# Of the drawing, in its own units: from one day to the next, and its height.
STEP, HEIGHT = 8, 16


class Beat(enum.Enum):
    """One day of a pulse: its value is where the bar begins and how long it is."""

    ALIVE = (3, 10)
    # Alive in one check and not in another.
    PARTLY = (8, 5)
    AWAY = (11, 2)
    # Nobody looked, or it could not be told.
    UNKNOWN = (13, 0)


_BEATS = {Liveness.UP: Beat.ALIVE, Liveness.DOWN: Beat.AWAY}


@dataclasses.dataclass(frozen=True, slots=True)
class Pulse:
    """Three paths in SVG, one for each colour, and the same in words."""

    alive: str
    away: str
    unknown: str
    words: str


def read_pulses(states: Mapping[int, LinkState]) -> dict[int, Pulse]:
    """Return the pulses of these friends, by id, in one query; ``states`` are their latest checks.

    A day that is not summed up yet, such as today, is what the latest check says. Those of whom nothing is known on any
    of the days have none.
    """
    last = today()
    first = last - dt.timedelta(days=DAYS - 1)
    beats: dict[int, list[Beat]] = {}
    rows = Day.objects.filter(friend__in=states.keys(), day__gte=first).order_by()
    for friend_id, day, up, down in rows.values_list("friend", "day", "up", "down"):
        beat = _beat_of(up or 0, down or 0)
        if beat is not Beat.UNKNOWN:
            beats.setdefault(friend_id, [Beat.UNKNOWN] * DAYS)[(day - first).days] = beat
    for friend_id, state in states.items():
        number = (day_of(state.checked_at) - first).days
        beat = _BEATS.get(rules.liveness(Kind(state.verdict)), Beat.UNKNOWN)
        if 0 <= number < DAYS and beat is not Beat.UNKNOWN:
            found = beats.setdefault(friend_id, [Beat.UNKNOWN] * DAYS)
            found[number] = beat if found[number] is Beat.UNKNOWN else found[number]
    return {friend_id: draw(found) for friend_id, found in beats.items()}


def draw(beats: Collection[Beat]) -> Pulse:
    """Return the drawing of these days, the oldest first."""
    paths = dict.fromkeys(Beat, "")
    for number, beat in enumerate(beats):
        top, length = beat.value
        paths[beat] += f"M{STEP * number + STEP // 2} {top}v{length}"
    counts = Counter(beats)
    known = len(beats) - counts[Beat.UNKNOWN]
    words = _("最近 %(days)d 天里有检查的 %(known)d 天，%(alive)d 天在线") % {
        "days": len(beats),
        "known": known,
        "alive": counts[Beat.ALIVE] + counts[Beat.PARTLY],
    }
    return Pulse(paths[Beat.ALIVE] + paths[Beat.PARTLY], paths[Beat.AWAY], paths[Beat.UNKNOWN], words)


def _beat_of(up: int, down: int) -> Beat:
    if up and down:
        return Beat.PARTLY
    return Beat.ALIVE if up else Beat.AWAY if down else Beat.UNKNOWN
