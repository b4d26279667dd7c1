"""Answer the script of a page that follows something (live.js): with the part that changes, or with where to go on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html


def wants_part(request: HttpRequest) -> bool:
    """Return whether the script asks, which needs the part that changes alone."""
    return "X-Live" in request.headers


def lead_on(request: HttpRequest, address: str) -> HttpResponse:
    """Lead to the page on which it goes on; a script would follow a redirect by itself, and not the person with it."""
    if wants_part(request):
        return HttpResponse(format_html('<div class="live" data-next="{}"></div>', address))
    return HttpResponseRedirect(address)
