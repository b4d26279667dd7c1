"""The owner's pages of the blog: the friend links, why each is shown or hidden, and its buttons; the posts and tags."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import Field, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from blog.models import FriendLink
from easytask.admin import actions, charts, explanation
from easytask.admin.filters import BacklinkFilter, ConditionFilter
from easytask.admin.forms import FriendLinkForm, friend_at
from easytask.admin.runs import MAY_CHECK, start_check
from easytask.history import changes, stats
from easytask.labels import verdict_label
from easytask.verdicts import rules
from easytask.verdicts.records import BacklinkState, CheckStatus

SNOOZE = dt.timedelta(days=30)
CHART_LEAST_DAYS = 3  # with fewer days, the latest checks are drawn one by one


class FriendLinkList(ChangeList):
    """A page of friend links, each with its figures, which takes as many queries for two hundred as for one."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        found = stats.stats_of([friend.pk for friend in self.result_list])
        for friend in self.result_list:
            friend.stats = found.get(friend.pk)  # None when it was deleted between the two queries

    @property
    def uses_more_filters(self) -> bool:
        """Whether one of those that are folded away is in use."""
        return any(spec.used_parameters for spec in self.filter_specs[2:])


@admin.register(FriendLink)
class FriendLinkAdmin(admin.ModelAdmin):
    form = FriendLinkForm
    list_display = ("site", "state_and_time", "latest_checks", "speed", "backlink", "is_show", "is_active")
    list_display_links = None  # the site's name is one, its address is not
    list_editable = ("is_show", "is_active")
    list_filter = (ConditionFilter, BacklinkFilter, "state__verdict", "is_show", "is_active", "always_show")
    list_select_related = ("state",)
    list_per_page = 40
    search_fields = ("name", "description", "link", "link_page")
    readonly_fields = ("create_date",)
    fieldsets = (
        (None, {"fields": ("name", "description", "link", "link_page")}),
        (gettext_lazy("站长的决定"), {"fields": ("is_active", "always_show", "snoozed_until")}),
        (gettext_lazy("检查结果"), {"fields": ("is_show", "create_date")}),
    )
    actions = ("check_chosen",)

    class Media:
        css = {"all": ["blog/admin.css"]}

    # --- the list ----------------------------------------------------------------------------------------------------
    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return FriendLinkList

    @admin.display(description=gettext_lazy("网站"), ordering="name")
    def site(self, friend: FriendLink) -> SafeString:
        return format_html(
            '<a class="name" href="{}">{}</a><a class="address" href="{}" title="{}" target="_blank"'
            ' rel="noopener noreferrer">{}</a>',
            reverse("admin:blog_friendlink_change", args=[friend.pk]),
            friend.name,
            friend.link,
            friend.link,
            friend.link.partition("://")[2],
        )

    @admin.display(description=gettext_lazy("状态"), ordering="state__checked_at")
    def state_and_time(self, friend: FriendLink) -> SafeString:
        since = _("已展示 %s") if friend.is_show else _("已隐藏 %s")
        state = getattr(friend, "state", None)
        checked = _("查于 %s") % date_format(localtime(state.checked_at), "m-d H:i") if state else ""
        return format_html(
            '{}<small title="{}">{}</small><small>{}</small>',
            self._badge(friend),
            explanation.moment(friend.is_show_since),
            since % timesince(friend.is_show_since, depth=1),
            _owners_will(friend) or checked,
        )

    def _badge(self, friend: FriendLink) -> SafeString:
        state = getattr(friend, "state", None)
        if state is None or not state.is_current:
            return format_html('<span class="status status-none">{}</span>', _("尚未检查"))
        badge = format_html(
            '<span class="status status-{}">{}</span>', state.check_status, verdict_label(state.verdict, state.status)
        )
        if friend.is_show or friend.not_show_kind == state.verdict:
            return badge
        # It was hidden by an earlier check.
        return format_html("{}<small>{}</small>", badge, explanation.hidden_reason(friend, state))

    @admin.display(description=gettext_lazy("最近 30 次检查与在线率"))
    def latest_checks(self, friend: Any) -> SafeString | str:
        found = friend.stats
        if found is None:
            return ""
        words = explanation.recent_in_words(found.recent)
        strip = charts.strip([rules.check_status(kind) for kind in found.recent], words, places=stats.RECENT_CHECKS)
        return format_html("{}<small>{}</small>", strip, _uptime(found.uptime))

    @admin.display(description=gettext_lazy("用时与证书"), ordering="state__elapsed")
    def speed(self, friend: Any) -> SafeString:
        found, state = friend.stats, getattr(friend, "state", None)
        measured = found is not None and found.median is not None
        latency = f"{found.median} / {found.p95} ms" if measured else ""
        days = state.certificate_days if state else None
        certificate = "" if days is None else _("证书已过期") if days < 0 else _("证书 %d 天") % days
        return format_html(
            '<span title="{}">{}</span><small class="{}">{}</small>',
            _("近 7 天的中位数 / 95% 的应答不超过"),
            latency,
            "soon" if days is not None and days < 15 else "",
            certificate,
        )

    @admin.display(description=gettext_lazy("反链"))
    def backlink(self, friend: FriendLink) -> SafeString:
        state = getattr(friend, "state", None)
        found = BacklinkState(state.backlink) if state and state.is_current else BacklinkState.UNKNOWN
        return format_html('<span class="backlink backlink-{}">{}</span>', found, _(rules.BACKLINK_LABELS[found]))

    @admin.action(description=gettext_lazy("立即检查所选的友链"), permissions=["check"])
    def check_chosen(self, request: HttpRequest, queryset: QuerySet[FriendLink]) -> HttpResponse | None:
        chosen = list(queryset.due().values_list("pk", flat=True))
        if not chosen:
            self.message_user(request, _("所选的友链都已停用或暂不检查，没有可检查的。"), messages.WARNING)
            return None
        return start_check(request, chosen, back=request.get_full_path())

    def has_check_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MAY_CHECK)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        may_check = self.has_check_permission(request)
        return super().changelist_view(request, {**(extra_context or {}), "may_check": may_check})

    # --- the page of one ---------------------------------------------------------------------------------------------
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        friend = self.get_object(request, object_id)
        context = self._page_of(request, friend) if friend and self.has_view_permission(request, friend) else {}
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def _page_of(self, request: HttpRequest, friend: FriendLink) -> dict[str, Any]:
        state = getattr(friend, "state", None)
        flips = changes.changes_of_friend(friend.pk)
        found = stats.stats_of([friend.pk])[friend.pk]
        seen = stats.latest_checks(friend.pk)
        titles = [f"{explanation.moment(check.at)} {verdict_label(check.verdict, check.status)}" for check in seen]
        words = explanation.recent_in_words([check.verdict for check in seen])
        return {
            "title": friend.name,
            "subtitle": None,
            "friend": friend,
            "story": explanation.tell(friend, state, flips[0] if flips else None),
            "state": state,
            "facts": explanation.latest_facts(state) if state else [],
            "changes": [(change, explanation.facts(change.evidence or {})) for change in flips],
            "undoable": changes.undoable_change(friend, flips),
            "strip": charts.strip(
                [check.check_status for check in seen], words, places=stats.RECENT_CHECKS, titles=titles
            ),
            "strip_words": words,
            "uptime": _uptime(found.uptime),
            "stats": found,
            "points": (points := _points(friend.pk, seen)),
            "chart": charts.latency(points, _("用时图，数字在下面的表里")),
            "may_change": self.has_change_permission(request, friend),
            "may_check": self.has_check_permission(request),
            "is_snoozed": bool(friend.snoozed_until and friend.snoozed_until > timezone.now()),
            "moved_to": state.moved_to if state and state.is_current else "",
        }

    # --- the buttons -------------------------------------------------------------------------------------------------
    def get_urls(self) -> list[Any]:
        def button(where: str, view: Callable[..., HttpResponse], name: str) -> Any:
            return path(where, self.admin_site.admin_view(require_POST(view)), name=f"blog_friendlink_{name}")

        return [
            button("check-all/", self.check_all, "check_all"),
            button("<int:friend_id>/check/", self.check_one, "check"),
            button("<int:friend_id>/undo/<int:flip_id>/", self.undo, "undo"),
            button("<int:friend_id>/leave-alone/", self.snooze, "snooze"),
            button("<int:friend_id>/always-show/", self.always_show, "always_show"),
            button("<int:friend_id>/take-over/", self.apply_move, "apply_move"),
            *super().get_urls(),
        ]

    def check_all(self, request: HttpRequest) -> HttpResponse:
        return start_check(request, None, back=_list())

    def check_one(self, request: HttpRequest, friend_id: int) -> HttpResponse:
        friend = FriendLink.objects.filter(pk=friend_id).first()
        if friend is None:
            messages.error(request, _("这个友链已被删除。"))
            return HttpResponseRedirect(_list())
        if not FriendLink.objects.due().filter(pk=friend_id).exists():
            messages.warning(request, _("“%s”已停用或暂不检查，所以没有检查它。") % friend.name)
            return HttpResponseRedirect(_page(friend_id))
        return start_check(request, [friend_id], back=_page(friend_id))

    def undo(self, request: HttpRequest, friend_id: int, flip_id: int) -> HttpResponse:
        def change() -> tuple[FriendLink, str]:
            flip = actions.undo(flip_id, request.user)
            if not flip.is_show:
                return flip.friend, _("已撤销，“%s”重新隐藏；下一次检查若看到它正常，会再次展示。")
            return flip.friend, _(
                "已撤销，“%s”重新展示；下一次检查若仍失败会再次隐藏它，不想这样就选“一直展示”或“30 天内不检查”。"
            )

        return self._change(request, friend_id, change)

    def snooze(self, request: HttpRequest, friend_id: int) -> HttpResponse:
        def change() -> tuple[FriendLink, str]:
            if "end" in request.POST:
                return actions.snooze(friend_id, None), _("“%s”恢复检查，从下一次检查开始。")
            friend = actions.snooze(friend_id, timezone.now() + SNOOZE)
            return friend, _("30 天内不再检查“%s”，它保持现在的样子，到时自动恢复检查。")

        return self._change(request, friend_id, change)

    def always_show(self, request: HttpRequest, friend_id: int) -> HttpResponse:
        def change() -> tuple[FriendLink, str]:
            if "end" in request.POST:
                return actions.always_show(friend_id, False, request.user), _("“%s”交给检查决定，从下一次检查开始。")
            return actions.always_show(friend_id, True, request.user), _("“%s”从现在起一直展示，检查不再访问它。")

        return self._change(request, friend_id, change)

    def apply_move(self, request: HttpRequest, friend_id: int) -> HttpResponse:
        def change() -> tuple[FriendLink, str]:
            address = request.POST.get("address", "")
            other = friend_at(address, except_for=friend_id)
            if other is not None:
                raise actions.ActionRejected(_("“%s”已经使用了这个地址。") % other)
            return actions.apply_move(friend_id, address), _("“%s”改用新地址，下一次检查从那里开始。")

        return self._change(request, friend_id, change)

    def _change(
        self, request: HttpRequest, friend_id: int, change: Callable[[], tuple[FriendLink, str]]
    ) -> HttpResponse:
        """Lets the owner change a friend and says in one sentence what became of it."""
        if not self.has_change_permission(request):
            messages.error(request, _("您没有修改友链的权限。"))
            return HttpResponseRedirect(_page(friend_id))
        try:
            friend, words = change()
        except actions.ActionRejected as reason:
            messages.error(request, str(reason))
        else:
            messages.success(request, words % friend.name)
            self.log_change(request, friend, words % friend.name)
        there = FriendLink.objects.filter(pk=friend_id).exists()
        return HttpResponseRedirect(_page(friend_id) if there else _list())

    # --- the form ----------------------------------------------------------------------------------------------------
    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        """What the owner saw goes with the form: an old page must not undo what the check has written since."""
        if db_field.name == "is_show":
            kwargs["show_hidden_initial"] = True
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name in self.list_editable:
            field.widget.attrs["aria-label"] = db_field.verbose_name  # in the list there is no label beside it
        return field

    def save_model(self, request: HttpRequest, obj: FriendLink, form: Any, change: bool) -> None:
        """Writes only what the owner changed: the check may have written the rest since the form was opened."""
        changed = set(form.changed_data)
        if "is_show" in changed:
            obj.is_show_since = timezone.now()
            changed.add("is_show_since")
            if obj.is_show:
                obj.not_show_reason = obj.not_show_kind = ""
                changed |= {"not_show_reason", "not_show_kind"}
            if change:
                actions.record_manual_change(obj, request.user)
        obj.save(update_fields=changed if change else None)


def _list() -> str:
    return reverse("admin:blog_friendlink_changelist")


def _page(friend_id: int) -> str:
    return reverse("admin:blog_friendlink_change", args=[friend_id])


def _owners_will(friend: FriendLink) -> str:
    if not friend.is_active:
        return _("已停用")
    if friend.snoozed_until and friend.snoozed_until > timezone.now():
        return _("到 %s 前不检查") % date_format(localtime(friend.snoozed_until), "m-d")
    return _("一直展示") if friend.always_show else ""


def _uptime(shares: Any) -> str:
    def parts() -> Iterator[str]:
        for days, share in shares.items():
            if share is not None:
                percent = f"{100 * share:.1f}".removesuffix(".0")
                yield _("%(days)d 天 %(percent)s%%") % {"days": days, "percent": percent}

    return " · ".join(parts())


def _points(friend_id: int, seen: list[stats.CheckRow]) -> list[charts.Point]:
    """The latencies day by day, or check by check as long as there are few days."""
    days = stats.daily_stats(friend_id)
    if len(days) >= CHART_LEAST_DAYS:
        return [charts.Point(day.day.isoformat(), day.median, day.p95, day.failing > 0) for day in days]
    return [
        charts.Point(
            explanation.moment(check.at),
            check.milliseconds if check.status is not None else None,
            None,
            check.check_status is CheckStatus.FAILING,
        )
        for check in seen
    ]
