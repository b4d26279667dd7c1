"""Hints about settings that are valid but will surprise; values that make no sense are refused by the settings."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register


@register
def check_settings(**_: Any) -> list[CheckMessage]:
    hints = []
    if settings.FRIENDLINK_TIMEOUT > settings.FRIENDLINK_RUN_DEADLINE:
        hints.append(
            Warning(
                "FRIENDLINK_TIMEOUT is longer than FRIENDLINK_RUN_DEADLINE.",
                hint="A silent link can then never be judged: lengthen the deadline or shorten the time-out.",
                id="easytask.W001",
            )
        )
    if settings.FRIENDLINK_PER_HOST > settings.FRIENDLINK_CONCURRENCY:
        hints.append(
            Warning(
                "FRIENDLINK_PER_HOST is above FRIENDLINK_CONCURRENCY and has no effect.",
                hint="Lower it: 2 is polite to friends who share a host.",
                id="easytask.W002",
            )
        )
    if settings.FRIENDLINK_ALLOWED_NETWORKS and not settings.DEBUG:
        hints.append(
            Warning(
                "FRIENDLINK_ALLOWED_NETWORKS opens addresses that are not public.",
                hint="Whoever can enter a friend link can reach them through this server: leave it empty.",
                id="easytask.W003",
            )
        )
    return hints
