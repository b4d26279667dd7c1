"""Runs tests on a private PostgreSQL instead of SQLite: ``pytest -p tests.plugins.on_postgresql tests/django``."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest

# Before the imports, for their asserts.
pytest.register_assert_rewrite("tests.plugins.processes", "tests.plugins.databases")

from tests.plugins.databases import PostgreSQL, postgresql_binaries  # noqa: E402 - see above

_servers: list[PostgreSQL] = []


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """Start the server before Django's settings are read; the workers of pytest-xdist inherit its address."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        binaries = postgresql_binaries()
        if binaries is None:
            # In CI nothing may be lacking.
            pytest.exit(
                "SKIPPED on PostgreSQL: no server is installed (Debian: apt-get install postgresql)",
                returncode=int("CI" in os.environ),
            )
        server = PostgreSQL(binaries)
        _servers.append(server)
        os.environ["DATABASE_URL"] = server.url("izone")
    return (yield)


def pytest_unconfigure() -> None:
    while _servers:
        _servers.pop().close()
