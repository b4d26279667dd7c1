"""Keeps Python from looking for garbage while the tests are collected."""

from __future__ import annotations

import gc


def pytest_configure() -> None:
    # Nearly all that is loaded and collected stays, and to look for garbage in it takes two fifths of the collection.
    gc.disable()


def pytest_collection_finish() -> None:
    """Look for garbage again, but not in what was collected."""
    gc.freeze()
    gc.enable()
