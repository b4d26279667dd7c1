"""The health that a visitor, a probe and a person in a shell see: real workers, beats and servers, there and away."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import json
import socket
import sqlite3
import threading
import time
import urllib.error
import urllib.request
from typing import Any

import pytest
import redis
from aiohttp import web
from django.utils import timezone

from easytask.models import Run
from tests.plugins.processes import DEADLINE_SECONDS, eventually, free_port
from tests.plugins.projects import Project
from tests.plugins.scenes import GATES_MAY_STAY_CLOSED
from tests.plugins.sites import BACKLINK, Site

A_SECOND_OR_SO = 3  # seconds; what it takes here is 1, on a machine with two busy cores


def ask(url: str) -> tuple[int, dict[str, Any], dict[str, str]]:
    """Status, JSON and headers of /healthz."""
    try:
        answer = urllib.request.urlopen(f"{url}/healthz", timeout=DEADLINE_SECONDS)  # noqa: S310 - our own server
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        return answer.status, json.load(answer), dict(answer.headers)


def start_web(project: Project, **settings: str) -> str:
    port = free_port()
    command = ("-m", "gunicorn", "izone.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "4", "--no-control-socket")
    server = project.start("web", *command, **settings)
    server.wait_for("Booting worker")

    def answers() -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), DEADLINE_SECONDS) as client:
            client.sendall(b"HEAD /static/none HTTP/1.0\r\n\r\n")  # asks no component
            return bool(client.recv(1))
        return False

    eventually(answers, "an answer from the web server")
    return f"http://127.0.0.1:{port}"


def states(found: dict[str, Any]) -> dict[str, str]:
    return {name: part["state"] for name, part in found.items() if isinstance(part, dict)}


def test_all_is_well_after_a_run(project: Project, site: Site) -> None:
    project.friend(site.page("/", BACKLINK))
    project.worker("prefork")
    beat = project.beat()
    beat.wait_for("beat pidbox: Connected")
    assert project.check().returncode == 0
    url = start_web(project)
    # A worker or beat that gets no turn for half a second is away, until the next look.
    eventually(lambda: ask(url)[1]["status"] == "ok", "answers of worker and beat")
    status, found, headers = ask(url)
    assert status == 200
    assert states(found) == dict.fromkeys(("database", "broker", "worker", "beat"), "ok") | {"last_run": "done"}
    assert 0 <= found["last_run"]["seconds_ago"] < 3600
    assert "no-store" in headers["Cache-Control"]


def test_without_worker_and_beat_the_blog_is_served_all_the_same(project: Project) -> None:
    status, found, _ = ask(start_web(project))
    assert (status, found["status"], found["last_run"]) == (200, "degraded", None)
    assert states(found) == {"database": "ok", "broker": "ok", "worker": "away", "beat": "away"}


@pytest.mark.parametrize("away", ["refused", "frozen", "silent"])
def test_redis_away_is_said_in_a_second_or_so(project: Project, away: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = {}
        if away == "refused":
            project.broker.stop()
        elif away == "frozen":
            project.broker.freeze()
        else:
            settings = {"REDIS_URL": f"redis://:hush@127.0.0.1:{silent.getsockname()[1]}/0"}
        found: dict[str, Any] = {}

        def is_quick() -> bool:
            # A server of its own each time, because each remembers its answer for a moment.
            url = start_web(project, **settings)
            began = time.monotonic()
            status, answer, _ = ask(url)
            seconds = time.monotonic() - began
            assert status == 200
            found.update(answer)
            return seconds < A_SECOND_OR_SO

        # What else this machine does is no fault of ours.
        eventually(is_quick, "an answer within a second or so")
    assert found["status"] == "degraded"
    assert states(found) == {"database": "ok", "broker": "away", "worker": "unknown", "beat": "unknown"}
    assert not {str(project.broker.socket), "hush", "127.0.0.1"} & set(json.dumps(found).split('"'))


def test_without_the_database_nothing_can_be_served(project: Project) -> None:
    gone = f"postgres://izone:hush@127.0.0.1:{free_port()}/izone"
    status, found, _ = ask(start_web(project, DATABASE_URL=gone))
    assert (status, found["status"], found["database"]["state"]) == (503, "down", "away")
    assert "hush" not in json.dumps(found)


def test_who_only_looks_waits_for_no_writer(project: Project) -> None:
    url = start_web(project)
    path = project.database_url.removeprefix("sqlite:///")
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert ask(url)[1]["database"]["state"] == "ok"


def test_a_run_without_a_sign_of_life_is_closed(project: Project) -> None:
    long_ago = timezone.now() - dt.timedelta(minutes=2)
    project.runs.create(started_by=Run.StartedBy.TASK, started_at=long_ago, seen_at=long_ago)
    _, found, _ = ask(start_web(project))
    assert (found["last_run"]["state"], found["status"], found["worker"]["state"]) == ("broken", "degraded", "away")
    assert project.runs.get().state == Run.State.ABANDONED


def test_a_worker_that_is_deaf_while_it_runs_a_check_is_there(project: Project, site: Site) -> None:
    asked, done = threading.Event(), threading.Event()

    async def hang(request: web.Request) -> web.Response:
        asked.set()
        while not done.is_set():  # noqa: ASYNC110 - it is set from another thread
            await asyncio.sleep(0.02)
        return web.Response()

    project.friend(site.at("/", hang))
    url = start_web(project)
    project.worker("solo", **GATES_MAY_STAY_CLOSED)
    project.call()
    assert asked.wait(DEADLINE_SECONDS)
    _, found, _ = ask(url)
    done.set()
    assert (found["worker"]["state"], found["last_run"]["state"]) == ("ok", "running")


def test_asking_leaves_nothing_in_redis(project: Project) -> None:
    project.worker("threads")
    look = "import django; django.setup(); from easytask.monitoring import health; [health.look() for _ in range(3)]"

    def keys() -> set[bytes]:
        with redis.Redis(unix_socket_path=str(project.broker.socket)) as client:
            return set(client.keys())

    before = keys()
    done = project.run("-c", look, DJANGO_SETTINGS_MODULE="izone.settings")
    assert done.returncode == 0, done.stderr
    # The worker itself has a lock in it now and then.
    eventually(lambda: keys() <= before, "nothing but what was there before")
