"""Run izone on one machine until told to stop (``make run``): database, worker, beat, web and the demonstration.

Which children there are stands here, how they are kept running in ``izone.supervisor``; neither knows Django.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any, NoReturn

from izone import demo_site, embedded
from izone.supervisor import CHECKOUT, LOGS, Processes, ShutdownRequested, StartupError, say

HOST = "127.0.0.1"
SERVER_END_SECONDS = embedded.LINGER_SECONDS + 3


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
                say("izone: ending, which takes a few seconds.")
                raise
            finally:
                processes.end()
                if not processes.in_a_hurry and not embedded.has_ended(CHECKOUT, seconds=SERVER_END_SECONDS):
                    say("izone: the embedded server stays, because another command of this checkout still uses it.")
    except ShutdownRequested:
        return 0
    except StartupError as error:
        if str(error):
            say(f"izone: {error}", to=sys.stderr)
        return 1
    except OSError as error:
        say(f"izone: the system does not let it go on ({error}).", to=sys.stderr)
        return 1


def _run(processes: Processes, port: int, *, with_demo: bool) -> NoReturn:
    say("izone: starting, which takes a few seconds.")
    site = f"http://{HOST}:{port}"
    blogs = _blogs_socket(with_demo=with_demo)
    prepared = _prepare(processes, site, with_demo=with_demo and blogs is not None)
    if prepared["password"]:
        say(f"izone: made the owner's account: name admin, password {prepared['password']} (it is not shown again).")
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
    say(f"izone: runs at {site}/ with the admin at {site}/admin/; Ctrl-C ends it, and var/log/ has its logs.")
    if blogs and prepared["demo"]:
        say("izone: the friends and posts are a demonstration; `.venv/bin/python manage.py remove_demo` removes them.")
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
            say(f"izone: the demonstration is left out, because {why}; DEMO=0 does so without a word.")
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


if __name__ == "__main__":
    sys.exit(main())
