"""Let the owner write what has an address and a text, and see it before it is saved; this knows no model by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from blog import aliases, uploads
from blog.admin.forms import ArticleForm, MarkdownField
from blog.admin.pictures import too_large
from blog.models import STATES, Article


class StateFilter(admin.SimpleListFilter):
    """Narrows the list down to the drafts, the scheduled or the published ones."""

    title = gettext_lazy("状态")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        return [(state.value, str(state.label)) for state in Article.State]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = self.value()
        return queryset.filter(STATES[Article.State(wanted)]) if wanted and wanted in Article.State else queryset


class ArticleAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's class takes no argument when it runs
    """What posts and pages have in common; drafts stand first, and a preview saves nothing."""

    form = ArticleForm
    list_filter = (StateFilter,)
    # Databases disagree on where rows without a date stand.
    ordering = (F("published_at").desc(nulls_first=True), "-pk")
    list_per_page = 50
    actions = ("publish_chosen", "draft_chosen")
    search_fields = ("title", "slug", "body")
    change_form_template = "admin/blog/article/change_form.html"
    # The words of the link to what was saved.
    view_label: ClassVar[Any]

    def show(self, request: HttpRequest, article: Any, **context: Any) -> HttpResponse:
        """Show it as visitors would see it."""
        raise NotImplementedError

    @admin.display(description=gettext_lazy("状态"), ordering="published_at")
    def state_badge(self, article: Article) -> SafeString:
        return format_html('<span class="status status-{}">{}</span>', article.state, article.state.label)

    @admin.action(description=gettext_lazy("发布"), permissions=["change"])
    def publish_chosen(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Publish now what is a draft or waits for its time; what is public keeps its date."""
        self._set_date(request, queryset, Article.State.PUBLISHED, timezone.now())

    @admin.action(description=gettext_lazy("转为草稿"), permissions=["change"])
    def draft_chosen(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Take away the dates."""
        self._set_date(request, queryset, Article.State.DRAFT, None)

    def _set_date(
        self, request: HttpRequest, chosen: Iterable[Article], wanted: Article.State, date: dt.datetime | None
    ) -> None:
        number = 0
        keys = [(article.state, article.pk) for article in chosen if article.state != wanted]
        for state in Article.State:
            # In another tab it may have changed meanwhile, and stays as it is there.
            rows = self.model._default_manager.filter(STATES[state], pk__in=[pk for at, pk in keys if at == state])  # noqa: SLF001 - Django's own name
            number += rows.update(published_at=date)
        with override(None):
            field = str(self.opts.get_field("published_at").verbose_name)  # type: ignore[union-attr]  # a column has one
        LogEntry.objects.log_actions(
            user_id=request.user.pk,  # type: ignore[arg-type]  # admin_view() lets nobody else in
            queryset=self.get_queryset(request).filter(pk__in=[pk for _state, pk in keys], published_at=date),
            action_flag=CHANGE,
            change_message=[{"changed": {"fields": [field]}}],
        )
        done = (
            ngettext("发布了 %d 篇。", "发布了 %d 篇。", number)
            if date
            else ngettext("%d 篇转为草稿，访客看不到了。", "%d 篇转为草稿，访客看不到了。", number)
        )
        level = messages.SUCCESS if number else messages.WARNING
        self.message_user(request, done % number if number else _("没有改动：所选的已经是这样。"), level)

    def view_on_site(self, article: Article) -> str | None:
        return article.get_absolute_url() if article.state == Article.State.PUBLISHED else None

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Return the field of the form; that of the text keeps what was typed."""
        if db_field.name == "body":
            kwargs["form_class"] = MarkdownField
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        # A list does not show it, and it may be long.
        rows = super().get_queryset(request).defer("body")
        # What is compared with the form that was sent must not change before it is saved. Django saves a form in a
        # transaction, and the buttons of a list are sent to the list itself.
        is_form = request.method == "POST" and getattr(request.resolver_match, "url_name", "").endswith("_change")
        return rows.select_for_update() if is_form else rows

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form with its buttons, and a way to the preview, for who may save it."""
        article = context["original"]
        name = f"admin:blog_{self.opts.model_name}"
        context["may_save"] = self._may_save(request, article)
        context["preview_address"] = reverse(f"{name}_preview", args=[article.pk] if article else [])
        context["pane_address"] = reverse(f"{name}_pane", args=[article.pk] if article else [])
        context["upload_address"] = reverse("admin:blog_picture_upload")
        context["largest_body"], context["largest_file"] = uploads.FORM_BYTES, uploads.FILE_BYTES
        context["too_large"] = too_large()
        # As it is stored: the form may say otherwise.
        context["state"] = self.get_queryset(request).get(pk=article.pk).state if article else Article.State.DRAFT
        return super().render_change_form(request, context, *args, **kwargs)

    def _may_save(self, request: HttpRequest, article: Any) -> bool:
        return self.has_change_permission(request, article) if article else self.has_add_permission(request)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        """Save it with the moment of a revision, let its old address lead to it, and say what visitors now see."""
        if change and {"title", "body"} & set(form.changed_data):
            obj.updated_at = timezone.now()
        super().save_model(request, obj, form, change)
        was_published = form.initial.get("published_at")
        if change and was_published and obj.slug != form.initial["slug"]:
            aliases.remember_slug(obj, form.initial["slug"])
        self._tell(request, obj, is_new=not was_published)

    def _tell(self, request: HttpRequest, article: Article, *, is_new: bool) -> None:
        if article.state == Article.State.DRAFT:
            self.message_user(request, _("草稿已保存；访客看不到它。"), messages.SUCCESS)
        elif article.state == Article.State.WAITING:
            when = date_format(localtime(article.published_at), "DATETIME_FORMAT")
            self.message_user(request, _("已保存，到 %(when)s 会自动发布。") % {"when": when}, messages.SUCCESS)
        else:
            link = format_html('<a href="{}">{}</a>', article.get_absolute_url(), self.view_label)
            words = _("已发布。") if is_new else _("已更新。")
            self.message_user(request, format_html("{} {}", words, link), messages.SUCCESS)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """Go on with the text where it is; what was saved has been told."""
        return self._go_on(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Go on with the text where it is; what was saved has been told."""
        return self._go_on(request, obj) or super().response_change(request, obj)

    def _go_on(self, request: HttpRequest, article: Article) -> HttpResponse | None:
        # One that was opened beside another form hands its row back to that one.
        if IS_POPUP_VAR in request.POST or not self.has_change_permission(request, article):
            return None
        return HttpResponseRedirect(reverse(f"admin:blog_{self.opts.model_name}_change", args=[article.pk]))

    def get_urls(self) -> list[Any]:
        name = f"blog_{self.opts.model_name}"
        preview, pane = self.admin_site.admin_view(self.preview), self.admin_site.admin_view(self.pane)
        return [
            path("preview/", preview, name=f"{name}_preview"),
            path("<int:pk>/preview/", preview, name=f"{name}_preview"),
            path("pane/", pane, name=f"{name}_pane"),
            path("<int:pk>/pane/", pane, name=f"{name}_pane"),
            *super().get_urls(),
        ]

    def preview(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Show what is in the form as visitors would see it; save nothing."""
        article = self._of_preview(request, pk)
        # Reloaded after a new login: what was typed still stands in the other tab.
        if request.method != "POST":
            return redirect(f"admin:blog_{self.opts.model_name}_changelist")
        typed = request.POST.copy()
        # Whether it was changed elsewhere is told when it is saved.
        typed["seen"] = ""
        form = self.get_form(request, article, change=article is not None)(typed, instance=article)
        if not form.is_valid():
            return render(request, "blog/unfit_preview.html", {"form": form})
        return self.show(request, form.save(commit=False), tags=form.cleaned_data.get("tags"))

    def pane(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Show the text as visitors would see it, however unfinished it is, for the pane beside it."""
        article = self._of_preview(request, pk) or self.model()
        for name in ("title", "slug", "body"):
            setattr(article, name, request.POST.get(name, ""))
        return self.show(request, article, frame="blog/pane.html")

    def _of_preview(self, request: HttpRequest, pk: int | None) -> Any:
        article = get_object_or_404(self.model, pk=pk) if pk else None
        if not self._may_save(request, article):
            raise PermissionDenied
        return article
