"""Share one web server, worker, Redis and Chromium between the tests of this folder; each begins with empty tables."""

from __future__ import annotations

import contextlib
import dataclasses
import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, expect

from blog.models import FriendLink, Post, Tag
from easytask.models import Run
from tests.plugins.browsers import open_chromium
from tests.plugins.databases import SQLite, is_writable
from tests.plugins.processes import DEADLINE_SECONDS, Service, eventually
from tests.plugins.projects import Project, open_project, start_web
from tests.plugins.scenes import GATES_MAY_STAY_CLOSED, is_idle, state_of, under_settings
from tests.plugins.sites import Site

if TYPE_CHECKING:
    from playwright.sync_api import StorageState

PASSWORD = "a long pass word"
# A page that is no test of that waits for a Redis that gets no turn for a while.
PATIENT = """
from easytask import broker

broker.WEB_BROKER_TIMEOUTS |= {"socket_connect_timeout": 60, "socket_timeout": 60}
"""
expect.set_options(timeout=1000 * DEADLINE_SECONDS)


@dataclasses.dataclass(frozen=True)
class Served:
    """The running project: the web server's address, the worker, and the cookies of an owner who has logged in."""

    project: Project
    url: str
    worker: Service
    owner: StorageState


@pytest.fixture(scope="package", autouse=True)
def database_beside_the_browser() -> Iterator[None]:
    """Playwright keeps an event loop in this thread, which Django takes for code that must not wait."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    with open_chromium() as browser:
        browser.on("context", lambda context: context.set_default_timeout(1000 * DEADLINE_SECONDS))
        yield browser


@pytest.fixture(scope="package")
def served(
    sqlite: SQLite, chromium: Browser, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Iterator[Served]:
    """A test that needs another timeout, broker or worker starts its own beside these."""
    with contextlib.ExitStack() as stack:
        with django_db_blocker.unblock():
            project = stack.enter_context(open_project(sqlite.new(), tmp_path_factory.mktemp("browser")))
            under_settings(project, PATIENT)
            User.objects.db_manager(project.alias).create_superuser("owner", password=PASSWORD)
        url = start_web(project)
        worker = project.worker("threads", **GATES_MAY_STAY_CLOSED)
        yield Served(project, url, worker, log_in(chromium, url))


def log_in(chromium: Browser, url: str) -> StorageState:
    """The cookies that the owner has after the login form."""
    with contextlib.closing(chromium.new_context()) as context:
        page = context.new_page()
        page.goto(f"{url}/admin/")
        page.fill("#id_username", "owner")
        page.fill("#id_password", PASSWORD)
        page.click("[type=submit]")
        expect(page.locator("#logout-form")).to_be_attached()
        return context.storage_state()


@pytest.fixture
def project(served: Served, django_db_blocker: Any, site: Site) -> Iterator[Project]:
    """The shared project; what the test has put into its tables goes with the test.

    Its check of the test's own site ends before that does.
    """
    project = served.project
    with django_db_blocker.unblock():
        yield project
        # What a page has asked for is none of the next test's.
        eventually(lambda: is_idle(project, served.worker), "the end of what the test's pages have asked for")
        eventually(lambda: not project.runs.filter(state=Run.State.RUNNING).exists(), "the end of the test's check")
        for model in (FriendLink, Run, Post, Tag):
            model._default_manager.using(project.alias).all().delete()


@contextlib.contextmanager
def asleep(served: Served) -> Iterator[None]:
    """The worker takes no message, as if there were none."""

    def has_stopped() -> bool:
        served.worker.send(signal.SIGSTOP)
        eventually(lambda: state_of(served.worker.pid) == "T", "its standstill")
        if is_writable(served.project.database_url):
            return True
        # In the middle of a heartbeat it would keep everybody else from writing.
        served.worker.send(signal.SIGCONT)
        return False

    eventually(has_stopped, "a moment in which the worker writes nothing")
    try:
        yield
    finally:
        served.worker.send(signal.SIGCONT)
