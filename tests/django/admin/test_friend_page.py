"""The page of one friend link: why it is shown or hidden, since when and on what evidence."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from blog.models import FriendLink
from easytask.history.days import today
from easytask.models import Day
from easytask.verdicts.records import Backlink
from tests.django.admin.conftest import LIST, check_all, hide_all

pytestmark = pytest.mark.django_db


def page_of(client: Client, row: FriendLink) -> str:
    return client.get(f"{LIST}{row.pk}/change/").content.decode()


def test_it_says_why_a_friend_is_hidden_since_when_and_on_what_evidence(admin_client, friend):
    row = friend("https://a.test/")
    check_all(True, status=200, url="https://a.test/final", redirects=("https://a.test/",), bytes=7)
    page = page_of(admin_client, row)
    for words in (
        '<span class="status status-unlinked">已对访客隐藏：没有反链</span>',
        "自动隐藏了它，原因：没有反链。网站在线",
        "请在下面填写“友链页地址”",
        "https://a.test/final",
        "重定向经过",
        "7 字节",
        "撤销自动隐藏",
    ):
        assert words in page


def test_a_new_friend_has_a_page_as_well(admin_client, friend):
    page = page_of(admin_client, friend("https://a.test/"))
    assert "还没有检查过它。" in page
    assert "撤销" not in page


def test_it_says_that_the_site_was_up_and_did_not_link_back(admin_client, friend):
    row = friend("https://a.test/")
    check_all(True, status=200)
    check_all(True, status=200, backlink=Backlink("/"))
    page = page_of(admin_client, row)
    assert "<dt>在线率</dt><dd>共 2 次检查 100%</dd>" in page
    assert "<dt>反链</dt><dd>共 2 次检查 50%</dd>" in page
    english = admin_client.get(f"{LIST}{row.pk}/change/", headers={"Accept-Language": "en"}).content.decode()
    assert "<dt>Uptime</dt><dd>100% of 2 checks</dd>" in english
    assert "Last 2 checks: Up 1 · No backlink 1" in english


@pytest.mark.parametrize(("down", "is_said"), [(None, True), (1, False)])
def test_it_says_of_days_that_were_not_told_apart_that_they_do_not_count(admin_client, friend, down, is_said):
    row = friend("https://a.test/")
    for days_ago in range(4):
        day = today() - dt.timedelta(days=days_ago + 1)
        Day.objects.create(friend=row, day=day, ok=1, failing=1, unknown=0, up=down, down=down, median=9, p95=9)
    assert ("最早的几天没有分开记录" in page_of(admin_client, row)) is is_said


def test_a_share_is_rounded_down(admin_client, friend):
    row = friend("https://a.test/")
    Day.objects.create(friend=row, day=today() - dt.timedelta(days=6), ok=9999, failing=1, unknown=0, up=9999, down=1)
    assert "7 天 99.9%" in page_of(admin_client, row)


def test_its_queries_are_few(admin_client, friend):
    row = friend("https://a.test/")
    for _ in range(40):
        check_all(status=200)
        hide_all()
    with CaptureQueriesContext(connection) as queries:
        page_of(admin_client, row)
    assert len(queries) <= 24


def test_an_imported_friend_that_no_check_can_judge_can_be_shown_by_its_owner(admin_client, friend):
    row = friend("https://a.test/", is_show=False)
    check_all(status=403, challenged=True)
    page = page_of(admin_client, row)
    assert "还没有展示过：要先通过一次检查，或者由您决定展示" in page
    assert "现在展示：立刻展示，以后照常检查。" in page
    admin_client.post(f"{LIST}{row.pk}/show-again/")
    check_all(status=403, challenged=True)
    row.refresh_from_db()
    assert row.is_show
    assert "现在展示" not in page_of(admin_client, row)


def test_a_single_latency_is_no_chart(admin_client, friend):
    row = friend("https://a.test/")
    for has_chart in (False, True):
        check_all(status=200, elapsed=0.25)
        assert ('class="latency"' in page_of(admin_client, row)) is has_chart


def test_an_inactive_friend_can_be_activated_and_nothing_else(admin_client, friend):
    row = friend("https://a.test/", is_active=False)
    page = page_of(admin_client, row)
    assert f'action="{LIST}{row.pk}/active/"' in page
    assert "30 天内不检查" not in page
    # In the list of changes below, and not as a reason above.
    assert page.count("从添加起就没有变过") == 1
    admin_client.post(f"{LIST}{row.pk}/active/")
    assert "30 天内不检查" in page_of(admin_client, row)


def test_a_friend_whom_the_check_has_hidden_has_one_button_to_show_it_until_the_next_check(admin_client, friend):
    row = friend("https://a.test/")
    check_all(True, status=200)
    page = page_of(admin_client, row)
    assert "撤销自动隐藏" in page
    assert "现在展示" not in page


def test_a_friend_that_nobody_has_seen_yet_is_not_offered_to_be_shown(admin_client, friend):
    row = friend("https://a.test/", is_show=False)
    for page in (page_of(admin_client, row), admin_client.get(LIST).content.decode()):
        assert "show-again" not in page


def test_a_friend_that_nobody_has_seen_yet_is_not_said_to_be_shown(admin_client, friend):
    row = friend("https://a.test/")
    page = page_of(admin_client, row)
    assert "尚未检查：通过一次检查之后，才会对访客展示" in page
    assert "展示中" not in page
    assert "刚刚展示" not in admin_client.get(LIST).content.decode()
    admin_client.post(f"{LIST}{row.pk}/always-show/")
    assert "展示中" in page_of(admin_client, row)
