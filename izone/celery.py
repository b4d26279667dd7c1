"""The Celery app: it takes its settings from Django's and refuses the worker pools that cannot run a check."""

import logging
import os

from celery import Celery
from celery.signals import after_setup_logger, before_task_publish, worker_init
from django.conf import settings

from izone import embedded

logger = logging.getLogger(__name__)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "izone.settings")

app = Celery("izone")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_configure.connect
@before_task_publish.connect
def find_embedded_server(**_: object) -> None:
    """Whoever is about to talk to the broker finds it running, when it is the one of this checkout."""
    if settings.REDIS_URL:
        return
    try:
        embedded.ensure(settings.BASE_DIR)
    except embedded.EmbeddedServerError as error:
        logger.error("%s", error)  # what needs the broker fails next, each in its own way


@after_setup_logger.connect
def log_once(logger: logging.Logger, **_: object) -> None:
    """What a worker or beat says goes where Celery's own lines go (``--logfile``), once and in one form."""
    ours = logging.getLogger("easytask")
    for handler in [*ours.handlers]:
        ours.removeHandler(handler)
        for theirs in logger.handlers:
            theirs.setFormatter(handler.formatter)


@worker_init.connect
def refuse_greenlets(sender: object, **_: object) -> None:
    """A check runs its own event loop and the ORM in threads of its own, which green threads do not allow."""
    pool = sender.pool_cls
    name = pool if isinstance(pool, str) else pool.__module__
    if "gevent" in name or "eventlet" in name:
        raise SystemExit("izone cannot run its checks in a gevent or eventlet pool: use -P prefork, threads or solo.")
