"""Read the site's settings once for a request, and speak in its time zone."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from blog.site.clock import in_site_time


class SiteMiddleware:
    """Open the scope of the settings; those who ask how the machine is get their answer without them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the site's time zone."""
        if request.path_info in settings.PATHS_WITHOUT_SITE:
            return self._get_response(request)
        with in_site_time():
            return self._get_response(request)
