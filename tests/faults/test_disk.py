"""The disk under the database is full."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connections

from easytask.models import Check, Run
from tests.plugins.databases import PostgreSQL, SQLite
from tests.plugins.faults import Seen
from tests.plugins.processes import eventually, missing, one_sentence
from tests.plugins.projects import Project
from tests.plugins.scenes import (
    set_a_minute_back,
)
from tests.plugins.sites import Release, Site

A_MINUTE_LATER = pytest.mark.parametrize(
    "wait_a_minute",
    [
        pytest.param(set_a_minute_back, id="set back"),
        pytest.param(lambda _: time.sleep(61), id="waited", marks=pytest.mark.nightly),
    ],
)


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
    seen: Seen,
) -> None:
    project = new_project(sqlite.new(directory=disk.directory))
    friends_on_disk(project, held)
    worker = project.worker("prefork", FRIENDLINK_PER_HOST=str(FRIENDS_ON_DISK))
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
    assert project.ask()["code"] == 0
    assert set(project.reasons().values()) == {"网页请求返回410"}
    assert list(project.runs.order_by("pk").values_list("state", flat=True)) == [Run.State.ABANDONED, Run.State.DONE]
    seen(f"told as {envelope['error']!r}, integrity_check ok full and with room; then {FRIENDS_ON_DISK} verdicts")


@pytest.mark.fault(11)
@pytest.mark.parametrize("disk", [2], indirect=True)
def test_a_disk_that_is_full_before_the_run_is_told_in_a_sentence(
    disk: Disk, new_project: Callable[[str], Project], sqlite: SQLite, site: Site, seen: Seen
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
    disk: Disk, new_project: Callable[[str], Project], postgres: PostgreSQL, held: Release, seen: Seen
) -> None:
    with postgres.tablespace(disk.directory) as tablespace:
        project = new_project(postgres.new(tablespace=tablespace))
        friends_on_disk(project, held)
        worker = project.worker("prefork", FRIENDLINK_PER_HOST=str(FRIENDS_ON_DISK))
        task = project.call()
        held.wait_until_asked(FRIENDS_ON_DISK)
        disk.fill()
        held.go()
        envelope = eventually(lambda: project.result(task), "the envelope")
        assert envelope["code"] == 1
        assert one_sentence(envelope["error"])
        # What the statement said, or PostgreSQL to a connection that begins after it.
        assert re.search("No space left on device|could not write init file", envelope["error"])
        assert envelope["data"]["not_checked"] == FRIENDS_ON_DISK
        assert "Traceback" not in worker.output
        assert all(project.shown().values())
        assert project.runs.get().state == Run.State.FAILED  # this little there was room for
        disk.make_room()
        assert project.ask()["code"] == 0
        assert set(project.reasons().values()) == {"网页请求返回410"}
        assert Check.objects.using(project.alias).count() == FRIENDS_ON_DISK
        assert whole(project)
        seen(f"told as {envelope['error']!r}; then {FRIENDS_ON_DISK} verdicts")
