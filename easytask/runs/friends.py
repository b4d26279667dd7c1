"""Read the friend links that a run checks, as plain records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any, Protocol

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
_COLUMNS = (
    *("pk", "name", "link", "link_page", "is_show", "not_show_reason", "always_show"),
    *("state__link", "state__is_show", "state__failures", "state__silences", "state__had_backlink"),
    *("identity__link", "identity__data", *(f"identity__{name}" for name in MEMORY_FIELDS)),
    *("feed__link", "feed__vouches_until"),
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
    now = timezone.now()
    rows = rows.order_by(F("state__elapsed").desc(nulls_first=True), "id")
    return [_as_read(row, now) for row in rows.values_list(*_COLUMNS, named=True)]


def _as_read(row: Any, now: dt.datetime) -> Friend:
    """Return the record of one row; what was seen at another address than its present one does not count."""
    is_seen = row.state__link == row.link
    # Its owner may have shown or hidden it since.
    is_as_left = is_seen and row.state__is_show == row.is_show
    is_known = row.identity__link == row.link
    vouches_until = row.feed__vouches_until if row.feed__link == row.link else None
    return Friend(
        row.pk,
        row.name,
        row.link,
        row.link_page,
        row.is_show,
        row.not_show_reason,
        row.always_show,
        failures=row.state__failures if is_as_left else 0,
        silences=row.state__silences if is_as_left else 0,
        had_backlink=is_seen and row.state__had_backlink,
        has_living_feed=vouches_until is not None and vouches_until > now,
        memory=_memory_of(row) if is_known else Memory(),
        packed_identity=row.identity__data if is_known else "",
    )


def _memory_of(row: Any) -> Memory:
    values: dict[str, Any] = {name: getattr(row, f"identity__{name}") for name in MEMORY_FIELDS}
    # A JSON column gives lists.
    values |= {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    return Memory(**values)


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
