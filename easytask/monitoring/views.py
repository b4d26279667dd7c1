"""Answer /healthz and /metrics; what they report is made elsewhere."""

from __future__ import annotations

import dataclasses

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from easytask.monitoring import health
from easytask.monitoring import metrics as figures


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - every view is given it
    """Return the health as JSON: 503 without the database, because no page can be served then.

    Everything else is 200 and ``degraded``: visitors are served without Redis, worker and beat, and whoever restarts or
    takes away a web server on 503 would cure nothing.
    """
    found = health.recent_health()
    answer = {"status": found.status, **dataclasses.asdict(found)}
    return JsonResponse(answer, status=503 if found.status is health.Status.DOWN else 200)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Return the figures for Prometheus to whoever carries METRICS_TOKEN or may see the runs in the admin.

    For everybody else this page does not exist, also with a wrong token.
    """
    if not (_carries_token(request) or (request.user.is_staff and request.user.has_perm("easytask.view_run"))):
        raise Http404
    return HttpResponse(figures.exposition(), content_type=figures.CONTENT_TYPE)


def _carries_token(request: HttpRequest) -> bool:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if not settings.METRICS_TOKEN or scheme.lower() != "bearer":
        return False
    return constant_time_compare(token.strip(), settings.METRICS_TOKEN)
