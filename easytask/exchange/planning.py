"""Say what a list would change, before anything is written: who is new, who is known, and what is refused and why.

A friend is known by its address, however it is spelled. A list of ours says how a known friend shall be; any other
list fills what is empty, and changes nothing that its owner has chosen.
"""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Iterator

from django.db.models import QuerySet

from blog.models import FriendLink
from blog.site import identity, values
from easytask.exchange.own_fields import as_text
from easytask.exchange.records import Entry, Format, FriendList, Group, Skip, Skipped
from easytask.site_settings import declared
from easytask.verdicts import addresses

# What a list of another tool may fill: by the field of an Entry, the column.
_FILLED = {
    "description": "description",
    "icon": "icon_address",
    "link_page": "link_page",
    "group": "group",
    "feed": "feed",
}
# Where what an owner has not said was found by itself, there is nothing to fill.
_FOUND = {"feed": "feed_found"}
# What a list of ours says of a known friend. Its address is what it is known by, and its age is its own.
_SAID = {
    "name": "name",
    **_FILLED,
    "order": "order",
    "email": "email",
    "language": "language",
    "is_active": "is_active",
    "always_show": "always_show",
    "snoozed_until": "snoozed_until",
}


class Fate(enum.StrEnum):
    """What becomes of one friend of a list."""

    NEW = "new"
    CHANGED = "changed"
    KNOWN = "known"


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """A field of a known friend that the list changes, by its column; both as texts, a group by its name."""

    column: str
    before: str
    after: str


@dataclasses.dataclass(frozen=True, slots=True)
class Item:
    """One friend of a list; ``friend_id`` is None for a new one."""

    entry: Entry
    fate: Fate
    friend_id: int | None = None
    friend_name: str = ""
    differences: tuple[Difference, ...] = ()

    @property
    def shows_unchecked(self) -> bool:
        """Return whether visitors would see this friend without a check, which they did not before."""
        changed = any(each.column == "always_show" for each in self.differences)
        return self.entry.always_show and (changed or self.fate is Fate.NEW)


@dataclasses.dataclass(frozen=True, slots=True)
class Plan:
    """What a list would change."""

    format: Format
    is_own: bool
    items: tuple[Item, ...]
    groups: tuple[Group, ...]
    refused: tuple[Skipped, ...]

    def of(self, fate: Fate) -> list[Item]:
        """Return the friends with this fate, in the order of the list."""
        return [item for item in self.items if item.fate is fate]


@dataclasses.dataclass(frozen=True, slots=True)
class _Known:
    """A friend that is there already, with its columns as texts."""

    id: int
    texts: dict[str, str]


def make(friends: FriendList) -> Plan:
    """Return what this list would change now; it takes two queries, however long the list is."""
    known = _known_friends()
    ourselves = _our_sites()
    seen: set[object] = set()
    items: list[Item] = []
    refused = list(friends.skipped)
    for entry in friends.entries:
        address = addresses.parse(entry.link)
        if address.site in ourselves:
            refused.append(_refusal(entry, Skip.OURSELVES))
        elif address.same_page_key in seen:
            refused.append(_refusal(entry, Skip.REPEATED))
        else:
            seen.add(address.same_page_key)
            items.append(_item(entry, known.get(address.same_page_key), is_own=friends.is_own))
    refused.sort(key=lambda skipped: skipped.number)
    return Plan(friends.format, friends.is_own, tuple(items), friends.groups, tuple(refused))


def with_texts(rows: QuerySet[FriendLink]) -> Iterator[tuple[int, str, dict[str, str]]]:
    """Return of each friend its id, its address, and what a list may change of it, as texts by their columns."""
    columns = {column: column for column in _SAID.values()}
    columns |= {"group": "group__name", "feed": "feed__given_address", "feed_found": "feed__address"}
    for pk, link, *found in rows.values_list("pk", "link", *columns.values()).iterator(2000):
        yield pk, link, dict(zip(columns, map(as_text, found), strict=True))


def _known_friends() -> dict[object, _Known]:
    """Return the friends by what all spellings of their addresses share; of two with one address, the older."""
    found: dict[object, _Known] = {}
    for pk, link, texts in with_texts(FriendLink.objects.order_by("pk")):
        try:
            found.setdefault(addresses.parse(link).same_page_key, _Known(pk, texts))
        except addresses.BadAddress:
            continue
    return found


def _our_sites() -> set[str]:
    """Return the hosts at which we are ourselves, as our settings have them."""
    in_force = values.current()
    sites = set()
    for url in (in_force[identity.URL], in_force[declared.SITE_LINK]):
        try:
            sites.add(addresses.parse_site_link(url).site)
        except addresses.BadAddress:
            continue
    return sites


def _refusal(entry: Entry, reason: Skip) -> Skipped:
    return Skipped(entry.number, entry.name or entry.link, reason)


def _item(entry: Entry, known: _Known | None, *, is_own: bool) -> Item:
    if known is None:
        return Item(entry, Fate.NEW)
    differences = tuple(_differences(entry, known.texts, is_own=is_own))
    fate = Fate.CHANGED if differences else Fate.KNOWN
    return Item(entry, fate, known.id, known.texts["name"], differences)


def _differences(entry: Entry, texts: dict[str, str], *, is_own: bool) -> Iterator[Difference]:
    for field, column in (_SAID if is_own else _FILLED).items():
        if field not in entry.says:
            continue
        if not is_own and (texts[column] or texts.get(_FOUND.get(column, ""))):
            continue
        wanted = as_text(getattr(entry, field))
        # A name cannot be cleared.
        if wanted != texts[column] and (wanted or column != "name"):
            yield Difference(column, texts[column], wanted)
