"""Show the menu as the owner arranged it, and put pages into it; this knows the names of the site's own lists alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, transaction
from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from blog import aliases
from blog.models import Page, SiteSetting
from blog.site import identity, saving, values
from blog.site.parsers import LINKS, NAME_CHARS, Link, shortened

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
    """Return the links in the language of the page, without those to pages that are not public."""
    links = []
    site = values.current()
    for link in site[identity.MENU]:
        is_ours = link.address.startswith("/")
        if is_ours and unquote(urlsplit(link.address).path).strip("/") in site.hidden_pages:
            continue
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
    return identity.MENU.name in settings.SET_IN_ENVIRONMENT


def put(former: str, link: Link | None, user: Any, *, using: str = DEFAULT_DB_ALIAS) -> bool:
    """Let the menu lead to the link in place of the former address, which keeps its name, or to neither.

    Return whether it does so now: not when it is full, when its text makes no sense, or when it has just been changed.
    """
    with transaction.atomic(using=using):
        return _put(former, link, user, using)


def _put(former: str, link: Link | None, user: Any, using: str) -> bool:
    # From here on nobody else changes it, unless it was not stored yet.
    SiteSetting.objects.using(using).select_for_update().filter(name=identity.MENU.name).first()
    found = values.read(using).in_force(identity.MENU)
    links = _with(found.value, former, link)
    if links == list(found.value):
        return True
    if found.is_unreadable or len(links) > LINKS:
        return False
    change = saving.Change(identity.MENU, identity.MENU.text_of(links), saving.mark(identity.MENU, found.stored))
    return not saving.save([change], user, using=using).conflicts


def forget_page(instance: Page, using: str, **_: object) -> None:
    """Take a page that was deleted out of the menu; this receives Django's ``post_delete``."""
    if not is_fixed():
        put(aliases.path_of(Page, instance.slug), None, None, using=using)


def _with(links: Sequence[Link], former: str, link: Link | None) -> list[Link]:
    """Return the links of the menu with this one in place of the former, or without it."""
    if all(there.address != former for there in links):
        return [*links, Link(_name(link), link.address)] if link else list(links)
    changed = [link and Link(there.name, link.address) if there.address == former else there for there in links]
    return [there for there in changed if there]


def _name(link: Link) -> str:
    """Return its name as a line of the menu holds it; a title may be longer, or nothing but marks."""
    return shortened(link.name, NAME_CHARS).rstrip(":： ") or shortened(link.address.strip("/"), NAME_CHARS)
