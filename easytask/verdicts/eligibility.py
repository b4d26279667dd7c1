"""Say whether whoever asks for a link may hand the application in, by what a probe of the site found; pure rules."""

from __future__ import annotations

import enum

from easytask.verdicts import quarantine, rules
from easytask.verdicts.kinds import Cause, CheckStatus, Kind


class Eligibility(enum.StrEnum):
    """What a look at the site of an application came to."""

    # Alive, and our link is there or is not asked for.
    READY = "ready"
    # A wall, a script or an answer that we cannot read: the owner has to look.
    UNVERIFIED = "unverified"
    # Alive, but our link was not found.
    UNLINKED = "unlinked"
    # No answer, or one that says that there is no such page.
    DEAD = "dead"
    # A page that is known as no site of a friend.
    NO_SITE = "no_site"

    @property
    def may_be_handed_in(self) -> bool:
        return self in (Eligibility.READY, Eligibility.UNVERIFIED)


def eligibility(kind: Kind, cause: Cause | None = None) -> Eligibility:
    """Return what a verdict means for an application."""
    if cause is Cause.LINK_PAGE:
        # The page on which the applicant says that our link is could not be read.
        return Eligibility.UNLINKED
    if kind in quarantine.QUARANTINES:
        return Eligibility.NO_SITE
    return {
        CheckStatus.OK: Eligibility.READY,
        CheckStatus.UNLINKED: Eligibility.UNLINKED,
        CheckStatus.UNKNOWN: Eligibility.UNVERIFIED,
        CheckStatus.FAILING: Eligibility.DEAD,
    }[rules.check_status(kind)]
