"""The Celery app: it takes its settings from Django's and refuses the worker pools that cannot run a check."""

import os
from pathlib import Path

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "izone.settings")

app = Celery("izone")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_configure.connect
def start_embedded_server(sender: Celery, **_: object) -> None:
    """Whoever is about to talk to the broker finds it running, when it is the one of this checkout."""
    from django.conf import settings  # the app is made while Django's settings are being imported

    from izone import embedded

    if not settings.REDIS_URL:
        embedded.ensure(Path(settings.BASE_DIR))


@worker_init.connect
def refuse_greenlets(sender: object, **_: object) -> None:
    """A check runs its own event loop and the ORM in threads of its own, which green threads do not allow."""
    pool = sender.pool_cls
    name = pool if isinstance(pool, str) else pool.__module__
    if "gevent" in name or "eventlet" in name:
        raise SystemExit("izone cannot run its checks in a gevent or eventlet pool: use -P prefork, threads or solo.")
