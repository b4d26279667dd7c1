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
from easytask.fetching.attempt import Attempt
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
        self._connections = Connections(guard, user_agent)
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
        place = next(self._places)
        await self._turns.take_to_begin(place)
        deadline = Deadline(self._limits.timeout - spent, self._stalls)
        noted = Visit(url, deadline, self._permits, self._turns, place=place)
        visit.current.set(noted)
        answer: FetchResult | None = None
        try:
            async with deadline:
                tried = 0
                pause: float | None = 0.0
                busy_host = ""
                while pause is not None:
                    async with self._line_at(busy_host):
                        if tried:
                            noted.enter(Phase.PAUSE)
                            deadline.start()
                            await asyncio.sleep(pause)
                            deadline.stop()
                        began = deadline.elapsed
                        is_last = tried >= self._limits.retries
                        page, asked = await self._try(url, noted, reader, headers, is_file=is_file, is_last=is_last)
                    answer = page if page.status is not None else answer
                    tried += 1
                    took = deadline.elapsed - began
                    busy_host = parse(noted.hop_url).host if page.status in BUSY_STATUSES else ""
                    pause = self._retries.pause(tried, asked=asked, took=took, left=deadline.left)
        except TimeoutError:
            page = noted.timed_out()
        finally:
            # It knows the visit as well, and a task keeps its latest visit: a decoder would stay as long.
            noted.unfinished = None
        # An answer that was seen says more than a later silence.
        return page if page.status is not None or answer is None else answer

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

    async def _try(  # noqa: PLR0913  # all that one try is made of
        self,
        url: str,
        noted: Visit,
        reader: PageReader | None,
        headers: Mapping[str, str],
        *,
        is_file: bool,
        is_last: bool,
    ) -> tuple[FetchResult, float | None]:
        """Return what one try has found, and the pause that it asks for before another one; None when none helps."""
        attempt = Attempt(
            self._connections,
            self._slots,
            noted,
            reader,
            max_body=self._limits.max_body,
            headers=headers,
            is_file=is_file,
            is_last=is_last,
        )
        try:
            body = await attempt.run(url)
        except NoAnswer as failure:
            return noted.failed(failure), 0.0 if failure.passing else None
        page = body.result()
        if page.incomplete is Problem.BROKEN_OFF:
            return page, 0.0
        return page, pause_asked_by(body.status, body.headers)
