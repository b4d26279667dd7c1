"""The throttle of logins: three buckets, counted before a password is compared, and a line in the log for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import User
from django.test import Client, RequestFactory

from izone import throttle

LOGIN = "/admin/login/"
PASSWORD, WRONG = "a long pass word", "x"


class Counting(PBKDF2PasswordHasher):
    """Notes the passwords that were looked at, each of which costs a PBKDF2."""

    iterations = 1
    compared: ClassVar[list[str]] = []

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        self.compared.append(password)
        return super().encode(password, salt, iterations)


@pytest.fixture
def owner(db: None, settings: Any) -> User:
    settings.PASSWORD_HASHERS = [f"{Counting.__module__}.{Counting.__qualname__}"]
    created = User.objects.create_superuser("owner", password=PASSWORD)
    Counting.compared.clear()
    return created


def log_in(address: str, name: str = "owner", password: str = WRONG) -> int:
    return Client().post(LOGIN, {"username": name, "password": password}, REMOTE_ADDR=address).status_code


def try_password(address: str, name: str = "owner") -> None:
    """Try a wrong one as the page does, and draw no page, which takes most of its time."""
    authenticate(RequestFactory().post(LOGIN, REMOTE_ADDR=address), username=name, password=WRONG)


Sender = Callable[[int], tuple[str, str]]


@pytest.mark.parametrize(
    ("sender", "tried"),
    [
        (lambda _: ("198.51.100.1", "owner"), throttle.PER_NAME),
        (lambda i: (f"2001:db8:1:1::{i:x}", "owner"), throttle.PER_NAME),
        (lambda i: ("198.51.100.1", f"user{i}"), throttle.PER_NETWORK),
        (lambda i: (f"2001:db8:2:{i:x}::1", "owner"), throttle.PER_NETWORK),
        (lambda i: (f"10.0.0.{i}", "owner"), throttle.FOR_ALL),
        (lambda i: (f"10.0.0.{i}", f"user{i}"), throttle.FOR_ALL),
    ],
    ids=["one name, one network", "one /64", "many names", "one /48", "many networks", "many of both"],
)
def test_so_many_passwords_are_compared_in_a_quarter_of_an_hour(owner: User, sender: Sender, tried: int) -> None:
    for number in range(tried + 3):
        try_password(*sender(number))
    assert len(Counting.compared) == tried
    assert log_in(*sender(tried + 3)) == 429


def test_what_is_refused_is_counted_nowhere(owner: User) -> None:
    for _ in range(throttle.PER_NAME + 50):
        try_password("198.51.100.1")
    counts = set(AccessAttempt.objects.values_list("failures_since_start", flat=True))
    assert counts == {throttle.PER_NAME}
    assert log_in("198.51.100.1", "another") == 200


def test_a_login_that_succeeds_is_given_back(owner: User) -> None:
    for _ in range(throttle.PER_NETWORK + 5):
        assert log_in("198.51.100.1", password=PASSWORD) == 302
    assert set(AccessAttempt.objects.values_list("failures_since_start", flat=True)) == {0}


@pytest.mark.parametrize(
    ("address", "name", "line"),
    [
        ("198.51.100.1", "owner", "Login failed from 198.51.100.1, name 'owner'"),
        ("2001:db8::1", "owner", "Login failed from 2001:db8::1, name 'owner'"),
        ("198.51.100.1", "x\u202e from 203.0.113.9", "from 198.51.100.1, name 'x\\u202e from 203.0.113.9'"),
    ],
)
def test_the_log_says_from_where(owner: User, caplog: pytest.LogCaptureFixture, address: str, name: str, line: str):
    for _ in range(throttle.PER_NAME + 1):
        log_in(address, name)
    assert caplog.text.count(line) == throttle.PER_NAME + 1
