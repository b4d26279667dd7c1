"""Let the owner write posts and tags, and see a post before it is saved."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.models import POST_STATES, Post, Tag
from blog.views import post_page


class StateFilter(admin.SimpleListFilter):
    """Narrows the posts down to the drafts, the scheduled or the published ones."""

    title = gettext_lazy("状态")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        return [(state.value, str(state.label)) for state in Post.State]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Post]) -> QuerySet[Post]:
        wanted = self.value()
        return queryset.filter(POST_STATES[Post.State(wanted)]) if wanted and wanted in Post.State else queryset


@admin.register(Post)
class PostAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's class takes no argument when it runs
    """The posts, drafts first, with a preview that saves nothing."""

    list_display = ("title", "state_badge", "published_at")
    list_filter = (StateFilter,)
    # Databases disagree on where rows without a date stand.
    ordering = (F("published_at").desc(nulls_first=True), "-pk")
    list_per_page = 50
    date_hierarchy = "published_at"
    search_fields = ("title", "slug", "body")
    prepopulated_fields = {"slug": ("title",)}
    autocomplete_fields = ("tags",)
    fields = ("title", "slug", "body", "tags", "published_at")

    @admin.display(description=gettext_lazy("状态"), ordering="published_at")
    def state_badge(self, post: Post) -> SafeString:
        return format_html('<span class="status status-{}">{}</span>', post.state, post.state.label)

    def view_on_site(self, post: Post) -> str | None:
        return post.get_absolute_url() if post.state == Post.State.PUBLISHED else None

    def response_post_save_add(self, request: HttpRequest, obj: Post) -> HttpResponseRedirect:
        """Lead on, with the way to the post as visitors see it."""
        self._lead_to_site(request, obj)
        return super().response_post_save_add(request, obj)

    def response_post_save_change(self, request: HttpRequest, obj: Post) -> HttpResponseRedirect:
        """Lead on, with the way to the post as visitors see it."""
        self._lead_to_site(request, obj)
        return super().response_post_save_change(request, obj)

    def _lead_to_site(self, request: HttpRequest, post: Post) -> None:
        address = self.view_on_site(post)
        if address:
            link = format_html('<a href="{}">{}</a>', address, _("去看看这篇文章"))
            self.message_user(request, link, messages.INFO)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Post]:
        # A list does not show it, and it may be long.
        return super().get_queryset(request).defer("body")

    def get_urls(self) -> list[Any]:
        preview = self.admin_site.admin_view(self.preview)
        return [
            path("preview/", preview, name="blog_post_preview_new"),
            path("<int:pk>/preview/", preview, name="blog_post_preview"),
            *super().get_urls(),
        ]

    def preview(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Show what is in the form as visitors would see it; save nothing."""
        post = get_object_or_404(Post, pk=pk) if pk else None
        if not (self.has_change_permission(request, post) if post else self.has_add_permission(request)):
            raise PermissionDenied
        # Reloaded after a new login: what was typed still stands in the other tab.
        if request.method != "POST":
            return redirect("admin:blog_post_changelist")
        form = self.get_form(request, post, change=post is not None)(request.POST, instance=post)
        if not form.is_valid():
            return render(request, "blog/unfit_preview.html", {"form": form})
        return post_page(request, form.save(commit=False), tags=form.cleaned_data["tags"], preview=True)


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # as above
    """The tags, each with the number of its posts."""

    list_display = ("name", "slug", "number_of_posts")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        rows: QuerySet[Tag] = super().get_queryset(request).annotate(number=Count("posts"))
        return rows

    @admin.display(description=gettext_lazy("文章数"), ordering="number")
    def number_of_posts(self, tag: Tag) -> int:
        return int(tag.number)  # type: ignore[attr-defined]  # get_queryset() puts it there
