"""What the tests that use Django in their own process share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase, override_settings
from django.utils import translation

from blog import slugs
from tests.plugins.processes import DEADLINE_SECONDS, free_port

# Each permission and each kind of content is in its table for good; the rows of a migration are not.
MADE_BY_DJANGO = {"django_content_type", "auth_permission"}


@pytest.fixture(scope="session", autouse=True)
def quick_flush() -> Iterator[None]:
    """Empty the tables after a test with transactions of its own by DELETE, and leave what Django makes by itself.

    Its own way makes all permissions anew, and on PostgreSQL truncates: 73 and 174 ms after each test, now 1 and 5.
    """

    def flush(_: TransactionTestCase) -> None:
        tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
        # Keys to other rows are looked at when it commits, so the order is of no matter.
        deletions = [f"DELETE FROM {connection.ops.quote_name(table)}" for table in tables - MADE_BY_DJANGO]  # noqa: S608 - Django's own names
        if connection.vendor == "postgresql":
            # To send each by itself takes as long again as to carry it out.
            deletions = ["; ".join(deletions)]
        with transaction.atomic(), connection.cursor() as cursor:
            for deletion in deletions:
                cursor.execute(deletion)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush)
        yield


@pytest.fixture(autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hash passwords in no time: every owner of a test has one, and to take long is the true hasher's purpose."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def patient_slugs() -> Iterator[None]:
    """Wait for the program that knows pinyin: on a busy machine it has taken longer than a writer should wait."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(slugs, "SECONDS", DEADLINE_SECONDS)
        yield


@pytest.fixture(autouse=True)
def language_of_the_site() -> Iterator[None]:
    """Give up the language of the last request, which Django keeps for the thread."""
    yield
    translation.deactivate()


@pytest.fixture
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no broker answer; a test does the worker's part itself."""
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", f"redis://127.0.0.1:{free_port()}/0")
