"""What Celery, beat and the admin's buttons call; it knows neither the ORM nor what a verdict is."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable

from celery import Task, shared_task
from kombu.exceptions import OperationalError

from easytask import notices, report, tending
from easytask.checker import LinkChecker
from easytask.data import CheckFailed

# A page is waiting, and a person before it: connecting and publishing together stay under a second.
PATIENCE_OF_A_PAGE = {"socket_connect_timeout": 0.4, "socket_timeout": 0.4, "max_retries": 0}


NOTICES_EXPIRE_SECONDS = 50  # before the next tick


class BrokerAway(Exception):
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

    ``user_id`` is the owner who pressed the button.
    """
    started = time.perf_counter()
    data = report.Tally().data()
    error = ""
    try:
        checker = LinkChecker(site_link, white_list)
        try:
            checker.run(
                friend_ids, started_by=_started_by(self, user_id), user_id=user_id, task_id=self.request.id or ""
            )
        finally:
            data = checker.data
    except CheckFailed as failure:
        error = str(failure)
    envelope = report.envelope(data, seconds=time.perf_counter() - started, error=error)
    if not self.request.called_directly and (data["to_show"] or data["to_not_show"]):
        with contextlib.suppress(OperationalError):  # beat sends it every minute
            send_notices.apply_async(retry=False, expires=NOTICES_EXPIRE_SECONDS)
    return envelope


@shared_task
def tend_history() -> dict[str, object]:
    """Sums up finished days and deletes old checks, for a minute at most; the next tick does the rest."""
    return tending.tend()._asdict()


@shared_task(ignore_result=True)
def send_notices() -> dict[str, object]:
    """Tells the owner what has flipped, and tries again what did not go out before."""
    return notices.send()._asdict()


def _started_by(task: Task, user_id: int | None) -> str:
    if user_id is not None:
        return "owner"
    return "clock" if "periodic_task_name" in (task.request.headers or {}) else "task"  # beat's scheduler sends it


def send_check(friend_ids: Iterable[int] | None, *, user_id: int | None = None) -> str:
    """Asks a worker for a check, of all friend links or of the given ones, and returns the task's id.

    Raises BrokerAway within a second.
    """
    kwargs: dict[str, object] = {} if user_id is None else {"user_id": user_id}
    if friend_ids is not None:
        kwargs["friend_ids"] = list(friend_ids)
    try:
        with check_friend.app.connection_for_write(transport_options=PATIENCE_OF_A_PAGE) as connection:
            sent = check_friend.apply_async(kwargs=kwargs, ignore_result=True, retry=False, connection=connection)
            return str(sent.id)
    except OperationalError as error:
        raise BrokerAway(str(error)) from error
