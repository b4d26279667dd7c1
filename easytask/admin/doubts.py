"""Say when the owner is asked whose site a link leads to, and which address may be offered; it changes nothing."""

from __future__ import annotations

from django.utils import timezone

from blog.models import FriendLink
from easytask.admin.standing import cause_of, state_of
from easytask.models import LinkIdentity
from easytask.verdicts import addresses, identity, quarantine
from easytask.verdicts.kinds import Cause
from easytask.verdicts.looks import Memory

ASKED = frozenset({Cause.UNRECOGNISED, Cause.STRANGER, Cause.INTRUDER})


def is_in_doubt(friend: FriendLink) -> bool:
    """Return whether the check does not know the friend's site again, or hides it as no site of a friend.

    Once its owner has answered, nothing is remembered of the friend, and so nothing is in doubt.
    """
    if _remembered(friend) is None or not friend.is_active:
        return False
    state = state_of(friend)
    is_unsure = state is not None and state.is_current and cause_of(state) in ASKED
    return is_unsure or (not friend.is_show and friend.not_show_kind in quarantine.QUARANTINES)


def moved_to(friend: FriendLink) -> str:
    """Return the address to which the site has moved for good, "" when it has not.

    The latest check was well there, or permanent redirects have led there long enough.
    """
    state, known = state_of(friend), _remembered(friend)
    if state is not None and state.is_current and state.moved_to:
        return state.moved_to
    if known is None:
        return ""
    memory = Memory(moved_to=known.moved_to, moved_since=known.moved_since)
    return known.moved_to if quarantine.offers_move(memory, now=timezone.now()) else ""


def elsewhere(friend: FriendLink) -> str:
    """Return where a link in doubt leads, when that is another address than its own: the site may have moved there."""
    known = _remembered(friend)
    if known is None or not is_in_doubt(friend):
        return ""
    address = known.moved_to or known.final_url
    return "" if _same_page(address, friend.link) else address


def link_page_found(friend: FriendLink) -> str:
    """Return the page that the check has found to carry our link, of a friend whose owner has named none."""
    known = _remembered(friend)
    return "" if known is None or friend.link_page else identity.from_json(known.data).link_page


def _remembered(friend: FriendLink) -> LinkIdentity | None:
    """Return what is remembered of the friend at its present address."""
    known: LinkIdentity | None = getattr(friend, "identity", None)
    return known if known is not None and known.link == friend.link else None


def _same_page(one: str, other: str) -> bool:
    try:
        return addresses.parse(one).same_page_key == addresses.parse(other).same_page_key
    except addresses.BadAddress:
        # An address that no browser takes is not offered.
        return True
