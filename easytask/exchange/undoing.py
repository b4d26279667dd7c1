"""Take an import back as a whole, without what its owner has made of it since."""

from __future__ import annotations

import dataclasses

from django.db import transaction
from django.utils import timezone

from blog.models import FriendGroup, FriendLink
from easytask.exchange import given_feeds, importing, own_fields
from easytask.models import Flip, FriendImport, ImportedFriend, RobotsAnswer


class NothingToUndo(Exception):
    """An import cannot be taken back, because it was, or never was taken in."""


@dataclasses.dataclass(frozen=True, slots=True)
class Undone:
    """What came of it: friends deleted, friends kept because they were edited, friends put back, and those that not."""

    deleted: int = 0
    kept: int = 0
    restored: int = 0
    edited: int = 0


def undo(import_id: int, *, user_name: str) -> Undone:
    """Delete the friends that an import made and put back what it changed, unless edited since; raise NothingToUndo."""
    with transaction.atomic():
        row = FriendImport.objects.select_for_update(of=("self",)).filter(pk=import_id).first()
        if row is None or row.state != FriendImport.State.DONE:
            raise NothingToUndo
        done = list(ImportedFriend.objects.filter(source=row))
        ids = [each.friend_id for each in done]
        friends = FriendLink.objects.select_for_update(of=("self",)).order_by("pk").in_bulk(ids)
        feeds = given_feeds.read()
        now = {pk: importing.snapshot(friend, feeds.get(pk, "")) for pk, friend in friends.items()}
        touched = _touched(row, friends)
        new = [each for each in done if each.is_new and each.friend_id in friends]
        untouched = [each.friend_id for each in new if each.friend_id not in touched and _is_as_it_was(each, now)]
        result = _put_back([each for each in done if not each.is_new], friends, now)
        FriendLink.objects.filter(pk__in=untouched).delete()
        for pk, name, line in row.groups:
            # One that somebody has taken into use or edited is no longer the import's.
            FriendGroup.objects.filter(pk=pk, name=name, line=line, friends=None).delete()
        row.state, row.at, row.undone_by = FriendImport.State.UNDONE, timezone.now(), user_name
        row.save()
    return dataclasses.replace(result, deleted=len(untouched), kept=len(new) - len(untouched))


def _touched(row: FriendImport, friends: dict[int, FriendLink]) -> set[int]:
    """Return the friends that somebody has shown or hidden by hand since."""
    by_hand = Flip.objects.filter(friend__in=list(friends), user__isnull=False, at__gte=row.at)
    return set(by_hand.values_list("friend_id", flat=True))


def _is_as_it_was(made: ImportedFriend, now: dict[int, dict[str, str]]) -> bool:
    """Return whether a new friend is as the import made it; that a robots.txt keeps the check away is no edit."""
    texts = now[made.friend_id]
    different = [column for column, text in made.after.items() if texts[column] != text]
    if different == ["snoozed_until"]:
        until = RobotsAnswer.objects.filter(pk=made.friend_id).values_list("snoozed_until", flat=True).first()
        return own_fields.as_text(until) == texts["snoozed_until"]
    return not different


def _put_back(changes: list[ImportedFriend], friends: dict[int, FriendLink], now: dict[int, dict[str, str]]) -> Undone:
    restored, edited = [], 0
    groups = set(FriendGroup.objects.values_list("pk", flat=True))
    given: dict[int, str] = {}
    for change in changes:
        friend = friends.get(change.friend_id)
        if friend is None:
            continue
        columns = [column for column, text in change.after.items() if now[friend.pk][column] == text]
        for column in columns:
            if column == importing.FEED:
                given[friend.pk] = change.before[column]
            else:
                setattr(friend, column, importing.value_of(column, change.before[column]))
        if friend.group_id not in groups:
            # One that is gone since takes nobody back.
            friend.group_id = None
        if columns:
            restored.append(friend)
        edited += len(columns) < len(change.after)
    importing.write_owned(restored)
    given_feeds.write(given, restored)
    return Undone(restored=len(restored), edited=edited)
