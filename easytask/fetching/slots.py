"""Say who may go next: slots for requests, permits for handshakes, turns to read; knows nothing of hosts' answers.

Whoever waits here does so with its clock stopped, so that a crowd of ours never counts against a site.
"""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import itertools
import weakref
from collections.abc import AsyncIterator

from easytask.fetching.deadline import LoopStalls, RunningTimer

# Too many TLS handshakes at once time each other out, so at most this many connections are being encrypted at a time.
# One core makes some 330 a second, and 128 permits of a quarter second let 512 through. Twice as many took up to a
# quarter more memory, and on a busy machine two living sites that redirect twice timed out in six runs (docs/speed.md).
HANDSHAKES_AT_ONCE = 128
# A permit that only waits for a far-away server is given up after this time, so that latency does not limit throughput.
HANDSHAKE_PERMIT_SECONDS = 0.25
# The permits while sites still wait to be begun with or greeted. A handshake takes six times the CPU of either, and a
# site that hangs or swallows everything should be asked early, as it takes its whole timeout.
HANDSHAKES_BESIDE_BEGINNING = 8
# To begin takes a quarter of a millisecond of CPU, from the address to the question to the DNS; to greet a server a
# little more, for the transport, OpenSSL's connection and its keys. So both share a round: greetings take the turns
# that beginning leaves, and at least a few.
SITES_BEGUN_IN_A_ROUND = 20
GREETED_BESIDE_BEGINNING = 6
# To read a page takes some 2 ms of CPU: with so many in one round, the loop is soon back at what cannot wait.
PAGES_READ_IN_A_ROUND = 4
# What has come of the pages that wait to be read. aiohttp buffers no more than twice as much again.
BYTES_PUT_OFF = 16 * 1024 * 1024


class Slots:
    """Hold ``concurrency`` requests in flight in all, and ``per_host`` to one host."""

    def __init__(self, concurrency: int, per_host: int) -> None:
        self._in_flight = asyncio.Semaphore(concurrency)
        self._per_host = per_host
        self._hosts: weakref.WeakValueDictionary[str, asyncio.Semaphore] = weakref.WeakValueDictionary()

    @contextlib.asynccontextmanager
    async def take(self, host: str) -> AsyncIterator[None]:
        """Take a slot of the host and one in flight for the block."""
        host_slot = self._hosts.get(host)
        if host_slot is None:
            host_slot = self._hosts[host] = asyncio.Semaphore(self._per_host)
        # Always in this order, and none kept from hop to hop: so nobody waits for a slot that waits for him.
        async with host_slot, self._in_flight:
            yield


class HandshakePermits:
    """Give out the few permits for handshakes, in the order of the run and not in that of asking.

    A run begins with what was slowest last time. A semaphore would serve first whom the DNS has answered first, and the
    whole run would wait for a hanging site that came late. A permit is given up after ``seconds``, in which the loop
    was not stalled: a handshake that waits for us would otherwise let ever more others begin.
    """

    def __init__(self, at_once: int, seconds: float, stalls: LoopStalls) -> None:
        self.at_once = self._limit = at_once
        self._held = 0
        self._seconds = seconds
        self._stalls = stalls
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._asked = itertools.count()

    async def acquire(self, place: int) -> HandshakePermit:
        """Wait for a permit; ``place`` is the asker's in the run, and the smallest of those that wait comes first."""
        if self._held < self._limit:
            self._held += 1
            return self._permit()
        turn = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (place, next(self._asked), turn))
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():
                # It had been given the permit already.
                self.give_back()
            raise
        return self._permit()

    def _permit(self) -> HandshakePermit:
        return HandshakePermit(self, self._seconds, self._stalls)

    @property
    def are_awaited(self) -> bool:
        """Whether anybody waits for a permit."""
        return bool(self._waiting)

    def limit_to(self, at_once: int) -> None:
        """Let no more than so many be held from now on; those that are held already stay."""
        self._limit = at_once
        self._hand_on()

    def give_back(self) -> None:
        """Hand a permit on to the first of those that still wait."""
        self._held -= 1
        self._hand_on()

    def _hand_on(self) -> None:
        while self._waiting and self._held < self._limit:
            _, _, turn = heapq.heappop(self._waiting)
            if not turn.done():
                self._held += 1
                turn.set_result(None)


class HandshakePermit:
    """A permit to encrypt a connection; released by itself after a while, and twice does no harm."""

    def __init__(self, permits: HandshakePermits, seconds: float, stalls: LoopStalls) -> None:
        self._permits: HandshakePermits | None = permits
        self._timer = RunningTimer(seconds, stalls, self.release)

    def release(self) -> None:
        """Give the permit back."""
        self._timer.cancel()
        if self._permits is not None:
            self._permits.give_back()
            self._permits = None


# A place in the run, the number of the turn that was asked for, whoever waits, and the bytes that wait as well.
_Turn = tuple[int, int, asyncio.Future[None], int]


class Turns:
    """Give out turns to what takes CPU of ours: to begin with a site, to greet its server, to read its page.

    Each kind goes in the order of the run, a few at a time in each round of the loop, so that a second try does not
    wait behind all first ones. A server is greeted as soon as may be: it takes the wait for a distance. What was
    received can be read at any time, while a site that hangs is given up a full timeout after its request. So pages are
    put off while anybody waits to begin, to greet, or for a permit. Of more than ``most_put_off`` bytes, the first are
    read all the same, which bounds their memory.
    """

    # How often to look whether somebody still waits for a permit.
    SECONDS_PUT_OFF = 0.01

    def __init__(
        self,
        permits: HandshakePermits,
        *,
        begun_in_a_round: int = SITES_BEGUN_IN_A_ROUND,
        read_in_a_round: int = PAGES_READ_IN_A_ROUND,
        most_put_off: int = BYTES_PUT_OFF,
    ) -> None:
        self._permits = permits
        self._begun_in_a_round = begun_in_a_round
        self._read_in_a_round = read_in_a_round
        self._most_put_off = most_put_off
        self._beginning: list[_Turn] = []
        self._greeting: list[_Turn] = []
        self._reading: list[_Turn] = []
        self._asked = itertools.count()
        self._received = 0
        self._loop = asyncio.get_running_loop()
        self._is_due = False

    async def take_to_begin(self, place: int) -> None:
        """Wait for the turn to begin with a site; ``place`` is that of the asker in the run, here and below."""
        await self._take(self._beginning, place, 0)

    async def take_to_greet(self, place: int) -> None:
        """Wait for the turn to send the first message of a handshake."""
        await self._take(self._greeting, place, 0)

    async def take_to_read(self, place: int, received: int) -> None:
        """Wait for the turn to read so many bytes that have come of a page."""
        await self._take(self._reading, place, received)

    async def _take(self, waiting: list[_Turn], place: int, received: int) -> None:
        turn = self._loop.create_future()
        heapq.heappush(waiting, (place, next(self._asked), turn, received))
        self._received += received
        if not self._is_due:
            self._is_due = True
            self._loop.call_soon(self._give)
        await turn

    def _give(self) -> None:
        try:
            self._give_some()
        finally:
            # Whatever has happened, nobody waits for ever.
            self._go_on()

    def _give_some(self) -> None:
        begun = min(self._begun_in_a_round, len(self._beginning))
        for _ in range(begun):
            self._give_to_first(self._beginning)
        greeted = max(GREETED_BESIDE_BEGINNING, self._begun_in_a_round - begun)
        for _ in range(min(greeted, len(self._greeting))):
            self._give_to_first(self._greeting)
        few = self._beginning or self._greeting
        self._permits.limit_to(HANDSHAKES_BESIDE_BEGINNING if few else self._permits.at_once)
        for _ in range(self._read_in_a_round):
            if self._may_read:
                self._give_to_first(self._reading)

    def _go_on(self) -> None:
        self._is_due = bool(self._beginning or self._greeting or self._reading)
        if self._beginning or self._greeting or self._may_read:
            self._loop.call_soon(self._give)
        elif self._reading:
            self._loop.call_later(self.SECONDS_PUT_OFF, self._give)

    @property
    def _may_read(self) -> bool:
        if not self._reading:
            return False
        others_wait = self._beginning or self._greeting or self._permits.are_awaited
        return self._received > self._most_put_off or not others_wait

    def _give_to_first(self, waiting: list[_Turn]) -> None:
        _, _, turn, received = heapq.heappop(waiting)
        self._received -= received
        if not turn.done():
            turn.set_result(None)
