"""What Celery, beat and the admin's buttons call; it knows neither the ORM nor what a verdict is."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Iterable

from celery import Task, shared_task, states
from kombu.exceptions import OperationalError

from easytask.checker import LinkChecker
from easytask.history import rollup
from easytask.notifications import outbox
from easytask.runs.envelope import Data, RunCounts, build_envelope
from easytask.verdicts.records import CheckFailed

# A page is waiting, and a person before it: connecting and publishing together stay under a second.
WEB_BROKER_TIMEOUTS = {"socket_connect_timeout": 0.4, "socket_timeout": 0.4, "max_retries": 0}

# A seat is a task that works on shards. One whose process is lost is filled again as often as a shard may be tried; a
# seat that is lost with its whole worker is not, and the others do its work: who tries what is in the database alone.
SEAT = {"bind": True, "retry_on_worker_lost": True, "max_retries": 3, "default_retry_delay": 0}

logger = logging.getLogger(__name__)


NOTICES_EXPIRE_SECONDS = 50  # before the next tick


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
    """Checks the active friend links, all or the given ones, and returns the envelope of the contract.

    ``user_id`` is the owner who pressed the button. A long run is spread over the workers, who answer the same caller.
    """
    started = time.perf_counter()
    data = RunCounts().data()
    error = ""
    started_by, task_id = _started_by(self, user_id), self.request.id or ""
    in_a_worker = not (self.request.called_directly or self.request.is_eager)
    try:
        checker = LinkChecker(site_link, white_list)
        if in_a_worker and friend_ids is None and checker.is_long():
            seat = check_in_shards.si(site_link, white_list, started_by, user_id)
            return self.replace(seat.set(ignore_result=self.request.ignore_result))
        try:
            checker.run(friend_ids, started_by=started_by, user_id=user_id, task_id=task_id)
        finally:
            data = checker.data
    except CheckFailed as failure:
        error = str(failure)
    if not self.request.called_directly:
        _tell_of(data)
    return build_envelope(data, seconds=time.perf_counter() - started, error=error)


@shared_task(**SEAT)
def check_in_shards(
    self: Task, site_link: str | None, white_list: list[str] | None, started_by: str, user_id: int | None
) -> dict[str, object]:
    """The check that check_friend asks for when there are many links: cuts the run and asks for help with it.

    It works on the shards like every helper, so that nothing is lost when no helper comes.
    """
    started = time.perf_counter()
    try:
        checker = LinkChecker(site_link, white_list)
        run_id, shards = checker.begin_in_shards(started_by=started_by, user_id=user_id, task_id=self.request.id)
        caller = None if self.request.ignore_result else self.request.id
        try:
            for _ in range(shards - 1):
                help_check.apply_async((run_id, caller, site_link, white_list), ignore_result=True)
        except OperationalError as error:
            logger.warning("No more help for run %s: %s", run_id, error)
        if checker.work_on(run_id):
            _tell_of(checker.outcome(run_id).data)
        return _envelope(checker, run_id)
    except CheckFailed as failure:
        seconds = time.perf_counter() - started
        return build_envelope(RunCounts().data(), seconds=seconds, error=str(failure))


@shared_task(**SEAT, ignore_result=True)
def help_check(
    self: Task, run_id: int, caller: str | None, site_link: str | None, white_list: list[str] | None
) -> None:
    """Works on a run in shards until it is closed; whoever closes it tells the caller, whose own worker may be gone."""
    checker = LinkChecker(site_link, white_list)
    if not checker.work_on(run_id):
        return
    _tell_of(checker.outcome(run_id).data)
    if caller is not None:
        self.backend.store_result(caller, _envelope(checker, run_id), states.SUCCESS)


def _tell_of(data: Data) -> None:
    if data["to_show"] or data["to_not_show"]:
        with contextlib.suppress(OperationalError):  # beat sends it every minute
            send_notices.apply_async(retry=False, expires=NOTICES_EXPIRE_SECONDS)


def _envelope(checker: LinkChecker, run_id: int) -> dict[str, object]:
    outcome = checker.outcome(run_id)
    return build_envelope(outcome.data, seconds=outcome.seconds, error=outcome.error)


@shared_task
def tend_history() -> dict[str, object]:
    """Sums up finished days and deletes old checks, for a minute at most; the next tick does the rest."""
    return rollup.run()._asdict()


@shared_task(ignore_result=True)
def send_notices() -> dict[str, object]:
    """Tells the owner what has flipped, and tries again what did not go out before."""
    return outbox.send()._asdict()


def _started_by(task: Task, user_id: int | None) -> str:
    if user_id is not None:
        return "owner"
    return "clock" if "periodic_task_name" in (task.request.headers or {}) else "task"  # beat's scheduler sends it


def send_check(friend_ids: Iterable[int] | None, *, user_id: int | None = None) -> str:
    """Asks a worker for a check, of all friend links or of the given ones, and returns the task's id.

    Raises BrokerUnavailable within a second.
    """
    kwargs: dict[str, object] = {} if user_id is None else {"user_id": user_id}
    if friend_ids is not None:
        kwargs["friend_ids"] = list(friend_ids)
    try:
        with check_friend.app.connection_for_write(transport_options=WEB_BROKER_TIMEOUTS) as connection:
            sent = check_friend.apply_async(kwargs=kwargs, ignore_result=True, retry=False, connection=connection)
            return str(sent.id)
    except OperationalError as error:
        raise BrokerUnavailable(str(error)) from error
