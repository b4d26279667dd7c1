"""Record what one fetch goes through: its hops, phases and time; it asks for nothing and decides nothing."""

from __future__ import annotations

import contextvars
import datetime as dt
from collections.abc import Awaitable, Mapping
from typing import Protocol, TypeVar

from easytask.fetching.answer_parser import Exchange
from easytask.fetching.deadline import Deadline
from easytask.fetching.errors import NoAnswer
from easytask.fetching.slots import HandshakePermit, HandshakePermits, Turns
from easytask.verdicts.kinds import Phase, Problem
from easytask.verdicts.records import FetchResult, truncate_text

T = TypeVar("T")

# As OpenSSL writes them.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

PERMANENT_REDIRECTS = frozenset({301, 308})
# There is nothing to do in them but wait: c-ares asks again by itself, in a thread of its own, and so does the kernel.
# A connection is encrypted in the same phase as it is made, but with the clock started anew by the permit.
ONLY_WAITING = frozenset({Phase.DNS, Phase.CONNECT, Phase.FIRST_BYTE})


class Unfinished(Protocol):
    """What can be said although time is up."""

    def result(self, incomplete: Problem | None = None) -> FetchResult:
        """Return what was found, and why it is not all."""


class Visit:
    """What one fetch has gone through so far.

    ``place`` is that of the fetch in its run. ``url`` is that of the page so far, ``hop_url`` that of the latest
    request, which may be for a frame; ``exchange`` is what came in on it. ``refused``: the addresses that did not take
    a connection for it, and why. ``has_reused``: it was sent over a connection that had been used before.
    ``unfinished`` is there while more is being read of a page whose status is known.
    """

    def __init__(self, url: str, deadline: Deadline, permits: HandshakePermits, turns: Turns, *, place: int) -> None:
        self.url = self.hop_url = url
        self.deadline = deadline
        self.redirects: list[str] = []
        self.refreshes = 0
        self.moved = False
        self.certificate: Mapping[str, str] = {}
        self.exchange = Exchange()
        self.has_reused = False
        self.refused: dict[tuple[object, ...], OSError] = {}
        self.unfinished: Unfinished | None = None
        self._was_heard = False
        self._phase = Phase.CONNECT
        self._phases: dict[Phase, float] = {}
        self._since = 0.0
        self._permits = permits
        self._turns = turns
        self._place = place
        self._permit: HandshakePermit | None = None

    def begin_try(self, url: str) -> None:
        """Forget the way of an earlier try."""
        self.url = url
        self.redirects = []
        self.refreshes = 0
        self.moved = False
        self.unfinished = None

    def end(self) -> None:
        """Let go of what holds the visit as well: such a circle is freed late, by the garbage collector."""
        self.unfinished = None
        self.exchange = Exchange()
        self.refused.clear()

    def begin_hop(self, url: str) -> None:
        """Note another request of this try."""
        self.hop_url = url
        self.certificate = {}
        self.refused.clear()
        self.enter(Phase.CONNECT)

    def begin_exchange(self) -> Exchange:
        """Note that a connection is about to be listened to."""
        self._was_heard |= self.exchange.heard
        self.exchange = Exchange(on_first_byte=self.end_waiting, on_body=self._take_in)
        return self.exchange

    def end_waiting(self) -> None:
        """Let only the site's own time count from here on: a busy loop may come to the fetch much later."""
        self.deadline.only_waits(it_does=False)

    def _take_in(self) -> None:
        """Note what has come of a body, unless it is one that is left unread for the next hop."""
        if self._phase is Phase.BODY:
            self.deadline.take_in()

    def led_on(self, to: str, *, status: int | None) -> None:
        """Note that the page leads on: by a redirect with ``status``, or by a refresh of its own."""
        permanent = status in PERMANENT_REDIRECTS
        self.moved = permanent and (self.moved or not self.redirects)
        self.refreshes += status is None
        self.redirects.append(self.url)
        self.url = to

    def turn_back(self) -> None:
        """Forget the last hop: there was nothing."""
        self.url = self.redirects.pop()

    def enter(self, phase: Phase) -> None:
        """Begin a phase, and so end the one before."""
        self.end_waiting()
        now = self.deadline.elapsed
        self._phases[self._phase] = self._phases.get(self._phase, 0.0) + now - self._since
        self._phase, self._since = phase, now
        self.deadline.only_waits(it_does=phase in ONLY_WAITING, seen_at_once=phase is Phase.FIRST_BYTE)

    @property
    def connecting_for(self) -> float:
        """The seconds for which nobody has taken the connection of this hop, 0 once somebody has."""
        return self.deadline.elapsed - self._since if self._phase is Phase.CONNECT else 0.0

    @property
    def was_answered(self) -> bool:
        """Whether somebody out there has said anything at all, be it a single byte."""
        return self._was_heard or self.exchange.heard or self._phase is Phase.BODY or bool(self.redirects)

    def result(self, **found: object) -> FetchResult:
        """Return what was found, with all that was noted on the way."""
        self.enter(self._phase)
        if "certificate_expires" not in found:
            found["certificate_expires"] = expiry(self.certificate)
        return FetchResult(
            url=truncate_text(self.url),
            elapsed=self._since,
            phases=dict(self._phases),
            redirects=tuple(map(truncate_text, self.redirects)),
            refreshes=self.refreshes,
            moved=self.moved,
            **found,  # type: ignore[arg-type]  # its own fields
        )

    def failed(self, failure: NoAnswer) -> FetchResult:
        """Return what is to be said of a try that ended without an answer."""
        silent = failure.silent and not self.was_answered
        return self.result(problem=failure.problem, detail=failure.detail, silent=silent, doubt=failure.doubt)

    def timed_out(self) -> FetchResult:
        """Return what is to be said when time is up."""
        if self.unfinished is not None:
            return self.unfinished.result(Problem.TIMEOUT)
        problem = Problem.DNS if self._phase is Phase.DNS else Problem.TIMEOUT
        return self.result(problem=problem, silent=not self.was_answered)

    async def take_turn_to_greet(self) -> None:
        """Wait for the turn to send the first message of a handshake."""
        await self._wait_for(self._turns.take_to_greet(self._place))

    async def acquire_handshake_permit(self) -> None:
        """Wait for the permit to encrypt a connection."""
        self.release_handshake_permit()
        self._permit = await self._wait_for(self._permits.acquire(self._place))

    async def take_turn_to_read(self, received: int) -> None:
        """Wait for the turn to read so many bytes of a page."""
        await self._wait_for(self._turns.take_to_read(self._place, received))

    async def _wait_for(self, turn: Awaitable[T]) -> T:
        """Wait for what this process gives out, with the clock stopped."""
        self.end_waiting()
        self.deadline.stop()
        taken = await turn
        self.deadline.start()
        return taken

    def release_handshake_permit(self) -> None:
        """Give the permit back, if there is one."""
        if self._permit is not None:
            self._permit.release()
            self._permit = None


# aiohttp's hooks are not told for whom they are called. Fetches that run at once run in tasks of their own, and so in
# contexts of their own.
current: contextvars.ContextVar[Visit] = contextvars.ContextVar("current_visit")


def expiry(certificate: Mapping[str, str]) -> dt.datetime | None:
    """Return when a parsed certificate ends, None without one. Raises ValueError when that is no time.

    ssl's own function for it takes nine times as long.
    """
    if "notAfter" not in certificate:
        return None
    month, day, clock, year, _ = certificate["notAfter"].split()
    return dt.datetime.fromisoformat(f"{year}-{_MONTHS.index(month) + 1:02}-{day:0>2}T{clock}Z")
