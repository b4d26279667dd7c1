"""The database drops its connections, takes none, or stalls, while a run is under way."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from easytask.models import Check, Flip, Run
from tests.plugins.databases import PostgreSQL, locked
from tests.plugins.faults import Seen
from tests.plugins.processes import DEADLINE_SECONDS, eventually
from tests.plugins.projects import POOLS, Project, on_both_databases, on_postgresql
from tests.plugins.scenes import GATES_MAY_STAY_CLOSED, set_a_minute_back, under_settings
from tests.plugins.sites import Gate, Release, Site

A_MINUTE_LATER = pytest.mark.parametrize(
    "wait_a_minute",
    [
        pytest.param(set_a_minute_back, id="set back"),
        pytest.param(lambda _: time.sleep(61), id="waited", marks=pytest.mark.nightly),
    ],
)


@pytest.mark.fault(9)
@on_postgresql
@pytest.mark.parametrize("pool", POOLS)
def test_connections_that_drop_between_two_runs_are_not_noticed(
    project: Project, postgres: PostgreSQL, site: Site, pool: str, seen: Seen
) -> None:
    project.friend(site.page("/gone", status=410), name="gone")
    project.worker(pool)
    call = project.ask
    assert call()["code"] == 0
    project.disconnect()
    dropped = postgres.drop_connections(project.database_url)
    project.friends.update(is_show=True)
    assert call()["code"] == 0
    assert project.reasons() == {"gone": "网页请求返回410"}
    seen(f"{dropped} connections were open to be dropped, and the next run was an ordinary one")


@pytest.mark.fault(9)
@on_postgresql
@pytest.mark.parametrize("pool", POOLS)
def test_connections_that_drop_in_mid_run_are_made_anew_in_the_same_run(
    project: Project, postgres: PostgreSQL, gate: Gate, pool: str, seen: Seen
) -> None:
    project.friend(gate.link, name="slow", is_show=False, not_show_reason="请求超时")
    worker = project.worker(pool)
    task = project.call()
    gate.wait_until_asked()
    project.disconnect()
    dropped = postgres.drop_connections(project.database_url)
    assert dropped >= 1
    gate.open()
    envelope = project.result(task)
    assert envelope["code"] == 0, f"{envelope}\n{worker.output}"
    assert "Traceback" not in worker.output
    assert project.shown() == {"slow": True}
    assert project.friends.get().checks.count() == 1
    assert project.runs.get().state == Run.State.DONE
    seen(f"{dropped} connections dropped; the same run wrote its verdict over a new one, once")


@pytest.mark.fault(9)
@on_postgresql
@A_MINUTE_LATER
def test_a_server_that_takes_no_connections_for_a_while_is_told_in_a_sentence(
    project: Project, postgres: PostgreSQL, gate: Gate, wait_a_minute: Callable[[Project], None], seen: Seen
) -> None:
    project.friend(gate.link, name="slow", is_show=False)
    command = project.start("command", "manage.py", "check_friends")
    gate.wait_until_asked()
    project.disconnect()
    with postgres.refusing(project.database_url):
        gate.open()
        assert command.process.wait(DEADLINE_SECONDS) == 1
    assert "Traceback" not in command.output
    assert "数据库出错" in command.output
    assert project.shown() == {"slow": False}
    assert project.check().returncode == 1  # the end of the run could not be written either
    wait_a_minute(project)
    assert project.check().returncode == 0
    assert project.shown() == {"slow": True}
    seen("refused in mid-run: one sentence and status 1; the first run once the lost one was 61 s old did it all")


@pytest.mark.fault(9)
@on_postgresql
def test_a_connection_that_drops_while_the_run_only_waits_is_made_anew_for_its_sign_of_life(
    project: Project, postgres: PostgreSQL, gate: Gate, seen: Seen
) -> None:
    project.friend(gate.link, name="slow", is_show=False)
    run = project.start("run", "manage.py", "check_friends", **GATES_MAY_STAY_CLOSED)
    gate.wait_until_asked()
    dropped_at = timezone.now()
    project.disconnect()
    postgres.drop_connections(project.database_url)
    eventually(lambda: project.runs.get().seen_at > dropped_at, "a sign of life, before there is any verdict")
    gate.open()
    assert run.process.wait(DEADLINE_SECONDS) == 0, run.output
    assert project.shown() == {"slow": True}
    seen(f"a sign of life came {(project.runs.get().seen_at - dropped_at).total_seconds():.1f} s after the drop")


STALL_SECONDS = 16
# Each time-out ends within the stall, so that a check which waited for the database would see them all pass.
STALLED_TIMEOUT = STALL_SECONDS - 1
STALLED_SITES = 40
PATIENT = """
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"]["timeout"] = 120
"""
# Seconds over which the sites' answers are spread.
ANSWERING = 2


@pytest.mark.fault(10)
@on_both_databases
def test_a_database_that_stalls_for_long_makes_no_site_look_slow_and_loses_nothing(
    project: Project, request: pytest.FixtureRequest, held: Release, seen: Seen
) -> None:
    for number in range(STALLED_SITES):
        status, after = (410 if number % 4 == 0 else 200), number / STALLED_SITES * ANSWERING
        project.friend(held.page(f"/{number}", status=status, after=after), name=f"/{number}", is_show=number % 2 == 0)
    # How long SQLite's lock is waited for is not the question here.
    under_settings(project, PATIENT)
    project.worker("prefork", FRIENDLINK_TIMEOUT=f"{STALLED_TIMEOUT}", FRIENDLINK_PER_HOST=f"{STALLED_SITES}")
    task = project.call()
    held.wait_until_asked(STALLED_SITES)
    project.disconnect()
    on_postgres = project.database_url.startswith("postgres")
    stalled = request.getfixturevalue("postgres").paused() if on_postgres else locked(project.database_url)
    with stalled:
        held.go()
        time.sleep(STALL_SECONDS)
        eventually(lambda: len(held.took) == STALLED_SITES, "the answers of all sites")
    envelope = eventually(lambda: finished(project, task), "the end of the run")
    assert (envelope["code"], envelope["data"]["active_num"]) == (0, STALLED_SITES)
    assert envelope["time"] > STALL_SECONDS
    gone = {f"/{number}": "网页请求返回410" for number in range(0, STALLED_SITES, 4)}
    assert project.reasons() == {f"/{number}": "shown" for number in range(STALLED_SITES)} | gone
    checks = Check.objects.using(project.alias).values_list("friend__name", "milliseconds")
    assert Counter(name for name, _ in checks) == dict.fromkeys(held.took, 1)
    inflated = max(milliseconds / 1000 - held.took[name] for name, milliseconds in checks)
    # Half of it would be a busy machine; the stall would be all of it.
    assert inflated < STALL_SECONDS / 2
    flips = Flip.objects.using(project.alias).count()
    assert flips == STALLED_SITES // 2 + len(gone)  # the odd ones came up, the gone ones went away
    seen(
        f"{STALLED_SITES} sites answered during {STALL_SECONDS} s of stall: all verdicts right, each once, "
        f"{flips} changes, no duration more than {inflated:.2f} s above the site's, the run {envelope['time']:.1f} s"
    )


def finished(project: Project, task: str) -> dict[str, Any] | None:
    """The task's envelope once it is there."""
    return project.result(task) if not project.runs.filter(state=Run.State.RUNNING).exists() else None
