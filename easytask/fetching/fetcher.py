"""Fetch a page, with redirects and retries, and say what happened; not what that means for a friend.

Every failure outside ends in a FetchResult with a named Problem; an exception that leaves this module is a bug of ours.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import re
import string
import urllib.parse
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Self

import aiohttp
from yarl import URL

from easytask.fetching import slots, visit
from easytask.fetching.connection import PIECE_BYTES, Connections
from easytask.fetching.deadline import Deadline, LoopStalls
from easytask.fetching.errors import NoAnswer, named_problems
from easytask.fetching.guard import Guard
from easytask.fetching.retries import RetryPolicy, pause_asked_by
from easytask.fetching.visit import Visit
from easytask.verdicts import addresses
from easytask.verdicts.records import FetchResult, Phase, Problem

# Called with the final URL and the Content-Type's charset; what it returns is fed each decompressed piece of the body
# and says True for "enough".
Reader = Callable[[str, str | None], Callable[[bytes], bool]]

# WHATWG fetch, "redirect status".
REDIRECTS = frozenset({301, 302, 303, 307, 308})
MAX_REDIRECTS = 10
# RFC 9110, 8.3.1. Not aiohttp's reading, which parses the header as an e-mail's and breaks on some that are malformed.
_CHARSET = re.compile(r""";\s*charset\s*=\s*["']?([^\s;"']+)""", re.IGNORECASE)


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
        self._permits = asyncio.Semaphore(slots.HANDSHAKES_AT_ONCE)
        self._connections = Connections(guard, user_agent)
        self._stalls = LoopStalls()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stalls.close()
        await self._connections.close()

    async def fetch(self, url: str, read: Reader | None = None) -> FetchResult:
        """Fetch ``url`` as a browser would; with ``read`` the body of a 200 is read, without it no body is."""
        deadline = Deadline(self._limits.timeout, self._stalls)
        noted = Visit(url, deadline, self._permits)
        visit.current.set(noted)
        answer: FetchResult | None = None
        try:
            async with deadline:
                tried = 0
                pause: float | None = 0.0
                while pause is not None:
                    if tried:
                        noted.enter(Phase.PAUSE)
                        deadline.start()
                        await asyncio.sleep(pause)
                        deadline.stop()
                    began = deadline.elapsed
                    try:
                        page, asked = await self._try(url, noted, read)
                        answer = page
                    except NoAnswer as failure:
                        silent = failure.silent and not noted.was_answered
                        page = noted.result(problem=failure.problem, detail=failure.detail, silent=silent)
                        asked = 0.0 if failure.passing else None
                    tried += 1
                    took = deadline.elapsed - began
                    pause = self._retries.pause(tried, asked=asked, took=took, left=deadline.left)
        except TimeoutError:
            page = noted.timed_out()
        # An answer that was seen says more than a later silence.
        return page if page.status is not None or answer is None else answer

    async def _try(self, url: str, noted: Visit, read: Reader | None) -> tuple[FetchResult, float | None]:
        """Make one try over all its redirects; return the page, and the pause that it asks for before another try."""
        noted.begin_try()
        here = _parse(url)
        async with self._connections.session() as session:
            while True:
                noted.begin_hop(here.href)
                async with self._request(session, here, noted) as response:
                    location = response.headers.get("Location")
                    if response.status not in REDIRECTS or not location:
                        return await self._read(response, noted, read)
                noted.redirected(here.href, response.status)
                if len(noted.redirects) > MAX_REDIRECTS:
                    raise NoAnswer(Problem.REDIRECTS)
                here = _parse(_as_ascii(location), base=here.href)

    @contextlib.asynccontextmanager
    async def _request(
        self, session: aiohttp.ClientSession, here: addresses.Address, noted: Visit
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """Make one hop: take its slots with the clock stopped, then run the clock until the block is left."""
        async with self._slots.take(here.host):
            noted.deadline.start()
            try:
                with named_problems():
                    response = await session.get(URL(here.href, encoded=True), allow_redirects=False)
                try:
                    yield response
                finally:
                    response.close()
            finally:
                noted.release_handshake_permit()
                noted.deadline.stop()

    async def _read(
        self, response: aiohttp.ClientResponse, noted: Visit, read: Reader | None
    ) -> tuple[FetchResult, float | None]:
        noted.enter(Phase.BODY)
        challenged = response.headers.get("cf-mitigated", "").strip().lower() == "challenge"
        if response.status != 200 or read is None:
            page = noted.result(status=response.status, challenged=challenged)
            return page, pause_asked_by(response.status, response.headers)
        enough = read(noted.url, _charset(response.headers))
        while True:
            # The table of problems is for the network; what the reader raises is a bug of ours.
            with named_problems():
                piece = await response.content.read(PIECE_BYTES)
            wanted = piece[: self._limits.max_body - noted.bytes]
            noted.bytes += len(wanted)
            if not piece or enough(wanted):
                return noted.result(status=200, challenged=challenged), None
            if len(wanted) < len(piece):
                return noted.result(status=200, challenged=challenged, cut=True), None
            # The next piece may be here already, and the others have waited.
            await asyncio.sleep(0)


def _parse(url: str, base: str | None = None) -> addresses.Address:
    try:
        return addresses.parse(url, base=base)
    except addresses.BadAddress as error:
        raise NoAnswer(Problem.BAD_URL) from error


def _charset(headers: Mapping[str, str]) -> str | None:
    found = _CHARSET.search(headers.get("Content-Type", ""))
    return found[1] if found else None


def _as_ascii(location: str) -> str:
    """Percent-encode the bytes of a Location that are not ASCII, whatever their charset, as browsers do."""
    return urllib.parse.quote_from_bytes(location.encode("utf-8", "surrogateescape"), safe=string.printable)
