"""Production: the settings, the headers, and what a stranger meets who guesses at the login."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone

from tests.unit.izone.test_settings import read

SECRETS = {"SECRET_KEY": "0123456789abcdef" * 4, "POSTGRES_PASSWORD": "9a" * 12, "REDIS_PASSWORD": "7c" * 12}
PASSWORD = "a long pass word"
LOGIN = "/admin/login/"


def in_production(monkeypatch: pytest.MonkeyPatch, **settings: str) -> dict[str, Any]:
    return read(monkeypatch, DEBUG="0", SECRET_KEY=SECRETS["SECRET_KEY"], **settings)


@pytest.mark.parametrize("settings", [{}, {"SITE_URL": "https://blog.example.com"}])
def test_production_speaks_tls(monkeypatch, settings):
    found = in_production(monkeypatch, **settings)
    for name in ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE"):
        assert found[name] is True
    assert found["SECURE_HSTS_SECONDS"] == 31536000
    assert "SECURE_PROXY_SSL_HEADER" not in found  # anybody could send it


@pytest.mark.parametrize("settings", [{"DEBUG": "1"}, {"DEBUG": "0", "SITE_URL": "http://blog.intranet"}])
def test_without_tls_nothing_asks_for_it(monkeypatch, settings):
    found = read(monkeypatch, SECRET_KEY=SECRETS["SECRET_KEY"], **settings)
    assert not found["SECURE_SSL_REDIRECT"]
    assert not found["SESSION_COOKIE_SECURE"]
    assert found["SECURE_HSTS_SECONDS"] == 0


def test_our_address_says_which_host_and_origin_are_ours(monkeypatch):
    found = in_production(monkeypatch, SITE_URL="https://blog.example.com:8443/blog/")
    assert found["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]", "blog.example.com"]
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://blog.example.com:8443"]


@pytest.mark.parametrize(
    ("text", "path"), [("", "admin/"), ("desk", "desk/"), ("/desk/", "desk/"), ("back/desk-7", "back/desk-7/")]
)
def test_the_admin_moves(monkeypatch, text, path):
    assert read(monkeypatch, ADMIN_PATH=text)["ADMIN_PATH"] == path


@pytest.mark.parametrize("text", ["/", "../x", "a b", "后台", "a//b", "<int:x>"])
def test_a_path_that_is_none_is_refused(monkeypatch, text):
    with pytest.raises(ImproperlyConfigured, match="ADMIN_PATH"):
        read(monkeypatch, ADMIN_PATH=text)


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL"])
def test_the_sentence_for_a_bad_address_holds_no_password(monkeypatch, name):
    with pytest.raises(ImproperlyConfigured, match=name) as refused:
        read(monkeypatch, **{name: "mysql://izone:hush@database/izone"})
    assert "hush" not in str(refused.value)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/friends/", LOGIN])
def test_every_page_says_what_a_browser_may_do_with_it(client: Client, path: str) -> None:
    headers = client.get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy == {
        "default-src": "'self'",
        "img-src": "'self' https:",
        "font-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.fixture
def owner(db: None) -> User:
    return User.objects.create_superuser("owner", password=PASSWORD)


def log_in(password: str, address: str = "198.51.100.7", **options: Any) -> int:
    form = {"username": "owner", "password": password}
    return Client().post(LOGIN, form, REMOTE_ADDR=address, **options).status_code


def guess(times: int, address: str = "198.51.100.7", **options: Any) -> int:
    """The status of the last of so many wrong guesses."""
    return [log_in(f"guess {number}", address, **options) for number in range(times)][-1]


def test_the_fifth_guess_closes_the_door_for_the_right_password_too(owner: User) -> None:
    assert guess(4) == 200
    assert guess(1) == 429
    assert log_in(PASSWORD) == 429


def test_the_owner_elsewhere_is_not_locked_out(owner: User) -> None:
    assert guess(9) == 429
    assert log_in(PASSWORD, "203.0.113.9") == 302


def test_the_door_opens_again_although_the_stranger_goes_on(owner: User) -> None:
    guess(5)
    AccessAttempt.objects.update(attempt_time=timezone.now() - dt.timedelta(minutes=14))
    assert guess(3) == 429
    AccessAttempt.objects.update(attempt_time=timezone.now() - dt.timedelta(minutes=16))
    assert log_in(PASSWORD) == 302


def test_mistakes_are_forgotten_once_the_owner_is_in(owner: User) -> None:
    assert guess(4) == 200
    assert log_in(PASSWORD) == 302
    assert guess(4) == 200


def test_whoever_is_locked_out_reads_when_to_come_back(owner: User) -> None:
    guess(5)
    form = {"username": "owner", "password": "x"}
    headers = {"accept-language": "en"}
    page = Client().post(LOGIN, form, REMOTE_ADDR="198.51.100.7", headers=headers).content.decode()
    assert "in 15 minutes" in page


def test_a_made_up_header_makes_no_new_visitor(owner: User) -> None:
    statuses = [log_in("guess", headers={"x-forwarded-for": f"203.0.113.{number}"}) for number in range(5)]
    assert statuses[-1] == 429


def test_no_password_is_kept(owner: User) -> None:
    guess(1)
    kept = str(list(AccessAttempt.objects.values()))
    assert "owner" in kept
    assert "guess 0" not in kept
