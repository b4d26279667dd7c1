"""Tests of what is kept of a page for a closer look."""

from __future__ import annotations

import sys

import pytest

from easytask.pages.sparse import SPARSE_LINKS, SPARSE_TEXT_BYTES, SparsePage
from easytask.pages.tokenizer import MARKUP


@pytest.mark.parametrize("enough", ["字" * SPARSE_TEXT_BYTES, "<a href=/>a</a>" * SPARSE_LINKS])
def test_of_a_page_with_enough_on_it_nothing_is_kept(enough: str) -> None:
    page = SparsePage(xhtml=False)
    before = sys.getrefcount(enough)
    page.hear(MARKUP, enough)
    assert not page.is_sparse
    # A thousand half-read pages would be held in memory.
    assert sys.getrefcount(enough) == before


def test_white_space_weighs_nothing_however_it_is_written() -> None:
    page = SparsePage(xhtml=False)
    page.hear(MARKUP, "<p>&nbsp; \u3000</p>" * SPARSE_TEXT_BYTES)
    assert page.is_sparse
