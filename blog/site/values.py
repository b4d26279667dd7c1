"""Say what is in force of each setting, and where it comes from: the environment, its owner, or the default.

A value is read from the database once for each request or run, by ``scope``; nothing keeps it longer, so that what the
owner saves reaches every process at its next request or run.
"""

from __future__ import annotations

import contextlib
import dataclasses
import enum
import logging
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error
from django.db.models import CharField, Value

from blog.models import STATES, Article, Page, SiteSetting
from blog.site import registry
from blog.site.registry import Setting

logger = logging.getLogger(__name__)


class Source(enum.Enum):
    """Where the value in force comes from."""

    ENVIRONMENT = "environment"
    OWNER = "owner"
    DEFAULT = "default"


@dataclasses.dataclass(frozen=True, slots=True)
class InForce:
    """A value and its source; ``stored`` is the text of the row, if there is one.

    When ``is_unreadable``, that text makes no sense, as after an edit by hand, and the default is in force instead.
    """

    value: Any
    source: Source
    stored: str | None = None
    is_unreadable: bool = False


class SiteValues:
    """What is in force of every declared setting; ``hidden_pages`` are the slugs that the menu may not lead to yet."""

    def __init__(self, rows: Mapping[str, str], hidden_pages: frozenset[str] = frozenset()) -> None:
        self._rows = rows
        self.hidden_pages = hidden_pages
        self._found: dict[str, InForce] = {}

    def __getitem__(self, setting: Setting) -> Any:
        return self.in_force(setting).value

    def in_force(self, setting: Setting) -> InForce:
        """Return a setting's value with its source."""
        if setting.name not in self._found:
            self._found[setting.name] = _in_force(setting, self._rows.get(setting.name))
        return self._found[setting.name]

    def unreadable(self) -> list[Setting]:
        """Return the settings whose stored text makes no sense and is needed, because the environment says nothing."""
        return [setting for setting in registry.all_declared() if self.in_force(setting).is_unreadable]


def read(using: str = DEFAULT_DB_ALIAS) -> SiteValues:
    """Return what is in force now, in one query; raise django.db.Error when the database cannot be asked."""
    # No setting is called "". The menu is on every page, and a page is public by the database's clock.
    hidden = Page.objects.using(using).filter(STATES[Article.State.DRAFT] | STATES[Article.State.WAITING])
    slugs = hidden.order_by().values_list(Value("", CharField()), "slug")
    rows = list(SiteSetting.objects.using(using).values_list("name", "value").union(slugs, all=True))
    return SiteValues({name: value for name, value in rows if name}, frozenset(slug for name, slug in rows if not name))


def current() -> SiteValues:
    """Return what is in force for this request or run; outside of one, what is in force now.

    When the database cannot be asked, environment and defaults have to do: a page that says so needs a title as well.
    """
    scoped = _scoped.get()
    if scoped and scoped[0] is not None:
        return scoped[0]
    try:
        found = read()
    except Error as error:
        logger.warning("The site's settings cannot be read: %s", " ".join(str(error).split()))
        return SiteValues({})
    if scoped:
        scoped[0] = found
    return found


@contextlib.contextmanager
def scope() -> Iterator[None]:
    """Read the settings once at most inside this block, when they are first asked for."""
    token = _scoped.set([None])
    try:
        yield
    finally:
        _scoped.reset(token)


# A list of one, which is empty until the settings are asked for.
_scoped: ContextVar[list[SiteValues | None] | None] = ContextVar("site_values", default=None)


def _in_force(setting: Setting, stored: str | None) -> InForce:
    # Where the environment is silent, Django's own setting is the default.
    otherwise = getattr(settings, setting.name, setting.default)
    if setting.name in settings.SET_IN_ENVIRONMENT:
        return InForce(otherwise, Source.ENVIRONMENT, stored)
    if not stored:
        return InForce(otherwise, Source.DEFAULT)
    try:
        return InForce(setting.parse(stored), Source.OWNER, stored)
    except ValueError:
        return InForce(otherwise, Source.DEFAULT, stored, is_unreadable=True)
