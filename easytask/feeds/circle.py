"""Say which posts of which friends visitors may see: those of friends that are well, the newest, a few of each."""

from __future__ import annotations

import datetime as dt

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from easytask.feeds.recording import SHOWN_FOR
from easytask.models import FriendPost
from easytask.verdicts import rules
from easytask.verdicts.kinds import Cause, CheckStatus, Kind

# One who writes five times a day is not to fill the page.
MOST_OF_A_FRIEND = 5
# These checks say nothing of the friend: whoever was quoted before is quoted still.
_TELLS_NOTHING = (Kind.OUTAGE, Kind.FAILED)
# Causes for which a check could not tell, none of them a suspicion that the site is somebody else's by now.
_HARMLESS = (Cause.WALL, Cause.SCRIPT, Cause.RESPONSE, Cause.CHAIN, Cause.LINK_PAGE, Cause.SITE_LINK)


def may_be_quoted(prefix: str = "") -> Q:
    """Return the friends whose posts may be shown; whose latest check was not well is left out at once.

    ``prefix`` leads to them from the rows that are filtered, as ``friend__``.
    """
    is_well = Q(**{f"{prefix}state__verdict__in": (*rules.kinds_with(CheckStatus.OK), *_TELLS_NOTHING)}) | Q(
        **{f"{prefix}state__verdict": Kind.UNCERTAIN, f"{prefix}state__evidence__cannot_tell__in": _HARMLESS}
    )
    return Q(
        is_well,
        **{
            f"{prefix}is_active": True,
            f"{prefix}is_show": True,
            f"{prefix}state__link": F(f"{prefix}link"),
            f"{prefix}feed__link": F(f"{prefix}link"),
            f"{prefix}feed__is_hidden": False,
        },
    )


def shown_posts(*, now: dt.datetime | None = None) -> QuerySet[FriendPost]:
    """Return the posts of the last two months, newest first."""
    now = now or timezone.now()
    newest_first = (F("published_at").desc(), F("pk").desc())
    fresh = FriendPost.objects.filter(
        may_be_quoted("friend__"), published_at__gt=now - SHOWN_FOR, published_at__lte=now
    )
    numbered = fresh.annotate(number=Window(RowNumber(), partition_by="friend", order_by=newest_first))
    return numbered.filter(number__lte=MOST_OF_A_FRIEND).order_by(*newest_first)
