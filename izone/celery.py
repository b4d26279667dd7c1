"""The Celery app: it takes its settings from Django's and refuses the worker pools that cannot run a check."""

import logging
import os
from typing import Any

import click
from celery import Celery
from celery.signals import after_setup_logger, before_task_publish, worker_init
from django.conf import settings
from kombu.exceptions import OperationalError

from izone import embedded

logger = logging.getLogger(__name__)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "izone.settings")


class App(Celery):
    """Celery's own, but ``celery call`` says in a sentence that Redis is away."""

    def send_task(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().send_task(*args, **kwargs)
        except (OperationalError, RuntimeError) as error:  # the broker, or the result backend after its last try
            command = click.get_current_context(silent=True)
            if command is None or command.info_name != "call":
                raise
            raise click.ClickException("Redis does not answer, so nothing was sent: try again later.") from error


app = App("izone")
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
