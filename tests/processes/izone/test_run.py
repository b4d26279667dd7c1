"""``make run`` as its user meets it: in a copy of this checkout, with everything that it starts."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from demo.blogs import BLOGS, Behaviour
from izone import demo_site, embedded
from tests.plugins.databases import SQLite
from tests.plugins.processes import CHECKOUT, DEADLINE_SECONDS, Service, children, environment, eventually, free_port
from tests.plugins.projects import copy_packages
from tests.plugins.scenes import state_of

# What a child of the project would be given besides: here they get nothing but their defaults.
# It waits for its children as long as they need.
PATIENT = "import sys; from izone import run, supervisor; supervisor.END_SECONDS = 3600; sys.exit(run.main())"
NOTHING_SET = {
    **dict.fromkeys(("REDIS_URL", "FRIENDLINK_ALLOWED_NETWORKS", "FRIENDLINK_SITE_LINK"), ""),
    "FRIENDLINK_TIMEOUT": "10",
}


class Copy:
    """A copy of what runs of this checkout, and what runs in it."""

    def __init__(self, path: Path, logs: Path) -> None:
        self.path = path
        self.port = free_port()
        self.environment = environment(**NOTHING_SET, PORT=str(self.port))
        self._logs = logs
        self.services: list[Service] = []
        copy_packages(path)
        shutil.copy(CHECKOUT / "Makefile", path)
        shutil.copytree(CHECKOUT / "requirements", path / "requirements")

    def run(self, *command: str, **settings: str) -> Service:
        """``make run`` without make, once its site answers."""
        service = Service(
            "run",
            [sys.executable, *(command or ("-m", "izone.run"))],
            log=self._logs / f"run{len(self.services)}.log",
            cwd=self.path,
            env={**self.environment, **settings},
            stdin=subprocess.DEVNULL,
        )
        self.services.append(service)
        service.wait_for(" runs at ")
        return service

    def python(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.path,
            env={**self.environment, **settings},
            capture_output=True,
            text=True,
            timeout=DEADLINE_SECONDS,
        )

    def make(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["make", *arguments], cwd=self.path, env={**self.environment, **settings}, capture_output=True, text=True
        )

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with contextlib.closing(sqlite3.connect(self.path / "db.sqlite3")) as connection:
            return connection.execute(query).fetchall()

    def verdicts(self) -> dict[str, str]:
        query = "SELECT name, verdict FROM blog_friendlink JOIN easytask_linkstate ON friend_id = blog_friendlink.id"
        return dict(self.rows(query))

    def children(self, name: str) -> list[int]:
        """The pids of what runs here with this word in its command line."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                command = (process / "cmdline").read_bytes()
                if (process / "cwd").readlink() == self.path and name.encode() in command.split(b"\0"):
                    found.append(int(process.name))
        return sorted(found)

    def everything(self) -> list[int]:
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if (process / "cwd").readlink() == self.path:
                    found.append(int(process.name))
        return found

    def leftovers(self) -> list[object]:
        """Processes, the socket's directory and lock files."""
        sockets = [path for path in [embedded.socket_path(self.path).parent] if path.exists()]
        return [*self.everything(), *sockets, *(self.path / "var").rglob("*.lock")]


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Copy]:
    path = tmp_path / "a checkout, 友链"
    path.mkdir()
    copy = Copy(path, tmp_path)
    try:
        yield copy
    finally:
        for service in copy.services:
            service.kill()
        for pid in copy.everything():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        shutil.rmtree(embedded.socket_path(path).parent, ignore_errors=True)


@pytest.fixture
def empty_tables(copy: Copy, sqlite: SQLite) -> None:
    """What a copy would make by itself; that takes longer than all else."""
    shutil.copy(sqlite.new().removeprefix("sqlite:///"), copy.path / "db.sqlite3")


@pytest.fixture
def migrated(copy: Copy, empty_tables: None) -> Copy:
    """A copy in which somebody has been before: it starts quicker, and without a demonstration."""
    copy.environment["DEMO"] = "0"
    return copy


def test_a_new_checkout_shows_every_verdict_and_keeps_its_data(copy: Copy) -> None:
    service = copy.run()
    password = re.search(r"name admin, password (\S+) ", service.output)
    assert password
    assert f" runs at http://127.0.0.1:{copy.port}/ " in service.output
    first = {
        "山月手记": "ok",
        "阿梨的一日三餐": "ok",
        "老街底片": "ok",
        "云深处": "bad_status",
        "海边木作": "no_backlink",
        "慢船": "timeout",
        "北辰观星": "uncertain",
        "归雁小站": "bad_status",
        **{blog.name: "ok" for blog in BLOGS if blog.behaviour is Behaviour.LINKS_BACK},
    }
    eventually(lambda: copy.verdicts() == first, "the first verdicts")

    # From another terminal, also by a check that asks for no backlink.
    done = copy.python("manage.py", "check_friends", "--dry-run", "--format", "json")
    seen = {link["name"]: link["verdict"] for link in json.loads(done.stdout)["links"]}
    assert {name: seen[name] for name in ("山月手记", "海边木作", "慢船")} == {
        "山月手记": "ok",
        "海边木作": "ok",
        "慢船": "timeout",
    }
    call = ("-m", "celery", "-A", "izone", "call", "easytask.tasks.check_friend", "--kwargs")
    task_id = copy.python(*call, '{"friend_ids": [1]}').stdout.strip()
    eventually(
        lambda: "'active_num': 1" in copy.python("-m", "celery", "-A", "izone", "result", task_id).stdout, "its result"
    )

    # A second one here has to wait, one next door does not; but not on the same port.
    second = copy.python("-m", "izone.run")
    assert (second.returncode, second.stdout) == (1, "")
    assert second.stderr.startswith("izone: `make run` is at work in this checkout already")

    # The demonstration goes while it runs, and does not come again.
    assert f"友链 {len(BLOGS)} 个、文章 5 篇" in copy.python("manage.py", "remove_demo").stdout
    assert copy.rows("SELECT * FROM blog_friendlink") == []
    assert service.end(signal.SIGINT) == 0
    eventually(lambda: not copy.leftovers(), "the end of all")
    again = copy.run()
    assert "password" not in again.output
    assert "demonstration" not in again.output
    assert copy.children("demo.sites") == []
    assert copy.rows("SELECT * FROM blog_friendlink") == []
    assert again.end(signal.SIGTERM) == 0
    eventually(lambda: not copy.leftovers(), "the end of all")


@pytest.mark.usefixtures("empty_tables")
def test_the_demonstration_is_there_again_after_a_restart_and_shut_when_nothing_runs(copy: Copy) -> None:
    # The one that hangs does so for as long as the check is needed.
    copy.environment["FRIENDLINK_TIMEOUT"] = "300"
    service = copy.run()
    eventually(lambda: "云深处" in copy.verdicts(), "the first verdicts")
    before = copy.rows("SELECT id, link FROM blog_friendlink")
    assert service.end(signal.SIGHUP) == 0  # while the check still waits for the one that hangs
    eventually(lambda: not copy.leftovers(), "the end of all")
    assert copy.rows("SELECT state, error FROM easytask_run") == [("failed", "检查被打断。")]
    copy.environment["FRIENDLINK_TIMEOUT"] = "10"
    done = copy.python("manage.py", "check_friends", "--dry-run", "--format", "json")
    assert {link["verdict"] for link in json.loads(done.stdout)["links"]} == {"forbidden_address"}
    copy.environment["PORT"] = str(free_port())
    again = copy.run(DEMO="0")
    assert "is a demonstration" not in again.output
    assert copy.rows("SELECT id, link FROM blog_friendlink") == before
    kwargs = copy.rows("SELECT kwargs FROM django_celery_beat_periodictask WHERE task = 'demo.tasks.check_demo'")
    assert kwargs == [(json.dumps({"site_link": f"http://127.0.0.1:{copy.environment['PORT']}"}),)]
    assert len(copy.children("demo.sites")) == 1
    assert again.end(signal.SIGTERM) == 0


@pytest.mark.usefixtures("empty_tables")
def test_production_never_has_it(copy: Copy) -> None:
    service = copy.run(DEBUG="0", SECRET_KEY="0123456789abcdef" * 4)
    assert copy.rows("SELECT * FROM blog_friendlink") == []
    assert copy.children("demo.sites") == []
    held = embedded.take_lock(demo_site.lock(copy.path), fcntl.LOCK_EX)
    try:
        show = "from django.conf import settings; print(settings.FRIENDLINK_ALLOWED_NETWORKS)"
        production = {"DEBUG": "0", "SECRET_KEY": "0123456789abcdef" * 4}
        assert copy.python("-c", show, DJANGO_SETTINGS_MODULE="izone.settings", **production).stdout == "[]\n"
        assert demo_site.address(copy.path) in copy.python("-c", show, DJANGO_SETTINGS_MODULE="izone.settings").stdout
    finally:
        os.close(held)
    assert service.end(signal.SIGTERM) == 0


def kill_a_child(copy: Copy, service: Service, name: str) -> None:
    """Kill the child with this word in its command line; it is named with its last words, and started again."""
    child = "web" if name == "runserver" else name
    log = copy.path / "var" / "log" / f"{child}.log"
    eventually(log.read_text, "its first words")
    before = copy.children(name)
    others = [pid for pid in copy.children("beat") if pid not in before]
    [leader] = set(before) & set(children(service.pid))
    # It says nothing more from now on.
    os.kill(leader, signal.SIGSTOP)
    eventually(lambda: state_of(leader) == "T", "its standstill")
    said = log.read_text().splitlines()[-1]
    os.kill(leader, signal.SIGKILL)
    service.wait_for(f"izone: the {child} has ended by itself (signal 9) and starts again in 1 s")
    assert said in service.output
    eventually(lambda: set(copy.children(name)) - set(before), f"another {child}")
    assert set(others) <= set(copy.children("beat"))


def test_a_child_that_dies_is_started_again_and_waited_for_longer_each_time(migrated: Copy) -> None:
    service = migrated.run()
    kill_a_child(migrated, service, "worker")
    kill_a_child(migrated, service, "runserver")
    # Only now: what ends before everything runs is not started again.
    (migrated.path / "izone" / "beat.py").write_text("raise SystemExit('no luck')")
    os.kill(migrated.children("beat")[0], signal.SIGKILL)
    service.wait_for("the beat has ended by itself (signal 9) and starts again in 1 s")
    for pause in (2, 4):
        service.wait_for(f"the beat has ended by itself (exit status 1) and starts again in {pause} s")
    assert "no luck" in service.output
    assert migrated.children("runserver")
    assert service.end(signal.SIGTERM) == 0
    eventually(lambda: not migrated.leftovers(), "the end of all")


def test_a_killed_one_leaves_nobody_behind_and_who_asks_the_next_one_twice_does_not_wait(migrated: Copy) -> None:
    service = migrated.run()
    # It can act on no signal, as one that is busy with another.
    for name in ("beat", "worker"):
        os.kill(migrated.children(name)[0], signal.SIGSTOP)
    service.end(signal.SIGKILL)
    eventually(lambda: not migrated.everything(), "the end of all")
    assert (migrated.path / "var" / "run.lock").exists()
    again = migrated.run("-c", PATIENT)
    web = migrated.children("runserver")[0]
    os.kill(web, signal.SIGSTOP)  # it cannot end by itself
    again.process.send_signal(signal.SIGINT)
    again.wait_for("ending")
    assert again.is_running()
    assert again.end(signal.SIGINT) == 0
    eventually(lambda: not migrated.leftovers(), "the end of all")


def test_it_is_not_held_up_by_a_pipe_that_nobody_reads(migrated: Copy) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    process = subprocess.Popen(
        [sys.executable, "-m", "izone.run"], cwd=migrated.path, env=migrated.environment, stdout=writing, stderr=writing
    )
    os.close(writing)
    try:
        eventually(lambda: migrated.children("runserver"), "the web")
        process.terminate()
        assert process.wait(DEADLINE_SECONDS) == 0
    finally:
        process.kill()
        process.wait()
    eventually(lambda: not migrated.leftovers(), "the end of all")


@pytest.mark.usefixtures("empty_tables")
def test_without_an_address_of_its_own_the_demonstration_is_left_out(copy: Copy) -> None:
    with socket.create_server((demo_site.address(copy.path), demo_site.PORT)):
        service = copy.run()
    assert f"the demonstration is left out, because {demo_site.address(copy.path)}:{demo_site.PORT} cannot be had" in (
        service.output
    )
    assert copy.rows("SELECT * FROM blog_friendlink") == []
    assert service.end(signal.SIGTERM) == 0


@pytest.mark.parametrize(
    ("port", "complaint"),
    [
        (None, r"port \d+ is taken by another program: choose another one, as in `make run PORT=8001`"),
        ("eighty", r"PORT must be a number from 1 to 65535, not 'eighty'"),
        ("65536", r"PORT must be a number from 1 to 65535, not '65536'"),
    ],
)
def test_a_port_that_cannot_be_used_is_said_before_anything_starts(
    copy: Copy, port: str | None, complaint: str
) -> None:
    with socket.create_server(("127.0.0.1", copy.port)):
        done = copy.python("-m", "izone.run", PORT=port or str(copy.port))
    assert done.returncode == 1
    assert re.fullmatch(rf"izone: {complaint}\.\n", done.stderr)
    assert not (copy.path / "db.sqlite3").exists()
    eventually(lambda: not copy.leftovers(), "the end of all")


def spoil_directory(copy: Copy) -> None:
    (copy.path / "var").write_text("a file in its place")


def spoil_database(copy: Copy) -> None:
    (copy.path / "db.sqlite3").write_text("no database at all")


def spoil_settings(copy: Copy) -> None:
    (copy.path / ".env").write_text("DEBUG=perhaps\n")
    copy.environment.pop("DEBUG")


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (spoil_directory, r"nothing can be written here \(.*var.*\): free some space, or use a checkout of your own"),
        (spoil_database, r"the database cannot be used \(file is not a database\): see that .*"),
        (spoil_settings, r"DEBUG must be yes or no \(1 or 0\), not 'perhaps'"),
    ],
)
def test_what_is_amiss_is_said_in_one_sentence(copy: Copy, spoil: Callable[[Copy], None], complaint: str) -> None:
    spoil(copy)
    done = copy.python("-m", "izone.run")
    assert done.returncode == 1
    assert re.fullmatch(rf"izone: {complaint}\.\n", done.stderr)


def python_without(what: str, path: Path) -> str:
    """A Python that fails on whatever code mentions ``what``."""
    path.write_text(f'#!/bin/sh\ncase "$*" in *{what}*) exit 1;; esac\nexec {sys.executable} "$@"\n')
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize(
    ("what", "complaint"),
    [
        ("version_info", "is older than 3.11: install a newer one and name it, as in make PYTHON=python3.11"),
        (
            "ensurepip",
            "cannot make a virtual environment: install its venv module (on Debian: apt install python3-venv)",
        ),
    ],
)
def test_a_python_that_will_not_do_is_said_to_be_so(copy: Copy, tmp_path: Path, what: str, complaint: str) -> None:
    python = python_without(what, tmp_path / "python")
    done = copy.make("run", f"PYTHON={python}")
    assert done.returncode == 2
    assert done.stderr.startswith(f"izone: {python} {complaint}\nmake: ***")
    assert not (copy.path / ".venv").exists()


def test_a_machine_without_python_is_told_so(copy: Copy) -> None:
    done = copy.make("run", "PYTHON=no-such-python")
    assert done.stderr.startswith("izone: there is no no-such-python: install Python 3.11 or newer, or name one")


@pytest.mark.parametrize("stamp", [False, True])
def test_a_broken_or_half_finished_installation_is_made_anew(copy: Copy, stamp: bool) -> None:
    binaries = copy.path / ".venv" / "bin"
    binaries.mkdir(parents=True)
    (binaries / "python").symlink_to("/no/such/python")
    if stamp:
        (copy.path / ".venv" / "installed").touch()
    done = copy.make(".venv/installed", "PIP=true", f"PYTHON={getattr(sys, '_base_executable', sys.executable)}")
    assert done.returncode == 0, done.stderr
    assert subprocess.run([binaries / "python", "-c", "import pip"]).returncode == 0
    assert copy.make("--question", ".venv/installed").returncode == 0
