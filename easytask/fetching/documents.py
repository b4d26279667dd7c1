"""Keep the bytes of what is no page: a feed, an icon, a robots.txt; the fetcher bounds how many they are."""

from __future__ import annotations

from collections.abc import Mapping

from easytask.verdicts.records import PAGE_STATUSES, PageReading


class DocumentReader:
    """A PageReader that keeps the ``data`` and ``headers`` of an answer, and reads none that brings no document.

    Nor one whose Content-Type has ``unwanted_type`` in it.
    """

    def __init__(self, *, unwanted_type: str = "") -> None:
        self.data = bytearray()
        self.headers: Mapping[str, str] = {}
        self._unwanted_type = unwanted_type
        self._is_wanted = False

    def start_page(self, url: str, status: int, headers: Mapping[str, str]) -> None:
        """Begin an answer, and forget the one of an earlier try."""
        self.data.clear()
        self.headers = headers
        is_unwanted = self._unwanted_type and self._unwanted_type in headers.get("Content-Type", "")
        self._is_wanted = status in PAGE_STATUSES and not is_unwanted

    def feed(self, data: bytes) -> bool:
        """Take a piece; return True for "enough, stop reading"."""
        if self._is_wanted:
            self.data += data
        return not self._is_wanted

    def finish_page(self) -> PageReading:
        """End the answer; it is no page, and nothing was read on it."""
        return PageReading()
