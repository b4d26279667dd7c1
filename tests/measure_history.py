"""Measures a year of history: what it weighs, how long tending takes and keeps others waiting, how fast it is read.

``python -m tests.measure_history [links] [days]`` makes that year, one check an hour, in temporary databases: once
thinned as the hourly tending would have left it, and once whole, as when tending is first switched on. It also measures
what history costs while verdicts are written.
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
from pathlib import Path
from unittest.mock import patch

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "izone.settings")
django.setup()  # the fixtures need it; under pytest it is done already

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction  # noqa: E402 - after the setup
from django.db.models.functions import Now  # noqa: E402

from blog.models import FriendLink  # noqa: E402
from easytask import history, judge, store, tending  # noqa: E402
from easytask.checker import BATCH_LINKS  # noqa: E402
from easytask.data import Backlink, Page, Problem, Verdict  # noqa: E402
from easytask.models import Check, Day, Flip, LinkState, Run  # noqa: E402
from tests.services import PostgreSQL, SQLite, _connection_settings, postgresql_binaries  # noqa: E402

PAGES = (50, 1000)
RUN_LINKS = 10_000
REPEATS = 5


def say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 - its output


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
def pages_of(number: int) -> list[Page]:
    """What one link's checks find: mostly the same, every tenth link dead, every fiftieth a wall."""
    url = f"https://friend-{number}.example/links"
    expires = dt.datetime(2027, 3, 1, tzinfo=dt.UTC)
    pace = random.lognormvariate(-1, 0.6)
    if number % 10 == 9:
        return [Page(url, problem=Problem.TIMEOUT, elapsed=5.0, silent=True)]
    if number % 50 == 8:
        return [Page(url, 429, elapsed=pace, certificate_expires=expires)]
    return [
        Page(
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
    """Rows, each with the latest state, and the verdicts that their checks end in."""
    FriendLink.objects.bulk_create(
        [FriendLink(name=f"friend {number}", link=f"https://friend-{number}.example/") for number in range(links)]
    )
    verdicts = []
    for number, friend in enumerate(store.load()):
        verdicts.append([judge.judge(friend, page, backlink_asked=True) for page in pages_of(number)])
    for start in range(0, links, BATCH_LINKS):
        store.record([some[0] for some in verdicts[start : start + BATCH_LINKS]], run_id=0)
    return verdicts


def checks_at(moment: dt.datetime, run_id: int, verdicts: list[list[Verdict]]) -> list[Check]:
    checks = []
    for some in verdicts:
        verdict = random.choice(some)
        page = verdict.page
        assert page is not None
        is_bad = verdict.kind.value == "timeout"
        checks.append(
            Check(
                friend_id=verdict.friend.id,
                run_id=run_id,
                at=moment,
                verdict=verdict.kind.value,
                status=page.status,
                milliseconds=round(1000 * page.elapsed),
                evidence=verdict.evidence(moment) if is_bad else None,
            )
        )
    return checks


def make_year(links: int, days: int, *, tended: bool) -> None:
    verdicts = make_friends(links)
    first = tending.today() - dt.timedelta(days=days)
    kept_from = tending.today() - dt.timedelta(days=tending.KEPT_DAYS)
    for number in range(days):
        day = first + dt.timedelta(days=number)
        checks: list[Check] = []
        for hour in range(24):
            moment = tending.midnight(day) + dt.timedelta(hours=hour, minutes=5)
            data = {"active_num": links, "to_not_show": 0, "to_show": 0, "version": "0.1.0"}
            run = Run.objects.create(
                started_by="clock", state="done", started_at=moment, seen_at=moment, finished_at=moment, data=data
            )
            checks += checks_at(moment, run.pk, verdicts)
        with transaction.atomic():
            if not tended or day >= kept_from:
                Check.objects.bulk_create(checks)
            if tended:  # what the tending would have made of them
                Day.objects.bulk_create(tending.days_of(checks))
            chosen = random.sample(verdicts, links // 50)  # a friend changes every 50 days
            Flip.objects.bulk_create(
                [
                    Flip(
                        friend_id=some[0].friend.id,
                        at=moment,
                        is_show=number % 2 == 0,
                        link=some[0].friend.link,
                        kind="ok" if number % 2 == 0 else "timeout",
                        evidence=some[0].evidence(moment),
                    )
                    for some in chosen
                ]
            )


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
    for page in PAGES:
        say(f"  figures of {min(page, len(ids)):5} links   {milliseconds(lambda: history.figures(ids[:page])):7.1f} ms")
    for name, work in {
        "days of one": lambda: history.days_of_friend(ids[0]),
        "latest checks of one": lambda: history.latest_checks(ids[0]),
        "changes of one": lambda: history.changes_of(ids[0]),
        "changes of the week": history.latest_changes,
        "slowest": history.slowest,
        "certificates": history.certificates_expiring,
        "false hides": history.false_hides,
    }.items():
        say(f"  {name:23} {milliseconds(work):7.1f} ms")


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
            tended = tending.tend()
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
    """A run's whole writing, with its history and without; every hundredth link changes."""

    def run(number: int) -> float:
        friends = store.load()
        run_id = store.begin_run(started_by="code", everything=True)
        verdicts = []
        for friend in friends:
            is_away = friend.id % 100 == 0 and number % 2 == 0
            page = Page(friend.link, 404, elapsed=0.3) if is_away else Page(friend.link, 200, elapsed=0.3)
            verdicts.append(judge.judge(friend, page))
        began = time.perf_counter()
        for start in range(0, len(verdicts), BATCH_LINKS):
            store.record(verdicts[start : start + BATCH_LINKS], run_id=run_id)
        seconds = time.perf_counter() - began
        store.end_run(run_id, ended=True, data={}, error="")
        return seconds

    def without_history(number: int) -> float:
        nothing = patch.object(Check.objects.__class__, "bulk_create", lambda self, *_, **__: [])
        real = LinkState.objects.__class__.bulk_create
        with nothing, patch.object(LinkState.objects.__class__, "bulk_create", real):
            return run(number)

    FriendLink.objects.bulk_create(
        [FriendLink(name=str(number), link=f"https://{number}.example/") for number in range(RUN_LINKS)]
    )
    run(0)
    found = {run: [], without_history: []}
    for number in range(1, 2 * REPEATS):
        for way, times in found.items():
            times.append(way(number))
    both, states = (statistics.median(times) for times in found.values())
    each = 1e6 * (both - states) / RUN_LINKS
    say(f"  {RUN_LINKS:,} verdicts written in {both:.2f} s, without history {states:.2f} s: {each:.0f} µs a check")


def main(links: int, days: int) -> None:
    with contextlib.ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="izone-history-")))
        makers: dict[str, SQLite | PostgreSQL] = {"SQLite": SQLite(directory)}
        binaries = postgresql_binaries()
        if binaries is None:
            say("no PostgreSQL server is installed (Debian: apt-get install postgresql)")
        else:
            makers["PostgreSQL"] = PostgreSQL(binaries)
            stack.callback(makers["PostgreSQL"].close)
        for name, maker in makers.items():
            with database(maker.new()):
                say(f"{name}, a run of {RUN_LINKS:,} links")
                measure_writing()
            for tended in (True, False):
                with database(maker.new()):
                    make_year(links, days, tended=tended)
                    say(f"{name}, {links:,} links, {days} days, {'tended all along' if tended else 'never tended'}")
                    say(f"  {megabytes():,.0f} MB: {rows()}")
                    if tended:
                        measure_reading()
                        continue
                    measure_tending()
                    say(f"  {megabytes():,.0f} MB: {rows()}")


if __name__ == "__main__":
    random.seed(5)
    main(*(int(word) for word in [*sys.argv[1:], *("1000", "365")[len(sys.argv) - 1 :]]))
