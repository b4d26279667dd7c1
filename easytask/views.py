"""Answers /healthz and /metrics, and tests the notices for the owner; what they tell is made elsewhere."""

from __future__ import annotations

import dataclasses
import threading
import time

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from easytask import health, notices
from easytask import metrics as figures

REMEMBERED_SECONDS = 5.0

_asking = threading.Lock()
_remembered: tuple[float, health.Health] | None = None


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """What health sees, as JSON: 503 without the database, because no page can be served then.

    Everything else is 200 and ``degraded``: visitors are served without Redis, worker and beat, and whoever restarts or
    takes away a web server on 503 would cure nothing.
    """
    found = recent_health()
    answer = {"status": found.status, **dataclasses.asdict(found)}
    return JsonResponse(answer, status=503 if found.status == "down" else 200)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures for Prometheus, for whoever carries METRICS_TOKEN or may see the runs in the admin.

    To everybody else this page does not exist, also with a wrong token.
    """
    if not (_carries_token(request) or (request.user.is_staff and request.user.has_perm("easytask.view_run"))):
        raise Http404
    return HttpResponse(figures.exposition(), content_type=figures.CONTENT_TYPE)


def _carries_token(request: HttpRequest) -> bool:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if not settings.METRICS_TOKEN or scheme.lower() != "bearer":
        return False
    return constant_time_compare(token.strip(), settings.METRICS_TOKEN)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notices_page(request: HttpRequest) -> HttpResponse:
    """The channels and how the latest notices went; its button sends a test through all of them, half a minute at most.

    Behind the admin's log-in, for those who may change friend links.
    """
    if not request.user.has_perm("blog.change_friendlink"):
        raise PermissionDenied
    if request.method == "POST":
        for tried in notices.test():
            level = messages.SUCCESS if tried.went else messages.ERROR
            messages.add_message(request, level, f"{tried.name}: {tried.words}")
        return redirect("notices")
    channels = notices.names()
    context = {
        **admin.site.each_context(request),
        "title": _("通知"),
        "channels": channels.values(),
        "nobody": "" if channels else notices.nobody_to_tell(),
        "latest": notices.latest(),
    }
    return render(request, "easytask/notices.html", context)


def recent_health() -> health.Health:
    """At most a few seconds old: nobody can make this process ping the workers at will, or all its threads wait."""
    global _remembered
    with _asking:
        if _remembered is None or time.monotonic() - _remembered[0] > REMEMBERED_SECONDS:
            found = health.look()
            _remembered = (time.monotonic(), found)
        return _remembered[1]
