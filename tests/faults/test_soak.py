"""An hour of simulated time: a beat every five seconds over sites that flap at random, and what it is to make of them.

The hour is one of 720 ticks: each is sent to a real worker as beat sends it, as soon as the run before has ended, and
the sites change between two runs alone, so that it is known what each run must see. What it must do about that is said
by a second, far smaller model of the rules than the project's own. A suspected outage is believed after a true hour,
which this is not: here it never is.
"""

from __future__ import annotations

import asyncio
import dataclasses
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

import pytest
import uvloop

from easytask.models import Check, Flip, Run
from tests.plugins.processes import DEADLINE_SECONDS, free_port
from tests.plugins.projects import Project
from tests.plugins.sites import BACKLINK

SITES = 500
TICK_SECONDS = 5  # simulated
# Seconds: a run with a silent site takes as long, and every other site has to answer within.
TIMEOUT = 8
PATIENCE = 2
OUTAGE_SHARE = 0.5
DOWN, UP_AGAIN, WORSE = 0.004, 0.15, 0.05  # chances of a change at each tick

UP, SILENT, REFUSED = "up", "silent", "refused"
ANSWERS = {
    UP: ("200 OK", BACKLINK),
    "dropped": ("200 OK", "<p>Once there were links here, to ours.example among others.</p>"),
    "404": ("404 Not Found", BACKLINK),
    "500": ("500 Internal Server Error", BACKLINK),
}
KINDS = {UP: "ok", "dropped": "no_backlink", "404": "bad_status", "500": "bad_status"}
KINDS |= {REFUSED: "refused", SILENT: "timeout"}
WAYS_DOWN = ("dropped", "404", "500", REFUSED)


class Fleet:
    """Sites on loopback, each at an address of its own, in a thread of their own; each does as it is told."""

    def __init__(self) -> None:
        self.port = free_port()
        self.states = [UP] * SITES
        self.links = [f"http://{self._host(number)}:{self.port}/" for number in range(SITES)]
        self._listening: dict[int, asyncio.Server] = {}
        self._loop = uvloop.new_event_loop()  # it must not be the fleet that is late
        self._loop.set_debug(False)
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._call(self._listen())

    def become(self, states: list[str]) -> None:
        """What each site does from now on."""
        self.states = states
        self._call(self._listen())

    def close(self) -> None:
        self.become([REFUSED] * SITES)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _listen(self) -> None:
        for number, state in enumerate(self.states):
            if state == REFUSED and number in self._listening:
                self._listening.pop(number).close()
            elif state != REFUSED and number not in self._listening:
                site = Answering.of(self, number)
                self._listening[number] = await self._loop.create_server(site, self._host(number), self.port)

    @staticmethod
    def _host(number: int) -> str:
        return f"127.77.{number // 250}.{1 + number % 250}"

    def _call(self, work: object) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(DEADLINE_SECONDS)


class Answering(asyncio.Protocol):
    """One request to one site."""

    def __init__(self, fleet: Fleet, number: int) -> None:
        self._fleet = fleet
        self._number = number
        self._head = b""

    @classmethod
    def of(cls, fleet: Fleet, number: int) -> Callable[[], Answering]:
        return lambda: cls(fleet, number)

    def connection_made(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._head += data
        state = self._fleet.states[self._number]
        if state == SILENT or not self._head.endswith(b"\r\n\r\n"):
            return
        status, body = ANSWERS[state]
        head = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\nConnection: close\r\n"
        self._transport.write(f"{head}\r\n{body}".encode())
        self._transport.close()


class Weather:
    """What the sites do at each tick: each flaps for itself, at times many fall silent, and at times most do."""

    def __init__(self, ticks: int, seed: int) -> None:
        self._ticks = ticks
        self._chance = random.Random(seed)
        self._own = [UP] * SITES

    def __iter__(self) -> Iterator[list[str]]:
        quarter, minute = self._ticks // 4, max(2, self._ticks // 60)
        hushes = {quarter: (0.3, minute), 2 * quarter: (0.6, max(2, self._ticks // 20)), 3 * quarter: (0.45, minute)}
        silent: Collection[int] = ()
        until = 0
        for tick in range(self._ticks):
            self._own = [self._after(state) for state in self._own]
            if tick == until:
                silent = ()
            if tick in hushes:
                share, length = hushes[tick]
                silent, until = frozenset(self._chance.sample(range(SITES), round(SITES * share))), tick + length
            yield [SILENT if number in silent else state for number, state in enumerate(self._own)]

    def _after(self, state: str) -> str:
        happens = self._chance.random()
        if state == UP:
            return self._chance.choice(WAYS_DOWN) if happens < DOWN else UP
        if happens < UP_AGAIN:
            return UP
        return self._chance.choice(WAYS_DOWN) if happens < UP_AGAIN + WORSE else state


class Flipped(NamedTuple):
    run: int
    site: int
    is_show: bool
    kind: str


@dataclasses.dataclass
class Model:
    """The contract's rules for this fleet: what each run is to make of what the sites do."""

    shown: list[bool] = dataclasses.field(default_factory=lambda: [True] * SITES)
    failures: list[int] = dataclasses.field(default_factory=lambda: [0] * SITES)
    flips: list[Flipped] = dataclasses.field(default_factory=list)
    verdicts: list[list[str]] = dataclasses.field(default_factory=list)
    outages: list[bool] = dataclasses.field(default_factory=list)

    def run(self, states: list[str]) -> None:
        silent = sum(shown and state == SILENT for shown, state in zip(self.shown, states, strict=True))
        outage = silent >= 3 and silent > OUTAGE_SHARE * sum(self.shown)
        self.verdicts.append(["outage" if state == SILENT and outage else KINDS[state] for state in states])
        for site, state in enumerate(states):
            if state == SILENT and outage:
                continue
            self.failures[site] = 0 if state == UP else self.failures[site] + 1
            is_show = state == UP or (self.shown[site] and self.failures[site] < PATIENCE)
            if is_show != self.shown[site]:
                self.flips.append(Flipped(len(self.outages), site, is_show, KINDS[state]))
            self.shown[site] = is_show
        self.outages.append(outage)


@pytest.fixture
def fleet() -> Iterator[Fleet]:
    fleet = Fleet()
    yield fleet
    fleet.close()


class History:
    """What the database has of the runs, with runs and sites counted from 0."""

    def __init__(self, project: Project) -> None:
        runs = {pk: number for number, pk in enumerate(project.runs.order_by("pk").values_list("pk", flat=True))}
        sites = {pk: number for number, pk in enumerate(project.friends.order_by("pk").values_list("pk", flat=True))}
        flips = Flip.objects.using(project.alias).values_list("run", "friend", "is_show", "kind")
        self.flips = [Flipped(runs[run], sites[friend], is_show, kind) for run, friend, is_show, kind in flips]
        checks = Check.objects.using(project.alias).values_list("run", "friend", "verdict")
        self.verdicts = {(runs[run], sites[friend]): verdict for run, friend, verdict in checks.iterator()}


@pytest.mark.fault(18)
@pytest.mark.parametrize("ticks", [12, pytest.param(720, marks=pytest.mark.nightly)])
def test_every_flip_in_the_history_is_one_of_the_fleet(project, fleet, seen, ticks):
    for number, link in enumerate(fleet.links):
        project.friend(link, name=f"{number}")
    settings = {"FRIENDLINK_PATIENCE": f"{PATIENCE}", "FRIENDLINK_OUTAGE_SHARE": f"{OUTAGE_SHARE}"}
    project.worker("prefork", FRIENDLINK_TIMEOUT=f"{TIMEOUT}", **settings)
    call = project.ask
    model = Model()
    began = time.monotonic()
    for states in Weather(ticks, seed=20261125):
        fleet.become(states)
        model.run(states)
        envelope = call()
        assert (envelope["code"], envelope["data"]["active_num"]) == (0, SITES), envelope
    took = time.monotonic() - began
    history = History(project)
    wrong = {
        (run, site): f"{history.verdicts[run, site]} for {verdict}"
        for run, verdicts in enumerate(model.verdicts)
        for site, verdict in enumerate(verdicts)
        if history.verdicts[run, site] != verdict
    }
    recorded, expected = Counter(history.flips), Counter(model.flips)
    mismatches = (recorded - expected) + (expected - recorded)
    seen(
        f"{ticks} runs ({ticks * TICK_SECONDS} s simulated) in {took:.0f} s, {sum(model.outages)} in an outage; "
        f"{len(history.verdicts)} checks, {len(wrong)} wrong; {expected.total()} flips expected, "
        f"{recorded.total()} seen, {mismatches.total()} mismatches"
    )
    assert not wrong
    assert not mismatches
    assert {flip.is_show for flip in model.flips} == {True, False}
    assert set().union(*model.verdicts) == {*KINDS.values(), "outage"}
    assert len(history.verdicts) == ticks * SITES
    assert list(project.runs.order_by("pk").values_list("state", "outage")) == [
        (Run.State.DONE, outage) for outage in model.outages
    ]
    assert list(project.friends.order_by("pk").values_list("is_show", flat=True)) == model.shown
