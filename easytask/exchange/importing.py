"""Take a list of friends in: keep it for a preview, then write what its owner has left of it, remembering each change.

A friend that comes in has not been looked at, so no visitor sees it before a check has found it well.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from blog.models import FriendGroup, FriendLink
from easytask.exchange import given_feeds, own_fields, planning, reading
from easytask.exchange.cleaning import NAME_CHARS, line
from easytask.exchange.decoding import decode
from easytask.exchange.planning import Fate, Item, Plan
from easytask.exchange.records import Entry, FriendList
from easytask.models import FriendImport, ImportedFriend, username

# A preview that nobody confirmed.
PREVIEW_LIFETIME = dt.timedelta(days=1)
FILE_NAME_CHARS = 200
_BATCH = 500


class AlreadyDone(Exception):
    """A preview cannot be taken in any more, because it has been, or is gone."""


def keep(data: bytes, *, file_name: str, user: User | None = None) -> FriendImport:
    """Keep a list for its preview; raise Unreadable."""
    text = decode(data)
    found = reading.read_text(text)
    old = timezone.now() - PREVIEW_LIFETIME
    FriendImport.objects.filter(state=FriendImport.State.PREVIEW, at__lt=old).delete()
    return FriendImport.objects.create(
        file_name=line(file_name, FILE_NAME_CHARS),
        format=found.format,
        text=text,
        user=user,
        user_name=username(user),
        at=timezone.now(),
    )


def friends_of(kept: FriendImport) -> FriendList:
    """Return the list that was kept for a preview."""
    return reading.read_text(kept.text)


def confirm(import_id: int, *, takes: Callable[[Item], bool] = lambda _item: True) -> FriendImport:
    """Take in what somebody takes of a list that was kept; raise AlreadyDone."""
    with transaction.atomic():
        # Two lists with the same friend would make it twice, so they come in one after the other: all lock the oldest.
        FriendImport.objects.select_for_update(of=("self",)).order_by("pk").first()
        row = FriendImport.objects.select_for_update(of=("self",)).filter(pk=import_id).first()
        if row is None or row.state != FriendImport.State.PREVIEW:
            raise AlreadyDone
        plan = planning.make(friends_of(row))
        _write(row, plan, takes)
    return row


def _write(row: FriendImport, plan: Plan, takes: Callable[[Item], bool]) -> None:
    chosen = [item for item in plan.items if item.fate is Fate.KNOWN or takes(item)]
    new = [item for item in chosen if item.fate is Fate.NEW]
    changed = [item for item in chosen if item.fate is Fate.CHANGED]
    groups = _Groups(plan, [*new, *changed])
    _create(row, new, groups, is_own=plan.is_own)
    row.changed = _change(row, changed, groups)
    row.created = len(new)
    row.known = len(plan.of(Fate.KNOWN))
    row.refused = len(plan.refused)
    row.left_out = len(plan.items) - len(chosen)
    row.groups = groups.made
    row.state, row.at, row.text = FriendImport.State.DONE, timezone.now(), ""
    row.save()


class _Groups:
    """The groups by their names, those that a list needs and that are missing made at once."""

    def __init__(self, plan: Plan, items: Iterable[Item]) -> None:
        # Of each that was made its id, name and line.
        self.made: list[tuple[int, str, str]] = []
        self._ids = {name: pk for pk, name in FriendGroup.objects.order_by("-pk").values_list("pk", "name")}
        last = FriendGroup.objects.aggregate(last=Max("order"))["last"] or 0
        needed = {item.entry.group for item in items}
        # Of a list of ours also those that have no friends.
        listed = {group.name: group for group in plan.groups if plan.is_own or group.name in needed}
        for name, group in listed.items():
            if name and name not in self._ids:
                last += 1
                order = last if group.order is None else group.order
                self._ids[name] = FriendGroup.objects.create(name=name, line=group.line, order=order).pk
                self.made.append((self._ids[name], name, group.line))
        self._orders: dict[int | None, int] = defaultdict(int)
        for group_id, order in FriendLink.objects.values_list("group").annotate(Max("order")):
            self._orders[group_id] = order or 0

    def id_of(self, name: str) -> int | None:
        """Return the id of a group that is there; None for no group."""
        return self._ids.get(name)

    def place_in(self, group_id: int | None) -> int:
        """Return the next order in a group, behind all that are there."""
        self._orders[group_id] += 1
        return self._orders[group_id]


def _create(row: FriendImport, items: Collection[Item], groups: _Groups, *, is_own: bool) -> None:
    friends = [_friend(item.entry, groups, is_own=is_own) for item in items]
    FriendLink.objects.bulk_create(friends, batch_size=_BATCH)
    given = {friend.pk: item.entry.feed for friend, item in zip(friends, items, strict=True) if item.entry.feed}
    given_feeds.write(given, friends)
    made = [
        ImportedFriend(
            source=row,
            friend=friend,
            is_new=True,
            after=snapshot(friend, given.get(friend.pk, "")),
            needs_name=not item.entry.name,
        )
        for friend, item in zip(friends, items, strict=True)
    ]
    ImportedFriend.objects.bulk_create(made, batch_size=_BATCH)


def _friend(entry: Entry, groups: _Groups, *, is_own: bool) -> FriendLink:
    group_id = groups.id_of(entry.group)
    friend = FriendLink(
        name=entry.name,
        description=entry.description,
        link=entry.link,
        link_page=entry.link_page,
        icon_address=entry.icon,
        group_id=group_id,
        order=entry.order if is_own else groups.place_in(group_id),
        email=entry.email,
        language=entry.language,
        is_active=entry.is_active,
        always_show=entry.always_show,
        snoozed_until=entry.snoozed_until,
        is_show=entry.always_show,
        create_date=entry.create_date or timezone.now(),
    )
    # Until a look finds what the site calls itself.
    friend.name = friend.name or (friend.host or friend.link)[:NAME_CHARS]
    return friend


# What an owner may say of a friend, by its columns; the feed has a row of its own.
FEED = "feed"
OWNED = (
    "name",
    "description",
    "link",
    "link_page",
    "icon_address",
    "group_id",
    "order",
    "email",
    "language",
    "is_active",
    "always_show",
    "snoozed_until",
)


def snapshot(friend: FriendLink, feed: str) -> dict[str, str]:
    """Return what its owner says of a friend, as texts by the columns; ``feed`` is the one that was given."""
    return {**{column: own_fields.as_text(getattr(friend, column)) for column in OWNED}, FEED: feed}


def value_of(column: str, text: str) -> Any:
    """Return the value that a snapshot holds as this text, whatever a list might say of it."""
    match column:
        case "group_id":
            return int(text) if text else None
        case "order":
            return int(text)
        case "is_active" | "always_show":
            return text == own_fields.YES
        case "snoozed_until":
            return dt.datetime.fromisoformat(text) if text else None
        case _:
            return text


def write_owned(friends: Collection[FriendLink]) -> None:
    """Write what its owner says of these friends, whose rows are locked, and nothing else of them.

    An insertion that always meets its row: bulk_update took two minutes for what this writes in two seconds.
    """
    FriendLink.objects.bulk_create(
        friends, update_conflicts=True, unique_fields=["id"], update_fields=OWNED, batch_size=_BATCH
    )


def _change(row: FriendImport, items: Collection[Item], groups: _Groups) -> int:
    """Write the differences, and return how many friends were changed: not those that have become others meanwhile."""
    ids = [item.friend_id for item in items]
    locked = FriendLink.objects.select_for_update(of=("self",)).order_by("pk").in_bulk(ids)
    feeds = given_feeds.read()
    given: dict[int, str] = {}
    changes = []
    for item in items:
        friend = locked.get(item.friend_id or 0)
        if friend is None:
            continue
        before = snapshot(friend, feeds.get(friend.pk, ""))
        for difference in item.differences:
            # What its owner has changed at this very moment stays.
            if before.get(difference.column, difference.before) != difference.before:
                continue
            if difference.column == FEED:
                given[friend.pk] = difference.after
            else:
                setattr(friend, *_value(item.entry, difference.column, groups))
        after = snapshot(friend, given.get(friend.pk, before[FEED]))
        columns = [column for column in after if before[column] != after[column]]
        changes.append(
            ImportedFriend(
                source=row,
                friend=friend,
                is_new=False,
                before={column: before[column] for column in columns},
                after={column: after[column] for column in columns},
            )
        )
    write_owned([change.friend for change in changes])
    given_feeds.write(given, locked.values())
    ImportedFriend.objects.bulk_create(changes, batch_size=_BATCH)
    return len(changes)


def _value(entry: Entry, column: str, groups: _Groups) -> tuple[str, Any]:
    """Return the column that is written and its value."""
    if column == "group":
        return "group_id", groups.id_of(entry.group)
    return column, entry.icon if column == "icon_address" else getattr(entry, column)
