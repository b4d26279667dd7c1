"""Who is told that the link is hidden: a table, and a thousand days with two hundred friends who come and go."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import random

import pytest

from easytask.verdicts.kinds import Kind
from easytask.verdicts.telling import Circumstances, Fall, Telling, telling

NOW = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
FALL = Fall(Kind.TIMEOUT, failures=3, since=NOW - 72 * HOUR, email="him@mail.example")


@pytest.mark.parametrize(
    ("fall", "at", "expected"),
    [
        ({}, {}, Telling.TELL),
        ({"kind": Kind.NO_BACKLINK}, {}, Telling.TELL),
        ({"kind": Kind.PARKED}, {}, Telling.TELL),
        ({"failures": 2}, {}, Telling.NOT_YET),
        ({"since": NOW - 71 * HOUR}, {}, Telling.NOT_YET),
        ({"kind": Kind.UNCERTAIN}, {}, Telling.IN_DOUBT),
        ({"kind": Kind.OUTAGE}, {}, Telling.IN_DOUBT),
        ({"kind": Kind.FAILED}, {}, Telling.IN_DOUBT),
        ({"kind": Kind.OK}, {}, Telling.IN_DOUBT),
        ({}, {"outage_at": NOW}, Telling.IN_DOUBT),
        ({}, {"outage_at": NOW - 23 * HOUR}, Telling.IN_DOUBT),
        ({}, {"outage_at": NOW - 24 * HOUR}, Telling.TELL),
        ({}, {"sold_domains": frozenset({"mail.example"})}, Telling.SOLD_DOMAIN),
        ({"email": "him@mx.Sold.Example"}, {"sold_domains": frozenset({"sold.example"})}, Telling.SOLD_DOMAIN),
        ({"email": "him@a.github.io"}, {"sold_domains": frozenset({"b.github.io"})}, Telling.TELL),
        ({"is_told": True}, {}, Telling.TOLD),
        ({"told_at": NOW - 29 * DAY}, {}, Telling.TOLD_LATELY),
        ({"told_at": NOW - 30 * DAY}, {}, Telling.TELL),
        ({"is_current": False}, {}, Telling.OVER),
    ],
)
def test_who_is_told(fall, at, expected):
    assert telling(dataclasses.replace(FALL, **fall), Circumstances(**{"now": NOW, **at})) is expected


@dataclasses.dataclass
class Flapping:
    """A friend in the simulation: up or down for days, hidden by the first failing run, shown by the first good one."""

    email: str
    rng: random.Random
    sold_on: int | None
    until: dt.datetime = NOW
    is_up: bool = True
    failures: int = 0
    fell_at: dt.datetime | None = None
    told_at: dt.datetime | None = None
    is_told: bool = False

    def live(self, now: dt.datetime) -> None:
        if now >= self.until:
            self.is_up = not self.is_up
            longest = 40 if self.is_up else 12
            self.until = now + self.rng.uniform(0.2, longest) * DAY


@pytest.mark.slow
def test_a_thousand_days_of_two_hundred_flapping_friends_and_three_outages():
    rng = random.Random(7)
    friends = [
        Flapping(f"me@f{number}.example", rng, sold_on=rng.randrange(1000) if number % 10 == 0 else None)
        for number in range(200)
    ]
    outages = [(NOW + day * DAY, NOW + (day + 2) * DAY) for day in (100, 500, 900)]
    outage_at: dt.datetime | None = None
    sold: set[str] = set()
    letters: list[tuple[dt.datetime, Flapping, dt.datetime]] = []
    for tick in range(1000 * 4):
        now = NOW + tick * 6 * HOUR
        in_outage = any(begin <= now < end for begin, end in outages)
        outage_at = now if in_outage else outage_at
        for friend in friends:
            friend.live(now)
            is_sold = friend.sold_on is not None and now >= NOW + friend.sold_on * DAY
            if is_sold and not in_outage:
                sold.add(friend.email.partition("@")[2])
            is_seen_up = friend.is_up and not is_sold and not in_outage
            kind = Kind.OK if is_seen_up else Kind.OUTAGE if in_outage else Kind.PARKED if is_sold else Kind.TIMEOUT
            if is_seen_up:
                friend.failures, friend.fell_at, friend.is_told = 0, None, False
            elif not in_outage:
                friend.failures += 1
                friend.fell_at = friend.fell_at or now
            if friend.fell_at is None:
                continue
            fall = Fall(
                kind, friend.failures, friend.fell_at, friend.email, is_told=friend.is_told, told_at=friend.told_at
            )
            if telling(fall, Circumstances(now, outage_at, frozenset(sold))) is Telling.TELL:
                letters.append((now, friend, friend.fell_at))
                friend.told_at, friend.is_told = now, True
    assert len(letters) > 1000
    falls = [(friend.email, fell_at) for _, friend, fell_at in letters]
    assert len(falls) == len(set(falls)), "one mail a fall"
    by_friend: dict[str, list[dt.datetime]] = {}
    for at, friend, fell_at in letters:
        assert at - fell_at >= 72 * HOUR
        assert not any(begin <= at < end + 17 * HOUR for begin, end in outages), "none in or soon after an outage"
        assert friend.sold_on is None or at < NOW + friend.sold_on * DAY, "none to a sold domain"
        by_friend.setdefault(friend.email, []).append(at)
    for told in by_friend.values():
        assert all(later - earlier >= 30 * DAY for earlier, later in itertools.pairwise(told))
