"""Find what looks like the site's feed among the links of a home page; whether it is one is for others to say.

By the end of the path alone: what is called RSS or 订阅 mostly leads to a page about feeds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from easytask.verdicts.addresses import Address, BadAddress, parse

MOST_CANDIDATES = 2
# The last segment of an address, with its slash, that is written so by hardly anybody but for a feed.
_FEED = re.compile(
    r"(?:feed|rss2?|atom)\.(?:xml|rss|atom|json|php)|index\.(?:xml|rss|atom)|(?:feed|rss2?|atom)/?"
    r"|(?:index\.php)?\?feed=(?:rss2?|atom)",
    re.IGNORECASE,
)
# Feeds of a part of the site.
_PART = re.compile("comment|/tags?/|/categor|/author/|/page/", re.IGNORECASE)
_HREF_CHARS = 500


def feed_link_candidates(links: Iterable[str], page: Address) -> tuple[str, ...]:
    """Return the absolute addresses of at most two candidates on the page's own site, the shortest first.

    ``links`` are addresses as they are written. The site of somebody else's feed is a friend's, or a platform.
    """
    found: dict[str, None] = {}
    for href in links:
        path = href.partition("#")[0]
        if not _FEED.fullmatch(path, path.rfind("/", 0, -1) + 1) or len(href) > _HREF_CHARS or _PART.search(href):
            continue
        try:
            address = parse(href, base=page.href)
        except BadAddress:
            continue
        if address.site == page.site and address.same_page_key != page.same_page_key:
            found[address.href] = None
    return tuple(sorted(found, key=len)[:MOST_CANDIDATES])
