"""The check of one friend, asked for on its page: it is followed there, and its verdict is told there."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.test import Client

from blog.models import FriendLink
from easytask.models import Run
from tests.django.admin.conftest import LIST, TASK, begin, check_all, messages_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(friend: Any) -> FriendLink:
    row: FriendLink = friend("https://a.test/", name="A")
    return row


def requested(row: FriendLink, seconds_ago: int = 0) -> str:
    return f"{LIST}{row.pk}/checking/{TASK}/0/{int(time.time()) - seconds_ago}/"


def part(client: Client, address: str) -> str:
    """What the script of the page is answered with."""
    return client.get(address, headers={"X-Live": "1"}).content.decode()


def test_the_button_stays_on_the_friends_page(admin_client, row, sent):
    response = admin_client.post(f"{LIST}{row.pk}/check/", follow=True)
    assert f"{LIST}{row.pk}/checking/{TASK}/" in response.redirect_chain[-1][0]
    page = response.content.decode()
    for words in ("已交给 worker", "还没有检查过它", '<meta http-equiv="refresh"', 'data-live="'):
        assert words in page
    # The form that stands below it saves to the friend's own address.
    assert f'action="{LIST}{row.pk}/change/"' in page


@pytest.mark.parametrize(
    ("found", "words", "level"),
    [
        ({"status": 200, "elapsed": 0.3}, "“A”检查完毕：正常 · 300 ms。", "success"),
        ({"status": 410, "elapsed": 0.1}, "“A”检查完毕：网页请求返回410 · 100 ms。", "warning"),
        ({"status": 429, "elapsed": 0.1}, "“A”检查完毕：无法判断 · 被防护页拦住 · 100 ms。", "warning"),
    ],
)
def test_the_verdict_is_told_on_the_friends_page(admin_client, row, found, words, level):
    run = begin(task_id=TASK)
    assert "正在检查" in part(admin_client, requested(row))
    check_all(run_id=run.pk, **found)
    Run.objects.update(state="done")
    response = admin_client.get(requested(row), follow=True)
    assert response.redirect_chain[-1][0] == f"{LIST}{row.pk}/change/"
    [message] = response.context["messages"]
    assert (message.message, message.level_tag) == (words, level)


def test_the_script_is_led_to_the_friends_page_as_well(admin_client, row):
    run = begin(task_id=TASK, state="done")
    check_all(run_id=run.pk, status=200)
    assert f'data-next="{LIST}{row.pk}/change/"' in part(admin_client, requested(row))
    assert "检查完毕" in messages_of(admin_client.get(f"{LIST}{row.pk}/change/"))[0]


def test_nobody_takes_it(admin_client, row):
    answer = part(admin_client, requested(row, seconds_ago=9))
    assert "还没有 worker 接手" in answer
    assert "celery -A izone worker" in answer


def test_another_run_is_waited_for_and_its_verdict_told(admin_client, row, sent):
    run = begin()
    response = admin_client.post(f"{LIST}{row.pk}/check/", follow=True)
    assert response.redirect_chain[-1][0] == f"{LIST}{row.pk}/checking/{run.pk}/"
    assert "已有一次检查正在进行" in messages_of(response)[0]
    assert "抢先开始了" in part(admin_client, requested(row))
    check_all(run_id=run.pk, status=200)
    Run.objects.update(state="done")
    assert "正常" in messages_of(admin_client.get(f"{LIST}{row.pk}/checking/{run.pk}/", follow=True))[0]
    assert sent == []


def test_a_run_that_left_the_friend_out_says_so(admin_client, row):
    run = begin(state="done")
    response = admin_client.get(f"{LIST}{row.pk}/checking/{run.pk}/", follow=True)
    assert messages_of(response) == ["这次检查没有包括它，请再按一次“立即检查”。"]


def test_a_run_that_did_not_end_says_why(admin_client, row):
    run = begin(state="broken", outcome="abandoned", detail="60")
    response = admin_client.get(f"{LIST}{row.pk}/checking/{run.pk}/", follow=True)
    assert "60 秒" in messages_of(response)[0]


def test_one_who_may_not_see_the_friend_is_refused(staff, row):
    run = begin(state="done")
    client = staff("run_check")
    assert client.get(f"{LIST}{row.pk}/checking/{run.pk}/").status_code == 403
    assert client.get(requested(row)).status_code == 403


@pytest.mark.parametrize("state", [{"is_active": False}, {"snoozed_until": "2999-01-01T00:00:00Z"}])
def test_a_friend_that_no_check_visits_has_no_button_for_it(admin_client, friend, state):
    row = friend("https://b.test/", **state)
    assert "立即检查" not in admin_client.get(f"{LIST}{row.pk}/change/").content.decode()
