"""Every setting of the project, and the one place that reads the environment (or a ``.env`` file beside manage.py).

A value that makes no sense raises ImproperlyConfigured with a sentence that names the setting.
"""

import datetime as dt
import ipaddress
import math
import os
import re
from collections.abc import Callable
from email.utils import parseaddr
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from easytask.verdicts import addresses
from izone import __version__, demo_site, embedded

T = TypeVar("T")

BASE_DIR = Path(__file__).resolve().parent.parent
PROJECT_PAGE = "https://github.com/Hopetree/izone"
VERSION = __version__

environ.Env.read_env(BASE_DIR / ".env")


def _read(name: str, default: T, convert: Callable[[str], T], meaning: str, *, secret: bool = False) -> T:
    """The variable ``name`` through ``convert``; the default when it is unset or blank.

    Nothing of a ``secret`` one is told, but what ``convert`` says of it.
    """
    text = os.environ.get(name, "").strip()  # not through environ.Env, to which a leading $ names another variable
    if not text:
        return default
    try:
        return convert(text)
    except ValueError as error:
        if secret:
            raise ImproperlyConfigured(f"{name} must be {meaning}{error}.") from None
        shown = re.sub(r"//.*@", "//…@", text)  # this sentence ends in a log, where no password belongs
        raise ImproperlyConfigured(f"{name} must be {meaning}, not {shown!r}.") from error


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


def _path(text: str) -> str:
    path = text.strip("/")
    if not re.fullmatch(r"[\w-]+(/[\w-]+)*", path, re.ASCII):
        raise ValueError(text)
    return f"{path}/"


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


def _mail(text: str) -> dict[str, object]:
    ports = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}
    url = urlsplit(text)
    if url.scheme not in ports or not url.hostname or url.query or url.path.strip("/"):
        raise ValueError("")
    try:
        config = environ.Env.email_url_config(text)
    except ValueError:  # of the port, and it would tell the rest
        raise ValueError("") from None
    return {**config, "EMAIL_PORT": config["EMAIL_PORT"] or ports[url.scheme]}


def _sender(text: str) -> str:
    if not re.fullmatch(r"[^\s@]+@[^\s@]+", parseaddr(text)[1]):
        raise ValueError(text)
    return text


def _notify_urls(text: str) -> list[str]:
    from easytask.notifications import channels  # takes half a second, which those who name none need not wait

    urls = _names(text)
    for number, url in enumerate(urls, 1):
        try:
            channels.open_channel(url, allowed_networks=FRIENDLINK_ALLOWED_NETWORKS)
        except channels.BadChannel as error:
            raise ValueError(f": number {number} of {len(urls)} {error}") from None
    return urls


def _token(text: str) -> str:
    if not re.fullmatch(r"[!-~]{16,}", text):
        raise ValueError("")
    return text


# --- Django ----------------------------------------------------------------------------------------------------------
DEBUG = _read("DEBUG", True, _flag, "yes or no (1 or 0)")
SECRET_KEY = os.environ.get("SECRET_KEY", "")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured("SECRET_KEY must be set when DEBUG is off.")
    SECRET_KEY = "django-insecure-only-for-a-laptop-with-debug-on"  # noqa: S105  # refused above when DEBUG is off
SITE_URL = _read("SITE_URL", "", lambda text: addresses.parse(text).href, "an http(s) address")
_site = urlsplit(SITE_URL)
_hosts = ["localhost", "127.0.0.1", "[::1]", *filter(None, [_site.hostname])]
ALLOWED_HOSTS = _read("ALLOWED_HOSTS", _hosts, _names, "a comma-separated list of hosts")
_origins = [f"{_site.scheme}://{_site.netloc}"] if SITE_URL else []
CSRF_TRUSTED_ORIGINS = _read("CSRF_TRUSTED_ORIGINS", _origins, _names, "a comma-separated list of origins")
ADMIN_PATH = _read("ADMIN_PATH", "admin/", _path, "a path of letters, digits, - and _")

INSTALLED_APPS = [
    "easytask.apps.DashboardConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "blog",
    "easytask",  # before django_celery_beat, one of whose templates it replaces
    "django_celery_beat",
    "csp",
    "axes",
    "demo",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
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

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
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
STATIC_ROOT = BASE_DIR / "var" / "static"
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = DEBUG  # without collectstatic on a laptop
_static = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _static if DEBUG else "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Mail, in Django's own settings ----------------------------------------------------------------------------------
_mail_server = _read(
    "EMAIL_URL", {}, _mail, "smtp://, smtp+tls:// or smtp+ssl://user:password@host:port, percent-encoded", secret=True
)
EMAIL_IS_SET_UP = bool(_mail_server)
vars().update(_mail_server)
EMAIL_TIMEOUT = 10
_user = str(_mail_server.get("EMAIL_HOST_USER") or "")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _read(
    "DEFAULT_FROM_EMAIL", _user if "@" in _user else f"izone@{_site.hostname or 'localhost'}", _sender, "a mail address"
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "easytask.runs.event_log.LineFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"easytask": {"handlers": ["stderr"], "level": "INFO"}},
}

# --- What strangers meet ---------------------------------------------------------------------------------------------
# A production site speaks TLS unless its own address says http. Whether a request came over TLS is for gunicorn to say
# (--forwarded-allow-ips names the proxies it believes), so there is no SECURE_PROXY_SSL_HEADER that anybody could send.
_over_tls = not DEBUG and _site.scheme != "http"
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _over_tls
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked from inside the container, where there is no TLS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _over_tls else 0
# Binding subdomains, or browsers for good, is for the owner of the whole domain to decide, at the proxy.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"  # friends may see that we send them readers, not from where
LANGUAGE_COOKIE_SAMESITE = "Lax"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "https:"],  # posts may show pictures that live elsewhere
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
PERMISSIONS_POLICY = {
    name: [] for name in ("browsing-topics", "camera", "display-capture", "geolocation", "microphone", "payment", "usb")
}
# Counted for one name from one network, so that a stranger who guesses does not lock the owner out elsewhere, in the
# database, which all web processes share.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "izone.visitor.network"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = dt.timedelta(minutes=15)  # locked_out.html tells it
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "admin/locked_out.html"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# --- Celery ----------------------------------------------------------------------------------------------------------
REDIS_URL = _read("REDIS_URL", "", _redis, "redis://host:port/number")
CELERY_BROKER_URL = CELERY_RESULT_BACKEND = REDIS_URL or embedded.url(BASE_DIR)
CELERY_BEAT_SCHEDULER = "izone.beat:Scheduler"
CELERY_BEAT_ENABLE_REMOTE_CONTROL = True  # it answers a ping as long as it ticks
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_TRACK_STARTED = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# What a busy worker has taken ahead nobody else can do, and it is lost with that worker.
CELERY_WORKER_DISABLE_PREFETCH = True
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
FRIENDLINK_SITE_LINK = _read(
    "FRIENDLINK_SITE_LINK", "", lambda text: addresses.parse_site_link(text).href, "an http(s) address with a host"
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
if DEBUG and embedded.is_locked(demo_site.lock(BASE_DIR)):  # never in production, and only while its own server listens
    FRIENDLINK_ALLOWED_NETWORKS.append(ipaddress.ip_network(demo_site.address(BASE_DIR)))
FRIENDLINK_OUTAGE_SHARE = _number("FRIENDLINK_OUTAGE_SHARE", 0.5, least=0, most=1)
FRIENDLINK_RUN_DEADLINE = _number("FRIENDLINK_RUN_DEADLINE", 55 * 60.0, least=1)
FRIENDLINK_NOTIFY_URLS = _read(
    "FRIENDLINK_NOTIFY_URLS", [], _notify_urls, "a comma-separated list of apprise's addresses", secret=True
)

# --- Figures for Prometheus ------------------------------------------------------------------------------------------
METRICS_TOKEN = _read("METRICS_TOKEN", "", _token, "16 or more letters, digits and signs without a space", secret=True)
