"""What Celery, beat and the admin's buttons call; it knows neither the ORM nor what a verdict is."""

from __future__ import annotations

import time
from collections.abc import Iterable

from celery import shared_task
from kombu.exceptions import OperationalError

from easytask import report
from easytask.checker import LinkChecker
from easytask.data import CheckFailed

# A page is waiting, and a person before it: connecting and publishing together stay under a second.
PATIENCE_OF_A_PAGE = {"socket_connect_timeout": 0.4, "socket_timeout": 0.4, "max_retries": 0}


class BrokerAway(Exception):
    """The broker did not take the message."""


@shared_task
def check_friend(
    site_link: str | None = None, white_list: list[str] | None = None, friend_ids: list[int] | None = None
) -> dict[str, object]:
    """Checks the active friend links, all or the given ones, and returns the envelope of the contract."""
    started = time.perf_counter()
    data = report.Tally().data()
    error = ""
    try:
        checker = LinkChecker(site_link, white_list)
        try:
            checker.run(friend_ids, started_by="task")
        finally:
            data = checker.data
    except CheckFailed as failure:
        error = str(failure)
    return report.envelope(data, seconds=time.perf_counter() - started, error=error)


def send_check(friend_ids: Iterable[int] | None) -> None:
    """Asks a worker for a check, of all friend links or of the given ones; raises BrokerAway within a second."""
    kwargs = {} if friend_ids is None else {"friend_ids": list(friend_ids)}
    try:
        with check_friend.app.connection_for_write(transport_options=PATIENCE_OF_A_PAGE) as connection:
            check_friend.apply_async(kwargs=kwargs, ignore_result=True, retry=False, connection=connection)
    except OperationalError as error:
        raise BrokerAway(str(error)) from error
