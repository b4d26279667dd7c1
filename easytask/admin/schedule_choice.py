"""Say in one choice when the check runs, and write it to beat's row; this knows no page.

The row is the one that a migration made; what experts made of it in beat's own forms is shown as it is until the owner
chooses something here. A shared interval or crontab is never edited: the row is led to another one.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from easytask.admin.schedules import SCHEDULES, Unschedulable, next_runs
from easytask.tasks import check_friend

NAME = "检查友情链接"
# What has waited for longer in the queue is done by the next tick.
EXPIRE_SECONDS = 55 * 60
MOST_HOURS = 24 * 7
TIMES_SHOWN = 3


class Rhythm(enum.StrEnum):
    """How often the check runs; ``OTHER`` is what experts made, and cannot be chosen."""

    HOURLY = "hourly"
    HOURS = "hours"
    DAILY = "daily"
    WEEKLY = "weekly"
    OFF = "off"
    OTHER = "other"


@dataclasses.dataclass(frozen=True, slots=True)
class ScheduleChoice:
    """When the check runs: every so many hours, or at a time of the day, on a weekday (0 is Sunday, as in cron)."""

    rhythm: Rhythm
    hours: int = 6
    time: dt.time = dt.time(4, 30)
    weekday: int = 1
    zone: str = ""
    description: str = ""


class ScheduleConflict(Exception):
    """Somebody else has saved another schedule since the form was opened."""


def row_of_the_check() -> PeriodicTask | None:
    """Return the row that starts the check, the oldest when experts made more of them; None when there is none."""
    rows = PeriodicTask.objects.filter(task=check_friend.name).select_related(*SCHEDULES)
    return rows.order_by("pk").first()


def mark(row: PeriodicTask | None) -> str:
    """Return what tells two states of the row apart."""
    state = "none" if row is None else f"{row.enabled} {[getattr(row, f'{name}_id') for name in SCHEDULES]}"
    return salted_hmac("easytask.admin.schedule_choice", state).hexdigest()[:20]


def choice_of(row: PeriodicTask | None) -> ScheduleChoice:
    """Return what a row amounts to."""
    if row is None:
        return ScheduleChoice(Rhythm.OFF)
    found = _choice_of_interval(row.interval) if row.interval else _choice_of_crontab(row.crontab)
    if found is None:
        found = ScheduleChoice(Rhythm.OTHER, description=str(next(filter(None, _schedules(row)), "")))
    return found if row.enabled else dataclasses.replace(found, rhythm=Rhythm.OFF)


def _schedules(row: PeriodicTask) -> list[Any]:
    return [getattr(row, name) for name in SCHEDULES]


def _choice_of_interval(interval: IntervalSchedule) -> ScheduleChoice | None:
    if interval.period == IntervalSchedule.DAYS and interval.every * 24 <= MOST_HOURS:
        return ScheduleChoice(Rhythm.HOURS, hours=interval.every * 24)
    if interval.period != IntervalSchedule.HOURS or interval.every > MOST_HOURS:
        return None
    return ScheduleChoice(Rhythm.HOURLY if interval.every == 1 else Rhythm.HOURS, hours=max(interval.every, 2))


def _choice_of_crontab(crontab: CrontabSchedule | None) -> ScheduleChoice | None:
    if crontab is None or (crontab.day_of_month, crontab.month_of_year) != ("*", "*"):
        return None
    if not (crontab.minute.isdecimal() and crontab.hour.isdecimal()):
        return None
    try:
        time = dt.time(int(crontab.hour), int(crontab.minute))
    except ValueError:
        return None
    zone = str(crontab.timezone)
    if crontab.day_of_week == "*":
        return ScheduleChoice(Rhythm.DAILY, time=time, zone=zone)
    if crontab.day_of_week not in "0123456" or len(crontab.day_of_week) != 1:
        return None
    return ScheduleChoice(Rhythm.WEEKLY, time=time, weekday=int(crontab.day_of_week), zone=zone)


@transaction.atomic
def save(choice: ScheduleChoice, *, zone: str, seen: str) -> None:
    """Lead the check's row to this choice, in the time zone; make the row again when somebody has deleted it.

    Raises ScheduleConflict when the row is not as the form found it, Unschedulable when the choice has no next time.
    """
    list(PeriodicTask.objects.select_for_update().filter(task=check_friend.name).values_list("pk"))
    row = row_of_the_check()
    if mark(row) != seen:
        raise ScheduleConflict
    row = row or PeriodicTask(name=_free_name(), task=check_friend.name, expire_seconds=EXPIRE_SECONDS)
    _lead(row, choice, zone)
    if row.enabled and not next_runs(row, TIMES_SHOWN):
        raise Unschedulable("")


def _lead(row: PeriodicTask, choice: ScheduleChoice, zone: str) -> None:
    if choice.rhythm is Rhythm.OFF:
        if row.pk:
            row.enabled = False
            row.save()
        return
    row.enabled, row.one_off, row.start_time, row.expires = True, False, None, None
    row.interval = row.crontab = row.solar = row.clocked = None
    if choice.rhythm in (Rhythm.HOURLY, Rhythm.HOURS):
        row.interval = _interval(1 if choice.rhythm is Rhythm.HOURLY else choice.hours)
    else:
        weekday = str(choice.weekday) if choice.rhythm is Rhythm.WEEKLY else "*"
        row.crontab = _crontab(choice.time, weekday, zone)
    # This tells beat as well, which reads its rows again within seconds.
    row.save()


def follow_time_zone(zone: str) -> None:
    """Have a check at a time of the day run at that time in another zone."""
    row = row_of_the_check()
    choice = choice_of(row)
    if row is not None and row.crontab is not None and choice.rhythm in (Rhythm.DAILY, Rhythm.WEEKLY):
        save(choice, zone=zone, seen=mark(row))


def _interval(hours: int) -> IntervalSchedule:
    values = {"every": hours, "period": IntervalSchedule.HOURS}
    # Not get_or_create: experts may have made two of one kind.
    return IntervalSchedule.objects.filter(**values).first() or IntervalSchedule.objects.create(**values)


def _crontab(time: dt.time, weekday: str, zone: str) -> CrontabSchedule:
    values = {
        "minute": str(time.minute),
        "hour": str(time.hour),
        "day_of_week": weekday,
        "day_of_month": "*",
        "month_of_year": "*",
        "timezone": zone,
    }
    return CrontabSchedule.objects.filter(**values).first() or CrontabSchedule.objects.create(**values)


def _free_name() -> str:
    taken = set(PeriodicTask.objects.filter(name__startswith=NAME).values_list("name", flat=True))
    return next(name for name in (NAME, *(f"{NAME} {number}" for number in range(2, 100))) if name not in taken)
