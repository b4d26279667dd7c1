"""Put the wall of friends together, a page of it at a time, in two queries; how it looks is for its template.

The title and the age of a friend's latest post belong on its Card, between its line and its pulse, and newest post
first into Order, once the posts of friends are read.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import ipaddress
import itertools
import random
from collections import Counter

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy

from blog.models import FriendLink
from easytask.icons.display import IconView, icon_of, with_icons
from easytask.public.listing import listed_friends
from easytask.public.pulse import Pulse, days_in_one_text, read_pulse

# It divides by every number of columns up to six, so that a full page has full rows.
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
    """What visitors learn of one friend.

    ``link`` is empty when a browser would not open it as a page, ``host`` also when it is a number and no name.
    """

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
        """Return the icons on this page, first those that are pictures."""
        found = [card.icon for group in self.groups for card in group.cards]
        return sorted(found, key=lambda icon: not icon.small)


def read_wall(*, page: int = 1, query: str = "", order: Order = Order.OWNER) -> Wall:
    """Return one page; it is empty when there are no friends so far on.

    First which friends there are, in three columns, then those of the page with everything: windows that count over all
    the rows took four times as long with 20,000 friends.
    """
    listed = list(_listed(query).values_list("pk", "is_show", "group"))
    if order is Order.RANDOM:
        random.shuffle(listed)
        # The away come last all the same.
        listed.sort(key=lambda row: not row[1])
    first = PAGE_FRIENDS * (page - 1)
    rows = _rows([pk for pk, _, _ in listed[first : first + PAGE_FRIENDS]])
    is_grouped = order is Order.OWNER and not query
    counts = Counter(group if is_grouped else None for _, is_show, group in listed if is_show)
    groups = []
    shown = [row for row in rows if row.is_show]
    for group, members in itertools.groupby(shown, lambda row: row.group if is_grouped else None):
        name, line = (group.name, group.line) if group else ("", "")
        groups.append(Group(name, line, counts[group.pk if group else None], [_card(row) for row in members]))
    return Wall(
        groups=groups,
        away=[_card(row) for row in rows if not row.is_show],
        shown=counts.total(),
        total=len(listed),
        query=query,
        order=order,
    )


def _listed(query: str) -> QuerySet[FriendLink]:
    """Return the listed friends as their owner wants them, those that are shown first."""
    friends = listed_friends()
    if query:
        friends = friends.filter(Q(name__icontains=query) | Q(description__icontains=query) | Q(link__icontains=query))
    groups = (F("group__order").asc(nulls_last=True), F("group").asc(nulls_last=True))
    return friends.order_by("-is_show", *groups, "order", "create_date", "pk")


def _rows(friend_ids: list[int]) -> list[FriendLink]:
    """Return these friends, in this order, with all that their cards show."""
    rows = with_icons(FriendLink.objects.filter(pk__in=friend_ids).annotate(beats=days_in_one_text()))
    rows = rows.select_related("icon", "group", "state").defer("state__evidence").order_by()
    by_id = {row.pk: row for row in rows}
    # One may have been deleted since.
    return [by_id[friend_id] for friend_id in friend_ids if friend_id in by_id]


def _card(row: FriendLink) -> Card:
    host = row.host
    return Card(
        name=row.name,
        link=row.link if host else "",
        host="" if _is_number(host) else host,
        line=row.description,
        icon=icon_of(row),
        pulse=read_pulse(row.beats, getattr(row, "state", None)),  # type: ignore[attr-defined]  # _rows() puts it there
        since=row.is_show_since,
    )


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
