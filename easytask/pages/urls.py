"""Resolve the addresses on one page against its base, within a budget of time; it does not know what they are for."""

from __future__ import annotations

from easytask.pages.start_tag import StartTag
from easytask.verdicts.addresses import Address, BadAddress, parse

# No server takes a longer address: the rest of such an attribute is not looked at.
ADDRESS_CHARS = 16_384
# Reading one URL costs as much as copying some 10,000 characters. The budget of a page, 15,000 short URLs that have to
# be read, is a fifth of a second: only a page that is made to burn CPU uses it up.
READING_COST = 10_000
_READING_BUDGET = 15_000 * READING_COST


class PageUrls:
    """The addresses on one page: ``page`` is its own, ``base`` what others are relative to.

    Raises BadAddress when ``url`` is no http(s) address.
    """

    def __init__(self, url: str) -> None:
        self.page = self.base = parse(url)
        self._base_is_known = False
        self._budget = _READING_BUDGET

    @property
    def are_exhausted(self) -> bool:
        """Say whether the budget is used up: from here on no address is read."""
        return self._budget <= 0

    def spend(self, characters: int) -> None:
        """Take from the budget what costs as much as copying so many characters."""
        self._budget -= characters

    def take_base(self, tag: StartTag) -> None:
        """Take a ``<base>``: the first one with an href wins, even when it cannot be read (WHATWG HTML, 4.2.3).

        It holds for what follows: the standard wants it before every URL.
        """
        href = tag.get("href")
        if href is not None and tag.namespace == "html" and not self._base_is_known:
            self._base_is_known = True
            self.base = self.resolve(href[:ADDRESS_CHARS], base=self.page) or self.page

    def resolve(self, text: str, base: Address | None = None) -> Address | None:
        """Read one address; None when it is not http(s), has no host, or the budget is used up."""
        against = (base or self.base).href
        self._budget -= READING_COST + len(against) + len(text)
        try:
            return parse(text, base=against) if self._budget >= 0 else None
        except BadAddress:
            return None
