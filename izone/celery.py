"""Make the Celery app: it takes its settings from Django's and refuses the worker pools that cannot run a check."""

import gc
import logging
import os
from typing import Any

import click
from celery import Celery
from celery.signals import (
    after_setup_logger,
    beat_embedded_init,
    before_task_publish,
    task_postrun,
    worker_before_create_process,
    worker_init,
)
from django.conf import settings

from easytask.broker import broker_errors
from easytask.runs.event_log import LineFormatter
from izone import embedded
from izone.log_repeats import RepeatFilter

logger = logging.getLogger(__name__)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "izone.settings")
# Worker and beat would run Django's system checks and tell nobody what these found, but load all pages for them.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")


class App(Celery):
    """Celery's own, but ``celery call`` says in a sentence that Redis is away."""

    def send_task(self, *args: Any, **kwargs: Any) -> Any:
        """Send a task; for ``celery call``, raise ClickException instead of what broker or result backend raise."""
        try:
            return super().send_task(*args, **kwargs)
        except _call_errors() as error:
            command = click.get_current_context(silent=True)
            if command is None or command.info_name != "call":
                raise
            raise click.ClickException("Redis does not answer, so nothing was sent: try again later.") from error


def _call_errors() -> tuple[type[BaseException], ...]:
    """Return what the broker raises, and the result backend after its last try."""
    return (*broker_errors(), RuntimeError)


app = App("izone")
app.autodiscover_tasks()


@app.on_configure.connect
def configure(sender: Celery, **_: object) -> None:
    """Give Celery its own settings alone: ``celery report`` and ``inspect conf`` print all that it has."""
    names = [name for name in dir(settings) if name.startswith("CELERY_")]
    sender.config_from_object({name.removeprefix("CELERY_").lower(): getattr(settings, name) for name in names})


@app.on_after_configure.connect
@before_task_publish.connect
def find_embedded_server(**_: object) -> None:
    """Start this checkout's own broker for whoever is about to talk to it, unless another one is set."""
    if settings.REDIS_URL:
        return
    try:
        embedded.ensure(settings.BASE_DIR)
    except embedded.EmbeddedServerError as error:
        # What needs the broker fails next, each in its own way.
        logger.error("%s", error)


@after_setup_logger.connect
def use_our_format(logger: logging.Logger, **_: object) -> None:
    """Write the lines of Celery's own handlers as ours: no text from outside forges one, and repeats are counted."""
    for handler in logger.handlers:
        handler.setFormatter(LineFormatter(settings.LOG_LINE))
        handler.addFilter(RepeatFilter())


@beat_embedded_init.connect
def let_it_answer(sender: Any, **_: object) -> None:
    """Let a beat inside a worker (``-B``) answer a ping by its own name, as one that stands alone does."""
    sender.remote_control = True


@worker_before_create_process.connect
def share_memory(**_: object) -> None:
    """Keep the collector from writing into the memory of all objects that are there: a new process shares it."""
    gc.freeze()


@worker_init.connect
def load_tasks(**_: object) -> None:
    """Load what the tasks do before the pool's processes are forked, which share it."""
    # Celery's loader is to import this module first.
    from easytask import tasks

    tasks.load_all()
    for task in (tasks.check_friend, tasks.check_in_shards, tasks.help_check):
        task_postrun.connect(give_back_memory, sender=task)


def give_back_memory(**_: object) -> None:
    """Let a worker that has checked many links hold no more than it held before."""
    from easytask.runs import loop

    loop.give_back_memory()


@worker_init.connect
def refuse_greenlets(sender: Any, **_: object) -> None:
    """End a worker with green threads: a check runs an event loop and the ORM in threads of its own."""
    pool = sender.pool_cls
    name = pool if isinstance(pool, str) else pool.__module__
    if "gevent" in name or "eventlet" in name:
        raise SystemExit("izone cannot run its checks in a gevent or eventlet pool: use -P prefork, threads or solo.")
