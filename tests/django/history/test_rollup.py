"""Summing up finished days and deleting old checks: resumable, repeatable, and never early."""

import datetime as dt
import itertools
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.utils import timezone

from blog.models import ImportUpload
from easytask.history import rollup
from easytask.history.days import midnight, today
from easytask.history.rollup import SETTLED_AFTER
from easytask.models import Check, Day
from easytask.tasks import tend_history

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rollup, "CHUNK_PAUSE_SECONDS", 0)


def check(
    friend: Any, days_ago: int, verdict: str = "ok", ms: int | None = 100, *, hour: int = 9, **fields: str
) -> Check:
    at = midnight(today() - dt.timedelta(days=days_ago)) + dt.timedelta(hours=hour)
    status = 200 if verdict in ("ok", "no_backlink") else None
    return Check.objects.create(friend=friend, at=at, verdict=verdict, status=status, milliseconds=ms, **fields)


def sums() -> list[tuple[int, int, int, int]]:
    rows = Day.objects.order_by("day", "friend")
    return [((today() - row.day).days, row.ok, row.failing, row.unknown) for row in rows]


def test_a_finished_day_is_summed_up_by_friend(friend):
    one, two = friend("https://a.test/"), friend("https://b.test/")
    for verdict in ("ok", "ok", "timeout", "no_backlink", "uncertain", "outage"):
        check(one, 1, verdict)
    check(one, 1, "white_listed", None)
    check(two, 1, "dns")
    assert rollup.run() == (1, 0, True)
    assert sums() == [(1, 2, 2, 3), (1, 0, 1, 0)]


def test_a_day_counts_living_sites_and_backlinks_apart(friend):
    row = friend("https://a.test/")
    for verdict, backlink in [("ok", "found"), ("ok", "nofollow"), ("ok", "not_asked"), ("no_backlink", "missing")]:
        check(row, 1, verdict, backlink=backlink)
    check(row, 1, "uncertain", cause="script")
    check(row, 1, "uncertain", cause="wall")
    check(row, 1, "parked")
    rollup.run()
    assert list(Day.objects.values_list("up", "down", "linked", "unlinked")) == [(5, 1, 2, 1)]


def test_a_day_keeps_the_latency_of_its_own_answers(friend):
    row = friend("https://a.test/")
    for days_ago, ms in [(2, 9000), (1, 300), (1, 100), (1, 200), (1, 4000)]:
        check(row, days_ago, ms=ms)
    check(row, 1, "timeout", 5000)
    check(friend("https://silent.test/"), 1, "timeout", 5000)
    rollup.run()
    yesterday = today() - dt.timedelta(days=1)
    found = Day.objects.filter(day=yesterday).order_by("friend").values_list("median", "p95")
    # Of an even number the lower one of the middle.
    assert list(found) == [(200, 300), (None, None)]


def test_a_day_knows_the_latencies_of_the_week_that_ends_with_it(friend):
    row = friend("https://a.test/")
    for days_ago, ms in [(9, 9000), (8, 100), (2, 300), (1, 500)]:
        check(row, days_ago, ms=ms)
    check(friend("https://silent.test/"), 1, "timeout", 5000)
    rollup.run()
    found = Day.objects.filter(friend=row).order_by("day").values_list("week_median", flat=True)
    assert list(found) == [9000, 100, 100, 300]
    assert Day.objects.exclude(friend=row).get().week_median is None


def test_a_day_ends_at_the_sites_midnight(friend, settings):
    settings.TIME_ZONE = "Asia/Shanghai"
    row = friend("https://a.test/")
    for hour in (0, 23):
        check(row, 2, hour=hour)
    check(row, 1, hour=0)
    rollup.run()
    assert sums() == [(2, 2, 0, 0), (1, 1, 0, 0)]


def test_today_is_not_over(friend):
    check(friend("https://a.test/"), 0, hour=0)
    assert rollup.run() == (0, 0, True)
    assert not Day.objects.exists()


@pytest.mark.parametrize(("minutes", "days"), [(9, 0), (11, 1)])
def test_a_day_is_settled_when_its_last_batch_is_surely_in(friend, monkeypatch, minutes, days):
    monkeypatch.setattr(rollup, "SETTLED_AFTER", SETTLED_AFTER)
    check(friend("https://a.test/"), 1, hour=23)
    now = midnight(today()) + dt.timedelta(minutes=minutes)
    monkeypatch.setattr(timezone, "now", lambda: now)
    assert rollup.run().days == days


def test_doing_it_again_changes_nothing(friend):
    row = friend("https://a.test/")
    for days_ago in (40, 3, 1):
        check(row, days_ago)
    assert rollup.run() == (3, 1, True)
    before = list(Day.objects.values())
    assert rollup.run() == (0, 0, True)
    assert list(Day.objects.values()) == before


def test_two_at_once_write_each_day_once(friend):
    row = friend("https://a.test/")
    for days_ago in (2, 1):
        check(row, days_ago)
    yesterday = today() - dt.timedelta(days=1)
    rollup.run()
    assert rollup._roll_up(yesterday)  # what the other one is still at
    assert sums() == [(2, 1, 0, 0), (1, 1, 0, 0)]


def test_only_what_is_summed_up_and_old_is_deleted(friend):
    row = friend("https://a.test/")
    for days_ago in (400, 31, 30, 1, 0):
        check(row, days_ago)
    assert rollup.run().deleted == 2
    ages = {(today() - seen.at.astimezone(timezone.get_default_timezone()).date()).days for seen in Check.objects.all()}
    assert ages == {30, 1, 0}
    assert [days_ago for days_ago, *_ in sums()] == [400, 31, 30, 1]


def test_days_without_checks_are_passed_over(friend, django_assert_max_num_queries):
    row = friend("https://a.test/")
    for days_ago in (900, 1):
        check(row, days_ago)
    with django_assert_max_num_queries(20):
        assert rollup.run().days == 2


def test_when_its_time_is_up_it_stops_and_the_next_call_goes_on(friend, monkeypatch):
    row = friend("https://a.test/")
    for days_ago in range(50, 0, -1):
        check(row, days_ago)
    monkeypatch.setattr(rollup, "CHUNK_ROWS", 7)
    # Each look at the clock finds it a second later, so that a call has the time for a few days or chunks.
    clock = SimpleNamespace(monotonic=itertools.count().__next__, sleep=lambda _: None)
    monkeypatch.setattr(rollup, "time", clock)
    calls = list(itertools.takewhile(lambda found: not found.finished, (rollup.run(seconds=3) for _ in range(1000))))
    assert calls, "it was done at once"
    assert len(sums()) == 50
    assert Check.objects.count() == 30


def test_a_friend_that_is_deleted_takes_its_days_along(friend):
    row = friend("https://a.test/")
    check(row, 1)
    rollup.run()
    row.delete()
    assert not Day.objects.exists()


def test_the_task_says_what_it_did(friend):
    check(friend("https://a.test/"), 1)
    assert tend_history() == {"days": 1, "deleted": 0, "finished": True}


def test_what_fails_to_be_deleted_keeps_nothing_else_from_being_done(friend):
    check(friend("https://a.test/"), 1)
    upload = ImportUpload.objects.create(content=b"", uploaded_by=User.objects.create(username="a"))
    ImportUpload.objects.update(uploaded_at=timezone.now() - dt.timedelta(days=9))

    def fail(execute: Any, sql: str, *arguments: Any) -> Any:
        if "easytask_addressprobe" in sql:
            raise OperationalError
        return execute(sql, *arguments)

    with connection.execute_wrapper(fail), pytest.raises(OperationalError):
        tend_history()
    assert sums() == [(1, 1, 0, 0)]
    assert not ImportUpload.objects.filter(pk=upload.pk).exists()
