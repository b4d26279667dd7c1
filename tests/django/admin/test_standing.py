"""What people see of one link: one record for the list and for its page."""

import datetime as dt

import pytest
from django.utils import timezone, translation

from blog.models import FriendLink
from easytask.admin.standing import Badge, standing_of
from easytask.models import LinkState
from easytask.runs import friends, recording
from easytask.verdicts import rules
from easytask.verdicts.kinds import BacklinkState, CheckStatus
from easytask.verdicts.records import Backlink, FetchResult

pytestmark = pytest.mark.django_db


def check(**found):
    """Write what a check of each friend would, when its page is found like this."""
    for friend in friends.load():
        page = FetchResult(**{"url": friend.link, **found})
        recording.record([rules.evaluate(friend, page, backlink_asked="backlink" in found)], run_id=0)


def standing(row):
    return standing_of(FriendLink.objects.select_related("state").get(pk=row.pk))


def test_a_link_that_was_never_checked_is_grey_and_shown(friend):
    found = standing(friend("https://a.test/"))
    assert (found.badge, found.checked, found.backlink) == (Badge(None, "尚未检查"), "", BacklinkState.UNKNOWN)
    assert found.shown_or_hidden == "刚刚展示"


def test_the_latest_check_gives_word_and_colour(friend):
    row = friend("https://a.test/")
    check(status=200, backlink=Backlink("/"))
    assert standing(row).badge == Badge(CheckStatus.OK, "正常")
    assert standing(row).backlink is BacklinkState.FOUND


def test_an_older_reason_stands_beside_what_the_latest_check_says(friend):
    row = friend("https://a.test/")
    check(status=404)
    assert standing(row).note == ""
    check(status=429)
    found = standing(row)
    assert found.badge.status is CheckStatus.UNKNOWN
    assert found.note == "网页请求返回404"
    assert found.shown_or_hidden == "刚刚隐藏"


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", "已展示 6\N{NO-BREAK SPACE}个月"), ("en", "Shown for 6\N{NO-BREAK SPACE}months")],
)
def test_how_long_it_is_shown_is_said_as_people_say_it(friend, language, words):
    row = friend("https://a.test/", is_show_since=timezone.now() - dt.timedelta(days=190))
    with translation.override(language):
        assert standing(row).shown_or_hidden == words


def test_why_it_cannot_be_told_stands_beside_it(friend):
    row = friend("https://a.test/")
    check(status=429)
    assert standing(row).note == "被防护页拦住"
    LinkState.objects.update(evidence={"kind": "uncertain"})
    assert standing(row).note == ""


def test_what_its_owner_has_edited_since_is_not_called_checked(friend):
    row = friend("https://a.test/")
    check(status=404)
    FriendLink.objects.update(link="https://b.test/")
    assert standing(row).badge == Badge(None, "尚未检查")
    assert standing(row).checked != ""


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, []),
        ({"always_show": True}, ["一直展示"]),
        ({"is_active": False, "always_show": True}, ["已停用", "一直展示"]),
        ({"snoozed_until": timezone.now() - dt.timedelta(days=1)}, []),
    ],
)
def test_its_owners_decisions_are_told_strongest_first(friend, fields, words):
    found = standing(friend("https://a.test/", **fields))
    assert [decision.words for decision in found.decisions] == words
    assert all(decision.sentence for decision in found.decisions)


def test_a_snoozed_link_says_until_when(friend):
    until = timezone.now() + dt.timedelta(days=3)
    (decision,) = standing(friend("https://a.test/", snoozed_until=until)).decisions
    day = timezone.localtime(until)
    assert decision.words == f"到 {day:%m-%d} 前不检查"
    assert f"{day:%Y-%m-%d %H:%M}" in decision.sentence
