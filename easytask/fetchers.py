"""Make the fetchers of a check, and of what is fetched beside one, by the settings in force."""

from __future__ import annotations

from typing import TypeVar

from django.conf import settings

from easytask.fetching import memory, open_files
from easytask.fetching.fetcher import Fetcher, Limits
from easytask.fetching.guard import Guard
from easytask.site_settings.in_force import CheckSettings, user_agent

F = TypeVar("F", bound=Fetcher)

# A friend's own page and the one with its links are asked for side by side.
REQUESTS_PER_LINK = 2


def make_fetcher(kind: type[F], in_force: CheckSettings, *, links: int = 1) -> F:
    """Return a fetcher of this kind for so many links, with as many requests at once as this process has means for."""
    wanted = min(links * REQUESTS_PER_LINK, settings.FRIENDLINK_CONCURRENCY)
    limits = Limits(
        timeout=in_force.timeout,
        concurrency=memory.allow_requests(open_files.allow_requests(wanted)),
        per_host=settings.FRIENDLINK_PER_HOST,
        retries=in_force.retries,
        max_body=settings.FRIENDLINK_MAX_BODY,
    )
    return _make(kind, limits, in_force)


def make_file_fetcher(
    in_force: CheckSettings, *, timeout: float, at_once: int, max_bytes: int, retries: int = 0
) -> Fetcher:
    """Return a fetcher for files such as feeds, ``at_once`` at a time, each in ``timeout`` seconds at most."""
    limits = Limits(
        timeout=timeout,
        concurrency=at_once,
        per_host=settings.FRIENDLINK_PER_HOST,
        retries=retries,
        max_body=max_bytes,
    )
    return _make(Fetcher, limits, in_force)


def _make(kind: type[F], limits: Limits, in_force: CheckSettings) -> F:
    return kind(limits, user_agent=user_agent(in_force.site_url), guard=Guard(settings.FRIENDLINK_ALLOWED_NETWORKS))
