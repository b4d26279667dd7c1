"""Measure how long one worker and two take for a long check, and what they need: wall time, CPU, memory.

``python -m bench.measure_workers 10000`` checks as many fast simulated sites, which share the machine; instead of the
number it also takes a file with an address in each line. PostgreSQL, prefork, one process a worker, two runs each.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "izone.settings")
django.setup()  # the fixtures need it

from bench.measure_runs import group_of
from bench.sites import FIRST_ADDRESS, SITE_LINK
from blog.models import FriendLink
from easytask.models import Check, Run
from tests.plugins.databases import PostgreSQL, postgresql_binaries
from tests.plugins.processes import Service, eventually
from tests.plugins.projects import Project, open_project

ANSWER = """
import asyncio, sys
from bench.sites import FIRST_ADDRESS, Site, serve
links, port = map(int, sys.argv[1:])
sites = [Site(f"http://{FIRST_ADDRESS + number}:{port}/", "fine", 0.03, True) for number in range(links)]
asyncio.run(serve(sites, port=port))
"""
PORT = 8081
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


@dataclasses.dataclass(frozen=True)
class Need:
    """CPU seconds until now, and the megabytes that the largest process has ever held."""

    cpu: float
    megabytes: int


def need_of(workers: list[Service]) -> Need:
    cpu, most = 0.0, 0
    for worker in workers:
        for process in group_of(worker):
            fields = (process / "stat").read_text().rpartition(")")[2].split()
            cpu += (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND  # utime and stime, proc(5)
            status = dict(
                line.split(":\t", 1) for line in (process / "status").read_text().splitlines() if ":\t" in line
            )
            most = max(most, int(status["VmHWM"].split()[0]) // 1024)
    return Need(cpu, most)


@contextlib.contextmanager
def addresses(argument: str) -> Iterator[list[str]]:
    """Those of the file, or of sites in a process of their own."""
    if not argument.isdecimal():
        yield Path(argument).read_text().split()
        return
    with tempfile.TemporaryDirectory() as directory:
        command = [sys.executable, "-c", ANSWER, argument, str(PORT)]
        sites = Service("sites", command, log=Path(directory, "sites.log"))
        try:
            sites.wait_for("ready", seconds=60)
            yield [f"http://{FIRST_ADDRESS + number}:{PORT}/" for number in range(int(argument))]
        finally:
            sites.kill()


def measure(project: Project, number_of_workers: int, links: list[str], site_link: str) -> None:
    project.friends.bulk_create([FriendLink(name=str(number), link=link) for number, link in enumerate(links)])
    settings = {"FRIENDLINK_SITE_LINK": site_link}
    if "SSL_CERT_FILE" in os.environ:
        settings["SSL_CERT_FILE"] = os.environ["SSL_CERT_FILE"]
    workers = [
        project.worker("prefork", "-c", "1", "-n", f"{number}@%h", **settings) for number in range(number_of_workers)
    ]
    for number in (1, 2):
        before = need_of(workers)
        project.call()
        run = eventually(lambda n=number: ended_run(project, n), "the end of the run", seconds=3600)
        after = need_of(workers)
        seconds = (run.finished_at - run.started_at).total_seconds()
        took = f"{seconds:.1f} s, CPU {after.cpu - before.cpu:.1f} s, at most {after.megabytes} MB in one process"
        found = f"{run.state}, {run.to_not_show} hidden, {Check.objects.using(project.alias).count()} checks so far"
        print(f"{len(links)} links, {number_of_workers} workers, run {number}: {took}; {found}", flush=True)


def ended_run(project: Project, number: int) -> Run | None:
    """The latest of this many runs, once it has ended."""
    runs = project.runs.exclude(state=Run.State.RUNNING).order_by("-pk")
    return runs.first() if runs.count() == number else None


def main(argument: str, site_link: str) -> None:
    binaries = postgresql_binaries()
    if binaries is None:
        sys.exit("no PostgreSQL server is installed (Debian: apt-get install postgresql)")
    postgres = PostgreSQL(binaries)
    try:
        with addresses(argument) as links:
            for number_of_workers in (1, 2):
                with (
                    tempfile.TemporaryDirectory() as directory,
                    open_project(postgres.new(), Path(directory)) as project,
                ):
                    measure(project, number_of_workers, links, site_link)
    finally:
        postgres.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "10000", sys.argv[2] if len(sys.argv) > 2 else SITE_LINK)
