"""Beat's schedule: one row that cannot be scheduled is named in the log, and the others go on."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any

import pytest
from django.utils import timezone
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask, SolarSchedule
from django_celery_beat.tzcrontab import TzAwareCrontab

from izone.beat import EveryHour, Scheduler
from izone.celery import app

# The scheduler gives its connection up, and with it a transaction that a test is in.
pytestmark = pytest.mark.django_db(transaction=True)


def row(name: str, **fields: Any) -> PeriodicTask:
    if not fields.keys() & {"crontab", "interval", "solar"}:
        fields["interval"] = IntervalSchedule.objects.create(every=1, period="hours")
    return PeriodicTask.objects.create(name=name, task="easytask.tasks.send_notices", **fields)


def schedule() -> dict[str, Any]:
    """The rows that beat would tick, once they have all been asked whether they are due."""
    scheduler = Scheduler(app=app)
    scheduler.populate_heap()
    return scheduler.schedule


@pytest.fixture(autouse=True)
def only_these_rows() -> None:
    PeriodicTask.objects.all().delete()


@pytest.mark.parametrize(
    "broken",
    [
        lambda: {"solar": SolarSchedule.objects.create(event="sunrise", latitude="31.2", longitude="121.4")},
        lambda: {"crontab": CrontabSchedule.objects.create(day_of_week="7")},
        lambda: {"crontab": CrontabSchedule.objects.create(day_of_week="5-7")},
        lambda: {"crontab": CrontabSchedule.objects.create(day_of_month="31", month_of_year="2")},
        lambda: {"crontab": CrontabSchedule.objects.create(minute="nonsense")},
        lambda: {"interval": IntervalSchedule.objects.create(every=2_000_000_000, period="days")},
        lambda: {"headers": "[]"},
        lambda: {"headers": "nonsense"},
    ],
    ids=["solar", "weekday 7", "weekdays 5-7", "31 February", "no minute", "too long", "a list", "no JSON"],
)
def test_a_row_that_cannot_be_scheduled_is_named_and_the_others_go_on(broken, caplog):
    row("the bad one", **broken())
    row("the good one")
    assert list(schedule()) == ["the good one"]
    assert "'the bad one' cannot be scheduled" in caplog.text


def test_nothing_puts_rows_there_besides_the_migrations():
    schedule()
    assert not PeriodicTask.objects.exists()


def test_a_last_tick_that_lies_ahead_counts_as_now():
    row("set back", last_run_at=timezone.now() + dt.timedelta(days=1))
    entry = schedule()["set back"]
    assert entry.last_run_at <= timezone.now()
    assert PeriodicTask.objects.get().last_run_at <= timezone.now()


# --- the hour that comes twice ---------------------------------------------------------------------------------------
def fired(*, minute: str, hour: str, day: dt.datetime) -> list[str]:
    """The moments, in UTC, at which a crontab of Berlin fires in the seven hours from then on."""
    berlin = zoneinfo.ZoneInfo("Europe/Berlin")
    schedule = EveryHour.of(TzAwareCrontab(minute=minute, hour=hour, tz=berlin))
    last, found = day, []
    for half_minute in range(7 * 120):
        now = day + dt.timedelta(seconds=30 * half_minute)
        schedule.nowfun = lambda now=now: now.astimezone(berlin)
        if schedule.is_due(last).is_due:
            last = now
            found.append(f"{now:%H:%M}")
    return found


@pytest.mark.parametrize(
    ("minute", "hour", "day", "moments"),
    [
        ("0", "*", (2026, 10, 24, 22), ["23:00", "00:00", "01:00", "02:00", "03:00", "04:00"]),
        ("0", "*", (2026, 3, 28, 22), ["23:00", "00:00", "01:00", "02:00", "03:00", "04:00"]),
        # Certain hours come once, as a person means them.
        ("30", "2", (2026, 10, 24, 22), ["00:30"]),
    ],
    ids=["an hour twice", "an hour never", "half past two"],
)
def test_a_crontab_of_every_hour_goes_on_when_the_clocks_change(minute, hour, day, moments):
    assert fired(minute=minute, hour=hour, day=dt.datetime(*day, tzinfo=dt.UTC)) == moments
