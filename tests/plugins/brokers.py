"""A private Redis for each process that runs tests: each test finds it empty and answering, and no other broker."""

from __future__ import annotations

import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from redis import Redis

from izone import embedded
from tests.plugins.processes import NO_BROKER, Service, eventually


def pytest_configure() -> None:
    # Celery looks at them when it is first used.
    settings.REDIS_URL = settings.CELERY_BROKER_URL = settings.CELERY_RESULT_BACKEND = NO_BROKER


class Broker:
    """A Redis-compatible server on a socket that stays the same when it is stopped and started."""

    def __init__(self) -> None:
        # Pytest's own directories have names too long for a socket.
        self.directory = Path(tempfile.mkdtemp(prefix="izone-redis-"))
        self.socket = self.directory / "redis.sock"
        self.url = f"redis+socket://{self.socket}?virtual_host=0"
        self.start()

    def start(self) -> None:
        options = ["--port", "0", "--unixsocket", str(self.socket), "--save", "", "--dir", str(self.directory)]
        command = [embedded._server_binary(), *options]
        self._service = Service("redis", command, log=self.directory / "log")
        self._is_disturbed = False
        eventually(lambda: embedded._reply(self.socket, seconds=1), "an answer from Redis")

    def stop(self) -> None:
        self._is_disturbed = True
        self._service.kill()

    def freeze(self) -> None:
        """Let it accept connections and never answer."""
        self._is_disturbed = True
        self._service.send(signal.SIGSTOP)

    def make_ready(self) -> None:
        """Empty it, and start it again when a test has stopped it."""
        if self._is_disturbed:
            self._service.kill()
            self.start()
        with Redis(unix_socket_path=str(self.socket)) as redis:
            redis.flushall()

    def close(self) -> None:
        self._service.kill()
        shutil.rmtree(self.directory)


@pytest.fixture(scope="session")
def _broker() -> Iterator[Broker]:
    broker = Broker()
    yield broker
    broker.close()


@pytest.fixture
def broker(_broker: Broker) -> Broker:
    _broker.make_ready()
    return _broker
