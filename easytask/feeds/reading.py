"""Read the feed of one friend: ask where it may lie, and have what comes parsed; knows no database."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import hashlib
from collections.abc import Mapping

from easytask.feeds import addresses
from easytask.feeds.records import (
    NO_FEED_THERE,
    DueFriend,
    Feed,
    FeedProblem,
    Reading,
    Unchanged,
    Validators,
)
from easytask.feeds.sandbox import Parser
from easytask.fetching.documents import DocumentReader
from easytask.fetching.fetcher import Fetcher
from easytask.fetching.retries import pause_asked_by
from easytask.verdicts.addresses import BadAddress, parse
from easytask.verdicts.records import PAGE_STATUSES, FetchResult

# Counted after decoding. A feed of whole posts that is longer has its newest in the first part.
MAX_BYTES = 512 * 1024
ACCEPT = "application/atom+xml,application/rss+xml,application/feed+json,application/xml;q=0.9,*/*;q=0.5"
# Nobody is left alone for longer because a server wants it.
LONGEST_PAUSE = dt.timedelta(days=1)
_ETAG_CHARS, _DATE_CHARS = 200, 100


async def read(friend: DueFriend, fetcher: Fetcher, parser: Parser) -> Reading:
    """Return what came of the first address with a feed; when there is none, of the first that was tried.

    An address that has none is followed by the next one; a site that does not answer is asked nothing more.
    """
    first: Reading | None = None
    for address in addresses.known(friend):
        reading = await _read_at(address, friend, fetcher, parser)
        first = first or reading
        if reading.outcome not in NO_FEED_THERE:
            return reading
    has_guessed = False
    for address in addresses.guesses(friend):
        has_guessed = True
        reading = dataclasses.replace(await _read_at(address, friend, fetcher, parser), has_guessed=True)
        # Elsewhere lies what somebody else wants to be found: a guess counts on the friend's own site alone.
        if isinstance(reading.outcome, Feed) and reading.is_own:
            return reading
        if isinstance(reading.outcome, FeedProblem) and reading.outcome not in NO_FEED_THERE:
            return dataclasses.replace(first or reading, has_guessed=True)
    nothing = first or Reading(friend, FeedProblem.NO_FEED)
    return dataclasses.replace(nothing, has_guessed=has_guessed)


async def _read_at(address: str, friend: DueFriend, fetcher: Fetcher, parser: Parser) -> Reading:
    known = friend.validators if address == (friend.given or friend.address) else Validators()
    document = DocumentReader()
    answer = await fetcher.fetch(address, document, headers=_request_headers(known), is_file=True)
    reading = Reading(
        friend,
        FeedProblem.BAD_STATUS,
        address=address,
        validators=known,
        status=answer.status,
        is_own=_is_own(answer.url, friend.link),
        pause=_pause(answer, document.headers),
    )
    if answer.problem is not None:
        return dataclasses.replace(reading, outcome=FeedProblem(answer.problem.value))
    if answer.status == 304 and (known.etag or known.last_modified):
        return dataclasses.replace(reading, outcome=Unchanged())
    if answer.status not in PAGE_STATUSES:
        return reading
    data = bytes(document.data)
    found = Validators(
        _validator(document.headers, "ETag", _ETAG_CHARS),
        _validator(document.headers, "Last-Modified", _DATE_CHARS),
        hashlib.sha256(data).hexdigest()[:32],
    )
    if found.digest == known.digest:
        return dataclasses.replace(reading, outcome=Unchanged(), validators=found)
    # In a thread, where waiting for a process holds up no fetch.
    content_type = document.headers.get("Content-Type", "")
    outcome = await asyncio.to_thread(parser.read, data, answer.url, content_type)
    if answer.cut and isinstance(outcome, FeedProblem):
        outcome = FeedProblem.TOO_LONG
    return dataclasses.replace(reading, outcome=outcome, validators=found)


def _request_headers(known: Validators) -> dict[str, str]:
    headers = {"Accept": ACCEPT}
    if known.etag:
        headers["If-None-Match"] = known.etag
    if known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    return headers


def _validator(headers: Mapping[str, str], name: str, longest: int) -> str:
    """Return what is to be sent back as it is; "" for what could not be kept or sent so."""
    value = headers.get(name, "")
    return value if len(value) <= longest and value.isascii() and value.isprintable() else ""


def _is_own(address: str, link: str) -> bool:
    try:
        return parse(address).site == parse(link).site
    except BadAddress:
        return False


def _pause(answer: FetchResult, headers: Mapping[str, str]) -> dt.timedelta:
    seconds = pause_asked_by(answer.status, headers) if answer.status is not None else None
    return min(dt.timedelta(seconds=max(0.0, min(seconds or 0.0, 1e6))), LONGEST_PAUSE)
