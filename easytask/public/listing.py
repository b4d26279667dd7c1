"""Tell which friends visitors may learn of: those that are shown, and those whose site did not answer as a living site.

Every public page, feed and export names these and no others. A living site that is hidden, because our link is not on
it or because its owner wants it so, is not among them; nor is one that no check has seen yet, because nobody knows what
is there.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from blog.models import FriendLink
from easytask.verdicts import rules, words
from easytask.verdicts.kinds import Kind, Liveness

# Who has been known for so long as no site of a friend is not named any more.
QUARANTINE_NAMED = dt.timedelta(days=90)

_LIVING_REASONS = [reason for kind, reason in words.REASONS.items() if rules.liveness(kind) is not Liveness.DOWN]
# A row that older code has hidden, or a fixture, has the reason alone; one that its owner has hidden has neither.
_WAS_DOWN = Q(not_show_kind__in=rules.kinds_that_say(Liveness.DOWN)) | (
    Q(not_show_kind="") & ~Q(not_show_reason="") & ~Q(not_show_reason__in=_LIVING_REASONS)
)
# As the latest check of a friend, which nobody has edited since, saw its site.
_ALIVE = Q(state__verdict__in=rules.kinds_that_say(Liveness.UP)) | Q(
    state__verdict=Kind.UNCERTAIN, state__evidence__cannot_tell__in=rules.ALIVE_CAUSES
)
_SEEN_ALIVE = Q(_ALIVE, state__link=F("link"), state__is_show=F("is_show"))


_NAMED = Q(is_show=True, state__isnull=False) | Q(always_show=True) | _WAS_DOWN


def shown_friends() -> QuerySet[FriendLink]:
    """Return those of the listed friends that are shown, without looking for who else may be named."""
    return FriendLink.objects.filter(_NAMED, is_active=True, is_show=True)


def listed_friends() -> QuerySet[FriendLink]:
    """Return the friends that visitors may learn of; those that are not shown are away.

    Away is a friend whose site did not answer as a living site when it was hidden, and does not by its latest check.
    """
    named_since = timezone.now() - QUARANTINE_NAMED
    long_gone = Q(identity__link=F("link"), identity__quarantined_since__lt=named_since)
    # Apart, so that a friend of whom nothing is remembered, whose columns are null, is not left out.
    unnamed = FriendLink.objects.filter(_SEEN_ALIVE | long_gone, is_show=False).values("pk")
    return FriendLink.objects.filter(_NAMED, is_active=True).exclude(pk__in=unnamed)
