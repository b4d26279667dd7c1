"""The owner's desk: the posts with their preview; the friend links, what the check said of them, and its buttons."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Field, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
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
from blog.models import FriendLink, Post, Tag
from blog.views import post_page
from easytask.store import note_owners_flip
from easytask.tasks import BrokerAway, send_check

TONES = {Post.State.PUBLISHED: "good", Post.State.WAITING: "open", Post.State.DRAFT: "draft"}


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


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("状态")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return Post.State.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Post]) -> QuerySet[Post]:
        match self.value():
            case Post.State.DRAFT:
                return queryset.drafts()
            case Post.State.WAITING:
                return queryset.waiting()
            case Post.State.PUBLISHED:
                return queryset.published()
        return queryset


@admin.register(Post)
class PostAdmin(admin.ModelAdmin):
    list_display = ("title", "state_badge", "published_at")
    list_filter = (StateFilter,)
    ordering = (F("published_at").desc(nulls_first=True), "-pk")  # databases disagree on where drafts would stand
    list_per_page = 50
    date_hierarchy = "published_at"
    search_fields = ("title", "slug", "body")
    prepopulated_fields = {"slug": ("title",)}
    autocomplete_fields = ("tags",)
    fields = ("title", "slug", "body", "tags", "published_at")

    class Media:
        css = {"all": ["blog/admin.css"]}

    @admin.display(description=gettext_lazy("状态"), ordering="published_at")
    def state_badge(self, post: Post) -> SafeString:
        return format_html('<span class="verdict verdict-{}">{}</span>', TONES[post.state], post.state.label)

    def view_on_site(self, post: Post) -> str | None:
        return post.get_absolute_url() if post.state == Post.State.PUBLISHED else None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Post]:
        return super().get_queryset(request).defer("body")  # a list does not show it

    def get_urls(self) -> list[Any]:
        preview = self.admin_site.admin_view(self.preview)
        return [
            path("preview/", preview, name="blog_post_preview_new"),
            path("<int:pk>/preview/", preview, name="blog_post_preview"),
            *super().get_urls(),
        ]

    def preview(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """The page as visitors would see what is in the form; saves nothing."""
        post = get_object_or_404(Post, pk=pk) if pk else None
        if not (self.has_change_permission(request, post) if post else self.has_add_permission(request)):
            raise PermissionDenied
        if request.method != "POST":  # reloaded after a new log-in: what was typed stands in the other tab
            return redirect("admin:blog_post_changelist")
        form = self.get_form(request, post, change=post is not None)(request.POST, instance=post)
        if not form.is_valid():
            return render(request, "blog/unfit_preview.html", {"form": form})
        return post_page(request, form.save(commit=False), tags=form.cleaned_data["tags"], preview=True)


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    list_display = ("name", "slug", "number_of_posts")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        return super().get_queryset(request).annotate(number=Count("posts"))

    @admin.display(description=gettext_lazy("文章数"), ordering="number")
    def number_of_posts(self, tag: Tag) -> int:
        return tag.number
