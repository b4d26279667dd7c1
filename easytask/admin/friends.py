"""Let the owner see, edit and check the friend links: the admin of their list and of the page of each."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import Field, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.models import FriendLink
from easytask.admin import actions
from easytask.admin.buttons import FriendButtons
from easytask.admin.filters import BacklinkFilter, ConditionFilter
from easytask.admin.forms import FriendLinkForm
from easytask.admin.friend_list import FriendLinkList
from easytask.admin.friend_page import friend_page
from easytask.admin.runs import start_check


@admin.register(FriendLink)
class FriendLinkAdmin(FriendButtons):
    """The friend links; FriendLinkList puts what is only looked at before the boxes that are ticked in the list."""

    form = FriendLinkForm
    list_display = list_editable = ("is_show", "is_active")
    # The site's name is a link of its own, and its address is one to the site.
    list_display_links = None
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

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Return the list that knows its rows' figures."""
        return FriendLinkList

    @admin.action(description=gettext_lazy("立即检查所选的友链"), permissions=["check"])
    def check_chosen(self, request: HttpRequest, queryset: QuerySet[FriendLink]) -> HttpResponse | None:
        """Start a check of those of the chosen links that are to be checked."""
        chosen = list(FriendLink.objects.due().filter(pk__in=queryset).values_list("pk", flat=True))
        if not chosen:
            self.message_user(request, _("所选的友链都已停用或暂不检查，没有可检查的。"), messages.WARNING)
            return None
        return start_check(request, chosen, back=request.get_full_path())

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list, with the button that checks all for those who may press it."""
        may_check = self.has_check_permission(request)
        return super().changelist_view(request, {**(extra_context or {}), "may_check": may_check})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show what is known of one link above its form."""
        friend = self.get_object(request, object_id)
        context: dict[str, Any] = {}
        if friend and self.has_view_permission(request, friend):
            context = {
                "title": friend.name,
                "subtitle": None,
                "page": friend_page(friend),
                "may_change": self.has_change_permission(request, friend),
                "may_check": self.has_check_permission(request),
            }
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        """Send what the owner saw with the form: an old page must not undo what the check has written since."""
        if db_field.name == "is_show":
            kwargs["show_hidden_initial"] = True
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name in self.list_editable:
            # In the list there is no label beside it.
            field.widget.attrs["aria-label"] = db_field.verbose_name
        return field

    def save_model(self, request: HttpRequest, obj: FriendLink, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        """Write only what the owner changed: the check may have written the rest since the form was opened."""
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
