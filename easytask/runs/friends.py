"""Read the friend links that a run checks, as plain records."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from blog.models import FriendLink
from easytask.verdicts.records import CheckFailed, Friend


class UnknownFriends(CheckFailed):
    """Some of the wanted ids belong to no friend link."""


def load(friend_ids: Collection[int] | None = None) -> list[Friend]:
    """The friend links to be checked, all or the given ones, slowest last time first.

    Left out are the inactive ones and those that the owner wants left alone. Raises UnknownFriends for an id that does
    not exist.
    """
    rows = FriendLink.objects.all()
    if friend_ids is not None:
        rows = rows.filter(pk__in=friend_ids)
        unknown = set(friend_ids) - set(rows.values_list("pk", flat=True))
        if unknown:
            raise UnknownFriends(_("没有编号为 %s 的友链。") % "、".join(map(str, sorted(unknown))))
    return read(rows.due())


def read(rows: QuerySet[FriendLink]) -> list[Friend]:
    """These rows as the records that are judged, slowest last time first."""
    rows = rows.order_by(F("state__elapsed").desc(nulls_first=True), "id")
    fields = ("pk", "name", "link", "link_page", "is_show", "not_show_reason", "always_show")
    remembered = ("state__link", "state__is_show", "state__failures", "state__silences")
    friends = []
    for row in rows.values_list(*fields, *remembered):
        friend = Friend(*row[: len(fields)])
        seen_link, seen_show, failures, silences = row[len(fields) :]
        if (seen_link, seen_show) == (friend.link, friend.is_show):
            friend = dataclasses.replace(friend, failures=failures, silences=silences)
        friends.append(friend)
    return friends


def as_friend(row: Friend | FriendLink) -> Friend:
    """A row that somebody has at hand as the record that is judged; no query, and so without its counts."""
    if isinstance(row, Friend):
        return row
    return Friend(row.pk, row.name, row.link, row.link_page, row.is_show, row.not_show_reason, row.always_show)
