"""Every setting of the project, and the one place that reads the environment (or a ``.env`` file beside manage.py).

A value that makes no sense raises ImproperlyConfigured with a sentence that names the setting.
"""

import ipaddress
import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import environ
from django.core.exceptions import ImproperlyConfigured

import demo
from easytask import address
from izone import embedded

T = TypeVar("T")

BASE_DIR = Path(__file__).resolve().parent.parent
PROJECT_PAGE = "https://github.com/Hopetree/izone"

environ.Env.read_env(BASE_DIR / ".env")


def _read(name: str, default: T, convert: Callable[[str], T], meaning: str) -> T:
    """The variable ``name`` through ``convert``; the default when it is unset or blank."""
    text = os.environ.get(name, "").strip()  # not through environ.Env, to which a leading $ names another variable
    if not text:
        return default
    try:
        return convert(text)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be {meaning}, not {text!r}.") from error


def _number(name: str, default: T, *, least: float, most: float = math.inf) -> T:
    def convert(text: str) -> T:
        value = type(default)(text)
        if not least <= value <= most:
            raise ValueError(text)
        return value

    kind = "a whole number" if isinstance(default, int) else "a number"
    limits = f"of at least {least}" if math.isinf(most) else f"from {least} to {most}"
    return _read(name, default, convert, f"{kind} {limits}")


def _flag(text: str) -> bool:
    if text.lower() in ("1", "true", "yes", "on"):
        return True
    if text.lower() in ("0", "false", "no", "off"):
        return False
    raise ValueError(text)


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _database(text: str) -> dict[str, object]:
    # django-environ only warns about what it cannot read, and a relative SQLite path would depend on where one stands.
    scheme, _, rest = text.partition("://")
    if scheme not in ("sqlite", "postgres", "postgresql") or not rest.strip("/"):
        raise ValueError(text)
    if scheme == "sqlite" and (not rest.startswith("/") or rest == "/:memory:"):
        raise ValueError(text)
    config = environ.Env.db_url_config(text)
    if scheme == "sqlite":
        config["NAME"] = str(BASE_DIR / config["NAME"])
    return config


def _redis(text: str) -> str:
    if not text.startswith(("redis://", "rediss://", "redis+socket://")):
        raise ValueError(text)
    return text


# --- Django ----------------------------------------------------------------------------------------------------------
DEBUG = _read("DEBUG", True, _flag, "yes or no (1 or 0)")
SECRET_KEY = os.environ.get("SECRET_KEY", "")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured("SECRET_KEY must be set when DEBUG is off.")
    SECRET_KEY = "django-insecure-only-for-a-laptop-with-debug-on"  # noqa: S105  # refused above when DEBUG is off
ALLOWED_HOSTS = _read("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"], _names, "a comma-separated list of hosts")
CSRF_TRUSTED_ORIGINS = _read("CSRF_TRUSTED_ORIGINS", [], _names, "a comma-separated list of origins")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_celery_beat",
    "blog",
    "easytask",
    "demo",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "izone.urls"
WSGI_APPLICATION = "izone.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {
    "default": _read(
        "DATABASE_URL",
        {"ENGINE": "django.db.backends.sqlite3", "NAME": str(BASE_DIR / "db.sqlite3")},
        _database,
        "sqlite:///path or postgres://user:password@host/name",
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A worker and the web write at the same time: a write lock taken at BEGIN and a journal that does not block readers
    # turn "database is locked" into a short wait.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"easytask": {"handlers": ["stderr"], "level": "INFO"}},
}

# --- Celery ----------------------------------------------------------------------------------------------------------
REDIS_URL = _read("REDIS_URL", "", _redis, "redis://host:port/number")
CELERY_BROKER_URL = CELERY_RESULT_BACKEND = REDIS_URL or embedded.url(BASE_DIR)
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_TRACK_STARTED = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A shell that calls the task while Redis is away hears so in seconds, not in Celery's twenty.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 2, "interval_start": 0.2, "interval_step": 0.3}
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 2,
    "socket_timeout": 3,
    "max_retries": 1,
    "interval_start": 0.2,
}
CELERY_REDIS_SOCKET_CONNECT_TIMEOUT = 2
CELERY_REDIS_SOCKET_TIMEOUT = 2
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {"retry_policy": {"timeout": 2.0, "max_retries": 2}}

# --- The check of the friend links -----------------------------------------------------------------------------------
SITE_URL = _read("SITE_URL", "", lambda text: address.parse(text).href, "an http(s) address")
FRIENDLINK_SITE_LINK = _read(
    "FRIENDLINK_SITE_LINK", "", lambda text: address.parse_site_link(text).href, "an http(s) address with a host"
)
FRIENDLINK_WHITE_LIST = _read("FRIENDLINK_WHITE_LIST", [], _names, "a comma-separated list of names")
FRIENDLINK_TIMEOUT = _number("FRIENDLINK_TIMEOUT", 5.0, least=0.1, most=300)
FRIENDLINK_CONCURRENCY = _number("FRIENDLINK_CONCURRENCY", 1000, least=1, most=100_000)
FRIENDLINK_PER_HOST = _number("FRIENDLINK_PER_HOST", 2, least=1)
FRIENDLINK_RETRIES = _number("FRIENDLINK_RETRIES", 2, least=0, most=10)
FRIENDLINK_PATIENCE = _number("FRIENDLINK_PATIENCE", 1, least=1, most=10_000)
FRIENDLINK_MAX_BODY = _number("FRIENDLINK_MAX_BODY", 2 * 1024 * 1024, least=1)
FRIENDLINK_ALLOWED_NETWORKS = _read(
    "FRIENDLINK_ALLOWED_NETWORKS",
    [],
    lambda text: [ipaddress.ip_network(name) for name in _names(text)],
    "a comma-separated list of networks such as 10.0.0.0/8",
)
if DEBUG and embedded.is_locked(demo.lock(BASE_DIR)):  # never in production, and only while its own server listens
    FRIENDLINK_ALLOWED_NETWORKS.append(ipaddress.ip_network(demo.address(BASE_DIR)))
FRIENDLINK_OUTAGE_SHARE = _number("FRIENDLINK_OUTAGE_SHARE", 0.5, least=0, most=1)
FRIENDLINK_RUN_DEADLINE = _number("FRIENDLINK_RUN_DEADLINE", 55 * 60.0, least=1)
