"""Measure a year of history: what it weighs, how long the rollup takes and keeps others waiting, how fast it is read.

``python -m bench.measure_history [links [sqlite] [postgres]]`` makes that year (a check an hour, as many days of checks
as are retained, and the days before as rows of Day) in temporary databases, and reads it. Some friends flap: they are
hidden and shown every other hour for twelve weeks. It also measures what history costs while verdicts are written. All
times but the rollup's are the processor's on SQLite, which lives in our process, else the clock's.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
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
from django.db.models import Max, Min
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from blog.models import FriendLink
from easytask.history import changes, rollup, stats
from easytask.models import Check, Day, Flip, Run
from easytask.runs import friends, lock, recording
from easytask.runs.ongoing import BATCH_LINKS
from easytask.verdicts import rules
from easytask.verdicts.kinds import Kind, Problem
from easytask.verdicts.outcomes import RunOutcome, RunResult
from easytask.verdicts.records import Backlink, FetchResult, Verdict
from tests.plugins.databases import PostgreSQL, SQLite, connection_settings, postgresql_binaries

# Checks of so many days are made by Python, the others are copies that the database makes.
DAYS_MADE, COPIES = 4, 8
YEAR_DAYS = 360
CHANGES_EVERY_DAYS = 50
# One of so many links flaps, every so many hours.
FLAPPING_SHARE, FLAPPING_HOURS, FLAPPING_DAYS = 20, 2, 84
PAGES = (40, 1000)
RUN_LINKS = 10_000
REPEATS = 5


def say(words: str) -> None:
    print(words, flush=True)


@contextlib.contextmanager
def database(url: str) -> Iterator[None]:
    """The default connection of all threads is one to this database."""
    options = connections.settings[DEFAULT_DB_ALIAS]["OPTIONS"] if url.startswith("sqlite") else {}
    before = connections.settings[DEFAULT_DB_ALIAS]
    connections.settings[DEFAULT_DB_ALIAS] = {**connection_settings(url, "measured"), "OPTIONS": options}
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


def make_checks(links: int) -> list[list[Verdict]]:
    """Some days hour by hour, up to now, and copies of them before."""
    verdicts = make_friends(links)
    Check.objects.all().delete()
    hours = 24 * DAYS_MADE * COPIES
    now = timezone.now()
    moments = [now - dt.timedelta(hours=hours - hour) for hour in range(hours)]
    counts = {"active_num": links, "to_not_show": 0, "to_show": 0, "version": "0.1.0"}
    ended = {"started_by": "clock", "state": "done", "total": links, "judged": links, "data": counts}
    Run.objects.bulk_create([Run(started_at=moment, seen_at=moment, finished_at=moment, **ended) for moment in moments])
    for run in Run.objects.order_by("-pk")[: 24 * DAYS_MADE]:
        with transaction.atomic():
            Check.objects.bulk_create([check_of(random.choice(some), run) for some in verdicts])
    copy_checks_back(last=Check.objects.order_by("pk").last().pk)
    make_flips(verdicts, now)
    return verdicts


def make_flips(verdicts: list[list[Verdict]], now: dt.datetime) -> None:
    flips = []
    for ago in range(YEAR_DAYS, 0, -1):
        some = random.sample(verdicts, max(len(verdicts) // CHANGES_EVERY_DAYS, 1))
        flips += [flip_of(each[0], now - dt.timedelta(days=ago), is_show=ago % 2 == 0) for each in some]
    flapping = [each[0] for each in verdicts[::FLAPPING_SHARE]]
    for number in range(24 * FLAPPING_DAYS // FLAPPING_HOURS):
        at = now - dt.timedelta(days=FLAPPING_DAYS) + dt.timedelta(hours=FLAPPING_HOURS * number)
        is_show = number % 2 == 1
        taken_back_at = None if is_show else at + dt.timedelta(hours=FLAPPING_HOURS)
        flips += [flip_of(verdict, at, is_show=is_show, taken_back_at=taken_back_at) for verdict in flapping]
    Flip.objects.bulk_create(sorted(flips, key=lambda flip: flip.at), batch_size=5000)


def flip_of(verdict: Verdict, at: dt.datetime, *, is_show: bool, taken_back_at: dt.datetime | None = None) -> Flip:
    return Flip(
        friend_id=verdict.friend.id,
        at=at,
        is_show=is_show,
        kind=verdict.kind.value,
        evidence=verdict.evidence(at),
        link=verdict.friend.link,
        taken_back_at=taken_back_at,
    )


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


def copy_checks_back(*, last: int) -> None:
    back = "datetime(at, %s)" if connection.vendor == "sqlite" else "at + %s::interval"
    columns = "friend_id, verdict, status, milliseconds, evidence"
    statement = (
        f"INSERT INTO easytask_check (at, run_id, {columns}) "  # noqa: S608 - our own names
        f"SELECT {back}, run_id - %s, {columns} FROM easytask_check WHERE id <= %s"
    )
    for number in range(COPIES - 1, 0, -1):
        days = number * DAYS_MADE
        with connection.cursor() as cursor:
            cursor.execute(statement, [f"-{days} days", 24 * days, last])


def copy_days_back() -> None:
    """The days of a month, as often as it takes to fill a year."""
    back = "date(day, %s)" if connection.vendor == "sqlite" else "(day + %s::interval)::date"
    columns = ", ".join(f'"{field.column}"' for field in Day._meta.concrete_fields if field.name not in ("id", "day"))
    span = Day.objects.aggregate(first=Min("day"), last=Max("day"), pk=Max("pk"))
    days = (span["last"] - span["first"]).days + 1
    statement = (
        f"INSERT INTO easytask_day (day, {columns}) "  # noqa: S608 - our own names
        f"SELECT {back}, {columns} FROM easytask_day WHERE id <= %s"
    )
    for number in range(YEAR_DAYS // days - 1, 0, -1):
        with connection.cursor() as cursor:
            cursor.execute(statement, [f"-{number * days} days", span["pk"]])


# --- what is measured ------------------------------------------------------------------------------------------------
def clock() -> float:
    """The processor's time on SQLite, which lives in our process, else that of the clock."""
    return time.process_time() if connection.vendor == "sqlite" else time.perf_counter()


def milliseconds(work: Callable[[], object]) -> float:
    """The median of some repeats, after one that warms up."""
    work()
    times = []
    for _ in range(REPEATS):
        began = clock()
        work()
        times.append(1000 * (clock() - began))
    return statistics.median(times)


def measure_reading() -> None:
    ids = list(FriendLink.objects.order_by("pk").values_list("pk", flat=True))
    pages = {f"stats of {page:,} links": partial(stats.stats_of, ids[:page]) for page in PAGES}
    for name, work in {
        **pages,
        "days of one": lambda: stats.daily_stats(ids[0]),
        "latest checks of one": lambda: stats.latest_checks(ids[0]),
        "changes of one": lambda: changes.changes_of_friend(ids[0]),
        "changes of the week": lambda: changes.latest_changes(7, limit=9),
        "slowest": lambda: stats.slowest(5),
        "certificates": lambda: stats.certificates_expiring(30),
        "false hides of 12 weeks": lambda: changes.count_hides(weeks_before=11),
    }.items():
        say(f"  {name:28} {milliseconds(work):7.1f} ms")
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


def measure_rollup() -> None:
    waits: list[float] = []
    calls, began, began_cpu = 0, time.perf_counter(), time.process_time()
    with another_writer(waits):
        while True:
            found = rollup.run()
            calls += 1
            if found.finished:
                break
    seconds, cpu = time.perf_counter() - began, time.process_time() - began_cpu
    waits.sort()
    days = Day.objects.values("day").distinct().count()
    longest = f"99 % under {waits[int(0.99 * len(waits))]:.0f} ms, {waits[-1]:.0f} ms at most"
    say(f"  {days} days rolled up in {seconds:.1f} s, {calls} calls ({cpu:.1f} s of the processor)")
    say(f"  another writer waited {statistics.median(waits):.1f} ms, {longest}")


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
    began = clock()
    for start in range(0, len(verdicts), BATCH_LINKS):
        recording.record(verdicts[start : start + BATCH_LINKS], run_id=run_id)
    ended = clock()
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
                say(f"{name}, {links:,} links every hour for {YEAR_DAYS} days")
                make_checks(links)
                measure_rollup()
                copy_days_back()
                with connection.cursor() as cursor:
                    # SQLite is read without ANALYZE, as owners run it; PostgreSQL analyses by itself.
                    cursor.execute("VACUUM" if connection.vendor == "sqlite" else "VACUUM FULL ANALYZE")
                say(f"  {megabytes():,.0f} MB, {rows()}")
                measure_reading()


if __name__ == "__main__":
    logging.getLogger("easytask.journal").disabled = True
    random.seed(5)
    links = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    main(links, sys.argv[2:] or ["sqlite", "postgres"])
