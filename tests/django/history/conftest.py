"""What the tests of the history share."""

from __future__ import annotations

import datetime as dt

import pytest

from easytask.history import rollup


@pytest.fixture(autouse=True)
def settled_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take yesterday for settled at any time of day, or no test would pass in the ten minutes after midnight."""
    monkeypatch.setattr(rollup, "SETTLED_AFTER", dt.timedelta(0))
