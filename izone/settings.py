"""Every setting of the project, by its name; ``izone.environment`` says how the environment is read.

A value that makes no sense raises ImproperlyConfigured with a sentence that names the setting.
"""

import datetime as dt
import ipaddress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from blog import uploads
from blog.site import identity
from easytask.site_settings import declared  # noqa: F401 - it puts the settings of the check into the table
from easytask.site_settings.mail import MailSecurity, MailServer, sender_of
from izone import __version__, demo_site, embedded, environment, inside

BASE_DIR = Path(__file__).resolve().parent.parent
PROJECT_PAGE = "https://github.com/Hopetree/izone"
VERSION = __version__

_env = environment.Environment(BASE_DIR / ".env")

# --- Django ----------------------------------------------------------------------------------------------------------
DEBUG = _env.read("DEBUG", True, environment.flag, "yes or no (1 or 0)")
# `openssl rand -hex 16` makes as many.
_SECRET_KEY_CHARS = 32
SECRET_KEY = _env.text("SECRET_KEY")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured("SECRET_KEY must be set when DEBUG is off.")
    # Sessions that anybody can sign are for a laptop alone.
    SECRET_KEY = "django-insecure-only-for-a-laptop-with-debug-on"  # noqa: S105 - refused above when DEBUG is off
elif not DEBUG and (len(SECRET_KEY) < _SECRET_KEY_CHARS or len(set(SECRET_KEY)) < 5):
    raise ImproperlyConfigured(f"SECRET_KEY must be {_SECRET_KEY_CHARS} or more random characters when DEBUG is off.")
# The settings that their owner can also choose in the admin come by of_the_site(): the value of the environment, or the
# default; blog.site.values says which value is in force.
SITE_URL: str = _env.of_the_site("SITE_URL")
_site = urlsplit(SITE_URL)
# As Django compares a host: one that is an IPv6 address in its brackets.
_host = f"[{_site.hostname}]" if ":" in (_site.hostname or "") else _site.hostname
_hosts = ["localhost", "127.0.0.1", "[::1]", *filter(None, [_host])]
ALLOWED_HOSTS = _env.read("ALLOWED_HOSTS", _hosts, environment.hosts, "a comma-separated list of hosts without ports")
_origins = [f"{_site.scheme}://{_site.netloc}"] if SITE_URL else []
CSRF_TRUSTED_ORIGINS = _env.read(
    "CSRF_TRUSTED_ORIGINS", _origins, environment.origins, "a comma-separated list of origins such as https://a.example"
)
TRUSTED_PROXIES = _env.read(
    "TRUSTED_PROXIES",
    environment.proxies_of_gunicorn(),
    environment.proxies,
    "the number of proxies that stand one behind the other, or a comma-separated list of their networks",
)
ADMIN_PATH = _env.read("ADMIN_PATH", "admin/", environment.url_path, "a path of letters, digits, - and _")

INSTALLED_APPS = [
    "easytask.apps.DashboardConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "blog",
    # Before django_celery_beat, one of whose templates it replaces.
    "easytask",
    "django_celery_beat",
    "csp",
    "axes",
    "izone.apps.IzoneConfig",
    "demo",
    # For the templates of its widgets, which FORM_RENDERER looks up among ours.
    "django.forms",
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
MIDDLEWARE = [
    "easytask.visitor.ProxyMiddleware",
    "izone.inside.InsideMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Above what varies by a cookie or sets one, below what only hands on; a page's validator is of the page in clear.
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "blog.site.caching.CachingMiddleware",
    "blog.site.middleware.SiteMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "blog.site.language.LanguageMiddleware",
    "izone.refusals.UnreadableMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Before anything that reads the body.
    "izone.body_limit.BodyLimitMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    # Where nothing else is found, and the language is out of the address.
    "blog.aliases.AliasMiddleware",
    # Below it, which asks where this has found nothing.
    "izone.refusals.NotFoundMiddleware",
]
# They have to answer when the database does not.
PATHS_WITHOUT_SITE = inside.PATHS
CSRF_FAILURE_VIEW = "izone.refusals.csrf_failure"
ROOT_URLCONF = "izone.urls"
WSGI_APPLICATION = "izone.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Before those of the apps, of which Django's admin comes first: the frame of all its pages is ours.
        "DIRS": [BASE_DIR / "easytask" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "blog.site.context.site",
            ]
        },
    }
]

DATABASES: dict[str, dict[str, Any]] = {
    "default": _env.read(
        "DATABASE_URL",
        {"ENGINE": "django.db.backends.sqlite3", "NAME": str(BASE_DIR / "db.sqlite3")},
        lambda text: environment.database(text, directory=BASE_DIR),
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
# A new connection for each page costs PostgreSQL three quarters of its pages a second (93 and 354). A minute, so that
# one left behind by a restart of the server is soon gone; a page asks first whether its connection still answers. Not
# for runserver: it has a new thread for each request.
DATABASES["default"] |= {"CONN_MAX_AGE": 0 if DEBUG else 60, "CONN_HEALTH_CHECKS": True}
DATA_UPLOAD_MAX_MEMORY_SIZE = uploads.FORM_BYTES
# The list of 200 friends has five fields a row, and the page before a deletion one for each that was chosen.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LANGUAGES = list(identity.LANGUAGES)
LANGUAGE_CODE: str = _env.of_the_site("LANGUAGE_CODE")
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE: str = _env.of_the_site("TIME_ZONE")
USE_TZ = True

# --- Whose site it is ------------------------------------------------------------------------------------------------
SITE_TITLE = _env.of_the_site("SITE_TITLE")
SITE_TAGLINE = _env.of_the_site("SITE_TAGLINE")
SITE_MENU = _env.of_the_site("SITE_MENU")
SITE_COLOUR = _env.of_the_site("SITE_COLOUR")
SITE_AUTHOR = _env.of_the_site("SITE_AUTHOR")
SITE_AUTHOR_BIO = _env.of_the_site("SITE_AUTHOR_BIO")
SITE_AUTHOR_LINKS = _env.of_the_site("SITE_AUTHOR_LINKS")
SITE_FOOTER = _env.of_the_site("SITE_FOOTER")
SITE_ICP = _env.of_the_site("SITE_ICP")
SITE_POLICE = _env.of_the_site("SITE_POLICE")

# From the root, whatever language the address begins with.
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
# A laptop needs no collectstatic.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = DEBUG
_static = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _static if DEBUG else "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Mail, in Django's own settings ----------------------------------------------------------------------------------
EMAIL_URL: MailServer | None = _env.of_the_site("EMAIL_URL")
EMAIL_IS_SET_UP = EMAIL_URL is not None
_mail_server = EMAIL_URL or MailServer(host="localhost", port=25, security=MailSecurity.NONE)
EMAIL_HOST, EMAIL_PORT = _mail_server.host, _mail_server.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail_server.user, _mail_server.password
EMAIL_USE_TLS = _mail_server.security is MailSecurity.STARTTLS
EMAIL_USE_SSL = _mail_server.security is MailSecurity.TLS
EMAIL_TIMEOUT = 10
# Of the server that is in force, which its owner may have set in the admin.
EMAIL_BACKEND = "easytask.notifications.mail_backend.MailBackend"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _env.of_the_site("DEFAULT_FROM_EMAIL") or sender_of(EMAIL_URL, _site.hostname)

LOG_LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "easytask.runs.event_log.LineFormatter",
            "format": LOG_LINE,
        }
    },
    "filters": {"repeats": {"()": "izone.log_repeats.RepeatFilter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["repeats"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "easytask": {"level": "INFO"},
        # In place of Django's own two handlers: one is silent in production, the other writes mails to nobody. A page
        # that breaks and a host that is refused leave a line; a page that a stranger does not find leaves none.
        "django": {"handlers": [], "level": "INFO" if DEBUG else "WARNING"},
        "django.request": {"level": "WARNING" if DEBUG else "ERROR"},
    },
}

# --- What strangers meet ---------------------------------------------------------------------------------------------
# A production site speaks TLS unless its own address says http. Whether a request came over TLS is for a trusted proxy
# to say (easytask/visitor.py), so there is no SECURE_PROXY_SSL_HEADER that anybody could send.
_over_tls = not DEBUG and _site.scheme != "http"
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _over_tls
# They are asked from inside the containers' network, where there is no TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _over_tls else 0
# Binding subdomains, or browsers for good, is for the owner of the whole domain to decide, at the proxy.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
# Friends may see that we send them readers, not from which page.
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
LANGUAGE_COOKIE_SAMESITE = "Lax"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        # Posts may show pictures that live elsewhere.
        "img-src": ["'self'", "https:"],
        # The headings' glyphs come inside a style sheet of ours.
        "font-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("browsing-topics", "camera", "display-capture", "geolocation", "microphone", "payment", "usb")
}
# Three buckets, in the database, which all web processes share; how many logins each holds stands in the handler.
AXES_HANDLER = "izone.throttle.Handler"
AXES_CLIENT_IP_CALLABLE = "easytask.visitor.network"
# locked_out.html names it.
AXES_COOLOFF_TIME = dt.timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_TEMPLATE = "admin/locked_out.html"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# --- Celery ----------------------------------------------------------------------------------------------------------
REDIS_URL = _env.read("REDIS_URL", "", environment.redis, "redis://host:port/number")
CELERY_BROKER_URL = CELERY_RESULT_BACKEND = REDIS_URL or embedded.url(BASE_DIR)
CELERY_BEAT_SCHEDULER = "izone.beat:Scheduler"
# Beat answers a ping as long as it ticks.
CELERY_BEAT_ENABLE_REMOTE_CONTROL = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_TRACK_STARTED = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A Redis that answers with a no (READONLY, OOM, MISCONF) is waited for like one that is away.
CELERY_BROKER_CHANNEL_ERROR_RETRY = True
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
FRIENDLINK_SITE_LINK: str = _env.of_the_site("FRIENDLINK_SITE_LINK")
FRIENDLINK_WHITE_LIST: list[str] = _env.of_the_site("FRIENDLINK_WHITE_LIST")
FRIENDLINK_TIMEOUT: float = _env.of_the_site("FRIENDLINK_TIMEOUT")
FRIENDLINK_RETRIES: int = _env.of_the_site("FRIENDLINK_RETRIES")
FRIENDLINK_PATIENCE: int = _env.of_the_site("FRIENDLINK_PATIENCE")
FRIENDLINK_OUTAGE_SHARE: float = _env.of_the_site("FRIENDLINK_OUTAGE_SHARE")
FRIENDS_JSON_STATE: bool = _env.of_the_site("FRIENDS_JSON_STATE")
FRIENDLINK_CONCURRENCY = _env.number("FRIENDLINK_CONCURRENCY", 2000, least=1, most=100_000)
FRIENDLINK_PER_HOST = _env.number("FRIENDLINK_PER_HOST", 2, least=1)
FRIENDLINK_MAX_BODY = _env.number("FRIENDLINK_MAX_BODY", 2 * 1024 * 1024, least=1)
FRIENDLINK_ALLOWED_NETWORKS: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = _env.read(
    "FRIENDLINK_ALLOWED_NETWORKS",
    [],
    environment.networks,
    "a comma-separated list of networks such as 10.0.0.0/8",
)
if DEBUG:
    FRIENDLINK_ALLOWED_NETWORKS += demo_site.network_while_served(BASE_DIR)
FRIENDLINK_LOOK_HOURS = _env.number("FRIENDLINK_LOOK_HOURS", 20.0, least=0, most=24 * 365)
FRIENDLINK_RUN_DEADLINE = _env.number("FRIENDLINK_RUN_DEADLINE", 55 * 60.0, least=1)


def _notify_urls(text: str) -> list[str]:
    # Imported here: it takes half a second, for which those who name none need not wait.
    from easytask.notifications import channels

    # Not by a semicolon: that may be a part of an address.
    urls = [url.strip() for url in text.replace("，", ",").split(",") if url.strip()]
    for number, url in enumerate(urls, 1):
        try:
            channels.open_channel(url, allowed_networks=FRIENDLINK_ALLOWED_NETWORKS)
        except channels.BadChannel as error:
            raise ValueError(f": number {number} of {len(urls)} {error}") from None
    return urls


FRIENDLINK_NOTIFY_URLS: list[str] = _env.read(
    "FRIENDLINK_NOTIFY_URLS", [], _notify_urls, "a comma-separated list of apprise's addresses", secret=True
)

# --- Figures for Prometheus ------------------------------------------------------------------------------------------
METRICS_TOKEN = _env.read(
    "METRICS_TOKEN", "", environment.token, "16 or more letters, digits and signs without a space", secret=True
)

# --- What the admin shows as set by the environment ------------------------------------------------------------------
SET_IN_ENVIRONMENT = frozenset(_env.chosen)

# --- Names that nobody reads -----------------------------------------------------------------------------------------
# A system check tells of them. The others are for docker-compose.yml, `make run` and the image's web server.
MISSPELT_SETTINGS = _env.misspelt(
    prefix="FRIENDLINK_",
    others={"POSTGRES_PASSWORD", "REDIS_PASSWORD", "PORT", "DEMO", "FORWARDED_ALLOW_IPS", "WEB_CONCURRENCY"},
)
