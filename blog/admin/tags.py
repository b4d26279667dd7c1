"""Let the owner type the tags of a post by their names, with commas between them; this knows no post."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from blog.models import Tag

MOST_CHARS = 50
# The commas of either script.
_COMMA = re.compile(r"[,，、]")


class TagsInput(forms.TextInput):
    """A line for the names, and below it, for who has a script, the tags that there are."""

    template_name = "admin/blog/tags_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return Django's, with the names of all tags, those of most posts first."""
        tags = Tag.objects.annotate(number=Count("posts")).order_by("-number", "name")
        return {**super().get_context(name, value, attrs), "known": tags.values_list("name", flat=True)}


class TagsField(forms.CharField):
    """Tags by their names; what is not there yet is a tag without a row, for save_new()."""

    widget = TagsInput

    def __init__(self, *, may_add: bool) -> None:
        help_text = gettext_lazy("用逗号隔开；没有的会新建。") if may_add else gettext_lazy("用逗号隔开。")
        super().__init__(required=False, label=capfirst(pgettext_lazy("plural", "标签")), help_text=help_text)
        self._may_add = may_add

    def prepare_value(self, value: Any) -> str:
        """Return the names on one line; what was typed stays as it is."""
        return value if isinstance(value, str) else ", ".join(tag.name for tag in value or ())

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether other tags are named than before."""
        return {tag.name for tag in initial or ()} != {tag.name for tag in _named(str(data or ""))}

    def clean(self, value: Any) -> list[Tag]:
        """Return the tags; raise ValidationError."""
        found = _named(str(value or ""))
        new = [tag.name for tag in found if tag.pk is None]
        for name in new:
            if len(name) > MOST_CHARS:
                raise ValidationError(_("标签最多 50 个字符：%(name)s") % {"name": name})
        if new and not self._may_add:
            raise ValidationError(_("没有这样的标签，您也没有新建标签的权限：%(names)s") % {"names": ", ".join(new)})
        return found


def save_new(tags: Iterable[Tag]) -> list[Tag]:
    """Return the same tags, each with a row."""
    return [tag if tag.pk else _saved(tag.name) for tag in tags]


def _named(text: str) -> list[Tag]:
    """Return the tags that a text names, in any case of letters, each once."""
    known = {tag.name.casefold(): tag for tag in Tag.objects.all()}
    found: dict[str, Tag] = {}
    # A name from another system may have a comma in it.
    for name in filter(_COMMA.search, known):
        if name in text.casefold():
            found[name] = known[name]
            text = re.sub(re.escape(known[name].name), ",", text, flags=re.IGNORECASE)
    for part in _COMMA.split(text):
        name = " ".join(part.removeprefix("#").split())
        if name:
            found.setdefault(name.casefold(), known.get(name.casefold()) or Tag(name=name, slug=_slug(name)))
    return list(found.values())


def _slug(name: str) -> str:
    return slugify(name, allow_unicode=True)[:MOST_CHARS] or "tag"


def _saved(name: str) -> Tag:
    wanted = slug = _slug(name)
    number = 1
    while Tag.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{wanted[: MOST_CHARS - 6]}-{number}"
    # In another tab the same one may have been made by now.
    return Tag.objects.get_or_create(name=name, defaults={"slug": slug})[0]
