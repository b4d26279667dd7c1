"""The owner's pages beside the posts, such as About, and whether they stand in the menu."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog import aliases
from blog.admin.articles import ArticleAdmin
from blog.admin.forms import ArticleForm
from blog.models import Page
from blog.site import identity, menu, tabs
from blog.site.parsers import LINKS, Link
from blog.views import render_page


class PageForm(ArticleForm):
    """Says besides whether the page stands in the menu."""

    in_menu = forms.BooleanField(
        label=gettext_lazy("放进菜单"),
        required=False,
        # Two tabs may differ: only what was ticked or unticked in this one is done.
        show_hidden_initial=True,
        help_text=gettext_lazy("公开以后才会出现在菜单里。菜单的顺序和名称在“设置 › 网站信息”里改。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "in_menu" in self.fields:
            self.initial["in_menu"] = self.instance.pk is not None and menu.has(_address(self.instance))

    def clean_in_menu(self) -> bool:
        """Return whether it is to stand there; raise ValidationError when there is no room."""
        is_in = bool(self.cleaned_data["in_menu"])
        if is_in and not self.initial["in_menu"] and menu.is_full():
            raise ValidationError(_("菜单里最多 %(count)d 项，已经满了。") % {"count": LINKS})
        return is_in


def _address(page: Page) -> str:
    return aliases.path_of(Page, page.slug)


@admin.register(Page)
class PageAdmin(ArticleAdmin):
    """The pages."""

    form = PageForm
    list_display = ("title", "state_badge", "slug", "updated_at")
    view_label = gettext_lazy("去看看这个页面")
    when_empty = gettext_lazy("还没有页面。“关于”“留言”这样不按日期排列的内容写成页面，公开以后可以放进菜单。")

    def get_fieldsets(self, request: HttpRequest, obj: Page | None = None) -> Any:
        """Return the fields of a post without its tags, the menu's for who may arrange it."""
        more = ("slug", "in_menu") if _may_arrange(request) else ("slug",)
        return (
            (None, {"fields": ("title", "body")}),
            (None, {"fields": more}),
            (gettext_lazy("定时发布，或改发布时间"), {"classes": ("collapse",), "fields": ("published_at",)}),
        )

    def get_form(self, request: HttpRequest, obj: Page | None = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """Return a form without what is not shown: what a form does not send is off."""
        form = super().get_form(request, obj, change, **{**kwargs, "fields": ("title", "body", "slug", "published_at")})
        if not _may_arrange(request):
            form.base_fields.pop("in_menu", None)
        return form

    def save_model(self, request: HttpRequest, obj: Page, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        """Save the page, and let the menu lead to it or not."""
        super().save_model(request, obj, form, change)
        if menu.is_fixed():
            return
        former = aliases.path_of(Page, form.initial.get("slug") or obj.slug)
        # In another tab it may have been put there, or taken away, since this form was opened.
        is_in = form.cleaned_data["in_menu"] if "in_menu" in form.changed_data else menu.has(former)
        if not menu.put(former, Link(obj.title, _address(obj)) if is_in else None, request.user):
            link = format_html(
                '<a href="{}">{}</a>', reverse("site_settings", args=[identity.GROUP.name]), identity.GROUP.label
            )
            words = _("页面已保存，但菜单没有改：它已经满了、读不懂，或者刚刚在别处改过。请查看")
            self.message_user(request, format_html("{} {}", words, link), messages.WARNING)

    def show(self, request: HttpRequest, article: Page, **context: Any) -> HttpResponse:
        """Show the page, which has no tags."""
        return render_page(request, article, preview=True, **context)


def _may_arrange(request: HttpRequest) -> bool:
    return request.user.has_perm(tabs.MAY_CHANGE) and not menu.is_fixed()
