"""Put the wall of friends together, a page of it at a time, in two queries; how it looks is for its template.

The title and the age of a friend's latest post belong on its Card, between its line and its pulse, and newest post
first into Order, once the posts of friends are read.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import itertools
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.utils.translation import gettext_lazy

from blog.models import FriendLink
from easytask.icons.display import IconView, icon_of, with_icons
from easytask.public.listing import listed_friends
from easytask.public.pulse import Pulse, read_pulses

# Five rows of twenty-four; every number of columns up to six fills its last row.
PAGE_FRIENDS = 120
# More than this nobody sees at once, and may want to search.
SCREENFUL = 12
QUERY_CHARS = 50


class Order(enum.StrEnum):
    """In which order the friends stand; a page in random order is one handful of them, and has no second one."""

    OWNER = ""
    RANDOM = "random"


ORDER_LABELS = {Order.OWNER: gettext_lazy("默认"), Order.RANDOM: gettext_lazy("随机")}


@dataclasses.dataclass(frozen=True, slots=True)
class Card:
    """What visitors learn of one friend; ``host`` is empty when its address is none that a browser would open."""

    name: str
    link: str
    host: str
    line: str
    icon: IconView
    pulse: Pulse | None
    since: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """Cards below a heading; without groups there is one, and its ``name`` is empty.

    ``friends`` is how many belong to it on all pages.
    """

    name: str
    line: str
    friends: int
    cards: list[Card]


@dataclasses.dataclass(frozen=True, slots=True)
class Wall:
    """One page of the wall. ``shown`` is how many friends there are on all pages, ``total`` counts the away as well."""

    groups: list[Group]
    away: list[Card]
    shown: int
    total: int
    query: str
    order: Order

    @property
    def icons(self) -> list[IconView]:
        """The icons on this page, first those that are pictures."""
        found = [card.icon for group in self.groups for card in group.cards]
        return sorted(found, key=lambda icon: not icon.small)


def read_wall(*, page: int = 1, query: str = "", order: Order = Order.OWNER) -> Wall:
    """Return one page; it is empty when there are no friends so far on."""
    first = PAGE_FRIENDS * (page - 1)
    rows = list(_rows(query, order)[first : first + PAGE_FRIENDS])
    pulses = read_pulses({row.pk: row.state for row in rows if hasattr(row, "state")})
    is_grouped = order is Order.OWNER and not query
    groups = []
    shown = [row for row in rows if row.is_show]
    for group, members in itertools.groupby(shown, lambda row: row.group if is_grouped else None):
        found = list(members)
        name, line = (group.name, group.line) if group else ("", "")
        friends = found[0].in_group  # type: ignore[attr-defined]  # _rows() puts it there
        groups.append(Group(name, line, friends, [_card(row, pulses) for row in found]))
    return Wall(
        groups=groups,
        away=[_card(row, pulses) for row in rows if not row.is_show],
        shown=rows[0].shown if rows else 0,  # type: ignore[attr-defined]  # as above
        total=rows[0].total if rows else 0,  # type: ignore[attr-defined]  # as above
        query=query,
        order=order,
    )


def _rows(query: str, order: Order) -> QuerySet[FriendLink]:
    """Return the listed friends, those that are shown first, each with the numbers of all of them."""
    friends = listed_friends()
    if query:
        friends = friends.filter(Q(name__icontains=query) | Q(description__icontains=query) | Q(link__icontains=query))
    by_owner = (F("group__order").asc(nulls_last=True), F("group").asc(nulls_last=True), "order", "create_date", "pk")
    counts: dict[str, Any] = {
        "total": Window(Count("pk")),
        "shown": Window(Count("pk", filter=Q(is_show=True))),
        "in_group": Window(Count("pk"), partition_by=[F("is_show"), F("group")]),
    }
    ordered = friends.annotate(**counts).order_by("-is_show", *(by_owner if order is Order.OWNER else ("?",)))
    rows: QuerySet[FriendLink] = with_icons(ordered).select_related("icon", "group", "state").defer("state__evidence")
    return rows


def _card(row: FriendLink, pulses: dict[int, Pulse]) -> Card:
    return Card(
        name=row.name,
        link=row.link,
        host=row.host,
        line=row.description,
        icon=icon_of(row),
        pulse=pulses.get(row.pk),
        since=row.is_show_since,
    )
