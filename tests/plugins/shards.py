"""Long checks that are spread over workers: shards so small that a test can fill them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable

import pytest
from django.db.models.functions import Now

from easytask.models import Check, Shard
from easytask.runs.shards import LOST_AFTER
from tests.plugins.processes import Service
from tests.plugins.projects import Project
from tests.plugins.sites import BACKLINK, Site

LINKS = 4
SHARDS = 6
# What each worker imports at its start: shards that a test can fill, and a friend whose check ends the process.
SMALL = f"""
import os, pathlib, signal
from easytask import checker
from easytask.runs import shards

shards.LINKS = {LINKS}
check_link, kills = checker.LinkChecker.check_link, pathlib.Path(__file__).with_name("kills")

async def check_or_die(self, friend, fetcher=None):
    if friend.name == "killer":
        with kills.open("a") as file:
            file.write("x")
        os.kill(os.getpid(), signal.SIGKILL)
    return await check_link(self, friend, fetcher)

checker.LinkChecker.check_link = check_or_die
"""


@pytest.fixture
def start_worker(project: Project) -> Callable[..., Service]:
    """Return what starts a worker with small shards, of one process unless told otherwise."""
    (project.directory / "small.py").write_text(SMALL)
    project.environment["PYTHONPATH"] = str(project.directory)

    def start(pool: str = "prefork", *options: str, **settings: str) -> Service:
        number = len(project.services)
        return project.worker(
            pool, "-I", "small", "-c", "1", "-n", f"{project.alias}-{number}@%h", *options, **settings
        )

    return start


def make_friends(project: Project, site: Site, *, count: int = LINKS * SHARDS) -> None:
    for number in range(count):
        project.friend(site.page(f"/{number}", BACKLINK), name=str(number), is_show=bool(number % 2))


def shards_of(project: Project) -> list[tuple[int, bool]]:
    rows = Shard.objects.using(project.alias).order_by("pk")
    return list(rows.values_list("attempts", "done"))


def call_lost(project: Project, **which: object) -> None:
    """Set back the heartbeat of the shards that are under way, as if no word had come of them for long."""
    rows = Shard.objects.using(project.alias).filter(done=False, seen_at__isnull=False, **which)
    rows.update(seen_at=Now() - 2 * LOST_AFTER)


def checks_of_each_friend(project: Project) -> Counter[str]:
    """Count the checks of each friend in the history."""
    return Counter(Check.objects.using(project.alias).values_list("friend__name", flat=True))


def shards_under_way(project: Project) -> list[tuple[int, dt.datetime | None]]:
    rows = Shard.objects.using(project.alias).filter(done=False, seen_at__isnull=False)
    return list(rows.values_list("pk", "seen_at"))
