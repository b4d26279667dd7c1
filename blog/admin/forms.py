"""The form in which an article is written: its buttons decide when it is published, and no text is lost in it."""

from __future__ import annotations

import enum
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from django.utils.translation import gettext as _

from blog import slugs
from blog.admin import conflicts
from blog.markdown.reader import LONGEST_TEXT_CHARS


class Button(enum.StrEnum):
    """What was pressed; without one of them, the form is saved as it is filled in."""

    # At the time that is filled in, or at its own, or now.
    PUBLISH = "_publish"
    PUBLISH_NOW = "_publish_now"
    DRAFT = "_draft"


class MarkdownField(forms.CharField):
    """A text as it was typed, whose lines end in one character; browsers send two, imported posts have one."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        # Four spaces at the beginning make code.
        super().__init__(**{**kwargs, "strip": False})
        # Not by max_length, by which browsers cut what is pasted without a word.
        self.validators.append(MaxLengthValidator(LONGEST_TEXT_CHARS))

    def to_python(self, value: Any) -> str:
        """Return the text, empty when it is nothing but space."""
        text = str(super().to_python(value)).replace("\r\n", "\n")
        return text if text.strip() else ""

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether more than the ends of lines has changed."""
        return super().has_changed(self.to_python(initial), data)


class ArticleForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's class takes no argument when it runs
    """Says in ``stored`` what is in the database when that is not what was there when the form was opened."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mark = conflicts.mark(self.instance, self.fields)
        self.stored: conflicts.Stored | None = None
        if title := self.fields.get("title"):
            title.widget.attrs |= {"placeholder": _("标题"), "autofocus": self.instance.pk is None}
        if slug := self.fields.get("slug"):
            slug.required = False
            slug.help_text = _("地址的最后一段。留空会按标题生成，中文用拼音；改了以后，旧地址会自动跳转过来。")

    def clean_slug(self) -> str:
        """Return the slug, made of the title when none is typed, or when it was and nobody has seen it yet."""
        slug, title = str(self.cleaned_data["slug"]), self.cleaned_data.get("title", "")
        is_draft = self.instance.published_at is None
        if slug and is_draft and slug == self.instance.slug and title != self.instance.title:
            was_made = slugs.of_title(self.instance.title)
            slug = "" if was_made and slug.startswith(was_made) else slug
        if slug or not title:
            return slug
        articles = type(self.instance)._default_manager.all()  # noqa: SLF001 - Django's own name
        return slugs.free(articles, title)

    def clean(self) -> dict[str, Any]:
        """Return what to save; raise ValidationError when something else was saved meanwhile."""
        super().clean()
        data = self.cleaned_data
        if "published_at" in data:
            data["published_at"] = self._published_at(data["published_at"])
        seen = data.pop("seen", "")
        differing = conflicts.differing(self.instance, data) if seen and seen != self.mark else []
        if differing:
            labels = tuple(str(self.fields[name].label) for name in differing)
            self.stored = conflicts.Stored(self.instance.title, self.instance.slug, self.instance.body, labels)
            raise ValidationError(
                _("还没有保存：您打开这一页之后，它在别处改过了。您写的都还在；再保存一次，就会换成您写的。")
            )
        return data

    def _published_at(self, typed: Any) -> Any:
        now = timezone.now().replace(microsecond=0)
        if Button.PUBLISH_NOW in self.data:
            return now
        if Button.DRAFT in self.data:
            return None
        if Button.PUBLISH in self.data:
            return typed or self.instance.published_at or now
        return typed
