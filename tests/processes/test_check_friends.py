"""``manage.py check_friends`` as a process: databases and settings that are amiss, and the signal of Ctrl-C."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone

from easytask.models import Run
from izone import __version__
from tests.plugins.databases import locked
from tests.plugins.processes import DEADLINE_SECONDS, free_port, one_sentence
from tests.plugins.projects import Project
from tests.plugins.scenes import GATES_MAY_STAY_CLOSED
from tests.plugins.sites import Gate, Site


def no_tables(project: Project) -> dict[str, str]:
    return {"DATABASE_URL": f"sqlite:///{project.directory}/empty.sqlite3"}


def no_database(project: Project) -> dict[str, str]:
    return {"DATABASE_URL": f"sqlite:///{project.directory}/not/there.sqlite3"}


def not_a_database(project: Project) -> dict[str, str]:
    (project.directory / "text.sqlite3").write_text("this is no database, but a text that is long enough\n" * 99)
    return {"DATABASE_URL": f"sqlite:///{project.directory}/text.sqlite3"}


def no_server(project: Project) -> dict[str, str]:
    return {"DATABASE_URL": f"postgres://izone@127.0.0.1:{free_port()}/izone"}


@pytest.mark.parametrize(
    ("broken", "options"),
    [
        (no_tables, ()),
        (no_tables, ("--dry-run",)),
        (no_database, ()),
        (not_a_database, ("--dry-run",)),
        (no_server, ()),
    ],
)
def test_a_database_that_cannot_be_used_is_told_in_a_sentence(
    project: Project, broken: Callable[[Project], dict[str, str]], options: tuple[str, ...]
) -> None:
    done = project.check("--format", "json", *options, **broken(project))
    assert done.returncode == 1
    assert one_sentence(done.stderr)
    envelope = json.loads(done.stdout)
    assert (envelope["code"], envelope["data"]["active_num"], envelope["links"]) == (1, 0, [])
    assert envelope["error"] in done.stderr


@pytest.fixture
def impatient(tmp_path: Path) -> dict[str, str]:
    """The project's settings, except that nobody waits 20 s for a lock of SQLite's."""
    text = "from izone.settings import *\nDATABASES['default']['OPTIONS']['timeout'] = 0.3\n"
    (tmp_path / "impatient.py").write_text(text)
    return {"DJANGO_SETTINGS_MODULE": "impatient", "PYTHONPATH": str(tmp_path)}


def test_a_locked_database_is_told_in_a_sentence(project: Project, site: Site, impatient: dict[str, str]) -> None:
    project.friend(site.page("/gone", status=410), name="gone")
    with locked(project.database_url):
        done = project.check("--format", "json", **impatient)
    assert done.returncode == 1
    assert one_sentence(done.stderr)
    assert "locked" in done.stderr
    assert json.loads(done.stdout)["code"] == 1
    assert project.shown() == {"gone": True}


def test_a_database_that_is_locked_while_the_run_is_under_way_loses_nothing_known(
    project: Project, gate: Gate, impatient: dict[str, str]
) -> None:
    project.friend(gate.link, name="slow", is_show=False, not_show_reason="请求超时")
    command = project.start("command", "manage.py", "check_friends", **impatient)
    gate.wait_until_asked()
    with locked(project.database_url):
        gate.open()
        assert command.process.wait(DEADLINE_SECONDS) == 1
    assert "Traceback" not in command.output
    assert "locked" in command.output
    assert project.reasons() == {"slow": "请求超时"}


def test_a_database_that_is_busy_for_a_moment_is_waited_for(project: Project, gate: Gate) -> None:
    project.friend(gate.link, name="slow", is_show=False)
    command = project.start("command", "manage.py", "check_friends")
    gate.wait_until_asked()
    with locked(project.database_url):
        gate.open()
        time.sleep(1.5)
        assert command.is_running()
    assert command.process.wait(DEADLINE_SECONDS) == 0, command.output
    assert project.shown() == {"slow": True}


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_command_that_is_interrupted_gives_the_lock_back_and_says_so(
    project: Project, gate: Gate, stop: signal.Signals
) -> None:
    project.friend(gate.link, name="slow")
    command = project.start("command", "manage.py", "check_friends", "--format", "json", **GATES_MAY_STAY_CLOSED)
    gate.wait_until_asked()
    assert command.end(stop) == 1
    gate.open()
    assert project.runs.get().state == Run.State.FAILED
    assert '"outcome": "abandoned", "not_checked": 1' in command.output
    assert "检查被打断。" in command.output
    assert "Traceback" not in command.output


def test_an_option_that_makes_no_sense_ends_with_two(project: Project) -> None:
    done = project.check("--site-link", "ftp://ours.example")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()
    assert not project.runs.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FRIENDLINK_TIMEOUT", "soon"),
        ("FRIENDLINK_SITE_LINK", "ftp://ours.example"),
        ("FRIENDLINK_ALLOWED_NETWORKS", "10.0.0.0/99"),
        ("DATABASE_URL", "mysql://x/y"),
        ("REDIS_URL", "http://x"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named_by_the_command(project: Project, name: str, value: str) -> None:
    done = project.check("--format", "json", **{name: value})
    assert done.returncode == 1
    assert one_sentence(done.stderr)
    assert name in done.stderr


def on_an_ascii_terminal(project: Project, *command: str) -> subprocess.CompletedProcess[str]:
    # A Python of its own: it sets up its streams before the one that tests share has read the environment.
    environment = {**project.environment, "PYTHONIOENCODING": "ascii", "LANGUAGE_CODE": "en"}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=project.checkout,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=DEADLINE_SECONDS,
        check=False,
    )


def test_a_terminal_of_another_charset_shows_what_it_can(project: Project) -> None:
    project.friend("nowhere", name="A\N{GRINNING FACE}B")
    done = on_an_ascii_terminal(project, "check_friends", "--dry-run")
    assert (done.returncode, done.stderr) == (0, "")
    assert "A?B" in done.stdout
    exported = on_an_ascii_terminal(project, "export_friends", "--format", "json")
    assert (exported.returncode, exported.stderr) == (0, "")
    assert [friend["name"] for friend in json.loads(exported.stdout)["friends"]] == ["A\N{GRINNING FACE}B"]


def test_a_dry_run_needs_no_lock_and_writes_nothing(project: Project, site: Site) -> None:
    project.friend(site.page("/gone", status=410), name="gone")
    now = timezone.now()
    project.runs.create(started_by="task", started_at=now, seen_at=now)
    done = project.check("--dry-run", "--format", "json")
    assert done.returncode == 0
    envelope = json.loads(done.stdout)
    assert envelope["data"] == {
        "active_num": 1,
        "to_not_show": 1,
        "to_show": 0,
        "version": __version__,
        "outcome": "done",
        "dry_run": True,
    }
    assert [(link["is_show"], link["not_show_reason"]) for link in envelope["links"]] == [(False, "网页请求返回410")]
    assert project.shown() == {"gone": True}
    assert project.runs.count() == 1
