"""One run at a time: real callers that race for the lock, on both databases."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Callable

import pytest
from django.utils import timezone

from easytask.models import Run
from tests.plugins.faults import Seen
from tests.plugins.processes import DEADLINE_SECONDS, Service, eventually, one_sentence
from tests.plugins.projects import Project
from tests.plugins.scenes import GATES_MAY_STAY_CLOSED
from tests.plugins.sites import Gate, Site

RACER = """
import sys, django
django.setup()
from easytask.runs import recording
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
    connection.close()  # every round opens its connection anew, as a task does
"""


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_of_eight_racers_exactly_one_takes_the_lock(
    request: pytest.FixtureRequest, new_project: Callable[[str], Project], database: str
) -> None:
    project = new_project(request.getfixturevalue(database).new())
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "bufsize": 1}
    racers: list[Service] = [
        project.start(f"racer {number}", "-c", RACER, options=pipes, DJANGO_SETTINGS_MODULE="izone.settings")
        for number in range(8)
    ]
    for _ in range(10):
        for racer in racers:
            racer.write("go")
        assert Counter(racer.read() for racer in racers) == {"won\n": 1, "lost\n": 7}
        assert project.runs.filter(state=Run.State.RUNNING).count() == 1
        project.runs.update(state=Run.State.DONE)


@pytest.mark.fault(5)
def test_callers_that_race_make_one_run(project: Project, gate: Gate, seen: Seen) -> None:
    project.friend(gate.link)
    command = ("manage.py", "check_friends", "--format", "json")
    racers = [project.start(f"racer {number}", *command, **GATES_MAY_STAY_CLOSED) for number in range(3)]
    gate.wait_until_asked()
    eventually(lambda: sum(racer.is_running() for racer in racers) == 1, "the end of all racers but one")
    gate.open()
    statuses = sorted(racer.process.wait(DEADLINE_SECONDS) for racer in racers)
    assert statuses == [0, 1, 1]
    assert list(project.runs.values_list("state", flat=True)) == [Run.State.DONE]
    seen("3 commands at once: 1 run, 2 told")


@pytest.mark.fault(5)
def test_of_two_callers_at_once_one_runs_and_the_other_is_told(project: Project, gate: Gate, seen: Seen) -> None:
    project.friend(gate.link)
    project.worker("prefork", **GATES_MAY_STAY_CLOSED)
    first = project.call()
    gate.wait_until_asked()
    second = project.ask()
    gate.open()
    assert second["code"] == 1
    assert one_sentence(second["error"])
    assert second["data"]["active_num"] == 0
    assert project.result(first)["code"] == 0
    assert list(project.runs.values_list("state", flat=True)) == [Run.State.DONE]
    seen("2 callers: 1 run, the other told")


def test_a_run_without_a_sign_of_life_is_closed_by_the_next_caller(project: Project, site: Site) -> None:
    project.friend(site.page("/gone", status=410), name="gone")
    now = timezone.now()
    dead = project.runs.create(started_by="task", started_at=now, seen_at=now)
    assert project.check().returncode == 1
    assert project.shown() == {"gone": True}
    project.runs.filter(pk=dead.pk).update(seen_at=now - timezone.timedelta(seconds=61))
    assert project.check().returncode == 0
    assert project.shown() == {"gone": False}
    dead = project.runs.get(pk=dead.pk)
    assert dead.state == Run.State.ABANDONED
    assert dead.finished_at
    assert one_sentence(dead.error)
