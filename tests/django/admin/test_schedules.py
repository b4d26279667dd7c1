"""Beat's schedule in the admin: a row that cannot be scheduled is named with its reason, and the forms refuse it."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone, translation
from django_celery_beat.models import (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
    SolarSchedule,
)

from easytask.admin import schedules
from easytask.tasks import check_friend, send_notices
from tests.django.admin.conftest import TASK, begin

pytestmark = pytest.mark.django_db
BEAT = "/admin/django_celery_beat/"
IN_ENGLISH = {"Accept-Language": "en"}
NEEDS_EPHEM, TOO_LONG, NO_CRONTAB, NO_JSON = "needs ephem", "longer than the calendar", "cannot be scheduled", "must be"


@pytest.fixture(autouse=True)
def no_other_rows() -> None:
    PeriodicTask.objects.all().delete()


def hourly() -> IntervalSchedule:
    return IntervalSchedule.objects.create(every=1, period="hours")


def row(**fields: Any) -> PeriodicTask:
    if not fields.keys() & set(schedules.SCHEDULES):
        fields["interval"] = hourly()
    return PeriodicTask.objects.create(**{"name": "row", "task": check_friend.name, **fields})


BAD_ROWS: dict[str, tuple[Any, str]] = {
    "solar": (
        lambda: {"solar": SolarSchedule.objects.create(event="sunrise", latitude="31.2", longitude="121.4")},
        NEEDS_EPHEM,
    ),
    "weekday 7": (lambda: {"crontab": CrontabSchedule.objects.create(day_of_week="7")}, NO_CRONTAB),
    "31 February": (
        lambda: {"crontab": CrontabSchedule.objects.create(day_of_month="31", month_of_year="2")},
        NO_CRONTAB,
    ),
    "no span": (lambda: {"interval": IntervalSchedule.objects.create(every=2_000_000_000, period="days")}, TOO_LONG),
    "no date": (lambda: {"interval": IntervalSchedule.objects.create(every=900_000_000, period="days")}, TOO_LONG),
    "headers": (lambda: {"headers": "[]"}, NO_JSON),
    "arguments": (lambda: {"args": "{}"}, NO_JSON),
    "no JSON": (lambda: {"kwargs": "nonsense"}, NO_JSON),
}


@pytest.mark.parametrize(("fields", "reason"), BAD_ROWS.values(), ids=BAD_ROWS)
def test_a_row_that_beat_leaves_out_is_shown_with_its_reason(admin_client, fields, reason):
    bad = row(name="the bad one", **fields())
    row(name="the good one")
    page = admin_client.get("/admin/", headers=IN_ENGLISH)
    assert page.status_code == 200
    [shown] = page.context["dashboard"].unschedulable_rows
    assert (shown.row_id, shown.name) == (bad.pk, "the bad one")
    assert reason in shown.reason
    assert page.context["dashboard"].next_run is not None


def test_a_row_that_is_switched_off_is_not_complained_of():
    row(enabled=False, headers="[]")
    assert schedules.unschedulable_rows() == []


FORMS: dict[str, tuple[str, dict[str, str], str]] = {
    "solar": ("solarschedule", {"event": "sunrise", "latitude": "31.2", "longitude": "121.4"}, NEEDS_EPHEM),
    "weekday 7": ("crontabschedule", {"day_of_week": "7"}, NO_CRONTAB),
    "weekdays 5-7": ("crontabschedule", {"day_of_week": "5-7"}, NO_CRONTAB),
    "30 February": ("crontabschedule", {"day_of_month": "30", "month_of_year": "2"}, NO_CRONTAB),
    "too long": ("intervalschedule", {"every": "2000000000", "period": "days"}, TOO_LONG),
}
CRONTAB = dict.fromkeys(("minute", "hour", "day_of_month", "month_of_year", "day_of_week"), "*") | {"timezone": "UTC"}
INLINES = {f"periodictask_set-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")}


@pytest.mark.parametrize(("model", "fields", "reason"), FORMS.values(), ids=FORMS)
def test_the_form_refuses_what_no_schedule_can_do(admin_client, model, fields, reason):
    base = CRONTAB if model == "crontabschedule" else {}
    page = admin_client.post(f"{BEAT}{model}/add/", {**base, **fields, **INLINES}, headers=IN_ENGLISH)
    assert page.status_code == 200
    assert reason in page.content.decode()


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        ("crontabschedule", {**CRONTAB, "day_of_week": "0,6"}),
        ("crontabschedule", {**CRONTAB, "day_of_month": "29", "month_of_year": "2"}),
        ("intervalschedule", {"every": "10", "period": "days"}),
        ("clockedschedule", {"clocked_time_0": "2030-01-01", "clocked_time_1": "08:00"}),
    ],
)
def test_the_form_takes_what_a_schedule_can_do(admin_client, model, fields):
    assert admin_client.post(f"{BEAT}{model}/add/", {**fields, **INLINES}).status_code == 302


@pytest.mark.parametrize(("field", "value"), [("headers", "[]"), ("headers", "x"), ("args", "{}"), ("kwargs", "[]")])
def test_the_rows_form_refuses_json_of_another_kind(admin_client, field, value):
    fields = {"name": "row", "regtask": check_friend.name, "interval": hourly().pk, "enabled": "on"}
    fields |= {"args": "[]", "kwargs": "{}", "headers": "{}", field: value}
    page = admin_client.post(f"{BEAT}periodictask/add/", fields, headers=IN_ENGLISH)
    assert page.status_code == 200
    assert "JSON" in page.content.decode()


def test_a_bad_row_can_be_switched_off(admin_client):
    bad = row(headers="[]")
    fields = {"name": "row", "task": bad.task, "interval": bad.interval_id, "args": "[]", "kwargs": "{}"}
    answer = admin_client.post(f"{BEAT}periodictask/{bad.pk}/change/", {**fields, "headers": "[]"})
    assert answer.status_code == 302
    bad.refresh_from_db()
    assert not bad.enabled


class TestNextRun:
    def expect(self, hours: float | None) -> None:
        found = schedules.next_run()
        if hours is None:
            assert found is None
        else:
            assert found is not None
            assert abs(found - timezone.now() - dt.timedelta(hours=hours)) < dt.timedelta(seconds=5)

    def ago(self, hours: float) -> dt.datetime:
        return timezone.now() - dt.timedelta(hours=hours)

    @pytest.mark.parametrize(
        ("fields", "hours"),
        [
            ({}, 1),
            ({"start_time": -48}, 48),
            ({"start_time": -48, "last_run_at": 0.5}, 48),
            ({"start_time": 1}, 0),
            ({"start_time": 1, "last_run_at": 0.25}, 0.75),
            ({"expires": 24}, None),
            ({"expires": -0.5}, None),
            ({"expires": -2}, 1),
            ({"one_off": True}, 1),
            ({"one_off": True, "total_run_count": 1}, None),
        ],
    )
    def test_it_honours_start_end_and_once(self, fields, hours):
        for name in fields.keys() & {"start_time", "expires", "last_run_at"}:
            fields = {**fields, name: self.ago(fields[name])}
        row(**fields)
        self.expect(hours)

    def test_a_moment_on_the_clock_comes_once(self):
        moment = ClockedSchedule.objects.create(clocked_time=self.ago(-3))
        made = row(clocked=moment, one_off=True)
        self.expect(3)
        made.total_run_count = 1
        made.save()
        self.expect(None)


def test_the_reason_is_in_the_readers_language():
    row(headers="[]")
    assert "必须是 JSON" in schedules.unschedulable_rows()[0].reason
    with translation.override("en"):
        assert "must be JSON" in schedules.unschedulable_rows()[0].reason


# --- sent by hand ----------------------------------------------------------------------------------------------------
def press(client: Any, *rows: PeriodicTask) -> Any:
    page = f"{BEAT}periodictask/"
    fields = {"action": "run_tasks", "_selected_action": [row.pk for row in rows]}
    return client.post(page, fields, headers=IN_ENGLISH)


def of_row(task: str, **fields: Any) -> PeriodicTask:
    return row(**{"name": task, "task": task, **fields})


class TestSentByHand:
    """'Run selected' of the list of beat's rows."""

    def test_a_check_is_the_owners_own_and_can_be_followed(self, admin_client, admin_user, sent):
        chosen = of_row(
            check_friend.name, args='["https://ours.example"]', kwargs='{"white_list": ["A"]}', queue="slow"
        )
        answer = press(admin_client, chosen)
        assert answer["Location"].startswith("/admin/easytask/run/waiting/")
        [call] = sent
        assert call["kwargs"] == {"site_link": "https://ours.example", "white_list": ["A"], "user_id": admin_user.pk}
        assert call["queue"] == "slow"
        # By this header a run would be beat's own.
        assert "headers" not in call

    def test_nothing_is_sent_while_a_check_is_under_way(self, admin_client, sent):
        run = begin()
        answer = press(admin_client, of_row(check_friend.name))
        assert answer["Location"] == f"/admin/easytask/run/{run.pk}/change/"
        assert sent == []

    def test_of_two_checks_one_is_sent_and_told(self, admin_client, sent):
        rows = [of_row(check_friend.name, name=name) for name in ("first", "second")]
        answer = press(admin_client, *rows)
        assert "“first”" in " ".join(map(str, get_messages(answer.wsgi_request)))
        assert len(sent) == 1

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"task": "no.such.task"}, "no.such.task"),
            ({"task": check_friend.name, "kwargs": "nonsense"}, "JSON"),
            ({"task": check_friend.name, "kwargs": '{"unknown": 1}'}, "unknown"),
        ],
    )
    def test_a_row_that_cannot_be_sent_is_told_by_name(self, admin_client, sent, fields, words):
        answer = press(admin_client, row(**{"name": "the bad one", **fields}))
        [message] = answer.context["messages"] if answer.context else get_messages(answer.wsgi_request)
        assert "the bad one" in str(message)
        assert words in str(message)
        assert message.level_tag == "error"
        assert sent == []

    def test_another_task_is_told_as_sent_and_not_as_done(self, admin_client, monkeypatch):
        monkeypatch.setattr(send_notices, "apply_async", lambda *_args, **_options: SimpleNamespace(id=TASK))
        [message] = get_messages(press(admin_client, of_row(send_notices.name)).wsgi_request)
        assert message.level_tag == "info"
        assert "worker" in str(message)

    def test_redis_away_is_told(self, admin_client, monkeypatch):
        monkeypatch.setenv("CELERY_BROKER_WRITE_URL", "redis://127.0.0.1:1/0")
        messages = list(get_messages(press(admin_client, of_row(send_notices.name)).wsgi_request))
        assert [message.level_tag for message in messages] == ["error"]

    @pytest.mark.parametrize("rights", [(), ("change_periodictask",)])
    def test_who_may_start_no_check_starts_none(self, staff, sent, rights):
        press(staff("view_periodictask", *rights), of_row(check_friend.name))
        assert sent == []
