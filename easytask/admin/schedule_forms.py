"""Let the owner edit beat's schedule, and refuse what no schedule can do.

django-celery-beat's own forms take a solar event without the package that knows the sun, a weekday of 7, 31 February,
an interval longer than the calendar and headers that are no object. Beat cannot schedule any of them.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_celery_beat import admin as theirs
from django_celery_beat.models import (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
    SolarSchedule,
)

from easytask.admin.schedules import SCHEDULES, Unschedulable, check_json, time_until_next
from easytask.broker import BROKER_ERRORS


class ScheduleForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's class takes no argument when it runs
    """Refuses a schedule that never comes."""

    class Meta:
        help_texts = {"day_of_week": gettext_lazy("0 是星期日，6 是星期六，* 是每一天；例如 0,5。7 不能用。")}

    def clean(self) -> dict[str, Any] | None:
        """Ask the schedule for its next moment, as beat will."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                time_until_next(self._meta.model(**cleaned), timezone.now())
            except Unschedulable as error:
                raise ValidationError(str(error)) from None
        return cleaned


class PeriodicTaskForm(theirs.PeriodicTaskForm):  # type: ignore[misc]  # it has no types
    """Refuses an enabled row that beat would leave out."""

    def clean(self) -> dict[str, Any]:
        """Look at the chosen schedule and at the fields that hold JSON."""
        cleaned: dict[str, Any] = super().clean()
        if not self.errors and cleaned.get("enabled"):
            try:
                check_json(cleaned)
                for name in SCHEDULES:
                    if cleaned.get(name):
                        time_until_next(cleaned[name], timezone.now())
            except Unschedulable as error:
                raise ValidationError(str(error)) from None
        return cleaned


admin.site.unregister((PeriodicTask, ClockedSchedule, CrontabSchedule, IntervalSchedule, SolarSchedule))


@admin.register(PeriodicTask)
class PeriodicTaskAdmin(theirs.PeriodicTaskAdmin):  # type: ignore[misc]  # it has no types
    """Let the owner edit the rows of beat's schedule."""

    form = PeriodicTaskForm

    @admin.action(description=gettext_lazy("现在执行所选的任务"))
    def run_tasks(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Send the chosen tasks, or say in a sentence that Redis does not take them."""
        try:
            super().run_tasks(request, queryset)
        except BROKER_ERRORS:
            self.message_user(request, _("消息服务（Redis）没有响应，任务没有开始，请稍后再试。"), messages.ERROR)


@admin.register(ClockedSchedule)
class ClockedScheduleAdmin(theirs.ClockedScheduleAdmin):  # type: ignore[misc]  # as above
    """The moments at which something runs once."""

    form = ScheduleForm


@admin.register(CrontabSchedule)
class CrontabScheduleAdmin(theirs.CrontabScheduleAdmin):  # type: ignore[misc]  # as above
    """The schedules that cron knows."""

    form = ScheduleForm


@admin.register(IntervalSchedule)
class IntervalScheduleAdmin(theirs.IntervalScheduleAdmin):  # type: ignore[misc]  # as above
    """The schedules of every so often."""

    form = ScheduleForm


@admin.register(SolarSchedule)
class SolarScheduleAdmin(theirs.SolarScheduleAdmin):  # type: ignore[misc]  # as above
    """The schedules that follow the sun."""

    form = ScheduleForm
