"""Refuse a request whose body is larger than any form of ours, before a byte of it is read."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# The forms of the visitors' pages: a language, and where to go on.
VISITOR_BYTES = 64 * 1024


class BodyLimitMiddleware:
    """Ask the head of a request how long its body is: the owner may send a long post, others a small form.

    Django's own limit counts the fields while it reads them, and leaves files out: it took 200 MB at any address before
    it refused them for want of a token.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 413 in place of the page when the body is too long; one without a length is not read by Django."""
        is_admin = request.path_info.startswith(f"/{settings.ADMIN_PATH}")
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE if is_admin else VISITOR_BYTES
        length = (request.META.get("CONTENT_LENGTH") or "").lstrip("0") or "0"
        if length.isdecimal() and int(length[:10]) <= limit:
            return self._get_response(request)
        return render(request, "413.html", status=413)
