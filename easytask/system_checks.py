"""Give hints on settings that are valid but will surprise; the settings themselves refuse values that make no sense."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register


@register
def check_settings(**_: Any) -> list[CheckMessage]:
    """Return a hint on every value that will surprise."""
    surprises = [
        (
            "easytask.W001",
            settings.FRIENDLINK_TIMEOUT > settings.FRIENDLINK_RUN_DEADLINE,
            "FRIENDLINK_TIMEOUT is longer than FRIENDLINK_RUN_DEADLINE.",
            "A silent link can then never be judged: lengthen the deadline or shorten the timeout.",
        ),
        (
            "easytask.W002",
            settings.FRIENDLINK_PER_HOST > settings.FRIENDLINK_CONCURRENCY,
            "FRIENDLINK_PER_HOST is above FRIENDLINK_CONCURRENCY and has no effect.",
            "Lower it: 2 is polite to friends who share a host.",
        ),
        (
            "easytask.W003",
            bool(settings.FRIENDLINK_ALLOWED_NETWORKS) and not settings.DEBUG,
            "FRIENDLINK_ALLOWED_NETWORKS opens addresses that are not public.",
            "Whoever can enter a friend link can reach them through this server: leave it empty.",
        ),
    ]
    return [Warning(message, hint=hint, id=name) for name, applies, message, hint in surprises if applies]


@register
def check_setting_names(**_: Any) -> list[CheckMessage]:
    """Return a hint on every variable that was meant as a setting and is none."""
    see = "See .env.example for those that there are."
    return [
        Warning(f"{name} is no setting.", hint=f"Did you mean {meant}?" if meant else see, id="easytask.W004")
        for name, meant in settings.MISSPELT_SETTINGS.items()
    ]
