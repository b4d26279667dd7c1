"""Find the friend who has an address already, however it is spelled; this knows no form and no person who asks."""

from __future__ import annotations

from blog.models import FriendLink
from easytask.verdicts.addresses import Address, BadAddress, parse


def friend_at(address: Address, *, except_for: int | None = None) -> str | None:
    """Return the name of a friend, other than ``except_for``, who has this address; None when nobody has."""
    friends = FriendLink.objects.values_list("pk", "name", "link").iterator()
    return next((name for pk, name, link in friends if pk != except_for and _is_at(link, address)), None)


def _is_at(link: str, address: Address) -> bool:
    try:
        return parse(link).same_page_key == address.same_page_key
    except BadAddress:
        return False
