"""The owner's view of the runs: how one is started and followed live, and the record of those before, to be read."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from easytask import live
from easytask.admin import actions, check_requests
from easytask.admin.check_requests import CheckRequest, Progress
from easytask.admin.deletion import CountedDeletion
from easytask.admin.run_verdicts import FEW_LINKS, verdicts_of_run
from easytask.admin.standing import moment
from easytask.history.changes import changes_of_run
from easytask.models import Run
from easytask.runs import lock, owner_settings, results, suspicion
from easytask.tasks import BrokerUnavailable
from easytask.verdicts.outcomes import CheckFailed, explain

MAY_CHECK = "easytask.run_check"
MAY_CHANGE_FRIENDS = "blog.change_friendlink"


def page_of(run_id: int) -> str:
    """Return the address of a run's page."""
    return reverse("admin:easytask_run_change", args=[run_id])


def waiting_page(sent: CheckRequest) -> str:
    """Return the address that leads to the run of this request, once there is one."""
    return reverse("admin:easytask_run_waiting", args=sent.path_arguments)


def start_check(  # noqa: PLR0913 - all but the first two go by name
    request: HttpRequest,
    friend_ids: Collection[int] | None,
    *,
    back: str,
    follow_request: Callable[[CheckRequest], str] = waiting_page,
    follow_run: Callable[[int], str] = page_of,
    send: Callable[..., CheckRequest] = check_requests.send,
) -> HttpResponse:
    """Start a check, of all friend links or of the given ones, and lead to the page on which it can be followed.

    Lead to the run that is under way, if there is one, and ``back`` with a sentence when no check can be started.
    ``follow_request`` and ``follow_run`` return the address on which a request, or a run, is followed. ``send`` is that
    of check_requests, perhaps with more of its arguments.
    """
    if not request.user.has_perm(MAY_CHECK):
        messages.error(request, _("您没有开始检查的权限。"))
        return HttpResponseRedirect(back)
    lock.close_stale_runs()
    running = Run.objects.filter(state=Run.State.RUNNING).first()
    if running is not None:
        messages.warning(request, _("已有一次检查正在进行，就是这一次；等它结束后可以再开始。"))
        return HttpResponseRedirect(follow_run(running.pk))
    try:
        # A worker would refuse as well, where nobody sees it.
        owner_settings.read()
        sent = send(friend_ids, user_id=request.user.pk)
    except CheckFailed as failure:
        messages.error(request, explain(failure.result, _))
        return HttpResponseRedirect(back)
    except BrokerUnavailable:
        messages.error(request, _("消息服务（Redis）没有响应，检查没有开始，请稍后再试。"))
        return HttpResponseRedirect(back)
    return HttpResponseRedirect(follow_request(sent))


@admin.register(Run)
class RunAdmin(CountedDeletion):
    list_display = ("began", "state", "scope", "starter", "checked", "to_show", "to_not_show", "remark")
    when_empty = gettext_lazy("还没有检查过。检查会按“设置 › 定时检查”自动开始，也可以在“友情链接”里立即检查。")
    list_filter = ("state", "started_by", "outage")
    fields = ("state", "scope", "starter", "started_at", "finished_at", "checked", "to_show", "to_not_show", "remark")
    readonly_fields = fields

    @admin.display(description=gettext_lazy("开始时间"), ordering="started_at")
    def began(self, run: Run) -> str:
        """Say it as short as it can be told, beside seven other facts."""
        return moment(run.started_at)

    @admin.display(description=gettext_lazy("范围"))
    def scope(self, run: Run) -> str:
        return _("全部友链") if run.is_full else _("所选友链")

    @admin.display(description=gettext_lazy("发起者"), ordering="started_by")
    def starter(self, run: Run) -> str:
        return f"{run.get_started_by_display()} {run.user_name}".rstrip()

    @admin.display(description=pgettext_lazy("column", "检查"))
    def checked(self, run: Run) -> str:
        return f"{run.judged} / {run.total}"

    @admin.display(description=gettext_lazy("说明"), empty_value="")
    def remark(self, run: Run) -> str:
        return results.remark(run, _)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path(
                "waiting/<uuid:task_id>/<int:newest_run>/<int:sent_at>/",
                view(require_safe(self.waiting)),
                name="easytask_run_waiting",
            ),
            path("<int:run_id>/progress/", view(require_safe(self.progress)), name="easytask_run_progress"),
            path(
                "<int:run_id>/confirm-site-link/",
                view(require_POST(self.confirm_site_link)),
                name="easytask_run_confirm_site_link",
            ),
            path("<int:run_id>/cancel/", view(require_POST(self.cancel)), name="easytask_run_cancel"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        lock.close_stale_runs()
        return super().changelist_view(request, extra_context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        lock.close_stale_runs()
        run = self.get_object(request, object_id)
        context: dict[str, Any] = {}
        if run:
            title = _("%s 的检查") % date_format(localtime(run.started_at), "m-d H:i")
            context = {"title": title, "subtitle": None, **self._progress_of(request, run)}
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def progress(self, request: HttpRequest, run_id: int) -> HttpResponse:
        """Return the part of a run's page that changes while the run is under way."""
        lock.close_stale_runs()
        run = self._visible(request).filter(pk=run_id).first()
        if run is None:
            raise Http404
        return render(request, "admin/easytask/run/_progress.html", self._progress_of(request, run))

    def waiting(self, request: HttpRequest, task_id: uuid.UUID, newest_run: int, sent_at: int) -> HttpResponse:
        """Lead to the run of this request, once a worker has begun it; until then, say that it is waited for.

        When another run has overtaken it, that one is shown.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        answer = check_requests.find_answer(CheckRequest(task_id, newest_run, sent_at))
        if answer.run is not None:
            if answer.progress is Progress.OVERTAKEN:
                messages.warning(request, _("另一次检查抢先开始了，就是这一次；等它结束后可以再开始。"))
            return live.lead_on(request, page_of(answer.run.pk))
        context = {
            **self.admin_site.each_context(request),
            "title": _("等待检查开始"),
            "opts": self.opts,
            "nobody_answers": answer.progress is Progress.UNANSWERED,
        }
        name = "_waiting.html" if live.wants_part(request) else "waiting.html"
        return render(request, f"admin/easytask/run/{name}", context)

    def cancel(self, request: HttpRequest, run_id: int) -> HttpResponse:
        run = self._visible(request).filter(pk=run_id).first()
        if run is None:
            messages.error(request, _("这次检查的记录已被删除。"))
            return HttpResponseRedirect(reverse("admin:easytask_run_changelist"))
        if not request.user.has_perm(MAY_CHECK):
            messages.error(request, _("您没有取消检查的权限。"))
        elif lock.cancel(run_id):
            messages.success(request, _("已要求取消，检查会在一两秒内停下；已经得出的结论会保留。"))
        else:
            messages.warning(request, _("这次检查已经结束，没有什么可取消的。"))
        return HttpResponseRedirect(page_of(run_id))

    def confirm_site_link(self, request: HttpRequest, run_id: int) -> HttpResponse:
        """Believe the backlink that this run suspected to be our own mistake."""
        if not request.user.has_perm(MAY_CHANGE_FRIENDS):
            messages.error(request, _("您没有修改友链的权限。"))
        else:
            try:
                site_link = actions.confirm_site_link(run_id, request.user)
            except actions.ActionRejected as reason:
                messages.error(request, str(reason))
            else:
                messages.success(request, _("已确认本站地址 %s，从下一次检查起按它判断。") % site_link)
        return HttpResponseRedirect(reverse("admin:index"))

    def has_view_permission(self, request: HttpRequest, obj: Run | None = None) -> bool:
        return super().has_view_permission(request, obj) or request.user.has_perm(MAY_CHECK)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Run | None = None) -> bool:
        return False

    def _visible(self, request: HttpRequest) -> Any:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self.get_queryset(request)

    def _progress_of(self, request: HttpRequest, run: Run) -> dict[str, Any]:
        return {
            "run": run,
            "sentence": _sentence(run),
            "scope": self.scope(run),
            "starter": self.starter(run),
            "remark": self.remark(run),
            "page": page_of(run.pk),
            "is_running": run.state == Run.State.RUNNING,
            "may_cancel": request.user.has_perm(MAY_CHECK) and not run.cancel_requested,
            "verdicts": verdicts_of_run(run.pk) if run.total <= FEW_LINKS else [],
            "changes": changes_of_run(run.pk),
            "is_suspicious": _is_suspicious(run),
        }


def _is_suspicious(run: Run) -> bool:
    return bool(run.suspected_site_link) and not suspicion.is_confirmed(run.suspected_site_link)


def _sentence(run: Run) -> str:
    if run.state == Run.State.RUNNING:
        return _("正在取消，马上就停。") if run.cancel_requested else _("正在检查……")
    return {
        Run.State.DONE: _("检查完成。"),
        Run.State.FAILED: _("检查没有做完。"),
        Run.State.ABANDONED: _("检查中断了。"),
        Run.State.CANCELLED: _("检查已取消。"),
    }[Run.State(run.state)]
