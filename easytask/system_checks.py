"""Give hints on settings that are valid but will surprise, and name a library that is missing.

The settings themselves refuse values that make no sense.
"""

import importlib.util
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

# What a process imports only where it needs it, by module: the name under which it is installed.
LOADED_LATE = {name: name for name in ("aiohttp", "apprise", "feedparser")} | {"htmd": "htmd-py", "PIL": "Pillow"}


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


@register
def check_libraries(**_: Any) -> list[CheckMessage]:
    """Return an error for every library that would be missed only by the page or task that imports it."""
    install = "Install what requirements/runtime.txt names."
    return [
        Error(f"{name} is not installed.", hint=install, id="easytask.E001")
        for module, name in LOADED_LATE.items()
        if importlib.util.find_spec(module) is None
    ]
