"""The changes of what visitors see, and the hides that were our own error."""

import datetime as dt
from typing import Any

import pytest
from django.db.models import ObjectDoesNotExist
from django.utils import timezone

from blog.models import FriendLink
from easytask.admin import actions
from easytask.history import changes
from easytask.history.changes import HideCounts, WeeklyHides, count_hides
from easytask.history.days import midnight, today
from easytask.models import Flip
from easytask.runs import friends, lock, recording
from easytask.verdicts import rules
from easytask.verdicts.records import FetchResult

pytestmark = pytest.mark.django_db


def flip(friend: Any, hours_ago: float, is_show: bool, kind: str = "timeout", link: str = "https://a.test/") -> Flip:
    at = timezone.now() - dt.timedelta(hours=hours_ago)
    return Flip.objects.create(friend=friend, at=at, is_show=is_show, kind=kind, link=link)


class TestOneFriend:
    def test_its_changes_are_told_with_cause_evidence_and_undoing(self, friend, admin_user, django_assert_num_queries):
        row = friend("https://a.test/", name="A")
        run = lock.begin_run(started_by="code")
        recording.record([rules.evaluate(friends.load()[0], FetchResult(row.link, 404))], run_id=run)
        (hidden,) = changes.changes_of_friend(row.pk)
        assert (hidden.kind, hidden.status, hidden.evidence["kind"]) == ("bad_status", 404, "bad_status")
        assert (hidden.is_first_check, hidden.run_id) == (True, run)
        assert changes.changes_of_run(run) == [hidden]
        actions.undo(hidden.pk, admin_user)
        with django_assert_num_queries(1):
            by_hand, hidden = changes.changes_of_friend(row.pk)
            assert (by_hand.kind, by_hand.user_name, by_hand.undoes_id) == ("", "admin", hidden.pk)
            assert (hidden.friend.name, hidden.undone_by) == ("A", by_hand)
            with pytest.raises(ObjectDoesNotExist):
                by_hand.undone_by  # noqa: B018 - a template shows nothing for it

    def test_the_latest_is_undoable_while_it_is_automatic_and_stands(self, friend, admin_user):
        row = friend("https://a.test/", is_show=False)
        assert changes.undoable_change(row, []) is None
        hidden = flip(row, 1, False)
        assert changes.undoable_change(row, changes.changes_of_friend(row.pk)) == hidden
        actions.undo(hidden.pk, admin_user)
        row.refresh_from_db()
        assert changes.undoable_change(row, changes.changes_of_friend(row.pk)) is None

    def test_what_somebody_changed_without_a_trace_is_not_undoable(self, friend):
        row = friend("https://a.test/")
        flip(row, 1, False)
        assert FriendLink.objects.get().is_show
        assert changes.undoable_change(row, changes.changes_of_friend(row.pk)) is None

    def test_a_deleted_friend_has_none(self):
        assert changes.changes_of_friend(4711) == []


def test_the_changes_of_a_week_are_told_newest_first(friend):
    row = friend("https://a.test/", name="A")
    flip(row, 24 * 8, False)
    flip(row, 2, True, "ok")
    flip(row, 1, False)
    assert [change.kind for change in changes.latest_changes(7, limit=9)] == ["timeout", "ok"]
    assert [change.kind for change in changes.latest_changes(7, limit=1)] == ["timeout"]


def test_hides_are_counted_in_their_own_weeks_and_taken_back_in_any(friend):
    row = friend("https://a.test/")
    flip(row, 0, False, kind="")  # by the owner's hand, and not counted
    monday = midnight(today() - dt.timedelta(days=today().weekday()))
    for hours, is_show, taken_back in [(-24 * 7 - 1, False, None), (-1, False, 1), (1, True, None), (2, False, None)]:
        at = monday + dt.timedelta(hours=hours)
        taken_back_at = taken_back and monday + dt.timedelta(hours=taken_back)
        Flip.objects.create(
            friend=row, at=at, is_show=is_show, kind="ok", link="https://a.test/", taken_back_at=taken_back_at
        )
    assert count_hides(weeks_before=1) == WeeklyHides(HideCounts(1, 0), HideCounts(1, 1))
    assert count_hides(weeks_before=2).before == HideCounts(2, 1)
    assert count_hides().before == HideCounts(0, 0)


def test_without_hides_there_are_none():
    assert count_hides(weeks_before=11) == WeeklyHides(HideCounts(0, 0), HideCounts(0, 0))
