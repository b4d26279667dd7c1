"""izone: a Django blog whose friend links look after themselves. This package is wiring only."""

from izone.celery import app as celery_app

__all__ = ("celery_app",)
__version__ = "0.1.0"
