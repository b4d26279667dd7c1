"""Spread the run of a LinkChecker over workers: each takes one shard after another until the run is closed."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection

from django.conf import settings
from django.db import Error

from easytask.checker import LinkChecker
from easytask.runs import arguments, lock, results, shards
from easytask.runs.connection import translate_errors
from easytask.runs.ongoing import OngoingRun
from easytask.verdicts.outcomes import RunOutcome, RunResult

POLL_SECONDS = 0.25

logger = logging.getLogger(__name__)


def should_shard() -> bool:
    """Return whether a run over all links is long, so that workers should share it; raise CheckFailed."""
    with translate_errors():
        return shards.should_shard()


def read_result(run_id: int) -> RunResult:
    """Return what a run in shards ended in, for all who worked on it; raise CheckFailed."""
    with translate_errors():
        return results.read(run_id)


class ShardedChecker:
    """One worker's share of a run; the arguments are those of LinkChecker, of which every worker makes its own.

    Raises CheckFailed when the settings cannot be read.
    """

    def __init__(self, site_link: str | None = None, white_list: Collection[str] | None = None) -> None:
        self._checker = LinkChecker(site_link, white_list)
        self._outage_share = self._checker.in_force.outage_share
        # By the monotonic clock; None where the run was begun by another process.
        self._since: float | None = None

    @property
    def arguments(self) -> tuple[str, list[str]]:
        """Return what each helper needs to ask for the same, whatever the owner saves while the run goes on."""
        return self._checker.site_link, self._checker.white_list

    def begin(self, *, started_by: str, user_id: int | None = None, task_id: str) -> tuple[int, int]:
        """Take the lock for a run over all links and create its shards; return its id and their number.

        The task that lost its process in the middle of a run is given its own run again, with no new shards. Raises
        RunInProgress or another CheckFailed.
        """
        arguments.check_user_id(user_id)
        with translate_errors():
            if (run_id := shards.run_of_task(task_id)) is not None:
                return run_id, 0
            self._since = time.monotonic()
            run_id = lock.begin_run(started_by=started_by, user_id=user_id, task_id=task_id)
            return run_id, shards.create_shards(run_id)

    def work_on(self, run_id: int) -> bool:
        """Take one shard of the run after another and stay until it is closed; return whether that was done here.

        A shard that is under way elsewhere is waited for, so that somebody is left to try it again when its process is
        lost, and to close the run. Raises CheckFailed when the database cannot be used.
        """
        with translate_errors():
            while (seconds := shards.seconds_left(run_id, settings.FRIENDLINK_RUN_DEADLINE)) is not None:
                claim = shards.claim(run_id) if seconds > 0 else None
                if claim is not None:
                    self._try_shard(claim, seconds)
                elif shards.claim_closing(run_id, stopping=seconds <= 0):
                    self._close(run_id)
                    return True
                else:
                    time.sleep(POLL_SECONDS)
        return False

    def _try_shard(self, claim: shards.Claim, seconds: float) -> None:
        """Check one shard for ``seconds`` at most; what fails here may be tried again by whoever comes next."""
        try:
            run = shards.OngoingShard(claim, outage_share=self._outage_share)
            self._checker.check_and_record(shards.load(claim), run, seconds=seconds)
            run.finish()
        except (shards.ShardTaken, Error, OSError):
            logger.exception("Attempt %s at shard %s of run %s failed", claim.attempt, claim.shard_id, claim.run_id)
        finally:
            shards.release(claim)

    def _close(self, run_id: int) -> None:
        """Decide over all shards about what waits for that, and end the run."""
        run = OngoingRun(run_id, outage_share=self._outage_share, site_link=self._checker.site_link, since=self._since)
        run.carry_out(lambda: _settle(run, run_id))


def _settle(run: OngoingRun, run_id: int) -> RunResult:
    totals = shards.totals(run_id)
    run.counts = totals.counts
    run.expect(totals.counts.total)
    if totals.cancelled and totals.counts.not_checked:
        return RunResult(RunOutcome.CANCELLED)
    run.settle(shards.waiting(run_id))
    if totals.lost:
        return RunResult(RunOutcome.SHARDS_LOST, str(shards.ATTEMPTS))
    return RunResult(run.counts.outcome)
