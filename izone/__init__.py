"""Wire the project together; izone is a Django blog whose friend links check themselves."""

from izone.celery import app as celery_app

__all__ = ("celery_app",)
__version__ = "0.2.0"
