"""Read the friend links that a run checks, as plain records."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from typing import Protocol

from django.db.models import F, QuerySet
from django.utils import timezone

from blog.models import FriendLink
from easytask.verdicts.looks import Memory
from easytask.verdicts.outcomes import RunOutcome, RunResult, UnknownFriends
from easytask.verdicts.records import Friend

# What a LinkIdentity has of a Memory, each under its own name; the identity itself stays packed.
MEMORY_FIELDS = (
    "looked_at",
    "final_url",
    "unrecognised_since",
    "marked_at",
    "quarantined_since",
    "moved_to",
    "moved_since",
    "link_pages",
    "icons",
    "feed_links",
)


class FriendFields(Protocol):
    """What a check needs of a friend: a record has it, and so has a row that somebody holds in hand."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def link(self) -> str: ...
    @property
    def link_page(self) -> str: ...
    @property
    def is_show(self) -> bool: ...
    @property
    def not_show_reason(self) -> str: ...
    @property
    def always_show(self) -> bool: ...


def load(friend_ids: Collection[int] | None = None) -> list[Friend]:
    """Return the friend links to be checked, all or the given ones, slowest last time first.

    Inactive and snoozed links are left out. Raises UnknownFriends for an id that does not exist.
    """
    rows = FriendLink.objects.all()
    if friend_ids is not None:
        rows = rows.filter(pk__in=friend_ids)
        unknown = set(friend_ids) - set(rows.values_list("pk", flat=True))
        if unknown:
            raise UnknownFriends(RunResult(RunOutcome.UNKNOWN_FRIENDS, "、".join(map(str, sorted(unknown)))))
    return read(rows.due())


def read(rows: QuerySet[FriendLink]) -> list[Friend]:
    """Return these rows as the records that are judged, slowest last time first."""
    rows = rows.order_by(F("state__elapsed").desc(nulls_first=True), "id")
    fields = ("pk", "name", "link", "link_page", "is_show", "not_show_reason", "always_show")
    state = ("state__link", "state__is_show", "state__failures", "state__silences", "state__had_backlink")
    identity = ("identity__link", "identity__data", *(f"identity__{name}" for name in MEMORY_FIELDS))
    feed = ("feed__link", "feed__vouches_until")
    now = timezone.now()
    friends = []
    for *row, feed_link, vouches_until in rows.values_list(*fields, *state, *identity, *feed):
        friend = Friend(*row[: len(fields)])
        seen_link, seen_show, failures, silences, had_backlink = row[len(fields) : len(fields) + len(state)]
        if seen_link == friend.link:
            friend = dataclasses.replace(friend, had_backlink=had_backlink)
            if seen_show == friend.is_show:
                friend = dataclasses.replace(friend, failures=failures, silences=silences)
        known_link, packed, *memory = row[len(fields) + len(state) :]
        if known_link == friend.link:
            values = dict(zip(MEMORY_FIELDS, memory, strict=True))
            values |= {name: tuple(values[name]) for name in ("link_pages", "icons", "feed_links")}
            friend = dataclasses.replace(friend, memory=Memory(**values), packed_identity=packed)
        if feed_link == friend.link and vouches_until is not None and vouches_until > now:
            friend = dataclasses.replace(friend, has_living_feed=True)
        friends.append(friend)
    return friends


def as_friend(friend: FriendFields) -> Friend:
    """Return the record that is judged; that of a row is made without a query, and so without its counts."""
    if isinstance(friend, Friend):
        return friend
    return Friend(
        friend.id,
        friend.name,
        friend.link,
        friend.link_page,
        friend.is_show,
        friend.not_show_reason,
        friend.always_show,
    )
