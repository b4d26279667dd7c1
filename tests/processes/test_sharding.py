"""A long run over real workers: who sits down, and what the caller and the history get of it."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from easytask.models import Check, Run
from izone import __version__
from tests.plugins.processes import eventually
from tests.plugins.projects import on_both_databases
from tests.plugins.scenes import GATES_MAY_STAY_CLOSED
from tests.plugins.shards import (
    LINKS,
    SHARDS,
    checks_of_each_friend,
    make_friends,
    shards_of,
)
from tests.plugins.sites import BACKLINK, NO_ROUTE


@on_both_databases
def test_two_workers_share_a_run_and_the_caller_gets_one_envelope(project, site, gate, start_worker):
    project.friend(gate.link, name="slow")
    make_friends(project, site)
    workers = [start_worker(**GATES_MAY_STAY_CLOSED), start_worker(**GATES_MAY_STAY_CLOSED)]
    task_id = project.call()
    gate.wait_until_asked()
    eventually(lambda: shards_of(project).count((1, True)) == SHARDS, "the end of all other shards")
    took = [
        line.split("Task ")[1].partition("[")[0] for w in workers for line in w.output.splitlines() if "rece" in line
    ]
    assert Counter(took) == {f"easytask.tasks.{name}": 1 for name in ("check_friend", "check_in_shards", "help_check")}
    gate.open()
    envelope = project.result(task_id)
    count = LINKS * SHARDS + 1
    changed = {"to_show": LINKS * SHARDS // 2, "to_not_show": 0}
    assert (envelope["code"], envelope["error"]) == (0, "")
    assert envelope["data"] == {"active_num": count, **changed, "version": __version__, "outcome": "done"}
    assert set(checks_of_each_friend(project).values()) == {1}
    assert sorted(Counter(site.paths()).values()) == [1] * count
    assert shards_of(project) == [(1, True)] * (SHARDS + 1)
    run = project.runs.get()
    assert (run.state, run.started_by, run.total, run.judged) == (Run.State.DONE, "task", count, count)
    assert run.task_id == task_id


def test_a_run_of_one_shards_worth_never_sits_down_to_shards(project, site, start_worker):
    make_friends(project, site, count=LINKS)
    worker = start_worker()
    assert project.ask()["data"]["active_num"] == LINKS
    assert "shards" not in worker.output.partition(" ready.")[2]  # the tasks that it received
    assert shards_of(project) == []


def test_in_one_process_a_run_stays_whole(project, site, start_worker):
    make_friends(project, site)
    done = project.check("--format", "json")
    assert json.loads(done.stdout)["data"]["active_num"] == LINKS * SHARDS
    assert shards_of(project) == []


@pytest.mark.parametrize("pool", ["threads", "solo"])
def test_the_other_pools_do_it_too(project, site, start_worker, pool):
    make_friends(project, site)
    start_worker(pool)
    envelope = project.ask()
    assert (envelope["code"], envelope["data"]["active_num"]) == (0, LINKS * SHARDS)


def test_a_run_in_shards_is_cancelled_within_moments(project, site, gate, start_worker):
    project.friend(gate.link, name="slow")
    make_friends(project, site)
    start_worker("prefork", "-c", "2", **GATES_MAY_STAY_CLOSED)
    task_id = project.call()
    gate.wait_until_asked()
    project.runs.update(cancel_requested=True)
    envelope = project.result(task_id)
    run = project.runs.get()
    assert (run.state, run.error) == (Run.State.CANCELLED, envelope["error"])
    assert envelope["data"]["not_checked"] >= 1
    assert envelope["data"]["active_num"] + envelope["data"]["not_checked"] == LINKS * SHARDS + 1


@on_both_databases
def test_an_outage_is_decided_once_over_all_shards(project, site, start_worker):
    for number in range(LINKS * 3):  # in each shard two are silent, which is none by itself
        project.friend(NO_ROUTE if number % 2 else site.page("/well", BACKLINK), name=f"{number}")
    project.friend(NO_ROUTE, name="one more")
    workers = [start_worker(), start_worker()]
    envelope = project.ask()
    assert (envelope["code"], envelope["data"].get("outage"), envelope["data"]["to_not_show"]) == (0, True, 0)
    assert envelope["message"]
    verdicts = Check.objects.using(project.alias).values_list("verdict", flat=True)
    assert Counter(verdicts) == {"ok": LINKS * 3 // 2, "outage": LINKS * 3 // 2 + 1}
    assert all(project.shown().values())
    assert all(worker.is_running() for worker in workers)
