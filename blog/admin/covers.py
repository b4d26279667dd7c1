"""Let the owner choose a post's cover by looking at the pictures; this knows no post."""

from __future__ import annotations

import dataclasses
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy

from blog.models import Picture
from blog.pictures import names

# Those of the text come on top of these, for who has a script: what was just uploaded is among the newest anyway.
NEWEST = 9


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """A picture to choose, in its smallest size."""

    name: str
    address: str
    alt: str


class CoverChooser(forms.RadioSelect):
    """The chosen cover and the newest pictures as they look, before them the landscape that stands for none."""

    template_name = "admin/blog/cover_chooser.html"
    # The label stands beside it, as those of the other fields do; the group names itself.
    use_fieldset = False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return the choices; those of all pictures would be thousands."""
        chosen = str(value or "")
        newest = list(Picture.objects.exclude(pk=chosen)[:NEWEST])
        pictures = [*Picture.objects.filter(pk=chosen), *newest]
        return {"name": name, "id": (attrs or {}).get("id", ""), "chosen": chosen, "choices": map(_choice, pictures)}


class CoverField(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django's class takes no argument when it runs
    """Any of the pictures, or none."""

    widget = CoverChooser

    def __init__(self) -> None:
        super().__init__(
            Picture.objects.all(),
            required=False,
            label=gettext_lazy("封面"),
            help_text=gettext_lazy("显示在列表和文章上方；不选就是一幅按别名画出的小风景。"),
        )


def _choice(picture: Picture) -> Choice:
    address = reverse("picture", args=[names.smallest(picture.name)])
    return Choice(picture.name, address, picture.alt or picture.name)
