"""Tell the example that stands on a new site from its owner's own rows, for buttons that remove it and bring it back.

This knows no example: whoever has one registers it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from django.db.models import QuerySet

from blog.models import FriendLink, Post


@dataclasses.dataclass(frozen=True, slots=True)
class Sample:
    """An example: its rows, and how it is put there and taken out again.

    ``load`` takes the port at which the site is served; both changes return sentences for the owner.
    """

    is_there: Callable[[], bool]
    friends: Callable[[], QuerySet[FriendLink]]
    posts: Callable[[], QuerySet[Post]]
    load: Callable[[str], list[str]]
    remove: Callable[[], list[str]]


_registered: list[Callable[[], Sample]] = []


def register(find: Callable[[], Sample]) -> None:
    """Offer on the dashboard the example that ``find`` returns; it is not asked before that is drawn."""
    _registered[:] = [find]


def registered() -> Sample | None:
    """Return the example, if there is one."""
    return _registered[0]() if _registered else None
