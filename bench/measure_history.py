"""Measures a year of history: what it weighs, how long tending takes and keeps others waiting, how fast it is read.

``python -m tests.measure_history [links [sqlite] [postgres]]`` makes that year (52 weeks, a check an hour) in temporary
databases, whole, as when tending is first switched on, tends it, and reads. It also measures what history costs while
verdicts are written: by the processor's time on SQLite, which lives in our process, else by the clock.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from unittest.mock import patch

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "izone.settings")
django.setup()  # the fixtures need it; under pytest it is done already

from django.contrib.auth.models import User
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from blog.models import FriendLink
from easytask.history import (
    queries,
    rollup,
)
from easytask.models import Check, Day, Flip, Run
from easytask.runs import friends, lock, recording
from easytask.runs.recorder import BATCH_LINKS
from easytask.verdicts import rules
from easytask.verdicts.counts import RunOutcome, RunResult
from easytask.verdicts.records import Backlink, FetchResult, Kind, Problem, Verdict
from tests.plugins.services import PostgreSQL, SQLite, _connection_settings, postgresql_binaries

DAYS_MADE, TIMES = 28, 13
CHANGES_EVERY_DAYS = 50
PAGES = (50, 1000)
RUN_LINKS = 10_000
REPEATS = 3


def say(words: str) -> None:
    print(words, flush=True)


@contextlib.contextmanager
def database(url: str) -> Iterator[None]:
    """The default connection of all threads is one to this database."""
    options = connections.settings[DEFAULT_DB_ALIAS]["OPTIONS"] if url.startswith("sqlite") else {}
    before = connections.settings[DEFAULT_DB_ALIAS]
    connections.settings[DEFAULT_DB_ALIAS] = {**_connection_settings(url, "measured"), "OPTIONS": options}
    connections[DEFAULT_DB_ALIAS].close()
    del connections[DEFAULT_DB_ALIAS]
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS].close()
        del connections[DEFAULT_DB_ALIAS]
        connections.settings[DEFAULT_DB_ALIAS] = before


def megabytes() -> float:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
            return cursor.fetchone()[0] / 1e6
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(connection.settings_dict["NAME"]).stat().st_size / 1e6


def rows() -> str:
    counts = {model.__name__: model.objects.count() for model in (Check, Day, Flip, Run)}
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())


# --- a year ----------------------------------------------------------------------------------------------------------
def pages_of(number: int) -> list[FetchResult]:
    """What one link's checks find: every tenth link is dead, every fiftieth a wall, the others answer at a pace."""
    url = f"https://friend-{number}.example/links"
    expires = dt.datetime(2027, 3, 1, tzinfo=dt.UTC)
    pace = random.lognormvariate(-1, 0.6)
    if number % 10 == 9:
        return [FetchResult(url, problem=Problem.TIMEOUT, elapsed=5.0, silent=True)]
    if number % 50 == 8:
        return [FetchResult(url, 429, elapsed=pace, certificate_expires=expires)]
    return [
        FetchResult(
            url,
            200,
            elapsed=pace * random.lognormvariate(0, 0.3),
            bytes=40_000,
            certificate_expires=expires,
            backlink=Backlink("https://ours.example/"),
        )
        for _ in range(20)
    ]


def make_friends(links: int) -> list[list[Verdict]]:
    """Friends, each with its latest state, and for each the verdicts that its checks end in."""
    FriendLink.objects.bulk_create(
        [FriendLink(name=f"friend {number}", link=f"https://friend-{number}.example/") for number in range(links)]
    )
    verdicts = []
    for number, friend in enumerate(friends.load()):
        verdicts.append([rules.evaluate(friend, page, backlink_asked=True) for page in pages_of(number)])
    for start in range(0, links, BATCH_LINKS):
        recording.record([some[0] for some in verdicts[start : start + BATCH_LINKS]], run_id=0)
    return verdicts


def make_year(links: int) -> None:
    """Four weeks hour by hour, and twelve copies of them before, which the database makes itself."""
    verdicts = make_friends(links)
    Check.objects.all().delete()
    first = rollup.midnight(rollup.today() - dt.timedelta(days=DAYS_MADE * TIMES))
    moments = [first + dt.timedelta(hours=hour, minutes=5) for hour in range(24 * DAYS_MADE * TIMES)]
    counts = {"active_num": links, "to_not_show": 0, "to_show": 0, "version": "0.1.0"}
    ended = {"started_by": "clock", "state": "done", "total": links, "judged": links, "data": counts}
    Run.objects.bulk_create([Run(started_at=moment, seen_at=moment, finished_at=moment, **ended) for moment in moments])
    for run in Run.objects.order_by("-pk")[: 24 * DAYS_MADE]:
        with transaction.atomic():
            Check.objects.bulk_create([check_of(random.choice(some), run) for some in verdicts])
    copy_back(last=Check.objects.order_by("pk").last().pk)
    flips = []
    for ago in range(DAYS_MADE * TIMES, 0, -1):
        at = timezone.now() - dt.timedelta(days=ago)
        for some in random.sample(verdicts, max(links // CHANGES_EVERY_DAYS, 1)):
            verdict = some[0]
            was = {"kind": verdict.kind.value, "evidence": verdict.evidence(at), "link": verdict.friend.link}
            flips.append(Flip(friend_id=verdict.friend.id, at=at, is_show=ago % 2 == 0, **was))
    Flip.objects.bulk_create(flips)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as PostgreSQL does by itself


def check_of(verdict: Verdict, run: Run) -> Check:
    page = verdict.page
    assert page is not None
    return Check(
        friend_id=verdict.friend.id,
        run_id=run.pk,
        at=run.started_at,
        verdict=verdict.kind.value,
        status=page.status,
        milliseconds=round(1000 * page.elapsed),
        evidence=None if verdict.kind is Kind.OK else verdict.evidence(run.started_at),
    )


def copy_back(*, last: int) -> None:
    back = "datetime(at, %s)" if connection.vendor == "sqlite" else "at + %s::interval"
    columns = "friend_id, verdict, status, milliseconds, evidence"
    statement = (
        f"INSERT INTO easytask_check (at, run_id, {columns}) "  # noqa: S608 - our own names
        f"SELECT {back}, run_id - %s, {columns} FROM easytask_check WHERE id <= %s"
    )
    for number in range(TIMES - 1, 0, -1):
        days = number * DAYS_MADE
        with connection.cursor() as cursor:
            cursor.execute(statement, [f"-{days} days", 24 * days, last])


# --- what is measured ------------------------------------------------------------------------------------------------
def milliseconds(work: Callable[[], object]) -> float:
    """The median of some repeats, after one that warms up."""
    work()
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


def measure_reading() -> None:
    ids = list(FriendLink.objects.order_by("pk").values_list("pk", flat=True))
    pages = {f"figures of {page:,} links": partial(queries.figures, ids[:page]) for page in PAGES}
    for name, work in {
        **pages,
        "days of one": lambda: queries.days_of_friend(ids[0]),
        "latest checks of one": lambda: queries.latest_checks(ids[0]),
        "changes of one": lambda: queries.changes_of(ids[0]),
        "changes of the week": queries.latest_changes,
        "slowest": queries.slowest,
        "certificates": queries.certificates_expiring,
        "false hides": queries.false_hides,
    }.items():
        say(f"  {name:24} {milliseconds(work):7.1f} ms")
    owner = Client(headers={"host": "localhost"})
    owner.force_login(User.objects.create_superuser("owner"))
    for path in ("", "blog/friendlink/", f"blog/friendlink/{ids[0]}/change/", "easytask/run/"):
        name = f"/admin/{path}"
        say(f"  {name:32} {milliseconds(partial(owner.get, name)):7.1f} ms")


@contextlib.contextmanager
def another_writer(waits: list[float]) -> Iterator[None]:
    """Somebody who writes ten times a second meanwhile, as a run does once a second."""
    over = threading.Event()

    def write() -> None:
        while not over.wait(0.1):
            began = time.perf_counter()
            with transaction.atomic():
                Run.objects.filter(pk=1).update(seen_at=Now())
            waits.append(1000 * (time.perf_counter() - began))
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def measure_tending() -> None:
    waits: list[float] = []
    calls, began = 0, time.perf_counter()
    with another_writer(waits):
        while True:
            tended = rollup.tend()
            calls += 1
            if tended.finished:
                break
    seconds = time.perf_counter() - began
    waits.sort()
    say(
        f"  tended in {seconds:.0f} s, {calls} calls; another writer waited {statistics.median(waits):.1f} ms, "
        f"99 % under {waits[int(0.99 * len(waits))]:.0f} ms, {waits[-1]:.0f} ms at most"
    )


def measure_writing() -> None:
    """A run's whole writing, with the rows of its history and without; every hundredth link changes."""
    FriendLink.objects.bulk_create(
        [FriendLink(name=str(number), link=f"https://{number}.example/") for number in range(RUN_LINKS)]
    )
    found: dict[str, list[float]] = {"with": [], "without": []}
    for number in range(1 + REPEATS):
        found["with"].append(seconds_of_writing(number))
        nothing = {"bulk_create": lambda *_, **__: []}
        with patch.multiple(Check.objects, **nothing), patch.multiple(Flip.objects, **nothing):
            found["without"].append(seconds_of_writing(number))
    both, states = (statistics.median(times[1:]) for times in found.values())
    each = 1e6 * (both - states) / RUN_LINKS
    say(f"  written in {both:.2f} s, without the rows of history in {states:.2f} s: {each:.0f} µs a check")


def seconds_of_writing(number: int) -> float:
    run_id = lock.begin_run(started_by="code")
    verdicts = []
    for friend in friends.load():
        away = friend.id % 100 == 0 and number % 2 == 0
        verdicts.append(rules.evaluate(friend, FetchResult(friend.link, 404 if away else 200, elapsed=0.3)))
    began = time.process_time() if connection.vendor == "sqlite" else time.perf_counter()
    for start in range(0, len(verdicts), BATCH_LINKS):
        recording.record(verdicts[start : start + BATCH_LINKS], run_id=run_id)
    ended = time.process_time() if connection.vendor == "sqlite" else time.perf_counter()
    lock.end_run(run_id, RunResult(RunOutcome.DONE))
    return ended - began


def main(links: int, names: list[str]) -> None:
    with contextlib.ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="izone-history-")))
        makers: dict[str, Callable[[], str]] = {}
        if "sqlite" in names:
            makers["SQLite"] = SQLite(directory).new
        if "postgres" in names:
            binaries = postgresql_binaries()
            if binaries is None:
                sys.exit("no PostgreSQL server is installed (Debian: apt-get install postgresql)")
            server = PostgreSQL(binaries)
            stack.callback(server.close)
            makers["PostgreSQL"] = server.new
        for name, new in makers.items():
            with database(new()):
                say(f"{name}, a run of {RUN_LINKS:,} links")
                measure_writing()
            with database(new()):
                say(f"{name}, {links:,} links every hour for {DAYS_MADE * TIMES} days")
                make_year(links)
                say(f"  whole: {megabytes():,.0f} MB, {rows()}")
                measure_tending()
                with connection.cursor() as cursor:
                    cursor.execute("VACUUM" if connection.vendor == "sqlite" else "VACUUM FULL ANALYZE")
                say(f"  tended: {megabytes():,.0f} MB, {rows()}")
                measure_reading()


if __name__ == "__main__":
    random.seed(5)
    links = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    main(links, sys.argv[2:] or ["sqlite", "postgres"])
