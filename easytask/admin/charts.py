"""Draw the small charts of the owner's pages as SVG; it knows numbers and words, and not whose they are.

What a colour says, a shape says as well, and each chart has its sense in words. The stylesheet has the colours. They
are drawn by hand because our Content-Security-Policy allows neither inline style nor script: pygal, the library that
others take, writes both into every chart.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from easytask.verdicts.kinds import CheckStatus

# Pixels of the strip: the width of a bar, the gap between two, the height of the whole.
BAR, GAP, TALL = 4, 1, 18


class _Bar(NamedTuple):
    """Where a bar begins, from the top, and how tall it is."""

    y: int
    height: int


BARS = {
    CheckStatus.OK: _Bar(0, TALL),
    CheckStatus.UNLINKED: _Bar(TALL - 12, 12),
    CheckStatus.FAILING: _Bar(TALL - 6, 6),
    CheckStatus.UNKNOWN: _Bar(TALL // 2 - 3, 6),
}
# Units of the latency chart, which stretches to the width of its frame.
WIDTH, HEIGHT = 600, 120
# How tall the tick of a troubled time is.
TICK = 6


@dataclasses.dataclass(frozen=True, slots=True)
class Point:
    """``median`` and ``p95`` in milliseconds, None when nothing was measured; ``troubled``: the site was down."""

    label: str
    median: int | None
    p95: int | None
    troubled: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Chart:
    """A drawing that fills its frame, and what is written beside it: the milliseconds at its top, both ends."""

    svg: SafeString
    top: int
    first: str
    last: str


@dataclasses.dataclass(frozen=True, slots=True)
class _Segment:
    """Neighbouring points that were all measured: where they stand, and their values."""

    places: list[float]
    medians: list[int]
    p95s: list[int]


def strip(statuses: Sequence[CheckStatus], words: str, *, places: int, titles: Sequence[str] = ()) -> SafeString:
    """Draw a bar a check, the latest at the right end.

    It is tall when ok, two thirds as tall without a backlink, low when failing, and floats in the middle when unknown.
    """
    first = places - len(statuses)
    context = {
        "words": words,
        "bars": _titled_bars(statuses, titles, first) if titles else _bars(statuses, first),
        "width": places * (BAR + GAP) - GAP,
        "height": TALL,
        "empty": max(first, 0) * (BAR + GAP),
    }
    return render_to_string("admin/charts/strip.svg", context)


def _bars(statuses: Sequence[CheckStatus], first: int) -> SafeString:
    """Return all bars of a status as one path: 1,200 elements of their own were most of a long list's HTML."""
    drawn: dict[CheckStatus, list[str]] = {}
    for number, status in enumerate(statuses):
        y, height = BARS[status]
        drawn.setdefault(status, []).append(f"M{(first + number) * (BAR + GAP)} {y}h{BAR}v{height}h-{BAR}z")
    paths = ((status, "".join(bars)) for status, bars in drawn.items())
    return format_html_join("", '<path class="status-{}" d="{}"/>', paths)


def _titled_bars(statuses: Sequence[CheckStatus], titles: Sequence[str], first: int) -> SafeString:
    """Return a bar a check, each with its title."""
    return format_html_join(
        "",
        '<rect class="status-{}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>',
        (
            (status, (first + number) * (BAR + GAP), BARS[status].y, BAR, BARS[status].height, title)
            for number, (status, title) in enumerate(zip(statuses, titles, strict=True))
        ),
    )


def latency(points: Sequence[Point], words: str) -> Chart | None:
    """Draw the medians as a line, p95 as the upper edge of a band, troubled times as ticks; None without values."""
    if not any(point.median for point in points):
        return None
    top = _round_up(max(max(point.median or 0, point.p95 or 0) for point in points))
    slot = WIDTH / len(points)
    segments = list(_segments(points, slot))
    context = {
        "words": words,
        "width": WIDTH,
        "height": HEIGHT,
        "median": "".join(_path(segment.places, segment.medians, top) for segment in segments),
        "band": "".join(_band(segment, top) for segment in segments),
        "troubles": [f"{number * slot:.1f}" for number, point in enumerate(points) if point.troubled],
        "slot": f"{slot:.1f}",
        "tick": TICK,
        "tick_y": HEIGHT - TICK,
    }
    svg = render_to_string("admin/charts/latency.svg", context)
    return Chart(svg, top, points[0].label, points[-1].label)


def _segments(points: Sequence[Point], slot: float) -> Iterator[_Segment]:
    """Cut the points where nothing was measured; a value reaches half a slot to either side, so that one is seen."""
    for measured, group in groupby(enumerate(points), key=lambda numbered: numbered[1].median is not None):
        if not measured:
            continue
        run = list(group)
        medians = [point.median or 0 for _, point in run]
        p95s = [point.p95 or point.median or 0 for _, point in run]
        places = [run[0][0] * slot, *((number + 0.5) * slot for number, _ in run), (run[-1][0] + 1) * slot]
        yield _Segment(places, _with_ends(medians), _with_ends(p95s))


def _with_ends(values: Sequence[int]) -> list[int]:
    return [values[0], *values, values[-1]]


def _band(segment: _Segment, top: int) -> str:
    """Return the outline between p95 and the median: there along the one, back along the other."""
    back = _path(reversed(segment.places), reversed(segment.medians), top)
    return _path(segment.places, segment.p95s, top) + back.replace("M", "L") + "Z"


def _path(places: Iterable[float], values: Iterable[int], top: int) -> str:
    points = [f"{x:.1f},{HEIGHT * (1 - value / top):.1f}" for x, value in zip(places, values, strict=True)]
    return "M" + "L".join(points)


def _round_up(value: int) -> int:
    """Return the next 1, 2 or 5 with zeros behind it."""
    size = 1
    while True:
        for step in (1, 2, 5):
            if value <= step * size:
                return step * size
        size *= 10
