"""The same promises on PostgreSQL, and what only a server can do to us: racing processes, connections that drop."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from easytask.models import Run
from tests.conftest import Gate, Site
from tests.measure_runs import measure
from tests.services import CHECKOUT, TAIL, PostgreSQL, Project, Service, environment, eventually

pytestmark = [pytest.mark.postgres, pytest.mark.processes]

NewProject = Callable[[str], Project]
ROOMS = (
    "test_store",
    "test_checker",
    "test_shards",
    "test_admin",
    "test_tending",
    "test_history",
)


@pytest.fixture
def project(new_project: NewProject, postgres: PostgreSQL) -> Project:
    """The project on PostgreSQL; here it hides the one on SQLite."""
    return new_project(postgres.new())


@pytest.fixture(scope="module", autouse=True)
def rooms(postgres: PostgreSQL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Service]]:
    """The tests of the rooms that use the database, run against PostgreSQL while those of this module run."""
    directory = tmp_path_factory.mktemp("rooms")
    services = {}
    try:
        for module in ROOMS:
            command = [sys.executable, "-m", "pytest", f"tests/{module}.py", "-q", "-p", "no:cacheprovider"]
            own_settings = {"FRIENDLINK_SITE_LINK": "", "FRIENDLINK_TIMEOUT": "", "FRIENDLINK_ALLOWED_NETWORKS": ""}
            env = environment(DATABASE_URL=postgres.url(module), **own_settings)
            services[module] = Service(module, command, log=directory / f"{module}.log", cwd=CHECKOUT, env=env)
        yield services
    finally:
        for service in services.values():
            service.kill()


# --- one run at a time -----------------------------------------------------------------------------------------------
RACER = """
import sys, django
django.setup()
from easytask import store
from django.db import connection
for _ in sys.stdin:
    try:
        store.begin_run(started_by="code", everything=True)
        print("won", flush=True)
    except store.RunInProgress:
        print("lost", flush=True)
    except Exception as error:
        print(type(error).__name__, error, flush=True)
    connection.close()  # every round opens its connection anew, as a task does
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


# --- connections that drop -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("pool", ["prefork", "threads", "solo"])
def test_connections_that_drop_between_two_runs_are_not_noticed(
    project: Project, postgres: PostgreSQL, site: Site, pool: str
) -> None:
    project.friend(site.page("/gone", status=410), name="gone")
    project.worker(pool)
    call = project.caller()
    assert call()["code"] == 0
    project.disconnect()
    postgres.drop_connections(project.database_url)
    project.friends.update(is_show=True)
    assert call()["code"] == 0
    assert project.reasons() == {"gone": "网页请求返回410"}


@pytest.mark.parametrize("pool", ["prefork", "threads", "solo"])
def test_connections_that_drop_in_mid_run_are_healed_by_the_next_run(
    project: Project, postgres: PostgreSQL, gate: Gate, pool: str
) -> None:
    project.friend(gate.link, name="slow", is_show=False, not_show_reason="请求超时")
    worker = project.worker(pool)
    task = project.call()
    gate.wait_until_asked()
    project.disconnect()
    assert postgres.drop_connections(project.database_url) >= 1
    gate.open()
    first = project.result(task)
    assert first["code"] in (0, 1)
    assert bool(first["error"]) is bool(first["code"])
    second = project.result(project.call())
    assert second["code"] == 0, f"{second}\n{worker.output}"
    assert project.shown() == {"slow": True}


def test_a_server_that_restarts_in_mid_run_is_told_in_a_sentence(
    project: Project, postgres: PostgreSQL, gate: Gate
) -> None:
    project.friend(gate.link, name="slow", is_show=False)
    command = project.start("command", "manage.py", "check_friends")
    gate.wait_until_asked()
    project.disconnect()
    postgres.drop_connections(project.database_url)
    gate.open()
    status = command.process.wait(20)
    assert "Traceback" not in command.output
    assert (status == 0) is project.shown()["slow"]
    eventually(lambda: project.check().returncode == 0, "a run after it")


RUN_THAT_SHOWS_ITS_LIFE_EVERY_SECOND = """
import django
django.setup()
from easytask import checker
checker.LIFE_SECONDS = 0
try:
    checker.LinkChecker().run()
except checker.CheckFailed as failure:
    print(failure)
"""


def test_a_connection_that_drops_while_the_run_only_waits_leaves_no_lock_behind(
    project: Project, postgres: PostgreSQL, gate: Gate
) -> None:
    project.friend(gate.link, name="slow", is_show=False)
    settings = {"DJANGO_SETTINGS_MODULE": "izone.settings", "FRIENDLINK_TIMEOUT": "20"}
    run = project.start("run", "-c", RUN_THAT_SHOWS_ITS_LIFE_EVERY_SECOND, **settings)
    gate.wait_until_asked()
    project.disconnect()
    postgres.drop_connections(project.database_url)
    time.sleep(1.5)  # the sign of life falls into the silence, before there is any verdict
    gate.open()
    assert run.process.wait(20) == 0, run.output
    assert "Traceback" not in run.output
    assert project.check().returncode == 0
    assert project.shown() == {"slow": True}


# --- what a worker keeps ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("pool", ["prefork", "threads"])
def test_thirty_runs_leave_no_more_behind_than_two(
    project: Project, postgres: PostgreSQL, site: Site, pool: str
) -> None:
    for number in range(10):
        project.friend(site.page(f"/{number}", status=200 if number % 2 else 404))
    early, late = measure(project, postgres, pool, runs=30, early=2)
    assert late.grew(early) <= 2, f"{early} -> {late}"
    assert late.connections <= 1


# --- all the rest, last, because it is under way meanwhile -----------------------------------------------------------
@pytest.mark.parametrize("module", ROOMS)
def test_the_rooms_that_use_the_database_keep_their_promises_here(rooms: dict[str, Service], module: str) -> None:
    status = rooms[module].process.wait(120)
    assert status == 0, rooms[module].output[-TAIL:]
    assert " passed" in rooms[module].output
