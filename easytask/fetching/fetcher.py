"""Fetch a page, with redirects and retries, and say what happened; not what that means for a friend.

Every failure outside ends in a FetchResult with a named Problem; an exception that leaves this module is a bug of ours.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import itertools
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Mapping
from typing import Self

from easytask.fetching import slots, visit
from easytask.fetching.attempt import Attempt, FetchRequest
from easytask.fetching.connection import NO_HEADERS, Connections
from easytask.fetching.deadline import Deadline, LoopStalls
from easytask.fetching.errors import NoAnswer
from easytask.fetching.guard import Guard
from easytask.fetching.retries import BUSY_STATUSES, RetryPolicy, pause_asked_by
from easytask.fetching.visit import Visit
from easytask.verdicts.addresses import parse
from easytask.verdicts.kinds import Phase, Problem
from easytask.verdicts.records import FetchResult, PageReader

# How many may stand in line before one host: as many friends as a small server has. A platform has hundreds, who in
# line would hold up the whole run.
MOST_IN_LINE = 16


@dataclasses.dataclass(frozen=True, slots=True)
class Limits:
    """How much a fetcher may ask of others and of this process.

    ``timeout``: seconds for one whole fetch. ``concurrency``: requests in flight. ``per_host``: the same for one host.
    ``retries``: more tries after a passing failure. ``max_body``: bytes read of a page, counted after decompression.
    """

    timeout: float
    concurrency: int
    per_host: int
    retries: int
    max_body: int


class Fetcher:
    """The one door to the friends' sites. Make and close it inside one event loop: it is an async context manager."""

    def __init__(self, limits: Limits, *, user_agent: str, guard: Guard) -> None:
        self._limits = limits
        self._retries = RetryPolicy(limits.retries)
        self._slots = slots.Slots(limits.concurrency, limits.per_host)
        self._places = itertools.count()
        self._lines: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._in_line: Counter[str] = Counter()
        self._connections = Connections(guard, user_agent, requests=limits.concurrency)
        self._stalls = LoopStalls()
        self._permits = slots.HandshakePermits(slots.HANDSHAKES_AT_ONCE, slots.HANDSHAKE_PERMIT_SECONDS, self._stalls)
        self._turns = slots.Turns(self._permits)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stalls.close()
        await self._connections.close()

    async def fetch(
        self,
        url: str,
        reader: PageReader | None = None,
        *,
        spent: float = 0.0,
        headers: Mapping[str, str] = NO_HEADERS,
        is_file: bool = False,
    ) -> FetchResult:
        """Fetch ``url`` as a browser would; ``reader`` is fed the pages on the way, without one no body is read.

        ``spent``: seconds of the timeout that another page of the same link has taken already. ``headers``: what each
        request says besides, or in place of what all say. ``is_file``: it is a robots.txt, a feed or an icon, of which
        a 404 says no more than that it is not there. Where fetches wait for each other, those that were asked for first
        come first.
        """
        request = FetchRequest(url, reader, headers, is_file=is_file, max_body=self._limits.max_body)
        place = next(self._places)
        await self._turns.take_to_begin(place)
        deadline = Deadline(self._limits.timeout - spent, self._stalls)
        noted = Visit(url, deadline, self._permits, self._turns, place=place)
        before = visit.current.set(noted)
        seen: list[FetchResult] = []
        try:
            async with deadline:
                await self._make_tries(request, noted, seen)
        except TimeoutError:
            seen.append(noted.timed_out())
        finally:
            noted.end()
            # The task keeps its context, and the visit knows the task.
            visit.current.reset(before)
        # An answer that was seen says more than a later silence.
        return next((result for result in reversed(seen) if result.status is not None), seen[-1])

    async def _make_tries(self, request: FetchRequest, noted: Visit, seen: list[FetchResult]) -> None:
        """Add to ``seen`` what each try has found, as long as another one may find more."""
        pause: float | None = 0.0
        busy_host = ""
        while pause is not None:
            async with self._line_at(busy_host):
                if seen:
                    noted.enter(Phase.PAUSE)
                    noted.deadline.start()
                    await asyncio.sleep(pause)
                    noted.deadline.stop()
                began = noted.deadline.elapsed
                result, asked = await self._try(request, noted, is_last=len(seen) >= self._limits.retries)
            seen.append(result)
            took = noted.deadline.elapsed - began
            busy_host = parse(noted.hop_url).host if result.status in BUSY_STATUSES else ""
            pause = self._retries.pause(len(seen), asked=asked, took=took, left=noted.deadline.left)

    @contextlib.asynccontextmanager
    async def _line_at(self, busy_host: str) -> AsyncIterator[None]:
        """Stand in line before a host that is too busy: it is asked again by one after another, each after a pause.

        Several friends on one server would otherwise come back together, and be over its limit together. Waiting in
        the line is not their own time.
        """
        if not busy_host or self._in_line[busy_host] >= MOST_IN_LINE:
            yield
            return
        self._in_line[busy_host] += 1
        try:
            async with self._lines[busy_host]:
                yield
        finally:
            self._in_line[busy_host] -= 1

    async def _try(self, request: FetchRequest, noted: Visit, *, is_last: bool) -> tuple[FetchResult, float | None]:
        """Return what one try has found, and the pause that it asks for before another one; None when none helps."""
        attempt = Attempt(request, noted, self._connections, self._slots, is_last=is_last)
        try:
            body = await attempt.run()
        except NoAnswer as failure:
            return noted.failed(failure), 0.0 if failure.passing else None
        result = body.result()
        if result.incomplete is Problem.BROKEN_OFF:
            return result, 0.0
        return result, pause_asked_by(body.status, body.headers)
