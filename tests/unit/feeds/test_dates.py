"""Which dates can be read, and which of those are believed."""

from __future__ import annotations

import datetime as dt

import pytest

from easytask.feeds import dates, parse

NOW = dt.datetime(2026, 11, 26, 8, tzinfo=dt.UTC)


def utc(text: str) -> int:
    return int(dt.datetime.fromisoformat(f"{text}+00:00").timestamp())


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Mon, 02 Nov 2026 08:00:00 +0800", "2026-11-02T00:00:00"),
        ("Mon, 02 Nov 2026 08:00:00 GMT", "2026-11-02T08:00:00"),
        ("2 Nov 2026", "2026-11-02T00:00:00"),
        ("Mon Nov 02 2026 08:00:00 GMT+0800 (China Standard Time)", "2026-11-02T00:00:00"),
        ("2026-11-02T08:00:00Z", "2026-11-02T08:00:00"),
        ("2026-11-02T08:00:00.123+08:00", "2026-11-02T00:00:00"),
        ("2026-11-02 08:00", "2026-11-02T08:00:00"),
        ("2026-11-2", "2026-11-02T00:00:00"),
        ("2026/11/02 08:00:00", "2026-11-02T08:00:00"),
        ("2026.11.2", "2026-11-02T00:00:00"),
        ("2026-11-02 08:00:00 CST", "2026-11-02T00:00:00"),
        ("2026年11月02日", "2026-11-01T16:00:00"),
        ("2026年11月2日 星期一 下午3:04", "2026-11-02T07:04:00"),
        ("2026年11月2日 08时30分", "2026-11-02T00:30:00"),
        # Rather none than one that was never meant.
        ("2026", None),
        ("2026年11月", None),
        ("2026-13-41", None),
        ("2026-11-02 or so", None),
        ("20261102", None),
        ("1793577600", None),
        ("昨天", None),
        ("Mon, 02 11月 2026 08:00:00 +0800", None),
        ("yesterday", None),
        ("", None),
        ("-" * 10_000, None),
        ("9" * 10_000, None),
    ],
)
def test_a_date_is_read_as_it_was_meant_or_not_at_all(text, meant):
    assert parse.read_date(text) == (utc(meant) if meant else None)


def at(**ago: float) -> dt.datetime:
    return NOW - dt.timedelta(**ago)


@pytest.mark.parametrize(
    ("told", "believed"),
    [
        ([at(days=3), None, at(days=9000)], [at(days=3), None, at(days=9000)]),
        # A zone that was forgotten, a year that was mistyped, a zero of Unix.
        ([at(hours=-8)], [NOW]),
        ([at(days=-2), at(days=-30_000), dt.datetime(1970, 1, 1, tzinfo=dt.UTC)], [None, None, None]),
        # A site that was built anew dates all its posts by that minute, but for one that says when it was written.
        ([at(seconds=1), at(seconds=2), at(seconds=3), at(days=5)], [None, None, None, at(days=5)]),
        ([at(seconds=1), at(seconds=2), at(days=5)], [at(seconds=1), at(seconds=2), at(days=5)]),
        # Posts by the day.
        ([at(days=day, minutes=0) for day in range(4)], [at(days=day) for day in range(4)]),
        ([], []),
    ],
)
def test_what_a_machine_wrote_is_not_believed(told, believed):
    assert dates.believed(told, NOW) == believed
