"""Wire the project together; izone is a Django blog whose friend links check themselves."""

from __future__ import annotations

from typing import Any

__all__ = ("celery_app",)
__version__ = "0.2.0"


def __getattr__(name: str) -> Any:
    """Import the Celery app for whoever asks for it: the supervisor and the sites of the demonstration do not."""
    if name == "celery_app":
        from izone.celery import app

        return app
    raise AttributeError(name)
