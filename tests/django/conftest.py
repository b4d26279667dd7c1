"""What the tests that use Django in their own process share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import override_settings
from django.utils import translation

from tests.plugins.processes import free_port


@pytest.fixture(autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hash passwords in no time: every owner of a test has one, and to take long is the true hasher's purpose."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
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
