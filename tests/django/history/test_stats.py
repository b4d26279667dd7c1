"""The statistics that are read off the checks: the same before and after a rollup."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from easytask.history import rollup, stats
from easytask.history.days import midnight, today
from easytask.history.stats import Share
from easytask.labels import verdict_label
from easytask.models import Check, Day, LinkState
from easytask.runs import friends, recording
from easytask.verdicts import rules
from easytask.verdicts.records import FetchResult

pytestmark = pytest.mark.django_db


def check(
    friend: Any, days_ago: int, verdict: str = "ok", ms: int | None = 100, *, minute: int = 0, **fields: str
) -> None:
    at = midnight(today() - dt.timedelta(days=days_ago)) + dt.timedelta(minutes=minute)
    status = 200 if verdict == "ok" else None
    Check.objects.create(friend=friend, at=at, verdict=verdict, status=status, milliseconds=ms, **fields)


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

    def test_uptime_is_the_share_of_checks_in_which_the_site_was_alive(self, friend, settle):
        row = friend("https://a.test/")
        for days_ago, verdict in [
            (6, "ok"),
            (6, "timeout"),
            (7, "no_backlink"),
            (7, "ok"),
            (29, "parked"),
            (89, "ok"),
            (90, "dns"),
        ]:
            check(row, days_ago, verdict)
        for cause, verdict in [("wall", "uncertain"), ("", "outage"), ("", "failed")]:
            check(row, 1, verdict, cause=cause)
        settle()
        assert stats.stats_of([row.pk])[row.pk].uptime == (Share(7, 1, 2), Share(30, 3, 5), Share(90, 4, 6))

    def test_a_page_that_only_hides_our_link_from_us_is_alive(self, friend, settle):
        row = friend("https://a.test/")
        check(row, 1, "uncertain", cause="script")
        settle()
        found = stats.stats_of([row.pk])[row.pk]
        assert (found.uptime, found.backlink) == ((Share(0, 1, 1),), ())

    def test_the_backlink_has_a_share_of_its_own(self, friend, settle):
        row = friend("https://a.test/")
        for days_ago, verdict, backlink in [
            (8, "ok", "found"),
            (5, "ok", "nofollow"),
            (4, "no_backlink", "missing"),
            (3, "timeout", "unknown"),
            (2, "ok", "not_asked"),
        ]:
            check(row, days_ago, verdict, backlink=backlink)
        settle()
        found = stats.stats_of([row.pk])[row.pk]
        assert (found.uptime, found.backlink) == ((Share(7, 3, 4),), (Share(7, 1, 2),))

    @pytest.mark.parametrize(
        ("first", "windows"), [(0, [0]), (5, [0]), (6, [7]), (28, [7]), (29, [7, 30]), (89, [7, 30, 90])]
    )
    def test_a_window_has_a_share_when_the_history_covers_it(self, friend, settle, first, windows):
        row = friend("https://a.test/")
        for days_ago in {first, 0}:
            check(row, days_ago)
        settle()
        assert [share.days for share in stats.stats_of([row.pk])[row.pk].uptime] == windows

    def test_a_friend_that_is_seldom_checked_has_a_history_without_a_gap(self, friend, settle):
        row = friend("https://a.test/")
        for days_ago in (1, 31, 61, 91, 121):
            check(row, days_ago)
        settle()
        assert stats.stats_of([row.pk])[row.pk].uptime == (Share(7, 1, 1), Share(30, 1, 1), Share(90, 3, 3))

    def test_what_was_decided_too_long_ago_has_no_share(self, friend, settle):
        row = friend("https://a.test/")
        check(row, 100)
        settle()
        assert stats.stats_of([row.pk])[row.pk].uptime == ()

    def test_days_from_before_the_ledgers_are_not_counted(self, friend):
        row = friend("https://a.test/")
        for days_ago, counts in [(40, {}), (9, {"up": 3, "down": 1}), (1, {"up": 4, "down": 0})]:
            day = today() - dt.timedelta(days=days_ago)
            Day.objects.create(friend=row, day=day, ok=3, failing=1, unknown=0, **counts)
        found = stats.stats_of([row.pk])[row.pk]
        assert (found.uptime, found.backlink) == ((Share(7, 4, 4),), ())
        assert [(day.is_told_apart, day.was_down) for day in stats.daily_stats(row.pk)] == [
            (False, True),
            (True, True),
            (True, False),
        ]

    def test_today_counts_as_well(self, friend, settle):
        row = friend("https://a.test/")
        check(row, 1, "ok")
        check(row, 0, "timeout")
        settle()
        assert stats.stats_of([row.pk])[row.pk].uptime == (Share(0, 1, 2),)

    def test_of_a_link_that_is_never_fetched_nothing_is_known(self, friend, settle):
        row = friend("https://a.test/")
        check(row, 1, "white_listed", None, backlink="not_asked")
        settle()
        assert stats.stats_of([row.pk])[row.pk] == stats.FriendStats(recent=("white_listed",))

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
        assert found == {row.pk: stats.FriendStats()}

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
        assert [((today() - day.day).days, day.was_down) for day in days] == [(89, True), (1, False), (0, False)]
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
