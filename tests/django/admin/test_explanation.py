"""The words about one friend: why it is as it is, whoever made it so, in both languages."""

import datetime as dt

import pytest
from django.utils import timezone

from easytask.admin import actions, explanation
from easytask.admin.standing import Badge
from easytask.history.changes import changes_of_friend
from easytask.models import VERDICTS, LinkState
from easytask.runs import friends, recording
from easytask.verdicts import rules
from easytask.verdicts.kinds import Cause, CheckStatus, Kind, Problem
from easytask.verdicts.records import FetchResult

pytestmark = pytest.mark.django_db
FAILS = {"problem": Problem.TIMEOUT, "silent": True}
WELL = {"status": 200}


def told(row, *, patience=1, asked=False, **found):
    """Checks the friend once, if anything is to be found, and explains it."""
    if found:
        for friend in friends.load():
            recording.record(
                [
                    rules.evaluate(
                        friend, FetchResult(**{"url": friend.link, **found}), backlink_asked=asked, patience=patience
                    )
                ],
                run_id=0,
            )
    row = type(row).objects.select_related("state").get(pk=row.pk)
    changes = changes_of_friend(row.pk)
    found = explanation.explain(row, changes[0] if changes else None)
    return found, f"{found.headline.word} {' '.join(found.sentences)}"


def test_an_automatic_hide_names_its_cause_and_that_it_may_end_by_itself(friend):
    found, words = told(friend("https://a.test/"), **FAILS)
    assert found.headline == Badge(CheckStatus.FAILING, "已对访客隐藏：请求超时")
    assert "自动隐藏了它，原因：请求超时。在时限之内" in words
    assert "自动重新展示" in words


def test_a_living_site_without_our_link_is_not_called_unreachable(friend):
    found, words = told(friend("https://a.test/"), asked=True, **WELL)
    assert found.headline == Badge(CheckStatus.UNLINKED, "已对访客隐藏：没有反链")
    assert "网站在线" in words


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (dt.timedelta(seconds=5), "（刚刚）"),
        (dt.timedelta(minutes=3), "（3\N{NO-BREAK SPACE}分钟前）"),
        (dt.timedelta(days=190), "（6\N{NO-BREAK SPACE}个月前）"),
    ],
)
def test_an_age_is_said_as_people_say_it(friend, age, words):
    row = friend("https://a.test/")
    told(row, **WELL)
    LinkState.objects.update(checked_at=timezone.now() - age)
    assert words in told(row)[1]


def test_a_friend_that_came_back_says_so(friend):
    row = friend("https://a.test/")
    told(row, **FAILS)
    found, words = told(row, **WELL)
    assert found.headline == Badge(CheckStatus.OK, "展示中")
    assert "看到它恢复正常" in words


def test_a_friend_in_its_patience_says_how_much_is_left(friend, settings):
    settings.FRIENDLINK_PATIENCE = 3
    found, words = told(friend("https://a.test/"), patience=3, **FAILS)
    assert found.headline.status is CheckStatus.UNKNOWN
    assert "已连续失败 1 次，满 3 次才会隐藏" in words


def test_a_wall_explains_why_nothing_changed(friend):
    found, words = told(friend("https://a.test/"), status=429)
    assert found.headline.word == "展示中，但最近一次检查并不顺利"
    assert "挡住了检查" in words
    assert "友链页" not in words


def test_the_owners_hand_is_named(friend, admin_user):
    row = friend("https://a.test/")
    told(row, **FAILS)
    actions.undo(row.flips.get().pk, admin_user)
    words = told(row)[1]
    assert "admin 在" in words
    assert "撤销了检查的自动改动" in words
    assert "下一次检查会重新判断" in words
    actions.always_show(row.pk, admin_user, on=True)
    actions.snooze(row.pk, timezone.now() + dt.timedelta(days=30))
    words = told(row)[1]
    assert "一直展示" in words
    assert "自动恢复检查" in words


def test_a_hide_by_hand_is_not_blamed_on_the_check(friend, admin_user):
    row = friend("https://a.test/")
    row.is_show = False
    actions.record_manual_change(row, admin_user)
    row.save()
    found, words = told(row)
    assert found.headline == Badge(None, "已对访客隐藏")
    assert "手动隐藏了它" in words


@pytest.mark.parametrize("kind", [kind for kind, _ in VERDICTS if kind not in (Kind.OK, Kind.WHITE_LISTED)])
def test_every_kind_has_its_meaning(kind):
    assert explanation.MEANINGS[Kind(kind)]


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_has_its_meaning(cause):
    assert explanation.MEANINGS[cause]


def test_a_new_friend_that_fails_its_first_check_says_what_that_means(friend):
    found, words = told(friend("https://a.test/", is_show=False), status=503)
    assert found.headline == Badge(CheckStatus.FAILING, "已对访客隐藏：网页请求返回503")
    assert "它还没有通过过检查，所以从未展示。网站有应答，但给出的是错误状态码" in words


def test_of_an_inactive_friend_no_time_is_told_that_is_about_something_else(friend):
    assert told(friend("https://a.test/", is_active=False))[0].since == ""
