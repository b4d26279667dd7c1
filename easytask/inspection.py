"""Inspect one friend: fetch its page and its link page, look a second time, and have the rules judge what was found."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import logging
from typing import cast

from django.conf import settings

from easytask.fetching.fetcher import Fetcher
from easytask.pages.scanner import PageScanner
from easytask.verdicts import addresses, link_pages, quarantine, rules
from easytask.verdicts.addresses import Address
from easytask.verdicts.looks import LookRequest
from easytask.verdicts.records import FetchResult, Friend, Verdict

logger = logging.getLogger(__name__)


class Inspector:
    """Inspects friends for one run; ``asked_link`` is the backlink that is asked for, None when none is.

    ``patience``: how many failing runs in a row hide a link. ``most_link_pages``: on how many pages that look like the
    friend's link page our link is looked for when the home page lacks it, all within the one timeout.
    """

    def __init__(self, asked_link: Address | None, *, patience: int, most_link_pages: int = 1) -> None:
        self._asked_link = asked_link
        self._patience = patience
        self._most_link_pages = most_link_pages

    async def inspect(self, friend: Friend, fetcher: Fetcher) -> Verdict:
        """Fetch what a friend is judged by, and judge it."""
        known = quarantine.recall(friend)
        request = _look_request(known)
        link_page = None
        if self._asked_link is None or not _has_other_link_page(friend):
            page = await fetcher.fetch(friend.link, PageScanner(self._asked_link, request))
        else:
            page, link_page = await asyncio.gather(
                fetcher.fetch(friend.link, PageScanner(None, request)),
                fetcher.fetch(friend.link_page, PageScanner(self._asked_link)),
            )
            page = dataclasses.replace(page, elapsed=max(page.elapsed, link_page.elapsed))
        verdict = await self._try_link_pages(known, self._judge(known, page, link_page), fetcher)
        # What was unpacked to judge it is not kept.
        return dataclasses.replace(verdict, friend=friend)

    async def look_again(self, verdict: Verdict, fetcher: Fetcher) -> Verdict:
        """Return the verdict after a second look at the page, by the fetcher's own connections and no cookies.

        Without one, because our own code broke on it, the first look's verdict holds. Raises MemoryError.
        """
        known = quarantine.recall(verdict.friend)
        try:
            request = dataclasses.replace(_look_request(known), is_due=True)
            asked_link = None if verdict.link_page else self._asked_link
            second_look = await fetcher.fetch(known.link, PageScanner(asked_link, request))
            judged = self._judge(known, cast(FetchResult, verdict.page), verdict.link_page, second_look)
        except MemoryError:
            raise
        except Exception:
            logger.exception("The second look broke on the friend link %s", known.id)
            return rules.without_second_look(verdict)
        return dataclasses.replace(judged, friend=verdict.friend)

    async def _try_link_pages(self, known: Friend, verdict: Verdict, fetcher: Fetcher) -> Verdict:
        """Return the verdict after the pages were asked that look like the friend's link page, where there are some."""
        page = cast(FetchResult, verdict.page)
        asked: set[str] = set()
        while len(asked) < self._most_link_pages and (candidate := link_pages.candidate(known, verdict)):
            if candidate in asked:
                break
            asked.add(candidate)
            link_page = await fetcher.fetch(candidate, PageScanner(self._asked_link), spent=page.elapsed)
            page = dataclasses.replace(page, elapsed=page.elapsed + link_page.elapsed)
            judged = self._judge(dataclasses.replace(known, link_page=candidate), page, link_page)
            verdict = link_pages.choose(known, verdict, judged, candidate)
        return verdict

    def _judge(
        self, friend: Friend, page: FetchResult, link_page: FetchResult | None, second_look: FetchResult | None = None
    ) -> Verdict:
        return rules.evaluate(
            friend,
            page,
            backlink_asked=self._asked_link is not None,
            link_page=link_page,
            patience=self._patience,
            second_look=second_look,
        )


def _look_request(friend: Friend) -> LookRequest:
    return quarantine.look_request(friend, now=dt.datetime.now(dt.UTC), hours=settings.FRIENDLINK_LOOK_HOURS)


def _has_other_link_page(friend: Friend) -> bool:
    if not friend.link_page:
        return False
    try:
        return addresses.parse(friend.link_page).same_page_key != addresses.parse(friend.link).same_page_key
    except addresses.BadAddress:
        return True
