"""Say what stands in the menu of the owner's pages: what is used every day first, all other models folded away."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from blog.site import tabs

# The models that are used every day, in the order of the menu.
DAILY = (
    "blog.Post",
    "blog.Page",
    "blog.Picture",
    "blog.Tag",
    "blog.FriendLink",
    "easytask.FriendFeed",
    "easytask.Application",
    "easytask.Run",
)


@dataclasses.dataclass(frozen=True, slots=True)
class Item:
    """One line of the menu."""

    label: str
    address: str
    is_current: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Menu:
    """``daily`` and ``settings`` are always in sight, each page of the settings one click away; ``more`` is folded."""

    daily: tuple[Item, ...]
    settings: tuple[Item, ...]
    more: tuple[Item, ...]

    @property
    def is_in_more(self) -> bool:
        """Return whether the page in sight is one of those that are folded away."""
        return any(item.is_current for item in self.more)


def build_menu(request: HttpRequest, apps: Iterable[Mapping[str, Any]]) -> Menu:
    """Return the menu for a person who may see these apps of Django's admin."""
    index = reverse("admin:index")
    labels = dict(_models(apps))
    daily = [(_("概览"), index)]
    daily += [labels.pop(name) for name in DAILY if name in labels]
    here = request.path

    def item(label: str, address: str) -> Item:
        return Item(label, address, here == address if address == index else here.startswith(address))

    settings = tuple(item(str(tab.label), tab.url) for tab in tabs.of(request.user))
    return Menu(tuple(item(*entry) for entry in daily), settings, tuple(item(*entry) for entry in labels.values()))


def _models(apps: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Return each model's name, with its label and the address of its list."""
    for app in apps:
        # The page of the schedule leads to beat's own models, which are for experts.
        if app["app_label"] == "django_celery_beat":
            continue
        for model in app["models"]:
            if model["admin_url"]:
                yield f"{app['app_label']}.{model['object_name']}", (str(model["name"]), model["admin_url"])
