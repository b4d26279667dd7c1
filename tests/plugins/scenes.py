"""Scenes that several tests with processes begin with, and what they look at in the end; not the faults themselves."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db.models.functions import Now
from django.utils import timezone
from redis import Redis

from easytask.models import Check, Flip, LinkState, Run
from tests.plugins.processes import DEADLINE_SECONDS, Service, children, eventually
from tests.plugins.projects import Project, start_web
from tests.plugins.sites import BACKLINK, Gate, Site

# Seconds.
A_SECOND = 1.0
RUNS = "/admin/easytask/run/"
GATES_MAY_STAY_CLOSED = {"FRIENDLINK_TIMEOUT": "300"}
# What a worker says of a task that it has, and of one that has come to its end.
RECEIVED = re.compile(r"Task \S+\[\S+\] received")
ENDED = re.compile(r"Task \S+\[\S+\] (?:succeeded in|raised|retry:)|Discarding")


def module(project: Project, name: str, text: str) -> str:
    """Write a module that the project's processes find, and return its name."""
    (project.directory / f"{name}.py").write_text(text)
    project.environment["PYTHONPATH"] = str(project.directory)
    return name


def under_settings(project: Project, text: str) -> None:
    """Let every process of the project have these settings on top of its own."""
    own = module(project, "own_settings", f"from izone.settings import *\n{text}\n")
    project.environment["DJANGO_SETTINGS_MODULE"] = own


def imported(project: Project, name: str, text: str) -> tuple[str, str]:
    """Return the options with which a worker imports this text at its start."""
    return "-I", module(project, name, text)


def kill_the_pool_child(worker: Service) -> None:
    """Kill the only process of a worker's pool, as the kernel does when memory runs out."""
    [child] = children(worker.pid)
    os.kill(child, signal.SIGKILL)
    eventually(lambda: child not in children(worker.pid), "the end of the pool's process")


def state_of(pid: int) -> str:
    """Return the letter that the kernel has for what a process does, such as T when it is stopped; empty for none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""


def is_alive(pid: int) -> bool:
    """Return whether this process still runs, and is no zombie that nobody has waited for."""
    return state_of(pid) not in ("", "Z")


def is_idle(project: Project, worker: Service) -> bool:
    """Return whether nothing waits for the worker, and all that it has taken has come to its end."""
    with Redis(unix_socket_path=str(project.broker.socket)) as redis:
        if redis.llen("celery") or redis.hlen("unacked"):
            return False
    return len(RECEIVED.findall(worker.output)) == len(ENDED.findall(worker.output))


def ticks(beat: Service) -> int:
    """Count the checks that it has sent; the schedule has other tasks as well."""
    return len(re.findall(r"Sending due task .*\(easytask\.tasks\.check_friend\)", beat.output))


def last_seen(project: Project, *, seconds_ago: float) -> None:
    """Set back the last sign of life of the run that is under way, by the database's clock."""
    seen_at = Now() - dt.timedelta(seconds=seconds_ago)
    assert project.runs.filter(state=Run.State.RUNNING).update(seen_at=seen_at) == 1


def set_a_minute_back(project: Project) -> None:
    project.runs.update(seen_at=timezone.now() - dt.timedelta(seconds=61))


def states(project: Project) -> list[str]:
    return list(project.runs.order_by("pk").values_list("state", flat=True))


def judged(project: Project) -> set[str]:
    """Return the friends with a verdict, for tests that begin with all friends shown and unchecked.

    Fail when one table knows of a verdict that another does not, or when a run has judged a friend twice.
    """
    checks = Counter(Check.objects.using(project.alias).values_list("run", "friend__name"))
    assert set(checks.values()) <= {1}
    names = {name for _run, name in checks}
    assert names == set(LinkState.objects.using(project.alias).values_list("friend__name", flat=True))
    hidden = {name for name, is_show in project.shown().items() if not is_show}
    assert hidden == set(Flip.objects.using(project.alias).values_list("friend__name", flat=True))
    assert dict(project.runs.values_list("pk", "judged")) == {
        pk: sum(run == pk for run, _name in checks) for pk in project.runs.values_list("pk", flat=True)
    }
    return names


def gone_and_slow(project: Project, site: Site, gate: Gate) -> None:
    """Make two friends whose verdict is known at once and one whose verdict the test holds back."""
    project.friend(site.page("/gone", status=410), name="gone")
    project.friend(site.page("/well", BACKLINK), name="well")
    project.friend(gate.link, name="slow")


def worker_in_mid_run(project: Project, site: Site, gate: Gate, pool: str = "prefork", *options: str) -> Service:
    """Start a worker of one process: of gone_and_slow's friends it has judged two and waits for the third."""
    gone_and_slow(project, site, gate)
    worker = project.worker(pool, "-c", "1", *options, **GATES_MAY_STAY_CLOSED)
    project.call()
    gate.wait_until_asked()
    eventually(lambda: project.runs.get().judged == 2, "the verdicts that are known at once")
    assert judged(project) == {"gone", "well"}
    return worker


def connections_to(port: int, pids: list[int]) -> int:
    """Count the TCP connections to this port of the loopback that the processes hold open."""
    held = set()
    for pid in pids:
        for descriptor in Path(f"/proc/{pid}/fd").iterdir():
            # Closed since it was listed.
            with contextlib.suppress(FileNotFoundError):
                held.add(str(descriptor.readlink()))
    found = 0
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        found += fields[2].endswith(f":{port:04X}") and f"socket:[{fields[9]}]" in held
    return found


class Owner:
    """The owner's browser without its drawing: what an address answers, and after how many seconds."""

    def __init__(self, project: Project, session: requests.Session) -> None:
        user = User.objects.db_manager(project.alias).create_superuser("owner")
        logged_in = {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
        Session.objects.using(project.alias).create(
            session_key="o" * 32,
            session_data=SessionStore().encode(logged_in),
            expire_date=timezone.now() + dt.timedelta(days=1),
        )
        self._browser = session
        self._browser.cookies.update({"sessionid": "o" * 32, "csrftoken": "c" * 32})
        self._browser.headers.update({"X-CSRFToken": "c" * 32, "Accept-Language": "zh-CN"})
        self._url = start_web(project)
        # The first page has the server do what it does once and for all.
        self.open("/admin/")

    def open(self, path: str) -> requests.Response:
        answer = self._browser.get(self._url + path, timeout=DEADLINE_SECONDS)
        assert answer.status_code == 200, answer.text
        return answer

    def press(self) -> requests.Response:
        """Press the button that checks all friend links, and return the page to which it leads."""
        answer = self._browser.post(f"{self._url}/admin/blog/friendlink/check-all/", timeout=DEADLINE_SECONDS)
        assert answer.status_code == 200, answer.text
        return answer


@pytest.fixture
def owner(project: Project) -> Iterator[Owner]:
    with requests.Session() as session:
        session.trust_env = False
        yield Owner(project, session)


def seconds_of(ask: Callable[[], Any], *, below: float) -> float:
    """Return the first time below this bound, in seconds: what else this machine does is no fault of ours.

    Fail when it never takes so little.
    """

    def took() -> float:
        started = time.monotonic()
        ask()
        seconds = time.monotonic() - started
        return seconds if seconds < below else 0

    return eventually(took, f"an answer in less than {below:g} s")


def message_of(page: requests.Response) -> str:
    """Return the one sentence that a page of the admin opens with."""
    message: str
    [message] = re.findall(r'<ul class="messagelist">\s*<li[^>]*>(.*?)</li>\s*</ul>', page.text, re.DOTALL)
    return message
