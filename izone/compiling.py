"""Load what the processes of ``make run`` load, so that Python keeps it compiled; ``make`` does so after installing.

A process that compiles what it imports keeps much of the memory that this takes: beat had 72 MB instead of 56.
"""

from __future__ import annotations

import importlib
import os

import django

# Each loads nearly all that one of the processes needs; the rest comes with Django's apps and with the tasks.
ENTRANCES = (
    "celery.apps.beat",
    "celery.apps.worker",
    "celery.backends.redis",
    "celery.concurrency.prefork",
    "celery.worker.consumer",
    "celery.worker.strategy",
    "django.core.management.commands.runserver",
    "izone.beat",
    "izone.urls",
    "izone.wsgi",
    "kombu.transport.redis",
)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "izone.settings")
    django.setup()
    for name in ENTRANCES:
        importlib.import_module(name)

    # It has models, which need the apps.
    from easytask import tasks

    tasks.load_all()
