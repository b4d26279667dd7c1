"""The owner's pictures: a list of them, and where the editor sends what is pasted, dropped or chosen."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog import uploads
from blog.models import Page, Picture, Post
from blog.pictures import names, store
from blog.pictures.outcomes import Refusal

# What Markdown would read as more than a character of the words; an underscore within a name is none.
_MARKS = re.compile(r"[\\`*~<&$]")


class NewPictureForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's class takes no argument when it runs
    """Stores the file as soon as it is found to be a picture; one that is known keeps its words unless others come."""

    # Whether whoever sends it may change the words of a picture that has some.
    may_change: ClassVar = False
    file = forms.FileField(
        label=gettext_lazy("文件"),
        help_text=format_lazy(
            gettext_lazy("PNG、JPEG、WebP、AVIF 或 GIF，不超过 {} MB；拍摄地点等信息会去掉。"), uploads.MEGABYTES
        ),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/avif,image/gif"}),
    )

    def clean_file(self) -> Any:
        """Return the file; raise ValidationError when it makes no picture."""
        file = self.cleaned_data["file"]
        if file.size > uploads.FILE_BYTES:
            raise ValidationError(too_large())
        found = store.add(file.read())
        if isinstance(found, Refusal):
            raise ValidationError(found.sentence)
        self.instance = found
        return file

    def clean(self) -> dict[str, Any]:
        """Return what to save."""
        super().clean()
        typed = self.cleaned_data.get("alt") if self.may_change else ""
        if known := self.instance.alt:
            self.cleaned_data["alt"] = typed or known
        return self.cleaned_data


@admin.register(Picture)
class PictureAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's class takes no argument when it runs
    """The pictures, newest first."""

    list_display = ("thumbnail", "alt", "size", "added_at")
    when_empty = gettext_lazy("还没有图片。写文章时可以直接粘贴或拖入，也可以先在这里添加。")
    list_display_links = ("thumbnail", "alt")
    search_fields = ("alt", "name")
    list_per_page = 50

    def get_form(self, request: HttpRequest, obj: Picture | None = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 - Django's
        """Return a form that asks a new picture for its file."""
        form = super().get_form(request, obj, change, **(kwargs if obj else {"form": NewPictureForm, **kwargs}))
        form.may_change = self.has_change_permission(request)  # type: ignore[attr-defined]  # ours, of a new picture
        return form

    def get_fields(self, request: HttpRequest, obj: Picture | None = None) -> Any:
        """Return the file and its alt text, or what is known of a picture that is there."""
        return ("thumbnail", "alt", "markdown", "used_in", "size", "added_at") if obj else ("file", "alt")

    def get_readonly_fields(self, request: HttpRequest, obj: Picture | None = None) -> Any:
        """Return all but the alt text."""
        return ("thumbnail", "markdown", "used_in", "size", "added_at") if obj else ()

    @admin.display(description=gettext_lazy("图片"))
    def thumbnail(self, picture: Picture) -> SafeString:
        return format_html(
            '<img class="thumbnail" src="{}" alt="{}" width="{}" height="{}" loading="lazy">',
            reverse("picture", args=[names.smallest(picture.name)]),
            picture.alt or picture.name,
            picture.width,
            picture.height,
        )

    @admin.display(description=gettext_lazy("尺寸"), ordering="width")
    def size(self, picture: Picture) -> str:
        return f"{picture.width} × {picture.height}"

    @admin.display(description=gettext_lazy("在文章里写"))
    def markdown(self, picture: Picture) -> SafeString:
        return format_html("<code>{}</code>", markdown_of(picture, picture.alt))

    @admin.display(description=gettext_lazy("用在"))
    def used_in(self, picture: Picture) -> SafeString | str:
        in_text = Q(body__contains=picture.name)
        rows: dict[str, QuerySet[Any]] = {
            "post": Post.objects.filter(in_text | Q(cover=picture)),
            "page": Page.objects.filter(in_text),
        }
        found = [
            (reverse(f"admin:blog_{name}_change", args=[article.pk]), article.title)
            for name, articles in rows.items()
            for article in articles.only("title")
        ]
        return format_html_join(" · ", '<a href="{}">{}</a>', found) or _("没有文章用到它")

    def get_urls(self) -> list[Any]:
        return [
            path("upload/", self.admin_site.admin_view(self.upload), name="blog_picture_upload"),
            *super().get_urls(),
        ]

    def upload(self, request: HttpRequest) -> HttpResponse:
        """Store a ``file``, or the ``alt`` of the picture ``name``, and answer with the picture or a sentence."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        file = request.FILES.get("file")
        if file is None:
            picture = get_object_or_404(Picture, name=request.POST.get("name", ""))
            typed = request.POST.get("alt", "")[: Picture.ALT_CHARS]
            # It may be another's, whose words are other people's as well.
            if not picture.alt or self.has_change_permission(request, picture):
                picture.alt = typed
                picture.save(update_fields=["alt"])
            return _answer(picture, typed)
        found = store.add(file.read())
        return (
            JsonResponse({"error": found.sentence}, status=400)
            if isinstance(found, Refusal)
            else _answer(found, found.alt)
        )


def too_large() -> str:
    """Return what is said of a file that does not fit."""
    return _("图片超过了 %(megabytes)d MB，请先缩小它。") % {"megabytes": uploads.MEGABYTES}


def markdown_of(picture: Picture, alt: str) -> str:
    """Return what shows the picture in a text, with these words for who does not see it."""
    words = _MARKS.sub(r"\\\g<0>", alt.replace("[", "(").replace("]", ")"))
    return f"![{words}]({picture.get_absolute_url()})"


def _answer(picture: Picture, alt: str) -> JsonResponse:
    shown = {"name": picture.name, "alt": picture.alt, "address": picture.get_absolute_url()}
    return JsonResponse({**shown, "markdown": markdown_of(picture, alt)})
