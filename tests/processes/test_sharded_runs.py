"""A long run over real workers: who sits down, who is killed, and what the caller and the history get of it."""

from __future__ import annotations

import ast
import datetime as dt
import json
import re
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from django.db.models import F

from easytask.models import Check, Run, Shard
from izone import __version__
from tests.conftest import BACKLINK, Gate, Site, one_sentence
from tests.plugins.fake_channels import Hook
from tests.plugins.services import Envelope, Project, Service, eventually, on_both_databases

pytestmark = pytest.mark.processes

LINKS = 4
SHARDS = 6
# What each worker imports at its start: shards that a test can fill, and a friend whose check ends the process.
SMALL = f"""
import datetime as dt, os, signal
from easytask import checker
from easytask.runs import shards

shards.LINKS = {LINKS}
shards.LOST_AFTER = dt.timedelta(seconds=4)
check_link = checker.LinkChecker.check_link

async def check_or_die(self, friend, fetcher=None):
    if friend.name == "killer":
        os.kill(os.getpid(), signal.SIGKILL)
    return await check_link(self, friend, fetcher)

checker.LinkChecker.check_link = check_or_die
"""


@pytest.fixture
def seat(project: Project) -> Callable[..., Service]:
    """Starts a worker with small shards; one seat unless told otherwise."""
    (project.directory / "small.py").write_text(SMALL)
    project.environment["PYTHONPATH"] = str(project.directory)

    def start(pool: str = "prefork", *options: str, **settings: str) -> Service:
        number = len(project.services)
        return project.worker(
            pool, "-I", "small", "-c", "1", "-n", f"{project.alias}-{number}@%h", *options, **settings
        )

    return start


@pytest.fixture
def hook() -> Iterator[Hook]:
    hook = Hook()
    yield hook
    hook.close()


def friends(project: Project, site: Site, *, count: int = LINKS * SHARDS) -> None:
    for number in range(count):
        project.friend(site.page(f"/{number}", BACKLINK), name=str(number), is_show=bool(number % 2))


def shards(project: Project) -> list[tuple[int, bool]]:
    rows = Shard.objects.using(project.alias).order_by("pk")
    return list(rows.values_list("attempts", "done"))


def history(project: Project) -> Counter[str]:
    """How many checks of each friend the history holds."""
    return Counter(Check.objects.using(project.alias).values_list("friend__name", flat=True))


def answer(caller: Service) -> Envelope:
    """What ``celery result`` prints once there is something."""
    assert caller.process.wait(40) == 0, caller.output
    return ast.literal_eval(caller.output)


def waiting_caller(project: Project, task_id: str) -> Service:
    return project.start("result", "-m", "celery", "-A", "izone", "result", task_id)


def under_way(project: Project) -> list[tuple[int, dt.datetime]]:
    rows = Shard.objects.using(project.alias).filter(done=False, seen_at__isnull=False)
    return list(rows.values_list("pk", "seen_at"))


# --- together --------------------------------------------------------------------------------------------------------
@on_both_databases
def test_two_workers_share_a_run_and_the_caller_gets_one_envelope(project, site, gate, seat):
    project.friend(gate.link, name="slow")
    friends(project, site)
    workers = [seat(FRIENDLINK_TIMEOUT="30"), seat(FRIENDLINK_TIMEOUT="30")]
    task_id = project.call()
    gate.wait_until_asked()
    eventually(lambda: shards(project).count((1, True)) == SHARDS, "the end of all other shards")
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
    assert set(history(project).values()) == {1}
    assert sorted(Counter(site.paths()).values()) == [1] * count
    assert shards(project) == [(1, True)] * (SHARDS + 1)
    run = project.runs.get()
    assert (run.state, run.started_by, run.total, run.judged) == (Run.State.DONE, "task", count, count)
    assert run.task_id == task_id


def test_a_run_of_one_shards_worth_never_sits_down_to_shards(project, site, seat):
    friends(project, site, count=LINKS)
    worker = seat()
    assert project.result(project.call())["data"]["active_num"] == LINKS
    assert "shards" not in worker.output.partition(" ready.")[2]  # the tasks that it received
    assert shards(project) == []


def test_in_one_process_a_run_stays_whole(project, site, seat):
    friends(project, site)
    done = project.check("--format", "json")
    assert json.loads(done.stdout)["data"]["active_num"] == LINKS * SHARDS
    assert shards(project) == []


@pytest.mark.parametrize("pool", ["threads", "solo"])
def test_the_other_pools_do_it_too(project, site, seat, pool):
    friends(project, site)
    seat(pool)
    envelope = project.result(project.call())
    assert (envelope["code"], envelope["data"]["active_num"]) == (0, LINKS * SHARDS)


@pytest.mark.fault(5)
def test_a_caller_during_a_run_in_shards_is_told(project, site, gate, seat, seen):
    project.friend(gate.link)
    friends(project, site)
    seat("prefork", "-c", "2", FRIENDLINK_TIMEOUT="30")
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
# --- killed ----------------------------------------------------------------------------------------------------------
@on_both_databases
@pytest.mark.parametrize("whose", ["the caller's", "a helper's"])
def test_the_shard_of_a_killed_worker_is_tried_again_by_another(project, site, gate, seat, seen, whose):
    other_gate = Gate(site, "/other")
    project.friend(gate.link, name="slow")
    friends(project, site, count=LINKS - 1)
    project.friend(other_gate.link, name="slow too")
    friends(project, site, count=LINKS)
    workers = [seat(FRIENDLINK_TIMEOUT="30"), seat(FRIENDLINK_TIMEOUT="30")]
    caller = waiting_caller(project, project.call())
    gate.wait_until_asked()
    other_gate.wait_until_asked()
    eventually(lambda: len(history(project)) >= 2, "batches of both")
    [callers] = [worker for worker in workers if "Task easytask.tasks.check_in_shards[" in worker.output]
    killed = callers if whose == "the caller's" else next(worker for worker in workers if worker is not callers)
    killed.kill()
    time.sleep(2)  # the one that lives gives word meanwhile
    [lost] = [pk for pk, seen_at in under_way(project) if seen_at == min(seen for _, seen in under_way(project))]
    gate.open()
    other_gate.open()
    envelope = answer(caller)
    assert (envelope["code"], envelope["data"]["active_num"]) == (0, 2 * LINKS + 1), envelope
    assert sum(history(project).values()) == 2 * LINKS + 1
    assert Shard.objects.using(project.alias).get(pk=lost).attempts == 2
    assert sorted(attempts for attempts, _ in shards(project)) == [1, 1, 2]
    assert Counter(site.paths())["/gate"] + Counter(site.paths())["/other"] == 3
    assert project.runs.get().state == Run.State.DONE
    seen(f"{2 * LINKS + 1} of {2 * LINKS + 1} verdicts in one run, none twice; the lost shard tried twice")


@pytest.mark.fault(3)
@on_both_databases
def test_a_link_that_kills_its_process_costs_its_shard_alone(project, site, seat, seen):
    friends(project, site, count=LINKS)
    project.friend("https://killer.example/", name="killer")
    friends(project, site, count=LINKS)
    worker = seat("prefork", "-c", "2")
    caller = waiting_caller(project, project.call())
    envelope = answer(caller)
    assert envelope["code"] == 1
    assert one_sentence(envelope["error"])
    assert "3" in envelope["error"]
    data = envelope["data"]
    assert data["active_num"] + data["not_checked"] == 2 * LINKS + 1
    assert 1 <= data["not_checked"] <= 3
    assert sorted(shards(project)) == [(1, True), (1, True), (3, False)]
    assert max(history(project).values()) <= 2
    assert project.runs.get().state == Run.State.FAILED
    time.sleep(5)  # nobody tries it once more
    assert sorted(shards(project))[-1] == (3, False)
    assert worker.output.count("WorkerLostError") <= 6
    project.friends.filter(name="killer").delete()
    again = project.result(project.call())
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
    project, site, seat, hook, seen, waits
):
    project.friend(site.page("/well", BACKLINK), name="well")
    project.friend("https://killer.example/", name="killer")
    project.environment["FRIENDLINK_NOTIFY_URLS"] = hook.url
    worker = seat()
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
    seen("5 runs lost their process; on the desk from the third, 1 notice, both gone with the next run that ended")


@pytest.mark.postgres
@pytest.mark.parametrize("project", ["postgres"], indirect=True)
def test_connections_that_are_cut_cost_nobody_a_seat(project, postgres, site, gate, seat):
    project.friend(gate.link, name="slow")
    friends(project, site)
    seat("prefork", "-c", "2", FRIENDLINK_TIMEOUT="30")
    task_id = project.call()
    gate.wait_until_asked()
    eventually(lambda: shards(project).count((1, True)) == SHARDS, "one who waits and one who works")
    project.disconnect()
    assert postgres.drop_connections(project.database_url) == 2
    eventually(lambda: (2, False) in shards(project), "another attempt")
    gate.open()
    envelope = project.result(task_id)
    assert (envelope["code"], envelope["data"]["active_num"]) == (0, LINKS * SHARDS + 1)
    assert set(history(project).values()) == {1}


@pytest.mark.fault(2)
def test_a_run_that_loses_all_its_workers_is_broken_and_the_next_one_is_ordinary(project, site, gate, seat, seen):
    project.friend(gate.link, name="slow")
    friends(project, site)
    worker = seat(FRIENDLINK_TIMEOUT="30")
    project.call()
    gate.wait_until_asked()
    eventually(lambda: history(project), "the first batch")
    worker.kill()
    gate.open()
    project.runs.update(seen_at=F("seen_at") - dt.timedelta(seconds=61))
    seat()
    envelope = project.result(project.call())
    assert (envelope["code"], envelope["data"]["active_num"]) == (0, LINKS * SHARDS + 1)
    assert [run.state for run in project.runs.order_by("pk")] == [Run.State.ABANDONED, Run.State.DONE]
    assert max(history(project).values()) <= 2
    kept = project.runs.earliest("pk").judged
    seen(f"{kept} of {LINKS * SHARDS + 1} verdicts of a run in shards kept; the next run judged all, no link twice")


@pytest.mark.fault(8)
def test_sigterm_lets_a_seat_stay_until_the_run_is_closed(project, site, gate, seat, seen):
    project.friend(gate.link, name="slow")
    friends(project, site)
    worker = seat(FRIENDLINK_TIMEOUT="30")
    task_id = project.call()
    gate.wait_until_asked()
    worker.process.send_signal(signal.SIGTERM)
    worker.wait_for("Warm shutdown")
    gate.open()
    assert worker.process.wait(30) == 0
    assert project.result(task_id)["data"]["active_num"] == LINKS * SHARDS + 1
    seen(f"SIGTERM in mid-shard: {LINKS * SHARDS + 1} of {LINKS * SHARDS + 1} verdicts in one run")


# --- stopped, and our own network ------------------------------------------------------------------------------------
def test_a_run_in_shards_is_cancelled_within_moments(project, site, gate, seat):
    project.friend(gate.link, name="slow")
    friends(project, site)
    seat("prefork", "-c", "2", FRIENDLINK_TIMEOUT="60")
    task_id = project.call()
    gate.wait_until_asked()
    project.runs.update(cancel_requested=True)
    envelope = project.result(task_id)
    run = project.runs.get()
    assert (run.state, run.error) == (Run.State.CANCELLED, envelope["error"])
    assert envelope["data"]["not_checked"] >= 1
    assert envelope["data"]["active_num"] + envelope["data"]["not_checked"] == LINKS * SHARDS + 1


@pytest.mark.fault(7)
def test_the_deadline_is_that_of_the_whole_run(project, site, gate, seat, seen):
    for _ in range(2 * LINKS):
        project.friend(gate.link, name="slow")
    friends(project, site)
    settings = {"FRIENDLINK_TIMEOUT": "60", "FRIENDLINK_RUN_DEADLINE": "5"}
    seat("prefork", "-c", "2", **settings)
    began = time.monotonic()
    envelope = project.result(project.call())
    assert time.monotonic() - began < 30
    assert envelope["code"] == 1
    assert envelope["data"]["not_checked"] >= 2 * LINKS
    assert one_sentence(envelope["error"])
    seen(f"in shards: {envelope['data']['active_num']} verdicts kept, {envelope['data']['not_checked']} told")


@on_both_databases
def test_an_outage_is_decided_once_over_all_shards(project, site, gate, seat):
    for number in range(LINKS * 3):  # in each shard two are silent, which is none by itself
        project.friend(gate.link if number % 2 else site.page("/well", BACKLINK), name=f"{number}")
    project.friend(gate.link, name="one more")
    settings = {"FRIENDLINK_TIMEOUT": "1", "FRIENDLINK_PER_HOST": "20"}
    workers = [seat(**settings), seat(**settings)]
    envelope = project.result(project.call())
    assert (envelope["code"], envelope["data"].get("outage"), envelope["data"]["to_not_show"]) == (0, True, 0)
    assert envelope["message"]
    verdicts = Check.objects.using(project.alias).values_list("verdict", flat=True)
    assert Counter(verdicts) == {"ok": LINKS * 3 // 2, "outage": LINKS * 3 // 2 + 1}
    assert all(project.shown().values())
    assert all(worker.is_running() for worker in workers)
