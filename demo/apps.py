"""Offer the demonstration on the dashboard, where a button removes it and brings it back."""

from django.apps import AppConfig
from django.conf import settings


class DemoConfig(AppConfig):
    name = "demo"

    def ready(self) -> None:
        """Offer it where it can be served: production has no server for its blogs."""
        if settings.DEBUG:
            from demo import sample
            from easytask.admin import samples

            samples.register(sample.SAMPLE)
