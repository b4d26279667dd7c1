"""Put the wall of friends together, a page of it at a time, in two queries; how it looks is for its template."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import ipaddress
import itertools
import random
from collections import Counter
from collections.abc import Sequence

from django.db.models import Case, F, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext_lazy

from blog.models import FriendLink
from easytask.feeds.circle import may_be_quoted
from easytask.icons.display import IconView, icon_of, with_icons
from easytask.models import FriendFeed
from easytask.public.listing import listed_friends
from easytask.public.pulse import Pulse, days_in_one_text, read_pulse

# It divides by every number of columns up to six, so that a full page has full rows.
PAGE_FRIENDS = 120
# More than this nobody sees at once, and may want to search.
SCREENFUL = 12
QUERY_CHARS = 50
# A post from before is no news.
LONG_AGO = dt.timedelta(days=365)


# A friend's id, whether it is shown, and the id of its group.
Listed = tuple[int, bool, int | None]


class Order(enum.StrEnum):
    """In which order the friends stand; a page in random order is one handful of them, and has no second one."""

    OWNER = ""
    NEWEST = "posts"
    RANDOM = "random"


ORDER_LABELS = {
    Order.OWNER: gettext_lazy("默认"),
    Order.NEWEST: gettext_lazy("最近更新"),
    Order.RANDOM: gettext_lazy("随机"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class LatestPost:
    """What a friend wrote last; ``is_long_ago``: so that it is no news, but how long is."""

    title: str
    address: str
    at: dt.datetime
    is_long_ago: bool


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
    post: LatestPost | None
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


def list_friends(*, query: str, order: Order) -> list[Listed]:
    """Return which friends there are on all pages, in this order; in random order the away come last all the same."""
    listed: list[Listed] = list(_listed(query, order).values_list("pk", "is_show", "group"))
    if order is Order.RANDOM:
        random.shuffle(listed)
        listed.sort(key=lambda row: not row[1])
    return listed


def read_wall(listed: Sequence[Listed], page: Sequence[Listed], *, query: str, order: Order) -> Wall:
    """Return one page of the listed friends with all that their cards show.

    Which friends there are was read apart, in three columns: windows that count over all the rows took four times as
    long with 20,000 friends.
    """
    rows = _rows([pk for pk, _, _ in page])
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


def _listed(query: str, order: Order) -> QuerySet[FriendLink]:
    """Return the listed friends as their owner wants them, or by what they wrote last, those that are shown first."""
    friends = listed_friends()
    if query:
        friends = friends.filter(Q(name__icontains=query) | Q(description__icontains=query) | Q(link__icontains=query))
    if order is Order.NEWEST:
        friends = friends.annotate(wrote_at=Case(When(may_be_quoted(), then="feed__latest_at")))
        return friends.order_by("-is_show", F("wrote_at").desc(nulls_last=True), "create_date", "pk")
    groups = (F("group__order").asc(nulls_last=True), F("group").asc(nulls_last=True))
    return friends.order_by("-is_show", *groups, "order", "create_date", "pk")


def _rows(friend_ids: list[int]) -> list[FriendLink]:
    """Return these friends, in this order, with all that their cards show."""
    rows = with_icons(FriendLink.objects.filter(pk__in=friend_ids).annotate(beats=days_in_one_text()))
    rows = rows.annotate(is_quoted=Case(When(may_be_quoted(), then=True), default=False))
    rows = rows.select_related("icon", "group", "state", "feed").defer("state__evidence").order_by()
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
        post=_latest_post(row.feed) if row.is_quoted else None,  # type: ignore[attr-defined]  # as with the beats
        pulse=read_pulse(row.beats, getattr(row, "state", None)),  # type: ignore[attr-defined]  # _rows() puts it there
        since=row.is_show_since,
    )


def _latest_post(feed: FriendFeed) -> LatestPost | None:
    if feed.latest_at is None:
        return None
    is_long_ago = feed.latest_at < timezone.now() - LONG_AGO
    return LatestPost(feed.latest_title, feed.latest_address, feed.latest_at, is_long_ago)


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
