"""Draws the small charts of the owner's pages as SVG; it knows numbers and words, and not whose they are.

What a colour says, a shape says as well, and each chart has its sense in words. The stylesheet has the colours.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from itertools import groupby

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from easytask.verdicts.records import CheckStatus

BAR, GAP, TALL = 4, 1, 18
# Of each status: where its bar begins, and how tall it is.
BARS = {
    CheckStatus.OK: (0, TALL),
    CheckStatus.FAILING: (TALL - 6, 6),
    CheckStatus.UNKNOWN: (TALL // 2 - 3, 6),
}
WIDTH, HEIGHT = 600, 120


@dataclasses.dataclass(frozen=True, slots=True)
class Point:
    """``median`` and ``p95`` in milliseconds, None when nothing was measured; ``troubled``: a check of it was failing."""

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


def strip(statuses: Sequence[CheckStatus], words: str, *, places: int, titles: Sequence[str] = ()) -> SafeString:
    """A bar a check, oldest first and the latest at the right end: tall when ok, low when failing, amid when unknown."""
    first = places - len(statuses)
    bars = format_html_join(
        "",
        '<rect class="status-{}" x="{}" y="{}" width="{}" height="{}">{}</rect>',
        (
            (status, (first + number) * (BAR + GAP), *_bar(status), _titled(title))
            for number, (status, title) in enumerate(zip(statuses, titles or [""] * len(statuses), strict=True))
        ),
    )
    width = places * (BAR + GAP) - GAP
    return format_html(
        '<svg class="strip" role="img" aria-label="{}" viewBox="0 0 {} {}" width="{}" height="{}">'
        '<path class="track" d="M0 {}h{}"/>{}</svg>',
        words,
        width,
        TALL,
        width,
        TALL,
        TALL,
        max(first, 0) * (BAR + GAP),
        bars,
    )


def latency(points: Sequence[Point], words: str) -> Chart | None:
    """The medians as a line, what 95 % stay under as a band over it, troubled times as ticks; None without values."""
    if not any(point.median for point in points):
        return None
    top = _round_up(max(max(point.median or 0, point.p95 or 0) for point in points))
    slot = WIDTH / len(points)
    band, line = [], []
    for measured, group in groupby(enumerate(points), key=lambda numbered: numbered[1].median is not None):
        if not measured:
            continue
        run = list(group)
        # A value reaches half a slot to either side, so that one alone is still seen.
        places = [run[0][0] * slot, *((number + 0.5) * slot for number, _ in run), (run[-1][0] + 1) * slot]
        medians = [point.median or 0 for _, point in run]
        p95s = [point.p95 or point.median or 0 for _, point in run]
        line.append(_path(places, _ends(medians), top))
        back = _path(reversed(places), reversed(_ends(medians)), top)
        band.append(_path(places, _ends(p95s), top) + back.replace("M", "L"))
    troubles = format_html_join(
        "",
        '<rect class="trouble" x="{}" y="{}" width="{}" height="6"/>',
        ((f"{n * slot:.1f}", HEIGHT - 6, f"{slot:.1f}") for n, point in enumerate(points) if point.troubled),
    )
    svg = format_html(
        '<svg class="latency" role="img" aria-label="{}" viewBox="0 0 {} {}" preserveAspectRatio="none">'
        '<path class="band" d="{}Z"/><path class="median" d="{}"/>{}</svg>',
        words,
        WIDTH,
        HEIGHT,
        "Z".join(band),
        "".join(line),
        troubles,
    )
    return Chart(svg, top, points[0].label, points[-1].label)


def _bar(status: CheckStatus) -> tuple[int, int, int]:
    y, height = BARS[status]
    return y, BAR, height


def _titled(title: str) -> SafeString | str:
    return format_html("<title>{}</title>", title) if title else ""


def _ends(values: Sequence[int]) -> list[int]:
    return [values[0], *values, values[-1]]


def _path(places: Iterable[float], values: Iterable[int], top: int) -> str:
    points = [f"{x:.1f},{HEIGHT * (1 - value / top):.1f}" for x, value in zip(places, values, strict=True)]
    return "M" + "L".join(points)


def _round_up(value: int) -> int:
    """The next 1, 2 or 5 with zeros behind it."""
    size = 1
    while True:
        for step in (1, 2, 5):
            if value <= step * size:
                return step * size
        size *= 10
