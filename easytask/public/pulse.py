"""Draw a friend's pulse: whether its site was alive on each of the last thirty days, by the ledger of liveness.

Our link is no matter here, and neither is a reason: visitors see a site that was there or was not.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import functools

from django.db import connection
from django.db.models import Case, OuterRef, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from easytask.history.days import day_of, today
from easytask.history.stats import JOIN
from easytask.models import Day, LinkState
from easytask.verdicts import rules
from easytask.verdicts.kinds import Kind, Liveness

DAYS = 30
# Of the drawing, in its own units: from one day to the next.
STEP = 8


class Beat(enum.StrEnum):
    """One day of a pulse, by the letter that stands for it in a text of thirty."""

    ALIVE = "a"
    # Alive in one check and not in another.
    PARTLY = "p"
    AWAY = "d"
    # Nobody looked, or it could not be told.
    UNKNOWN = "u"


# Where the bar of each begins, and how long it is.
_BARS = {Beat.ALIVE: (3, 10), Beat.PARTLY: (8, 5), Beat.AWAY: (11, 2), Beat.UNKNOWN: (13, 0)}
_BEATS = {Liveness.UP: Beat.ALIVE, Liveness.DOWN: Beat.AWAY}


@dataclasses.dataclass(frozen=True, slots=True)
class Pulse:
    """Three paths in SVG, one for each colour, and the same in words."""

    alive: str
    away: str
    unknown: str
    words: str


def days_in_one_text() -> Subquery:
    """Return an annotation of friends: the days of their pulses in one text, a row a friend instead of thirty."""
    beat = Case(
        When(up__gt=0, down__gt=0, then=Value(Beat.PARTLY)),
        When(up__gt=0, then=Value(Beat.ALIVE)),
        When(down__gt=0, then=Value(Beat.AWAY)),
        default=Value(Beat.UNKNOWN),
    )
    days = Day.objects.filter(friend=OuterRef("pk"), day__gte=_first_day())
    texts = days.annotate(beat=Concat(Cast("day", TextField()), Value(" "), beat, output_field=TextField())).values(
        "beat"
    )
    joined = f"(SELECT {JOIN[connection.vendor]}(beat, ',') FROM (%(subquery)s) AS beats)"  # noqa: S608 - our own
    return Subquery(texts, output_field=TextField(), template=joined)


def read_pulse(days: str | None, state: LinkState | None) -> Pulse | None:
    """Return the pulse of a friend by such a text and by its latest check; None when nothing is known on any day.

    A day that is not summed up yet, such as today, is what the latest check says.
    """
    first = _first_day()
    beats: list[str] = [Beat.UNKNOWN] * DAYS
    for text in days.split(",") if days else ():
        day, _, beat = text.partition(" ")
        number = (dt.date.fromisoformat(day) - first).days
        # A clock or a time zone that was set back leaves days that are still to come.
        if 0 <= number < DAYS:
            beats[number] = beat
    if state is not None:
        number = (day_of(state.checked_at) - first).days
        if 0 <= number < DAYS and beats[number] == Beat.UNKNOWN:
            beats[number] = _BEATS.get(rules.liveness(Kind(state.verdict)), Beat.UNKNOWN)
    found = "".join(beats)
    return draw(found) if found.strip(Beat.UNKNOWN) else None


def draw(beats: str) -> Pulse:
    """Return the drawing of these days, the oldest first."""
    words = _("最近 %(days)d 天里有检查的 %(known)d 天，%(alive)d 天在线") % {
        "days": len(beats),
        "known": len(beats) - beats.count(Beat.UNKNOWN),
        "alive": beats.count(Beat.ALIVE) + beats.count(Beat.PARTLY),
    }
    return Pulse(*_paths(beats), words)


@functools.lru_cache(maxsize=1024)
def _paths(beats: str) -> tuple[str, str, str]:
    paths = dict.fromkeys(Beat, "")
    for number, letter in enumerate(beats):
        top, length = _BARS[Beat(letter)]
        paths[Beat(letter)] += f"M{STEP * number + STEP // 2} {top}v{length}"
    return paths[Beat.ALIVE] + paths[Beat.PARTLY], paths[Beat.AWAY], paths[Beat.UNKNOWN]


def _first_day() -> dt.date:
    return today() - dt.timedelta(days=DAYS - 1)
