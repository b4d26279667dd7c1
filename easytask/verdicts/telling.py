"""Say whether a friend whose link is hidden is to be told by mail; pure rules, without a clock.

A false alarm told to a friend is worse than a false hide, and mail to a sold domain reaches whoever bought it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import functools

from easytask.verdicts import domains, quarantine, rules
from easytask.verdicts.kinds import CheckStatus, Kind

LEAST_FAILING_RUNS = 3
LEAST_TIME = dt.timedelta(hours=72)
# Around a suspected outage of our own.
OUTAGE_DOUBT = dt.timedelta(hours=24)
# Between two letters to one friend.
QUIET_TIME = dt.timedelta(days=30)
# So many letters wait for the owner's click before the first goes out by itself.
CONFIRMED_LETTERS = 10
# Whose domain may be somebody else's by now.
SOLD = quarantine.QUARANTINES | {Kind.DNS}


class Telling(enum.StrEnum):
    """Whether to tell a friend, and else why not; the first two may change by waiting."""

    NOT_YET = "not_yet"
    IN_DOUBT = "in_doubt"
    TELL = "tell"
    TOLD = "told"
    TOLD_LATELY = "told_lately"
    SOLD_DOMAIN = "sold_domain"
    # Shown again, edited or hidden anew since.
    OVER = "over"


@dataclasses.dataclass(frozen=True, slots=True)
class Fall:
    """One friend since the check hid it: ``kind`` of the latest check, ``failures`` in a row, hidden ``since``.

    ``is_current``: nobody has shown or edited it since. ``is_told``: of this fall. ``told_at``: when this friend, or
    this mail address, was last told of any fall.
    """

    kind: Kind
    failures: int
    since: dt.datetime
    email: str
    is_current: bool = True
    is_told: bool = False
    told_at: dt.datetime | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Circumstances:
    """What holds for all friends: when our own network was last suspected, and the domains that may be sold."""

    now: dt.datetime
    outage_at: dt.datetime | None = None
    sold_domains: frozenset[str] = frozenset()


def telling(fall: Fall, at: Circumstances) -> Telling:
    """Return whether to tell a friend of its fall now."""
    return _why_never(fall, at) or _why_later(fall, at) or Telling.TELL


def _why_never(fall: Fall, at: Circumstances) -> Telling | None:
    if not fall.is_current:
        return Telling.OVER
    if fall.is_told:
        return Telling.TOLD
    if fall.told_at is not None and at.now - fall.told_at < QUIET_TIME:
        return Telling.TOLD_LATELY
    return Telling.SOLD_DOMAIN if mail_domain(fall.email) in at.sold_domains else None


def _why_later(fall: Fall, at: Circumstances) -> Telling | None:
    if at.outage_at is not None and at.now - at.outage_at < OUTAGE_DOUBT:
        return Telling.IN_DOUBT
    if rules.check_status(fall.kind) not in (CheckStatus.FAILING, CheckStatus.UNLINKED):
        return Telling.IN_DOUBT
    if fall.failures < LEAST_FAILING_RUNS or at.now - fall.since < LEAST_TIME:
        return Telling.NOT_YET
    return None


@functools.lru_cache(maxsize=1024)
def mail_domain(email: str) -> str:
    """Return the registrable domain of a mail address."""
    return domains.domain_of(f"https://{email.rpartition('@')[2]}")
