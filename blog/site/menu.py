"""Show the menu as the owner arranged it; this knows the names of the site's own pages, and reads no row."""

from __future__ import annotations

import dataclasses

from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from blog.site import identity, values

# A line without a name is called so, in each reader's language.
OWN_NAMES = {"/": _("首页"), "/archive/": _("归档"), "/friends/": _("友情链接")}


@dataclasses.dataclass(frozen=True, slots=True)
class MenuLink:
    """A link of the menu; ``rel`` is of one that leads to another site."""

    name: str
    address: str
    rel: str
    is_current: bool


def shown(request: HttpRequest) -> list[MenuLink]:
    """Return the links in the language of the page."""
    links = []
    for link in values.current()[identity.MENU]:
        is_ours = link.address.startswith("/")
        address = get_script_prefix() + link.address[1:] if is_ours else link.address
        name = link.name or capfirst(str(OWN_NAMES[link.address]))
        links.append(MenuLink(name, address, "" if is_ours else "noopener", link.address == request.path_info))
    return links
