"""Offer the demonstration on the dashboard, where a button removes it and brings it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.conf import settings

if TYPE_CHECKING:
    from easytask.admin.samples import Sample


class DemoConfig(AppConfig):
    name = "demo"

    def ready(self) -> None:
        """Offer it where it can be served: production has no server for its blogs."""
        if settings.DEBUG:
            from easytask.admin import samples

            samples.register(_sample)


def _sample() -> Sample:
    # Of all processes, only the web needs it.
    from demo import sample

    return sample.SAMPLE
