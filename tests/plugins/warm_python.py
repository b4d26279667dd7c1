"""A Python that has imported the libraries already, and forks into ``python COMMAND`` when it is asked to.

To import them takes most of the second that a command of the project needs, and each test starts several. What is ours
is imported anew by each, with its own settings and its own working directory.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import io
import json
import os
import runpy
import signal
import socket
import sys
import time
import zoneinfo
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

# With what they import, nearly all that worker, web and commands load; none of them asks for Django's settings.
LIBRARIES = (
    "ada_url",
    "aiodns",
    "aiohttp.web",
    "celery.app.control",
    "celery.apps.worker",
    "celery.backends.redis",
    "celery.beat",
    "celery.bin.celery",
    "celery.concurrency.prefork",
    "celery.concurrency.solo",
    "celery.concurrency.thread",
    "celery.fixups.django",
    "celery.worker.consumer",
    "celery.worker.strategy",
    "cron_descriptor",
    "crontab",
    "csp.middleware",
    "dateutil.parser",
    "django.contrib.admin.options",
    "django.contrib.admin.views.main",
    "django.contrib.auth.hashers",
    "django.contrib.messages.middleware",
    "django.contrib.sessions.middleware",
    "django.contrib.sitemaps.views",
    "django.contrib.staticfiles.handlers",
    "django.contrib.staticfiles.storage",
    "django.contrib.syndication.views",
    "django.core.cache.backends.locmem",
    "django.core.handlers.wsgi",
    "django.core.mail.backends.smtp",
    "django.core.management.commands.migrate",
    "django.core.management.commands.runserver",
    "django.core.serializers.json",
    "django.db.backends.postgresql.base",
    "django.db.backends.sqlite3.base",
    "django.db.migrations.executor",
    "django.middleware.clickjacking",
    "django.middleware.gzip",
    "django.middleware.security",
    "django.template.context_processors",
    "django.template.loaders.cached",
    "django.test",
    "django.views.debug",
    "django.views.defaults",
    "django_celery_beat.tzcrontab",
    "django_permissions_policy",
    "environ",
    "feedparser",
    "importlib.readers",
    "kombu.transport.redis",
    "markdown_it",
    "math_core",
    "mdit_py_plugins.dollarmath",
    "mdit_py_plugins.footnote",
    "msgspec",
    "nh3",
    "PIL.Image",
    "prometheus_client",
    "redis.asyncio",
    "tomllib",
    "tzdata",
    "webencodings",
    "whitenoise.middleware",
    "yaml",
)
REQUEST_BYTES = 200_000


def main(requests: socket.socket) -> None:
    """Import the libraries, and fork for each request until nobody is left who could ask."""
    for name in LIBRARIES:
        importlib.import_module(name)
    # A field of django-celery-beat asks for all of them, and whoever is born here finds those that somebody keeps.
    _zones = [zoneinfo.ZoneInfo(name) for name in zoneinfo.available_timezones()]
    gc.collect()
    # The collector writes into all that it looks at, and would give each process a copy of it.
    gc.freeze()
    while True:
        request, streams, *_ = socket.recv_fds(requests, REQUEST_BYTES, 3)
        if not request:
            return
        between = os.fork()
        if between == 0:
            if os.fork():
                os._exit(0)
            be(requests, streams, **json.loads(request))
            return
        os.waitpid(between, 0)
        for stream in streams:
            os.close(stream)


def be(requests: socket.socket, streams: list[int], parent: int, arguments: list[str], cwd: str, env: Any) -> None:
    """Be ``python ARGUMENTS``, as a child of ``parent``, which adopts whatever below it has lost its own."""
    for _ in range(10_000):
        if os.getppid() == parent:
            break
        time.sleep(0.001)
    else:
        # It has died meanwhile.
        os._exit(1)
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)
    os.setsid()
    requests.send(str(os.getpid()).encode())
    requests.close()
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.closerange(3, max(streams) + 1)
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    os.chdir(cwd)
    sys.stdin, sys.stdout, sys.stderr = standard_streams()
    program, *words = arguments
    if program == "-c":
        sys.path[0] = ""
    elif program == "-m":
        sys.path[0] = cwd
    else:
        sys.path[0] = str(Path(program).resolve().parent)
    sys.path[1:1] = filter(None, env.get("PYTHONPATH", "").split(os.pathsep))
    if program == "-c":
        sys.argv = ["-c", *words[1:]]
        exec(compile(words[0], "<string>", "exec"), vars(sys.modules["__main__"]))  # noqa: S102 - as Python does
    elif program == "-m":
        sys.argv = words
        runpy.run_module(words[0], run_name="__main__", alter_sys=True)
    else:
        sys.argv = arguments
        runpy.run_path(program, run_name="__main__")


def standard_streams() -> Iterator[IO[str]]:
    """Open them as PYTHONUNBUFFERED has them."""
    yield io.TextIOWrapper(io.BufferedReader(io.FileIO(0, closefd=False)), encoding="utf-8")
    for number, errors in ((1, "strict"), (2, "backslashreplace")):
        unbuffered = cast(IO[bytes], io.FileIO(number, "w", closefd=False))
        yield io.TextIOWrapper(unbuffered, encoding="utf-8", errors=errors, write_through=True)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
