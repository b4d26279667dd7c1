"""Say whether a page that answered is known as no site of a friend, and whether a friend is back; pure rules.

They are the contract's Quarantine and Identity: what is suspected, what stands against it, how often it must be seen,
and what is remembered of it. The verdict, its reason and its patience are made of it in rules.py.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from urllib.parse import urljoin

from easytask.verdicts import dead_marks, domains, identity, link_pages, names
from easytask.verdicts.addresses import BadAddress, parse
from easytask.verdicts.chinese import simplified
from easytask.verdicts.kinds import Cause, Kind
from easytask.verdicts.looks import Look, LookRequest, Memory, Trait
from easytask.verdicts.records import FetchResult, Finding, Friend, Verdict

# Known at first sight, after a second look in the same run.
AT_ONCE = frozenset({Kind.PARKED, Kind.TAKEN_OVER})
QUARANTINES = AT_ONCE | {Kind.SUSPENDED, Kind.BLOCKED, Kind.PLACEHOLDER, Kind.ERROR_PAGE}
# Nothing of the friend is left, in two looks so far apart: the owner is asked.
STRANGER_AFTER = dt.timedelta(days=1)
# Without a mark for so long, one of whom nothing was ever known is shown again.
UNMARKED_FOR = dt.timedelta(days=7)
# Permanent redirects to the same place for so long are offered to the owner as a move.
MOVED_AFTER = dt.timedelta(days=14)
# So many own links on a page with a feed are posts.
_POSTS = 3
# Where browsers look for an icon that no page names.
GUESSED_ICON = "/favicon.ico"
# What sellers of visitors put before a parked domain.
_WW = re.compile(r"ww\d+\.")
# What more than one of a page's marks says, the first of these is believed.
_ORDER = (Kind.PARKED, Kind.BLOCKED, Kind.SUSPENDED, Kind.TAKEN_OVER, Kind.PLACEHOLDER, Kind.ERROR_PAGE)


def recall(friend: Friend) -> Friend:
    """Return the friend with its identity unpacked, to be judged."""
    memory = dataclasses.replace(friend.memory, identity=identity.from_json(friend.packed_identity))
    return dataclasses.replace(friend, memory=memory)


def look_request(friend: Friend, *, now: dt.datetime, hours: float) -> LookRequest:
    """Return what to ask of the friend's page: a look is due after so many hours, and whenever it matters.

    It matters while the friend is hidden or waits to be, or was not known again. A clock that is set back makes it due.
    """
    memory = friend.memory
    is_settled = friend.is_show and friend.failures == 0 and memory.unrecognised_since is memory.marked_at is None
    age = None if memory.looked_at is None else now - memory.looked_at
    is_due = not is_settled or age is None or not dt.timedelta() <= age < dt.timedelta(hours=hours)
    own_names = _names_of(friend)
    return LookRequest(now, own_names.anywhere, own_names.in_title, is_due, memory.final_url, friend.link)


def find(friend: Friend, page: FetchResult, *, has_backlink: bool) -> Finding:
    """Return what the look at an answered page means; nothing when there was no look."""
    look = look_of(page)
    if look is None:
        return Finding()
    remembered = friend.memory.identity
    known = identity.known(remembered, _names_of(friend))
    kept = identity.kept(remembered, look)
    finding = Finding(kept=kept, lost=known - kept)
    has_feed = friend.has_living_feed or identity.has_its_feed(remembered, look)
    if spam := _spam(friend, look):
        # A feed at an address of its own is among what is kept; at one that every blog has, the intruder may have one.
        has_feed = friend.has_living_feed or (has_feed and not look.has_spam_text)
        if _beside_spam(kept, look) or has_backlink or has_feed or _is_a_blog_beside_its_title(look):
            return dataclasses.replace(finding, doubt=Cause.INTRUDER, marks=(spam,))
        return dataclasses.replace(finding, suspected=Kind.TAKEN_OVER, is_sure=True, marks=(spam,))
    marks = (*_address_marks(friend, page), *look.marks)
    is_vetoed = has_backlink or bool(kept & {Trait.NAME, Trait.IDS}) or has_feed
    is_lost = len(known) >= identity.RICH and not (kept or has_backlink or friend.has_living_feed)
    told = marks or (_weak_marks(friend, look) if is_lost and not look.is_notice else ())
    if told and not is_vetoed:
        return _marked(finding, told)
    if not is_lost:
        return finding
    lasted = look.at - _since(friend.memory.unrecognised_since, look.at) >= STRANGER_AFTER
    return dataclasses.replace(finding, doubt=Cause.STRANGER if lasted and not look.is_sparse else Cause.UNRECOGNISED)


def is_surely_parked(page: FetchResult) -> bool:
    """Say whether a page bears a mark of parking that no living page has."""
    look = look_of(page)
    sure = dead_marks.SURE.intersection(look.marks) if look else ()
    return any(dead_marks.KINDS[name] is Kind.PARKED for name in sure)


def look_of(page: FetchResult) -> Look | None:
    """Return the look at a page, None when there was none, or when not all of the page came."""
    is_whole = page.incomplete is None and page.doubt is None
    return page.reading.look if page.reading and is_whole else None


def _names_of(friend: Friend) -> names.OwnNames:
    return identity.names_of(friend.memory.identity, friend.name, friend.link)


def _marked(finding: Finding, marks: tuple[str, ...]) -> Finding:
    kinds = {dead_marks.KINDS[name] for name in marks}
    kind = next(kind for kind in _ORDER if kind in kinds)
    told = tuple(name for name in marks if dead_marks.KINDS[name] is kind)
    is_sure = kind in AT_ONCE and not dead_marks.SURE.isdisjoint(told)
    return dataclasses.replace(finding, suspected=kind, is_sure=is_sure, marks=told)


def _address_marks(friend: Friend, page: FetchResult) -> tuple[str, ...]:
    """Return the mark of an address that only comparing tells: ``http://ww12.`` before the friend's own domain."""
    try:
        final = parse(page.url)
        if not _WW.match(final.host):
            return ()
        own = parse(friend.link)
    except BadAddress:
        return ()
    if _WW.match(own.host) or domains.registrable_domain(final.host) != domains.registrable_domain(own.host):
        return ()
    return (dead_marks.SOLD_VISITORS,)


def _weak_marks(friend: Friend, look: Look) -> tuple[str, ...]:
    """Return the weak marks of a page; its domain as a title is none when the friend has called itself so before."""
    own = {part for title in (friend.name, *friend.memory.identity.titles) for part in names.segments(title)}
    is_its_name = names.fold(look.title).removeprefix("www.") in {name.removeprefix("www.") for name in own}
    return tuple(mark for mark in look.weak_marks if not (is_its_name and mark == dead_marks.DOMAIN_TITLE))


def _spam(friend: Friend, look: Look) -> str:
    """Return the spam in the title, "" when the friend has called itself so before."""
    own = " ".join((friend.name, *friend.memory.identity.titles)).lower()
    return "" if look.spam_title in own else look.spam_title


def _beside_spam(kept: frozenset[Trait], look: Look) -> frozenset[Trait]:
    """Return the traits that are no spam themselves: 星空 as a friend's name stands in 星空体育官网 as well."""
    spam, beside = simplified(look.spam_title), simplified(names.fold(look.title).replace(look.spam_title, " "))
    own_names = map(simplified, look.names_found)
    return kept - {Trait.NAME} if all(name in spam and name not in beside for name in own_names) else kept


def _is_a_blog_beside_its_title(look: Look) -> bool:
    """Say whether a page with spam in its title has a blog's feed or ways and posts, and no spam among them.

    Who takes a site over writes the words for search engines all over the page.
    """
    return (
        bool(look.feeds or look.feed_links or look.has_blog_links)
        and look.own_links >= _POSTS
        and not look.has_spam_text
    )


def was_marked(friend: Friend) -> bool:
    """Say whether the look before saw a mark already."""
    return friend.memory.marked_at is not None and friend.memory.marked_at == friend.memory.looked_at


def is_quarantined(friend: Friend) -> bool:
    """Say whether the friend is hidden as no site of a friend, whatever was seen since."""
    return not friend.is_show and friend.memory.quarantined_since is not None


def is_back(friend: Friend, page: FetchResult, finding: Finding, *, has_backlink: bool) -> bool:
    """Say whether one in quarantine may be shown again, whose page now looks like any other's."""
    look, memory = look_of(page), friend.memory
    if look is None or memory.marked_at is None:
        return False
    if known := identity.known(memory.identity, _names_of(friend)):
        return len(finding.kept) + has_backlink >= min(identity.SURE, len(known))
    return look.at - memory.marked_at >= UNMARKED_FOR


def remember(verdict: Verdict, *, has_backlink: bool) -> Memory | None:
    """Return what is to be remembered of a friend after this verdict, None when there was no look."""
    friend, page, finding = verdict.friend, verdict.page, verdict.finding
    look = look_of(page) if page else None
    if page is None or look is None:
        return None
    is_lost = finding.doubt in (Cause.STRANGER, Cause.UNRECOGNISED)
    is_marked = finding.suspected is not None and (verdict.kind is finding.suspected or not finding.is_sure)
    is_clear = finding.suspected is None and finding.doubt is None
    marked_at = look.at if is_marked else None if verdict.is_show and is_clear else friend.memory.marked_at
    memory = dataclasses.replace(
        friend.memory,
        looked_at=look.at,
        final_url=page.url,
        unrecognised_since=_since(friend.memory.unrecognised_since, look.at) if is_lost else None,
        marked_at=marked_at,
        quarantined_since=_quarantined_since(verdict, marked_at, look.at),
    )
    if not is_clear or memory.marked_at is not None:
        return memory
    is_the_friend = identity.is_surely_the_friend(finding.kept, has_backlink=has_backlink)
    is_little_known = len(identity.known(memory.identity, _names_of(friend))) < identity.RICH
    if is_the_friend or (is_little_known and not look.marks):
        candidates = tuple(filter(identity.is_short_address, look.link_pages))
        memory = dataclasses.replace(
            memory,
            identity=identity.renew(memory.identity, look),
            link_pages=link_pages.renew(memory.link_pages, candidates),
            icons=tuple(filter(identity.is_short_address, (*look.icons, urljoin(page.url, GUESSED_ICON)))),
            feed_links=tuple(filter(identity.is_short_address, look.feed_links)),
        )
    return _with_move(friend, memory, page, finding, look.at)


def _quarantined_since(verdict: Verdict, marked_at: dt.datetime | None, now: dt.datetime) -> dt.datetime | None:
    if verdict.is_show or marked_at is None:
        return None
    before = None if verdict.friend.is_show else verdict.friend.memory.quarantined_since
    # A mark alone, seen once, hides nobody: the link may be hidden for something else.
    is_entered = verdict.kind in QUARANTINES and (verdict.finding.is_sure or was_marked(verdict.friend))
    return _since(before, now) if before or is_entered else None


def _since(since: dt.datetime | None, now: dt.datetime) -> dt.datetime:
    """Return when it began; a clock that was set back begins anew."""
    return now if since is None or since > now else since


def _with_move(friend: Friend, memory: Memory, page: FetchResult, finding: Finding, now: dt.datetime) -> Memory:
    """Remember where permanent redirects lead, as long as they lead there and the friend is what is found there."""
    has_moved = page.moved and domains.domain_of(friend.link) != domains.domain_of(page.url)
    if not has_moved or len(finding.kept) < identity.SURE:
        return dataclasses.replace(memory, moved_to="", moved_since=None)
    since = memory.moved_since if memory.moved_to == page.url else None
    return dataclasses.replace(memory, moved_to=page.url, moved_since=_since(since, now))


def offers_move(memory: Memory, *, now: dt.datetime) -> bool:
    """Say whether the owner should be offered to change the link to where it has led for two weeks."""
    return memory.moved_since is not None and now - memory.moved_since >= MOVED_AFTER
