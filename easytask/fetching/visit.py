"""Record what one fetch goes through: its hops, phases and time; it asks for nothing and decides nothing."""

from __future__ import annotations

import asyncio
import contextvars
import datetime as dt
import ssl
from collections.abc import Mapping

from easytask.fetching.deadline import Deadline
from easytask.fetching.slots import HandshakePermit
from easytask.verdicts.records import FetchResult, Phase, Problem, truncate_text

PERMANENT_REDIRECTS = frozenset({301, 308})


class Visit:
    """What one fetch has gone through so far."""

    def __init__(self, url: str, deadline: Deadline, permits: asyncio.Semaphore) -> None:
        self.url = url
        self.deadline = deadline
        self.bytes = 0
        self.redirects: list[str] = []
        self.moved = False
        self.certificate: Mapping[str, str] = {}
        self._phase = Phase.CONNECT
        self._phases: dict[Phase, float] = {}
        self._since = 0.0
        self._permits = permits
        self._permit: HandshakePermit | None = None

    def begin_try(self) -> None:
        """Forget the hops of an earlier try."""
        self.bytes = 0
        self.redirects = []
        self.moved = False

    def begin_hop(self, url: str) -> None:
        """Note another request of this try."""
        self.url = url
        self.certificate = {}
        self.enter(Phase.CONNECT)

    def redirected(self, url: str, status: int) -> None:
        """Note that ``url`` led on."""
        permanent = status in PERMANENT_REDIRECTS
        self.moved = permanent and (self.moved or not self.redirects)
        self.redirects.append(url)

    def enter(self, phase: Phase) -> None:
        """Begin a phase, and so end the one before."""
        now = self.deadline.elapsed
        self._phases[self._phase] = self._phases.get(self._phase, 0.0) + now - self._since
        self._phase, self._since = phase, now
        self.deadline.only_waits(it_does=phase is Phase.FIRST_BYTE)

    @property
    def was_answered(self) -> bool:
        """Whether somebody out there has said anything in this try."""
        return self._phase is Phase.BODY or bool(self.redirects)

    def result(self, **found: object) -> FetchResult:
        """Return what was found, with all that was noted on the way."""
        self.enter(self._phase)
        return FetchResult(
            url=truncate_text(self.url),
            elapsed=self._since,
            phases=dict(self._phases),
            bytes=self.bytes,
            redirects=tuple(map(truncate_text, self.redirects)),
            moved=self.moved,
            certificate_expires=_expiry(self.certificate),
            **found,  # type: ignore[arg-type]  # FetchResult's own fields
        )

    def timed_out(self) -> FetchResult:
        """Return what is to be said when time is up."""
        problem = Problem.DNS if self._phase is Phase.DNS else Problem.TIMEOUT
        return self.result(problem=problem, silent=not self.was_answered)

    async def acquire_handshake_permit(self) -> None:
        """Wait for the permit to make a connection, with the clock stopped."""
        self.deadline.stop()
        self._permit = await HandshakePermit.acquire(self._permits)
        self.deadline.start()

    def release_handshake_permit(self) -> None:
        """Give the permit back, if there is one."""
        if self._permit is not None:
            self._permit.release()
            self._permit = None


# aiohttp's hooks are not told for whom they are called. Fetches that run at once run in tasks of their own, and so in
# contexts of their own.
current: contextvars.ContextVar[Visit] = contextvars.ContextVar("current_visit")


def _expiry(certificate: Mapping[str, str]) -> dt.datetime | None:
    if "notAfter" not in certificate:
        return None
    return dt.datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate["notAfter"]), dt.UTC)
