"""The outbox: each flip told once on every channel, whoever fails, dies or comes second; and the digest's words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone, translation

from blog.models import FriendLink
from easytask.admin import actions
from easytask.models import Delivery, Flip, Notice, Run
from easytask.notifications import digest, outbox
from easytask.notifications.outbox import send
from tests.plugins.fake_channels import Hook
from tests.plugins.processes import eventually, free_port

database = pytest.mark.django_db


@pytest.fixture
def told(settings: Any, loopback: Any, hook: Hook) -> Hook:
    """The owner is told through one webhook."""
    settings.FRIENDLINK_NOTIFY_URLS = [hook.url]
    return hook


@pytest.fixture
def flip(friend: Callable[..., Any]) -> Callable[..., Flip]:
    """Makes one automatic change, of a friend and a run of its own unless they are given."""

    def make(name: str = "某人", **fields: Any) -> Flip:
        values = {"at": timezone.now(), "is_show": False, "kind": "timeout", "link": "https://a.test/", **fields}
        values.setdefault("friend", friend("https://a.test/", name=name) if "friend" not in values else None)
        values.setdefault("run", run() if "run" not in values else None)
        FriendLink.objects.filter(pk=values["friend"].pk).update(is_show=values["is_show"])
        return Flip.objects.create(**values)

    return make


def run(state: str = Run.State.DONE, **fields: Any) -> Run:
    now = timezone.now()
    return Run.objects.create(state=state, started_by="clock", started_at=now, seen_at=now, finished_at=now, **fields)


def states() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def later(**delta: int) -> None:
    """Lets time pass for everything that waits."""
    for delivery in Delivery.objects.all():
        retry_at = delivery.retry_at and delivery.retry_at - dt.timedelta(**delta)
        Delivery.objects.filter(pk=delivery.pk).update(at=delivery.at - dt.timedelta(**delta), retry_at=retry_at)
    for notice in Notice.objects.all():
        Notice.objects.filter(pk=notice.pk).update(at=notice.at - dt.timedelta(**delta))


def owner(name: str = "owner", email: str = "owner@example.com", **fields: Any) -> Any:
    return get_user_model().objects.create_user(name, email, "x", **{"is_superuser": True, "is_staff": True, **fields})


@database
def test_the_flips_of_a_run_are_told_in_one_digest_once(told, flip):
    one = run()
    for name in ("甲", "乙", "丙"):
        flip(name, run=one)
    assert send() == (1, 0, 0)
    assert send() == (0, 0, 0)
    assert told.titles == ["[izone] 3 个友链被隐藏"]
    assert all(name in told.received[0]["message"] for name in "甲乙丙")


@database
def test_each_run_has_its_own_digest(told, flip):
    flip("甲")
    flip("乙")
    assert send().sent == 2
    assert len(told.received) == 2


@database
@pytest.mark.parametrize(
    "fields",
    [
        {"is_first_check": True},
        {"kind": "", "user_name": "owner"},
        {"at": timezone.now() - dt.timedelta(hours=25)},
    ],
    ids=["first sight", "the owner's own", "old"],
)
def test_what_is_no_news_is_not_told(told, flip, fields):
    flip(**fields)
    assert send() == (0, 0, 0)
    assert not Notice.objects.exists()


@database
def test_what_the_owner_took_back_is_not_told_and_the_undoing_neither(told, flip):
    actions.undo(flip().pk, owner())
    assert send() == (0, 0, 0)


def series(flip: Callable[..., Flip], friend: Any, *hours_ago: float) -> None:
    """Hide and show one friend in turns, so long ago, and send what is to be told of each."""
    for number, hours in enumerate(hours_ago):
        flip(friend=friend, is_show=bool(number % 2), at=timezone.now() - dt.timedelta(hours=hours))
        send()


@database
def test_who_flips_every_hour_is_told_three_times_and_then_no_more(told, flip, friend):
    series(flip, friend("https://a.test/", name="某人"), *range(23, -1, -1))
    assert len(told.received) == 3
    assert ["频繁变化" in message["message"] for message in told.received] == [False, False, True]
    # Somebody else is told of meanwhile.
    flip("别人")
    assert send().sent == 1


@database
def test_who_was_quiet_for_a_day_is_told_of_again(told, flip, friend):
    someone = friend("https://a.test/", name="某人")
    hours = [60 - number for number in range(8)]
    for number, ago in enumerate(hours):
        Flip.objects.create(
            friend=someone, at=timezone.now() - dt.timedelta(hours=ago), is_show=bool(number % 2), kind="timeout"
        )
    series(flip, someone, 2, 1)
    assert len(told.received) == 2
    assert not any("频繁变化" in message["message"] for message in told.received)


@database
def test_two_changes_a_day_are_no_flapping(told, flip, friend):
    series(flip, friend("https://a.test/", name="某人"), 20, 1)
    assert len(told.received) == 2
    assert not any("频繁变化" in message["message"] for message in told.received)


@database
def test_a_run_under_way_is_waited_for(told, flip):
    row = flip(run=run(Run.State.RUNNING))
    assert send() == (0, 0, 0)
    Run.objects.filter(pk=row.run_id).update(state=Run.State.DONE)
    assert send().sent == 1


@database
def test_a_run_whose_worker_died_is_told_when_it_counts_as_broken(told, flip):
    row = flip(run=run(Run.State.RUNNING))
    Run.objects.filter(pk=row.run_id).update(seen_at=timezone.now() - dt.timedelta(seconds=61))
    assert send().sent == 1


@database
def test_flips_that_came_late_are_told_too(told, flip):
    first = flip("甲")
    send()
    flip("乙", run=first.run)
    assert send().sent == 1
    assert ["乙" in message["message"] for message in told.received] == [False, True]


@database
def test_a_channel_that_is_set_up_later_does_not_begin_with_old_news(settings, loopback, hook, flip):
    flip("甲")
    assert send() == (0, 0, 0)
    settings.FRIENDLINK_NOTIFY_URLS = [hook.url]
    assert send() == (0, 0, 0)
    flip("乙")
    assert send().sent == 1


@database
def test_what_was_taken_back_or_deleted_before_it_could_be_sent_is_left_out(told, flip):
    one = run()
    gone, kept = flip("甲", run=one), flip("乙", run=one)
    told.status = 500
    send()
    actions.undo(gone.pk, owner())
    told.status = 200
    later(minutes=2)
    send()
    assert ["甲" in message["message"] for message in told.received] == [True, False]
    again = flip("丙")
    told.status = 500
    send()
    again.friend.delete()
    kept.friend.delete()
    later(minutes=2)
    assert send() == (0, 0, 0)
    assert states() == ["sent", "given_up"]


@database
def test_a_failing_channel_is_tried_again_and_the_others_are_not_sent_twice(settings, loopback, hook, other, flip):
    settings.FRIENDLINK_NOTIFY_URLS = [hook.url, other.url]
    hook.status = 503
    flip()
    assert send() == (1, 1, 0)
    assert send() == (0, 0, 0), "not at once"
    later(minutes=2)
    assert send() == (0, 1, 0)
    hook.status = 200
    later(minutes=3)
    assert send() == (1, 0, 0)
    later(hours=2)
    assert send() == (0, 0, 0)
    assert (len(hook.received), len(other.received)) == (3, 1)
    assert states() == ["sent", "sent"]


@database
def test_it_is_tried_less_and_less_often_and_given_up_after_a_day(told, flip):
    told.status = 500
    flip()
    assert send().failed
    # Seven tries in the first hour, and one an hour until the next would come after a day.
    for minutes in [1, 2, 4, 8, 16, 32, *[60] * 22]:
        assert states() == ["waiting"]
        later(minutes=minutes - 1)
        assert not send().failed
        later(minutes=1)
        assert send().failed
    later(minutes=60)
    assert not send().failed
    assert states() == ["given_up"]


@database
def test_a_channel_that_is_down_is_asked_once_in_a_breath(told, flip):
    told.status = 500
    for name in "甲乙丙":
        flip(name)
    assert send() == (0, 1, 0)
    assert len(told.received) == 1
    told.status = 200
    later(minutes=2)
    assert send() == (3, 0, 0)


@database
def test_a_digest_that_may_have_arrived_is_not_sent_again(told, flip, monkeypatch):
    monkeypatch.setattr("easytask.notifications.channels.SEND_SECONDS", 0.3)
    told.release.clear()
    flip()
    assert send() == (0, 0, 1)
    # A busy machine may send it only now.
    eventually(lambda: told.received, "the digest")
    told.release.set()
    later(hours=2)
    assert send() == (0, 0, 0)
    assert states() == ["unknown"]
    assert len(told.received) == 1


@database
def test_a_digest_whose_sender_died_is_not_sent_again_and_is_noted(told, flip, caplog):
    flip()
    send()
    Delivery.objects.update(state=Delivery.State.SENDING)
    assert send() == (0, 0, 0), "it may still be at it"
    later(minutes=6)
    assert send() == (0, 0, 1)
    assert "may have arrived" in caplog.text
    assert len(told.received) == 1


@database
def test_a_channel_that_is_set_up_no_more_waits_for_a_day_and_is_given_up(told, flip, settings):
    told.status = 500
    flip()
    send()
    settings.FRIENDLINK_NOTIFY_URLS = []
    later(hours=2)
    assert send() == (0, 0, 0)
    later(hours=23)
    assert send() == (0, 0, 1)


@database
def test_of_two_processes_that_saw_it_waiting_one_sends_it(told, flip):
    told.status = 500
    flip()
    send()
    one, other = Delivery.objects.get(), Delivery.objects.get()
    assert [outbox._claim(one), outbox._claim(other)] == [True, False]


@database
def test_when_it_changed_and_when_it_is_tried_again_are_two_times(told, flip):
    flip()
    told.status = 500
    before = timezone.now()
    send()
    failed = Delivery.objects.get()
    assert before <= failed.at <= timezone.now()
    assert failed.retry_at - failed.at == outbox.FIRST_PAUSE
    told.status = 200
    later(minutes=1)
    send()
    assert Delivery.objects.get().retry_at is None


@database
def test_a_quiet_minute_costs_few_queries(told, flip, django_assert_num_queries):
    flip()
    send()
    with django_assert_num_queries(7):
        send()


@database
def test_three_checks_that_broke_are_told_once_however_many_follow(told):
    for _ in range(2):
        run(Run.State.ABANDONED)
    assert send() == (0, 0, 0)
    run(Run.State.ABANDONED)
    assert send() == (1, 0, 0)
    run(Run.State.ABANDONED)
    run(Run.State.RUNNING)
    assert send() == (0, 0, 0)
    [message] = told.received
    assert message["title"] == "[izone] 连续 3 次检查中途断了"
    assert "worker 的日志" in message["message"]
    assert "内存" in message["message"]


@database
def test_a_check_that_comes_to_its_end_ends_it_and_the_next_time_is_told_again(told):
    for state in [Run.State.ABANDONED] * 3 + [Run.State.FAILED] + [Run.State.ABANDONED] * 2:
        run(state)
        send()
    assert len(told.received) == 1
    run(Run.State.ABANDONED)
    assert send() == (1, 0, 0)
    assert len(told.received) == 2


@database
def test_what_a_broken_check_had_flipped_is_a_digest_of_its_own(told, flip):
    flip(run=run(Run.State.ABANDONED))
    for _ in range(2):
        run(Run.State.ABANDONED)
    assert send() == (2, 0, 0)
    assert sorted(told.titles) == ["[izone] 1 个友链被隐藏", "[izone] 连续 3 次检查中途断了"]


@database
def test_what_is_over_before_it_went_out_is_not_told_any_more(told):
    for _ in range(3):
        run(Run.State.ABANDONED)
    told.status = 500
    assert send() == (0, 1, 0)
    run(Run.State.DONE)
    told.status = 200
    later(minutes=1)
    assert send() == (0, 0, 0)
    assert states() == ["given_up"]


@database
def test_a_channel_that_comes_later_is_not_told_of_what_broke_before(settings, loopback, hook):
    for _ in range(3):
        run(Run.State.ABANDONED)
    assert send() == (0, 0, 0)
    settings.FRIENDLINK_NOTIFY_URLS = [hook.url]
    run(Run.State.ABANDONED)
    assert send() == (0, 0, 0)
    assert not hook.received


@database
def test_it_leads_to_the_checks(told, settings):
    settings.SITE_URL = "https://blog.example"
    for _ in range(3):
        run(Run.State.ABANDONED)
    send()
    assert f"https://blog.example{reverse('admin:easytask_run_changelist')}" in told.received[0]["message"]


@database
def test_a_mail_goes_to_those_who_may_change_friend_links(settings, flip):
    settings.EMAIL_IS_SET_UP = True
    owner()
    owner("second", "second@example.com", is_superuser=False).user_permissions.add(
        Permission.objects.get(codename="change_friendlink")
    )
    owner("no address", "")
    owner("author", "author@example.com", is_superuser=False)
    owner("gone", "gone@example.com", is_active=False)
    owner("not staff", "visitor@example.com", is_staff=False)
    flip()
    assert send().sent == 1
    [sent] = mail.outbox
    assert sent.to == ["owner@example.com", "second@example.com"]
    assert sent.subject == "[izone] 1 个友链被隐藏"


@database
def test_without_a_recipient_there_is_no_mail(settings, flip):
    settings.EMAIL_IS_SET_UP = True
    flip()
    assert send() == (0, 0, 0)


@database
def test_the_digest_says_who_what_was_seen_since_when_and_where_to_look(told, flip, settings):
    settings.SITE_URL = "https://blog.example.com/"
    at = dt.datetime(2026, 11, 25, 3, 30, tzinfo=dt.UTC)
    last = run(outage=True)
    away = flip("李四", run=None, at=at - dt.timedelta(days=2), is_show=False)
    Flip.objects.filter(pk=away.pk).update(is_first_check=True)
    flip("王五", run=last, kind="bad_status", status=502, link="https://wang.test/")
    flip(friend=away.friend, run=last, is_show=True, kind="ok", link="https://li.test/")
    Flip.objects.filter(run=last).update(at=at)
    with translation.override("en"):  # whoever sends it
        outbox._enqueue_flips([], at)
        composed = digest.compose(Notice.objects.get())
    assert composed.title == "[blog.example.com] 1 个友链被隐藏，1 个恢复展示"
    assert composed.body.split("\n\n") == [
        "11-25 11:30 隐藏：王五（网页请求返回502）\nhttps://wang.test/",
        "11-25 11:30 恢复展示：李四（正常）\nhttps://li.test/\n自 11-23 11:30 起一直隐藏",
        "这次检查疑似本站断网，没有因为无响应而隐藏任何友链。",
        f"查看：https://blog.example.com/admin/easytask/run/{last.pk}/change/",
    ]


@database
def test_the_digest_of_one_friend_leads_to_where_the_owner_decides(flip, settings):
    settings.SITE_URL = "https://blog.example.com/"
    gone = flip("李四", run=run())
    outbox._enqueue_flips([], timezone.now())
    composed = digest.compose(Notice.objects.get())
    page = f"https://blog.example.com/admin/blog/friendlink/{gone.friend_id}/change/"
    assert composed.body.endswith(f"查看：{page}")


@database
def test_a_long_digest_still_fits_a_chat(told, flip):
    last = run()
    for number in range(40):
        flip("很长的名字\n" * 8, run=last, link=f"https://a.test/{number}/" + "x" * 400)
    send()
    [got] = told.received
    assert len(got["message"]) < 4000
    assert "另有 25 个。" in got["message"]


@database
def test_the_command_says_of_each_channel_whether_it_went(settings, loopback, hook, capsys):
    settings.EMAIL_IS_SET_UP = True
    owner()
    settings.FRIENDLINK_NOTIFY_URLS = [hook.url, f"json://127.0.0.1:{free_port()}/"]
    with pytest.raises(CommandError):
        call_command("test_notices")
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" (")[0] for line in lines] == ["JSON 1: 已送达", "JSON 2: 没有送达", "邮件: 已送达"]
    assert len(mail.outbox) == len(hook.received) == 1
    assert not Delivery.objects.exists()


@database
@pytest.mark.parametrize(("mail_is_set_up", "word"), [(False, "EMAIL_URL"), (True, "邮箱地址")])
def test_the_command_says_what_to_do_when_nobody_can_be_told(settings, mail_is_set_up, word):
    settings.EMAIL_IS_SET_UP = mail_is_set_up
    with pytest.raises(CommandError, match=word):
        call_command("test_notices")


@database
def test_the_page_shows_the_channels_and_how_it_went_and_sends_a_test(told, flip, client):
    client.force_login(owner())
    told.status = 500
    flip()
    send()
    page = client.get(reverse("notices")).content.decode()
    assert "<strong>JSON</strong>" in page
    assert "待发送" in page
    assert "error=500" in page
    assert "a-secret-path" not in page
    told.status = 200
    answer = client.post(reverse("notices"), follow=True).content.decode()
    assert "JSON: 已送达" in answer
    assert told.titles[-1] == "[izone] 这是一条测试通知"


@database
def test_the_page_says_what_to_set_when_nothing_is(client):
    client.force_login(owner())
    page = client.get(reverse("notices")).content.decode()
    assert "现在还收不到通知：请在下面添加渠道，或者设置邮件。" in page
    assert "向每个渠道发送一条测试通知" not in page


@database
@pytest.mark.parametrize("who", [None, {"is_superuser": False}, {"is_superuser": False, "is_staff": False}])
def test_the_page_is_for_those_who_may_change_friend_links(told, client, who):
    if who is not None:
        client.force_login(owner(**who))
    for method in (client.get, client.post):
        assert method(reverse("notices")).status_code in (302, 403)
    assert told.received == []
