"""Read the environment, and a strictly parsed ``.env`` file under it; this knows no setting and no default.

What django-environ offers is used for the URLs of database and mail alone. Reading is written here, because its errors
are not one sentence that names the setting and keeps a secret, it skips lines of the file that it cannot read, and it
takes a value that begins with ``$`` for the name of another variable.
"""

from __future__ import annotations

import contextlib
import difflib
import ipaddress
import math
import os
import re
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from blog.site import parsers, registry
from easytask.verdicts import addresses
from easytask.visitor import Proxies

T = TypeVar("T")

_LINE = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=(.*)")
_IN_SINGLE_QUOTES = re.compile(r"'([^']*)'\s*(?:#.*)?")
_IN_DOUBLE_QUOTES = re.compile(r'"((?:[^"\\]|\\.)*)"\s*(?:#.*)?')
_LABEL = r"[^\W_](?:[\w-]*[^\W_])?"
_HOST = re.compile(rf"\*|\[[0-9a-fA-F:.]+\]|\.?{_LABEL}(?:\.{_LABEL})*")
# So alike are two names of which one is a misspelling of the other.
SIMILARITY = 0.85


class Environment:
    """The process's environment over a file; a blank variable counts as unset, and hides what the file says."""

    def __init__(self, file: Path) -> None:
        """Put what the file sets into the environment where that does not set it.

        Raises ImproperlyConfigured when the file has a line that is no setting.
        """
        self._in_file = read_file(file)
        self._known: set[str] = set()
        # The declared settings that the environment sets.
        self.chosen: set[str] = set()
        for name, value in self._in_file.items():
            os.environ.setdefault(name, value)

    def text(self, name: str) -> str:
        """Return the variable; an empty text when it is unset or blank."""
        self._known.add(name)
        return os.environ.get(name, "").strip()

    def read(self, name: str, default: T, convert: Callable[[str], T], meaning: str, *, secret: bool = False) -> T:
        """Return the variable through ``convert``, or the default when it is unset or blank.

        ``convert`` raises ValueError for a value that makes no sense, and this ImproperlyConfigured with one sentence
        that names the variable. Nothing of a ``secret`` value is told, but what ``convert`` says of it.
        """
        text = self.text(name)
        if not text:
            return default
        try:
            return convert(text)
        except ValueError as error:
            # Not from the error: it may hold the whole value, and a traceback would print it.
            if secret:
                raise ImproperlyConfigured(f"{name} must be {meaning}{error}.") from None
            # This sentence ends in a log, where no password belongs.
            shown = re.sub(r"//.*@", "//…@", text)
            raise ImproperlyConfigured(f"{name} must be {meaning}, not {shown!r}.") from None

    def number(self, name: str, default: parsers.Amount, *, least: float, most: float = math.inf) -> parsers.Amount:
        """Return the variable as a number of the default's type and within the limits."""
        number = parsers.Number(type(default), least, most)
        return self.read(name, default, number, number.meaning)

    def of_the_site(self, name: str) -> Any:
        """Return a declared setting, which its owner can also choose in the admin; or its default."""
        setting = registry.declared(name)
        if self.text(name):
            self.chosen.add(name)
        return self.read(name, setting.default, setting.parse, setting.meaning, secret=setting.is_secret)

    def misspelt(self, *, prefix: str, others: Collection[str]) -> dict[str, str]:
        """Return the names that nobody reads, each with the one that was meant; empty when none is alike.

        Those are the names that begin with ``prefix``, and those of the file that are like a known one. ``others`` are
        known names that the settings do not read.
        """
        known = self._known | set(others)
        suspects = [
            name for name in {*os.environ, *self._in_file} - known if name.startswith(prefix) or name in self._in_file
        ]
        found = {}
        for name in sorted(suspects):
            meant = difflib.get_close_matches(name.upper(), known, n=1, cutoff=SIMILARITY)
            if meant or name.startswith(prefix):
                found[name] = meant[0] if meant else ""
        return found


def read_file(file: Path) -> dict[str, str]:
    """Return what the file sets, nothing when there is none.

    A line is blank, a remark after ``#``, or ``NAME=value``; a value in quotes keeps its spaces and ``#``. Raises
    ImproperlyConfigured with the number of the line that is none of these.
    """
    try:
        # A byte order mark is what some editors put before the text.
        text = file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ImproperlyConfigured(f"{file} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError:
        raise ImproperlyConfigured(f"{file} is not UTF-8 text: save it as UTF-8.") from None
    found: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), 1):
        content = line.strip()
        if not content or content.startswith("#"):
            continue
        match = _LINE.fullmatch(content)
        # The line may hold a secret: its number has to do.
        if match is None or "\0" in content:
            raise ImproperlyConfigured(
                f"line {number} of {file} is no setting: it must be NAME=value, or begin with #."
            )
        name, value = match.groups()
        if name in found:
            raise ImproperlyConfigured(f"line {number} of {file} sets {name} a second time.")
        found[name] = _unquoted(value, f"line {number} of {file}")
    return found


def _unquoted(value: str, where: str) -> str:
    text = value.strip()
    if text[:1] not in ("'", '"'):
        return re.split(r"\s#", value, maxsplit=1)[0].strip()
    if match := _IN_SINGLE_QUOTES.fullmatch(text):
        return match[1]
    if match := _IN_DOUBLE_QUOTES.fullmatch(text):
        return re.sub(r'\\(["\\$`])', r"\1", match[1])
    raise ImproperlyConfigured(f"{where} has quotes that do not enclose the whole value.")


# --- what a value may be: each takes the text and raises ValueError --------------------------------------------------
def flag(text: str) -> bool:
    """Return yes or no."""
    if text.lower() in ("1", "true", "yes", "on"):
        return True
    if text.lower() in ("0", "false", "no", "off"):
        return False
    raise ValueError(text)


def hosts(text: str) -> list[str]:
    """Return hosts as ALLOWED_HOSTS takes them: without a port, perhaps with a leading dot, or ``*``."""
    found = parsers.names(text)
    if not all(_HOST.fullmatch(host) for host in found):
        raise ValueError(text)
    return found


def origins(text: str) -> list[str]:
    """Return origins as CSRF_TRUSTED_ORIGINS takes them: a scheme, a host, perhaps a port, and nothing more."""
    found = parsers.names(text)
    for origin in found:
        url = urlsplit(origin)
        plain = f"{url.scheme}://{url.netloc}"
        host = url.netloc.removesuffix(f":{url.port}").removeprefix("*.")
        if origin.rstrip("/") != plain or url.scheme not in addresses.WEB_SCHEMES or not _HOST.fullmatch(host):
            raise ValueError(text)
    return [origin.rstrip("/") for origin in found]


def networks(text: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """Return networks in CIDR notation."""
    return [ipaddress.ip_network(name) for name in parsers.names(text)]


LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))


def proxies(text: str) -> Proxies:
    """Return a number of proxies, or their networks."""
    if re.fullmatch(r"[0-9]{1,2}", text):
        return Proxies(hops=int(text))
    return Proxies(networks=tuple(networks(text)))


def proxies_of_gunicorn() -> Proxies:
    """Return those that FORWARDED_ALLOW_IPS tells gunicorn to believe; by default the ones on this machine."""
    told = os.environ.get("FORWARDED_ALLOW_IPS", "").strip()
    if told == "*":
        return Proxies(hops=1)
    # What gunicorn refuses is its own to say.
    with contextlib.suppress(ValueError):
        return Proxies(networks=tuple(networks(told)) or LOOPBACK)
    return Proxies(networks=LOOPBACK)


def url_path(text: str) -> str:
    """Return a path of plain letters, digits, ``-`` and ``_`` with a slash at its end alone."""
    path = text.strip("/")
    if not re.fullmatch(r"[\w-]+(/[\w-]+)*", path, re.ASCII):
        raise ValueError(text)
    return f"{path}/"


def database(text: str, *, directory: Path) -> dict[str, Any]:
    """Return Django's settings of a database; a relative SQLite path starts at ``directory``, not where one stands."""
    scheme, _, rest = text.partition("://")
    if scheme not in ("sqlite", "postgres", "postgresql") or not rest.strip("/"):
        raise ValueError(text)
    if scheme == "sqlite" and (not rest.startswith("/") or rest == "/:memory:"):
        raise ValueError(text)
    config: dict[str, Any] = environ.Env.db_url_config(text)
    if not config["NAME"]:
        raise ValueError(text)
    if scheme == "sqlite":
        config["NAME"] = str(directory / config["NAME"])
    else:
        # A directory of sockets comes percent-encoded, as in libpq's own URLs.
        config["HOST"] = unquote(config["HOST"])
    return config


def redis(text: str) -> str:
    """Return the URL of a Redis server as Celery takes it."""
    url = urlsplit(text)
    if url.scheme == "redis+socket":
        has_place = bool(url.path)
    else:
        # Celery takes the path for the number of a database, once it connects.
        has_place = bool(url.hostname) and url.port != 0 and re.fullmatch(r"/?\d*", url.path, re.ASCII) is not None
    if url.scheme not in ("redis", "rediss", "redis+socket") or not has_place or re.search(r"\s", text):
        raise ValueError(text)
    return text


def token(text: str) -> str:
    """Return a secret of 16 or more printable ASCII signs; what this raises tells nothing of it."""
    if not re.fullmatch(r"[!-~]{16,}", text):
        raise ValueError("")
    return text
