"""``python -m bench.article one-by-one|all-at-once < ADDRESSES.json`` checks links in the article's two ways.

These are one link after another, and all at once with aiohttp's defaults. It knows nothing of izone.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import urllib.request
from collections.abc import Sequence

import aiohttp

from bench.sites import SITE_LINK

TIMEOUT_SECONDS = 5.0


def one_by_one(urls: Sequence[str]) -> dict[str, bool]:
    """Check one link after another; whatever goes wrong counts against the site."""
    shown = {}
    for url in urls:
        try:
            with urllib.request.urlopen(url, timeout=TIMEOUT_SECONDS) as answer:
                shown[url] = answer.status == 200 and bool(re.search(SITE_LINK, answer.read().decode()))
        except OSError:
            shown[url] = False
    return shown


async def all_at_once(urls: Sequence[str]) -> dict[str, bool]:
    """Check all links with one session and gather; waiting for one of its 100 connections counts against a site."""
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:

        async def check(url: str) -> bool:
            try:
                async with session.get(url) as answer:
                    return answer.status == 200 and bool(re.search(SITE_LINK, await answer.text()))
            except (aiohttp.ClientError, TimeoutError):
                return False

        return dict(zip(urls, await asyncio.gather(*map(check, urls)), strict=True))


if __name__ == "__main__":
    addresses = json.load(sys.stdin)
    result = one_by_one(addresses) if sys.argv[1] == "one-by-one" else asyncio.run(all_at_once(addresses))
    json.dump(result, sys.stdout)
