"""Start children, start them again when they end, and end them all: the supervisor of ``make run``; it knows no Django.

Written by hand. Honcho 2.0.0 was tried: SIGHUP or SIGKILL to it leaves all its children behind, it waits for ever for a
child of a child that keeps the output pipe open, and a second Ctrl-C does not hurry it. Supervisor is a daemon with a
configuration and a control program of its own, and outlives the terminal on purpose. Here every child writes into a
file of its own, leads a session of its own, so that a terminal's signals reach the supervisor alone, and is killed by
the system when the supervisor is.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, TextIO

from izone import embedded

CHECKOUT = Path(__file__).resolve().parent.parent
LOGS = CHECKOUT / "var" / "log"
LOOK_SECONDS = 0.1
# Before a child that has ended is started again. One that ran for so long has not failed at the same thing again.
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 60.0
STABLE_SECONDS = 60.0
# Longer than a worker needs to break a check off.
END_SECONDS = 10.0
LAST_LINES = 15
# A log that has grown to this is kept once more beside the new one.
LOG_BYTES = 10 * 1024 * 1024


class StartupError(Exception):
    """It cannot start or go on; the text is for the person at the terminal, empty when a child has said it all."""


class ShutdownRequested(Exception):
    """Somebody asked for the end."""


@dataclasses.dataclass(slots=True)
class Child:
    """A process of ours; ``restart_at`` is None while it runs, and by the monotonic clock, as ``started_at`` is."""

    process: subprocess.Popen[bytes]
    spawn: Callable[[], subprocess.Popen[bytes]]
    started_at: float
    pause: float = FIRST_PAUSE_SECONDS
    restart_at: float | None = None


class Processes:
    """The children. ``wait`` returns when all is well; whatever happens, ``end`` leaves none of them behind."""

    def __init__(self) -> None:
        self._running: dict[str, Child] = {}
        self._asked = 0
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # Under nohup the terminal may go.
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._ask)

    def _ask(self, *_: object) -> None:
        self._asked += 1

    def start(self, name: str, *arguments: str, env: dict[str, str] | None = None, **options: Any) -> None:
        """Start ``python ARGUMENTS`` with its output in a log of its own, unless ``options`` send it elsewhere."""
        path = Path(os.devnull if "stdout" in options else LOGS / f"{name}.log")
        path.write_bytes(b"")
        dies_too = functools.partial(embedded.die_with_parent, os.getpid())

        def spawn() -> subprocess.Popen[bytes]:
            # Each line goes to the end of the file, also when that has been emptied meanwhile.
            with path.open("ab") as log:
                # Python's threads allocate in turns, so malloc's further heaps gain nothing and keep memory for good.
                environment = {"MALLOC_ARENA_MAX": "1", **os.environ, **(env or {})}
                return subprocess.Popen(  # noqa: S603 - our own commands, and no shell
                    [sys.executable, *arguments],
                    **{"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log, **options},
                    cwd=CHECKOUT,
                    env=environment,
                    start_new_session=True,
                    preexec_fn=dies_too,  # noqa: PLW1509 - this process has no other thread
                )

        self._running[name] = Child(spawn(), spawn, time.monotonic())

    def wait(self, until: Callable[[], bool], *, may_end: str = "") -> None:
        """Return when ``until`` does.

        Raises ShutdownRequested when somebody asks for it, and StartupError with a child's last lines when that child
        ends.
        """
        while not until():
            if self._asked:
                raise ShutdownRequested
            for name, child in self._running.items():
                if name != may_end and child.process.poll() is not None:
                    ended = _obituary(name, child.process.returncode)
                    raise StartupError(f"{ended}, and so all has; {_last_lines(name)}")
            time.sleep(LOOK_SECONDS)

    def keep_running(self) -> NoReturn:
        """Start a child again that ends, after a pause, until somebody asks for the end: then raise ShutdownRequested.

        One that ends over and over is waited for longer each time, and the others go on.
        """
        while not self._asked:
            now = time.monotonic()
            for name, child in self._running.items():
                if child.restart_at is None and child.process.poll() is not None:
                    if now - child.started_at > STABLE_SECONDS:
                        child.pause = FIRST_PAUSE_SECONDS
                    child.restart_at = now + child.pause
                    again = f"starts again in {child.pause:g} s"
                    say(f"izone: {_obituary(name, child.process.returncode)} and {again}; {_last_lines(name)}")
                    child.pause = min(2 * child.pause, LONGEST_PAUSE_SECONDS)
                elif child.restart_at is not None and now > child.restart_at:
                    child.process, child.started_at, child.restart_at = child.spawn(), now, None
            _rotate_logs()
            time.sleep(LOOK_SECONDS)
        raise ShutdownRequested

    def finish(self, name: str) -> subprocess.Popen[bytes]:
        """Wait for a child that is meant to end."""
        process = self._running[name].process
        self.wait(until=lambda: process.poll() is not None, may_end=name)
        return self._running.pop(name).process

    def end(self) -> None:
        """End them all, the web last; whoever asks a second time does not wait for what they still have to do."""
        deadline = time.monotonic() + END_SECONDS
        for is_last in (False, True):
            processes = [child.process for name, child in self._running.items() if (name == "web") == is_last]
            for process in processes:
                process.terminate()
            while any(process.poll() is None for process in processes):
                if self.in_a_hurry or time.monotonic() > deadline:
                    break
                time.sleep(LOOK_SECONDS / 2)
            for process in processes:
                with contextlib.suppress(ProcessLookupError):
                    # With what the children themselves have left behind.
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    @property
    def in_a_hurry(self) -> bool:
        return self._asked > 1


def _obituary(name: str, status: int) -> str:
    how = f"signal {-status}" if status < 0 else f"exit status {status}"
    return f"the {name} has ended by itself ({how})"


def _last_lines(name: str) -> str:
    log = LOGS / f"{name}.log"
    return "\n".join([f"the end of {log}:", *log.read_text(errors="replace").splitlines()[-LAST_LINES:]])


def _rotate_logs() -> None:
    """Copy a log that has grown too long and empty it: the child that writes it keeps it open."""
    for log in (*LOGS.glob("*.log"), CHECKOUT / "var" / "redis" / "server.log"):
        # A full disk must not end what runs.
        with contextlib.suppress(OSError):
            if log.stat().st_size > LOG_BYTES:
                shutil.copyfile(log, log.with_suffix(".log.1"))
                os.truncate(log, 0)


def say(text: str, *, to: TextIO = sys.stdout) -> None:
    # Perhaps nobody reads any more.
    with contextlib.suppress(OSError):
        os.write(to.fileno(), f"{text}\n".encode())
