"""Turn a friend and its page into show, hide or cannot-tell, and the reason; know only records and addresses.

The rules are the contract's table of verdicts, its patience, its outage and its mistake of our own.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection

from easytask.verdicts import addresses, quarantine
from easytask.verdicts.kinds import BacklinkState, Cause, CheckStatus, Kind, Liveness
from easytask.verdicts.marks import NAMELESS_WALL, STATUS_MARKS
from easytask.verdicts.records import PAGE_STATUSES, FetchResult, Friend, Outages, Verdict
from easytask.verdicts.words import REASONS

# A hide that the check itself takes back within this time, at the same address, was probably our own error.
FALSE_HIDE_WITHIN = dt.timedelta(hours=48)

_LIVENESS = {
    CheckStatus.OK: Liveness.UP,
    CheckStatus.UNLINKED: Liveness.UP,
    CheckStatus.FAILING: Liveness.DOWN,
    CheckStatus.UNKNOWN: Liveness.UNKNOWN,
}
# Every other kind is failing.
_STATUSES = {
    Kind.OK: CheckStatus.OK,
    Kind.WHITE_LISTED: CheckStatus.OK,
    Kind.NO_BACKLINK: CheckStatus.UNLINKED,
    Kind.TOO_LARGE: CheckStatus.UNLINKED,
    Kind.UNCERTAIN: CheckStatus.UNKNOWN,
    Kind.OUTAGE: CheckStatus.UNKNOWN,
    Kind.FAILED: CheckStatus.UNKNOWN,
}
# The friend's site itself answered: what is in doubt is what it says of our link, or who else has written on it.
ALIVE_CAUSES = frozenset({Cause.SCRIPT, Cause.LINK_PAGE, Cause.SITE_LINK, Cause.INTRUDER})

OUTAGE_LEAST_LINKS = SITE_LINK_LEAST_LINKS = 3
OUTAGE_RUNS_BELIEVED = 3
OUTAGE_BELIEVED_AFTER = dt.timedelta(hours=1)


def evaluate(  # noqa: PLR0913  # all that a verdict depends on
    friend: Friend,
    page: FetchResult,
    *,
    backlink_asked: bool = False,
    link_page: FetchResult | None = None,
    patience: int = 1,
    second_look: FetchResult | None = None,
) -> Verdict:
    """Return the verdict on one fetched friend, as if no outage were suspected.

    ``page`` is the friend's ``link``; ``link_page``, when there is a separate one, decides about the backlink alone.
    A verdict that ``needs_second_look`` is made anew with the same arguments and that ``second_look`` at ``link``.
    """
    kind = _kind_of_link(page)
    if not _is_judged(page):
        return _verdict(friend, kind, page, link_page, patience)
    if backlink_asked and kind is Kind.OK:
        kind = _kind_of_backlink(page) if link_page is None else _kind_of_link_page(friend, page, link_page)
    has_backlink = (link_page or page).backlink is not None and kind is Kind.OK
    finding = quarantine.find(friend, page, has_backlink=has_backlink)
    needs_second_look = False
    if finding.suspected is not None and finding.is_sure:
        is_known = quarantine.is_quarantined(friend)
        needs_second_look = not is_known and second_look is None
        is_seen_twice = second_look is not None and _suspects(friend, second_look, finding.suspected)
        if is_known or is_seen_twice:
            kind, patience = finding.suspected, 0
    elif finding.suspected is not None:
        is_second = quarantine.was_marked(friend)
        if is_second or not friend.is_show or not isinstance(kind, Kind) or kind is Kind.OK:
            kind, patience = finding.suspected, patience if is_second else max(patience, friend.failures + 2)
    elif kind is Kind.OK and quarantine.is_quarantined(friend):
        is_back = quarantine.is_back(friend, page, finding, has_backlink=has_backlink)
        kind = finding.doubt or kind if is_back else Cause.STRANGER
    elif kind is Kind.OK:
        kind = finding.doubt or kind
    verdict = dataclasses.replace(
        _verdict(friend, kind, page, link_page, patience), finding=finding, needs_second_look=needs_second_look
    )
    return dataclasses.replace(verdict, memory=quarantine.remember(verdict, has_backlink=has_backlink))


def _suspects(friend: Friend, page: FetchResult, kind: Kind) -> bool:
    """Return whether a second look suspects the same."""
    finding = quarantine.find(friend, page, has_backlink=page.backlink is not None)
    return _is_judged(page) and finding.suspected is kind


def _is_judged(page: FetchResult) -> bool:
    """Return whether a page is asked whose it is: a living one, or what only looks like a wall and is surely parked.

    Parking pages set a cookie and jump by script as walls without a name do; what has a wall's own mark is one.
    """
    kind = _kind_of_link(page)
    is_nameless = page.reading is not None and page.reading.wall == NAMELESS_WALL and not page.challenged
    return kind is Kind.OK or (kind is Cause.WALL and is_nameless and quarantine.is_surely_parked(page))


def _verdict(
    friend: Friend, kind: Kind | Cause, page: FetchResult, link_page: FetchResult | None, patience: int
) -> Verdict:
    if isinstance(kind, Cause):
        return dataclasses.replace(_unchanged(friend, Kind.UNCERTAIN, page, link_page), cause=kind)
    failures = 0 if kind is Kind.OK else friend.failures + 1
    is_show = kind is Kind.OK or (friend.is_show and failures < patience)
    reason = "" if is_show else REASONS[kind].format(code=page.status)
    return Verdict(friend, kind, is_show, reason, failures, page=page, link_page=link_page)


def white_listed(friend: Friend) -> Verdict:
    """Return the verdict on a friend whom the owner wants shown, by name or by its own switch: it is never fetched."""
    return Verdict(friend, Kind.WHITE_LISTED, is_show=True, not_show_reason="")


def failed(friend: Friend) -> Verdict:
    """Return the verdict when our own code broke on this friend: nothing changes."""
    return _unchanged(friend, Kind.FAILED)


def suspects_outage(*, fetched: int, silent: int, share: float) -> bool:
    """Return whether so many friends were silent that our own network is the likelier cause.

    Both numbers count the links that tell of the network; ``share`` 0 switches the rule off.
    """
    return share > 0 and silent >= OUTAGE_LEAST_LINKS and silent > share * fetched


def in_outage(silent: Collection[Verdict], *, before: Outages, any_answered: bool) -> list[Verdict]:
    """Return what becomes of the silent verdicts of a run in which an outage is suspected.

    Nothing changes for them, unless their silence has lasted over enough such runs in a row while somebody answered.
    """
    lasted = before.count + 1 >= OUTAGE_RUNS_BELIEVED and before.age >= OUTAGE_BELIEVED_AFTER and any_answered
    return [
        dataclasses.replace(verdict, silences=verdict.friend.silences + 1)
        if lasted and verdict.friend.silences + 1 >= OUTAGE_RUNS_BELIEVED
        else dataclasses.replace(
            _unchanged(verdict.friend, Kind.OUTAGE, verdict.page, verdict.link_page),
            silences=verdict.friend.silences + 1,
        )
        for verdict in silent
    ]


def waits_for_site_link(verdict: Verdict) -> bool:
    """Return whether this verdict, if our own setting is wrong, would hide a friend or forget its backlink for that."""
    return verdict.lacks_backlink and (verdict.friend.is_show or verdict.friend.had_backlink)


def suspects_site_link(*, kept: int, lost: int, share: float) -> bool:
    """Return whether so many friends lost our backlink at once that the address we look for is the likelier cause.

    Both numbers count links that carried it at their last reading; ``share`` 0 switches the rule off.
    """
    return share > 0 and lost >= SITE_LINK_LEAST_LINKS and lost > share * (kept + lost)


def with_site_link_suspected(lacking: Collection[Verdict]) -> list[Verdict]:
    """Return what becomes of verdicts that lack our backlink while our own setting is suspected.

    Nothing changes for them; what a look at the page told does not depend on the setting and is still remembered.
    """
    return [
        dataclasses.replace(
            _unchanged(verdict.friend, Kind.UNCERTAIN, verdict.page, verdict.link_page),
            cause=Cause.SITE_LINK,
            finding=verdict.finding,
            memory=verdict.memory,
        )
        for verdict in lacking
    ]


def without_second_look(verdict: Verdict) -> Verdict:
    """Return the verdict when the page could not be looked at again: it holds, without the quarantine."""
    return dataclasses.replace(verdict, needs_second_look=False)


def check_status(kind: Kind) -> CheckStatus:
    """Return what a check that ended in this kind says of its link; unknown when nothing could be told."""
    return _STATUSES.get(kind, CheckStatus.FAILING)


def liveness(kind: Kind, cause: Cause | None = None) -> Liveness:
    """Return whether a check that ended in this kind saw a living site, whatever it says of our link.

    A page of the site's own is a living site, also when our link is not on it or could not be looked for, or when an
    intruder has written on it: ALIVE_CAUSES say up. A bot wall, an answer that we cannot read, an incomplete
    certificate, and a page of which it is not known whose it is say unknown. So does a link that is never fetched.
    Everything else that was decided says down: no answer, an error status, or a page known as no site of a friend.
    """
    if kind is Kind.WHITE_LISTED:
        return Liveness.UNKNOWN
    if kind is Kind.UNCERTAIN:
        return Liveness.UP if cause in ALIVE_CAUSES else Liveness.UNKNOWN
    return _LIVENESS[check_status(kind)]


def kinds_that_say(liveness_: Liveness) -> tuple[Kind, ...]:
    """Return the kinds that say this of a site by themselves, for those who ask a database."""
    return tuple(kind for kind in Kind if liveness(kind) is liveness_)


def kinds_with(*statuses: CheckStatus) -> tuple[Kind, ...]:
    """Return the kinds that have one of these statuses, for those who ask a database."""
    return tuple(kind for kind in Kind if check_status(kind) in statuses)


def in_partial_run(verdicts: Collection[Verdict]) -> list[Verdict]:
    """Return the verdicts of a run over chosen links: it knows nothing of our own network, so it counts no silence."""
    return [dataclasses.replace(verdict, silences=verdict.friend.silences) for verdict in verdicts]


def backlink_state(verdict: Verdict) -> BacklinkState:
    """Return what this verdict says of our link on the friend's page, or on its separate link page."""
    if verdict.kind in (Kind.NO_BACKLINK, Kind.TOO_LARGE):
        return BacklinkState.MISSING
    if verdict.kind is Kind.WHITE_LISTED:
        return BacklinkState.NOT_ASKED
    read = verdict.link_page or verdict.page
    if verdict.kind is not Kind.OK or read is None:
        return BacklinkState.UNKNOWN
    if read.backlink is None:
        return BacklinkState.NOT_ASKED
    return BacklinkState.NOFOLLOW if read.backlink.nofollow else BacklinkState.FOUND


def had_backlink(verdict: Verdict) -> bool:
    """Return whether the last reading carried our link: that of this verdict, or an earlier one if it read nothing."""
    state = backlink_state(verdict)
    if state is BacklinkState.MISSING:
        return False
    return verdict.friend.had_backlink or state in (BacklinkState.FOUND, BacklinkState.NOFOLLOW)


def _unchanged(
    friend: Friend, kind: Kind, page: FetchResult | None = None, link_page: FetchResult | None = None
) -> Verdict:
    return Verdict(friend, kind, friend.is_show, friend.not_show_reason, friend.failures, 0, page, link_page)


# What follows returns the kind of a page, or the cause for which it cannot be told.


def _kind_of_link(page: FetchResult) -> Kind | Cause:
    """Judge whether the site is alive."""
    if page.problem is not None:
        return page.doubt or Kind(page.problem.value)
    if _is_wall(page):
        return Cause.WALL
    if page.status in PAGE_STATUSES and page.incomplete is not None and not page.bytes:
        # The head alone is no page: browsers show an error of their own for it.
        return page.doubt or Kind(page.incomplete.value)
    # A 202 without a page says that there will be one.
    has_page = page.status == 200 or (page.status in PAGE_STATUSES and page.bytes > 0)
    return Kind.OK if has_page else Kind.BAD_STATUS


def _is_wall(page: FetchResult) -> bool:
    return page.challenged or page.status in STATUS_MARKS or (page.reading is not None and bool(page.reading.wall))


def _kind_of_backlink(page: FetchResult) -> Kind | Cause:
    """Judge whether a living page links to us; what could not be read or seen never says that it does not."""
    if page.backlink is not None:
        return Kind.OK
    if page.doubt is not None:
        return page.doubt
    if page.reading is not None and page.reading.needs_script:
        return Cause.SCRIPT
    if page.incomplete is not None:
        return Kind(page.incomplete.value)
    return Kind.TOO_LARGE if page.cut else Kind.NO_BACKLINK


def _kind_of_link_page(friend: Friend, page: FetchResult, link_page: FetchResult) -> Kind | Cause:
    """Judge the link page; the site is alive, so what cannot be read, or is not the friend's own, says nothing."""
    own = {_site(friend.link), _site(page.url)}
    if not {_site(friend.link_page), _site(link_page.url)} <= own or _kind_of_link(link_page) is not Kind.OK:
        return Cause.LINK_PAGE
    kind = _kind_of_backlink(link_page)
    return Cause.LINK_PAGE if link_page.incomplete is not None and kind is not Kind.OK else kind


def _site(url: str) -> str | None:
    try:
        return addresses.parse(url).site
    except addresses.BadAddress:
        return None
