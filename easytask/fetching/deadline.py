"""Keep a link's time-out fair: it runs only while the link's own work runs and the event loop could have served it.

Pure asyncio; it knows neither HTTP nor what is being waited for. ``asyncio.timeout`` alone would count the wait for a
slot and the moments in which a busy process served nobody.
"""

from __future__ import annotations

import asyncio
import types
from collections.abc import Callable
from typing import Self


class LoopStalls:
    """Count the seconds in which the event loop was too busy, or the process too starved, to serve anybody.

    ``seconds`` is the sum so far, ``latest`` the length of the stall that has just ended, 0 when none has.
    """

    TICK_SECONDS = 0.05
    # Timers are never quite in time.
    ORDINARY_SECONDS = 0.01

    def __init__(self) -> None:
        self.seconds = self.latest = 0.0
        self._loop = asyncio.get_running_loop()
        self._wait()

    def close(self) -> None:
        """Stop counting."""
        self._timer.cancel()

    def _wait(self) -> None:
        self._due = self._loop.time() + self.TICK_SECONDS
        self._timer = self._loop.call_at(self._due, self._tick)

    def _tick(self) -> None:
        late = self._loop.time() - self._due
        self.latest = late if late > self.ORDINARY_SECONDS else 0.0
        self.seconds += self.latest
        self._wait()


def _do_nothing() -> None:
    pass


class RunningTimer:
    """Call back after ``seconds`` in which the loop was not stalled, unless it is cancelled before."""

    def __init__(self, seconds: float, stalls: LoopStalls, callback: Callable[[], None]) -> None:
        self._stalls = stalls
        self._callback = callback
        self._loop = asyncio.get_running_loop()
        self._due = self._loop.time() + seconds - stalls.seconds
        self._timer = self._loop.call_later(seconds, self._ring)

    def cancel(self) -> None:
        """Do not call back any more."""
        self._timer.cancel()
        # Whoever is called holds this as well.
        self._callback = _do_nothing

    def _ring(self) -> None:
        left = self._due + self._stalls.seconds - self._loop.time()
        if left > 0:
            self._timer = self._loop.call_later(left, self._ring)
        else:
            self._callback()


class Deadline:
    """End a block after ``seconds`` of running time, as ``asyncio.timeout`` does: leaving it raises TimeoutError.

    Stalls of the loop do not count while data goes to and fro with the site. They do while an answer is only waited
    for, because it can arrive during the stall: what nobody answers is given up in time. Before that the loop is given
    one more tick to see the answer, or some more while it is busy, because an answer may take several of its rounds.
    When an answer is seen, the stalls that may have hidden it are given back. And the wait begins when the loop has
    gone round: until then the question may lie in our own buffers, behind the work of a thousand others.

    The same holds for what comes of a body, until our own reading of it ends the wait. A body that trickles is read
    without ending it: such a site was not held up by us, so all its pieces together are given back only the stall that
    hid the latest one.
    """

    # A resolved name passes through five rounds of the loop: c-ares' thread, two tasks, a wait and its caller.
    LOOKS_WHEN_BUSY = 5
    # A block may lose its cancellation: aiohappyeyeballs drops one that comes while it ends the slower connections.
    # In the meantime a block that did not lose it has been left.
    ENDED_AGAIN_AFTER_SECONDS = 1.0
    # A name passes through a task of its own before it is asked for, and what is written leaves at the end of a round.
    ROUNDS_BEFORE_A_WAIT = 2

    def __init__(self, seconds: float, stalls: LoopStalls) -> None:
        self.left = self._seconds = seconds
        self._stalls = stalls
        self._loop = asyncio.get_running_loop()
        self._timeout = asyncio.timeout(None)
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[object] | None = None
        self._since = self._stalled_before = 0.0
        self._only_waits = self._seen_at_once = False
        self._looks = self._waits = 0
        # What had run when the latest of a body came.
        self._ran_when_it_came: float | None = None

    @property
    def elapsed(self) -> float:
        """The seconds that have run so far."""
        return min(self._seconds, self._seconds - self.left + self._ran())

    def timer(self, seconds: float, callback: Callable[[], None]) -> RunningTimer:
        """Call back after so many seconds in which the loop was not stalled."""
        return RunningTimer(seconds, self._stalls, callback)

    def start(self) -> None:
        """Let the clock run."""
        self._begin()
        self._looks = 0
        self._timer = self._loop.call_later(self.left, self._ring)

    def stop(self) -> None:
        """Stop the clock until it is started again; twice does no harm."""
        if self._timer is None:
            return
        self.left -= self._ran()
        self._ran_when_it_came = None
        self._timer.cancel()
        self._timer = None
        if not self._timeout.expired():
            self._timeout.reschedule(None)

    def only_waits(self, *, it_does: bool, seen_at_once: bool = False) -> None:
        """Note whether from here on there is nothing to do but wait for an answer, and that such a wait is over.

        ``seen_at_once``: the answer will be noted in the very round of the loop that brings it, so that only the latest
        stall can have hidden it.
        """
        if self._timer is not None:
            ran = self._ran()
            hidden = 0.0
            if self._only_waits and self._ran_when_it_came is None:
                hidden = self._stalls.latest if self._seen_at_once else self._stalls.seconds - self._stalled_before
            self.left -= ran - min(ran, hidden)
            self._begin()
        self._ran_when_it_came = None
        self._only_waits, self._seen_at_once = it_does, seen_at_once
        self._waits += 1
        if it_does:
            self._begin_wait(self._waits, self.ROUNDS_BEFORE_A_WAIT)

    def wait_for_more(self) -> None:
        """Note that we have read all that has come of a body, and that there is nothing to do but wait for the rest."""
        self._ran_when_it_came = None
        if not self._only_waits:
            self.only_waits(it_does=True, seen_at_once=True)

    def take_in(self) -> None:
        """Note, in the very round of the loop that brings it, a piece of a body that is waited for."""
        if self._timer is not None and self._only_waits:
            ran = self._loop.time() - self._since
            self._ran_when_it_came = ran - min(ran, self._stalls.latest)

    def _begin_wait(self, number: int, rounds: int) -> None:
        """Let the wait begin after so many rounds of the loop, unless it is over by then."""
        if rounds:
            self._loop.call_soon(self._begin_wait, number, rounds - 1)
        elif number == self._waits:
            self._begin()

    def _begin(self) -> None:
        self._since = self._loop.time()
        self._stalled_before = self._stalls.seconds

    def _ran(self) -> float:
        if self._timer is None:
            return 0.0
        if self._ran_when_it_came is not None:
            return self._ran_when_it_came
        stalled = 0.0 if self._only_waits else self._stalls.seconds - self._stalled_before
        return max(0.0, self._loop.time() - self._since - stalled)

    def _ring(self) -> None:
        left = self.left - self._ran()
        if left > 0:
            self._timer = self._loop.call_later(left, self._ring)
        elif self._looks < (self.LOOKS_WHEN_BUSY if self._stalls.latest else 1):
            self._looks += 1
            self._timer = self._loop.call_later(LoopStalls.TICK_SECONDS, self._ring)
        else:
            self._timer = self._loop.call_later(self.ENDED_AGAIN_AFTER_SECONDS, self._ring)
            self._end()

    def _end(self) -> None:
        if not self._timeout.expired():
            self._timeout.reschedule(self._loop.time())
        elif self._task is not None:
            # As asyncio.timeout does, which counts on a single one.
            self._task.uncancel()
            self._task.cancel()

    async def __aenter__(self) -> Self:
        self._task = asyncio.current_task()
        await self._timeout.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: types.TracebackType | None
    ) -> None:
        self.stop()
        await self._timeout.__aexit__(kind, error, trace)
