"""Know the order of the rooms for one run, and nothing of their insides: load, fetch, judge, record."""

from __future__ import annotations

import dataclasses
import functools
import logging
import time
from collections.abc import Callable, Collection, Coroutine, Iterable
from typing import Any, TypeVar

from django.conf import settings

from easytask.fetchers import make_fetcher
from easytask.fetching.fetcher import Fetcher
from easytask.inspection import Inspector
from easytask.runs import arguments, envelope, lock, loop, owner_settings
from easytask.runs.connection import translate_errors
from easytask.runs.friends import FriendFields, as_friend, load
from easytask.runs.ongoing import BATCH_LINKS, OnBatch, OngoingRun, ignore_batch
from easytask.site_settings.in_force import CheckSettings
from easytask.verdicts import rules
from easytask.verdicts.outcomes import BadArgument, CheckFailed, RunInProgress, RunOutcome, RunResult
from easytask.verdicts.records import Friend, Verdict

__all__ = ("BadArgument", "CheckFailed", "LinkChecker", "OnBatch", "RunInProgress")

# Every batch is a heartbeat, also one in which nothing came.
BATCH_SECONDS = 1.0
# A task may wait for a slot of its host or for another try; there must be others to take the slots meanwhile.
TASKS_PER_SLOT = 2

logger = logging.getLogger(__name__)

T = TypeVar("T")


class LinkChecker:
    """One check of the friend links: ``site_link`` is the backlink asked for, ``white_list`` the names always shown.

    None falls back to the setting; ``""`` and ``[]`` switch it off. Raises BadArgument when one makes no sense. The
    settings in force are read here and hold for this object; when they cannot be read, each check says why.
    """

    def __init__(self, site_link: str | None = None, white_list: Collection[str] | None = None) -> None:
        self._in_force: CheckSettings | CheckFailed
        try:
            self._in_force = owner_settings.read()
        except CheckFailed as failure:
            self._in_force = failure
        else:
            site_link = self._in_force.site_link if site_link is None else site_link
            white_list = self._in_force.white_list if white_list is None else white_list
        self._asked_link = arguments.parse_site_link("" if site_link is None else site_link)
        self._white_list = arguments.parse_white_list([] if white_list is None else white_list)

    @property
    def in_force(self) -> CheckSettings:
        """Return the settings that this check goes by; raise CheckFailed when they could not be read."""
        if isinstance(self._in_force, CheckFailed):
            raise self._in_force
        return self._in_force

    @functools.cached_property
    def _inspector(self) -> Inspector:
        return Inspector(self._asked_link, patience=self.in_force.patience)

    @property
    def site_link(self) -> str:
        """Return the backlink that is asked for, in its normal form; empty when none is."""
        return self._asked_link.href if self._asked_link else ""

    @property
    def white_list(self) -> list[str]:
        """Return the names that are always shown."""
        return sorted(self._white_list)

    async def check_link(self, friend: FriendFields, fetcher: Fetcher | None = None) -> Verdict:
        """Judge one friend and write nothing; through the fetcher of a whole run, or else through one of its own.

        Our own bug never hides it: it is logged, and the verdict leaves everything as it is. Raises MemoryError.
        """
        friend = as_friend(friend)
        in_force = self.in_force
        if friend.always_show or friend.name in self._white_list:
            return rules.white_listed(friend)
        try:
            if fetcher is not None:
                return await self._inspector.inspect(friend, fetcher)
            async with make_fetcher(Fetcher, in_force) as own_fetcher:
                verdict = await self._inspector.inspect(friend, own_fetcher)
        except MemoryError:
            # What the others would be judged by now is our own lack: the run ends.
            raise
        except Exception:
            logger.exception("The check broke on the friend link %s", friend.id)
            return rules.failed(friend)
        if not verdict.needs_second_look:
            return verdict
        async with make_fetcher(Fetcher, in_force) as fresh_fetcher:
            return await self._inspector.look_again(verdict, fresh_fetcher)

    async def check_all_links(
        self, friends: Collection[FriendFields], on_verdict: Callable[[Verdict], None] | None = None
    ) -> list[Verdict]:
        """Judge all friends at once, through one fetcher, and return the verdicts in their order.

        With ``on_verdict`` each is handed over as it comes instead, and none is kept; those that need a second look
        still need it. No more friends are begun than keep the fetcher busy, so that memory does not grow with their
        number.
        """
        verdicts: dict[int, Verdict] = {}

        async def check(numbered: tuple[int, FriendFields], fetcher: Fetcher) -> None:
            number, friend = numbered
            verdict = await self.check_link(friend, fetcher)
            if on_verdict is None:
                verdicts[number] = verdict
            else:
                on_verdict(verdict)

        async def look_again(number: int, fetcher: Fetcher) -> None:
            verdicts[number] = await self._inspector.look_again(verdicts[number], fetcher)

        await _through_a_fetcher(self.in_force, enumerate(friends), check, count=len(friends))
        unsure = [number for number, verdict in verdicts.items() if verdict.needs_second_look]
        if unsure:
            await _through_a_fetcher(self.in_force, unsure, look_again, count=len(unsure))
        return [verdicts[number] for number in sorted(verdicts)]

    def run(
        self,
        friend_ids: Collection[int] | None = None,
        *,
        dry_run: bool = False,
        on_batch: OnBatch = ignore_batch,
    ) -> envelope.Data:
        """Do the whole check as ``perform`` does, for a program, and return the envelope's ``data``.

        Raises RunInProgress, or another CheckFailed, for a run that did not go all its way.
        """
        result = self.perform(friend_ids, dry_run=dry_run, on_batch=on_batch)
        result.raise_for_failure()
        return envelope.build_data(result)

    def perform(  # noqa: PLR0913 - all but the first go by name, and each has its default
        self,
        friend_ids: Collection[int] | None = None,
        *,
        dry_run: bool = False,
        started_by: str = "code",
        user_id: int | None = None,
        task_id: str = "",
        on_batch: OnBatch = ignore_batch,
    ) -> RunResult:
        """Do the whole check, of all active friend links or of the given ones, in an event loop of its own.

        ``user_id`` is the person who started it, if any, ``task_id`` the Celery task that runs it. Whatever the run
        ended in is returned, with what it had found by then; only what interrupts this process is raised.
        """
        since = time.monotonic()
        is_full = friend_ids is None
        run_id = None
        try:
            arguments.check_friend_ids(friend_ids)
            arguments.check_user_id(user_id)
            share = self.in_force.outage_share
            if not dry_run:
                with translate_errors():
                    run_id = lock.begin_run(started_by=started_by, is_full=is_full, user_id=user_id, task_id=task_id)
        except CheckFailed as failure:
            return dataclasses.replace(failure.result, dry_run=dry_run, seconds=time.monotonic() - since)
        run = OngoingRun(
            run_id, outage_share=share, site_link=self.site_link, is_full=is_full, since=since, on_batch=on_batch
        )
        return run.carry_out(lambda: self._check(run, friend_ids))

    def _check(self, run: OngoingRun, friend_ids: Collection[int] | None) -> RunResult:
        self.check_and_record(load(friend_ids), run, seconds=settings.FRIENDLINK_RUN_DEADLINE)
        if run.cancelled and run.counts.not_checked:
            return RunResult(RunOutcome.CANCELLED)
        run.settle([run.hand_over()])
        return RunResult(run.counts.outcome)

    def check_and_record(self, friends: Collection[Friend], run: OngoingRun, *, seconds: float) -> None:
        """Check friends in a loop of their own until all are judged, the seconds have passed or the run is cancelled.

        What was judged by then is still recorded, in this thread, which owns the database.
        """
        until = time.monotonic() + seconds
        run.expect(len(friends))

        async def check(hand_over: Callable[[Verdict], None]) -> None:
            await self.check_all_links(friends, hand_over)

        _record_all(check, run, until=until)
        unsure = run.unsure
        if not unsure:
            return

        async def look_again(hand_over: Callable[[Verdict], None]) -> None:
            async def look(verdict: Verdict, fetcher: Fetcher) -> None:
                hand_over(await self._inspector.look_again(verdict, fetcher))

            await _through_a_fetcher(self.in_force, unsure, look, count=len(unsure))

        if not run.cancelled:
            _record_all(look_again, run, until=until)
        # The time was up.
        run.take(map(rules.without_second_look, run.unsure))


def _record_all(produce: loop.Producer[Verdict], run: OngoingRun, *, until: float) -> None:
    """Record what the loop makes, in this thread, until it is done, cancelled, or the monotonic time has come."""
    with loop.batches_from(
        produce,
        batching=loop.Batching(BATCH_LINKS, BATCH_SECONDS),
        seconds=until - time.monotonic(),
        name="friend-link-check",
    ) as batches:
        for batch in batches:
            run.take(batch)
            if run.cancelled:
                batches.stop()


async def _through_a_fetcher(
    in_force: CheckSettings,
    items: Iterable[T],
    work: Callable[[T, Fetcher], Coroutine[Any, Any, None]],
    *,
    count: int,
) -> None:
    """Do the work on all items at once, but on no more of them than keep the fetcher busy."""
    waiting = iter(items)
    async with make_fetcher(Fetcher, in_force, links=count) as fetcher:

        async def work_on_one_after_another() -> None:
            for item in waiting:
                await work(item, fetcher)

        begun_at_once = min(count, TASKS_PER_SLOT * settings.FRIENDLINK_CONCURRENCY)
        await loop.do_together(work_on_one_after_another() for _ in range(begun_at_once))
