"""Take the verdicts of one run as they arrive: write them, count them, and end the run, whatever becomes of it."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterable, Sequence

from easytask.runs import lock, recording
from easytask.runs.connection import translate_errors
from easytask.verdicts import rules
from easytask.verdicts.counts import CheckFailed, RunCounts, RunOutcome, RunResult
from easytask.verdicts.records import Outages, Verdict

# How many verdicts one transaction writes.
BATCH_LINKS = 300

# Told in the thread that called run(): the counts so far, and which verdicts have just been written or left.
OnBatch = Callable[[RunCounts, Sequence[Verdict]], None]


def ignore_batch(_counts: RunCounts, _verdicts: Sequence[Verdict]) -> None:
    """Follow no run."""


class Recorder:
    """One run as it goes on: its ``counts``, whether it is ``cancelled``, and what waits until all of it is known.

    A verdict waits when the whole run decides about it: today silence, which may be an outage of our own network.
    A dry run (``run_id`` None) writes nothing. ``outage_share`` is that of the settings; a run over chosen links, which
    is not ``is_full``, believes silence at once. ``since`` is the monotonic time at which the run began, None when
    another process began it.
    """

    def __init__(
        self,
        run_id: int | None = None,
        *,
        outage_share: float,
        is_full: bool = True,
        since: float | None = None,
        on_batch: OnBatch = ignore_batch,
    ) -> None:
        self.run_id = run_id
        self.counts = RunCounts()
        self.cancelled = False
        self._outage = False
        self._outage_share = outage_share if is_full else 0.0
        self._is_full = is_full
        self._since = since
        self._on_batch = on_batch
        self._waiting: list[Verdict] = []

    def expect(self, total: int) -> None:
        """Note how many links the run sets out to check."""
        self.counts = dataclasses.replace(self.counts, total=total)
        if self.run_id is not None:
            lock.set_total(self.run_id, total)
        self._on_batch(self.counts, [])

    def take(self, batch: Iterable[Verdict]) -> None:
        """Write what is decided and keep what waits; an empty batch is a heartbeat all the same."""
        decided: list[Verdict] = []
        for verdict in batch:
            waits = self._outage_share > 0 and verdict.is_silent
            (self._waiting if waits else decided).append(verdict)
        self.write(decided)

    def hand_over(self) -> list[Verdict]:
        """Return the verdicts that wait, their silence counted; nothing more is taken after this."""
        self.counts += RunCounts.of_silence(self._waiting)
        return self._waiting

    def settle(self, waiting: Iterable[Sequence[Verdict]]) -> None:
        """Decide over the whole run what becomes of the verdicts that waited for that, and write them."""
        counts = self.counts
        fetched = counts.heard + counts.silent
        self._outage = rules.suspects_outage(fetched=fetched, silent=counts.silent, share=self._outage_share)
        before = lock.outages_before() if self._outage else Outages()
        for silent in waiting:
            decided = silent
            if self._outage:
                decided = rules.in_outage(silent, before=before, any_answered=counts.answered > 0)
            for start in range(0, len(decided), BATCH_LINKS):
                self.write(decided[start : start + BATCH_LINKS])

    def write(self, verdicts: Sequence[Verdict]) -> None:
        """Write and count these verdicts, and hear whether somebody wants the run to stop."""
        if not self._is_full:
            verdicts = rules.in_partial_run(verdicts)
        if self.run_id is None:
            recorded = recording.RecordResult(verdicts, [])
        else:
            recorded = recording.record(verdicts, run_id=self.run_id)
        self.counts += RunCounts.of(verdicts, written=recorded.written)
        self.cancelled |= recorded.cancelled
        self._on_batch(self.counts, [*recorded.written, *recorded.left])

    def carry_out(self, work: Callable[[], RunResult]) -> RunResult:
        """Do the work of the run, give its lock back, and return what it ended in, completed by what was found.

        Whatever interrupts the work leaves an abandoned run, and is raised.
        """
        ended = RunResult(RunOutcome.ABANDONED)
        try:
            try:
                with translate_errors():
                    ended = work()
            except CheckFailed as failure:
                ended = failure.result
            finally:
                if self.run_id is not None:
                    with translate_errors():
                        lock.end_run(self.run_id, self.complete(ended))
        except CheckFailed as failure:
            # The lock could not be given back: it goes stale by itself.
            ended = failure.result
        return self.complete(ended)

    def complete(self, ended: RunResult) -> RunResult:
        """Return what the run ended in with what it had found by then."""
        return dataclasses.replace(
            ended,
            counts=self.counts,
            outage=self._outage,
            dry_run=self.run_id is None,
            seconds=None if self._since is None else time.monotonic() - self._since,
        )
