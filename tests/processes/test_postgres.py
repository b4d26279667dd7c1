"""The same promises on PostgreSQL, and what many processes can do to us: the race for the lock."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from easytask.models import Run
from tests.plugins.services import CHECKOUT, TAIL, PostgreSQL, Project, Service, environment

pytestmark = [pytest.mark.postgres, pytest.mark.processes]

NewProject = Callable[[str], Project]
# Below tests/django: what writes under a condition, or asks the database a question of more than one line.
ROOMS = ("runs", "history", "admin", "notifications", "test_checker.py", "test_sharding.py")


@pytest.fixture(scope="module", autouse=True)
def rooms(postgres: PostgreSQL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Service]]:
    """The tests of the rooms that use the database, run against PostgreSQL while those of this module run."""
    directory = tmp_path_factory.mktemp("rooms")
    services = {}
    try:
        for room in ROOMS:
            only = ("-m", "not processes and not nightly")
            command = [sys.executable, "-m", "pytest", f"tests/django/{room}", "-q", "-p", "no:cacheprovider", *only]
            own_settings = {"FRIENDLINK_SITE_LINK": "", "FRIENDLINK_TIMEOUT": "", "FRIENDLINK_ALLOWED_NETWORKS": ""}
            env = environment(DATABASE_URL=postgres.url(room.removesuffix(".py")), **own_settings)
            services[room] = Service(room, command, log=directory / f"{room}.log", cwd=CHECKOUT, env=env)
        yield services
    finally:
        for service in services.values():
            service.kill()


# --- one run at a time -----------------------------------------------------------------------------------------------
RACER = """
import sys, django
django.setup()
from easytask.runs import lock
from django.db import connection
for _ in sys.stdin:
    try:
        lock.begin_run(started_by="code")
        print("won", flush=True)
    except lock.RunInProgress:
        print("lost", flush=True)
    except Exception as error:
        print(type(error).__name__, error, flush=True)
    # Every round opens its connection again, as a task does.
    connection.close()
"""


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_of_eight_racers_exactly_one_takes_the_lock(
    request: pytest.FixtureRequest, new_project: NewProject, database: str
) -> None:
    project = new_project(request.getfixturevalue(database).new())
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "bufsize": 1}
    racers: list[Service] = [
        project.start(f"racer {number}", "-c", RACER, options=pipes, DJANGO_SETTINGS_MODULE="izone.settings")
        for number in range(8)
    ]
    for _ in range(10):
        for racer in racers:
            racer.process.stdin.write("go\n")
        assert Counter(racer.process.stdout.readline() for racer in racers) == {"won\n": 1, "lost\n": 7}
        assert project.runs.filter(state=Run.State.RUNNING).count() == 1
        project.runs.update(state=Run.State.DONE)


# --- all the rest, last, because it is under way meanwhile -----------------------------------------------------------
@pytest.mark.parametrize("room", ROOMS)
def test_the_rooms_that_use_the_database_keep_their_promises_here(rooms: dict[str, Service], room: str) -> None:
    status = rooms[room].process.wait(240)
    assert status == 0, rooms[room].output[-TAIL:]
    assert " passed" in rooms[room].output
