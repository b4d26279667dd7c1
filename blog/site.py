"""Say at which origin the blog's absolute addresses start: the one that its owner has set, whatever Host was asked."""

from __future__ import annotations

import functools
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def origin(request: HttpRequest) -> str:
    """Return scheme, host and port of SITE_URL, or of the request as long as none is set."""
    site = urlsplit(settings.SITE_URL)
    return f"{site.scheme}://{site.netloc}" if settings.SITE_URL else f"{request.scheme}://{request.get_host()}"


def site_origin(request: HttpRequest) -> dict[str, Callable[[], str]]:
    """Give templates the origin; they call it themselves, so that a page without it bears any Host."""
    return {"site_origin": functools.partial(origin, request)}
