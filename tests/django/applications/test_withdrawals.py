"""Whoever applied takes an application back, or ends the link that came of it, without a letter to the owner."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from easytask.admin import actions
from easytask.applications import decisions
from easytask.checker import LinkChecker
from easytask.models import Application, Letter, Notice
from easytask.notifications import digest, letters
from easytask.tasks import tend_history
from tests.django.applications.applicants import CARD, HOME, LINK, apply_with

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("loopback", "no_broker")]
WITHDRAW = {"action": "withdraw"}


@pytest.fixture
def page(client, site):
    """The address of the page of an application that waits."""
    address = apply_with(client, site.page("/", HOME + LINK))
    client.post(address, CARD)
    return address


def text(client, address):
    return client.get(address).content.decode()


def test_one_that_waits_is_taken_back_and_another_may_be_made(page, client, site):
    assert "撤回申请" in text(client, page)
    assert client.post(page, WITHDRAW).status_code == 302
    assert "您撤回了这份申请。" in text(client, page)
    application = Application.objects.get()
    with pytest.raises(decisions.DecisionRejected, match="已被对方撤回"):
        decisions.approve(application.pk, "owner")
    # The owner was told of the application; of its end the list says enough.
    [notice] = Notice.objects.filter(application=application)
    assert digest.compose(notice) is None
    client.post(apply_with(client, site.page("/", HOME + LINK)), CARD)
    assert Application.objects.filter(state="waiting").count() == 1


def test_a_friend_leaves_the_wall_at_once_and_the_owner_is_told(page, client, admin_client, settings):
    settings.SITE_URL = "https://ours.example"
    friend = decisions.approve(Application.objects.get().pk, "owner")
    assert "第一次检查之后" in text(client, page)
    LinkChecker().run([friend.pk])
    assert "您的网站在友链页上。" in text(client, page)
    Notice.objects.all().delete()
    for _ in range(2):
        client.post(page, WITHDRAW)
    assert "您撤下了友链" in text(client, page)
    assert "半山" not in text(client, "/friends/")
    told = digest.compose(Notice.objects.get())
    assert told is not None
    assert "半山 自己撤下了友链" in told.body
    assert f"/admin/blog/friendlink/{friend.pk}/change/" in told.body
    assert "自己撤下了友链" in text(admin_client, f"/admin/blog/friendlink/{friend.pk}/change/")


def test_a_hidden_friend_is_led_to_why_and_to_another_look(page, client, site):
    friend = decisions.approve(Application.objects.get().pk, "owner")
    site.page("/", status=503)
    LinkChecker().run([friend.pk])
    found = text(client, page)
    assert "友链页上现在没有通往您网站的链接。" in found
    recheck = found.partition('<a href="/friends/recheck/')[2].partition('"')[0]
    assert "我们最近一次看到的是" in text(client, f"/friends/recheck/{recheck}")


@pytest.mark.parametrize("state", ["draft", "declined", "withdrawn"])
def test_there_is_nothing_to_take_back_of_one_in_another_state(page, client, state):
    Application.objects.update(state=state)
    client.post(page, WITHDRAW)
    assert Application.objects.get().state == state
    assert 'value="withdraw"' not in text(client, page)


def test_the_page_stays_as_long_as_the_friend(page, client):
    friend = decisions.approve(Application.objects.get().pk, "owner")
    Application.objects.update(decided_at=timezone.now() - dt.timedelta(days=400))
    tend_history()
    assert client.get(page).status_code == 200
    friend.delete()
    tend_history()
    assert client.get(page).status_code == 404


def test_a_friend_that_its_owner_lists_again_may_withdraw_again(page, client):
    friend = decisions.approve(Application.objects.get().pk, "owner")
    LinkChecker().run([friend.pk])
    client.post(page, WITHDRAW)
    actions.set_active(friend.pk, on=True)
    Application.objects.update(decided_at=timezone.now() - dt.timedelta(days=400))
    tend_history()
    assert "您的网站在友链页上。" in text(client, page)
    Notice.objects.all().delete()
    client.post(page, WITHDRAW)
    assert "您撤下了友链" in text(client, page)
    assert Notice.objects.count() == 1
    assert "半山" not in text(client, "/friends/")


def test_a_friend_that_is_listed_before_any_check_is_told_so(page, client, admin_user):
    friend = decisions.approve(Application.objects.get().pk, "owner")
    actions.always_show(friend.pk, admin_user, on=True)
    assert "您的网站在友链页上。" in text(client, page)


def test_a_friend_that_the_page_names_as_away_is_not_told_that_it_is_not_there(page, client, site):
    friend = decisions.approve(Application.objects.get().pk, "owner")
    LinkChecker().run([friend.pk])
    site.page("/", status=503)
    LinkChecker().run([friend.pk])
    assert "半山" in text(client, "/friends/")
    found = text(client, page)
    assert "友链页上现在没有通往您网站的链接。" in found
    assert "不在友链页上" not in found


def test_no_letter_goes_out_about_what_was_taken_back(client, site, settings, mailoutbox):
    settings.SITE_URL, settings.EMAIL_IS_SET_UP = "https://ours.example", True
    address = apply_with(client, site.page("/", HOME + LINK))
    client.post(address, CARD | {"email": "him@example.com"})
    client.post(address, WITHDRAW)
    letters.send()
    assert mailoutbox == []
    assert Letter.objects.get().state == Letter.State.DROPPED


def test_a_notice_that_could_not_be_sent_in_time_tells_of_nothing_twice(page, client):
    friend = decisions.approve(Application.objects.get().pk, "owner")
    client.post(page, WITHDRAW)
    told = [digest.compose(notice) for notice in Notice.objects.order_by("pk")]
    assert [each is not None for each in told] == [False, True]
    actions.set_active(friend.pk, on=True)
    assert all(digest.compose(notice) is None for notice in Notice.objects.all())
