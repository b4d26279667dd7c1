"""Fixtures that start the real things: the project's own processes, Redis, PostgreSQL, a browser.

A pytest plugin. Everything listens on loopback or on a socket in a private directory, and ends with its fixture.
"""

from __future__ import annotations

import ast
import contextlib
import dataclasses
import itertools
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connections
from django.db.models import QuerySet
from django_celery_beat.models import IntervalSchedule, PeriodicTask
from playwright.sync_api import Browser, sync_playwright

from blog.models import FriendLink
from easytask.models import Run
from izone import embedded

CHECKOUT = Path(__file__).resolve().parents[2]
POOLS = ("prefork", "threads", "solo")
SITE_LINK = "https://ours.example"
POSTGRES_PASSWORD = "8e7dbcc0b3a5"
UNPRIVILEGED = "nobody"  # PostgreSQL refuses to run as root
TAIL = 6000

Envelope = dict[str, Any]

# Blank is "not set", and hides what a .env file of the checkout says.
BLANK = dict.fromkeys(
    (
        "DATABASE_URL",
        "REDIS_URL",
        "SECRET_KEY",
        "DEBUG",
        "ALLOWED_HOSTS",
        "CSRF_TRUSTED_ORIGINS",
        "SITE_URL",
        "ADMIN_PATH",
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
        "FRIENDLINK_RUN_DEADLINE",
        "FRIENDLINK_NOTIFY_URLS",
    ),
    "",
)

CALLER = """
import json, sys, django
django.setup()
from easytask.tasks import check_friend
for line in sys.stdin:
    result = check_friend.apply_async(kwargs=json.loads(line)).get(timeout=60, propagate=False)
    print(json.dumps(result, default=repr), flush=True)
"""

_running: dict[int, Service] = {}
_aliases = itertools.count()


def environment(**settings: str) -> dict[str, str]:
    """What a process of the project is given: nothing of this process's own settings, and no proxy."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "CI") if name in os.environ}
    return {
        **kept,
        **BLANK,
        "LANG": "C.UTF-8",
        "PYTHONUNBUFFERED": "1",
        "FRIENDLINK_ALLOWED_NETWORKS": "127.0.0.0/8",
        "FRIENDLINK_SITE_LINK": SITE_LINK,
        "FRIENDLINK_TIMEOUT": "3",
        **settings,
    }


def missing(reason: str) -> NoReturn:
    """Skips a test whose service this machine lacks; in CI nothing may be lacking."""
    if os.environ.get("CI"):
        pytest.fail(f"in CI: {reason}", pytrace=False)
    pytest.skip(reason)


def eventually(condition: Callable[[], Any], what: str, *, seconds: float = 15) -> Any:
    """The first true value of ``condition``; fails when none came in time."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            pytest.fail(f"not within {seconds:g} s: {what}")
        time.sleep(0.03)
    return value


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Service:
    """A process in a group of its own, with everything it printed in ``log``."""

    def __init__(self, name: str, command: list[str], *, log: Path, **options: Any) -> None:
        self.name = name
        self.log = log
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                command, **{"stdout": output, "stderr": output, "start_new_session": True, **options}
            )
        self.pid = self.process.pid
        _running[self.pid] = self

    @property
    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def is_running(self) -> bool:
        return self.process.poll() is None

    def wait_for(self, text: str, *, seconds: float = 20) -> None:
        eventually(
            lambda: text in self.output or not self.is_running(), f"{text!r} from the {self.name}", seconds=seconds
        )
        assert text in self.output, f"the {self.name} ended:\n{self.output[-TAIL:]}"

    def send(self, number: int) -> None:
        os.killpg(self.pid, number)

    def end(self, number: int = signal.SIGTERM, *, seconds: float = 15) -> int:
        """Sends the signal to the main process alone, as a supervisor does, and returns the exit status."""
        self.process.send_signal(number)
        return self.process.wait(seconds)

    def kill(self) -> None:
        """Ends the whole group, whatever state it is in."""
        with contextlib.suppress(ProcessLookupError):
            self.send(signal.SIGKILL)
        self.process.wait(10)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                with contextlib.suppress(BrokenPipeError):  # what was still to be written has no reader any more
                    pipe.close()
        _running.pop(self.pid, None)


def pytest_configure() -> None:
    # A shell that runs the tests in the background has Ctrl-C ignored, and every child would inherit that.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    report = yield
    if report.failed:
        for service in _running.values():
            report.sections.append((f"{service.name}, {service.log}", service.output[-TAIL:]))
    return report


# --- Redis -----------------------------------------------------------------------------------------------------------
class Broker:
    """A private Redis-compatible server on a socket that stays the same when it is stopped and started."""

    def __init__(self) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix="izone-redis-"))  # short: pytest's own are too long for a socket
        self.socket = self.directory / "redis.sock"
        self.url = f"redis+socket://{self.socket}?virtual_host=0"
        self.start()

    def start(self) -> None:
        options = ["--port", "0", "--unixsocket", str(self.socket), "--save", "", "--dir", str(self.directory)]
        command = [embedded._server_binary(), *options]
        self._service = Service("redis", command, log=self.directory / "log")
        eventually(lambda: embedded._answers(self.socket), "an answer from Redis")

    def stop(self) -> None:
        self._service.kill()

    def freeze(self) -> None:
        """Lets it accept connections and never answer."""
        self._service.send(signal.SIGSTOP)

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self.directory)


# --- databases -------------------------------------------------------------------------------------------------------
def migrate(url: str) -> None:
    command = [sys.executable, "manage.py", "migrate", "-v0"]
    done = subprocess.run(command, cwd=CHECKOUT, env=environment(DATABASE_URL=url), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@contextlib.contextmanager
def locked(database_url: str) -> Iterator[None]:
    """Holds the write lock of an SQLite file, as another program on the machine might."""
    with contextlib.closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield


class SQLite:
    """Hands out copies of one migrated file."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._numbers = itertools.count()
        self._template = directory / "template.sqlite3"
        migrate(f"sqlite:///{self._template}")
        with contextlib.closing(sqlite3.connect(self._template)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def new(self, *, migrated: bool = True, directory: Path | None = None) -> str:
        path = (directory or self._directory) / f"{next(self._numbers)}.sqlite3"
        if migrated:
            shutil.copy(self._template, path)
        return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> SQLite:
    return SQLite(tmp_path_factory.mktemp("sqlite"))


class PostgreSQL:
    """A private server, run by an unprivileged user, that hands out copies of one migrated database."""

    def __init__(self, binaries: Path) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix="izone-postgres-"))
        as_user: dict[str, Any] = {}
        if os.geteuid() == 0:
            shutil.chown(self.directory, UNPRIVILEGED)
            as_user = {"user": UNPRIVILEGED, "group": self.directory.stat().st_gid, "extra_groups": []}
        self.port = free_port()
        data = str(self.directory / "data")
        options = {"cwd": self.directory, "env": {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}, **as_user}
        password = self.directory / "password"
        password.write_text(POSTGRES_PASSWORD)
        initdb = [str(binaries / "initdb"), "-D", data, "-U", "izone", "-A", "scram-sha-256", f"--pwfile={password}"]
        initdb += ["-E", "UTF8", "--no-sync"]
        done = subprocess.run(initdb, capture_output=True, text=True, **options)
        assert done.returncode == 0, done.stderr
        options["log"] = Path(tempfile.mkstemp(prefix="izone-postgres-", suffix=".log")[1])
        server = [str(binaries / "postgres"), "-D", data, "-p", str(self.port), "-h", "127.0.0.1"]
        for setting in (f"unix_socket_directories={self.directory}", "fsync=off", "full_page_writes=off"):
            server += ["-c", setting]
        self._service = Service("postgres", server, **options)
        self._names = (f"izone_{number}" for number in itertools.count())
        self._template: str | None = None
        self._service.wait_for("database system is ready to accept connections")

    def url(self, name: str) -> str:
        return f"postgres://izone:{POSTGRES_PASSWORD}@127.0.0.1:{self.port}/{name}"

    def execute(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def new(self, *, tablespace: str = "pg_default") -> str:
        if self._template is None:
            self._template = next(self._names)
            self.execute(f"CREATE DATABASE {self._template}")
            migrate(self.url(self._template))
        name = next(self._names)
        self.execute(f"CREATE DATABASE {name} TEMPLATE {self._template} TABLESPACE {tablespace}")
        return self.url(name)

    @contextlib.contextmanager
    def tablespace(self, directory: Path) -> Iterator[str]:
        """Lets databases lie in this directory; those that do are dropped at the end."""
        if os.geteuid() == 0:
            shutil.chown(directory, UNPRIVILEGED)
        name = next(self._names)
        self.execute(f"CREATE TABLESPACE {name} LOCATION '{directory}'")
        try:
            yield name
        finally:
            inside = "SELECT datname FROM pg_database JOIN pg_tablespace t ON t.oid = dattablespace WHERE spcname = %s"
            for (database,) in self.execute(inside, name):
                self.execute(f"DROP DATABASE {database} WITH (FORCE)")
            self.execute(f"DROP TABLESPACE {name}")

    def drop_connections(self, url: str) -> int:
        """Cuts off everybody who is connected to the database, as a restart or a failover would."""
        name = url.rpartition("/")[2]
        return len(self.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", name))

    @contextlib.contextmanager
    def refusing(self, url: str) -> Iterator[None]:
        """Cuts everybody off and lets nobody in, as while a server restarts."""
        name = url.rpartition("/")[2]
        self.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        self.drop_connections(url)
        try:
            yield
        finally:
            self.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Stops all its processes, as a host that is out of breath does; each of them is a group of its own."""
        os.kill(self._service.pid, signal.SIGSTOP)  # first, so that no more are born
        backends = children(self._service.pid)
        for child in backends:
            os.kill(child, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in (*backends, self._service.pid):
                os.kill(process, signal.SIGCONT)

    def connections(self, url: str) -> int:
        name = url.rpartition("/")[2]
        return self.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", name)[0][0]

    def close(self) -> None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._service.end(signal.SIGINT, seconds=5)  # a fast shutdown, which takes its shared memory with it
        self._service.kill()
        self._service.log.unlink()
        shutil.rmtree(self.directory)


def children(pid: int) -> list[int]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            after_the_name = (process / "stat").read_text().rpartition(")")[2].split()
            if int(after_the_name[1]) == pid:
                found.append(int(process.name))
    return found


def postgresql_binaries() -> Path | None:
    """The newest of Debian's, which are not on PATH; else whatever is."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    found = [*map(str, debian), shutil.which("initdb")]
    return next((Path(path).parent for path in reversed(found) if path), None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgreSQL]:
    binaries = postgresql_binaries()
    if binaries is None:
        missing("no PostgreSQL server is installed (Debian: apt-get install postgresql)")
    server = PostgreSQL(binaries)
    yield server
    server.close()


# --- the project -----------------------------------------------------------------------------------------------------
@dataclasses.dataclass
class Project:
    """The real project on a database and a broker of its own; every command is a process."""

    environment: dict[str, str]
    directory: Path
    alias: str
    broker: Broker
    checkout: Path = CHECKOUT

    def __post_init__(self) -> None:
        self.services: list[Service] = []

    @property
    def database_url(self) -> str:
        return self.environment["DATABASE_URL"]

    @property
    def friends(self) -> QuerySet[FriendLink]:
        return FriendLink.objects.using(self.alias)

    @property
    def runs(self) -> QuerySet[Run]:
        return Run.objects.using(self.alias)

    def friend(self, link: str, **fields: Any) -> FriendLink:
        return self.friends.create(**{"name": link[-40:], "link": link, **fields})

    def disconnect(self) -> None:
        """Gives up the test's own connection; the next query opens another."""
        connections[self.alias].close()

    def shown(self) -> dict[str, bool]:
        return dict(self.friends.values_list("name", "is_show"))

    def reasons(self) -> dict[str, str]:
        """The reasons of the hidden friends; ``shown`` for the others."""
        rows = self.friends.values_list("name", "is_show", "not_show_reason")
        return {name: reason or "shown" if is_show else reason for name, is_show, reason in rows}

    def start(self, name: str, *command: str, options: dict[str, Any] | None = None, **settings: str) -> Service:
        service = Service(
            name,
            [sys.executable, *command],
            log=self.directory / f"{len(self.services)} {name}.log",
            cwd=self.checkout,
            env={**self.environment, **settings},
            **(options or {"stdin": subprocess.DEVNULL}),
        )
        self.services.append(service)
        return service

    def run(self, *command: str, seconds: float = 60, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *command],
            cwd=self.checkout,
            env={**self.environment, **settings},
            capture_output=True,
            text=True,
            timeout=seconds,
            stdin=subprocess.DEVNULL,
        )

    def manage(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return self.run("manage.py", *arguments, **settings)

    def celery(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return self.run("-m", "celery", "-A", "izone", *arguments, **settings)

    def worker(self, pool: str, *options: str, **settings: str) -> Service:
        """A worker that is ready; two seats unless told otherwise."""
        command = (
            "-m",
            "celery",
            "-A",
            "izone",
            "worker",
            "-l",
            "info",
            "-P",
            pool,
            "-c",
            "2",
            "-n",
            f"{pool}-{self.alias}@%h",
        )
        service = self.start(f"{pool} worker", *command, *options, **settings)
        service.wait_for(" ready.")
        return service

    def beat(self) -> Service:
        pidfile = f"--pidfile={self.directory / f'beat{len(self.services)}.pid'}"
        service = self.start(
            "beat", "-m", "celery", "-A", "izone", "beat", "-l", "info", "--max-interval", "1", pidfile
        )
        service.wait_for("beat: Starting")
        return service

    def tick_every(self, every: int) -> None:
        """Has beat start a check every so many seconds."""
        # Made without a signal, which would end in the database of the tests.
        made = [IntervalSchedule(every=every, period=IntervalSchedule.SECONDS)]
        [interval] = IntervalSchedule.objects.using(self.alias).bulk_create(made)
        rows = PeriodicTask.objects.using(self.alias).filter(task="easytask.tasks.check_friend")
        rows.update(interval=interval)

    def call(self, *arguments: str, **kwargs: Any) -> str:
        """``celery call`` with these arguments of the task; returns the id that it prints."""
        task = "easytask.tasks.check_friend"
        done = self.celery("call", task, "--kwargs", json.dumps(kwargs), *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def result(self, task_id: str) -> Envelope:
        """``celery result``, which prints Python's own form of the envelope."""
        done = self.celery("result", task_id)
        assert done.returncode == 0, done.stderr
        return ast.literal_eval(done.stdout)

    def check(self, *options: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return self.manage("check_friends", *options, **settings)

    def caller(self) -> Callable[..., Envelope]:
        """Sends the task to a worker and waits for its envelope, without the second that a new shell takes."""
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        service = self.start("caller", "-c", CALLER, DJANGO_SETTINGS_MODULE="izone.settings", options=pipes)

        def call(**kwargs: Any) -> Envelope:
            service.process.stdin.write(json.dumps(kwargs) + "\n")
            service.process.stdin.flush()
            answer = service.process.stdout.readline()
            assert answer, "the caller ended"
            envelope = json.loads(answer)
            assert isinstance(envelope, dict), f"the task raised {envelope}"
            return envelope

        return call

    def close(self) -> None:
        with contextlib.ExitStack() as stack:  # one that cannot be ended must not spare the others
            for service in self.services:
                stack.callback(service.kill)


@contextlib.contextmanager
def open_project(database_url: str, directory: Path, *, checkout: Path = CHECKOUT) -> Iterator[Project]:
    """The project on this database; its tables are open to the test as ``project.friends`` and ``project.runs``."""
    alias = f"project{next(_aliases)}"
    connections.settings[alias] = _connection_settings(database_url, alias)
    with contextlib.ExitStack() as stack:
        stack.callback(_forget, alias)
        broker = Broker()
        stack.callback(broker.close)
        env = environment(DATABASE_URL=database_url, REDIS_URL=broker.url)
        project = Project(env, directory, alias, broker, checkout)
        stack.callback(project.close)
        yield project


def _forget(alias: str) -> None:
    connections[alias].close()
    del connections[alias]
    del connections.settings[alias]


def _connection_settings(url: str, alias: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        options = {"timeout": 20, "transaction_mode": "IMMEDIATE"}  # as the project itself
        settings = {"ENGINE": "django.db.backends.sqlite3", "NAME": parts.path, "OPTIONS": options}
    else:
        settings = {"ENGINE": "django.db.backends.postgresql", "NAME": parts.path[1:], "USER": parts.username}
        settings |= {"PASSWORD": parts.password, "HOST": parts.hostname, "PORT": str(parts.port)}
    return connections.configure_settings({"default": {}, alias: settings})[alias]


@pytest.fixture
def new_project(tmp_path: Path, django_db_blocker: Any) -> Iterator[Callable[[str], Project]]:
    """Opens the project on a database of the test's choice."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        yield lambda database_url: stack.enter_context(open_project(database_url, tmp_path))


@pytest.fixture
def project(request: pytest.FixtureRequest, new_project: Callable[[str], Project], sqlite: SQLite) -> Project:
    """The project with a broker of its own, on SQLite or as a test asks for it."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return new_project(sqlite.new())
    server: PostgreSQL = request.getfixturevalue("postgres")
    return new_project(server.new())


on_both_databases = pytest.mark.parametrize(
    "project", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


# --- a browser -------------------------------------------------------------------------------------------------------
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server"]


@contextlib.contextmanager
def open_chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        missing("no Chromium is installed (Debian: apt-get install chromium fonts-wqy-microhei)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


def start_web(project: Project, **settings: str) -> str:
    """The web server's address, once it answers."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    server = project.start("web", "manage.py", "runserver", "--noreload", str(port), **settings)

    def answers() -> bool:
        assert server.is_running(), server.output
        with contextlib.suppress(urllib.error.URLError):
            return bool(urllib.request.urlopen(f"{url}/friends/", timeout=5).read())  # noqa: S310 - our own server
        return False

    eventually(answers, "an answer from the web server")
    return url
