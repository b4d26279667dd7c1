"""The figures and stories that are read off the history."""

import dataclasses
import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from blog.models import FriendLink
from easytask.admin import actions
from easytask.history import quantiles, queries
from easytask.history.rollup import midnight, tend, today
from easytask.models import Check, Flip, LinkState
from easytask.runs import friends, lock, recording
from easytask.verdicts import rules
from easytask.verdicts.records import FetchResult

pytestmark = pytest.mark.django_db


def check(friend: Any, days_ago: int, verdict: str = "ok", ms: int | None = 100, *, minute: int = 0) -> None:
    at = midnight(today() - dt.timedelta(days=days_ago)) + dt.timedelta(minutes=minute)
    status = 200 if verdict == "ok" else None
    Check.objects.create(friend=friend, at=at, verdict=verdict, status=status, milliseconds=ms)


def flip(friend: Any, hours_ago: float, is_show: bool, kind: str = "timeout", link: str = "https://a.test/") -> Flip:
    at = timezone.now() - dt.timedelta(hours=hours_ago)
    return Flip.objects.create(friend=friend, at=at, is_show=is_show, kind=kind, link=link)


def within(found: int | None, expected: int) -> bool:
    return found is not None and abs(found - expected) <= quantiles.ACCURACY * expected + 1


@pytest.fixture(params=["by the checks", "by their sums"])
def settle(request: pytest.FixtureRequest) -> Any:
    """The figures are the same before and after the tending has been round."""
    return tend if request.param == "by their sums" else lambda: None


class TestFigures:
    def test_the_strip_is_the_latest_thirty_oldest_first(self, friend):
        row, other = friend("https://a.test/"), friend("https://b.test/")
        for minute in range(40):
            check(row, 0, "timeout" if minute == 39 else "ok", minute=minute)
        check(other, 1, "dns")
        found = queries.figures([row.pk, other.pk])
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
        assert queries.figures([row.pk])[row.pk].uptime == {7: 1 / 2, 30: 3 / 5, 90: 4 / 6}

    def test_today_counts_as_well(self, friend, settle):
        row = friend("https://a.test/")
        check(row, 1, "ok")
        check(row, 0, "timeout")
        settle()
        assert queries.figures([row.pk])[row.pk].uptime == {7: 0.5, 30: 0.5, 90: 0.5}

    def test_of_a_link_that_is_never_fetched_nothing_is_known(self, friend, settle):
        row = friend("https://a.test/")
        check(row, 1, "white_listed", None)
        settle()
        figures = queries.figures([row.pk])[row.pk]
        assert set(figures.uptime.values()) == {None}
        assert (figures.median, figures.p95, figures.recent) == (None, None, ("white_listed",))

    def test_latency_is_that_of_the_answers_of_a_week(self, friend, settle):
        row = friend("https://a.test/")
        for number in range(1, 101):
            check(row, 1 + number % 6, "ok", 10 * number)
        check(row, 1, "timeout", 5000)  # no answer
        check(row, 8, "ok", 9000)  # too long ago
        settle()
        figures = queries.figures([row.pk])[row.pk]
        assert within(figures.median, 500)
        assert within(figures.p95, 950)

    def test_a_friend_without_checks_has_empty_figures_and_an_unknown_id_none(self, friend):
        row = friend("https://a.test/")
        found = queries.figures([row.pk, 4711])
        assert found == {row.pk: queries.Figures((), {7: None, 30: None, 90: None}, None, None)}

    @pytest.mark.parametrize("many", [1, 40])
    def test_the_number_of_queries_does_not_grow(self, friend, django_assert_max_num_queries, many):
        rows = [friend(f"https://{number}.test/") for number in range(many)]
        for row in rows:
            check(row, 1)
            check(row, 0)
        tend()
        check(friend("https://new.test/"), 0)
        with django_assert_max_num_queries(7):
            assert len(queries.figures([row.pk for row in rows])) == many


class TestOneFriend:
    def test_its_days_are_told_in_order_up_to_today(self, friend, settle):
        row = friend("https://a.test/")
        check(row, 90, "ok")
        check(row, 89, "dns", 5)
        check(row, 1, "ok", 300)
        check(row, 0, "uncertain", 7)
        settle()
        days = queries.days_of_friend(row.pk)
        assert [((today() - day.day).days, day.ok, day.failing, day.unknown) for day in days] == [
            (89, 0, 1, 0),
            (1, 1, 0, 0),
            (0, 0, 0, 1),
        ]
        assert (days[0].median, within(days[1].p95, 300)) == (None, True)

    def test_its_latest_checks_are_told_oldest_first(self, friend):
        row = friend("https://a.test/")
        check(row, 1, "timeout", 5000)
        check(row, 0, "ok", 80)
        assert [(seen.check_status, seen.status, seen.milliseconds) for seen in queries.latest_checks(row.pk)] == [
            ("failing", None, 5000),
            ("ok", 200, 80),
        ]

    def test_its_changes_are_told_with_cause_evidence_and_undoing(self, friend, admin_user):
        row = friend("https://a.test/", name="A")
        run = lock.begin_run(started_by="code", everything=True)
        recording.record([rules.evaluate(friends.load()[0], FetchResult(row.link, 404))], run_id=run)
        (hidden,) = queries.changes_of(row.pk)
        assert (hidden.kind, hidden.evidence["kind"], hidden.run_id) == ("bad_status", "bad_status", run)
        assert (hidden.undoable, hidden.first_sight, hidden.friend_name) == (True, True, "A")
        assert queries.changes_of_run(run) == [dataclasses.replace(hidden, undoable=False)]
        actions.undo(hidden.id, admin_user)
        by_hand, hidden = queries.changes_of(row.pk)
        assert (by_hand.kind, by_hand.user_name, by_hand.undoes, by_hand.undoable) == ("", "admin", hidden.id, False)
        assert (hidden.undone_by, hidden.undone_at, hidden.undoable) == ("admin", by_hand.at, False)

    def test_what_somebody_changed_without_a_trace_is_not_undoable(self, friend):
        row = friend("https://a.test/")
        flip(row, 1, False)
        FriendLink.objects.update(is_show=True)
        assert not queries.changes_of(row.pk)[0].undoable

    def test_a_deleted_friend_has_no_story(self):
        assert (queries.changes_of(4711), queries.days_of_friend(4711), queries.latest_checks(4711)) == ([], [], [])


class TestAll:
    def test_the_changes_of_a_week_are_told_newest_first(self, friend):
        row = friend("https://a.test/", name="A")
        flip(row, 24 * 8, False)
        flip(row, 2, True, "ok")
        flip(row, 1, False)
        assert [change.kind for change in queries.latest_changes()] == ["timeout", "ok"]

    def test_the_slowest_are_told_by_their_median(self, friend, settle):
        for name, ms in (("fast", 50), ("slow", 4000), ("middle", 900)):
            check(friend(f"https://{name}.test/", name=name), 1, "ok", ms)
        check(friend("https://off.test/", is_active=False), 1, "ok", 4999)
        settle()
        slow, middle = queries.slowest(2)
        assert (slow.friend_name, middle.friend_name) == ("slow", "middle")
        assert within(slow.median, 4000)

    @pytest.mark.parametrize("days", [-3, 5, 40, None])
    def test_certificates_about_to_expire_are_told(self, friend, days):
        row = friend("https://a.test/", name="A")
        expires = None if days is None else timezone.now() + dt.timedelta(days=days, hours=1)
        recording.record(
            [rules.evaluate(friends.load()[0], FetchResult(row.link, 200, certificate_expires=expires))], run_id=0
        )
        assert LinkState.objects.exists()
        expected = [days] if days in (-3, 5) else []
        assert [certificate.days for certificate in queries.certificates_expiring()] == expected

    @pytest.mark.parametrize(
        ("again", "suspected"),
        [
            ({"hours_ago": -1}, 1),
            ({"hours_ago": -47.5}, 1),
            ({"hours_ago": -48.5}, 0),  # it was away for longer
            ({"hours_ago": -1, "kind": ""}, 0),  # the owner's hand
            ({"hours_ago": -1, "kind": "white_listed"}, 0),  # the owner's wish
            ({"hours_ago": -1, "link": "https://moved.test/"}, 0),  # the owner mended the address
            (None, 0),
        ],
    )
    def test_a_hide_is_suspected_when_the_check_took_it_back_soon(self, friend, again, suspected):
        row = friend("https://a.test/")
        flip(row, 0, False)
        flip(friend("https://b.test/"), 0, False, kind="")  # by the owner's hand, and not counted
        if again is not None:
            flip(row, is_show=True, **{"kind": "ok", **again})
        week = queries.false_hides()[-1]
        assert (week.hides, week.suspected, week.rate) == (1, suspected, float(suspected))

    def test_weeks_without_hides_have_no_rate(self):
        weeks = queries.false_hides(3)
        assert [week.rate for week in weeks] == [None] * 3
        assert [(weeks[-1].monday - week.monday).days for week in weeks] == [14, 7, 0]
