"""Fixtures that several test modules share: a real web server on loopback, what the fault tests saw, a repair."""

import asyncio
import ipaddress
import os
import threading
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import Mock

import aioresponses.core
import pytest
from aiohttp import ClientResponse, web

from blog.models import FriendLink

pytest_plugins = ["tests.plugins.services"]

LOOPBACK = [ipaddress.ip_network("127.0.0.0/8")]
SITE_LINK = "https://ours.example"
BACKLINK = f'<html><body><a href="{SITE_LINK}/">ours</a></body></html>'


class _ClientResponse(ClientResponse):
    """aioresponses 0.7.9 does not know an argument that aiohttp 3.14 requires (its issue 289)."""

    def __init__(self, *args: Any, stream_writer: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, stream_writer=stream_writer or Mock(output_size=0), **kwargs)


aioresponses.core.ClientResponse = _ClientResponse


class Site:
    """A real server on loopback, in a thread of its own."""

    def __init__(self) -> None:
        self.requests: list[web.Request] = []
        self.pages: dict[str, Callable[[web.Request], Any]] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._runner = web.AppRunner(self._app(), handler_cancellation=True, shutdown_timeout=0.1)
        self.port: int = self._call(self._start())
        self.url = f"http://127.0.0.1:{self.port}"

    def page(self, path: str, body: str | bytes = "", status: int = 200, **headers: str) -> str:
        """Puts a fixed answer at ``path`` and returns its address."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        content = body.encode() if isinstance(body, str) else body

        async def respond(request: web.Request) -> web.Response:
            return web.Response(body=content, status=status, headers={"Content-Type": "text/html", **headers})

        self.pages[path] = respond
        return self.url + path

    def at(self, path: str, respond: Callable[[web.Request], Any]) -> str:
        """Puts a coroutine function at ``path`` and returns its address."""
        self.pages[path] = respond
        return self.url + path

    def paths(self) -> list[str]:
        return [request.path for request in self.requests]

    def close(self) -> None:
        self._call(self._runner.cleanup())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _app(self) -> web.Application:
        async def dispatch(request: web.Request) -> web.StreamResponse:
            self.requests.append(request)
            if request.path not in self.pages:
                return web.Response(status=404)
            return await self.pages[request.path](request)

        app = web.Application()
        app.router.add_get("/{path:.*}", dispatch)
        return app

    async def _start(self) -> int:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return self._runner.addresses[0][1]

    def _call(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)


@pytest.fixture
def site() -> Iterator[Site]:
    server = Site()
    yield server
    server.close()


class Gate:
    """A page that answers when the test lets it, so that a run stays under way for as long as a test needs."""

    def __init__(self, site: Site, path: str = "/gate") -> None:
        self._opened = threading.Event()
        self._asked = threading.Event()
        self.link = site.at(path, self._respond)

    async def _respond(self, request: web.Request) -> web.Response:
        self._asked.set()
        while not self._opened.is_set():  # noqa: ASYNC110 - it is opened from another thread
            await asyncio.sleep(0.02)
        return web.Response(text=BACKLINK, content_type="text/html")

    def wait_until_asked(self) -> None:
        assert self._asked.wait(20), "no run asked for the page"

    def open(self) -> None:
        self._opened.set()


@pytest.fixture
def gate(site: Site) -> Iterator[Gate]:
    gate = Gate(site)
    yield gate
    gate.open()


@pytest.fixture
def loopback(settings: Any) -> Any:
    """Lets the check speak to loopback and asks for our backlink."""
    settings.FRIENDLINK_ALLOWED_NETWORKS = LOOPBACK
    settings.FRIENDLINK_SITE_LINK = SITE_LINK
    settings.FRIENDLINK_TIMEOUT = 2.0
    return settings


@pytest.fixture
def friend() -> Callable[..., FriendLink]:
    """Makes a friend link; every field may be given."""

    def make(link: str, **fields: Any) -> FriendLink:
        return FriendLink.objects.create(**{"name": link[-40:], "link": link, **fields})

    return make


@pytest.fixture(autouse=True)
def no_stray_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy of the machine must not come between the check and the loopback servers."""
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)


def one_sentence(text: str) -> bool:
    return bool(text.strip()) and "\n" not in text.strip() and "Traceback" not in text


@pytest.fixture
def seen(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Notes what a fault test saw, in figures; the summary at the end has it beside the number of the fault."""
    return lambda what: record_property("seen", what)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for mark in item.iter_markers("fault"):
            item.user_properties.append(("fault", mark.args[0]))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the fault tests saw, in the order of the faults."""
    seen = []
    for report in terminalreporter.getreports("passed"):
        properties = dict(report.user_properties)
        if "fault" in properties and "seen" in properties:
            seen.append((properties["fault"], report.nodeid.partition("::")[2], properties["seen"]))
    if seen:
        terminalreporter.section("faults, and what was seen")
    for number, test, what in sorted(seen):
        terminalreporter.line(f"{number:>2}  {test}: {what}")
