"""Find where a page leads its visitors by itself: its refresh, and its frames; it does not go there."""

from __future__ import annotations

from easytask.pages.skipping import attributes_but
from easytask.pages.start_tag import StartTag
from easytask.pages.urls import ADDRESS_CHARS, PageUrls
from easytask.verdicts.addresses import Address, refresh_target

MOST_FRAMES = 3


class OnwardFinder:
    """Takes the tags of one page; ``refresh`` and ``frames`` are as in PageReading.

    ``ours`` is the address that a backlink must lead to: a page of ours can carry none, so nothing leads on to it.
    ``header`` is the value of the answer's Refresh header, "" without one; it comes before the page's own refresh.
    """

    names = frozenset({"meta", "frame", "iframe"})
    # A <meta> of other attributes than http-equiv leads nowhere.
    skippable = {"meta": attributes_but("http-equiv") + r"[\t\n\f\r ]*+/?>"}

    def __init__(self, urls: PageUrls, ours: Address, header: str) -> None:
        self._urls = urls
        self._ours = ours
        self._refresh = refresh_target(header[:ADDRESS_CHARS], base=urls.page.href)
        self._frames: dict[str, None] = {}

    def take(self, tag: StartTag) -> None:
        """Take a start tag of one of the ``names``."""
        if tag.name == "meta":
            self._take_meta(tag)
        elif tag.namespace == "html" and len(self._frames) < MOST_FRAMES and tag.get("srcdoc") is None:
            frame = self._urls.resolve((tag.get("src") or "")[:ADDRESS_CHARS])
            if frame and frame.site == self._urls.page.site and frame.href != self._urls.page.href:
                self._frames[frame.href] = None

    def _take_meta(self, tag: StartTag) -> None:
        # The first that leads anywhere wins, also when that is the page itself.
        if self._refresh is None and (tag.get("http-equiv") or "").lower() == "refresh":
            content = (tag.get("content") or "")[:ADDRESS_CHARS]
            self._refresh = refresh_target(content, base=self._urls.base.href)

    @property
    def refresh(self) -> str:
        """Return the absolute address of the page's refresh, which may be its own; "" when there is none."""
        target = self._refresh
        return "" if target is None or target.site == self._ours.site else target.href

    @property
    def frames(self) -> tuple[str, ...]:
        """Return the absolute addresses of the first frames of the same site."""
        return tuple(self._frames)
