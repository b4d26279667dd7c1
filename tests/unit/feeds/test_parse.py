"""What the feeds that people write yield, shape by shape, and which dates are believed to be read."""

from __future__ import annotations

import warnings

import pytest

from easytask.feeds import parse
from tests.plugins import feeds


@pytest.mark.parametrize("name", feeds.SHAPES)
def test_each_shape_yields_its_posts(name):
    sample = feeds.SHAPES[name]
    # feedparser gives one date in place of another, and warns of it.
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = parse.read(sample.data, feeds.URL, sample.content_type)
    if sample.problem:
        assert found == {"problem": sample.problem}
    else:
        assert found == {"title": sample.title, "posts": list(sample.posts)}
