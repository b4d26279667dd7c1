"""Knows the order of the rooms and nothing of their insides: LinkChecker runs one check from loading to recording."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
import queue
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

import izone
from easytask import address, judge, report, store
from easytask.backlink import Scanner
from easytask.data import CheckFailed, Friend, Page, Verdict
from easytask.guard import Guard
from easytask.probe import Prober
from easytask.store import RunInProgress

if TYPE_CHECKING:
    from blog.models import FriendLink

__all__ = ("BadArgument", "CheckFailed", "LinkChecker", "RunInProgress")

BATCH_LINKS = 300
BATCH_SECONDS = 1.0
LIFE_SECONDS = 5.0

logger = logging.getLogger(__name__)

# Told, in the thread that called run(), how many links there are and which verdicts have just been settled.
OnBatch = Callable[[int, Sequence[Verdict]], None]


class BadArgument(CheckFailed):
    """An argument of the check makes no sense."""


class LinkChecker:
    """One check of the friend links: ``site_link`` is the backlink asked for, ``white_list`` the names always shown.

    None falls back to the setting; ``""`` and ``[]`` switch it off. Raises BadArgument when one makes no sense.
    """

    def __init__(self, site_link: str | None = None, white_list: Collection[str] | None = None) -> None:
        self._scanned_for = _site_link(settings.FRIENDLINK_SITE_LINK if site_link is None else site_link)
        self._white_list = _white_list(settings.FRIENDLINK_WHITE_LIST if white_list is None else white_list)
        self._prober: Prober | None = None

    async def check_link(self, friend: Friend | FriendLink) -> Verdict:
        """Judges one friend, a record or a row, and writes nothing.

        Our own bug never hides it: it is logged, and the verdict leaves everything as it is.
        """
        friend = store.as_friend(friend)
        if friend.name in self._white_list:
            return judge.white_listed(friend)
        try:
            if self._prober is not None:
                return await self._fetch_and_judge(friend, self._prober)
            async with _prober() as prober:
                return await self._fetch_and_judge(friend, prober)
        except Exception:
            logger.exception("The check broke on the friend link %s (%s)", friend.id, friend.link)
            return judge.failed(friend)

    async def check_all_links(
        self, friends: Collection[Friend | FriendLink], on_verdict: Callable[[Verdict], None] = lambda verdict: None
    ) -> list[Verdict]:
        """Judges all friends at once, through one prober, and hands over each verdict as it comes."""

        async def check(friend: Friend | FriendLink) -> Verdict:
            verdict = await self.check_link(friend)
            on_verdict(verdict)
            return verdict

        async with _prober() as self._prober:
            try:
                return await asyncio.gather(*map(check, friends))
            finally:
                self._prober = None

    def run(
        self,
        friend_ids: Collection[int] | None = None,
        *,
        dry_run: bool = False,
        started_by: str = "code",
        on_batch: OnBatch = lambda total, verdicts: None,
    ) -> report.Data:
        """The whole check, of all active friend links or of the given ones, in an event loop of its own.

        Returns the envelope's ``data``. Raises RunInProgress, or another CheckFailed: ids that
        make no sense, a database that fails.
        """
        if friend_ids is not None and not _are_ids(friend_ids):
            raise BadArgument(_("friend_ids 须是编号的列表，不能是 %r。") % (friend_ids,))
        try:
            if dry_run:
                return self._run(None, friend_ids, on_batch)
            run_id = store.begin_run(started_by=started_by, everything=friend_ids is None)
            data: report.Data = {}
            error = _("检查被打断。")
            try:
                data = self._run(run_id, friend_ids, on_batch)
                error = report.error_of(data)
            except CheckFailed as failure:
                error = str(failure)
                raise
            finally:
                store.end_run(run_id, data=data, error=error)
            return data
        except store.StoreError as error:
            raise CheckFailed(_("数据库出错：%s") % " ".join(str(error).split())) from error

    def _run(self, run_id: int | None, friend_ids: Collection[int] | None, on_batch: OnBatch) -> report.Data:
        friends = store.load(friend_ids)
        tally = report.Tally(version=izone.__version__, dry_run=run_id is None)
        record = store.record if run_id is not None else list
        share = settings.FRIENDLINK_OUTAGE_SHARE if friend_ids is None else 0.0
        silent: list[Verdict] = []
        fetched = answered = 0
        life = time.monotonic()

        def settle(verdicts: Sequence[Verdict]) -> None:
            tally.add(verdicts, written=record(verdicts) if verdicts else [])
            on_batch(len(friends), verdicts)

        on_batch(len(friends), [])
        with self._checking(friends) as batches:
            for batch in batches:
                fetched += sum(map(judge.tells_of_the_network, batch))
                answered += sum(verdict.page is not None and verdict.page.status is not None for verdict in batch)
                silent += [verdict for verdict in batch if share and judge.waits_for_the_run(verdict)]
                settle([verdict for verdict in batch if not (share and judge.waits_for_the_run(verdict))])
                if run_id is not None and time.monotonic() - life > LIFE_SECONDS:
                    store.show_life(run_id)
                    life = time.monotonic()
        shown_and_silent = sum(map(judge.tells_of_the_network, silent))
        outage = judge.suspects_outage(fetched=fetched, silent=shown_and_silent, share=share)
        if outage:
            silent = judge.in_outage(silent, before=store.outages_before(), any_answered=answered > 0)
        settle(silent)
        return tally.data(total=len(friends), outage=outage)

    @contextlib.contextmanager
    def _checking(self, friends: Collection[Friend]) -> Iterator[Iterator[list[Verdict]]]:
        """Checks in a thread of its own; the block is given the verdicts in batches, an empty one for a quiet second.

        The loop lives in that thread alone and the database in the calling one, so a stalled database makes no site
        look slow, and a signal only ever interrupts the calling thread: leaving the block ends the loop and the thread.
        """
        inbox: queue.SimpleQueue[Verdict | None] = queue.SimpleQueue()
        loop = asyncio.new_event_loop()

        def work() -> None:
            try:
                with asyncio.Runner(loop_factory=lambda: loop) as runner:
                    runner.run(self.check_all_links(friends, inbox.put))
            finally:
                inbox.put(None)

        def stop() -> None:
            for task in asyncio.all_tasks(loop):
                task.cancel()

        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="friend-link-check") as thread:
            try:
                working = thread.submit(work)  # inside: a signal may come before submit has returned
                yield _batches(inbox, until=time.monotonic() + settings.FRIENDLINK_RUN_DEADLINE)
            finally:
                with contextlib.suppress(RuntimeError):  # the loop is closed already
                    loop.call_soon_threadsafe(stop)
            with contextlib.suppress(asyncio.CancelledError):
                working.result()

    async def _fetch_and_judge(self, friend: Friend, prober: Prober) -> Verdict:
        asked = self._scanned_for is not None
        link_page = None
        if asked and _is_another_page(friend):
            page, link_page = await asyncio.gather(prober.fetch(friend.link), self._scan(friend.link_page, prober))
        elif asked:
            page = await self._scan(friend.link, prober)
        else:
            page = await prober.fetch(friend.link)
        return judge.judge(
            friend, page, backlink_asked=asked, link_page=link_page, patience=settings.FRIENDLINK_PATIENCE
        )

    async def _scan(self, url: str, prober: Prober) -> Page:
        scanner = Scanner(self._scanned_for)
        page = await prober.fetch(url, scanner.open)
        scanner.close()
        return dataclasses.replace(page, backlink=scanner.found)


def _prober() -> Prober:
    return Prober(
        timeout=settings.FRIENDLINK_TIMEOUT,
        concurrency=settings.FRIENDLINK_CONCURRENCY,
        per_host=settings.FRIENDLINK_PER_HOST,
        retries=settings.FRIENDLINK_RETRIES,
        max_body=settings.FRIENDLINK_MAX_BODY,
        user_agent=f"izone/{izone.__version__} (+{settings.SITE_URL or settings.PROJECT_PAGE})",
        guard=Guard(settings.FRIENDLINK_ALLOWED_NETWORKS),
    )


def _batches(inbox: queue.SimpleQueue[Verdict | None], *, until: float) -> Iterator[list[Verdict]]:
    """Gathers verdicts until there are enough or a moment has passed; ends with the checks or at the deadline."""
    while (now := time.monotonic()) < until:
        batch: list[Verdict] = []
        full_at = now + BATCH_SECONDS
        with contextlib.suppress(queue.Empty):
            while len(batch) < BATCH_LINKS:
                item = inbox.get(timeout=max(0.0, full_at - time.monotonic()))
                if item is None:
                    yield batch
                    return
                batch.append(item)
        yield batch


def _is_another_page(friend: Friend) -> bool:
    if not friend.link_page:
        return False
    try:
        return address.parse(friend.link_page).same_page_key != address.parse(friend.link).same_page_key
    except address.BadAddress:
        return True


def _are_ids(ids: Collection[int]) -> bool:
    return isinstance(ids, list | tuple | set | frozenset) and all(type(i) is int and 0 < i < 2**63 for i in ids)


def _site_link(text: str) -> address.Address | None:
    if not isinstance(text, str):
        raise BadArgument(_("site_link 须是一个网址或空文本，不能是 %r。") % (text,))
    try:
        return address.parse_site_link(text) if text.strip() else None
    except address.BadAddress as error:
        raise BadArgument(_("site_link 须是带主机名的 http(s) 网址，不能是 %r。") % text[:200]) from error


def _white_list(names: Collection[str]) -> frozenset[str]:
    if names == "":
        return frozenset()
    if not isinstance(names, list | tuple | set | frozenset) or not all(isinstance(name, str) for name in names):
        raise BadArgument(_("white_list 须是名称的列表，不能是 %r。") % (names,))
    return frozenset(names)
