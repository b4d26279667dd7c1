"""A run is stopped: by its deadline, by a limit of Celery, by SIGTERM and by SIGQUIT."""

from __future__ import annotations

import signal
import time

import pytest

from easytask.models import Run
from tests.plugins.faults import Seen
from tests.plugins.processes import DEADLINE_SECONDS, children, eventually, one_sentence
from tests.plugins.projects import POOLS, Project
from tests.plugins.scenes import (
    GATES_MAY_STAY_CLOSED,
    connections_to,
    gone_and_slow,
    is_alive,
    judged,
    last_seen,
    states,
    worker_in_mid_run,
)
from tests.plugins.sites import Gate, Site


@pytest.mark.fault(7)
@pytest.mark.parametrize("pool", POOLS)
def test_at_its_deadline_a_run_keeps_what_is_judged_and_closes_its_sessions(
    project: Project, site: Site, gate: Gate, seen: Seen, pool: str
) -> None:
    gone_and_slow(project, site, gate)
    project.friend(gate.link, name="slow too")
    worker = project.worker(pool, "-c", "1", FRIENDLINK_RUN_DEADLINE="10", **GATES_MAY_STAY_CLOSED)
    task = project.call()
    gate.wait_until_asked()
    pids = [worker.pid, *children(worker.pid)]
    during = eventually(lambda: connections_to(site.port, pids), "connections to the friends")
    envelope = project.result(task)
    assert (envelope["code"], envelope["data"]["active_num"], envelope["data"]["not_checked"]) == (1, 2, 2)
    assert envelope["error"] == "检查到了时限，有 2 个友链这次没有检查。"
    assert project.runs.get().error == envelope["error"]  # which its page shows
    assert judged(project) == {"gone", "well"}
    assert project.shown() == {"gone": False, "well": True, "slow": True, "slow too": True}
    assert connections_to(site.port, pids) == 0
    gate.open()
    assert project.ask()["data"]["active_num"] == 4
    seen(f"2 of 4 verdicts kept, the others told; {during} connections during the run, 0 after it")


@pytest.mark.fault(7)
def test_the_soft_limit_of_an_owners_worker_closes_run_and_sessions(
    project: Project, site: Site, gate: Gate, seen: Seen
) -> None:
    worker = worker_in_mid_run(project, site, gate, "prefork", "--soft-time-limit", "10")
    pids = children(worker.pid)
    during = eventually(lambda: connections_to(site.port, pids), "connections to the friends")
    eventually(lambda: states(project) != [Run.State.RUNNING], "the end of the run")
    assert states(project) == [Run.State.FAILED]
    assert one_sentence(project.runs.get().error)
    assert judged(project) == {"gone", "well"}
    eventually(lambda: connections_to(site.port, pids) == 0, "the end of the connections")
    assert children(worker.pid) == pids
    gate.open()
    assert project.ask()["code"] == 0
    seen(f"2 of 3 verdicts kept; {during} connections during the run, 0 after it; the same process made the next run")


@pytest.mark.fault(8)
@pytest.mark.parametrize("pool", POOLS)
def test_sigterm_lets_a_run_come_to_its_end(project: Project, gate: Gate, seen: Seen, pool: str) -> None:
    project.friend(gate.link, name="slow", is_show=False)
    worker = project.worker(pool)
    task = project.call()
    gate.wait_until_asked()
    worker.process.send_signal(signal.SIGTERM)
    worker.wait_for("Warm shutdown")
    assert worker.is_running()
    gate.open()
    assert worker.process.wait(DEADLINE_SECONDS) == 0
    assert project.shown() == {"slow": True}
    assert project.result(task)["code"] == 0
    assert project.runs.get().state == Run.State.DONE
    seen("SIGTERM: 1 of 1 verdicts kept, the run is done and then the worker ends")


@pytest.mark.fault(8)
@pytest.mark.parametrize("pool", ["prefork", "solo"])
def test_after_a_cold_stop_the_next_run_is_an_ordinary_one(
    project: Project, site: Site, gate: Gate, seen: Seen, pool: str
) -> None:
    worker = worker_in_mid_run(project, site, gate, pool)
    pids = [worker.pid, *children(worker.pid)]
    stopped = time.monotonic()
    worker.process.send_signal(signal.SIGQUIT)
    eventually(lambda: not any(map(is_alive, pids)), "the end of the worker")
    took = time.monotonic() - stopped
    assert judged(project) == {"gone", "well"}
    gate.open()
    [ended_as] = states(project)
    if ended_as == Run.State.RUNNING:
        last_seen(project, seconds_ago=61)
    project.worker(pool, "-n", "another@%h")
    assert project.ask()["data"]["active_num"] == 3
    assert states(project)[-1] == Run.State.DONE
    assert len(states(project)) == 2
    seen(f"all gone {took:.1f} s after SIGQUIT, the run left as {ended_as}; 2 of 3 verdicts kept, the next run done")


@pytest.mark.fault(8)
def test_threads_cannot_be_cut_off_so_their_run_ends(project: Project, site: Site, gate: Gate, seen: Seen) -> None:
    worker = worker_in_mid_run(project, site, gate, "threads")
    worker.process.send_signal(signal.SIGQUIT)
    worker.wait_for("Unrecoverable error: NotImplementedError")  # Celery's own word for it
    assert worker.is_running()
    gate.open()
    worker.process.wait(DEADLINE_SECONDS)
    assert states(project) == [Run.State.DONE]
    assert judged(project) == {"gone", "well", "slow"}
    seen("SIGQUIT: 3 of 3 verdicts kept, the run is done and then the worker ends")
