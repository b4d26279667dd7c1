"""The statistics that are read off the checks: the same before and after a rollup."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from easytask.history import rollup, stats
from easytask.history.days import midnight, today
from easytask.labels import verdict_label
from easytask.models import Check, LinkState
from easytask.runs import friends, recording
from easytask.verdicts import rules
from easytask.verdicts.records import FetchResult

pytestmark = pytest.mark.django_db


def check(friend: Any, days_ago: int, verdict: str = "ok", ms: int | None = 100, *, minute: int = 0) -> None:
    at = midnight(today() - dt.timedelta(days=days_ago)) + dt.timedelta(minutes=minute)
    status = 200 if verdict == "ok" else None
    Check.objects.create(friend=friend, at=at, verdict=verdict, status=status, milliseconds=ms)


@pytest.fixture(params=["by the checks", "by the rolled up days"])
def settle(request: pytest.FixtureRequest) -> Callable[[], object]:
    return rollup.run if request.param == "by the rolled up days" else lambda: None


class TestManyFriends:
    def test_the_strip_is_the_latest_thirty_oldest_first(self, friend):
        row, other = friend("https://a.test/"), friend("https://b.test/")
        for minute in range(40):
            check(row, 0, "timeout" if minute == 39 else "ok", minute=minute)
        check(other, 1, "dns")
        found = stats.stats_of([row.pk, other.pk])
        assert found[row.pk].recent == ("ok",) * 29 + ("timeout",)
        assert found[other.pk].recent == ("dns",)

    def test_uptime_is_the_good_share_of_the_decided(self, friend, settle):
        row = friend("https://a.test/")
        for days_ago, verdict in [
            (6, "ok"),
            (6, "timeout"),
            (7, "ok"),
            (7, "ok"),
            (29, "dns"),
            (89, "ok"),
            (90, "dns"),
        ]:
            check(row, days_ago, verdict)
        for verdict in ("uncertain", "outage", "failed"):
            check(row, 1, verdict)
        settle()
        assert stats.stats_of([row.pk])[row.pk].uptime == {7: 1 / 2, 30: 3 / 5, 90: 4 / 6}

    def test_today_counts_as_well(self, friend, settle):
        row = friend("https://a.test/")
        check(row, 1, "ok")
        check(row, 0, "timeout")
        settle()
        assert stats.stats_of([row.pk])[row.pk].uptime == {7: 0.5, 30: 0.5, 90: 0.5}

    def test_of_a_link_that_is_never_fetched_nothing_is_known(self, friend, settle):
        row = friend("https://a.test/")
        check(row, 1, "white_listed", None)
        settle()
        found = stats.stats_of([row.pk])[row.pk]
        assert set(found.uptime.values()) == {None}
        assert (found.median, found.p95, found.recent) == (None, None, ("white_listed",))

    def test_latency_is_that_of_the_answers_of_a_week(self, friend, settle):
        row = friend("https://a.test/")
        for number in range(1, 101):
            check(row, 1 + number % 6, "ok", 10 * number)
        check(row, 1, "timeout", 5000)  # no answer
        check(row, 8, "ok", 9000)  # too long ago
        settle()
        found = stats.stats_of([row.pk])[row.pk]
        assert (found.median, found.p95) == (500, 950)

    def test_a_friend_without_checks_has_empty_stats_and_an_unknown_id_none(self, friend):
        row = friend("https://a.test/")
        found = stats.stats_of([row.pk, 4711])
        assert found == {row.pk: stats.FriendStats((), {7: None, 30: None, 90: None}, None, None)}

    @pytest.mark.parametrize("many", [1, 40])
    def test_the_number_of_queries_does_not_grow(self, friend, django_assert_max_num_queries, many):
        rows = [friend(f"https://{number}.test/") for number in range(many)]
        for row in rows:
            check(row, 1)
            check(row, 0)
        rollup.run()
        check(friend("https://new.test/"), 0)
        with django_assert_max_num_queries(7):
            assert len(stats.stats_of([row.pk for row in rows])) == many


class TestOneFriend:
    def test_its_days_are_told_in_order_up_to_today(self, friend, settle):
        row = friend("https://a.test/")
        check(row, 90, "ok")
        check(row, 89, "dns", 5)
        check(row, 1, "ok", 300)
        check(row, 0, "uncertain", 7)
        settle()
        days = stats.daily_stats(row.pk)
        assert [((today() - day.day).days, day.ok, day.failing, day.unknown) for day in days] == [
            (89, 0, 1, 0),
            (1, 1, 0, 0),
            (0, 0, 0, 1),
        ]
        assert [(day.median, day.p95) for day in days] == [(None, None), (300, 300), (None, None)]

    def test_its_latest_checks_are_told_oldest_first(self, friend):
        row = friend("https://a.test/")
        check(row, 1, "timeout", 5000)
        check(row, 0, "ok", 80)
        assert [
            (verdict_label(seen.verdict, seen.status), seen.check_status, seen.milliseconds)
            for seen in stats.latest_checks(row.pk)
        ] == [
            ("请求超时", "failing", 5000),
            ("正常", "ok", 80),
        ]

    def test_a_deleted_friend_has_none(self):
        assert (stats.daily_stats(4711), stats.latest_checks(4711)) == ([], [])


class TestAll:
    def test_the_slowest_are_told_by_their_median(self, friend, settle):
        for name, ms in (("fast", 50), ("slow", 4000), ("middle", 900)):
            check(friend(f"https://{name}.test/", name=name), 1, "ok", ms)
        check(friend("https://off.test/", is_active=False), 1, "ok", 4999)
        settle()
        slow, middle = stats.slowest(2)
        assert (slow.friend_name, middle.friend_name) == ("slow", "middle")
        assert (slow.median, slow.p95) == (4000, 4000)

    @pytest.mark.parametrize("days", [-3, 5, 40, None])
    def test_certificates_about_to_expire_are_told(self, friend, days):
        row = friend("https://a.test/", name="A")
        expires = None if days is None else timezone.now() + dt.timedelta(days=days, hours=1)
        recording.record(
            [rules.evaluate(friends.load()[0], FetchResult(row.link, 200, certificate_expires=expires))], run_id=0
        )
        assert LinkState.objects.exists()
        expected = [days] if days in (-3, 5) else []
        assert [certificate.days for certificate in stats.certificates_expiring(21)] == expected
