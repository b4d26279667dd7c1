"""What may happen to the ground that a run stands on: its database, disk, rows, clock, process, schema."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from django.db import connections, models, transaction
from django.db.migrations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    AlterModelOptions,
    CreateModel,
    RunPython,
)
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from bench.measure_runs import measure
from easytask.models import Check, Flip, LinkState, Run
from tests.conftest import BACKLINK, Gate, Site, one_sentence
from tests.plugins.services import CHECKOUT, POOLS, PostgreSQL, Project, SQLite, eventually, locked, missing

pytestmark = pytest.mark.processes

CheckRow = Callable[[str], None]
POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)
ON_POSTGRES = pytest.mark.parametrize("project", [POSTGRES], indirect=True)
ON_BOTH = pytest.mark.parametrize("project", ["sqlite", POSTGRES], indirect=True)


@pytest.fixture
def project(request: pytest.FixtureRequest, new_project: Callable[[str], Project]) -> Project:
    """The project on SQLite, or on what a test asks for."""
    return new_project(request.getfixturevalue(getattr(request, "param", "sqlite")).new())


class Release:
    """Pages that answer only once they are let go, and remember how long each had the request, in seconds."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._let_go = threading.Event()
        self._asked = 0
        self.took: dict[str, float] = {}

    def page(self, path: str, *, status: int = 200, after: float = 0.0) -> str:
        """``after``: seconds from the letting go to the answer."""

        async def respond(request: web.Request) -> web.Response:
            began = time.monotonic()
            self._asked += 1
            while not self._let_go.is_set():  # noqa: ASYNC110 - it is let go from another thread
                await asyncio.sleep(0.02)
            await asyncio.sleep(after)
            self.took[path] = time.monotonic() - began
            return web.Response(text=BACKLINK, status=status, content_type="text/html")

        return self._site.at(path, respond)

    def wait_until_asked(self, pages: int) -> None:
        eventually(lambda: self._asked >= pages, f"{pages} requests")

    def go(self) -> None:
        self._let_go.set()


def set_a_minute_back(project: Project) -> None:
    project.runs.update(seen_at=timezone.now() - timezone.timedelta(seconds=61))


A_MINUTE_LATER = pytest.mark.parametrize(
    "wait_a_minute",
    [
        pytest.param(set_a_minute_back, id="set back"),
        pytest.param(lambda _: time.sleep(61), id="waited", marks=pytest.mark.nightly),
    ],
)


@pytest.fixture
def held(site: Site) -> Iterator[Release]:
    release = Release(site)
    yield release
    release.go()


# --- connections that drop -------------------------------------------------------------------------------------------
@pytest.mark.fault(9)
@ON_POSTGRES
@pytest.mark.parametrize("pool", POOLS)
def test_connections_that_drop_between_two_runs_are_not_noticed(
    project: Project, postgres: PostgreSQL, site: Site, pool: str, seen: CheckRow
) -> None:
    project.friend(site.page("/gone", status=410), name="gone")
    project.worker(pool)
    call = project.caller()
    assert call()["code"] == 0
    project.disconnect()
    dropped = postgres.drop_connections(project.database_url)
    project.friends.update(is_show=True)
    assert call()["code"] == 0
    assert project.reasons() == {"gone": "网页请求返回410"}
    seen(f"{dropped} connections were open to be dropped, and the next run was an ordinary one")


@pytest.mark.fault(9)
@ON_POSTGRES
@pytest.mark.parametrize("pool", POOLS)
def test_connections_that_drop_in_mid_run_are_made_anew_in_the_same_run(
    project: Project, postgres: PostgreSQL, gate: Gate, pool: str, seen: CheckRow
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
@ON_POSTGRES
@A_MINUTE_LATER
def test_a_server_that_takes_no_connections_for_a_while_is_told_in_a_sentence(
    project: Project, postgres: PostgreSQL, gate: Gate, wait_a_minute: Callable[[Project], None], seen: CheckRow
) -> None:
    project.friend(gate.link, name="slow", is_show=False)
    command = project.start("command", "manage.py", "check_friends")
    gate.wait_until_asked()
    project.disconnect()
    with postgres.refusing(project.database_url):
        gate.open()
        assert command.process.wait(20) == 1
    assert "Traceback" not in command.output
    assert "数据库出错" in command.output
    assert project.shown() == {"slow": False}
    assert project.check().returncode == 1  # the end of the run could not be written either
    wait_a_minute(project)
    assert project.check().returncode == 0
    assert project.shown() == {"slow": True}
    seen("refused in mid-run: one sentence and status 1; the first run once the lost one was 61 s old did it all")


@pytest.mark.fault(9)
@ON_POSTGRES
def test_a_connection_that_drops_while_the_run_only_waits_is_made_anew_for_its_sign_of_life(
    project: Project, postgres: PostgreSQL, gate: Gate, seen: CheckRow
) -> None:
    project.friend(gate.link, name="slow", is_show=False)
    run = project.start("run", "manage.py", "check_friends", FRIENDLINK_TIMEOUT="20")
    gate.wait_until_asked()
    dropped_at = timezone.now()
    project.disconnect()
    postgres.drop_connections(project.database_url)
    eventually(lambda: project.runs.get().seen_at > dropped_at, "a sign of life, before there is any verdict")
    gate.open()
    assert run.process.wait(20) == 0, run.output
    assert project.shown() == {"slow": True}
    seen(f"a sign of life came {(project.runs.get().seen_at - dropped_at).total_seconds():.1f} s after the drop")


# --- a database that stalls ------------------------------------------------------------------------------------------
STALL_SECONDS = 10
STALLED_SITES = 40


@pytest.mark.fault(10)
@ON_BOTH
def test_a_database_that_stalls_for_ten_seconds_makes_no_site_look_slow_and_loses_nothing(
    project: Project, request: pytest.FixtureRequest, held: Release, seen: CheckRow
) -> None:
    for number in range(STALLED_SITES):
        status, after = (410 if number % 4 == 0 else 200), number / STALLED_SITES * 2
        project.friend(held.page(f"/{number}", status=status, after=after), name=f"/{number}", is_show=number % 2 == 0)
    # Each time-out ends within the stall, so that a check which waited for the database would see them all pass.
    project.worker("prefork", FRIENDLINK_TIMEOUT="6", FRIENDLINK_PER_HOST=str(STALLED_SITES))
    task = project.call()
    held.wait_until_asked(STALLED_SITES)
    project.disconnect()
    on_postgres = project.database_url.startswith("postgres")
    stalled = request.getfixturevalue("postgres").paused() if on_postgres else locked(project.database_url)
    with stalled:
        held.go()
        time.sleep(STALL_SECONDS)
        assert len(held.took) == STALLED_SITES
    envelope = eventually(lambda: finished(project, task), "the end of the run")
    assert (envelope["code"], envelope["data"]["active_num"]) == (0, STALLED_SITES)
    assert envelope["time"] > STALL_SECONDS
    gone = {f"/{number}": "网页请求返回410" for number in range(0, STALLED_SITES, 4)}
    assert project.reasons() == {f"/{number}": "shown" for number in range(STALLED_SITES)} | gone
    checks = Check.objects.using(project.alias).values_list("friend__name", "milliseconds")
    assert Counter(name for name, _ in checks) == dict.fromkeys(held.took, 1)
    inflated = max(milliseconds / 1000 - held.took[name] for name, milliseconds in checks)
    assert inflated < 1
    flips = Flip.objects.using(project.alias).count()
    assert flips == STALLED_SITES // 2 + len(gone)  # the odd ones came up, the gone ones went away
    seen(
        f"{STALLED_SITES} sites answered during {STALL_SECONDS} s of stall: all verdicts right, each once, "
        f"{flips} changes, no duration more than {inflated:.2f} s above the site's, the run {envelope['time']:.1f} s"
    )


def finished(project: Project, task: str) -> dict[str, Any] | None:
    """The task's envelope once it is there."""
    return project.result(task) if not project.runs.filter(state=Run.State.RUNNING).exists() else None


# --- a disk that is full ---------------------------------------------------------------------------------------------
class Disk:
    """A small file system of its own, which can be filled to the last byte."""

    def __init__(self, megabytes: int) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix="izone-disk-"))  # pytest's own are closed to PostgreSQL's user
        mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "izone", str(self.directory)]
        done = subprocess.run(mount, capture_output=True, text=True)
        if done.returncode:
            self.directory.rmdir()
            missing(f"no small file system can be mounted here: {done.stderr.strip()}")
        self._ballast = self.directory / "ballast"

    def fill(self) -> None:
        with self._ballast.open("ab", buffering=0) as ballast:
            for size in (2**20, 1):  # the last of it byte by byte
                with contextlib.suppress(OSError):
                    while ballast.write(bytes(size)):
                        pass

    def make_room(self) -> None:
        self._ballast.unlink()

    def close(self) -> None:
        subprocess.run(["umount", "--lazy", str(self.directory)], check=True)  # the tests' own connection is open yet
        self.directory.rmdir()


@pytest.fixture
def disk(request: pytest.FixtureRequest) -> Iterator[Disk]:
    if os.geteuid() or not shutil.which("mount"):
        missing("a small file system of its own needs root and util-linux")
    disk = Disk(megabytes=request.param)
    yield disk
    disk.close()


FRIENDS_ON_DISK = 60


def friends_on_disk(project: Project, held: Release) -> None:
    for number in range(FRIENDS_ON_DISK):
        project.friend(held.page(f"/{number}", status=410), name=f"/{number}")


@pytest.mark.fault(11)
@pytest.mark.parametrize("disk", [2], indirect=True)
@A_MINUTE_LATER
def test_a_disk_that_is_full_in_mid_run_leaves_sqlite_whole(
    disk: Disk,
    new_project: Callable[[str], Project],
    sqlite: SQLite,
    held: Release,
    wait_a_minute: Callable[[Project], None],
    seen: CheckRow,
) -> None:
    project = new_project(sqlite.new(directory=disk.directory))
    friends_on_disk(project, held)
    worker = project.worker("prefork", FRIENDLINK_TIMEOUT="6", FRIENDLINK_PER_HOST=str(FRIENDS_ON_DISK))
    task = project.call()
    held.wait_until_asked(FRIENDS_ON_DISK)
    disk.fill()
    held.go()
    envelope = eventually(lambda: project.result(task), "the envelope")
    assert envelope["code"] == 1
    assert one_sentence(envelope["error"])
    assert "disk is full" in envelope["error"]
    assert envelope["data"]["not_checked"] == FRIENDS_ON_DISK
    assert "Traceback" not in worker.output
    assert whole(project)
    assert all(project.shown().values())
    disk.make_room()
    assert whole(project)
    # Not even the end of the run could be written, so it goes the way of one whose process was killed.
    wait_a_minute(project)
    assert project.result(project.call())["code"] == 0
    assert set(project.reasons().values()) == {"网页请求返回410"}
    assert list(project.runs.order_by("pk").values_list("state", flat=True)) == [Run.State.ABANDONED, Run.State.DONE]
    seen(f"told as {envelope['error']!r}, integrity_check ok full and with room; then {FRIENDS_ON_DISK} verdicts")


@pytest.mark.fault(11)
@pytest.mark.parametrize("disk", [2], indirect=True)
def test_a_disk_that_is_full_before_the_run_is_told_in_a_sentence(
    disk: Disk, new_project: Callable[[str], Project], sqlite: SQLite, site: Site, seen: CheckRow
) -> None:
    project = new_project(sqlite.new(directory=disk.directory))
    project.friend(site.page("/gone", status=410), name="gone")
    project.disconnect()
    disk.fill()
    done = project.check("--format", "json")
    assert done.returncode == 1
    assert one_sentence(done.stderr)
    assert "磁盘可能已满" in done.stderr
    assert site.paths() == []
    disk.make_room()
    assert whole(project)
    assert project.check().returncode == 0
    assert project.reasons() == {"gone": "网页请求返回410"}
    seen(f"status 1 and {done.stderr.strip()!r}; with room again the next run was an ordinary one")


def whole(project: Project) -> bool:
    """Whether the database finds nothing wrong with itself; PostgreSQL says so with an error."""
    with connections[project.alias].cursor() as cursor:
        if project.database_url.startswith("sqlite"):
            cursor.execute("PRAGMA integrity_check")
            return cursor.fetchall() == [("ok",)]
        cursor.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
        cursor.execute(
            "SELECT bt_index_check(c.oid, true) FROM pg_class c JOIN pg_am a ON a.oid = c.relam AND a.amname = 'btree'"
            "WHERE relname LIKE 'easytask%' OR relname LIKE 'blog%'"
        )
        return len(cursor.fetchall()) > 10


@pytest.mark.fault(11)
@pytest.mark.postgres
@pytest.mark.parametrize("disk", [40], indirect=True)
def test_a_disk_that_is_full_in_mid_run_leaves_postgresql_whole(
    disk: Disk, new_project: Callable[[str], Project], postgres: PostgreSQL, held: Release, seen: CheckRow
) -> None:
    with postgres.tablespace(disk.directory) as tablespace:
        project = new_project(postgres.new(tablespace=tablespace))
        friends_on_disk(project, held)
        worker = project.worker("prefork", FRIENDLINK_TIMEOUT="6", FRIENDLINK_PER_HOST=str(FRIENDS_ON_DISK))
        task = project.call()
        held.wait_until_asked(FRIENDS_ON_DISK)
        disk.fill()
        held.go()
        envelope = eventually(lambda: project.result(task), "the envelope")
        assert envelope["code"] == 1
        assert one_sentence(envelope["error"])
        assert "No space left on device" in envelope["error"]
        assert envelope["data"]["not_checked"] == FRIENDS_ON_DISK
        assert "Traceback" not in worker.output
        assert all(project.shown().values())
        assert project.runs.get().state == Run.State.FAILED  # this little there was room for
        disk.make_room()
        assert project.result(project.call())["code"] == 0
        assert set(project.reasons().values()) == {"网页请求返回410"}
        assert Check.objects.using(project.alias).count() == FRIENDS_ON_DISK
        assert whole(project)
        seen(f"told as {envelope['error']!r}; then {FRIENDS_ON_DISK} verdicts")


# --- an owner at work ------------------------------------------------------------------------------------------------
OWNED = 10


@pytest.mark.fault(12)
@ON_BOTH
def test_what_the_owner_does_in_mid_run_stands_and_what_was_deleted_stays_so(
    project: Project, held: Release, seen: CheckRow
) -> None:
    for number in range(OWNED):
        project.friend(held.page(f"/{number}", status=410), name=f"/{number}")
    worker = project.worker("prefork", FRIENDLINK_TIMEOUT="10", FRIENDLINK_PER_HOST=str(OWNED))
    task = project.call()
    held.wait_until_asked(OWNED)
    deleted, inactive, edited, alone = project.friends.order_by("pk")[:4]
    gone = deleted.pk
    deleted.delete()
    inactive.is_active = False
    edited.link = "http://127.0.0.1/elsewhere"
    alone.snoozed_until = timezone.now() + timezone.timedelta(days=30)
    for friend in (inactive, edited, alone):
        friend.save()
    held.go()
    envelope = project.result(task)
    assert envelope["code"] == 0
    assert "Traceback" not in worker.output
    assert envelope["data"]["to_not_show"] == OWNED - 4
    reasons = project.reasons()
    assert {reasons.pop(friend.name) for friend in (inactive, edited, alone)} == {"shown"}
    assert list(reasons.values()) == ["网页请求返回410"] * (OWNED - 4)
    touched = [gone, inactive.pk, edited.pk, alone.pk]
    assert not project.friends.filter(pk=gone).exists()
    for rows in (LinkState, Check, Flip):
        assert not rows.objects.using(project.alias).filter(friend_id__in=touched).exists()
    seen(f"1 deleted, 1 deactivated, 1 edited, 1 left alone: all stood, nothing written of them; {len(reasons)} judged")


@pytest.mark.fault(12)
@ON_POSTGRES
def test_an_owner_who_is_half_way_through_a_deletion_is_neither_waited_for_nor_refused(
    project: Project, held: Release, seen: CheckRow
) -> None:
    for number in range(4):
        project.friend(held.page(f"/{number}", status=410), name=f"/{number}")
    project.worker("prefork", FRIENDLINK_TIMEOUT="10", FRIENDLINK_PER_HOST="4")
    task = project.call()
    held.wait_until_asked(4)
    envelopes = []

    def meet_the_check(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith("DELETE") and not envelopes:  # what belongs to the friend goes first
            held.go()
            envelopes.append(project.result(task))
        return execute(sql, *rest)

    with connections[project.alias].execute_wrapper(meet_the_check):
        project.friends.get(name="/0").delete()
        project.friends.filter(name="/1").delete()
    assert (envelopes[0]["code"], envelopes[0]["data"]["to_not_show"]) == (0, 3)
    assert project.reasons() == {"/2": "网页请求返回410", "/3": "网页请求返回410"}
    assert sorted(Check.objects.using(project.alias).values_list("friend__name", flat=True)) == ["/2", "/3"]
    seen(f"the run ended in {envelopes[0]['time']:.1f} s while a deletion stood open, which then went through")


HURRIED = 150
# What the worker imports: batches so small that the owner always meets one.
SMALL_BATCHES = "from easytask import checker\nchecker.BATCH_SECONDS = 0.02\n"


@pytest.mark.fault(12)
@ON_BOTH
def test_an_owner_who_is_as_quick_as_the_check_meets_no_error_and_wins(
    project: Project, held: Release, seen: CheckRow
) -> None:
    pause = random.Random(7)
    for number in range(HURRIED):
        link = held.page(f"/{number}", status=410, after=pause.uniform(0, 3))
        project.friend(link, name=f"/{number}")
    (project.directory / "small.py").write_text(SMALL_BATCHES)
    settings = {"PYTHONPATH": str(project.directory), "FRIENDLINK_TIMEOUT": "20", "FRIENDLINK_PER_HOST": str(HURRIED)}
    worker = project.worker("prefork", "-I", "small", **settings)
    task = project.call()
    held.wait_until_asked(HURRIED)
    friends = list(project.friends.order_by("?"))
    held.go()
    deleted, edited = set(), {}
    for number, friend in enumerate(friends):
        if number % 2:
            deleted.add(friend.pk)
            friend.delete()
        else:
            edited[friend.pk] = f"http://127.0.0.1/{number}"
            project.friends.filter(pk=friend.pk).update(link=edited[friend.pk])
        time.sleep(0.01)
    envelope = project.result(task)
    assert envelope["code"] == 0
    assert "Traceback" not in worker.output
    assert dict(project.friends.values_list("pk", "link")) == edited
    left = {rows.__name__: rows.objects.using(project.alias).filter(friend__in=deleted) for rows in (LinkState, Check)}
    assert not any(rows.exists() for rows in left.values())
    written = Check.objects.using(project.alias).count()
    seen(f"{len(deleted)} deleted and {len(edited)} edited while {HURRIED} were judged, {written} before their edit")


# --- a clock that jumps ----------------------------------------------------------------------------------------------
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


@pytest.mark.fault(13)
@pytest.mark.parametrize("offset", ["+1d", "-1d"])
def test_a_clock_that_jumps_in_mid_run_changes_neither_durations_nor_who_holds_the_lock(
    project: Project, clock: Clock, held: Release, offset: str, seen: CheckRow
) -> None:
    project.friend(held.page("/gone", status=410), name="gone")
    project.worker("prefork", FRIENDLINK_TIMEOUT="30")
    call = project.caller()
    with ThreadPoolExecutor(1) as thread:
        began = time.monotonic()
        task = thread.submit(call)
        held.wait_until_asked(1)
        before = project.runs.get().seen_at
        clock.jump(offset)
        eventually(lambda: abs(project.runs.get().seen_at - before) > DAY / 2, "a sign of life by the new clock")
        second = project.check("--format", "json")
        assert second.returncode == 1
        assert "已有一次检查正在进行" in second.stderr
        held.go()
        envelope = task.result(30)
        took = time.monotonic() - began
    run = project.runs.get()
    assert (envelope["code"], run.state) == (0, Run.State.DONE)
    assert abs(run.finished_at - run.started_at) > DAY / 2  # the calendar's view, which is why it is not believed
    assert held.took["/gone"] <= run.seconds <= envelope["time"] <= took
    elapsed = LinkState.objects.using(project.alias).get().elapsed
    assert held.took["/gone"] <= elapsed <= run.seconds
    assert project.reasons() == {"gone": "网页请求返回410"}
    assert call()["code"] == 0  # the worker and its caller go on by the new clock
    seen(f"the run {run.seconds:.2f} s, the envelope {envelope['time']:.2f} s, by a stopwatch {took:.2f} s")


@pytest.mark.fault(13)
@pytest.mark.parametrize("offset", ["+1d", "-1d"])
def test_a_run_that_died_before_the_clock_jumped_does_not_hold_the_lock_for_a_day(
    project: Project, clock: Clock, held: Release, offset: str, seen: CheckRow
) -> None:
    project.friend(held.page("/gone", status=410), name="gone")
    worker = project.worker("prefork", FRIENDLINK_TIMEOUT="30")
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
    project: Project, clock: Clock, site: Site, seen: CheckRow
) -> None:
    project.friend(site.page("/", BACKLINK))
    rows = PeriodicTask.objects.using(project.alias)
    rows.filter(task="easytask.tasks.check_friend").update(last_run_at=timezone.now())
    project.worker("prefork")
    project.beat()
    ticks = {}

    def jump(offset: str) -> None:
        before = project.runs.count()
        clock.jump(offset)
        time.sleep(5)  # beat looks every second
        ticks[offset] = project.runs.count() - before

    for offset in ("+0", "+1d", "-1d", "-22h"):  # the last but one is two days back, the last is the hour that is due
        jump(offset)
    assert ticks["+0"] == 0
    assert ticks["+1d"] == 1
    assert ticks["-1d"] <= 1
    assert ticks["-22h"] == 1
    seen(f"an hourly tick over five seconds each: {', '.join(f'{n} at {offset}' for offset, n in ticks.items())}")


@pytest.mark.fault(13)
def test_a_beat_that_starts_after_the_clock_was_set_back_is_not_silent_for_a_day(
    project: Project, site: Site, seen: CheckRow
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
    assert rows.get().last_run_at < timezone.now() + timezone.timedelta(seconds=5)
    seen(f"the last tick lay a day ahead, the next came {time.monotonic() - began:.1f} s after the start")


# --- a process that runs for months ----------------------------------------------------------------------------------
WARM = 15  # runs after which a worker has opened and imported all that it needs


@pytest.mark.fault(14)
@ON_POSTGRES
@pytest.mark.parametrize("runs", [60, pytest.param(1000, marks=pytest.mark.nightly)])
@pytest.mark.parametrize("pool", ["prefork", "threads"])
def test_many_runs_in_one_process_leave_no_more_behind_than_a_few(
    project: Project, postgres: PostgreSQL, site: Site, pool: str, runs: int, seen: CheckRow
) -> None:
    for number in range(10):
        project.friend(site.page(f"/{number}", status=200 if number % 2 else 404))
    early, late = measure(project, postgres, pool, runs=runs, early=WARM)
    assert late.grew(early) <= 2, f"{early} -> {late}"
    assert late.connections <= 1
    assert late.megabytes - early.megabytes <= 10
    seen(f"{early} after {WARM} runs, {late} after {runs}")


# --- an upgrade ------------------------------------------------------------------------------------------------------
OURS = ("easytask", "blog")
# A later version's migration, of all the kinds that there are to come; on SQLite the third makes its table anew.
LATER = """
from django.db import migrations, models
from django.db.models.functions import Now  # noqa: E402


class Migration(migrations.Migration):
    dependencies = {dependencies}
    operations = [
        migrations.AddField("run", "later", models.CharField(max_length=9, db_default="later")),
        migrations.AddField("linkstate", "later", models.JSONField(db_default={{}})),
        migrations.AddField("check", "later", models.DateTimeField(db_default=Now())),
        migrations.AddField("flip", "later", models.IntegerField(null=True, db_index=True)),
        migrations.CreateModel(
            "Later",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("friend", models.ForeignKey("blog.FriendLink", models.CASCADE, related_name="+")),
                ("run", models.ForeignKey("easytask.Run", models.CASCADE, related_name="+")),
            ],
        ),
        migrations.AddIndex("check", models.Index(fields=["verdict"], name="easytask_later_verdict")),
    ]
"""


@pytest.fixture
def later_version(tmp_path: Path) -> Path:
    """A checkout of a version to come, which has one more migration."""
    checkout = tmp_path / "later"
    for name in ("izone", "blog", "demo", "easytask", "locale"):
        shutil.copytree(CHECKOUT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(CHECKOUT / "manage.py", checkout)
    leaves = [leaf for app in OURS for leaf in MigrationLoader(None).graph.leaf_nodes(app)]
    (checkout / "easytask" / "migrations" / "9999_later.py").write_text(LATER.format(dependencies=leaves))
    return checkout


@pytest.mark.fault(17)
@ON_BOTH
def test_an_upgrade_and_the_old_workers_check_do_not_disturb_each_other(
    project: Project, later_version: Path, held: Release, seen: CheckRow
) -> None:
    for number in range(20):
        project.friend(held.page(f"/{number}", status=410), name=f"/{number}")
    worker = project.worker("prefork", FRIENDLINK_TIMEOUT="60", FRIENDLINK_PER_HOST="20")
    task = project.call()
    held.wait_until_asked(20)
    project.disconnect()
    new = dataclasses.replace(project, checkout=later_version)
    began = time.monotonic()
    migrated = new.manage("migrate")
    took = time.monotonic() - began
    assert migrated.returncode == 0, migrated.stderr
    assert "easytask.9999_later... OK" in migrated.stdout
    assert project.runs.get().state == Run.State.RUNNING
    held.go()
    envelope = project.result(task)
    assert (envelope["code"], envelope["data"]["to_not_show"]) == (0, 20)
    assert set(project.reasons().values()) == {"网页请求返回410"}
    assert {rows.objects.using(project.alias).count() for rows in (LinkState, Check, Flip)} == {20}
    project.friends.update(is_show=True)
    assert project.result(project.call())["data"]["to_not_show"] == 20  # the old worker may even begin another
    assert "Traceback" not in worker.output
    assert new.check().returncode == 0
    assert [run.state for run in project.runs.all()] == [Run.State.DONE] * 3
    seen(f"migrated in {took:.1f} s while the old worker held a run, which wrote its 20 verdicts after it")


@pytest.mark.fault(17)
def test_every_migration_only_adds_and_says_so(seen: CheckRow) -> None:
    loader = MigrationLoader(None)
    at_last = loader.project_state().models
    later = sorted(key for key in loader.graph.nodes if key[0] in OURS and key[1] != "0001_initial")
    for key in later:
        migration = loader.get_migration(*key)
        said = sys.modules[type(migration).__module__].__doc__ or ""
        assert said.startswith("Additive: "), f"{key} does not open with a docstring that says what it adds"
        before = loader.project_state(key, at_end=False).models
        for operation in migration.operations:
            assert only_adds(operation, key[0], before, at_last), f"{key}: {operation.describe()}"
    seen(f"{len(later)} migrations after the first ones, all additive by their own word and by each operation")


# Constraints that came later, each on a column whose default in the database takes the row out of it.
NEVER_BROKEN_BY_OLDER_CODE = {"easytask_one_notice_a_series"}


def only_adds(operation: Any, app: str, before: dict[Any, Any], at_last: dict[Any, Any]) -> bool:
    """Whether code of an earlier version can go on reading and writing after it."""
    if isinstance(operation, AddField):
        field = at_last[app, operation.model_name_lower].fields[operation.name]
        return field.null or field.has_db_default()  # by now; the row of an old worker does not name it
    if isinstance(operation, AlterField):
        field, old = operation.field, before[app, operation.model_name_lower].fields[operation.name]
        same = field.db_type(connections["default"]) == old.db_type(connections["default"])
        return same and field.null >= old.null and field.unique == old.unique
    if isinstance(operation, AddConstraint):
        return operation.constraint.name in NEVER_BROKEN_BY_OLDER_CODE
    return isinstance(operation, CreateModel | AddIndex | AlterModelOptions | RunPython)


@pytest.mark.fault(17)
@ON_BOTH
def test_rows_of_every_earlier_version_are_still_taken(project: Project, seen: CheckRow) -> None:
    loader = MigrationLoader(None)
    keys = sorted(key for key in loader.graph.nodes if key[0] in OURS)
    written = 0
    for key in keys:
        old = loader.project_state(key).apps
        for model in (
            model for app in OURS if app in old.app_configs for model in old.get_app_config(app).get_models()
        ):
            with transaction.atomic(using=project.alias):
                write_a_row(model, project.alias)
                transaction.set_rollback(True, using=project.alias)
            written += 1
    seen(f"{written} rows as the models of {len(keys)} migrations write them")


def write_a_row(model: type[models.Model], alias: str) -> models.Model:
    """A row that names every column which this version of the model knows, and no other."""
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.has_default() or field.has_db_default() or field.null or isinstance(field, models.AutoField):
            continue
        if field.is_relation:
            values[field.name] = write_a_row(field.related_model, alias)
        else:
            values[field.name] = a_value_of(field)
    return model.objects.using(alias).create(**values)


def a_value_of(field: models.Field) -> Any:
    if isinstance(field, models.DateTimeField):
        return timezone.now()
    if isinstance(field, models.DateField):
        return timezone.now().date()
    return "x" if isinstance(field, models.CharField | models.TextField) else 1
