"""Tell when beat starts the next check and which rows it leaves out, with the reason; this knows no form."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import Any

from celery.exceptions import ImproperlyConfigured
from django.utils import timezone
from django.utils.translation import gettext as _
from django_celery_beat.models import PeriodicTask

from easytask.models import Run
from easytask.tasks import check_friend

SCHEDULES = ("interval", "crontab", "solar", "clocked")
# Of each field that holds JSON: what beat takes it for, and as what it has to be read.
JSON_FIELDS: tuple[tuple[str, type, str], ...] = (("args", list, "[]"), ("kwargs", dict, "{}"), ("headers", dict, "{}"))
# A row with a start and no last time counts as due since then, so that beat runs it at its start.
LONG_AGO = dt.timedelta(days=30 * 365)
# To the nearest second: what is due at half past must not read as a minute before.
HALF_A_SECOND = dt.timedelta(milliseconds=500)


class Unschedulable(Exception):
    """Beat cannot schedule this; the message is a sentence in the reader's language."""


@dataclasses.dataclass(frozen=True, slots=True)
class UnschedulableRow:
    """A row that beat leaves out, and the reason in the reader's language."""

    row_id: int
    name: str
    reason: str


def next_run() -> dt.datetime | None:
    """Return when beat will start the next check; None when no row that beat can schedule does."""
    by_clock = _latest_run_by_clock()
    moments = []
    for row in _enabled_rows().filter(task=check_friend.name):
        try:
            due_at = _due_at(row, by_clock)
        except Unschedulable:
            continue
        if due_at is not None:
            moments.append(due_at)
    soonest = min(moments, default=None)
    return soonest and (soonest + HALF_A_SECOND).replace(microsecond=0)


def _latest_run_by_clock() -> dt.datetime | None:
    return Run.objects.filter(started_by=Run.StartedBy.CLOCK).values_list("started_at", flat=True).first()


def next_runs(row: PeriodicTask, number: int) -> list[dt.datetime]:
    """Return the next times at which beat sends this row, as many as there are; raise Unschedulable."""
    if not row.enabled:
        return []
    due_at = _due_at(row, _latest_run_by_clock())
    schedule = next(filter(None, (getattr(row, name) for name in SCHEDULES)), None)
    times: list[dt.datetime] = []
    while due_at is not None and len(times) < number:
        times.append((due_at + HALF_A_SECOND).replace(microsecond=0))
        if row.one_off:
            break
        due_at = timezone.now() + time_until_next(schedule, times[-1])
        if row.expires is not None and due_at >= row.expires:
            break
    return times


def unschedulable_rows() -> list[UnschedulableRow]:
    """Return the enabled rows that beat leaves out, each with the reason."""
    found = []
    for row in _enabled_rows():
        try:
            _due_at(row, None)
        except Unschedulable as error:
            found.append(UnschedulableRow(row.pk, row.name, str(error)))
    return found


def _enabled_rows() -> Any:
    return PeriodicTask.objects.filter(enabled=True).select_related(*SCHEDULES).order_by("name")


def _due_at(row: PeriodicTask, by_clock: dt.datetime | None) -> dt.datetime | None:
    """Return when beat sends this row next; None when it never will. Raises Unschedulable.

    ``by_clock``: when the latest run began that beat started. Beat writes down its own last time only every few
    minutes, and that run is a witness as good.
    """
    check_json({field: getattr(row, field) for field, _type, _empty in JSON_FIELDS})
    now = timezone.now()
    start = row.start_time or now
    last = row.last_run_at or row.date_changed - (LONG_AGO if row.start_time else dt.timedelta())
    if by_clock is not None and start <= now:
        last = max(last, by_clock)
    schedule = next((found for name in SCHEDULES if (found := getattr(row, name))), None)
    if schedule is None:
        raise Unschedulable(_("没有选择时间表。"))
    due_at = max(now + max(time_until_next(schedule, last), dt.timedelta()), start)
    has_run_once = row.one_off and row.total_run_count > 0
    has_expired = row.expires is not None and due_at >= row.expires
    return None if has_run_once or has_expired else due_at


def time_until_next(schedule: Any, last: dt.datetime) -> dt.timedelta:
    """Return how long it is until the next moment after ``last`` of a schedule of any of the four models.

    Raises Unschedulable.
    """
    try:
        remaining: dt.timedelta = schedule.schedule.remaining_estimate(last)
        # Beat asks for a moment and not for a span.
        _moment = timezone.now() + remaining
    except ImproperlyConfigured:
        raise Unschedulable(_("日出日落的时间表需要 ephem，这里没有安装；请改用 crontab。")) from None
    except OverflowError:
        raise Unschedulable(_("间隔太长，超出了日历。")) from None
    # Celery reads a crontab when it is asked, and says so with this.
    except ValueError as error:
        raise Unschedulable(_("crontab 无法执行：%s 星期用 0 到 6，0 是星期日。") % error) from None
    # Whatever else is wrong with one row must not take the page from the others.
    except Exception as error:
        raise Unschedulable(f"{type(error).__name__}: {error}") from error
    return remaining


def check_json(texts: dict[str, str | None]) -> None:
    """Raise Unschedulable unless the arguments are a list, and keywords and headers objects."""
    for field, must_be, empty in JSON_FIELDS:
        try:
            is_right = isinstance(json.loads(texts.get(field) or empty), must_be)
        except ValueError:
            is_right = False
        if not is_right:
            raise Unschedulable(_("%(field)s 必须是 JSON，形如 %(empty)s。") % {"field": field, "empty": empty})
