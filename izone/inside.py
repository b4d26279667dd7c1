"""Answer health checks and scrapers that ask from inside the machine or its network, by any Host."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# No address stands in their answers, so the Host says nothing; settings let them do without TLS as well.
PATHS: tuple[str, ...] = ("/healthz", "/metrics")


class InsideMiddleware:
    """Put a Host that is allowed in place of ``web:8000`` or an address, for these pages alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as if the first of ALLOWED_HOSTS had been asked."""
        if request.path_info in PATHS and settings.ALLOWED_HOSTS:
            request.META["HTTP_HOST"] = settings.ALLOWED_HOSTS[0].lstrip(".*") or "localhost"
        return self._get_response(request)
