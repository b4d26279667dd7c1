"""Say of each page who may keep it: what is for everybody, any cache; what is for one person, that person's browser."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

# Seconds for which a cache in front of the site may answer by itself. Browsers always ask, and mostly hear "unchanged".
SHARED_SECONDS = 60


class CachingMiddleware:
    """Open what no cookie made to caches, and keep them from everything else that does not say itself what holds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with a Cache-Control."""
        response = self._get_response(request)
        if response.has_header("Cache-Control") or response.status_code not in (200, 304):
            return response
        is_personal = settings.SESSION_COOKIE_NAME in request.COOKIES or response.cookies or _varies_on_cookie(response)
        if is_personal or request.method not in ("GET", "HEAD"):
            patch_cache_control(response, private=True, no_cache=True)
        else:
            patch_cache_control(response, public=True, max_age=0, s_maxage=SHARED_SECONDS, must_revalidate=True)
        return response


def _varies_on_cookie(response: HttpResponse) -> bool:
    return "cookie" in response.headers.get("Vary", "").lower()
