"""Answer the addresses that our letters carry: check a friend again, and end the letters.

A GET shows a page and changes nothing, since the scanners of mail servers open every address; a POST does it. A token
that is forged, has expired or is about something else than it was gets one and the same 404.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from easytask.notifications import letters, tokens
from easytask.notifications.tokens import BadToken


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """End all letters to the mail address that got this one.

    Exempt from CSRF, because the mail program of a friend posts here without a cookie (RFC 8058); the token is what
    proves that it may.
    """
    try:
        letter = tokens.letter_of(token)
    except BadToken as error:
        raise Http404 from error
    if request.method == "POST":
        letters.unsubscribe(letter.email)
    return render(request, "easytask/unsubscribe.html", {"is_done": letters.is_unwanted(letter.email)})
