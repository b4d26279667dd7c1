"""The changes of long ago are counted day by day, and read from there; what may still alter is read from themselves."""

import datetime as dt
from typing import Any

import pytest

from easytask.history import flip_counts, rollup
from easytask.history.changes import count_hides
from easytask.history.days import midnight, today
from easytask.history.flip_counts import FlipCounts, count_flips
from easytask.models import Flip, FlipDay

pytestmark = pytest.mark.django_db


def flip(friend: Any, days_ago: int, hour: int, is_show: bool, kind: str = "timeout", **fields: Any) -> Flip:
    at = midnight(today() - dt.timedelta(days=days_ago)) + dt.timedelta(hours=hour)
    return Flip.objects.create(friend=friend, at=at, is_show=is_show, kind=kind, link=friend.link, **fields)


def rolled() -> dict[int, FlipCounts]:
    """The rows, by how many days ago their day was."""
    names = FlipCounts.__dataclass_fields__
    return {
        (today() - row.day).days: FlipCounts(**{name: getattr(row, name) for name in names})
        for row in FlipDay.objects.order_by("day")
    }


def test_a_day_is_rolled_up_once_no_later_change_can_alter_it(friend):
    for days_ago in (9, 4, 2, 1, 0):
        flip(friend(f"https://{days_ago}.test/"), days_ago, 5, False)
    rollup.run()
    assert rolled() == {9: FlipCounts(hidden_by_check=1), 4: FlipCounts(hidden_by_check=1)}


def test_it_tells_who_changed_what_and_which_hides_were_taken_back_in_the_days_after(friend):
    one, two = friend("https://a.test/"), friend("https://b.test/")
    shown = flip(one, 8, 6, True, "ok")
    flip(one, 9, 5, False, taken_back_at=shown.at)
    flip(two, 9, 5, False)
    flip(two, 6, 5, True, "ok")
    flip(one, 6, 5, False, "")
    flip(one, 6, 7, True, "")
    rollup.run()
    assert rolled() == {
        9: FlipCounts(hidden_by_check=2, suspected=1),
        8: FlipCounts(shown_by_check=1),
        6: FlipCounts(shown_by_check=1, hidden_by_owner=1, shown_by_owner=1),
    }


def test_the_counts_are_the_same_before_the_rollup_and_after(friend):
    row = friend("https://a.test/")
    for days_ago in range(40, -1, -1):
        shown = flip(row, days_ago, 1 + days_ago % 2, True, ("ok", "")[days_ago % 2])
        flip(row, days_ago, 0, False, taken_back_at=shown.at if shown.kind else None)

    def counted() -> list[object]:
        days = [today() - dt.timedelta(days=days) for days in (35, 5, 2)]
        return [
            count_flips(),
            *(count_flips(day) for day in days),
            *(count_flips(None, day) for day in days),
            count_flips(days[0], days[1]),
            count_flips(days[1], days[2]),
            count_flips(days[2], days[2]),
            count_hides(weeks_before=3),
        ]

    before = counted()
    assert rollup.run().finished
    assert FlipDay.objects.count() == 38
    assert counted() == before


def test_what_is_rolled_up_is_not_walked_again(friend, monkeypatch):
    row = friend("https://a.test/")
    flip(row, 9, 5, False)
    flip(row, 0, 0, True, "ok")
    rollup.run()
    walked = []
    read = flip_counts.read_flips
    monkeypatch.setattr(flip_counts, "read_flips", lambda *days: walked.append(days) or read(*days))
    assert count_flips() == FlipCounts(shown_by_check=1, hidden_by_check=1)
    assert walked == [(today() - dt.timedelta(days=8), None)]


def test_the_counts_outlive_a_friend(friend):
    row = friend("https://a.test/")
    flip(row, 9, 5, False)
    rollup.run()
    row.delete()
    assert count_flips() == FlipCounts(hidden_by_check=1)


def test_days_without_changes_are_passed_over_and_a_second_rollup_changes_nothing(friend):
    row = friend("https://a.test/")
    flip(row, 900, 5, False)
    flip(row, 9, 5, True, "ok")
    for _ in range(2):
        assert rollup.run().finished
        assert list(rolled()) == [900, 9]


def test_when_its_time_is_up_the_next_call_goes_on(friend):
    row = friend("https://a.test/")
    for days_ago in range(20, 5, -1):
        flip(row, days_ago, 5, days_ago % 2 == 0)
    assert not rollup.run(seconds=-1).finished
    assert not FlipDay.objects.exists()
    assert rollup.run().finished
    assert FlipDay.objects.count() == 15
