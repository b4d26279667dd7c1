"""Beat's schedule in the admin: a row that cannot be scheduled is named with its reason, and the forms refuse it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone, translation
from django_celery_beat.models import (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
    SolarSchedule,
)

from easytask.admin import schedules
from easytask.tasks import check_friend

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
