"""Knows the order of the rooms and nothing of their insides: LinkChecker runs one check from loading to recording."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import dataclasses
import gc
import logging
import queue
import re
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import uvloop
from django.conf import settings
from django.db import Error
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from easytask.fetching import open_files
from easytask.fetching.fetcher import Fetcher, Limits
from easytask.fetching.guard import Guard
from easytask.pages.backlink import Scanner
from easytask.runs import lock, recording, shards
from easytask.runs.envelope import Data, RunCounts, cancelled_of, error_of, lost_of
from easytask.runs.friends import as_friend, load
from easytask.runs.lock import RunInProgress
from easytask.verdicts import addresses, rules
from easytask.verdicts.records import CheckFailed, FetchResult, Friend, Outages, PageReading, Verdict

if TYPE_CHECKING:
    from blog.models import FriendLink

__all__ = ("BadArgument", "CheckFailed", "LinkChecker", "RunInProgress")

BATCH_LINKS = 300
BATCH_SECONDS = 1.0
POLL_SECONDS = 0.25
# A run makes thousands of objects a second and few cycles: with Python's 700 it looks for them for 8 % of its time.
GC_THRESHOLD = 20_000
# Some wait for their host or for another try; where many do, others must be there to take the seats.
TASKS_PER_SLOT = 2
# uvloop has 256 KiB for each TLS connection and touches little of it. glibc gives such blocks back when they are freed,
# but left to itself takes later ones from the heap, where all of each is soon touched (M_MMAP_THRESHOLD, mallopt(3)).
M_MMAP_THRESHOLD, LARGE_BLOCK_BYTES = -3, 256 * 1024
MANY_LINKS = 1000  # from here on the memory of a check is worth the tenth of a second that it takes to give it back

# RFC 9110, 8.3.1.
_CHARSET = re.compile(r""";\s*charset\s*=\s*["']?([^\s;"']+)""", re.IGNORECASE)

logger = logging.getLogger(__name__)

# SendSummary, in the thread that called run(), how many links there are and which verdicts have just been settled.
OnBatch = Callable[[int, Sequence[Verdict]], None]
# Writes and counts verdicts; whether somebody wants the run to stop.
Settle = Callable[[Sequence[Verdict]], bool]


class BadArgument(CheckFailed):
    """An argument of the check makes no sense."""


class RunCancelled(CheckFailed):
    """Somebody wanted the run to stop; what it had judged by then is kept."""


class ShardsLost(CheckFailed):
    """Parts of the run were lost with each process that tried them; what the others judged is kept."""


class LinkChecker:
    """One check of the friend links: ``site_link`` is the backlink asked for, ``white_list`` the names always shown.

    None falls back to the setting; ``""`` and ``[]`` switch it off. Raises BadArgument when one makes no sense.
    """

    def __init__(self, site_link: str | None = None, white_list: Collection[str] | None = None) -> None:
        self._scanned_for = _site_link(settings.FRIENDLINK_SITE_LINK if site_link is None else site_link)
        self._white_list = _white_list(settings.FRIENDLINK_WHITE_LIST if white_list is None else white_list)
        self._tally = RunCounts()
        self._since: float | None = None  # of the run that began here, by the clock that nobody sets

    @property
    def data(self) -> Data:
        """What the latest run has found, also when it could not come to its end."""
        return self._tally.data()

    async def check_link(self, friend: Friend | FriendLink, prober: Fetcher | None = None) -> Verdict:
        """Judges one friend, a record or a row, and writes nothing.

        Our own bug never hides it: it is logged, and the verdict leaves everything as it is.
        """
        friend = as_friend(friend)
        if friend.always_show or friend.name in self._white_list:
            return rules.white_listed(friend)
        try:
            if prober is not None:
                return await self._fetch_and_judge(friend, prober)
            async with _prober() as prober:
                return await self._fetch_and_judge(friend, prober)
        except Exception:
            logger.exception("The check broke on the friend link %s", friend.id)
            return rules.failed(friend)

    async def check_all_links(
        self, friends: Collection[Friend | FriendLink], on_verdict: Callable[[Verdict], None] | None = None
    ) -> list[Verdict]:
        """Judges all friends at once, through one prober, and returns the verdicts in their order.

        With ``on_verdict`` each is handed over as it comes instead, and none is kept. No more friends are begun than
        keep the prober busy, so that memory does not grow with their number.
        """
        verdicts: dict[int, Verdict] = {}
        waiting = iter(enumerate(friends))
        async with _prober() as prober:

            async def check_one_after_another() -> None:
                for number, friend in waiting:
                    verdict = await self.check_link(friend, prober)
                    if on_verdict is None:
                        verdicts[number] = verdict
                    else:
                        on_verdict(verdict)

            begun_at_once = min(len(friends), TASKS_PER_SLOT * settings.FRIENDLINK_CONCURRENCY)
            await asyncio.gather(*(check_one_after_another() for _ in range(begun_at_once)))
        return [verdicts[number] for number in sorted(verdicts)]

    def run(
        self,
        friend_ids: Collection[int] | None = None,
        *,
        dry_run: bool = False,
        started_by: str = "code",
        user_id: int | None = None,
        task_id: str = "",
        on_batch: OnBatch = lambda total, verdicts: None,
    ) -> Data:
        """The whole check, of all active friend links or of the given ones, in an event loop of its own.

        ``user_id`` is the person who started it, if any, ``task_id`` the Celery task that runs it. Returns the
        envelope's ``data``. Raises RunInProgress, or another CheckFailed: ids that make no sense, a database that
        fails, a process without resources, a run that was cancelled; what was found until then is in ``data``.
        """
        self._tally = RunCounts(dry_run=dry_run)
        if friend_ids is not None and not _are_ids(friend_ids):
            raise BadArgument(_("friend_ids 须是编号的列表，不能是 %r。") % (friend_ids,))
        _must_be_a_user(user_id)
        with _translate_errors():
            if dry_run:
                self._run(None, friend_ids, on_batch)
            else:
                everything = friend_ids is None
                self._since = time.monotonic()
                run_id = lock.begin_run(started_by=started_by, everything=everything, user_id=user_id, task_id=task_id)
                with self._closing(run_id):
                    self._run(run_id, friend_ids, on_batch)
        return self.data

    def is_long(self) -> bool:
        """Whether a run over all links is more than one shard, so that workers should share it."""
        with _translate_errors():
            return shards.are_needed()

    def begin_in_shards(self, *, started_by: str, user_id: int | None = None, task_id: str) -> tuple[int, int]:
        """Takes the lock for a run over all links and cuts it; returns its id and the number of shards.

        The task that lost its process in mid-run is given its own run again. Raises as run() does.
        """
        _must_be_a_user(user_id)
        with _translate_errors():
            if (run_id := shards.run_of(task_id)) is not None:
                return run_id, 0
            self._since = time.monotonic()
            run_id = lock.begin_run(started_by=started_by, everything=True, user_id=user_id, task_id=task_id)
            return run_id, shards.cut(run_id)

    def work_on(self, run_id: int) -> bool:
        """Takes one shard of the run after another and stays until it is closed; whether that was done here.

        A shard that is under way elsewhere is waited for, so that somebody is left to try it again when its process is
        lost, and to close the run. Raises CheckFailed when the database cannot be used.
        """
        with _translate_errors():
            while (seconds := shards.seconds_left(run_id, settings.FRIENDLINK_RUN_DEADLINE)) is not None:
                shard = shards.claim(run_id) if seconds > 0 else None
                if shard is not None:
                    self._check_shard(shard, seconds)
                elif shards.claim_closing(run_id, stopping=seconds <= 0):
                    with contextlib.suppress(RunCancelled, ShardsLost):  # told by the run's own error
                        self._close(run_id)
                    return True
                else:
                    time.sleep(POLL_SECONDS)
        return False

    def outcome(self, run_id: int) -> shards.Outcome:
        """What became of a run in shards, for all who worked on it."""
        with _translate_errors():
            return shards.outcome(run_id)

    def _check_shard(self, shard: shards.Shard, seconds: float) -> None:
        """Checks one shard for ``seconds`` at most; what fails here may be tried again by whoever comes next."""
        tally = RunCounts(shard.tally)

        def settle(verdicts: Sequence[Verdict]) -> bool:
            return shards.record(shard, verdicts, tally).cancelled

        try:
            friends = shards.load(shard)
            tally.total = tally.counts["judged"] + len(friends)
            share = settings.FRIENDLINK_OUTAGE_SHARE
            silent, _cancelled = self._settle_as_they_come(friends, settle, share=share, seconds=seconds)
            shards.finish(shard, silent, tally)
        except (shards.ShardTaken, Error, OSError):
            logger.exception("Attempt %s at shard %s of run %s failed", shard.attempts, shard.pk, shard.run_id)
        finally:
            shards.release(shard)

    def _close(self, run_id: int) -> None:
        """The closing step: decides about outage and silence over all shards, and ends the run."""
        with self._closing(run_id):
            standing = shards.standing(run_id)
            self._tally = standing.tally
            lock.expect(run_id, self._tally.total)
            if standing.cancelled and "not_checked" in self.data:
                raise RunCancelled(cancelled_of(self.data))

            def settle(verdicts: Sequence[Verdict]) -> bool:
                recorded = recording.record(verdicts, run_id=run_id)
                self._tally.add(verdicts, written=recorded.written)
                return recorded.cancelled

            self._settle_silence(shards.waiting(run_id), settle, share=settings.FRIENDLINK_OUTAGE_SHARE)
            if standing.lost:
                raise ShardsLost(lost_of(self.data, attempts=shards.ATTEMPTS))

    @contextlib.contextmanager
    def _closing(self, run_id: int) -> Iterator[None]:
        """Gives the lock back at the end of the block, however it ends, and notes how."""
        ended, cancelled, error = False, False, gettext_noop("检查被打断。")
        try:
            yield
            ended, error = True, error_of(self.data)
        except RunCancelled as failure:
            cancelled, error = True, str(failure)
            raise
        except (CheckFailed, Error, OSError) as failure:
            error = str(failure)
            raise
        finally:
            seconds = None if self._since is None else time.monotonic() - self._since
            lock.end_run(run_id, ended=ended, data=self.data, error=error, cancelled=cancelled, seconds=seconds)

    def _run(self, run_id: int | None, friend_ids: Collection[int] | None, on_batch: OnBatch) -> None:
        friends = load(friend_ids)
        self._tally.total = len(friends)
        if run_id is not None:
            lock.expect(run_id, len(friends))
        share = settings.FRIENDLINK_OUTAGE_SHARE if friend_ids is None else 0.0

        def settle(verdicts: Sequence[Verdict]) -> bool:
            """Writes and counts them; whether somebody wants the run to stop."""
            if friend_ids is not None:  # only runs over all links count the silences in a row
                verdicts = [dataclasses.replace(verdict, silences=verdict.friend.silences) for verdict in verdicts]
            recorded = (
                recording.RecordResult(verdicts, []) if run_id is None else recording.record(verdicts, run_id=run_id)
            )
            self._tally.add(verdicts, written=recorded.written)
            on_batch(len(friends), [*recorded.written, *recorded.left])
            return recorded.cancelled

        on_batch(len(friends), [])
        seconds = settings.FRIENDLINK_RUN_DEADLINE
        silent, cancelled = self._settle_as_they_come(friends, settle, share=share, seconds=seconds)
        if cancelled and "not_checked" in self.data:
            raise RunCancelled(cancelled_of(self.data))
        self._tally.wait(silent)
        self._settle_silence([silent], settle, share=share)

    def _settle_as_they_come(
        self, friends: Collection[Friend], settle: Settle, *, share: float, seconds: float
    ) -> tuple[list[Verdict], bool]:
        """Checks and settles; returns the verdicts that wait for the share of silence, and whether it was cancelled."""
        silent: list[Verdict] = []
        cancelled = False
        with self._loop_in_thread(friends, seconds) as (batches, stop):
            for batch in batches:
                silent += [verdict for verdict in batch if share and verdict.is_silent]
                if settle([verdict for verdict in batch if not (share and verdict.is_silent)]):
                    cancelled = True
                    stop()  # and what was judged by now is still written
        return silent, cancelled

    def _settle_silence(self, waiting: Iterable[Sequence[Verdict]], settle: Settle, *, share: float) -> None:
        """Decides whether our own network is suspected, and settles the verdicts that waited for that."""
        counts = self._tally.counts
        fetched = counts["heard"] + counts["silent"]
        self._tally.outage = rules.suspects_outage(fetched=fetched, silent=counts["silent"], share=share)
        before = lock.outages_before() if self._tally.outage else Outages()
        for silent in waiting:
            if self._tally.outage:
                silent = rules.in_outage(silent, before=before, any_answered=counts["answered"] > 0)
            for start in range(0, len(silent), BATCH_LINKS):
                settle(silent[start : start + BATCH_LINKS])

    @contextlib.contextmanager
    def _loop_in_thread(
        self, friends: Collection[Friend], seconds: float
    ) -> Iterator[tuple[Iterator[list[Verdict]], Callable[[], None]]]:
        """Checks in a thread of its own; the block is given the verdicts in batches, an empty one for a quiet second.

        It is also given what stops the checks that are still under way, before the batches end, as ``seconds`` do.

        The loop lives in that thread alone and the database in the calling one, so a stalled database makes no site
        look slow, and a signal only ever interrupts the calling thread: leaving the block ends the loop and the thread.
        """
        inbox: queue.SimpleQueue[Verdict | None] = queue.SimpleQueue()
        _set_mmap_threshold()
        # asyncio's own loop would touch 256 KiB for each TLS connection.
        loop = uvloop.new_event_loop()

        def work() -> None:
            try:
                with _relaxed_gc(), asyncio.Runner(loop_factory=lambda: loop) as runner:
                    runner.run(self.check_all_links(friends, inbox.put))
                if len(friends) >= MANY_LINKS:
                    _trim_heap()
            finally:
                inbox.put(None)

        def cancel_all() -> None:
            for task in asyncio.all_tasks(loop):
                task.cancel()

        def stop() -> None:
            with contextlib.suppress(RuntimeError):  # the loop is closed already
                loop.call_soon_threadsafe(cancel_all)

        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="friend-link-check") as thread:
            try:
                working = thread.submit(work)  # inside: a signal may come before submit has returned
                yield _batches(inbox, until=time.monotonic() + seconds, stop=stop), stop
            finally:
                stop()
            with contextlib.suppress(asyncio.CancelledError):
                working.result()

    async def _fetch_and_judge(self, friend: Friend, prober: Fetcher) -> Verdict:
        asked = self._scanned_for is not None
        link_page = None
        if asked and _is_another_page(friend):
            page, link_page = await asyncio.gather(prober.fetch(friend.link), self._scan(friend.link_page, prober))
            page = dataclasses.replace(page, elapsed=max(page.elapsed, link_page.elapsed))
        elif asked:
            page = await self._scan(friend.link, prober)
        else:
            page = await prober.fetch(friend.link)
        return rules.evaluate(
            friend, page, backlink_asked=asked, link_page=link_page, patience=settings.FRIENDLINK_PATIENCE
        )

    async def _scan(self, url: str, prober: Fetcher) -> FetchResult:
        return await prober.fetch(url, _ScanReader(Scanner(self._scanned_for)))


class _ScanReader:
    """Reads pages with the scanner, until the pages' own reader does."""

    def __init__(self, scanner: Scanner) -> None:
        self._scanner = scanner
        self._feed: Callable[[bytes], bool] = lambda data: True

    def start_page(self, url: str, status: int, headers: Mapping[str, str]) -> None:
        charset = _CHARSET.search(headers.get("Content-Type", ""))
        self._feed = self._scanner.open(url, charset and charset[1])

    def feed(self, data: bytes) -> bool:
        return self._feed(data)

    def finish_page(self) -> PageReading:
        self._scanner.close()
        return PageReading(backlink=self._scanner.found, gave_up=self._scanner.gave_up)


@contextlib.contextmanager
def _translate_errors() -> Iterator[None]:
    try:
        yield
    except Error as error:
        raise CheckFailed(_("数据库出错：%s") % lock.db_error_text(error)) from error
    except OSError as error:
        raise CheckFailed(_("系统资源不足：%s") % error) from error


@contextlib.contextmanager
def _relaxed_gc() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(GC_THRESHOLD, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _trim_heap() -> None:
    """Or a process would grow with each shard by what it cannot use for the next one."""
    gc.collect()
    with contextlib.suppress(AttributeError):  # other systems' malloc sees to it by itself
        ctypes.CDLL(None).malloc_trim(0)


def _set_mmap_threshold() -> None:
    with contextlib.suppress(AttributeError):
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK_BYTES)


def _prober() -> Fetcher:
    limits = Limits(
        timeout=settings.FRIENDLINK_TIMEOUT,
        concurrency=open_files.allow_requests(settings.FRIENDLINK_CONCURRENCY),
        per_host=settings.FRIENDLINK_PER_HOST,
        retries=settings.FRIENDLINK_RETRIES,
        max_body=settings.FRIENDLINK_MAX_BODY,
    )
    return Fetcher(
        limits,
        user_agent=f"izone/{settings.VERSION} (+{settings.SITE_URL or settings.PROJECT_PAGE})",
        guard=Guard(settings.FRIENDLINK_ALLOWED_NETWORKS),
    )


def _batches(
    inbox: queue.SimpleQueue[Verdict | None], *, until: float, stop: Callable[[], None]
) -> Iterator[list[Verdict]]:
    """Gathers verdicts until there are enough or a moment has passed; at the deadline it stops the checks.

    What was judged by then is still handed over: the end is always the None that the checks leave behind.
    """
    stopped = False
    while True:
        batch: list[Verdict] = []
        full_at = time.monotonic() + BATCH_SECONDS
        if not stopped and full_at > until:
            full_at = until
        with contextlib.suppress(queue.Empty):
            while len(batch) < BATCH_LINKS:
                item = inbox.get(timeout=max(0.0, full_at - time.monotonic()))
                if item is None:
                    yield batch
                    return
                batch.append(item)
        yield batch
        if not stopped and time.monotonic() >= until:
            stop()
            stopped = True


def _is_another_page(friend: Friend) -> bool:
    if not friend.link_page:
        return False
    try:
        return addresses.parse(friend.link_page).same_page_key != addresses.parse(friend.link).same_page_key
    except addresses.BadAddress:
        return True


def _must_be_a_user(user_id: int | None) -> None:
    if user_id is not None and not _are_ids([user_id]):
        raise BadArgument(_("user_id 须是用户的编号，不能是 %r。") % (user_id,))


def _are_ids(ids: Collection[int]) -> bool:
    return isinstance(ids, list | tuple | set | frozenset) and all(type(i) is int and 0 < i < 2**63 for i in ids)


def _site_link(text: str) -> addresses.Address | None:
    if not isinstance(text, str):
        raise BadArgument(_("site_link 须是一个网址或空文本，不能是 %r。") % (text,))
    try:
        return addresses.parse_site_link(text) if text.strip() else None
    except addresses.BadAddress as error:
        raise BadArgument(_("site_link 须是带主机名的 http(s) 网址，不能是 %r。") % text[:200]) from error


def _white_list(names: Collection[str]) -> frozenset[str]:
    if names == "":
        return frozenset()
    if not isinstance(names, list | tuple | set | frozenset) or not all(isinstance(name, str) for name in names):
        raise BadArgument(_("white_list 须是名称的列表，不能是 %r。") % (names,))
    return frozenset(names)
