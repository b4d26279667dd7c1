"""Name the pages on which the owner sets things up, for the ways that lead to them; this knows none of the pages."""

from __future__ import annotations

import dataclasses

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.urls import reverse

from blog.site.registry import Words

MAY_CHANGE = "blog.change_sitesetting"


@dataclasses.dataclass(frozen=True, slots=True)
class Tab:
    """One page: how it is called, its address, and the permission that opens it."""

    label: Words
    url_name: str
    url_args: tuple[str, ...] = ()
    permission: str = MAY_CHANGE

    @property
    def url(self) -> str:
        return reverse(self.url_name, args=self.url_args)


_tabs: list[Tab] = []


def add(*tabs: Tab) -> None:
    """Put pages behind those that are already there."""
    _tabs.extend(tabs)


def of(user: AbstractBaseUser | AnonymousUser) -> list[Tab]:
    """Return the pages that a user may open."""
    return [tab for tab in _tabs if user.has_perm(tab.permission)]  # type: ignore[union-attr]  # every user of ours has it
