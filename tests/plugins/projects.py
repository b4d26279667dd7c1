"""The real project for a test: its own database and broker, and its own processes."""

from __future__ import annotations

import ast
import contextlib
import dataclasses
import itertools
import json
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from celery import Celery
from celery.states import READY_STATES, SUCCESS
from django.db import connections
from django.db.models import QuerySet
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule, PeriodicTask, PeriodicTasks
from redis import Redis

from blog.models import FriendLink
from easytask.models import Run
from tests.plugins.brokers import Broker
from tests.plugins.databases import PostgreSQL, SQLite, connection_settings
from tests.plugins.processes import CHECKOUT, DEADLINE_SECONDS, Service, environment, eventually, free_port
from tests.plugins.pythons import Python, run_python
from tests.plugins.sites import Site

POOLS = ("prefork", "threads", "solo")

Envelope = dict[str, Any]

_aliases = itertools.count()


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
        """Give up the test's own connection; the next query opens another."""
        connections[self.alias].close()

    def shown(self) -> dict[str, bool]:
        return dict(self.friends.values_list("name", "is_show"))

    def reasons(self) -> dict[str, str]:
        """Return the reasons of the hidden friends; ``shown`` for the others."""
        rows = self.friends.values_list("name", "is_show", "not_show_reason")
        return {name: reason or "shown" if is_show else reason for name, is_show, reason in rows}

    def start(self, name: str, *command: str, options: dict[str, Any] | None = None, **settings: str) -> Service:
        """Start ``python COMMAND``; ``options`` are those of Popen, and ``settings`` go before the project's own."""
        service = Service(
            name,
            [sys.executable, *command],
            log=self.directory / f"{len(self.services)} {name}.log",
            popen=Python,
            cwd=self.checkout,
            env={**self.environment, **settings},
            **(options or {"stdin": subprocess.DEVNULL}),
        )
        self.services.append(service)
        return service

    def run(
        self, *command: str, seconds: float = DEADLINE_SECONDS, **settings: str
    ) -> subprocess.CompletedProcess[str]:
        """Run ``python COMMAND`` to its end."""
        return run_python(*command, cwd=self.checkout, env={**self.environment, **settings}, seconds=seconds)

    def manage(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return self.run("manage.py", *arguments, seconds=DEADLINE_SECONDS, **settings)

    def celery(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return self.run("-m", "celery", "-A", "izone", *arguments, seconds=DEADLINE_SECONDS, **settings)

    def worker(self, pool: str, *options: str, **settings: str) -> Service:
        """Start a worker and return it once it is ready; two worker processes unless told otherwise."""
        own = ("-P", pool, "-c", "2", "-n", f"{pool}-{self.alias}@%h")
        command = ("-m", "celery", "-A", "izone", "worker", "-l", "info", *own, *options)
        service = self.start(f"{pool} worker", *command, options=None, **settings)
        service.wait_for(" ready.")
        return service

    def beat(self, *options: str) -> Service:
        [beat] = self.beats(1, *options)
        return beat

    def beats(self, number: int, *options: str) -> list[Service]:
        """Start so many beats at once, and return them when they tick."""
        beats = [self._beat(*options) for _ in range(number)]
        for beat in beats:
            beat.wait_for("beat: Starting")
        return beats

    def _beat(self, *options: str) -> Service:
        own = ("-l", "info", "--max-interval", "1", f"--pidfile={self.directory / f'beat{len(self.services)}.pid'}")
        return self.start("beat", "-m", "celery", "-A", "izone", "beat", *own, *options)

    def tick_every(self, every: int) -> None:
        """Have beat start a check every so many seconds, the first so long from now, whether it is up or not yet.

        Without a latest run each beat would tick as it comes up, and two of them as far apart as they start.
        """
        # Made without a signal, which would end in the database of the tests.
        made = [IntervalSchedule(every=every, period=IntervalSchedule.SECONDS)]
        [interval] = IntervalSchedule.objects.using(self.alias).bulk_create(made)
        rows = PeriodicTask.objects.using(self.alias).filter(task="easytask.tasks.check_friend")
        rows.update(interval=interval, last_run_at=timezone.now())
        # A beat that is up reads it anew.
        PeriodicTasks.objects.using(self.alias).update_or_create(ident=1, defaults={"last_update": timezone.now()})

    def send(self, task: str, **kwargs: Any) -> str:
        """Send the task with these arguments as ``celery call`` does, without the second that a shell takes.

        Return its id.
        """
        with (
            Celery(broker=self.broker.url, set_as_current=False, fixups=[]) as client,
            client.connection_for_write() as connection,
        ):
            sent = client.send_task(task, kwargs=kwargs, connection=connection)
        return str(sent.id)

    def call(self, **kwargs: Any) -> str:
        """Send the check with these arguments, and return the task's id."""
        return self.send("easytask.tasks.check_friend", **kwargs)

    def result(self, task_id: str) -> Envelope:
        """Return the envelope that the task returned, as soon as it stands in Redis."""
        with Redis(unix_socket_path=str(self.broker.socket)) as redis:

            def ended() -> dict[str, Any] | None:
                kept = redis.get(f"celery-task-meta-{task_id}")
                meta: dict[str, Any] = json.loads(cast(bytes, kept)) if kept else {}
                return meta if meta.get("status") in READY_STATES else None

            meta = eventually(ended, "the end of the task")
        assert meta
        assert meta["status"] == SUCCESS, f"the task raised {meta}"
        envelope: Envelope = meta["result"]
        return envelope

    def ask(self, **kwargs: Any) -> Envelope:
        """Have a worker run the task, and return its envelope."""
        return self.result(self.call(**kwargs))

    def call_by_shell(self, **kwargs: Any) -> str:
        """``celery call`` with these arguments of the task; return the id that it prints."""
        done = self.celery("call", "easytask.tasks.check_friend", "--kwargs", json.dumps(kwargs))
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def waiting_shell(self, task_id: str) -> Service:
        """``celery result``, which prints the envelope once there is one; see ``printed_by``."""
        return self.start("result", "-m", "celery", "-A", "izone", "result", task_id)

    def check(self, *options: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return self.manage("check_friends", *options, **settings)

    def close(self) -> None:
        # One that cannot be ended must not spare the others.
        with contextlib.ExitStack() as stack:
            for service in self.services:
                stack.callback(service.kill)


def copy_packages(target: Path) -> None:
    """Copy what runs into this directory, and nothing of what lies around in this checkout.

    Python takes what it has compiled of these files, too: each of five processes would do so for half a second.
    """
    for name in ("izone", "blog", "demo", "easytask", "locale"):
        # What another process is just compiling has a further ending.
        unfinished = shutil.ignore_patterns("*.pyc.*")
        shutil.copytree(CHECKOUT / name, target / name, ignore=unfinished, dirs_exist_ok=True)
    shutil.copy(CHECKOUT / "manage.py", target)


def printed_by(shell: Service) -> Envelope:
    """Return the envelope that ``celery result`` prints, in Python's own form, once there is one."""
    assert shell.process.wait(DEADLINE_SECONDS) == 0, shell.output
    envelope: Envelope = ast.literal_eval(shell.output)
    return envelope


@contextlib.contextmanager
def open_project(
    database_url: str, directory: Path, broker: Broker | None = None, *, checkout: Path = CHECKOUT
) -> Iterator[Project]:
    """Open the project on this database, whose tables are open to the test as ``friends`` and ``runs``.

    Its broker is its own when none is given, and stays what it is when a test empties that of all tests.
    """
    alias = f"project{next(_aliases)}"
    connections.settings[alias] = connection_settings(database_url, alias)
    with contextlib.ExitStack() as stack:
        stack.callback(_forget, alias)
        if broker is None:
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


@pytest.fixture
def new_project(
    tmp_path: Path, django_db_blocker: Any, broker: Broker, site: Site
) -> Iterator[Callable[[str], Project]]:
    """Open the project on a database of the test's choice.

    Its processes end before ``site`` does: one that is asked while it ends would leave a connection open.
    """
    with contextlib.ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        yield lambda database_url: stack.enter_context(open_project(database_url, tmp_path, broker))


@pytest.fixture
def project(request: pytest.FixtureRequest, new_project: Callable[[str], Project], sqlite: SQLite) -> Project:
    """Open the project on SQLite, or as a test asks for it."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return new_project(sqlite.new())
    server: PostgreSQL = request.getfixturevalue("postgres")
    return new_project(server.new())


on_both_databases = pytest.mark.parametrize(
    "project", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
on_postgresql = pytest.mark.parametrize(
    "project", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


def start_web(project: Project, **settings: Any) -> str:
    """Start the web server and return its address once it answers."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    server = project.start("web", "manage.py", "runserver", "--noreload", str(port), **settings)

    def answers() -> bool:
        assert server.is_running(), server.output
        try:
            with urllib.request.urlopen(f"{url}/friends/", timeout=DEADLINE_SECONDS) as answer:  # noqa: S310 - our own
                return bool(answer.read())
        except OSError:
            return False

    eventually(answers, "an answer from the web server")
    return url
