"""Let the owner see, edit and check the friend links: the admin of their list and of the page of each."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Field, QuerySet
from django.forms import URLInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from blog.models import FriendGroup, FriendLink, WebAddressField
from easytask import live
from easytask.admin import actions, check_requests
from easytask.admin.arranging import Arranging
from easytask.admin.buttons import FriendButtons
from easytask.admin.check_requests import Answer, CheckRequest, Progress
from easytask.admin.chosen import ChosenFriends
from easytask.admin.deletion import CountedDeletion
from easytask.admin.filters import BacklinkFilter, ConditionFilter
from easytask.admin.forms import FriendLinkForm
from easytask.admin.friend_list import FriendLinkList
from easytask.admin.friend_page import friend_page
from easytask.admin.lists import FriendLists
from easytask.admin.new_friend import NewFriend, was_found_well
from easytask.admin.run_verdicts import friend_verdict
from easytask.models import Run
from easytask.runs import lock


@admin.register(FriendLink)
class FriendLinkAdmin(FriendLists, Arranging, NewFriend, ChosenFriends, FriendButtons, CountedDeletion):
    """The friend links, made of parts that do not know each other; FriendLinkList has the cells of the list."""

    form = FriendLinkForm
    # The site's name is a link of its own, and its address is one to the site.
    list_display_links = None
    list_filter = (
        ConditionFilter,
        BacklinkFilter,
        "group",
        "state__verdict",
        "is_show",
        "is_active",
        "always_show",
    )
    when_empty = gettext_lazy("还没有友链。填一个网址就能添加第一位朋友；别处已有一份，可以整份导入。")
    list_per_page = 40
    search_fields = ("name", "description", "link", "link_page")
    readonly_fields = ("create_date",)
    fieldsets = (
        (None, {"fields": ("name", "description", "link", "link_page", "icon_address", "group", "order")}),
        (gettext_lazy("写信给他"), {"fields": ("email", "language")}),
        (gettext_lazy("站长的决定"), {"fields": ("is_active", "always_show", "snoozed_until")}),
        (gettext_lazy("检查结果"), {"fields": ("is_show", "create_date")}),
    )

    # Of a new friend: what the check and time will say of it is not asked.
    add_fieldsets = (
        (None, {"fields": ("link", "name", "description", "link_page", "group")}),
        (gettext_lazy("写信给他"), {"fields": ("email", "language"), "classes": ("collapse",)}),
        (gettext_lazy("站长的决定"), {"fields": ("always_show",), "classes": ("collapse",)}),
    )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[FriendLink], search_term: str
    ) -> tuple[QuerySet[FriendLink], bool]:
        """Search the friends; for the page of a new feed, those that have none."""
        if request.GET.get("model_name") == "friendfeed":
            queryset = queryset.filter(feed=None)
        return super().get_search_results(request, queryset, search_term)

    def get_fieldsets(self, request: HttpRequest, obj: FriendLink | None = None) -> Any:
        """Return the few fields of a new friend, or all."""
        return super().get_fieldsets(request, obj) if obj else self.add_fieldsets

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Return the list that knows its rows' figures."""
        return FriendLinkList

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list, with the buttons for those who may press them."""
        may = {"may_check": self.has_check_permission(request), "may_change": self.has_change_permission(request)}
        return super().changelist_view(request, {**(extra_context or {}), **may})

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

    def get_urls(self) -> list[Any]:
        """Add the addresses on which the check of one friend is followed."""
        view = self.admin_site.admin_view
        return [
            path(
                "<int:friend_id>/checking/<uuid:task_id>/<int:newest_run>/<int:sent_at>/",
                view(require_safe(self.follow_request)),
                name="blog_friendlink_requested",
            ),
            path(
                "<int:friend_id>/checking/<int:run_id>/",
                view(require_safe(self.follow_run)),
                name="blog_friendlink_followed",
            ),
            *super().get_urls(),
        ]

    def follow_request(self, request: HttpRequest, friend_id: int, **sent: Any) -> HttpResponse:
        """Show a friend's page while the check of it that was asked for is under way."""
        lock.close_stale_runs()
        return self._follow(request, friend_id, check_requests.find_answer(CheckRequest(**sent)))

    def follow_run(self, request: HttpRequest, friend_id: int, run_id: int) -> HttpResponse:
        """Show a friend's page while this run is under way."""
        lock.close_stale_runs()
        run = get_object_or_404(Run, pk=run_id)
        return self._follow(request, friend_id, Answer(Progress.BEGUN, run))

    def _follow(self, request: HttpRequest, friend_id: int, answer: Answer) -> HttpResponse:
        """Show the friend's page with how far its check has come; when that is over, its verdict as a message.

        Asked for by the script of that page, answer with the part that changes alone.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        page = reverse("admin:blog_friendlink_change", args=[friend_id])
        if answer.run is not None and answer.run.state != Run.State.RUNNING:
            verdict = friend_verdict(friend_id, answer.run)
            messages.add_message(request, verdict.level, verdict.sentence)
            return live.lead_on(request, page)
        context = {"checking": answer.progress.name, "run": answer.run}
        if live.wants_part(request):
            return render(request, "admin/blog/friendlink/_checking.html", context)
        return self.change_view(request, str(friend_id), form_url=page, extra_context=context)

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        """Send what the owner saw with the form: an old page must not undo what was written since."""
        kwargs["show_hidden_initial"] = True
        if isinstance(db_field, WebAddressField):
            # Django's own repeats the address above the box.
            kwargs["widget"] = URLInput(attrs={"class": "vURLField"})
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "group":
            # One of them deletes a whole group from within the form of a friend.
            widget = field.widget
            widget.can_change_related = widget.can_delete_related = widget.can_view_related = False
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
        if not change:
            # Whom neither a look nor a check has found well, no visitor sees.
            obj.is_show = obj.always_show or was_found_well(request, obj.link)
        obj.save(update_fields=changed if change else None)

    def response_add(self, request: HttpRequest, obj: FriendLink, post_url_continue: str | None = None) -> HttpResponse:
        """Check a new friend at once, and follow that on its page, unless its owner goes on with another."""
        response = super().response_add(request, obj, post_url_continue)
        is_done = not {"_addanother", "_popup"} & set(request.POST)
        return self.check_one(request, obj.pk) if is_done and self.has_check_permission(request) else response


@admin.register(FriendGroup)
class FriendGroupAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's class takes no argument when it runs
    """The groups of the friends page, in their order."""

    list_display = ("name", "line", "order")
    list_editable = ("order",)
    when_empty = gettext_lazy("还没有分组。有了分组，友链页就按分组列出朋友，并写上一句话介绍。")
