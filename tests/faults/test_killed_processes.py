"""The process that checks is killed, with its worker or alone, once or each time."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from redis import Redis

from easytask.models import Run
from tests.plugins.faults import Seen
from tests.plugins.processes import DEADLINE_SECONDS, children, eventually, one_sentence
from tests.plugins.projects import Project, on_both_databases
from tests.plugins.scenes import (
    GATES_MAY_STAY_CLOSED,
    RUNS,
    Owner,
    imported,
    is_alive,
    judged,
    kill_the_pool_child,
    last_seen,
    states,
    ticks,
    under_settings,
    worker_in_mid_run,
)
from tests.plugins.sites import Gate, Site

# Seconds after its last heartbeat in which a run is alive; it leaves a busy machine half a minute to look.
STILL_ALIVE = 30
# Once, the batch with this friend stops where its rows are written and its history is not.
HALFWAY = """
import pathlib, time
from easytask.runs import recording
from easytask.runs import lock

write_history, marker = recording._write_history, pathlib.Path(__file__).with_name("is halfway")

def write_half(verdicts, *arguments, **options):
    if not marker.exists() and any(verdict.friend.name == "slow" for verdict in verdicts):
        marker.touch()
        time.sleep(600)
    write_history(verdicts, *arguments, **options)

recording._write_history = write_half
"""


@pytest.mark.fault(1)
@on_both_databases
def test_a_batch_whose_process_is_killed_is_not_written_by_half(
    project: Project, site: Site, gate: Gate, seen: Seen
) -> None:
    worker = worker_in_mid_run(project, site, gate, "prefork", *imported(project, "halfway", HALFWAY))
    gate.open()
    eventually((project.directory / "is halfway").exists, "half of the second batch")
    kill_the_pool_child(worker)
    kept = judged(project)
    assert kept == {"gone", "well"}
    last_seen(project, seconds_ago=STILL_ALIVE)
    assert project.ask()["error"] == "已有一次检查正在进行。"
    last_seen(project, seconds_ago=61)
    envelope = project.ask()
    assert (envelope["code"], envelope["data"]["active_num"]) == (0, 3)
    assert states(project) == [Run.State.ABANDONED, Run.State.DONE]
    broken = project.runs.earliest("pk")
    assert one_sentence(broken.error)
    assert broken.finished_at
    assert judged(project) == {"gone", "well", "slow"}
    assert worker.is_running()
    seen(f"{len(kept)} of 3 verdicts kept, none of the batch under way; the next run judged {broken.total}")


@pytest.mark.fault(1)
def test_every_page_about_runs_closes_one_without_a_sign_of_life(project: Project, owner: Owner, seen: Seen) -> None:
    run = project.runs.create(started_by="task", started_at=timezone.now(), seen_at=timezone.now(), state="done")
    pages = ["/admin/", RUNS, f"{RUNS}{run.pk}/change/", f"{RUNS}{run.pk}/progress/", "/metrics", "/healthz"]
    for page in pages:
        project.runs.update(state=Run.State.RUNNING)
        last_seen(project, seconds_ago=STILL_ALIVE)
        owner.open(page)
        assert states(project) == [Run.State.RUNNING], page
        last_seen(project, seconds_ago=61)
        # The answer of /healthz is remembered for a moment.
        eventually(lambda page=page: owner.open(page) and states(project) == [Run.State.ABANDONED], page)
    seen(f"{len(pages)} pages: none closes it {STILL_ALIVE} s after its last sign of life, each does after 61 s")


@pytest.mark.fault(1)
@pytest.mark.parametrize(
    ("who", "waits"),
    [
        ("a tick", False),
        pytest.param("a tick", True, marks=pytest.mark.nightly),
        pytest.param("a page", True, marks=pytest.mark.nightly),
        pytest.param("a caller", True, marks=pytest.mark.nightly),
    ],
)
def test_a_run_whose_process_was_killed_is_closed_in_time(
    request: pytest.FixtureRequest, project: Project, site: Site, gate: Gate, seen: Seen, who: str, waits: bool
) -> None:
    comes: dict[str, Callable[[], Any]] = {"a tick": bool, "a caller": project.check}
    if who == "a page":
        owner: Owner = request.getfixturevalue("owner")
        comes[who] = lambda: owner.open(RUNS)
    worker = worker_in_mid_run(project, site, gate)
    kill_the_pool_child(worker)
    gate.open()
    if not waits:
        last_seen(project, seconds_ago=61)
    if who == "a tick":
        project.tick_every(1)
        project.beat()

    def is_closed() -> bool:
        comes[who]()
        return states(project)[0] == Run.State.ABANDONED

    eventually(is_closed, "the end of the broken run")
    if who == "a page":
        project.check()
    eventually(lambda: Run.State.DONE in states(project), "the run after it")
    assert states(project)[:2] == [Run.State.ABANDONED, Run.State.DONE]
    broken, after = project.runs.order_by("pk")[:2]
    assert after.judged == 3
    silence = (broken.finished_at - broken.seen_at).total_seconds()
    # A minute, until somebody comes; on a busy machine, that takes some of another.
    assert 60 <= silence < 120
    seen(f"closed by {who} {silence:.1f} s after its last sign of life; 2 of 3 verdicts kept; the next run judged 3")


@pytest.mark.fault(1)
@pytest.mark.nightly
@on_both_databases
def test_whenever_its_process_is_killed_no_batch_is_written_by_half(project: Project, site: Site, seen: Seen) -> None:
    for number in range(60):
        project.friend(site.page(f"/{number}", status=410 if number % 2 else 200), name=f"{number}")
    small = imported(project, "small", "from easytask import checker\nchecker.BATCH_LINKS = 2\n")
    worker = project.worker("prefork", "-c", "1", *small, FRIENDLINK_SITE_LINK="")
    moments = random.Random(7)
    kept = []
    for _ in range(20):
        wanted = len(states(project)) + 1
        project.call()
        eventually(lambda wanted=wanted: len(states(project)) == wanted, "the beginning of a run")
        time.sleep(moments.uniform(0, 0.25))  # any moment: this is the fault
        kill_the_pool_child(worker)
        judged(project)
        kept.append(project.runs.latest("pk").judged)
        if states(project)[-1] == Run.State.RUNNING:
            last_seen(project, seconds_ago=61)
    assert project.ask()["data"]["active_num"] == 60
    assert len(judged(project)) == 60
    assert Counter(states(project))[Run.State.ABANDONED] >= 5
    seen(f"20 kills at {sorted(kept)} of 60 verdicts: all tables agree after each")


@pytest.mark.fault(2)
@pytest.mark.parametrize("whole", [True, False], ids=["with its pool", "without its pool"])
def test_a_run_whose_whole_worker_is_killed_is_not_made_again(
    project: Project, site: Site, gate: Gate, seen: Seen, whole: bool
) -> None:
    worker = worker_in_mid_run(project, site, gate)
    [child] = children(worker.pid)
    worker.kill() if whole else worker.end(signal.SIGKILL)
    eventually(lambda: not is_alive(child), "the end of its pool")
    assert states(project) == [Run.State.RUNNING]
    kept = judged(project)
    gate.open()
    with Redis(unix_socket_path=str(project.broker.socket)) as redis:
        assert not redis.hlen("unacked")  # no message will come again
    project.worker("prefork", "-n", "another@%h")
    last_seen(project, seconds_ago=61)
    assert project.ask()["data"]["active_num"] == 3
    assert states(project) == [Run.State.ABANDONED, Run.State.DONE]
    assert judged(project) == {"gone", "well", "slow"}
    seen(f"{len(kept)} of 3 verdicts kept; 0 runs by themselves, the next one judged 3; no link twice in a run")


@pytest.mark.fault(2)
def test_a_worker_that_is_killed_keeps_what_was_written(project: Project, site: Site, gate: Gate, seen: Seen) -> None:
    project.friend(site.page("/gone", status=410), name="gone")
    project.friend(gate.link, name="slow")
    worker = project.worker("solo", **GATES_MAY_STAY_CLOSED)
    project.call()
    gate.wait_until_asked()
    eventually(lambda: project.shown() == {"gone": False, "slow": True}, "the first verdict in the database")
    worker.kill()
    project.runs.update(seen_at=timezone.now() - timezone.timedelta(seconds=61))
    gate.open()
    assert project.check().returncode == 0
    assert [run.state for run in project.runs.order_by("pk")] == [Run.State.ABANDONED, Run.State.DONE]
    seen("a solo worker: 1 of 2 verdicts kept, the next run is done")


DIES_ON_RECEIPT = """
import os, signal
from celery.signals import task_received

@task_received.connect
def die(**_):
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.fault(2)
def test_a_message_that_comes_again_makes_one_more_run(project: Project, site: Site, seen: Seen) -> None:
    project.friend(site.page("/gone", status=410), name="gone")
    soon = {"unacked_restore_interval": 1, "unacked_restore_throttle": 1}
    under_settings(project, f"CELERY_BROKER_TRANSPORT_OPTIONS.update({soon})")
    first = project.worker("prefork", *imported(project, "dies", DIES_ON_RECEIPT))
    lost = project.call()
    first.process.wait(DEADLINE_SECONDS)
    with Redis(unix_socket_path=str(project.broker.socket)) as redis:
        [message] = redis.zrange("unacked_index", 0, -1)
        # Taken so long ago that it is due again: the time for that is the other worker's as well.
        redis.zadd("unacked_index", {message: 0})
        assert project.check().returncode == 0  # somebody has not waited for it
        project.worker("prefork", "-n", "another@%h")
        assert project.result(lost)["code"] == 0
        eventually(lambda: not redis.hlen("unacked") and not redis.llen("celery"), "an empty queue")
    assert states(project) == [Run.State.DONE] * 2
    assert judged(project) == {"gone"}
    seen("1 message redelivered after the kill: 1 extra run; no link twice in a run")


KILLER = """
import datetime as dt, os, pathlib, signal
from easytask import checker
from easytask.runs import lock

lock.STALE_AFTER = dt.timedelta(seconds=5)
check_link, kills = checker.LinkChecker.check_link, pathlib.Path(__file__).with_name("kills")

async def check_or_die(self, friend, prober=None):
    if friend.name == "killer":
        with kills.open("a") as file:
            file.write("x")
        os.kill(os.getpid(), signal.SIGKILL)
    return await check_link(self, friend, prober)

checker.LinkChecker.check_link = check_or_die
"""


@pytest.mark.fault(3)
def test_a_friend_that_kills_every_run_stops_neither_beat_nor_worker(project: Project, site: Site, seen: Seen) -> None:
    project.friend("https://killer.example/", name="killer")
    project.friend(site.page("/gone", status=410), name="gone")
    worker = project.worker("prefork", *imported(project, "killer", KILLER))
    project.tick_every(1)
    beat = project.beat()
    three_in_a_row = [Run.State.ABANDONED] * 3
    eventually(lambda: states(project)[:3] == three_in_a_row, "three broken runs")
    before = project.runs.count()
    kills = len((project.directory / "kills").read_text())
    runs = project.runs.count()
    assert before - 1 <= kills <= runs  # each run one, the latest perhaps not yet
    assert beat.is_running()
    assert worker.is_running()
    project.friends.filter(name="killer").delete()
    eventually(lambda: states(project)[-1] == Run.State.DONE, "a run by the clock that ends well")
    assert project.shown() == {"gone": False}
    seen(f"{kills} processes killed in {runs} runs, of {ticks(beat)} ticks; without the friend the next run is done")
