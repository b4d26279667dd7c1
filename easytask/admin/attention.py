"""Find the friends that need their owner: those first about whom only the owner can decide, then the latest changes."""

from __future__ import annotations

import dataclasses

from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from blog.models import SNOOZED, FriendLink
from easytask.admin import doubts
from easytask.admin.filters import CONDITIONS, CURRENT
from easytask.admin.standing import Standing, standing_of
from easytask.icons.display import IconView, icon_of, with_icons
from easytask.verdicts import addresses, quarantine

_NOT_WELL = CONDITIONS["down"].rows | CONDITIONS["unlinked"].rows | CONDITIONS["uncertain"].rows
# Well, and still the owner's to decide: permanent redirects have led elsewhere long enough, as doubts.moved_to() says.
_MOVED = Q(is_active=True, identity__link=F("link"), identity__moved_since__lte=Now() - quarantine.MOVED_AFTER) & ~Q(
    identity__moved_to=""
)
# No check can tell whose the site is, or calls it nobody's.
_IN_DOUBT = Q(CURRENT, state__evidence__cannot_tell__in=[cause.value for cause in doubts.ASKED]) | Q(
    is_show=False, not_show_kind__in=[kind.value for kind in quarantine.QUARANTINES]
)


@dataclasses.dataclass(frozen=True, slots=True)
class Wanting:
    """A friend for its owner to look at; ``note`` says why, when the badge alone does not."""

    friend: FriendLink
    icon: IconView
    standing: Standing
    note: str


def wanting(most: int) -> list[Wanting]:
    """Return so many of them, whom the check is not to leave alone for now."""
    rows = with_icons(FriendLink.objects.filter(_NOT_WELL | _MOVED).exclude(SNOOZED))
    in_order = rows.select_related("state", "identity").order_by(
        Case(When(_IN_DOUBT, then=Value(0)), When(_MOVED, then=Value(1)), default=Value(2)), "-is_show_since"
    )
    return [_wanting(friend) for friend in in_order[:most]]


def _wanting(friend: FriendLink) -> Wanting:
    standing = standing_of(friend)
    return Wanting(friend, icon_of(friend), standing, standing.note or _moved(friend))


def _moved(friend: FriendLink) -> str:
    known = getattr(friend, "identity", None)
    address = doubts.moved_to(friend)
    if known is None or not known.moved_to or not address:
        return ""
    try:
        return _("搬到了 %s") % addresses.parse(address).host
    except addresses.BadAddress:
        return ""
