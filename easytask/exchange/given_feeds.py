"""Read and write the feed that the owner has given for a friend; what was found by itself is for the circle to know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils import timezone

from blog.models import FriendLink
from easytask.feeds import recording
from easytask.models import FriendFeed

_BATCH = 200


def read() -> dict[int, str]:
    """Return the address of each friend for whom one was given, by the friend's id."""
    return dict(FriendFeed.objects.exclude(given_address="").values_list("friend", "given_address"))


def write(given: Mapping[int, str], friends: Iterable[FriendLink]) -> None:
    """Write these addresses, by the friends' ids, within a transaction; with another one what was read before goes."""
    if not given:
        return
    links = {friend.pk: friend.link for friend in friends if friend.pk in given}
    rows = FriendFeed.objects.select_for_update(of=("self",)).order_by("pk").in_bulk(list(links))
    changed = [row for pk, row in rows.items() if row.given_address != given[pk]]
    recording.forget([row.pk for row in changed])
    for row in changed:
        row.given_address = given[row.pk]
    new = [
        FriendFeed(friend_id=pk, link=link, given_address=given[pk], due_at=timezone.now())
        for pk, link in links.items()
        if pk not in rows and given[pk]
    ]
    FriendFeed.objects.bulk_create(
        [*changed, *new],
        update_conflicts=True,
        unique_fields=["friend"],
        update_fields=["given_address"],
        batch_size=_BATCH,
    )
