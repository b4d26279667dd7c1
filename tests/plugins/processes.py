"""Starts processes for the tests, waits for them, and leaves none behind, however a run of the tests ends."""

from __future__ import annotations

import contextlib
import functools
import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import IO, Any, NoReturn, TypeVar, cast

import pytest
from xdist.workermanage import NodeManager

from izone.embedded import die_with_parent

CHECKOUT = Path(__file__).resolve().parents[2]
SITE_LINK = "https://ours.example"
TAIL_CHARACTERS = 6000
# How long a test waits for what must come: no machine is so busy that it takes as long, and who is not kept waiting
# pays nothing for it.
DEADLINE_SECONDS = 120
# Below those that the system gives to whoever asks for any port, so that no such one is ours.
PORTS = range(10_240, 32_768)
T = TypeVar("T")

# Nobody can listen there. Without a broker of its own, what a test starts would use that of the checkout, and with it a
# developer's `make run`; a test of the embedded server, in a copy, says so with an empty one.
NO_BROKER = "redis+socket:///dev/null/no-broker?virtual_host=0"

# Blank is "not set", and hides what a .env file of the checkout says.
BLANK = dict.fromkeys(
    (
        "DATABASE_URL",
        "SECRET_KEY",
        "DEBUG",
        "ALLOWED_HOSTS",
        "CSRF_TRUSTED_ORIGINS",
        "SITE_URL",
        "TIME_ZONE",
        "LANGUAGE_CODE",
        "ADMIN_PATH",
        "TRUSTED_PROXIES",
        "EMAIL_URL",
        "DEFAULT_FROM_EMAIL",
        "METRICS_TOKEN",
        "FRIENDLINK_SITE_LINK",
        "FRIENDLINK_WHITE_LIST",
        "FRIENDLINK_TIMEOUT",
        "FRIENDLINK_CONCURRENCY",
        "FRIENDLINK_PER_HOST",
        "FRIENDLINK_RETRIES",
        "FRIENDLINK_PATIENCE",
        "FRIENDLINK_MAX_BODY",
        "FRIENDLINK_ALLOWED_NETWORKS",
        "FRIENDLINK_OUTAGE_SHARE",
        "FRIENDLINK_LOOK_HOURS",
        "FRIENDLINK_RUN_DEADLINE",
        "FRIENDLINK_NOTIFY_URLS",
    ),
    "",
)

_running: dict[int, Service] = {}


def environment(**settings: str) -> dict[str, str]:
    """Return what a process of the project is given: nothing of this process's own settings, and no proxy."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "CI") if name in os.environ}
    return {
        **kept,
        **BLANK,
        "REDIS_URL": NO_BROKER,
        "LANG": "C.UTF-8",
        "PYTHONUNBUFFERED": "1",
        "FRIENDLINK_ALLOWED_NETWORKS": "127.0.0.0/8",
        "FRIENDLINK_SITE_LINK": SITE_LINK,
        # Above any pause of a busy machine; a test with a site that never answers sets its own.
        "FRIENDLINK_TIMEOUT": "60",
        **settings,
    }


def missing(reason: str) -> NoReturn:
    """Skip a test whose service this machine lacks; in CI nothing may be lacking."""
    if os.environ.get("CI"):
        pytest.fail(f"in CI: {reason}", pytrace=False)
    pytest.skip(reason)


def happens(condition: Callable[[], object], *, seconds: float = DEADLINE_SECONDS) -> bool:
    """Return whether the condition comes true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.03)
    return True


def eventually(condition: Callable[[], T], what: str, *, seconds: float = DEADLINE_SECONDS) -> T:
    """Return the first true value of ``condition``; fail when none comes in time."""
    latest: list[T] = []

    def is_true() -> bool:
        latest[:] = [condition()]
        return bool(latest[0])

    if not happens(is_true, seconds=seconds):
        pytest.fail(f"not within {seconds:g} s: {what}")
    return latest[0]


def free_port() -> int:
    """Return a port on which nobody listens, and that no other test is given while this process lives."""
    while True:
        port = random.choice(PORTS)
        # No test speaks UDP there: it says to the other processes that run tests that this port is given away.
        claim = socket.socket(type=socket.SOCK_DGRAM)
        try:
            claim.bind(("127.0.0.1", port))
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", port))
        except OSError:
            claim.close()
        else:
            # It stays open until this process ends.
            claim.detach()
            return port


def children(pid: int) -> list[int]:
    """Return the pids of a process's children."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            after_the_name = (process / "stat").read_text().rpartition(")")[2].split()
            if int(after_the_name[1]) == pid:
                found.append(int(process.name))
    return found


def one_sentence(text: str) -> bool:
    """Return whether a process said no more than a person reads, and no traceback."""
    return bool(text.strip()) and "\n" not in text.strip() and "Traceback" not in text


class Service:
    """A process in a group of its own, with everything it printed in ``log``.

    When the tests are killed, so that no fixture can end it, the system does.
    """

    def __init__(
        self,
        name: str,
        command: list[str],
        *,
        log: Path,
        dies_by: int = signal.SIGKILL,
        popen: type[subprocess.Popen[Any]] = subprocess.Popen,
        **options: Any,
    ) -> None:
        self.name = name
        self.log = log
        with log.open("wb") as output:
            defaults = {"stdout": output, "stderr": output, "start_new_session": True}
            # No test starts a service while another thread holds a lock that prctl needs.
            dies = functools.partial(die_with_parent, os.getpid(), dies_by)
            self.process = popen(command, preexec_fn=dies, **{**defaults, **options})
        self.pid = self.process.pid
        _running[self.pid] = self

    @property
    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def is_running(self) -> bool:
        return self.process.poll() is None

    def wait_for(self, text: str, *, seconds: float = DEADLINE_SECONDS) -> None:
        eventually(
            lambda: text in self.output or not self.is_running(), f"{text!r} from the {self.name}", seconds=seconds
        )
        assert text in self.output, f"the {self.name} ended:\n{self.output[-TAIL_CHARACTERS:]}"

    def write(self, line: str) -> None:
        """Send a line to a service that was started with a pipe for its input."""
        stdin = cast(IO[str], self.process.stdin)
        stdin.write(f"{line}\n")
        stdin.flush()

    def read(self) -> str:
        """Return the next line of a service that was started with a pipe for its output; empty at its end."""
        return cast(IO[str], self.process.stdout).readline()

    def send(self, number: int) -> None:
        os.killpg(self.pid, number)

    def end(self, number: int = signal.SIGTERM, *, seconds: float = DEADLINE_SECONDS) -> int:
        """Send the signal to the main process alone, as a supervisor does, and return the exit status."""
        self.process.send_signal(number)
        return self.process.wait(seconds)

    def kill(self) -> None:
        """End the whole group, whatever state it is in."""
        with contextlib.suppress(ProcessLookupError):
            self.send(signal.SIGKILL)
        self.process.wait(DEADLINE_SECONDS)
        # Whoever of the group has lost its parent may have become a child of this process.
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-self.pid, 0):
                pass
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                # What was still to be written has no reader any more.
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        _running.pop(self.pid, None)


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt("SIGTERM")


def pytest_configure() -> None:
    # A shell that runs the tests in the background has Ctrl-C ignored, and every child would inherit that.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    # What a process that runs tests has started is ended by it alone, so it gets the time for that.
    NodeManager.EXIT_TIMEOUT = DEADLINE_SECONDS
    # By itself it would end Python on the spot, and no fixture would take away what it has put on the disk.
    signal.signal(signal.SIGTERM, _interrupt)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    report = yield
    if report.failed:
        for service in _running.values():
            report.sections.append((f"{service.name}, {service.log}", service.output[-TAIL_CHARACTERS:]))
    return report
