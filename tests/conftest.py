"""Fixtures that tests of every kind share, and a repair of a library; the plugins have the rest."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import aioresponses.core
import pytest
from aiohttp import ClientResponse

from blog.models import FriendLink
from izone.log_repeats import RepeatFilter

# In the order in which they import one another: pytest rewrites the asserts of a plugin when it imports it itself.
pytest_plugins = [
    "tests.plugins.garbage",
    "tests.plugins.pythons",
    "tests.plugins.processes",
    "tests.plugins.brokers",
    "tests.plugins.databases",
    "tests.plugins.sites",
    "tests.plugins.projects",
    "tests.plugins.scenes",
    "tests.plugins.shards",
    "tests.plugins.fake_channels",
    "tests.plugins.faults",
    "tests.plugins.spreading",
]


class _ClientResponse(ClientResponse):
    """aioresponses 0.7.9 does not know an argument that aiohttp 3.14 requires (its issue 289)."""

    def __init__(self, *args: Any, stream_writer: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, stream_writer=stream_writer or Mock(output_size=0), **kwargs)


aioresponses.core.ClientResponse = _ClientResponse  # type: ignore[attr-defined]  # it is what the library itself looks up


def pytest_configure() -> None:
    """Keep a proxy of the machine from coming between the check and the loopback servers."""
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        del os.environ[name]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests whose folder says that they start processes."""
    for item in items:
        kind, *_ = item.path.relative_to(Path(__file__).parent).parts
        if kind in ("processes", "browser", "faults"):
            item.add_marker("processes")


@pytest.fixture(autouse=True)
def repeats_of_no_other_test() -> None:
    """Let no test tell, with its own first line, how often an earlier one had logged the same."""
    for handler in logging.getLogger().handlers:
        handler.filters = [RepeatFilter() if isinstance(each, RepeatFilter) else each for each in handler.filters]


@pytest.fixture
def friend() -> Callable[..., FriendLink]:
    """Make a friend link; every field may be given."""

    def make(link: str, **fields: Any) -> FriendLink:
        return FriendLink.objects.create(**{"name": link[-40:], "link": link, **fields})

    return make
