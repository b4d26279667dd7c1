"""Settings: what the environment may say, and the sentence for what it may not."""

import runpy
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http.request import split_domain_port, validate_host
from django.test import override_settings

from easytask.system_checks import check_libraries, check_setting_names, check_settings
from izone import embedded

ROOT = Path(__file__).resolve().parents[3]
SECRET = "0123456789abcdef" * 2
NOTIFY_URLS = ["json://a.test/x", "feishu://0123456789abcdef"]


def read(monkeypatch: pytest.MonkeyPatch, **environment: str) -> dict[str, Any]:
    """The settings as they would be in this environment, in a copy of the module."""
    for name in documented():
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(ROOT / "izone" / "settings.py"))


def documented() -> list[str]:
    lines = (ROOT / ".env.example").read_text().splitlines()
    return [line.lstrip("# ").partition("=")[0] for line in lines if "=" in line]


def test_a_laptop_needs_none(monkeypatch):
    found = read(monkeypatch)
    assert found["DEBUG"] is True
    assert found["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert found["DATABASES"]["default"]["NAME"] == str(ROOT / "db.sqlite3")
    assert found["CELERY_BROKER_URL"] == found["CELERY_RESULT_BACKEND"]
    assert found["CELERY_BROKER_URL"] == embedded.url(ROOT)
    assert (found["FRIENDLINK_TIMEOUT"], found["FRIENDLINK_PATIENCE"], found["FRIENDLINK_RETRIES"]) == (5.0, 1, 2)
    assert (found["FRIENDLINK_MAX_BODY"], found["FRIENDLINK_RUN_DEADLINE"]) == (2097152, 3300.0)


def test_production_without_a_secret_does_not_start(monkeypatch):
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        read(monkeypatch, DEBUG="0")


@pytest.mark.parametrize("secret", ["x", "0123456789abcdef", "ab" * 30, "a" * 64, f"{SECRET[:-1]} "])
def test_production_with_a_secret_that_anybody_guesses_does_not_start(monkeypatch, secret):
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY") as caught:
        read(monkeypatch, DEBUG="0", SECRET_KEY=secret)
    assert secret not in str(caught.value) or len(secret) == 1
    assert read(monkeypatch, DEBUG="1", SECRET_KEY=secret)["SECRET_KEY"] == secret.strip()


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("FRIENDLINK_SITE_LINK", "tendcode.com", "https://tendcode.com/"),
        ("FRIENDLINK_WHITE_LIST", "TendCode, 某人 ,", ["TendCode", "某人"]),
        ("FRIENDLINK_TIMEOUT", "7.5", 7.5),
        ("FRIENDLINK_TIMEOUT", " ", 5.0),
        ("FRIENDLINK_CONCURRENCY", "64", 64),
        ("FRIENDLINK_OUTAGE_SHARE", "0", 0.0),
        ("REDIS_URL", "redis://redis:6379/0", "redis://redis:6379/0"),
        ("REDIS_URL", "rediss://:a%20b@h/?ssl_cert_reqs=none", "rediss://:a%20b@h/?ssl_cert_reqs=none"),
        ("FRIENDLINK_WHITE_LIST", "甲，乙、丙；丁;戊", ["甲", "乙", "丙", "丁", "戊"]),
        ("ALLOWED_HOSTS", "a.test,b.test", ["a.test", "b.test"]),
        ("ALLOWED_HOSTS", ".a.test、*;[::1]，127.0.0.1", [".a.test", "*", "[::1]", "127.0.0.1"]),
        ("CSRF_TRUSTED_ORIGINS", "https://a.test:8443/,https://*.b.test", ["https://a.test:8443", "https://*.b.test"]),
        ("DEBUG", "off", False),
        ("SECRET_KEY", "$a$secret", "$a$secret"),
        ("METRICS_TOKEN", "0123456789abcdef", "0123456789abcdef"),
        ("DEFAULT_FROM_EMAIL", "友链 <links@a.test>", "友链 <links@a.test>"),
        ("DEFAULT_FROM_EMAIL", '"J. R." <a.b+c@localhost>', '"J. R." <a.b+c@localhost>'),
        ("DEFAULT_FROM_EMAIL", "me@[::1]", "me@[::1]"),
        ("DEFAULT_FROM_EMAIL", '"a.b"@a.test', '"a.b"@a.test'),
        ("DEFAULT_FROM_EMAIL", r'"my \"blog\"" <me@a.test>', r'"my \"blog\"" <me@a.test>'),
        ("DEFAULT_FROM_EMAIL", "博客 (me) <me@a.test>", "博客 (me) <me@a.test>"),
        ("FRIENDLINK_NOTIFY_URLS", "json://a.test/x, feishu://0123456789abcdef", NOTIFY_URLS),
    ],
)
def test_a_value_is_read(monkeypatch, name, text, value):
    assert read(monkeypatch, **{"SECRET_KEY": SECRET, name: text})[name] == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("DEBUG", "maybe"),
        ("DATABASE_URL", "mysql://u:p@h/db"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "sqlite://data.sqlite3"),
        ("DATABASE_URL", "postgres://u:p@host/"),
        ("DATABASE_URL", "postgres://host"),
        ("REDIS_URL", "localhost:6379"),
        ("REDIS_URL", "redis://"),
        ("REDIS_URL", "redis://host:port/0"),
        ("REDIS_URL", "redis://host:6379/first"),
        ("REDIS_URL", "redis://host:6379/0/1"),
        ("REDIS_URL", "redis://a host:6379/0"),
        ("SITE_URL", "not an address"),
        ("TIME_ZONE", "Mars/Olympus"),
        ("TIME_ZONE", "GMT+8"),
        ("LANGUAGE_CODE", "klingon"),
        ("SITE_URL", '"https://a.test/"'),
        ("SITE_URL", "https://a.test/ # ours"),
        ("ALLOWED_HOSTS", "a.test:8000"),
        ("ALLOWED_HOSTS", "https://a.test"),
        ("ALLOWED_HOSTS", "a.test b.test"),
        ("ALLOWED_HOSTS", '"a.test"'),
        ("CSRF_TRUSTED_ORIGINS", "a.test"),
        ("CSRF_TRUSTED_ORIGINS", "https://a.test/path"),
        ("CSRF_TRUSTED_ORIGINS", "https://a.test:port"),
        ("FRIENDLINK_SITE_LINK", '"https://a.test/" # mine'),
        ("FRIENDLINK_SITE_LINK", "https://a.test/ # mine"),
        ("FRIENDLINK_SITE_LINK", "'https://a.test/'"),
        ("FRIENDLINK_SITE_LINK", "“https://a.test/”"),
        ("FRIENDLINK_SITE_LINK", "https://a.test，https://b.test"),
        ("FRIENDLINK_SITE_LINK", "ftp://tendcode.com"),
        ("FRIENDLINK_SITE_LINK", "https://"),
        ("FRIENDLINK_TIMEOUT", "0"),
        ("FRIENDLINK_TIMEOUT", "-1"),
        ("FRIENDLINK_TIMEOUT", "nan"),
        ("FRIENDLINK_TIMEOUT", "five"),
        ("FRIENDLINK_CONCURRENCY", "0"),
        ("FRIENDLINK_CONCURRENCY", "1.5"),
        ("FRIENDLINK_PER_HOST", "0"),
        ("FRIENDLINK_RETRIES", "-1"),
        ("FRIENDLINK_PATIENCE", "0"),
        ("FRIENDLINK_MAX_BODY", "0"),
        ("FRIENDLINK_ALLOWED_NETWORKS", "10.0.0.0/99"),
        ("FRIENDLINK_ALLOWED_NETWORKS", "localhost"),
        ("FRIENDLINK_OUTAGE_SHARE", "1.5"),
        ("FRIENDLINK_RUN_DEADLINE", "0"),
        ("DEFAULT_FROM_EMAIL", "nobody"),
        ("DEFAULT_FROM_EMAIL", "me@[::1"),
        ("DEFAULT_FROM_EMAIL", "me@mail..example"),
        ("DEFAULT_FROM_EMAIL", "me@a.test, you@a.test"),
        ("DEFAULT_FROM_EMAIL", ".me <me@a.test>"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_by_name(monkeypatch, name, text):
    with pytest.raises(ImproperlyConfigured, match=name):
        read(monkeypatch, **{name: text})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("EMAIL_URL", "hunter22"),
        ("EMAIL_URL", "smtps://me:hunter22@mail.a.test"),  # of the two kinds of TLS it could mean either
        ("EMAIL_URL", "smtp://me:hunter22@mail.a.test:port"),
        ("EMAIL_URL", "smtp://me:hunter22@"),
        ("FRIENDLINK_NOTIFY_URLS", "hunter22"),
        ("FRIENDLINK_NOTIFY_URLS", "nope://hunter22"),
        ("FRIENDLINK_NOTIFY_URLS", "json://a.test/x,gotify://192.168.1.5/hunter22"),
        ("METRICS_TOKEN", "hunter22"),
        ("METRICS_TOKEN", "hunter22 and more words"),
    ],
)
def test_a_secret_that_makes_no_sense_is_refused_without_telling_it(monkeypatch, name, text):
    with pytest.raises(ImproperlyConfigured, match=name) as caught:
        read(monkeypatch, **{name: text})
    assert "hunter22" not in str(caught.value)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    ("url", "port", "user", "tls", "ssl", "sender"),
    [
        ("smtp://mail.a.test", 25, "", None, None, "izone@blog.a.test"),
        ("smtp+tls://me:p%40ss@mail.a.test", 587, "me", True, None, "izone@blog.a.test"),
        ("smtp+ssl://me%40a.test:x@mail.a.test:4650", 4650, "me@a.test", None, True, "me@a.test"),
    ],
)
def test_the_mail_server_is_read_from_its_url(monkeypatch, url, port, user, tls, ssl, sender):
    found = read(monkeypatch, EMAIL_URL=url, SITE_URL="https://blog.a.test")
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"], found["EMAIL_HOST_USER"]) == ("mail.a.test", port, user)
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (bool(tls), bool(ssl))
    assert found["DEFAULT_FROM_EMAIL"] == sender
    assert found["EMAIL_IS_SET_UP"] is True


@pytest.mark.parametrize(
    ("url", "engine", "name", "host"),
    [
        ("sqlite:///data/x.sqlite3", "sqlite3", str(ROOT / "data/x.sqlite3"), ""),
        ("sqlite:////data/x.sqlite3", "sqlite3", "/data/x.sqlite3", ""),
        ("postgres://u:p@host:5433/name", "postgresql", "name", "host"),
        ("postgres:///name", "postgresql", "name", ""),
        ("postgres://%2Fvar%2Frun%2Fpostgresql/name", "postgresql", "name", "/var/run/postgresql"),
    ],
)
def test_the_database_is_read_from_its_url(monkeypatch, url, engine, name, host):
    database = read(monkeypatch, DATABASE_URL=url)["DATABASES"]["default"]
    assert database["ENGINE"].endswith(engine)
    assert (database["NAME"], database["HOST"]) == (name, host)


@pytest.mark.parametrize("url", ["https://[2001:db8::5]:8443/", "https://blog.a.test/"])
def test_the_site_answers_at_its_own_address(monkeypatch, url):
    found = read(monkeypatch, SITE_URL=url)
    host, _port = split_domain_port(urlsplit(url).netloc)
    assert validate_host(host, found["ALLOWED_HOSTS"])


def test_every_setting_of_the_check_is_in_the_example(monkeypatch):
    found = {name for name in read(monkeypatch) if name.startswith("FRIENDLINK_")}
    assert found <= set(documented())


@pytest.mark.parametrize(
    ("values", "ids"),
    [
        ({}, []),
        ({"FRIENDLINK_TIMEOUT": 60, "FRIENDLINK_RUN_DEADLINE": 30}, ["easytask.W001"]),
        ({"FRIENDLINK_PER_HOST": 5, "FRIENDLINK_CONCURRENCY": 4}, ["easytask.W002"]),
        ({"FRIENDLINK_ALLOWED_NETWORKS": ["10.0.0.0/8"], "DEBUG": False}, ["easytask.W003"]),
        ({"FRIENDLINK_ALLOWED_NETWORKS": ["10.0.0.0/8"], "DEBUG": True}, []),
    ],
)
def test_settings_that_will_surprise_come_with_a_hint(values, ids):
    with override_settings(**values):
        hints = check_settings()
    assert [hint.id for hint in hints] == ids
    assert all(hint.hint for hint in hints)


def test_a_name_that_nobody_reads_comes_with_the_one_that_was_meant():
    with override_settings(MISSPELT_SETTINGS={"FRIENDLINK_PATIENC": "FRIENDLINK_PATIENCE", "FRIENDLINK_X": ""}):
        hints = check_setting_names()
    assert [hint.id for hint in hints] == ["easytask.W004"] * 2
    assert hints[0].hint == "Did you mean FRIENDLINK_PATIENCE?"
    assert ".env.example" in hints[1].hint


def test_a_library_that_is_missing_is_named_before_a_page_needs_it(monkeypatch):
    assert check_libraries() == []
    # This is how Python marks a module that is not to be had.
    monkeypatch.setitem(sys.modules, "PIL", None)
    assert [(error.id, error.msg) for error in check_libraries()] == [("easytask.E001", "Pillow is not installed.")]


def test_place_and_language_are_settings(monkeypatch):
    found = read(monkeypatch, TIME_ZONE="Europe/Berlin", LANGUAGE_CODE="en")
    assert (found["TIME_ZONE"], found["CELERY_TIMEZONE"], found["LANGUAGE_CODE"]) == ("Europe/Berlin",) * 2 + ("en",)


@pytest.mark.parametrize(("debug", "seconds"), [("1", 0), ("0", 60)])
def test_production_keeps_its_connections(monkeypatch, debug, seconds):
    database = read(monkeypatch, DEBUG=debug, SECRET_KEY="0123456789abcdef" * 4)["DATABASES"]["default"]
    assert (database["CONN_MAX_AGE"], database["CONN_HEALTH_CHECKS"]) == (seconds, True)
