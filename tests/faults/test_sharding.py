"""Workers are killed, cut off, stopped and late in the middle of a run that is spread over them."""

from __future__ import annotations

import datetime as dt
import json
import re
import signal
import time
from collections import Counter

import pytest
from django.db.models import F

from easytask.models import Run, Shard
from tests.plugins.processes import DEADLINE_SECONDS, eventually, one_sentence
from tests.plugins.projects import Project, on_both_databases
from tests.plugins.scenes import GATES_MAY_STAY_CLOSED
from tests.plugins.shards import (
    LINKS,
    SHARDS,
    call_lost,
    checks_of_each_friend,
    make_friends,
    shards_of,
    shards_under_way,
)
from tests.plugins.sites import BACKLINK, Gate


@pytest.mark.fault(5)
def test_a_caller_during_a_run_in_shards_is_told(project, site, gate, start_worker, seen):
    project.friend(gate.link)
    make_friends(project, site)
    start_worker("prefork", "-c", "2", **GATES_MAY_STAY_CLOSED)
    first = project.call()
    gate.wait_until_asked()
    done = project.check("--format", "json")
    assert (done.returncode, one_sentence(done.stderr)) == (1, True)
    assert json.loads(done.stdout)["error"] == "已有一次检查正在进行。"
    gate.open()
    assert project.result(first)["code"] == 0
    assert project.runs.count() == 1
    seen("a caller during a run in shards: 1 run, the caller told")


@pytest.mark.fault(2)
@on_both_databases
@pytest.mark.parametrize("whose", ["the caller's", "a helper's"])
def test_the_shard_of_a_killed_worker_is_tried_again_by_another(project, site, gate, start_worker, seen, whose):
    other_gate = Gate(site, "/other")
    project.friend(gate.link, name="slow")
    make_friends(project, site, count=LINKS - 1)
    project.friend(other_gate.link, name="slow too")
    make_friends(project, site, count=LINKS)
    workers = [start_worker(**GATES_MAY_STAY_CLOSED), start_worker(**GATES_MAY_STAY_CLOSED)]
    task = project.call()
    gate.wait_until_asked()
    other_gate.wait_until_asked()
    eventually(lambda: len(checks_of_each_friend(project)) >= 2, "batches of both")
    [callers] = [worker for worker in workers if "Task easytask.tasks.check_in_shards[" in worker.output]
    killed = callers if whose == "the caller's" else next(worker for worker in workers if worker is not callers)
    killed.kill()
    last_seen = dict(shards_under_way(project))
    [alive] = eventually(
        lambda: [pk for pk, seen_at in shards_under_way(project) if seen_at != last_seen[pk]],
        "a sign of life of the one that lives",
    )
    [lost] = last_seen.keys() - {alive}
    call_lost(project, pk=lost)
    gate.open()
    other_gate.open()
    envelope = project.result(task)
    assert (envelope["code"], envelope["data"]["active_num"]) == (0, 2 * LINKS + 1), envelope
    assert sum(checks_of_each_friend(project).values()) == 2 * LINKS + 1
    assert Shard.objects.using(project.alias).get(pk=lost).attempts == 2
    assert sorted(attempts for attempts, _ in shards_of(project)) == [1, 1, 2]
    assert Counter(site.paths())["/gate"] + Counter(site.paths())["/other"] == 3
    assert project.runs.get().state == Run.State.DONE
    seen(f"{2 * LINKS + 1} of {2 * LINKS + 1} verdicts in one run, none twice; the lost shard tried twice")


@pytest.mark.fault(3)
@on_both_databases
def test_a_link_that_kills_its_process_costs_its_shard_alone(project, site, start_worker, seen):
    make_friends(project, site, count=LINKS)
    project.friend("https://killer.example/", name="killer")
    make_friends(project, site, count=LINKS)
    worker = start_worker("prefork", "-c", "2")
    task = project.call()
    killer, kills = project.friends.get(name="killer").pk, project.directory / "kills"

    def is_given_up() -> bool:
        if kills.exists():
            # Only the attempt whose process has been killed: nobody is behind it.
            tried = len(kills.read_text())
            call_lost(project, attempts=tried, first_id__lte=killer, last_id__gte=killer)
        return project.runs.filter(state=Run.State.FAILED).exists()

    eventually(is_given_up, "the end of the run")
    envelope = project.result(task)
    assert envelope["code"] == 1
    assert one_sentence(envelope["error"])
    assert "3" in envelope["error"]
    data = envelope["data"]
    assert data["active_num"] + data["not_checked"] == 2 * LINKS + 1
    assert 1 <= data["not_checked"] <= 3
    assert sorted(shards_of(project)) == [(1, True), (1, True), (3, False)]
    assert max(checks_of_each_friend(project).values()) <= 2
    assert project.runs.get().state == Run.State.FAILED
    # Nobody tries it once more, although it is lost.
    call_lost(project)
    time.sleep(2)
    assert sorted(shards_of(project))[-1] == (3, False)
    assert worker.output.count("WorkerLostError") <= 6
    project.friends.filter(name="killer").delete()
    again = project.ask()
    assert (again["code"], again["data"]["active_num"]) == (0, 2 * LINKS)
    seen(f"3 attempts at its shard; {data['active_num']} of {2 * LINKS + 1} verdicts kept, the next run is done")


OWNER = """
from django.contrib.auth import get_user_model
from django.test import Client  # noqa: E402
from easytask import tasks
from easytask.notifications import outbox

owner, _ = get_user_model().objects.get_or_create(username="owner", is_staff=True, is_superuser=True)
client = Client(headers={"host": "localhost"})
client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
print(client.get("/admin/").content.decode())
outbox.send()
tasks.send_check(None)
"""


def look_at_the_desk_and_check_again(project: Project) -> str:
    """The page, as the owner sees it before the notices go out and the next run begins."""
    done = project.manage("shell", "-v", "0", "-c", OWNER)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.fault(3)
@pytest.mark.parametrize(
    "waits", [False, pytest.param(True, marks=pytest.mark.nightly)], ids=["set back", "a true minute"]
)
def test_runs_that_are_killed_one_after_another_are_shown_to_the_owner_and_told_once(
    project, site, start_worker, hook, seen, waits
):
    project.friend(site.page("/well", BACKLINK), name="well")
    project.friend("https://killer.example/", name="killer")
    project.environment["FRIENDLINK_NOTIFY_URLS"] = hook.url
    worker = start_worker()
    shown = []
    for number in range(1, 6):
        shown.append(re.search("最近连续 . 次检查都中途断了", look_at_the_desk_and_check_again(project)))
        eventually(lambda n=number: worker.output.count("error: WorkerLostError") == n, "the end of the process")
        assert project.runs.filter(state=Run.State.ABANDONED).count() == number - 1
        if waits:
            time.sleep(61)
        else:
            project.runs.filter(state=Run.State.RUNNING).update(seen_at=F("seen_at") - dt.timedelta(seconds=61))
    assert [match and match[0] for match in shown] == [
        *[None] * 3,
        "最近连续 3 次检查都中途断了",
        "最近连续 4 次检查都中途断了",
    ]
    assert hook.titles == ["[izone] 连续 3 次检查中途断了"]
    assert project.runs.count() == 5  # nobody tries one again by itself
    project.friends.filter(name="killer").delete()
    look_at_the_desk_and_check_again(project)
    eventually(lambda: project.runs.first().state == Run.State.DONE, "the end of a run")
    assert "中途断了" not in look_at_the_desk_and_check_again(project)
    assert len(hook.received) == 1
    seen("5 runs lost their process; on the dashboard from the third, 1 notice, both gone with the next run that ended")


@pytest.mark.postgres
@pytest.mark.parametrize("project", ["postgres"], indirect=True)
def test_connections_that_are_cut_cost_nobody_a_seat(project, postgres, site, gate, start_worker):
    project.friend(gate.link, name="slow")
    make_friends(project, site)
    start_worker("prefork", "-c", "2", **GATES_MAY_STAY_CLOSED)
    task_id = project.call()
    gate.wait_until_asked()
    eventually(lambda: shards_of(project).count((1, True)) == SHARDS, "all shards but the one of the slow link")
    project.disconnect()
    eventually(lambda: postgres.connections(project.database_url) == 2, "one who waits and one who works")
    assert postgres.drop_connections(project.database_url) == 2
    eventually(lambda: (2, False) in shards_of(project), "another attempt")
    gate.open()
    envelope = project.result(task_id)
    assert (envelope["code"], envelope["data"]["active_num"]) == (0, LINKS * SHARDS + 1)
    assert set(checks_of_each_friend(project).values()) == {1}


@pytest.mark.fault(2)
def test_a_run_that_loses_all_its_workers_is_broken_and_the_next_one_is_ordinary(
    project, site, gate, start_worker, seen
):
    project.friend(gate.link, name="slow")
    make_friends(project, site)
    worker = start_worker(**GATES_MAY_STAY_CLOSED)
    project.call()
    gate.wait_until_asked()
    eventually(lambda: checks_of_each_friend(project), "the first batch")
    worker.kill()
    gate.open()
    project.runs.update(seen_at=F("seen_at") - dt.timedelta(seconds=61))
    start_worker()
    envelope = project.ask()
    assert (envelope["code"], envelope["data"]["active_num"]) == (0, LINKS * SHARDS + 1)
    assert [run.state for run in project.runs.order_by("pk")] == [Run.State.ABANDONED, Run.State.DONE]
    assert max(checks_of_each_friend(project).values()) <= 2
    kept = project.runs.earliest("pk").judged
    seen(f"{kept} of {LINKS * SHARDS + 1} verdicts of a run in shards kept; the next run judged all, no link twice")


@pytest.mark.fault(8)
def test_sigterm_lets_a_worker_process_stay_until_the_run_is_closed(project, site, gate, start_worker, seen):
    project.friend(gate.link, name="slow")
    make_friends(project, site)
    worker = start_worker(**GATES_MAY_STAY_CLOSED)
    task_id = project.call()
    gate.wait_until_asked()
    worker.process.send_signal(signal.SIGTERM)
    worker.wait_for("Warm shutdown")
    gate.open()
    assert worker.process.wait(DEADLINE_SECONDS) == 0
    assert project.result(task_id)["data"]["active_num"] == LINKS * SHARDS + 1
    seen(f"SIGTERM in mid-shard: {LINKS * SHARDS + 1} of {LINKS * SHARDS + 1} verdicts in one run")


@pytest.mark.fault(7)
def test_the_deadline_is_that_of_the_whole_run(project, site, gate, start_worker, seen):
    for _ in range(2 * LINKS):
        project.friend(gate.link, name="slow")
    make_friends(project, site)
    settings = {**GATES_MAY_STAY_CLOSED, "FRIENDLINK_RUN_DEADLINE": "5"}
    start_worker("prefork", "-c", "2", **settings)
    envelope = project.ask()
    assert envelope["code"] == 1
    assert envelope["data"]["not_checked"] >= 2 * LINKS
    assert one_sentence(envelope["error"])
    seen(f"in shards: {envelope['data']['active_num']} verdicts kept, {envelope['data']['not_checked']} told")
