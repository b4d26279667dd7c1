"""The owner's posts and tags."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from blog.admin import covers, import_export, tags
from blog.admin.articles import ArticleAdmin
from blog.models import Post, Tag
from blog.views import render_post


@admin.register(Post)
class PostAdmin(ArticleAdmin):
    """The posts."""

    list_display = ("title", "state_badge", "published_at", "updated_at")
    when_empty = gettext_lazy("还没有文章。可以写第一篇，也可以从 Hexo、Hugo、WordPress、Typecho 或 Ghost 导入。")
    date_hierarchy = "published_at"
    # The first is the editor's own.
    fieldsets = (
        (None, {"fields": ("title", "body")}),
        (None, {"fields": ("tags", "cover", "slug", "language", "is_pinned")}),
        (gettext_lazy("定时发布，或改发布时间"), {"classes": ("collapse",), "fields": ("published_at",)}),
    )
    view_label = gettext_lazy("去看看这篇文章")

    def get_urls(self) -> list[Any]:
        return [*import_export.urls(self.admin_site), *super().get_urls()]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Return the field of the form; that of the tags takes new ones, that of the cover shows the pictures."""
        if db_field.name == "cover":
            return covers.CoverField()
        if db_field.name == "tags":
            return tags.TagsField(may_add=request.user.has_perm("blog.add_tag"))
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        """Save the tags with the post, and those that are new first."""
        if "tags" in form.cleaned_data:
            form.cleaned_data["tags"] = tags.save_new(form.cleaned_data["tags"])
        super().save_related(request, form, formsets, change)

    def show(self, request: HttpRequest, article: Post, **context: Any) -> HttpResponse:
        """Show the post, with the tags of the form or else with those that are stored."""
        if "tags" not in context and article.pk:
            context["tags"] = article.tags.all()
        return render_post(request, article, preview=True, **context)


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's class takes no argument when it runs
    """The tags, each with the number of its posts."""

    list_display = ("name", "slug", "number_of_posts")
    when_empty = gettext_lazy("还没有标签。写文章时填上名称就会新建；归档页列出全部标签。")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        rows: QuerySet[Tag] = super().get_queryset(request).annotate(number=Count("posts"))
        return rows

    @admin.display(description=gettext_lazy("文章数"), ordering="number")
    def number_of_posts(self, tag: Tag) -> int:
        return int(tag.number)  # type: ignore[attr-defined]  # get_queryset() puts it there
