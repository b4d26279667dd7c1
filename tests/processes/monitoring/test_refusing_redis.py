"""A Redis that answers with a no is one that is away, for health and buttons, and the worker comes back."""

from __future__ import annotations

import contextlib
import json
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from redis import Redis

from tests.plugins.brokers import Broker
from tests.plugins.processes import DEADLINE_SECONDS, eventually
from tests.plugins.projects import Project, start_web

REFUSALS = {
    "OOM": (("CONFIG", "SET", "maxmemory", "1"), ("CONFIG", "SET", "maxmemory", "0")),
    "READONLY": (("REPLICAOF", "127.0.0.1", "1"), ("REPLICAOF", "NO", "ONE")),
    "NOREPLICAS": (("CONFIG", "SET", "min-replicas-to-write", "1"), ("CONFIG", "SET", "min-replicas-to-write", "0")),
    "NOAUTH": (("CONFIG", "SET", "requirepass", "x"), ("CONFIG", "SET", "requirepass", "")),
}


SEND = """
from easytask.tasks import BrokerUnavailable, send_check
try:
    send_check(None)
except BrokerUnavailable:
    print("nothing was sent")
"""


@contextlib.contextmanager
def refusing(broker: Broker, how: str) -> Iterator[None]:
    """Make Redis refuse; to a client MISCONF is like NOREPLICAS, which needs no broken disk."""
    on, off = REFUSALS[how]
    with Redis(unix_socket_path=str(broker.socket), single_connection_client=True) as redis:
        redis.execute_command(*on)
        try:
            yield
        finally:
            redis.execute_command(*off)


def health(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{url}/healthz", timeout=DEADLINE_SECONDS) as answer:  # noqa: S310 - our own server
        found: dict[str, Any] = json.load(answer)
        return found


@pytest.mark.parametrize("how", REFUSALS)
def test_it_is_away_until_it_takes_a_message_again(project: Project, broker: Broker, how: str) -> None:
    worker = project.worker("prefork")
    url = start_web(project)
    with refusing(broker, how):
        # Longer than the answer of before is kept.
        eventually(lambda: health(url)["broker"]["state"] == "away", "a broker that is away")
        assert health(url)["status"] == "degraded"
        assert project.manage("shell", "-c", SEND).stdout.splitlines()[-1] == "nothing was sent"
    eventually(lambda: health(url)["worker"]["state"] == "ok", "the worker again")
    assert worker.is_running()


def test_a_beat_inside_a_worker_is_a_beat(project: Project) -> None:
    worker = project.worker("prefork", "-B", "-s", str(project.directory / "schedule"))
    worker.wait_for("beat: Starting")
    url = start_web(project)
    eventually(lambda: health(url)["beat"]["state"] == "ok", "a beat that answers")
