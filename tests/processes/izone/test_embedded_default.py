"""Without any setting: the commands of a checkout and the Redis that comes with it."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from izone import embedded
from tests.plugins.brokers import Broker
from tests.plugins.databases import SQLite
from tests.plugins.processes import eventually
from tests.plugins.projects import copy_packages, open_project, printed_by
from tests.plugins.sites import Site


def processes_of(checkout: Path) -> list[str]:
    """What still runs for a checkout, by its paths in the command lines and by its working directory."""
    marks = [os.fsencode(checkout), os.fsencode(embedded.socket_path(checkout))]
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            command = (process / "cmdline").read_bytes()
            if str((process / "cwd").readlink()).startswith(str(checkout)) or any(mark in command for mark in marks):
                found.append(f"{process.name} {command.decode(errors='replace')}")
    return found


@pytest.fixture
def bare_checkout(tmp_path: Path) -> Iterator[Path]:
    """A copy of what runs, and nothing of what lies around in this checkout."""
    checkout = tmp_path / "a checkout"
    copy_packages(checkout)
    yield checkout
    for line in processes_of(checkout):
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(line.split()[0]), signal.SIGKILL)
    shutil.rmtree(embedded.socket_path(checkout).parent, ignore_errors=True)


def test_without_any_setting_the_commands_of_a_checkout_find_each_other_and_leave_nothing_behind(
    bare_checkout: Path, sqlite: SQLite, site: Site, tmp_path: Path, broker: Broker, django_db_blocker: Any
) -> None:
    shutil.copy(sqlite.new().removeprefix("sqlite:///"), bare_checkout / "db.sqlite3")
    url = f"sqlite:///{bare_checkout}/db.sqlite3"
    with django_db_blocker.unblock(), open_project(url, tmp_path, broker, checkout=bare_checkout) as project:
        project.environment.update(DATABASE_URL="", REDIS_URL="")
        project.friend(site.page("/gone", status=410), name="gone")
        # Before there is a worker: the message must wait for it.
        task = project.call_by_shell()
        worker = project.worker("prefork")
        assert printed_by(project.waiting_shell(task))["code"] == 0
        assert project.shown() == {"gone": False}
        assert worker.end(signal.SIGTERM) == 0
        eventually(lambda: not processes_of(bare_checkout), "the end of the embedded server")
    assert not embedded.socket_path(bare_checkout).parent.exists()
    assert not list((bare_checkout / "var").rglob("*.lock"))
