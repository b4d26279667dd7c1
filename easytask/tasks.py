"""What Celery, beat and the admin's buttons call; it knows neither the ORM nor what a verdict is.

A task imports by itself what it does: beat and the web know all tasks by name and carry out none, and without the
libraries of the network each is 15 MB smaller. A worker calls ``load_all`` before it forks: its processes share them.
"""

# Celery ships no types, and so none for its decorators.
# mypy: disable-error-code="untyped-decorator"

from __future__ import annotations

import contextlib
import dataclasses
import logging
import time
from collections.abc import Iterable, Mapping
from typing import Any

from celery import Task, shared_task, states

from easytask.applications import intake
from easytask.broker import broker_errors, web_connection
from easytask.exchange import filling
from easytask.history import rollup
from easytask.notifications import letters, outbox
from easytask.runs.connection import translate_errors
from easytask.runs.envelope import build_envelope
from easytask.verdicts.outcomes import CheckFailed, RunOutcome, RunResult

# If the pool process of such a task dies, Celery retries it as often as a shard may be tried. If the whole worker dies,
# the task is lost and the other workers claim its shards: claims are in the database alone.
SHARD_TASK = {"bind": True, "retry_on_worker_lost": True, "max_retries": 3, "default_retry_delay": 0}

# A run of a thousand friends takes some ten seconds.
RECHECK_RETRIES, RECHECK_PAUSE_SECONDS = 9, 10
# Nobody waits for longer before the page.
RECHECK_EXPIRE_SECONDS = 300
# They are sent again at the next tick, a minute later.
NOTICES_EXPIRE_SECONDS = 50

logger = logging.getLogger(__name__)


def load_all() -> None:
    """Load what the tasks do."""
    from easytask import robots, sharding  # noqa: F401 - to load them is what this is for
    from easytask.feeds import hourly  # noqa: F401
    from easytask.icons import renewal  # noqa: F401
    from easytask.probes import prober  # noqa: F401


class BrokerUnavailable(Exception):
    """The broker did not take the message."""


@shared_task(bind=True)
def check_friend(
    self: Task,
    site_link: str | None = None,
    white_list: list[str] | None = None,
    friend_ids: list[int] | None = None,
    user_id: int | None = None,
) -> dict[str, object]:
    """Check the active friend links, all or the given ones, and return the envelope of the contract.

    ``user_id`` is the owner who pressed the button. A long run is spread over the workers, who answer the same caller.
    """
    from easytask import sharding
    from easytask.checker import LinkChecker

    since = time.monotonic()
    started_by, task_id = _started_by(self, user_id), self.request.id or ""
    in_a_worker = not (self.request.called_directly or self.request.is_eager)
    try:
        checker = LinkChecker(site_link, white_list)
        if in_a_worker and friend_ids is None and sharding.should_shard():
            shard_task = check_in_shards.si(site_link, white_list, started_by, user_id)
            shard_task = shard_task.set(ignore_result=self.request.ignore_result)
            return self.replace(shard_task)  # type: ignore[no-any-return] # it raises: the other task answers
        result = checker.perform(friend_ids, started_by=started_by, user_id=user_id, task_id=task_id)
    except CheckFailed as failure:
        result = _result_of(failure, since)
    if not self.request.called_directly:
        _follow_up(result)
    return build_envelope(result)


@shared_task(**SHARD_TASK)
def check_in_shards(
    self: Task, site_link: str | None, white_list: list[str] | None, started_by: str, user_id: int | None
) -> dict[str, object]:
    """Do the check that check_friend asks for when there are many links: create its shards and ask for help with them.

    It works on the shards like every helper, so that nothing is lost when no helper comes.
    """
    from easytask import sharding

    since = time.monotonic()
    try:
        checker = sharding.ShardedChecker(site_link, white_list)
        run_id, shards = checker.begin(started_by=started_by, user_id=user_id, task_id=self.request.id)
        caller = None if self.request.ignore_result else self.request.id
        try:
            for _ in range(shards - 1):
                help_check.apply_async((run_id, caller, *checker.arguments), ignore_result=True)
        except broker_errors() as error:
            logger.warning("No more help for run %s: %s", run_id, error)
        closed_here = checker.work_on(run_id)
        result = sharding.read_result(run_id)
    except CheckFailed as failure:
        return build_envelope(_result_of(failure, since))
    if closed_here:
        _follow_up(result)
    return build_envelope(result)


@shared_task(**SHARD_TASK, ignore_result=True)
def help_check(
    self: Task, run_id: int, caller: str | None, site_link: str | None, white_list: list[str] | None
) -> None:
    """Work on a run in shards until it is closed; whoever closes it tells the caller, whose own worker may be gone."""
    from easytask import sharding

    if not sharding.ShardedChecker(site_link, white_list).work_on(run_id):
        return
    result = sharding.read_result(run_id)
    _follow_up(result)
    if caller is not None:
        self.backend.store_result(caller, build_envelope(result), states.SUCCESS)


def _result_of(failure: CheckFailed, since: float) -> RunResult:
    return dataclasses.replace(failure.result, seconds=time.monotonic() - since)


def _follow_up(result: RunResult) -> None:
    """Do what a check that is over makes possible; its caller hears what it found, whatever becomes of this."""
    if result.outcome.reached_end:
        try:
            with translate_errors():
                filling.fill_names()
        except CheckFailed:
            logger.exception("Friends without a name get one after the next check")
    if result.counts.to_show or result.counts.to_not_show:
        # Beat sends it every minute as well.
        with contextlib.suppress(*broker_errors()):
            send_notices.apply_async(retry=False, expires=NOTICES_EXPIRE_SECONDS)


@shared_task(bind=True, ignore_result=True, max_retries=RECHECK_RETRIES, default_retry_delay=RECHECK_PAUSE_SECONDS)
def recheck_friend(self: Task, friend_id: int) -> None:
    """Check one friend who asked for it; while another run is under way, wait for its end for a while."""
    from easytask.checker import LinkChecker

    try:
        result = LinkChecker().perform([friend_id], started_by="task", task_id=self.request.id or "")
    except CheckFailed as failure:
        result = failure.result
    if result.outcome is RunOutcome.IN_PROGRESS:
        if self.request.retries < RECHECK_RETRIES:
            raise self.retry()
        # The friend's page says so by then, and the next run over all links looks.
        logger.warning("Friend %s was not checked again: another run has not ended for too long.", friend_id)
    _follow_up(result)


@shared_task(ignore_result=True)
def read_robots() -> int:
    """Read the robots.txt of friends, of each once a day, and keep the check away from those that refuse it."""
    from easytask import robots

    return robots.run()


@shared_task(ignore_result=True)
def read_feeds() -> dict[str, object]:
    """Read some of the friends' feeds that are due, of each once an hour; the next tick does the rest."""
    from easytask.feeds import hourly

    return dataclasses.asdict(hourly.run())


@shared_task(ignore_result=True)
def probe_address(probe_id: int) -> bool:
    """Look at an address of which nothing is saved yet; see ``easytask.probes``."""
    from easytask.probes import prober

    return prober.carry_out(probe_id)


@shared_task
def tend_history() -> dict[str, object]:
    """Sum up finished days and delete what is old, for a minute at most; the next tick does the rest."""
    from blog.exchange import pieces
    from easytask.probes import prober

    # Each is done though another fails, and the failure is the task's.
    with contextlib.ExitStack() as jobs:
        for delete_old in (pieces.delete_old, intake.delete_old, prober.delete_old):
            jobs.callback(delete_old)
        return rollup.run()._asdict()


@shared_task(ignore_result=True)
def send_notices() -> dict[str, object]:
    """Tell the owner what has flipped, and friends and strangers what concerns them; try again what did not go out."""
    try:
        return outbox.send()._asdict()
    finally:
        # What fails on the way to the owner keeps no letter from a friend.
        letters.send()


@shared_task(ignore_result=True)
def renew_icons() -> dict[str, object]:
    """Fetch some of the friends' icons that are due; the next tick does the rest."""
    from easytask.icons import renewal

    return dataclasses.asdict(renewal.run())


def _started_by(task: Task, user_id: int | None) -> str:
    if user_id is not None:
        return "owner"
    # Beat's scheduler sends this header.
    return "clock" if "periodic_task_name" in (task.request.headers or {}) else "task"


def send_check(
    friend_ids: Iterable[int] | None,
    *,
    user_id: int | None = None,
    arguments: Mapping[str, object] | None = None,
    queue: str | None = None,
) -> str:
    """Ask a worker for a check, of all friend links or of the given ones, and return the task's id.

    ``arguments``: of check_friend, in place of the settings. Raises BrokerUnavailable within a second.
    """
    kwargs: dict[str, object] = dict(arguments or {})
    if user_id is not None:
        kwargs["user_id"] = user_id
    if friend_ids is not None:
        kwargs["friend_ids"] = list(friend_ids)
    # Of a row without a queue it is an empty text or None.
    return send(check_friend, kwargs=kwargs, **({"queue": queue} if queue else {}))


def send(task: Task, **options: Any) -> str:
    """Ask a worker for any task, with the options of ``apply_async``, and return its id; nobody waits for its result.

    Raises BrokerUnavailable within a second.
    """
    try:
        with web_connection() as connection:
            return str(task.apply_async(ignore_result=True, retry=False, connection=connection, **options).id)
    except broker_errors() as error:
        raise BrokerUnavailable(str(error)) from error


def send_recheck(friend_id: int) -> None:
    """Ask a worker to check one friend who asked for it. Raises BrokerUnavailable within a second."""
    send(recheck_friend, args=(friend_id,), expires=RECHECK_EXPIRE_SECONDS)
