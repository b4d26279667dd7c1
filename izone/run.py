"""Keep worker, beat, web and the demonstration running until told to stop (``make run``); this knows no Django.

Written by hand. Honcho 2.0.0 was tried: SIGHUP or SIGKILL to it leaves all its children behind, it waits for ever for a
child of a child that keeps the output pipe open, and a second Ctrl-C does not hurry it. Supervisor is a daemon with a
configuration and a control program of its own, and outlives the terminal on purpose. Here every child writes into a
file of its own, leads a session of its own, so that a terminal's signals reach the supervisor alone, and is killed by
the system when the supervisor is.
"""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import fcntl
import functools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn, TextIO

from izone import demo_site, embedded

CHECKOUT = Path(__file__).resolve().parent.parent
LOGS = CHECKOUT / "var" / "log"
HOST = "127.0.0.1"
LOOK_SECONDS = 0.1
# Before a child that has ended is started again. One that ran for so long has not failed at the same thing again.
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 60.0
STABLE_SECONDS = 60.0
# Longer than a worker needs to break a check off.
END_SECONDS = 10.0
SERVER_END_SECONDS = embedded.LINGER_SECONDS + 3
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
                    _say(f"izone: {_obituary(name, child.process.returncode)} and {again}; {_last_lines(name)}")
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


def main() -> int:
    # What is made here (database, logs, sockets) is for this user alone.
    os.umask(0o077)
    processes = Processes()
    try:
        with _alone():
            port = _port(os.environ.get("PORT", "").strip() or "8000")
            with_demo = os.environ.get("DEMO", "").strip() != "0"
            try:
                _run(processes, port, with_demo=with_demo)
            except ShutdownRequested:
                _say("izone: ending, which takes a few seconds.")
                raise
            finally:
                processes.end()
                if not processes.in_a_hurry and not embedded.has_ended(CHECKOUT, seconds=SERVER_END_SECONDS):
                    _say("izone: the embedded server stays, because another command of this checkout still uses it.")
    except ShutdownRequested:
        return 0
    except StartupError as sentence:
        if str(sentence):
            _say(f"izone: {sentence}", to=sys.stderr)
        return 1
    except OSError as error:
        _say(f"izone: the system does not let it go on ({error}).", to=sys.stderr)
        return 1


def _run(processes: Processes, port: int, *, with_demo: bool) -> NoReturn:
    _say("izone: starting, which takes a few seconds.")
    site = f"http://{HOST}:{port}"
    blogs = _blogs_socket(with_demo=with_demo)
    prepared = _prepare(processes, site, with_demo=with_demo and blogs is not None)
    if prepared["password"]:
        _say(f"izone: made the owner's account: name admin, password {prepared['password']} (it is not shown again).")
    if blogs and prepared["demo"]:
        _start_demo(processes, blogs, prepared["demo"])
    elif blogs:
        blogs.close()
    # Celery's own switch: told to end, the worker breaks off a check that is under way instead of waiting for its end.
    break_off = {"REMAP_SIGTERM": "SIGQUIT"}
    processes.start("worker", "-m", "izone.background", "worker", env=break_off)
    processes.start("beat", "-m", "izone.background", "beat")
    processes.start("web", "manage.py", "runserver", "--noreload", f"{HOST}:{port}")
    processes.wait(until=lambda: _answers(port))
    _say(f"izone: runs at {site}/ with the admin at {site}/admin/; Ctrl-C ends it, and var/log/ has its logs.")
    if blogs and prepared["demo"]:
        _say("izone: the friends and posts are a demonstration; `.venv/bin/python manage.py remove_demo` removes them.")
    processes.keep_running()


def _prepare(processes: Processes, site: str, *, with_demo: bool) -> dict[str, Any]:
    wanted = "1" if with_demo else "0"
    # Its stderr is ours: what it says there is a sentence for the same person. No log, for it tells a password.
    processes.start("prepare", "-m", "izone.prepare", site, wanted, stdout=subprocess.PIPE, stderr=None)
    done = processes.finish("prepare")
    if done.returncode or done.stdout is None:
        raise StartupError(
            "" if done.returncode > 0 else f"preparing the database was ended by signal {-done.returncode}."
        )
    with done.stdout as output:
        prepared: dict[str, Any] = json.load(output)
    return prepared


def _blogs_socket(*, with_demo: bool) -> socket.socket | None:
    """Return where the demonstration's blogs listen; None where its address cannot be had, as on macOS."""
    address = demo_site.address(CHECKOUT), demo_site.PORT
    try:
        return socket.create_server(address)
    except OSError as error:
        if with_demo:
            why = f"{address[0]}:{address[1]} cannot be had ({os.strerror(error.errno or 0)})"
            _say(f"izone: the demonstration is left out, because {why}; DEMO=0 does so without a word.")
        return None


def _start_demo(processes: Processes, blogs: socket.socket, site_links: list[str]) -> None:
    """Start the blogs; socket and lock stay open here as well, so that they can be started again with both."""
    lock = embedded.take_lock(demo_site.lock(CHECKOUT), fcntl.LOCK_EX)
    handed = (blogs.fileno(), lock)
    processes.start("demo", "-m", "demo.sites", str(blogs.fileno()), *site_links, pass_fds=handed)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Keep a second ``make run`` of this checkout out, and delete the lock files in the end."""
    path = CHECKOUT / "var" / "run.lock"
    try:
        LOGS.mkdir(parents=True, exist_ok=True)
        lock = embedded.take_lock(path, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise StartupError(
            "`make run` is at work in this checkout already: end it with Ctrl-C where it runs."
        ) from None
    except OSError as error:
        raise StartupError(
            f"nothing can be written here ({error}): free some space, or use a checkout of your own."
        ) from None
    try:
        yield
    finally:
        demo_site.lock(CHECKOUT).unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        os.close(lock)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise StartupError(f"PORT must be a number from 1 to 65535, not {text!r}.")
    try:
        socket.create_server((HOST, int(text))).close()
    except OSError as error:
        why = {errno.EADDRINUSE: "is taken by another program", errno.EACCES: "is not for an ordinary user"}
        problem = why.get(error.errno or 0, f"cannot be used ({error.strerror})")
        raise StartupError(f"port {text} {problem}: choose another one, as in `make run PORT=8001`.") from None
    return int(text)


def _answers(port: int) -> bool:
    with socket.socket() as client:
        client.settimeout(1)
        return client.connect_ex((HOST, port)) == 0


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


def _say(text: str, *, to: TextIO = sys.stdout) -> None:
    # Perhaps nobody reads any more.
    with contextlib.suppress(OSError):
        os.write(to.fileno(), f"{text}\n".encode())


if __name__ == "__main__":
    sys.exit(main())
