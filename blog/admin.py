"""The owner's pages of the blog: the posts and tags."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from blog.models import Post, Tag
from blog.views import post_page


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
        return format_html('<span class="status status-{}">{}</span>', post.state, post.state.label)

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
