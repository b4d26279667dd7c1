"""Collect the owner's whole list of friends from the database, for an export that leaves nothing out."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from django.db.models import F, QuerySet

from blog.models import FriendGroup, FriendLink
from easytask.exchange import given_feeds, own_fields
from easytask.exchange.records import Entry, Format, FriendList, Group, Seen
from easytask.models import FriendFeed, FriendIcon, LinkState

_SAYS = frozenset(field.attribute for name, field in own_fields.FIELDS.items() if name != "link")


@dataclasses.dataclass(frozen=True, slots=True)
class Collected:
    """All friends, and what we have found of them ourselves."""

    friends: FriendList
    seen: Seen


def collect() -> Collected:
    """Return every friend in the order of the friends page, inactive and hidden ones included."""
    rows: QuerySet[FriendLink] = FriendLink.objects.select_related("group").order_by(
        F("group__order").asc(nulls_last=True), F("group").asc(nulls_last=True), "order", "create_date", "pk"
    )
    links = dict(FriendLink.objects.values_list("pk", "link"))
    icons = FriendIcon.objects.exclude(source="").values_list("friend", "link", "source")
    states = LinkState.objects.values_list("friend", "verdict", "checked_at")
    feeds = FriendFeed.objects.exclude(address="").values_list("friend", "link", "address")
    given = given_feeds.read()
    friends = list(rows)
    verdicts = {pk: {"verdict": verdict, "checked_at": own_fields.as_text(at)} for pk, verdict, at in states}
    return Collected(
        FriendList(
            Format.JSON,
            is_own=True,
            entries=tuple(_entry(number, friend, given) for number, friend in enumerate(friends, 1)),
            groups=tuple(Group(group.name, group.line, group.order) for group in FriendGroup.objects.all()),
        ),
        Seen(
            states={friend.link: {**_state(friend), **verdicts.get(friend.pk, {})} for friend in friends},
            # What was found belongs to the address that the friend had then.
            icons={link: source for pk, link, source in icons if links.get(pk) == link},
            feeds={link: address for pk, link, address in feeds if links.get(pk) == link},
        ),
    )


def _entry(number: int, friend: FriendLink, given: Mapping[int, str]) -> Entry:
    return Entry(
        number=number,
        link=friend.link,
        says=_SAYS,
        name=friend.name,
        description=friend.description,
        icon=friend.icon_address,
        feed=given.get(friend.pk, ""),
        link_page=friend.link_page,
        group=friend.group.name if friend.group else "",
        order=friend.order,
        email=friend.email,
        language=friend.language,
        is_active=friend.is_active,
        always_show=friend.always_show,
        snoozed_until=friend.snoozed_until,
        create_date=friend.create_date,
    )


def _state(friend: FriendLink) -> dict[str, str]:
    return {
        "shown": own_fields.as_text(friend.is_show),
        "since": own_fields.as_text(friend.is_show_since),
        "reason": friend.not_show_reason,
    }
