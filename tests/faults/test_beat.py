"""Two beats at once, and ticks that no worker takes."""

from __future__ import annotations

import re

import pytest
from redis import Redis

from easytask.models import Run
from tests.plugins.faults import Seen
from tests.plugins.processes import eventually
from tests.plugins.projects import Project
from tests.plugins.scenes import (
    GATES_MAY_STAY_CLOSED,
    is_idle,
    judged,
    states,
    ticks,
)
from tests.plugins.sites import Gate, Site

# What a worker says of a check that has come to its end.
ENDED_CHECK = re.compile(r"check_friend\[.*\] succeeded in")


@pytest.mark.fault(5)
def test_of_two_beats_during_a_run_all_ticks_are_told(project: Project, gate: Gate, seen: Seen) -> None:
    project.friend(gate.link)
    project.tick_every(1)
    beats = project.beats(2)
    worker = project.worker("prefork", **GATES_MAY_STAY_CLOSED)
    gate.wait_until_asked()
    eventually(lambda: worker.output.count("已有一次检查正在进行。") >= 6, "ticks that are told")
    assert states(project) == [Run.State.RUNNING]
    told = worker.output.count("已有一次检查正在进行。")
    for beat in beats:
        beat.kill()
    gate.open()
    eventually(lambda: states(project)[0] == Run.State.DONE, "the end of the run")
    seen(f"{' + '.join(str(ticks(beat)) for beat in beats)} ticks during a run: 1 run, {told} told")


@pytest.mark.fault(5)
def test_two_beats_make_one_run_a_tick(project: Project, site: Site, seen: Seen) -> None:
    project.friend(site.page("/gone", status=410), name="gone")
    worker = project.worker("prefork", "-c", "1")
    # Both must be up before the first tick, on a busy machine as well, and then begin to count together.
    project.tick_every(3600)
    beats = project.beats(2)
    project.tick_every(20)
    eventually(lambda: all(ticks(beat) >= 2 for beat in beats), "two ticks of both")
    for beat in beats:
        beat.kill()
    eventually(lambda: is_idle(project, worker), "the end of all tasks")
    sent = [ticks(beat) for beat in beats]
    assert set(states(project)) == {Run.State.DONE}
    assert project.runs.count() <= max(sent)
    seen(f"{' + '.join(map(str, sent))} ticks: {project.runs.count()} runs")


@pytest.mark.fault(6)
def test_ticks_that_no_worker_took_do_not_pile_up(project: Project, site: Site, seen: Seen) -> None:
    project.friend(site.page("/gone", status=410), name="gone")
    project.tick_every(1)
    beat = project.beat()
    with Redis(unix_socket_path=str(project.broker.socket)) as redis:

        def waiting() -> int:
            return sum(b"easytask.tasks.check_friend" in message for message in redis.lrange("celery", 0, -1))

        eventually(lambda: waiting() >= 10, "ten ticks in the queue")
        beat.kill()
        waited = waiting()
        project.tick_every(60)  # no schedule is that hasty, so its half is no measure of how fast a queue empties
        worker = project.worker("prefork", "-c", "1")
        eventually(lambda: not redis.llen("celery"), "an empty queue")
    # One more may have been on its way to Redis when beat was killed.
    eventually(lambda: len(ENDED_CHECK.findall(worker.output)) >= waited, "the end of all ticks")
    assert states(project) == [Run.State.DONE]
    assert judged(project) == {"gone"}
    seen(f"{waited} ticks waited for a worker: 1 run")
