"""Read the settings that are in force for one run, once at its start, as a plain record; this knows no run."""

from __future__ import annotations

import asyncio
import dataclasses
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.db import connection

from blog.site import identity, values
from blog.site.values import SiteValues
from easytask.site_settings import declared


class UnreadableSettings(Exception):
    """What is stored of these settings makes no sense; the text is their names.

    With a default in their place a friend could be hidden whom the owner wants shown.
    """


@dataclasses.dataclass(frozen=True, slots=True)
class CheckSettings:
    """The site's settings that a check goes by; ``timeout`` in seconds, ``site_link`` and ``site_url`` may be empty."""

    site_link: str
    white_list: list[str]
    timeout: float
    retries: int
    patience: int
    outage_share: float
    site_url: str


def user_agent(site_url: str) -> str:
    """Return how we call ourselves before the friends' sites."""
    return f"izone/{settings.VERSION} (+{site_url or settings.PROJECT_PAGE})"


def read() -> CheckSettings:
    """Return the settings in force; raise UnreadableSettings, or django.db.Error when the database cannot be asked."""
    found = _read_values()
    if unreadable := [setting.name for setting in found.unreadable() if setting in declared.CHECK_SETTINGS]:
        raise UnreadableSettings(", ".join(unreadable))
    return CheckSettings(
        site_link=found[declared.SITE_LINK],
        white_list=found[declared.WHITE_LIST],
        timeout=found[declared.TIMEOUT],
        retries=found[declared.RETRIES],
        patience=found[declared.PATIENCE],
        outage_share=found[declared.OUTAGE_SHARE],
        site_url=found[identity.URL],
    )


def _read_values() -> SiteValues:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return values.read()
    # A program may make its LinkChecker inside its event loop, where Django refuses to wait for the database.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(_read_and_disconnect).result()


def _read_and_disconnect() -> SiteValues:
    try:
        return values.read()
    finally:
        connection.close()
