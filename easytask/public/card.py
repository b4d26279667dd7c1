"""Show our own card, which whoever links to us copies: as text, HTML, Markdown and YAML."""

from __future__ import annotations

import dataclasses
import json

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _

from blog.site import identity, values
from blog.site.origins import origin
from easytask.site_settings import declared


@dataclasses.dataclass(frozen=True, slots=True)
class Card:
    """What is said of us where we are linked to."""

    name: str
    link: str
    line: str
    icon: str

    @property
    def formats(self) -> list[tuple[str, str]]:
        """Return the card in each format: its name and the text to copy."""
        return [
            ("HTML", self._html()),
            ("Markdown", self._markdown()),
            ("YAML", self._yaml()),
            (_("文字"), self._text()),
        ]

    def _html(self) -> str:
        return f'<a href="{escape(self.link)}" title="{escape(self.line)}">{escape(self.name)}</a>'

    def _markdown(self) -> str:
        name = "".join(f"\\{character}" if character in "\\[]" else character for character in self.name)
        return f"[{name}]({self.link.replace(')', '%29')})"

    def _yaml(self) -> str:
        # A JSON string is one of YAML as well.
        quoted = {key: json.dumps(value, ensure_ascii=False) for key, value in dataclasses.asdict(self).items()}
        return "- name: {name}\n  link: {link}\n  avatar: {icon}\n  descr: {line}".format(**quoted)

    def _text(self) -> str:
        return f"{self.name}\n{self.link}\n{self.line}\n{self.icon}"


def our_card(request: HttpRequest) -> Card:
    """Return our own card; its address is the one that a backlink is looked for."""
    here, site = origin(request), identity.of(values.current())
    icon = reverse("site_picture", args=[site.icon]) if site.icon else static("blog/favicon.svg")
    return Card(
        name=site.title,
        link=values.current()[declared.SITE_LINK] or f"{here}/",
        line=site.tagline or _("文章，和朋友们的网站。"),
        icon=f"{here}{icon}",
    )
