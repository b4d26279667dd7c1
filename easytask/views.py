"""Answers /healthz; what is asked, and how, is health's to know."""

from __future__ import annotations

import dataclasses
import threading
import time

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from easytask import health

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
    found = _recent()
    answer = {"status": found.status, **dataclasses.asdict(found)}
    return JsonResponse(answer, status=503 if found.status == "down" else 200)


def _recent() -> health.Health:
    """At most a few seconds old: nobody can make this process ping the workers at will, or all its threads wait."""
    global _remembered
    with _asking:
        if _remembered is None or time.monotonic() - _remembered[0] > REMEMBERED_SECONDS:
            found = health.look()
            _remembered = (time.monotonic(), found)
        return _remembered[1]
