"""The owner's pages beside the posts, such as About."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from blog.admin.articles import ArticleAdmin
from blog.models import Page
from blog.views import page_page


@admin.register(Page)
class PageAdmin(ArticleAdmin):
    """The pages."""

    list_display = ("title", "state_badge", "slug")
    fields = ("title", "slug", "body", "published_at")
    view_label = gettext_lazy("去看看这个页面")

    def show(self, request: HttpRequest, article: Page, form: forms.ModelForm[Page]) -> HttpResponse:
        """Show the page."""
        return page_page(request, article, preview=True)
