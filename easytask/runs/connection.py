"""Replace a connection that the database has cut, and name what database and system say when they fail."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TypeVar

from django.db import Error, connection

from easytask.verdicts.outcomes import OUT_OF_MEMORY, CheckFailed, RunOutcome, RunResult

T = TypeVar("T")


def drop_if_cut() -> None:
    """Close the connection if the database has cut it, so that the next query opens another.

    Inside a transaction it stays: only its owner knows what else was in it.
    """
    if not connection.in_atomic_block:
        # Django calls this itself before and after each request; nothing else in it tests a connection and replaces it.
        connection.close_if_unusable_or_obsolete()


def retry_if_cut(query: Callable[[], T]) -> T:
    """Return what the query returns; make it once more, over another connection, when the database had cut the first.

    What fails over a connection that is alive would fail over another one too, and is raised.
    """
    try:
        return query()
    except Error:
        if connection.in_atomic_block:
            raise
        drop_if_cut()
        if connection.connection is not None:
            raise
        return query()


@contextlib.contextmanager
def translate_errors() -> Iterator[None]:
    """Raise CheckFailed for what the database or the system refuses in the block."""
    try:
        yield
    except Error as error:
        words = " ".join(str(error).split())
        raise CheckFailed(RunResult(RunOutcome.DATABASE, words)) from error
    except OSError as error:
        raise CheckFailed(RunResult(RunOutcome.RESOURCES, str(error))) from error
    except MemoryError as error:
        raise CheckFailed(RunResult(RunOutcome.RESOURCES, OUT_OF_MEMORY)) from error
