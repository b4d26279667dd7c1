"""Let the owner edit beat's schedule, and refuse what no schedule can do.

django-celery-beat's own forms take a solar event without the package that knows the sun, a weekday of 7, 31 February,
an interval longer than the calendar and headers that are no object. Beat cannot schedule any of them.
"""

from __future__ import annotations

import inspect
import json
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
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

from easytask.admin import check_requests
from easytask.admin.runs import start_check
from easytask.admin.schedules import JSON_FIELDS, SCHEDULES, Unschedulable, check_json, time_until_next
from easytask.tasks import BrokerUnavailable, check_friend, send


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

    @admin.action(description=gettext_lazy("现在执行所选的任务"), permissions=["change"])
    def run_tasks(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Send the chosen tasks; a check is this person's own, and leads to the page on which it can be followed.

        django-celery-beat's own action sends them as beat does and calls all of them a success.
        """
        checks: list[tuple[PeriodicTask, dict[str, object]]] = []
        for row in queryset.order_by("pk"):
            try:
                check_json({field: getattr(row, field) for field, _type, _empty in JSON_FIELDS})
                if row.task == check_friend.name:
                    checks.append((row, _arguments_of(row)))
                else:
                    self._send(request, row)
            except Unschedulable as error:
                self.message_user(request, f"{row.name}: {error}", messages.ERROR)
        if not checks:
            return None
        if len(checks) > 1:
            said = _("一次只能进行一次检查，所以只开始了“%s”。") % checks[0][0].name
            self.message_user(request, said, messages.WARNING)
        [(row, arguments), *_more] = checks
        send_row = partial(check_requests.send, arguments=arguments, queue=row.queue)
        return start_check(request, None, back=request.get_full_path(), send=send_row)

    def _send(self, request: HttpRequest, row: PeriodicTask) -> None:
        task = self.celery_app.tasks.get(row.task)
        if task is None:
            raise Unschedulable(_("没有名为 %s 的任务。") % row.task)
        try:
            send(
                task, args=json.loads(row.args or "[]"), kwargs=json.loads(row.kwargs or "{}"), queue=row.queue or None
            )
        except BrokerUnavailable:
            raise Unschedulable(_("消息服务（Redis）没有响应，任务没有开始，请稍后再试。")) from None
        # Whether it runs is for a worker to say.
        self.message_user(request, _("“%s”已交给 worker 执行。") % row.name, messages.INFO)


def _arguments_of(row: PeriodicTask) -> dict[str, object]:
    """Return the arguments that a row gives check_friend, by their names; raise Unschedulable for those it has not."""
    try:
        args, kwargs = json.loads(row.args or "[]"), json.loads(row.kwargs or "{}")
        bound = inspect.signature(check_friend.run).bind(*args, **kwargs)
    except TypeError as error:
        raise Unschedulable(str(error)) from None
    return dict(bound.arguments)


class SharedScheduleMixin:
    """Keeps a schedule that rows share from being edited for one of them, and one that is used from being deleted.

    Beat deletes the rows of a deleted schedule with it.
    """

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed: bool = super().has_change_permission(request, obj)  # type: ignore[misc]  # of the admin it is mixed into
        return allowed and (obj is None or obj.periodictask_set.count() < 2)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed: bool = super().has_delete_permission(request, obj)  # type: ignore[misc]  # as above
        return allowed and (obj is None or not obj.periodictask_set.exists())

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Refuse to delete those that are used, also when many are chosen in the list."""
        found, counts, needed, protected = super().get_deleted_objects(objs, request)  # type: ignore[misc]  # as above
        used = [str(schedule) for schedule in objs if schedule.periodictask_set.exists()]
        return found, counts, needed, [*protected, *used]

    def render_change_form(self, request: HttpRequest, *args: Any, obj: Any = None, **kwargs: Any) -> Any:
        """Say why it can only be read."""
        if obj is not None and (rows := obj.periodictask_set.count()) > 1:
            sentence = _("%d 个定时任务共用它，在这里改会连带改动它们；请到任务里另选一个，或新建一个。")
            messages.info(request, sentence % rows)
        return super().render_change_form(request, *args, obj=obj, **kwargs)  # type: ignore[misc]  # as above


@admin.register(ClockedSchedule)
class ClockedScheduleAdmin(SharedScheduleMixin, theirs.ClockedScheduleAdmin):  # type: ignore[misc]  # as above
    """The moments at which something runs once."""

    form = ScheduleForm


@admin.register(CrontabSchedule)
class CrontabScheduleAdmin(SharedScheduleMixin, theirs.CrontabScheduleAdmin):  # type: ignore[misc]  # as above
    """The schedules that cron knows."""

    form = ScheduleForm


@admin.register(IntervalSchedule)
class IntervalScheduleAdmin(SharedScheduleMixin, theirs.IntervalScheduleAdmin):  # type: ignore[misc]  # as above
    """The schedules of every so often."""

    form = ScheduleForm


@admin.register(SolarSchedule)
class SolarScheduleAdmin(SharedScheduleMixin, theirs.SolarScheduleAdmin):  # type: ignore[misc]  # as above
    """The schedules that follow the sun."""

    form = ScheduleForm
