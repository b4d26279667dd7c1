"""Keep the SQLite database, which holds password hashes and session keys, from the other users of the machine."""

from __future__ import annotations

import contextlib
import stat
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created

# The tasks of all apps belong to it, in every process that has Django.
from izone.celery import app as celery_app  # noqa: F401


class IzoneConfig(AppConfig):
    name = "izone"

    def ready(self) -> None:
        connection_created.connect(close_to_others)


def close_to_others(connection: Any, **_: Any) -> None:
    """Take all rights of group and others from a database that everybody can read, as SQLite makes it.

    One that its owner has opened to a group alone stays as it is. A umask would do this for new files only, and for
    every file of this process: collected static files are for the web server to read.
    """
    if connection.vendor != "sqlite":
        return
    for suffix in ("", "-wal", "-shm"):
        # Another process may delete the last two at any time, and the file may belong to somebody else.
        with contextlib.suppress(OSError):
            file = Path(f"{connection.settings_dict['NAME']}{suffix}")
            mode = stat.S_IMODE(file.stat().st_mode)
            if mode & stat.S_IROTH:
                file.chmod(mode & stat.S_IRWXU)
