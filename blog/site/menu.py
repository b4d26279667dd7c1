"""Show the menu as the owner arranged it, and put pages into it; this knows the names of the site's own lists alone."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from blog.site import identity, saving, values
from blog.site.parsers import LINKS, Link
from blog.site.values import Source

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


def has(address: str) -> bool:
    """Return whether a link of the menu leads there."""
    return any(link.address == address for link in values.current()[identity.MENU])


def is_full() -> bool:
    """Return whether the menu has no room for one more."""
    return len(values.current()[identity.MENU]) >= LINKS


def is_fixed() -> bool:
    """Return whether the environment says what stands in the menu."""
    return values.current().in_force(identity.MENU).source is Source.ENVIRONMENT


def put(former: str, link: Link | None, user: Any) -> None:
    """Let the menu lead to the link in place of the former address, which keeps its name, or to neither."""
    found = values.read().in_force(identity.MENU)
    links: list[Link] = list(found.value)
    place = next((place for place, there in enumerate(links) if there.address == former), None)
    if place is None:
        links += [link] if link else []
    elif link:
        links[place] = Link(links[place].name, link.address)
    else:
        del links[place]
    change = saving.Change(identity.MENU, identity.MENU.text_of(links), saving.mark(identity.MENU, found.stored))
    saving.save([change], user)
