"""The schedule as one choice: written to the row that was there, without touching what other tasks share."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask, PeriodicTasks

from blog.models import SiteSetting
from easytask.admin import schedule_choice
from easytask.admin.schedule_choice import Rhythm, ScheduleChoice
from easytask.admin.schedules import next_runs

pytestmark = pytest.mark.django_db
PAGE = "/admin/settings/schedule/"
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def row() -> PeriodicTask:
    """The row of the migration, which shares its interval with another one."""
    PeriodicTask.objects.all().delete()
    hourly = IntervalSchedule.objects.filter(every=1, period="hours").first() or IntervalSchedule.objects.create(
        every=1, period="hours"
    )
    PeriodicTask.objects.create(name="整理检查历史", task="easytask.tasks.tend_history", interval=hourly)
    return PeriodicTask.objects.create(name="检查友情链接", task="easytask.tasks.check_friend", interval=hourly)


def save(client, **fields: str) -> str:
    seen = re.search(r'name="seen" value="([^"]+)"', client.get(PAGE).content.decode())[1]
    return client.post(PAGE, {"seen": seen, **fields}, follow=True).content.decode()


def now_of(row: PeriodicTask) -> PeriodicTask:
    return PeriodicTask.objects.get(pk=row.pk)


CHOICES = {
    "hourly": ({"rhythm": "hourly"}, ScheduleChoice(Rhythm.HOURLY, hours=2)),
    "hours": ({"rhythm": "hours", "hours": "6"}, ScheduleChoice(Rhythm.HOURS, hours=6)),
    "daily": (
        {"rhythm": "daily", "daily_time": "04:30"},
        ScheduleChoice(Rhythm.DAILY, time=dt.time(4, 30), zone="Asia/Shanghai"),
    ),
    "weekly": (
        {"rhythm": "weekly", "weekday": "0", "weekly_time": "23:05"},
        ScheduleChoice(Rhythm.WEEKLY, time=dt.time(23, 5), weekday=0, zone="Asia/Shanghai"),
    ),
}


@pytest.mark.parametrize(("sent", "choice"), CHOICES.values(), ids=CHOICES)
def test_each_choice_is_written_to_the_same_row(admin_client, row, sent, choice):
    told = PeriodicTasks.last_change()
    page = save(admin_client, **sent)
    assert "已保存" in page
    assert page.count("<time ") == 3
    assert schedule_choice.choice_of(now_of(row)) == choice
    assert PeriodicTask.objects.count() == 2
    if sent["rhythm"] != "hourly":
        assert PeriodicTasks.last_change() != told
    other = PeriodicTask.objects.get(name="整理检查历史")
    assert (other.interval.every, other.interval.period) == (1, "hours")


def test_a_time_of_the_day_is_one_of_the_site_s_zone(admin_client, row):
    SiteSetting.objects.create(name="TIME_ZONE", value="America/New_York")
    page = save(admin_client, rhythm="daily", daily_time="04:30")
    assert page.count(" 04:30 ") == 3
    times = next_runs(now_of(row), 3)
    assert {at.astimezone(ZoneInfo("America/New_York")).time() for at in times} == {dt.time(4, 30)}


def test_it_follows_the_site_to_another_zone(admin_client, row):
    save(admin_client, rhythm="daily", daily_time="04:30")
    admin_client.post("/admin/settings/site/", {"TIME_ZONE": "Europe/Berlin"})
    assert str(now_of(row).crontab.timezone) == "Europe/Berlin"
    assert now_of(row).crontab.hour == "4"


def test_the_next_times_are_those_of_the_calendar(admin_client, row):
    save(admin_client, rhythm="weekly", weekday="1", weekly_time="04:30")
    times = [at.astimezone(SHANGHAI) for at in next_runs(now_of(row), 3)]
    assert {at.isoweekday() for at in times} == {1}
    assert [later - sooner for sooner, later in itertools.pairwise(times)] == [dt.timedelta(days=7)] * 2
    assert times[0] > timezone.now()


def test_off_and_on_again_keeps_the_rest(admin_client, row):
    save(admin_client, rhythm="daily", daily_time="04:30")
    assert "已关闭定时检查" in save(admin_client, rhythm="off")
    assert not now_of(row).enabled
    page = admin_client.get(PAGE).content.decode()
    assert "没有安排定时检查" in page
    assert 'value="04:30"' in page
    save(admin_client, rhythm="daily", daily_time="04:30")
    assert now_of(row).enabled


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "请选择一种时间"),
        ({"rhythm": "other"}, "请选择一种时间"),
        ({"rhythm": "hours", "hours": "0"}, "请填写 1 到 168 之间的整数"),
        ({"rhythm": "hours", "hours": "169"}, "请填写 1 到 168 之间的整数"),
        ({"rhythm": "hours", "hours": "²"}, "请填写 1 到 168 之间的整数"),
        ({"rhythm": "daily", "daily_time": "25:00"}, "请填写 00:00 到 23:59"),
        ({"rhythm": "daily", "daily_time": ""}, "请填写 00:00 到 23:59"),
        ({"rhythm": "weekly", "weekly_time": "04:30", "weekday": "7"}, "请选择星期几"),
    ],
)
def test_what_is_no_time_is_refused_by_name(admin_client, row, sent, words):
    before = schedule_choice.mark(row)
    assert words in save(admin_client, **sent)
    assert schedule_choice.mark(now_of(row)) == before


def test_what_experts_made_is_shown_as_it_is_and_replaced_by_a_choice(admin_client, row):
    row.interval = None
    row.crontab = CrontabSchedule.objects.create(minute="*/10", hour="1-5")
    row.expires = timezone.now() - dt.timedelta(days=1)
    row.save()
    page = admin_client.get(PAGE).content.decode()
    assert "*/10 1-5" in page
    assert "没有安排定时检查" in page
    assert save(admin_client, rhythm="hourly").count("<time ") == 3
    assert CrontabSchedule.objects.get(minute="*/10").hour == "1-5"


def test_a_deleted_row_is_made_again(admin_client, row):
    row.delete()
    assert "没有安排定时检查" in admin_client.get(PAGE).content.decode()
    save(admin_client, rhythm="daily", daily_time="04:30")
    again = PeriodicTask.objects.get(task="easytask.tasks.check_friend")
    assert (again.name, again.expire_seconds) == ("检查友情链接", 3300)


def test_the_second_of_two_owners_is_told(admin_client, row):
    page = admin_client.post(PAGE, {"seen": "old", "rhythm": "daily", "daily_time": "05:00"}).content.decode()
    assert "别人改了时间" in page
    assert 'value="05:00"' in page
    assert now_of(row).interval is not None
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]
    admin_client.post(PAGE, {"seen": seen, "rhythm": "daily", "daily_time": "05:00"})
    assert now_of(row).crontab.hour == "5"


def test_a_row_that_beat_leaves_out_says_why(admin_client, row):
    PeriodicTask.objects.filter(pk=row.pk).update(kwargs="nonsense")
    assert "必须是 JSON" in admin_client.get(PAGE).content.decode()


def test_other_rows_that_check_are_named(admin_client, row):
    PeriodicTask.objects.create(name="夜里再查", task=row.task, interval=row.interval)
    assert "夜里再查" in admin_client.get(PAGE).content.decode()


def test_it_is_for_those_who_may_change_settings(client, row, django_user_model):
    client.force_login(django_user_model.objects.create_user("clerk", is_staff=True))
    assert client.get(PAGE).status_code == 403


class TestBeatsOwnModels:
    def test_they_are_folded_away(self, admin_client, row):
        assert "周期任务" not in admin_client.get("/admin/").content.decode()
        page = admin_client.get(PAGE).content.decode()
        assert "/admin/django_celery_beat/intervalschedule/" in page

    def test_a_shared_interval_cannot_be_edited_for_one_task(self, admin_client, row):
        path = f"/admin/django_celery_beat/intervalschedule/{row.interval_id}/change/"
        assert "2 个定时任务共用它" in admin_client.get(path).content.decode()
        assert admin_client.post(path, {"every": "9", "period": "days"}).status_code == 403
        assert IntervalSchedule.objects.get(pk=row.interval_id).every == 1

    def test_one_of_its_own_can(self, admin_client, row):
        row.interval = IntervalSchedule.objects.create(every=5, period="hours")
        row.save()
        path = f"/admin/django_celery_beat/intervalschedule/{row.interval_id}/change/"
        inline = {"periodictask_set-TOTAL_FORMS": "0", "periodictask_set-INITIAL_FORMS": "0"}
        assert admin_client.post(path, {"every": "9", "period": "days", **inline}).status_code == 302
        assert IntervalSchedule.objects.get(pk=row.interval_id).every == 9

    def test_one_that_is_used_takes_no_task_along(self, admin_client, row):
        path = f"/admin/django_celery_beat/intervalschedule/{row.interval_id}/delete/"
        assert admin_client.post(path, {"post": "yes"}).status_code == 403
        chosen = {"action": "delete_selected", "_selected_action": str(row.interval_id), "post": "yes"}
        admin_client.post("/admin/django_celery_beat/intervalschedule/", chosen)
        assert PeriodicTask.objects.count() == 2
