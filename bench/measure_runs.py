"""Measure what a worker keeps after many runs: connections to PostgreSQL, threads, open files, memory.

``python -m bench.measure_runs 200`` prints a table; the tests do the same with fewer runs.
"""

from __future__ import annotations

import dataclasses
import os
import sys
import tempfile
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "izone.settings")
django.setup()  # the fixtures need it; under pytest it is done already

from tests.plugins.databases import PostgreSQL, postgresql_binaries
from tests.plugins.processes import Service
from tests.plugins.projects import Project, open_project
from tests.plugins.sites import BACKLINK, Site

# Looks in a row that have found no less.
SAMPLES = 10


@dataclasses.dataclass(frozen=True)
class Kept:
    """What a worker and its children hold between two runs."""

    connections: int
    threads: int
    files: int
    megabytes: float

    def grew(self, since: Kept) -> int:
        """By how many connections, threads or files at most; memory is for people to look at."""
        pairs = ((self.connections, since.connections), (self.threads, since.threads), (self.files, since.files))
        return max(now - then for now, then in pairs)


def kept_by(worker: Service, *, connections: int) -> Kept:
    group = group_of(worker)
    status = [status_of(process) for process in group]
    return Kept(
        connections=connections,
        threads=sum(int(one["Threads"]) for one in status),
        files=sum(len(list((process / "fd").iterdir())) for process in group),
        megabytes=round(sum(int(one["VmRSS"].split()[0]) for one in status) / 1024, 1),
    )


def measure(project: Project, postgres: PostgreSQL, pool: str, *, runs: int, early: int) -> tuple[Kept, Kept]:
    """What is kept after run number ``early``, and after the last one."""
    # With its only thread just freed, a worker that takes nothing ahead looks for work again up to a second later.
    worker = project.worker(pool, "-c", "2" if pool == "threads" else "1")
    for number in range(1, runs + 1):
        envelope = project.ask()
        assert envelope["code"] == 0, envelope
        if number == early:
            before = _now(project, postgres, worker)
    after = _now(project, postgres, worker)
    return before, after


def _now(project: Project, postgres: PostgreSQL, worker: Service) -> Kept:
    # The test's own connection is not the worker's.
    project.disconnect()
    least, looks = None, 0
    # c-ares ends its thread, with three files, a moment after the run.
    while looks < SAMPLES:
        kept = kept_by(worker, connections=postgres.connections(project.database_url))
        if least is None or _size(kept) < _size(least):
            least, looks = kept, 0
        looks += 1
        time.sleep(0.1)
    assert least
    return least


def _size(kept: Kept) -> tuple[int, int, int]:
    return kept.files, kept.threads, kept.connections


def group_of(worker: Service) -> list[Path]:
    """The worker and its children, as their directories in /proc."""
    return [process for process in Path("/proc").glob("[0-9]*") if _group(process) == worker.pid]


def status_of(process: Path) -> dict[str, str]:
    lines = (process / "status").read_text().splitlines()
    return dict(line.split(":\t", 1) for line in lines if ":\t" in line)


def _group(process: Path) -> int:
    try:
        return os.getpgid(int(process.name))
    except ProcessLookupError:
        return 0


def main(runs: int) -> None:
    binaries = postgresql_binaries()
    if binaries is None:
        sys.exit("no PostgreSQL server is installed (Debian: apt-get install postgresql)")
    postgres, site = PostgreSQL(binaries), Site()
    try:
        for pool in ("prefork", "threads"):
            with tempfile.TemporaryDirectory() as directory, open_project(postgres.new(), Path(directory)) as project:
                for number in range(20):
                    page = ("", 404) if number % 2 else (BACKLINK, 200)
                    project.friend(site.page(f"/{number}", *page))
                for when, kept in zip((1, runs), measure(project, postgres, pool, runs=runs, early=1), strict=True):
                    print(f"{pool:8} after run {when:3}: {kept}")
    finally:
        site.close()
        postgres.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
