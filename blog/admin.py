"""The owner's desk: the friend links, what the check said of them, and the buttons that start a check."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Field, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from blog.forms import FriendLinkForm
from blog.models import FriendLink
from easytask.store import note_owners_flip
from easytask.tasks import BrokerAway, send_check


@admin.register(FriendLink)
class FriendLinkAdmin(admin.ModelAdmin):
    form = FriendLinkForm
    list_display = ("name", "address", "state_and_time", "is_show", "is_active")
    list_editable = ("is_show", "is_active")
    list_filter = ("is_active", "is_show", "always_show", "state__verdict")
    list_select_related = ("state",)
    list_per_page = 50
    search_fields = ("name", "description", "link", "link_page")
    readonly_fields = ("state_badge", "reason", "checked_at", "create_date")
    fieldsets = (
        (None, {"fields": ("name", "description", "link", "link_page")}),
        (gettext_lazy("站长的决定"), {"fields": ("is_active", "always_show", "left_alone_until")}),
        (gettext_lazy("检查结果"), {"fields": ("is_show", "state_badge", "reason", "checked_at", "create_date")}),
    )
    actions = ("check_chosen",)

    class Media:
        css = {"all": ["blog/admin.css"]}

    @admin.display(description=gettext_lazy("友链地址"), ordering="link")
    def address(self, friend: FriendLink) -> SafeString:
        return format_html(
            '<a class="address" href="{0}" title="{0}" target="_blank" rel="noopener noreferrer">{0}</a>', friend.link
        )

    @admin.display(description=gettext_lazy("状态"))
    def state_badge(self, friend: FriendLink) -> SafeString | str:
        state = getattr(friend, "state", None)
        if state is None or not state.is_current:
            return _("尚未检查")
        badge = format_html('<span class="verdict verdict-{}">{}</span>', state.tone, state.words)
        if friend.is_show or friend.not_show_kind == state.verdict:
            return badge
        return format_html("{}<br>{}", badge, state.reason)  # it was hidden by an earlier check

    @admin.display(description=gettext_lazy("状态"), ordering="state__checked_at")
    def state_and_time(self, friend: FriendLink) -> SafeString:
        return format_html("{}<br><small>{}</small>", self.state_badge(friend), self.checked_at(friend) or "")

    @admin.display(description=gettext_lazy("不展示的原因"))
    def reason(self, friend: FriendLink) -> str:
        state = getattr(friend, "state", None)
        return state.reason if state else friend.not_show_reason

    @admin.display(description=gettext_lazy("检查时间"))
    def checked_at(self, friend: FriendLink) -> str | None:
        state = getattr(friend, "state", None)
        return date_format(localtime(state.checked_at), "m-d H:i") if state else None

    @admin.action(description=gettext_lazy("立即检查所选的友链"), permissions=["change"])
    def check_chosen(self, request: HttpRequest, queryset: QuerySet[FriendLink]) -> None:
        chosen = list(queryset.to_be_checked().values_list("pk", flat=True))
        if not chosen:
            self.message_user(request, _("所选的友链都已停用或暂不检查，没有可检查的。"), messages.WARNING)
            return
        self._send(request, chosen)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        may_check = self.has_change_permission(request)
        return super().changelist_view(request, {**(extra_context or {}), "may_check": may_check})

    def get_urls(self) -> list[Any]:
        check_all = self.admin_site.admin_view(require_POST(self.check_all))
        return [path("check-all/", check_all, name="blog_friendlink_check_all"), *super().get_urls()]

    def check_all(self, request: HttpRequest) -> HttpResponse:
        if not self.has_change_permission(request):
            self.message_user(request, _("您没有检查友链的权限。"), messages.ERROR)
        else:
            self._send(request, None)
        return HttpResponseRedirect(reverse("admin:blog_friendlink_changelist"))

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        """What the owner saw goes with the form: an old page must not undo what the check has written since."""
        if db_field.name == "is_show":
            kwargs["show_hidden_initial"] = True
        return super().formfield_for_dbfield(db_field, request, **kwargs)

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
                note_owners_flip(obj, request.user)
        obj.save(update_fields=changed if change else None)

    def _send(self, request: HttpRequest, friend_ids: list[int] | None) -> None:
        try:
            send_check(friend_ids, user_id=request.user.pk)
        except BrokerAway:
            self.message_user(request, _("消息服务（Redis）没有响应，检查没有开始，请稍后再试。"), messages.ERROR)
            return
        if friend_ids is None:
            self.message_user(request, _("已开始检查全部有效的友链，稍后刷新本页查看结果。"), messages.SUCCESS)
            return
        text = ngettext(
            "已开始检查 %d 个友链，稍后刷新本页查看结果。",
            "已开始检查 %d 个友链，稍后刷新本页查看结果。",
            len(friend_ids),
        )
        self.message_user(request, text % len(friend_ids), messages.SUCCESS)
