"""Give every template the site: whose it is, where its absolute addresses start, and the page in each language."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import Error
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from blog.site import identity, language, menu, origins, values


def site(request: HttpRequest) -> dict[str, Any]:
    """Return each in a form that costs nothing on a page without them, so that such a page bears any Host."""
    origin: Callable[[], str] = functools.partial(origins.origin, request)
    return {
        "site_origin": origin,
        "site": SimpleLazyObject(lambda: identity.of(values.current())),
        "language_links": functools.partial(language.links, request),
        "site_menu": functools.partial(menu.shown, request),
        "is_owner": functools.partial(_is_owner, request),
    }


def _is_owner(request: HttpRequest) -> bool:
    """Return whether one who may enter the admin looks; of readers, who have no session, no cookie is asked.

    A page that says what went wrong may come before anybody knows who asks, or while the database cannot say it.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not hasattr(request, "user"):
        return False
    try:
        return bool(getattr(request.user, "is_staff", False))
    except Error:
        return False
