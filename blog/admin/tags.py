"""Let the owner type the tags of a post by their names, with commas between them; this knows no post."""

from __future__ import annotations

import itertools
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
# The commas of either script, as parts of what is split.
_COMMA = re.compile(r"([,，、])")


class TagsInput(forms.TextInput):
    """A line for the names, and below it, for who has a script, the tags that there are."""

    template_name = "admin/blog/tags_input.html"

    def __init__(self, known: Iterable[Tag]) -> None:
        super().__init__()
        self._known = known

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return Django's, with the names of all tags."""
        return {**super().get_context(name, value, attrs), "known": [tag.name for tag in self._known]}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the line; a form that was opened before an upgrade sends several keys."""
        sent = data.getlist(name)
        if len(sent) <= 1:
            return super().value_from_datadict(data, files, name)
        return ", ".join(tag.name for tag in sorted(self._known, key=str) if str(tag.pk) in sent)


class TagsField(forms.CharField):
    """Tags by their names; what is not there yet is a tag without a row, for save_new()."""

    def __init__(self, *, may_add: bool) -> None:
        help_text = gettext_lazy("用逗号隔开；没有的会新建。") if may_add else gettext_lazy("用逗号隔开。")
        # Those of most posts first; read once, for the names of a form and for its buttons.
        self._known = Tag.objects.annotate(number=Count("posts")).order_by("-number", "name")
        self._stored: list[Tag] = []
        self._may_add = may_add
        super().__init__(
            required=False,
            # A name from another system may begin with a space.
            strip=False,
            label=capfirst(pgettext_lazy("plural", "标签")),
            help_text=help_text,
            widget=TagsInput(self._known),
        )

    def get_bound_field(self, form: Any, field_name: str) -> Any:
        """Return Django's, and remember what the post has."""
        self._stored = form.get_initial_for_field(self, field_name) or []
        return super().get_bound_field(form, field_name)

    def prepare_value(self, value: Any) -> str:
        """Return the names on one line; what was typed stays as it is."""
        return value if isinstance(value, str) else ", ".join(map(str, value or ()))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether other tags are named than before."""
        return {tag.name for tag in initial or ()} != {tag.name for tag in self._named(str(data or ""))}

    def clean(self, value: Any) -> list[Tag]:
        """Return the tags; raise ValidationError."""
        found = self._named(super().clean(value))
        new = [tag.name for tag in found if tag.pk is None]
        for name in new:
            if len(name) > MOST_CHARS:
                raise ValidationError(_("标签最多 50 个字符：%(name)s") % {"name": name})
        if new and not self._may_add:
            raise ValidationError(_("没有这样的标签，您也没有新建标签的权限：%(names)s") % {"names": ", ".join(new)})
        return found

    def _named(self, line: str) -> list[Tag]:
        """Return the tags that a line names, each once: those of the post when nobody has changed the line."""
        # The second is the key of a single tag, from a form that was opened before an upgrade.
        if line == self.prepare_value(self._stored) or [line] == [str(tag.pk) for tag in self._stored]:
            return self._stored
        known = list(self._known)
        exact = {tag.name: tag for tag in known}
        # Of several that are alike, the one of most posts.
        alike = {_plain(tag.name): tag for tag in reversed(known)}
        parts = _COMMA.split(line)
        # A name from another system may have commas in it.
        longest = max((len(_COMMA.split(name)) for name in exact), default=1)
        found: dict[object, Tag] = {}
        at = 0
        while at < len(parts):
            runs = [(end, "".join(parts[at:end])) for end in range(min(at + longest, len(parts)), at, -2)]
            same = ((exact[name], end) for end, run in runs for name in _spellings(run) if name in exact)
            similar = (
                (alike[name], end) for end, run in runs for name in map(_plain, _spellings(run)) if name in alike
            )
            name = " ".join(parts[at].strip().removeprefix("#").split())
            new = Tag(name=name, slug=_slug(name))
            tag, end = next(itertools.chain(same, similar), (new, at + 1))
            if tag.name:
                found.setdefault(tag.pk or _plain(tag.name), tag)
            at = end + 1
        return list(found.values())


def _spellings(typed: str) -> tuple[str, ...]:
    """Return which names are meant to the letter: with its spaces, without them, without a hash sign."""
    return typed, typed.removeprefix(" "), typed.strip(), typed.strip().removeprefix("#")


def _plain(name: str) -> str:
    """Return what is the same for names that differ in case or spaces alone."""
    return " ".join(name.split()).casefold()


def save_new(tags: Iterable[Tag]) -> list[Tag]:
    """Return the same tags, each with a row."""
    return [tag if tag.pk else _saved(tag.name) for tag in tags]


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
