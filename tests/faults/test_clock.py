"""The wall clock jumps, forwards and backwards."""

from __future__ import annotations

import itertools
import time
from pathlib import Path

import pytest
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from easytask.models import LinkState, Run
from tests.plugins.faults import Seen
from tests.plugins.processes import eventually, missing
from tests.plugins.projects import Project, printed_by
from tests.plugins.scenes import GATES_MAY_STAY_CLOSED, ticks
from tests.plugins.sites import BACKLINK, Release, Site

# libfaketime 0.9.10 takes the moment on the monotonic clock until which time.sleep() sleeps for one on the wall clock.
SLEEP_ANYHOW = "import select, time\ntime.sleep = lambda seconds: select.select([], [], [], seconds) and None\n"


class Clock:
    """The wall clock of every process that is given ``settings``; the monotonic one goes on as the system's does."""

    def __init__(self, library: Path, directory: Path) -> None:
        self._file = directory / "clock"
        self.jump("+0")
        (directory / "sitecustomize.py").write_text(SLEEP_ANYHOW)
        self.settings = {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "PYTHONPATH": str(directory),
        }

    def jump(self, offset: str) -> None:
        """Sets the clock to ``offset`` from the true time, such as ``+1d``."""
        new = self._file.with_suffix(".new")
        new.write_text(f"{offset}\n")
        new.rename(self._file)  # whoever reads it meanwhile reads the whole of one of them


@pytest.fixture
def clock(project: Project, tmp_path: Path) -> Clock:
    """The clock of the project's processes, and so of SQLite, which has none of its own."""
    library = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
    if library is None:
        missing("libfaketime is not installed (Debian: apt-get install faketime)")
    clock = Clock(library, tmp_path)
    project.environment.update(clock.settings)
    return clock


DAY = timezone.timedelta(days=1)
# What beat says, if asked for all, each time that it has looked what is due.
LOOKED = "beat: Waking up"


@pytest.mark.fault(13)
@pytest.mark.parametrize("offset", ["+1d", "-1d"])
def test_a_clock_that_jumps_in_mid_run_changes_neither_durations_nor_who_holds_the_lock(
    project: Project, clock: Clock, held: Release, offset: str, seen: Seen
) -> None:
    project.friend(held.page("/gone", status=410), name="gone")
    project.worker("prefork", **GATES_MAY_STAY_CLOSED)
    began = time.monotonic()
    caller = project.waiting_shell(project.call_by_shell())
    held.wait_until_asked(1)
    before = project.runs.get().seen_at
    clock.jump(offset)
    eventually(lambda: abs(project.runs.get().seen_at - before) > DAY / 2, "a sign of life by the new clock")
    second = project.check("--format", "json")
    assert second.returncode == 1
    assert "已有一次检查正在进行" in second.stderr
    held.go()
    envelope = printed_by(caller)
    took = time.monotonic() - began
    run = project.runs.get()
    assert (envelope["code"], run.state) == (0, Run.State.DONE)
    assert abs(run.finished_at - run.started_at) > DAY / 2  # the calendar's view, which is why it is not believed
    elapsed = LinkState.objects.using(project.alias).get().elapsed
    # Four stopwatches, of which one ticks in milliseconds and another is rounded: any two may differ by a little.
    for inner, outer in itertools.pairwise((held.took["/gone"], elapsed, run.seconds, took)):
        assert inner < outer + 1
    assert abs(run.seconds - envelope["time"]) < 1
    assert project.reasons() == {"gone": "网页请求返回410"}
    # The worker goes on by the new clock.
    assert project.ask()["code"] == 0
    seen(f"the run {run.seconds:.2f} s, the envelope {envelope['time']:.2f} s, by a stopwatch {took:.2f} s")


@pytest.mark.fault(13)
@pytest.mark.parametrize("offset", ["+1d", "-1d"])
def test_a_run_that_died_before_the_clock_jumped_does_not_hold_the_lock_for_a_day(
    project: Project, clock: Clock, held: Release, offset: str, seen: Seen
) -> None:
    project.friend(held.page("/gone", status=410), name="gone")
    worker = project.worker("prefork", **GATES_MAY_STAY_CLOSED)
    project.call()
    held.wait_until_asked(1)
    worker.kill()
    assert project.check().returncode == 1
    clock.jump(offset)
    held.go()
    assert project.check().returncode == 0
    assert project.reasons() == {"gone": "网页请求返回410"}
    assert list(project.runs.order_by("pk").values_list("state", flat=True)) == [Run.State.ABANDONED, Run.State.DONE]
    seen("the first caller after the jump closed the dead run as broken and made its own")


@pytest.mark.fault(13)
def test_beat_ticks_once_more_at_most_whichever_way_the_clock_jumps(
    project: Project, clock: Clock, site: Site, seen: Seen
) -> None:
    project.friend(site.page("/", BACKLINK))
    rows = PeriodicTask.objects.using(project.alias)
    rows.filter(task="easytask.tasks.check_friend").update(last_run_at=timezone.now())
    project.worker("prefork")
    beat = project.beat("-l", "debug")
    made = {}

    def jump(offset: str, *, due: int) -> None:
        before = ticks(beat)
        clock.jump(offset)
        eventually(lambda: ticks(beat) >= before + due, f"the tick that is due at {offset}")
        looks = beat.output.count(LOOKED)
        eventually(lambda: beat.output.count(LOOKED) >= looks + 3, "time enough for a tick too many")
        made[offset] = ticks(beat) - before
        # Before the next jump, by which one that still waits for the worker may be too old.
        eventually(lambda: project.runs.filter(state=Run.State.DONE).count() == ticks(beat), "a run of each tick")

    # The last but one is two days back, the last is the hour that is due.
    for offset, due in (("+0", 0), ("+1d", 1), ("-1d", 0), ("-22h", 1)):
        jump(offset, due=due)
    assert made["+0"] == 0
    assert made["+1d"] == 1
    assert made["-1d"] <= 1
    assert made["-22h"] == 1
    seen(f"an hourly tick over some seconds each: {', '.join(f'{n} at {offset}' for offset, n in made.items())}")


@pytest.mark.fault(13)
def test_a_beat_that_starts_after_the_clock_was_set_back_is_not_silent_for_a_day(
    project: Project, site: Site, seen: Seen
) -> None:
    project.friend(site.page("/", BACKLINK))
    schedules = IntervalSchedule.objects.using(project.alias)
    [every] = schedules.bulk_create([IntervalSchedule(every=2, period=IntervalSchedule.SECONDS)])
    rows = PeriodicTask.objects.using(project.alias).filter(task="easytask.tasks.check_friend")
    rows.update(interval=every, last_run_at=timezone.now() + DAY)
    project.worker("prefork")
    project.beat()
    began = time.monotonic()
    eventually(lambda: project.runs.filter(state=Run.State.DONE).exists(), "a run that beat started")
    eventually(lambda: rows.get().last_run_at < timezone.now() + DAY / 2, "a latest tick that is not a day ahead")
    seen(f"the last tick lay a day ahead, the next came {time.monotonic() - began:.1f} s after the start")
