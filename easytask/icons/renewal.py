"""Fetch the icons that are due, on the loop and the fetcher of a check but never within one, and keep what was drawn.

A run of its own after the check's, a slice at a time: an icon that hangs would take its friend's timeout, and no
verdict depends on one. Only friends whose page the latest check has read are asked, so whoever is never fetched is not
fetched for this either.
"""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import functools
import hashlib
import time
from collections.abc import Collection

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from blog.models import FriendLink
from easytask import fan_out
from easytask.fetchers import make_file_fetcher
from easytask.fetching.documents import DocumentReader
from easytask.fetching.fetcher import Fetcher
from easytask.icons import sandbox
from easytask.icons.records import Drawing, Refusal
from easytask.models import FriendIcon, Run
from easytask.runs import owner_settings
from easytask.verdicts import rules
from easytask.verdicts.kinds import Liveness
from easytask.verdicts.outcomes import CheckFailed

# How long an icon is kept before its site is asked again, and how long one that gave none is left in peace.
RENEW_AFTER, RETRY_AFTER = dt.timedelta(days=7), dt.timedelta(days=2)
# `make run` has one worker process, so a check that becomes due meanwhile waits for this: a small slice, every minute.
# After so many seconds no further image is asked for.
SLICE_FRIENDS = 60
SLICE_SECONDS = 10.0
# For one image, since nobody waits for it.
FETCH_SECONDS = 5.0
# Each holds one image of at most MAX_BYTES, and one is redrawn at a time.
AT_ONCE = 8
# Of a favicon far too many; an `og:image` may be a photograph.
MAX_BYTES = 1024 * 1024
# A picture from a smaller image is kept only when nothing better is found.
GOOD_SIDE = 64
SIDES = (FriendIcon.SIDES["small"], FriendIcon.SIDES["large"])


@dataclasses.dataclass(frozen=True, slots=True)
class DueFriend:
    """A friend whose icon is to be fetched: ``candidates`` are addresses of images, the likeliest first."""

    id: int
    link: str
    candidates: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class FoundIcon:
    """What came of one friend; ``source`` is the address of the drawing, empty when there is none."""

    friend: DueFriend
    outcome: Drawing | Refusal
    source: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class RenewalCounts:
    """What came of one slice; ``unfinished`` are those that were not begun."""

    kept: int = 0
    refused: int = 0
    unfinished: int = 0


def run(*, seconds: float = SLICE_SECONDS) -> RenewalCounts:
    """Fetch and keep the icons of one slice of those that are due, unless a check is under way."""
    if Run.objects.filter(state=Run.State.RUNNING).exists():
        return RenewalCounts()
    due = due_friends(SLICE_FRIENDS)
    if not due:
        return RenewalCounts()
    try:
        in_force = owner_settings.read()
    except CheckFailed:
        # The check says to the owner what is wrong.
        return RenewalCounts()
    _claim(due)
    waiting = iter(due)
    kept = refused = 0
    find = functools.partial(_find, drawing=asyncio.Lock(), until=time.monotonic() + seconds)
    timeout = min(in_force.timeout, FETCH_SECONDS)
    make_fetcher = functools.partial(make_file_fetcher, in_force, timeout=timeout, at_once=AT_ONCE, max_bytes=MAX_BYTES)
    try:
        with fan_out.batches_of(
            waiting, find, make_fetcher, at_once=AT_ONCE, seconds=seconds, name="friend-icons"
        ) as batches:
            for batch in batches:
                _record(batch)
                drawn = sum(isinstance(found.outcome, Drawing) for found in batch)
                kept += drawn
                refused += len(batch) - drawn
    finally:
        # One that was begun and cut off has had its turn, or it would be asked for again at once, and cut off again.
        unfinished = [friend.id for friend in waiting]
        FriendIcon.objects.filter(pk__in=unfinished).update(renew_at=timezone.now())
    return RenewalCounts(kept, refused, len(unfinished))


def due_friends(limit: int) -> list[DueFriend]:
    """Return the friends whose icon is to be fetched, those that never had one first."""
    rows: QuerySet[FriendLink] = FriendLink.objects.due().filter(
        Q(icon=None) | ~Q(icon__link=F("link")) | Q(icon__renew_at__lte=timezone.now()),
        is_show=True,
        always_show=False,
        state__link=F("link"),
        state__verdict__in=rules.kinds_that_say(Liveness.UP),
        identity__link=F("link"),
    )
    rows = rows.exclude(identity__icons=[], icon_address="").order_by(F("icon__renew_at").asc(nulls_first=True), "id")
    found = rows.values_list("id", "link", "icon_address", "identity__icons")[:limit]
    return [
        # The one by which the friend wants to be shown comes before those of the site.
        DueFriend(friend_id, link, tuple(dict.fromkeys([*filter(None, [chosen]), *icons])))
        for friend_id, link, chosen, icons in found
    ]


async def _find(friend: DueFriend, fetcher: Fetcher, *, drawing: asyncio.Lock, until: float) -> FoundIcon:
    """Return the first of the friend's images that is large enough, else the largest, else why there is none.

    No image after the first is begun when the monotonic time has come: a site that hangs has had its turn.
    """
    found = FoundIcon(friend, Refusal.NOTHING_FETCHED)
    for number, address in enumerate(friend.candidates):
        if number and time.monotonic() >= until:
            break
        # A page in HTML is no image, whatever its address says.
        image = DocumentReader(unwanted_type="html")
        answer = await fetcher.fetch(address, image, is_file=True)
        outcome: Drawing | Refusal = Refusal.TOO_LONG if answer.cut else Refusal.NOTHING_FETCHED
        if image.data and not answer.cut and answer.incomplete is None:
            async with drawing:
                # In a thread, where waiting for a process holds up no fetch.
                outcome = await asyncio.to_thread(sandbox.redraw, bytes(image.data), SIDES)
        if isinstance(outcome, Drawing):
            if not isinstance(found.outcome, Drawing) or outcome.side > found.outcome.side:
                found = FoundIcon(friend, outcome, address)
            if outcome.side >= GOOD_SIDE:
                break
        elif found.outcome is Refusal.NOTHING_FETCHED:
            found = FoundIcon(friend, outcome)
    return found


def _claim(due: Collection[DueFriend]) -> None:
    """Put off all of them, so that an image that ends this process is not asked for again a minute later."""
    with transaction.atomic():
        # Locked, or one that is deleted meanwhile would be inserted for.
        present = FriendLink.objects.select_for_update().filter(pk__in=[friend.id for friend in due]).order_by("pk")
        links = dict(present.values_list("pk", "link"))
        # What was kept of another address is another site's.
        FriendIcon.objects.filter(pk__in=links).exclude(link=F("friend__link")).delete()
        rows = [FriendIcon(friend_id=pk, link=link, renew_at=_after(RETRY_AFTER)) for pk, link in links.items()]
        FriendIcon.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["friend"], update_fields=["renew_at"]
        )


def _record(batch: Collection[FoundIcon]) -> None:
    """Keep what was drawn; where there is nothing new, an older picture stays."""
    with transaction.atomic():
        for found in batch:
            # It may be gone, or about another address by now.
            row = FriendIcon.objects.filter(pk=found.friend.id, link=found.friend.link)
            outcome = found.outcome
            if isinstance(outcome, Drawing):
                row.update(
                    source=found.source,
                    digest=hashlib.sha256(outcome.small + outcome.large).hexdigest()[:32],
                    colour=outcome.colour,
                    small=outcome.small,
                    large=outcome.large,
                    problem="",
                    renew_at=_after(RENEW_AFTER),
                )
            else:
                row.update(problem=outcome.value)


def _after(pause: dt.timedelta) -> dt.datetime:
    return timezone.now() + pause
