"""What the tests that use Django in their own process share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import override_settings
from django.utils import translation


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
