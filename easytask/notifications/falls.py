"""Find the friends who are to be told that their link is hidden, and queue a letter for each, by verdicts.telling.

The first letters wait for the owner's click. A letter is looked at again just before it goes out: a friend who is back
by then, or sold, gets none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from blog.models import FriendLink
from easytask.models import Flip, Letter, LinkIdentity, LinkState, Run
from easytask.verdicts import domains
from easytask.verdicts.kinds import Kind
from easytask.verdicts.telling import (
    CONFIRMED_LETTERS,
    LEAST_FAILING_RUNS,
    LEAST_TIME,
    QUIET_TIME,
    SOLD,
    Circumstances,
    Fall,
    Telling,
    telling,
)

# Letters that went out, or may have.
_GONE_OUT = (Letter.State.SENT, Letter.State.UNKNOWN)


def queue() -> int:
    """Queue a letter for every friend who is to be told now; return how many."""
    fallen = list(_fallen(timezone.now()))
    if not fallen:
        return 0
    at = circumstances()
    queued = 0
    for friend, flip in fallen:
        if telling(_fall(friend, flip), at) is Telling.TELL and _queue(friend, flip, at.now):
            queued += 1
    return queued


def telling_of(letter: Letter, at: Circumstances) -> Telling:
    """Return what the rules say now of a letter about a fall, which itself does not count as one that told of it."""
    friend, flip = letter.friend, letter.flip
    if friend is None or flip is None or friend.email != letter.email:
        return Telling.OVER
    return telling(_fall(friend, flip, except_for=letter), at)


def drop_stale() -> int:
    """Drop the held letters that have become untrue or unwelcome; return how many."""
    held = list(
        Letter.objects.filter(kind=Letter.Kind.FALLEN, state=Letter.State.HELD).select_related("friend__state", "flip")
    )
    if not held:
        return 0
    at = circumstances()
    never = (Telling.OVER, Telling.SOLD_DOMAIN, Telling.TOLD_LATELY)
    return sum(drop(letter.pk) for letter in held if telling_of(letter, at) in never)


def confirm(letter_id: int) -> bool:
    """Let a held letter go out; return whether it was still held."""
    now = timezone.now()
    held = Letter.objects.filter(pk=letter_id, state=Letter.State.HELD)
    return bool(held.update(state=Letter.State.WAITING, at=now, created_at=now))


def drop(letter_id: int) -> bool:
    """Let a held letter never go out; return whether it was still held."""
    held = Letter.objects.filter(pk=letter_id, state=Letter.State.HELD)
    return bool(held.update(state=Letter.State.DROPPED, at=timezone.now()))


def circumstances() -> Circumstances:
    """Return what holds for all friends now."""
    outage = Run.objects.filter(outage=True).order_by("-pk").values_list("finished_at", "started_at").first()
    return Circumstances(
        now=timezone.now(),
        outage_at=(outage[0] or outage[1]) if outage else None,
        sold_domains=frozenset(filter(None, map(domains.domain_of, _sold_links()))),
    )


def _sold_links() -> set[str]:
    hidden = FriendLink.objects.filter(is_show=False, not_show_kind__in=SOLD)
    seen = LinkState.objects.filter(verdict__in=SOLD)
    doubtful = LinkIdentity.objects.filter(Q(quarantined_since__isnull=False) | Q(unrecognised_since__isnull=False))
    return {
        *hidden.values_list("link", flat=True),
        *seen.values_list("link", flat=True),
        *doubtful.values_list("link", flat=True),
    }


def _fallen(now: dt.datetime) -> Iterator[tuple[FriendLink, Flip]]:
    """Yield the friends with a mail address that the check has hidden for long enough, each with the flip that did it.

    What the database can say of the rules is asked there, so that a tick costs little when there is nobody to tell.
    """
    lately = Letter.objects.filter(kind=Letter.Kind.FALLEN, friend=OuterRef("pk"), created_at__gt=now - QUIET_TIME)
    lately = lately.exclude(state__in=(Letter.State.DROPPED, Letter.State.GIVEN_UP))
    rows = FriendLink.objects.due().filter(
        is_show=False,
        always_show=False,
        is_show_since__lte=now - LEAST_TIME,
        state__failures__gte=LEAST_FAILING_RUNS,
    )
    for friend in rows.exclude(email="").exclude(Exists(lately)).select_related("state"):
        flip = friend.flips.first()
        if flip is not None and flip.is_automatic:
            yield friend, flip


def _fall(friend: FriendLink, flip: Flip, *, except_for: Letter | None = None) -> Fall:
    state: LinkState | None = getattr(friend, "state", None)
    letters = Letter.objects.filter(kind=Letter.Kind.FALLEN)
    letters = letters if except_for is None else letters.exclude(pk=except_for.pk)
    gone_out = letters.filter(Q(friend=friend) | Q(email__iexact=friend.email), state__in=_GONE_OUT)
    told_at = gone_out.order_by("-at").values_list("at", flat=True).first()
    latest = friend.flips.first()
    return Fall(
        kind=Kind(state.verdict) if state else Kind.FAILED,
        failures=state.failures if state else 0,
        since=flip.at,
        email=friend.email,
        is_current=(
            friend.is_active
            and not friend.is_show
            and not flip.is_show
            and latest == flip
            and flip.link == friend.link
            and state is not None
            and state.is_current
        ),
        is_told=letters.filter(flip=flip).exists(),
        told_at=told_at,
    )


def _queue(friend: FriendLink, flip: Flip, now: dt.datetime) -> bool:
    """Queue the letter about one fall, unless another process just did."""
    confirmed = Letter.objects.filter(kind=Letter.Kind.FALLEN, state__in=_GONE_OUT).count()
    try:
        with transaction.atomic():
            Letter.objects.create(
                kind=Letter.Kind.FALLEN,
                state=Letter.State.HELD if confirmed < CONFIRMED_LETTERS else Letter.State.WAITING,
                email=friend.email,
                language=friend.language,
                friend=friend,
                flip=flip,
                created_at=now,
                at=now,
            )
    except IntegrityError:
        return False
    return True
