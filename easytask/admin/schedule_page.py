"""Let the owner choose in one form when the check runs, and show its next times."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_time
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_celery_beat.models import PeriodicTask

from blog.site import identity, tabs, values
from blog.site.pages import frame
from easytask.admin import schedule_choice
from easytask.admin.schedule_choice import MOST_HOURS, TIMES_SHOWN, Rhythm, ScheduleChoice, ScheduleConflict
from easytask.admin.schedules import Unschedulable, next_runs
from easytask.tasks import check_friend


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def schedule_page(request: HttpRequest) -> HttpResponse:
    """Show when the check runs, or lead it to another schedule."""
    if not request.user.has_perm(tabs.MAY_CHANGE):
        raise PermissionDenied
    row = schedule_choice.row_of_the_check()
    choice, seen = schedule_choice.choice_of(row), schedule_choice.mark(row)
    errors: dict[str, str] = {}
    if request.method == "POST":
        choice, errors = _choice_of(request.POST, choice)
        if not errors:
            try:
                return _save(request, choice)
            except (ScheduleConflict, IntegrityError):
                errors["rhythm"] = _("您打开这一页之后，别人改了时间。再保存一次，就会换成您选择的。")
            except Unschedulable:
                errors["rhythm"] = _("这样的时间永远不会到来，没有保存。")
        messages.error(request, _("还没有保存：请看下面标出的地方。您填写的内容都还在。"))
    zone = values.current()[identity.TIME_ZONE]
    context = {
        **frame(request, _("定时检查")),
        "choice": choice,
        "errors": errors,
        "seen": seen,
        "zone": zone,
        "has_other_zone": bool(choice.zone) and choice.zone != zone and not errors,
        "most_hours": MOST_HOURS,
        # A week begins on Monday here; cron counts from Sunday.
        "weekdays": [((day + 1) % 7, name) for day, name in WEEKDAYS.items()],
        "next_times": _next_times(row),
        "trouble": _trouble(row),
        "more_rows": PeriodicTask.objects.filter(task=check_friend.name, enabled=True).exclude(pk=row and row.pk),
    }
    return render(request, "easytask/schedule.html", context)


def _save(request: HttpRequest, choice: ScheduleChoice) -> HttpResponse:
    zone = values.current()[identity.TIME_ZONE]
    schedule_choice.save(choice, zone=zone, seen=request.POST.get("seen", ""))
    is_off = choice.rhythm is Rhythm.OFF
    messages.success(request, _("已关闭定时检查。") if is_off else _("已保存，几秒之内生效。"))
    return redirect(request.path)


def _choice_of(posted: QueryDict, before: ScheduleChoice) -> tuple[ScheduleChoice, dict[str, str]]:
    """Return what was chosen, and what is wrong with it by the names of the fields."""
    errors: dict[str, str] = {}
    text = posted.get("rhythm", "")
    if text not in set(Rhythm) - {Rhythm.OTHER}:
        errors["rhythm"] = _("请选择一种时间。")
        return before, errors
    choice = dataclasses.replace(before, rhythm=Rhythm(text), zone="")
    if choice.rhythm is Rhythm.HOURS:
        hours = posted.get("hours", "").strip()
        if hours.isascii() and hours.isdecimal() and 1 <= int(hours[:5]) <= MOST_HOURS:
            choice = dataclasses.replace(choice, hours=int(hours))
        else:
            errors["hours"] = _("请填写 1 到 %d 之间的整数。") % MOST_HOURS
    if choice.rhythm in (Rhythm.DAILY, Rhythm.WEEKLY):
        time = _time(posted.get(f"{choice.rhythm}_time", ""))
        if time is None:
            errors["time"] = _("请填写 00:00 到 23:59 之间的时间。")
        else:
            choice = dataclasses.replace(choice, time=time)
    if choice.rhythm is Rhythm.WEEKLY:
        weekday = posted.get("weekday", "")
        if weekday in {"0", "1", "2", "3", "4", "5", "6"}:
            choice = dataclasses.replace(choice, weekday=int(weekday))
        else:
            errors["weekday"] = _("请选择星期几。")
    return choice, errors


def _time(text: str) -> dt.time | None:
    try:
        return parse_time(text.strip())
    except ValueError:
        return None


def _next_times(row: PeriodicTask | None) -> list[dt.datetime]:
    try:
        return next_runs(row, TIMES_SHOWN) if row else []
    except Unschedulable:
        return []


def _trouble(row: PeriodicTask | None) -> str:
    """Return why beat leaves the row out; mostly nothing."""
    try:
        if row is not None:
            next_runs(row, 1)
    except Unschedulable as error:
        return str(error)
    return ""


def follow_time_zone(*, names: frozenset[str], **_signal: Any) -> None:
    """Keep the hour of the check when the site moves to another time zone; called when settings were saved."""
    if identity.TIME_ZONE.name in names:
        schedule_choice.follow_time_zone(values.read()[identity.TIME_ZONE])
