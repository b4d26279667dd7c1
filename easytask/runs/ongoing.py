"""Take the verdicts of one run as they arrive: write them, count them, and end the run, whatever becomes of it."""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Callable, Iterable, Sequence

from easytask.runs import lock, recording, suspicion
from easytask.runs.connection import translate_errors
from easytask.verdicts import rules
from easytask.verdicts.outcomes import CheckFailed, RunCounts, RunOutcome, RunResult
from easytask.verdicts.records import TEXT_CHARS, Outages, Verdict

# How many verdicts one transaction writes.
BATCH_LINKS = 300

# Told in the thread that called run(): the counts so far, and which verdicts have just been written or left.
OnBatch = Callable[[RunCounts, Sequence[Verdict]], None]


def ignore_batch(_counts: RunCounts, _verdicts: Sequence[Verdict]) -> None:
    """Follow no run."""


class OngoingRun:
    """One run as it goes on: its ``counts``, whether it is ``cancelled``, and what waits until all of it is known.

    A verdict waits when the whole run decides about it: silence, which may be an outage of our own network, and the
    lack of our backlink, which may be a mistake in our own ``site_link``, empty when none is asked for. One that needs
    a second look is ``unsure`` until the same friend's verdict comes again, without that need.
    A dry run (``run_id`` None) writes nothing. ``outage_share`` is that of the settings; a run over chosen links, which
    is not ``is_full``, believes silence at once, and suspects the site_link that the last run over all links suspected.
    ``since`` is the monotonic time at which the run began, None when another process began it.
    """

    def __init__(  # noqa: PLR0913 - all but the first go by name
        self,
        run_id: int | None = None,
        *,
        outage_share: float,
        site_link: str,
        is_full: bool = True,
        since: float | None = None,
        on_batch: OnBatch = ignore_batch,
    ) -> None:
        self.run_id = run_id
        self.counts = RunCounts()
        self.cancelled = False
        self._outage = False
        self._suspected_site_link = ""
        self._outage_share = outage_share
        self._site_link = site_link
        self._is_full = is_full
        self._since = since
        self._on_batch = on_batch
        self._waiting: list[Verdict] = []
        self._unsure: dict[int, Verdict] = {}

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
            if verdict.needs_second_look:
                self._unsure[verdict.friend.id] = verdict
                continue
            self._unsure.pop(verdict.friend.id, None)
            (self._waiting if self._waits(verdict) else decided).append(verdict)
        self.write(decided)

    @property
    def unsure(self) -> list[Verdict]:
        """Return the verdicts whose pages are to be looked at once more."""
        return list(self._unsure.values())

    def hand_over(self) -> list[Verdict]:
        """Return the verdicts that wait, counted for what they tell of ourselves; nothing more is taken after this."""
        self.counts += RunCounts.of_ourselves(self._waiting)
        return self._waiting

    def settle(self, waiting: Iterable[Sequence[Verdict]]) -> None:
        """Decide over the whole run what becomes of the verdicts that waited for that, and write them."""
        self._outage = self._suspects_outage()
        self._suspected_site_link = self._site_link if self._suspects_site_link() else ""
        before = lock.outages_before() if self._outage else Outages()
        any_answered = self.counts.answered > 0
        for verdicts in waiting:
            silent = [verdict for verdict in verdicts if verdict.is_silent]
            lacking = [verdict for verdict in verdicts if not verdict.is_silent]
            if self._outage:
                silent = rules.in_outage(silent, before=before, any_answered=any_answered)
            if self._suspected_site_link:
                lacking = rules.with_site_link_suspected(lacking)
            decided = [*silent, *lacking]
            for start in range(0, len(decided), BATCH_LINKS):
                self._record(decided[start : start + BATCH_LINKS])

    def write(self, verdicts: Sequence[Verdict]) -> None:
        """Write and count these verdicts, and hear whether somebody wants the run to stop."""
        self.counts += RunCounts.of_ourselves(verdicts)
        self._record(verdicts)

    def _waits(self, verdict: Verdict) -> bool:
        if self._outage_share == 0:
            return False
        return (self._is_full and verdict.is_silent) or rules.waits_for_site_link(verdict)

    def _suspects_outage(self) -> bool:
        silent = self.counts.silent
        fetched = self.counts.heard + silent
        return self._is_full and rules.suspects_outage(fetched=fetched, silent=silent, share=self._outage_share)

    def _suspects_site_link(self) -> bool:
        if not self._site_link or self._outage_share == 0:
            return False
        if not self._is_full:
            return suspicion.stands_against(self._site_link)
        kept, lost = self.counts.kept_backlink, self.counts.lost_backlink
        suspects = rules.suspects_site_link(kept=kept, lost=lost, share=self._outage_share)
        return suspects and not suspicion.is_confirmed(self._site_link)

    def _record(self, verdicts: Sequence[Verdict]) -> None:
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
        try:
            with translate_errors():
                ended = work()
        except CheckFailed as failure:
            ended = failure.result
        except BaseException:
            # What interrupts the work outweighs a lock that cannot be given back.
            with contextlib.suppress(CheckFailed):
                self._give_back_lock(RunResult(RunOutcome.ABANDONED))
            raise
        try:
            self._give_back_lock(ended)
        except CheckFailed as failure:
            # It goes stale by itself.
            ended = failure.result
        return self.complete(ended)

    def _give_back_lock(self, ended: RunResult) -> None:
        if self.run_id is not None:
            with translate_errors():
                lock.end_run(self.run_id, self.complete(ended))

    def complete(self, ended: RunResult) -> RunResult:
        """Return what the run ended in with what it had found by then."""
        return dataclasses.replace(
            ended,
            counts=self.counts,
            outage=self._outage,
            suspected_site_link=self._suspected_site_link[:TEXT_CHARS],
            dry_run=self.run_id is None,
            seconds=None if self._since is None else time.monotonic() - self._since,
        )
