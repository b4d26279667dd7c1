"""Let the owner write what has an address and a text, and see it before it is saved; this knows no model by name."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from blog import aliases
from blog.models import STATES, Article


class MarkdownField(forms.CharField):
    """A text as it was typed, whose lines end in one character; browsers send two, imported posts have one."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        # Four spaces at the beginning make code.
        super().__init__(**{**kwargs, "strip": False})

    def to_python(self, value: Any) -> str:
        """Return the text, empty when it is nothing but space."""
        text = str(super().to_python(value)).replace("\r\n", "\n")
        return text if text.strip() else ""

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether more than the ends of lines has changed."""
        return super().has_changed(self.to_python(initial), data)


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

    list_filter = (StateFilter,)
    # Databases disagree on where rows without a date stand.
    ordering = (F("published_at").desc(nulls_first=True), "-pk")
    list_per_page = 50
    search_fields = ("title", "slug", "body")
    prepopulated_fields = {"slug": ("title",)}
    # The words of the link to what was saved.
    view_label: ClassVar[Any]

    def show(self, request: HttpRequest, article: Any, form: forms.ModelForm[Any]) -> HttpResponse:
        """Show it as visitors would see it with what is in the form."""
        raise NotImplementedError

    @admin.display(description=gettext_lazy("状态"), ordering="published_at")
    def state_badge(self, article: Article) -> SafeString:
        return format_html('<span class="status status-{}">{}</span>', article.state, article.state.label)

    def view_on_site(self, article: Article) -> str | None:
        return article.get_absolute_url() if article.state == Article.State.PUBLISHED else None

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Return the field of the form; that of the text keeps what was typed."""
        if db_field.name == "body":
            kwargs["form_class"] = MarkdownField
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show the form with a way to the preview for who may save it."""
        article = context["original"]
        if self.has_change_permission(request, article) if article else self.has_add_permission(request):
            name = f"admin:blog_{self.opts.model_name}_preview"
            context["preview_address"] = reverse(name, args=[article.pk]) if article else reverse(f"{name}_new")
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        """Save it with the moment of a revision, and let the address that it had lead to it."""
        if change and {"title", "body"} & set(form.changed_data):
            obj.updated_at = timezone.now()
        super().save_model(request, obj, form, change)
        if change and "slug" in form.changed_data and form.initial.get("published_at"):
            aliases.remember_slug(obj, form.initial["slug"])

    def response_post_save_add(self, request: HttpRequest, obj: Article) -> HttpResponseRedirect:
        """Lead on, with the way to it as visitors see it."""
        self._lead_to_site(request, obj)
        return super().response_post_save_add(request, obj)

    def response_post_save_change(self, request: HttpRequest, obj: Article) -> HttpResponseRedirect:
        """Lead on, with the way to it as visitors see it."""
        self._lead_to_site(request, obj)
        return super().response_post_save_change(request, obj)

    def _lead_to_site(self, request: HttpRequest, article: Article) -> None:
        address = self.view_on_site(article)
        if address:
            self.message_user(request, format_html('<a href="{}">{}</a>', address, self.view_label), messages.INFO)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        # A list does not show it, and it may be long.
        return super().get_queryset(request).defer("body")

    def get_urls(self) -> list[Any]:
        preview = self.admin_site.admin_view(self.preview)
        name = f"blog_{self.opts.model_name}_preview"
        return [
            path("preview/", preview, name=f"{name}_new"),
            path("<int:pk>/preview/", preview, name=name),
            *super().get_urls(),
        ]

    def preview(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Show what is in the form as visitors would see it; save nothing."""
        article = get_object_or_404(self.model, pk=pk) if pk else None
        if not (self.has_change_permission(request, article) if article else self.has_add_permission(request)):
            raise PermissionDenied
        # Reloaded after a new login: what was typed still stands in the other tab.
        if request.method != "POST":
            return redirect(f"admin:blog_{self.opts.model_name}_changelist")
        form = self.get_form(request, article, change=article is not None)(request.POST, instance=article)
        if not form.is_valid():
            return render(request, "blog/unfit_preview.html", {"form": form})
        return self.show(request, form.save(commit=False), form)
