"""What the owner does to a friend link: it is done once and written down, and a check that is under way leaves it."""

import datetime as dt

import pytest
from django.utils import timezone

from blog.models import FriendLink
from easytask.admin import actions
from easytask.models import Flip
from easytask.runs import friends, recording
from easytask.verdicts import rules
from easytask.verdicts.kinds import Problem
from easytask.verdicts.records import Backlink, FetchResult, Friend, Verdict

pytestmark = pytest.mark.django_db


def hide(friend: Friend) -> Verdict:
    return rules.evaluate(friend, FetchResult(friend.link, problem=Problem.TIMEOUT, elapsed=1.5))


def show(friend: Friend) -> Verdict:
    return rules.evaluate(friend, FetchResult(friend.link, 200, elapsed=0.25))


def record(verdicts: list[Verdict]) -> list[Verdict]:
    """Records outside of any run; returns what was written."""
    return list(recording.record(verdicts, run_id=0).written)


def hidden(friend) -> FriendLink:
    row = friend("https://a.test/", name="A")
    record([show(found) for found in friends.load()])
    record([hide(found) for found in friends.load()])
    row.refresh_from_db()
    return row


def test_an_automatic_change_is_undone(friend, admin_user):
    row = hidden(friend)
    (flip,) = row.flips.all()
    undone = actions.undo(flip.pk, admin_user)
    row.refresh_from_db()
    assert (row.is_show, row.not_show_reason, row.not_show_kind) == (True, "", "")
    assert timezone.now() - row.is_show_since < dt.timedelta(minutes=1)
    assert (undone.is_show, undone.is_automatic, undone.user, undone.user_name) == (
        True,
        False,
        admin_user,
        "admin",
    )
    assert Flip.objects.get(pk=flip.pk).undone_by == undone


def test_a_friend_that_was_shown_is_hidden_again(friend, admin_user):
    row = hidden(friend)
    record([show(friends.load()[0])])
    actions.undo(row.flips.first().pk, admin_user)
    row.refresh_from_db()
    assert not row.is_show


def test_undoing_makes_the_check_count_anew(friend, admin_user):
    row = hidden(friend)
    assert friends.load()[0].failures == 1
    actions.undo(row.flips.get().pk, admin_user)
    assert friends.load()[0].failures == 0


def test_a_check_that_began_before_the_undoing_leaves_it(friend, admin_user):
    row = hidden(friend)
    verdicts = [hide(found) for found in friends.load()]
    actions.undo(row.flips.get().pk, admin_user)
    assert record(verdicts) == []
    assert FriendLink.objects.get().is_show


def test_what_is_undone_already_is_told(friend, admin_user):
    flip = hidden(friend).flips.get()
    actions.undo(flip.pk, admin_user)
    with pytest.raises(actions.UndoConflict, match="已经撤销过"):
        actions.undo(flip.pk, admin_user)
    assert Flip.objects.count() == 2


def test_so_is_that_the_friend_is_gone(friend, admin_user):
    row = hidden(friend)
    flip = row.flips.get()
    row.delete()
    with pytest.raises(actions.UndoConflict, match="已被删除"):
        actions.undo(flip.pk, admin_user)


def test_so_is_a_later_change(friend, admin_user):
    row = hidden(friend)
    flip = row.flips.get()
    record([show(friends.load()[0])])
    record([hide(friends.load()[0])])
    with pytest.raises(actions.UndoConflict, match="“A”之后又有新的改动"):
        actions.undo(flip.pk, admin_user)


def test_and_one_that_left_no_trace_here(friend, admin_user):
    flip = hidden(friend).flips.get()
    FriendLink.objects.update(is_show=True)
    with pytest.raises(actions.UndoConflict, match="“A”之后又有新的改动"):
        actions.undo(flip.pk, admin_user)


def test_only_the_checks_own_changes_are_undone(friend, admin_user):
    by_hand = actions.undo(hidden(friend).flips.get().pk, admin_user)
    with pytest.raises(actions.UndoConflict, match="只能撤销检查"):
        actions.undo(by_hand.pk, admin_user)


def test_always_showing_a_hidden_friend_shows_it_at_once(friend, admin_user):
    row = hidden(friend)
    actions.always_show(row.pk, admin_user, on=True)
    row.refresh_from_db()
    assert (row.always_show, row.is_show, row.not_show_reason) == (True, True, "")
    assert (row.flips.first().is_show, row.flips.first().user_name) == (True, "admin")
    actions.always_show(row.pk, admin_user, on=False)
    row.refresh_from_db()
    assert (row.always_show, row.is_show) == (False, True)
    assert row.flips.count() == 2


@pytest.mark.parametrize("on", [True, False])
def test_the_second_owner_to_want_it_is_told(friend, admin_user, on):
    row = friend("https://a.test/", name="A", always_show=on)
    with pytest.raises(actions.ActionRejected, match="“A”已经"):
        actions.always_show(row.pk, admin_user, on=on)


def test_a_snooze_ends_by_itself_or_by_hand(friend):
    row = friend("https://a.test/", name="A")
    actions.snooze(row.pk, timezone.now() + dt.timedelta(days=30))
    assert friends.load() == []
    actions.snooze(row.pk, None)
    assert len(friends.load()) == 1
    with pytest.raises(actions.ActionRejected, match="“A”已经恢复检查"):
        actions.snooze(row.pk, None)


@pytest.mark.parametrize(
    "want",
    [
        lambda pk, user: actions.snooze(pk, None),
        lambda pk, user: actions.always_show(pk, user, on=True),
        lambda pk, user: actions.apply_move(pk, "https://new.test/"),
    ],
)
def test_nothing_is_done_to_a_friend_that_is_gone(admin_user, want):
    with pytest.raises(actions.ActionRejected, match="已被删除"):
        want(4711, admin_user)


def test_a_change_by_hand_is_remembered_when_it_is_one(friend, admin_user):
    row = friend("https://a.test/")
    actions.record_manual_change(row, admin_user)
    assert not Flip.objects.exists()
    row.is_show = False
    actions.record_manual_change(row, admin_user)
    assert (Flip.objects.get().is_show, Flip.objects.get().user_name) == (False, "admin")


def moved(friend, **found):
    row = friend("https://a.test/", name="A", link_page="https://a.test/links")
    loaded = friends.load()[0]
    page = FetchResult(**{"url": "https://new.test/", "status": 200, "redirects": (row.link,), "moved": True, **found})
    links = FetchResult("https://new.test/links", 200, redirects=(row.link_page,), moved=True, backlink=Backlink("/"))
    record([rules.evaluate(loaded, page, backlink_asked=True, link_page=links)])
    return row


def test_a_move_is_applied_with_the_link_page(friend):
    row = moved(friend)
    actions.apply_move(row.pk, "https://new.test/")
    row.refresh_from_db()
    assert (row.link, row.link_page) == ("https://new.test/", "https://new.test/links")
    with pytest.raises(actions.ActionRejected, match="刚刚变了"):
        actions.apply_move(row.pk, "https://new.test/")


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        ({}, "https://elsewhere.test/"),
        ({"moved": False}, "https://new.test/"),
        ({"status": 404}, "https://new.test/"),
        ({"url": "https://new.test/" + 500 * "a"}, "https://new.test/" + 500 * "a"),
        ({"moved": False}, ""),
    ],
)
def test_only_the_address_that_the_latest_check_saw_for_good_is_applied(friend, found, wanted):
    row = moved(friend, **found)
    with pytest.raises(actions.ActionRejected, match="“A”的地址或检查结果刚刚变了"):
        actions.apply_move(row.pk, wanted)
    row.refresh_from_db()
    assert row.link == "https://a.test/"


def test_the_name_outlives_the_account(friend, admin_user):
    actions.undo(hidden(friend).flips.get().pk, admin_user)
    admin_user.delete()
    assert (Flip.objects.first().user, Flip.objects.first().user_name) == (None, "admin")
