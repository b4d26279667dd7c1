"""The SQLite database is for its owner alone, also when an older version has made it for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3.base import DatabaseWrapper

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "db.sqlite3"


@pytest.fixture
def connection(file: Path) -> Iterator[BaseDatabaseWrapper]:
    """A connection that opens the file when it is used."""
    wrapper = DatabaseWrapper(
        {
            **connections["default"].settings_dict,
            "NAME": str(file),
            "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL"},
        }
    )
    yield wrapper
    wrapper.close()


def modes(file: Path) -> set[int]:
    return {path.stat().st_mode & 0o777 for path in file.parent.glob("db.sqlite3*")}


@pytest.mark.parametrize(("before", "after"), [(None, 0o600), (0o644, 0o600), (0o666, 0o600), (0o640, 0o640)])
def test_everybody_reads_no_database(file, connection, before, after):
    if before is not None:
        file.touch()
        file.chmod(before)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE a (b)")
        assert modes(file) == {after}
