"""Friends' sites: a real web server on loopback, whose pages a test writes or holds back."""

from __future__ import annotations

import asyncio
import ipaddress
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, cast

import pytest
from aiohttp import web

from tests.plugins.processes import DEADLINE_SECONDS, SITE_LINK, eventually

LOOPBACK = [ipaddress.ip_network("127.0.0.0/8")]
# Linux has no route to the broadcast address of its loopback and says so at once: a silence that nobody waits for.
NO_ROUTE = "http://127.255.255.255/"
BACKLINK = f'<html><body><a href="{SITE_LINK}/">ours</a></body></html>'

Respond = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Site:
    """A real server on loopback, in a thread of its own."""

    def __init__(self) -> None:
        self.requests: list[web.Request] = []
        self.pages: dict[str, Respond] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._runner = web.AppRunner(self._app(), handler_cancellation=True, shutdown_timeout=0.1)
        self.port: int = self._call(self._start())
        self.url = f"http://127.0.0.1:{self.port}"

    def page(self, path: str, body: str | bytes = "", status: int = 200, **headers: str) -> str:
        """Put a fixed answer at ``path`` and return its address."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        content = body.encode() if isinstance(body, str) else body

        async def respond(request: web.Request) -> web.Response:
            return web.Response(body=content, status=status, headers={"Content-Type": "text/html", **headers})

        self.pages[path] = respond
        return self.url + path

    def at(self, path: str, respond: Respond) -> str:
        """Put a coroutine function at ``path`` and return its address."""
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
        return cast(int, self._runner.addresses[0][1])

    def _call(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(DEADLINE_SECONDS)


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
        assert self._asked.wait(DEADLINE_SECONDS), "no run asked for the page"

    def open(self) -> None:
        self._opened.set()


@pytest.fixture
def gate(site: Site) -> Iterator[Gate]:
    gate = Gate(site)
    yield gate
    gate.open()


class Release:
    """Pages that answer only once they are let go, and remember how long each had the request, in seconds."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._let_go = threading.Event()
        self._asked = 0
        self.took: dict[str, float] = {}

    def page(self, path: str, *, status: int = 200, after: float = 0.0) -> str:
        """``after``: seconds from the letting go to the answer."""

        async def respond(request: web.Request) -> web.Response:
            began = time.monotonic()
            self._asked += 1
            while not self._let_go.is_set():  # noqa: ASYNC110 - it is let go from another thread
                await asyncio.sleep(0.02)
            await asyncio.sleep(after)
            self.took[path] = time.monotonic() - began
            return web.Response(text=BACKLINK, status=status, content_type="text/html")

        return self._site.at(path, respond)

    def wait_until_asked(self, pages: int) -> None:
        eventually(lambda: self._asked >= pages, f"{pages} requests")

    def go(self) -> None:
        self._let_go.set()


@pytest.fixture
def held(site: Site) -> Iterator[Release]:
    release = Release(site)
    yield release
    release.go()


@pytest.fixture
def loopback(settings: Any) -> Any:
    """Let the check speak to loopback and ask for our backlink."""
    settings.FRIENDLINK_ALLOWED_NETWORKS = LOOPBACK
    settings.FRIENDLINK_SITE_LINK = SITE_LINK
    settings.FRIENDLINK_TIMEOUT = 60.0
    return settings
