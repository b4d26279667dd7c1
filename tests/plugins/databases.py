"""Real databases for the tests: each process that runs tests has a PostgreSQL of its own, each project one database.

What takes long, the migrations and PostgreSQL's initdb, is done once in a run of the tests, by whoever needs it first.
"""

from __future__ import annotations

import contextlib
import fcntl
import itertools
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connections

from tests.plugins.processes import CHECKOUT, DEADLINE_SECONDS, Service, children, environment, free_port, missing

POSTGRES_PASSWORD = "8e7dbcc0b3a5"
TEMPLATE = "izone_template"
# Whoever is connected to a database, but for what PostgreSQL itself does there now and then.
CLIENTS = "FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
# PostgreSQL refuses to run as root.
UNPRIVILEGED = "nobody"


def migrate(url: str) -> None:
    command = [sys.executable, "manage.py", "migrate", "-v0"]
    done = subprocess.run(command, cwd=CHECKOUT, env=environment(DATABASE_URL=url), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def make_once(path: Path, make: Callable[[Path], None]) -> Path:
    """Return the path, which whoever of the processes that run tests comes first has made."""
    with path.with_name(f"{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            unfinished = path.with_name(f"{path.name}.unfinished")
            make(unfinished)
            unfinished.rename(path)
    return path


@pytest.fixture(scope="session")
def common_directory(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a directory that all processes of this run of the tests share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if hasattr(request.config, "workerinput") else own


def connection_settings(url: str, alias: str) -> dict[str, Any]:
    """Return what Django needs to connect the test itself to this database."""
    parts = urlsplit(url)
    settings: dict[str, object]
    if parts.scheme == "sqlite":
        options = {"timeout": DEADLINE_SECONDS, "transaction_mode": "IMMEDIATE"}
        settings = {"ENGINE": "django.db.backends.sqlite3", "NAME": parts.path, "OPTIONS": options}
    else:
        settings = {"ENGINE": "django.db.backends.postgresql", "NAME": parts.path[1:], "USER": parts.username}
        settings |= {"PASSWORD": parts.password, "HOST": parts.hostname, "PORT": str(parts.port)}
    configured: dict[str, dict[str, Any]] = connections.configure_settings({"default": {}, alias: settings})
    return configured[alias]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None, common_directory: Path
) -> Iterator[None]:
    """Let the tests in this process copy a migrated database; to migrate one of their own takes 3 s of CPU.

    It stands here because a plugin that ``-p`` names comes before pytest-django, whose fixture would win.
    """
    connection = connections["default"]
    with contextlib.ExitStack() as stack:
        if request.config.pluginmanager.hasplugin("tests.plugins.on_postgresql"):
            connection.settings_dict["TEST"]["TEMPLATE"] = TEMPLATE
        # A process that is alone would wait for another one to migrate.
        elif connection.vendor == "sqlite" and hasattr(request.config, "workerinput"):
            template = make_once(common_directory / "template.sqlite3", make_sqlite_template)
            # It stays as long as somebody is connected.
            name = connection.settings_dict["TEST"]["NAME"] = "file:migrated?mode=memory&cache=shared"
            copy = stack.enter_context(contextlib.closing(sqlite3.connect(name, uri=True)))
            with contextlib.closing(sqlite3.connect(template)) as migrated:
                migrated.backup(copy)
        yield


# --- SQLite ----------------------------------------------------------------------------------------------------------
@contextlib.contextmanager
def locked(database_url: str) -> Iterator[None]:
    """Hold the write lock of an SQLite file, as another program on the machine might."""
    path = database_url.removeprefix("sqlite:///")
    with contextlib.closing(sqlite3.connect(path, timeout=DEADLINE_SECONDS)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield


def is_writable(database_url: str) -> bool:
    """Return whether nobody holds the write lock of an SQLite file at this moment."""
    path = database_url.removeprefix("sqlite:///")
    with contextlib.closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        connection.execute("ROLLBACK")
    return True


def make_sqlite_template(path: Path) -> None:
    migrate(f"sqlite:///{path}")
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class SQLite:
    """Hands out copies of one migrated file."""

    def __init__(self, directory: Path, template: Path | None = None) -> None:
        self._directory = directory
        self._numbers = itertools.count()
        self._template = make_once(template or directory / "template.sqlite3", make_sqlite_template)

    def new(self, *, directory: Path | None = None) -> str:
        path = (directory or self._directory) / f"{next(self._numbers)}.sqlite3"
        shutil.copy(self._template, path)
        return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory, common_directory: Path) -> SQLite:
    return SQLite(tmp_path_factory.mktemp("sqlite"), common_directory / "template.sqlite3")


# --- PostgreSQL ------------------------------------------------------------------------------------------------------
class PostgreSQL:
    """A private server, run by an unprivileged user, that hands out copies of one migrated database.

    ``cluster`` is the data directory that an earlier server left with ``leave``; without it a new one is made.
    """

    def __init__(self, binaries: Path, cluster: Path | None = None) -> None:
        self._binaries = binaries
        self.directory = Path(tempfile.mkdtemp(prefix="izone-postgres-"))
        self._data = self.directory / "data"
        self._options: dict[str, Any] = {
            "cwd": self.directory,
            "env": {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        }
        if os.geteuid() == 0:
            shutil.chown(self.directory, UNPRIVILEGED)
            self._options |= {"user": UNPRIVILEGED, "group": self.directory.stat().st_gid, "extra_groups": []}
        self.port = free_port()
        self._names = (f"izone_{number}" for number in itertools.count())
        if cluster:
            subprocess.run(["cp", "--archive", str(cluster), str(self._data)], check=True)
        else:
            self._make_cluster()
        server = [str(binaries / "postgres"), "-D", str(self._data), "-p", str(self.port), "-h", "127.0.0.1"]
        for setting in (f"unix_socket_directories={self.directory}", "fsync=off", "full_page_writes=off"):
            server += ["-c", setting]
        # Its immediate shutdown takes its shared memory with it, which a kill would leave behind.
        self._service = Service("postgres", server, log=self.directory / "log", dies_by=signal.SIGQUIT, **self._options)
        self._service.wait_for("database system is ready to accept connections")
        if not cluster:
            self.execute(f"CREATE DATABASE {TEMPLATE}")
            migrate(self.url(TEMPLATE))

    def _make_cluster(self) -> None:
        password = self.directory / "password"
        password.write_text(POSTGRES_PASSWORD)
        initdb = [str(self._binaries / "initdb"), "-D", str(self._data), "-U", "izone", "-E", "UTF8", "--no-sync"]
        initdb += ["-A", "scram-sha-256", f"--pwfile={password}"]
        done = subprocess.run(initdb, capture_output=True, text=True, **self._options)
        assert done.returncode == 0, done.stderr

    def url(self, name: str) -> str:
        return f"postgres://izone:{POSTGRES_PASSWORD}@127.0.0.1:{self.port}/{name}"

    def execute(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            cursor = connection.execute(statement.encode(), values)
            return cursor.fetchall() if cursor.description else []

    def new(self, *, tablespace: str = "pg_default") -> str:
        name = next(self._names)
        self.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} TABLESPACE {tablespace}")
        return self.url(name)

    @contextlib.contextmanager
    def tablespace(self, directory: Path) -> Iterator[str]:
        """Let databases lie in this directory; those that do are dropped at the end."""
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
        """Cut off everybody who is connected to the database, as a restart or a failover would."""
        name = url.rpartition("/")[2]
        return len(self.execute(f"SELECT pg_terminate_backend(pid) {CLIENTS}", name))

    @contextlib.contextmanager
    def refusing(self, url: str) -> Iterator[None]:
        """Cut everybody off and let nobody in, as while a server restarts."""
        name = url.rpartition("/")[2]
        self.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        self.drop_connections(url)
        try:
            yield
        finally:
            self.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Stop all its processes, as a host that is out of breath does; each of them is a group of its own."""
        # The main process first, so that no more are born.
        os.kill(self._service.pid, signal.SIGSTOP)
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
        [(number,)] = self.execute(f"SELECT count(*) {CLIENTS}", name)
        return int(number)

    def leave(self, cluster: Path) -> None:
        """End the server and move its data directory there."""
        # A fast shutdown, which leaves nothing for the next server to recover.
        self._service.end(signal.SIGINT)
        shutil.move(self._data, cluster)
        self.close()

    def close(self) -> None:
        if self._service.is_running():
            # A client that a test has left behind may keep it.
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._service.end(signal.SIGINT, seconds=5)
        self._service.kill()
        shutil.rmtree(self.directory)


def postgresql_binaries() -> Path | None:
    """Return the directory of Debian's newest, which is not on PATH; else of whatever is."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    found = [*map(str, debian), shutil.which("initdb")]
    return next((Path(path).parent for path in reversed(found) if path), None)


@pytest.fixture(scope="session")
def postgres(common_directory: Path) -> Iterator[PostgreSQL]:
    binaries = postgresql_binaries()
    if binaries is None:
        missing("no PostgreSQL server is installed (Debian: apt-get install postgresql)")
    cluster = make_once(common_directory / "postgresql", lambda path: PostgreSQL(binaries).leave(path))
    server = PostgreSQL(binaries, cluster)
    yield server
    server.close()
