"""Carry a probe out in a worker: claim it, fetch and judge its address as a friend's, and write the answer down."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from django.db.models.functions import Now
from django.utils import timezone

from easytask.fetchers import make_fetcher
from easytask.fetching.fetcher import Fetcher
from easytask.inspection import Inspector
from easytask.models import AddressProbe
from easytask.probes.records import MOST_TIMEOUTS, PageSeen, ProbeAnswer, ProbeFailure, ProbeState
from easytask.runs import arguments, loop, owner_settings
from easytask.verdicts import domains, identity, names, rules
from easytask.verdicts.looks import Look
from easytask.verdicts.records import TEXT_CHARS, FetchResult, Friend, PageReader, Verdict, truncate_text

# Of those that look like the friend's link page; the page's reader names no more.
MOST_LINK_PAGES = 3
# As a friend link's own fields have them.
NAME_CHARS, LINE_CHARS = 50, 200
# How long a probe can be read, and how many are deleted at a time.
RETENTION = dt.timedelta(days=2)
CHUNK_ROWS = 1000

logger = logging.getLogger(__name__)


class _NotingFetcher(Fetcher):
    """A fetcher that notes what was asked, so that the answer can say where we looked."""

    noted: list[tuple[str, FetchResult]]

    async def fetch(self, url: str, reader: PageReader | None = None, **how: Any) -> FetchResult:
        result = await super().fetch(url, reader, **how)
        self.noted.append((url, result))
        return result


def carry_out(probe_id: int) -> bool:
    """Do one probe, unless somebody else has begun it; return whether this did."""
    claimed = AddressProbe.objects.filter(pk=probe_id, state=ProbeState.WAITING)
    if not claimed.update(state=ProbeState.LOOKING, changed_at=Now()):
        return False
    row = AddressProbe.objects.get(pk=probe_id)
    looking = AddressProbe.objects.filter(pk=probe_id, state=ProbeState.LOOKING)
    try:
        verdict, noted = look(row.url, row.link_page)
        answer = _answer(verdict, noted)
    except Exception:
        # A bug of ours says nothing of the address.
        logger.exception("The probe of %s broke", row.url)
        looking.update(state=ProbeState.FAILED, failure=ProbeFailure.BROKEN, changed_at=Now())
        return True
    looking.update(
        state=ProbeState.DONE, answer=answer.to_json(), evidence=verdict.evidence(timezone.now()), changed_at=Now()
    )
    return True


def look(url: str, link_page: str = "") -> tuple[Verdict, list[tuple[str, FetchResult]]]:
    """Return the verdict that a new friend at this address has today, and every address that was asked for it."""
    in_force = owner_settings.read()
    asked_link = arguments.parse_site_link(in_force.site_link)
    inspector = Inspector(asked_link, patience=in_force.patience, most_link_pages=MOST_LINK_PAGES)
    noted: list[tuple[str, FetchResult]] = []

    async def produce(hand_over: Callable[[Verdict], None]) -> None:
        fetcher = make_fetcher(_NotingFetcher, in_force)
        fetcher.noted = noted
        async with fetcher:
            verdict = await inspector.inspect(Friend(id=0, name="", link=url, link_page=link_page), fetcher)
        if verdict.needs_second_look:
            async with make_fetcher(Fetcher, in_force) as fresh_fetcher:
                verdict = await inspector.look_again(verdict, fresh_fetcher)
        hand_over(verdict)

    seconds = MOST_TIMEOUTS * in_force.timeout
    batching = loop.Batching(1, seconds)
    with loop.batches_from(produce, batching=batching, seconds=seconds, name="probe") as batches:
        [verdict] = [verdict for batch in batches for verdict in batch]
    return verdict, noted


def delete_old() -> int:
    """Delete what is not read any more, a little at a time; return how many. One of an application stays with it."""
    old = AddressProbe.objects.filter(asked_at__lt=timezone.now() - RETENTION, applications=None)
    deleted, _ = AddressProbe.objects.filter(pk__in=old.values("pk")[:CHUNK_ROWS]).delete()
    return deleted


def _answer(verdict: Verdict, noted: list[tuple[str, FetchResult]]) -> ProbeAnswer:
    page = verdict.page
    seen = page.reading.look if page is not None and page.reading is not None else None
    backlink = rules.backlink_state(verdict)
    read = verdict.link_page or page
    final_url = page.url if page is not None else verdict.friend.link
    return ProbeAnswer(
        kind=verdict.kind,
        cause=verdict.cause,
        status=page.status if page is not None else None,
        backlink=backlink,
        backlink_on=read.url if read is not None and read.backlink is not None else "",
        final_url=final_url,
        elsewhere=domains.domain_of(final_url) != domains.domain_of(verdict.friend.link),
        **_card(seen),
        link_page=verdict.friend.link_page or (verdict.memory.identity.link_page if verdict.memory else ""),
        pages=tuple(
            PageSeen(url[:TEXT_CHARS], result.url, result.status, result.problem, result.backlink is not None)
            for url, result in noted
        ),
    )


def _card(seen: Look | None) -> dict[str, str]:
    """Return how a site presents itself, from the look at its home page."""
    if seen is None:
        return {"name": "", "line": "", "icon": "", "feed": ""}
    name, line = names.name_and_line(seen.title)
    return {
        "name": truncate_text(seen.site_name or name)[:NAME_CHARS],
        "line": truncate_text(seen.description or line)[:LINE_CHARS],
        "icon": _short_address(seen.icons),
        "feed": _short_address(seen.feeds),
    }


def _short_address(found: tuple[str, ...]) -> str:
    return next((address for address in found if identity.is_short_address(address)), "")
