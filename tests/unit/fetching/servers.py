"""Servers on loopback that say exactly what a test wants, byte for byte, and a fetch of what they say."""

from __future__ import annotations

import asyncio
import contextlib
import select
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from typing import Any

from easytask.fetching.fetcher import Fetcher, Limits
from easytask.fetching.guard import Guard
from easytask.verdicts.records import Backlink, FetchResult, PageReading
from tests.plugins.processes import DEADLINE_SECONDS
from tests.plugins.sites import LOOPBACK

# Seconds, for what hangs until the client has gone.
FOR_EVER = 3600
US = b"here is our link"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
RESET = b"\1\0\0\0\0\0\0\0"


def fetch(*urls: str, reader: Any = None, is_file: bool = False, **limits: Any) -> list[FetchResult]:
    """Fetch all the addresses at once, through one fetcher."""
    settings = {"timeout": DEADLINE_SECONDS, "concurrency": 100, "per_host": 2, "retries": 2, "max_body": 100_000}
    guard = Guard(limits.pop("allowed", LOOPBACK))

    async def run() -> list[FetchResult]:
        everything = Limits(**{**settings, **limits})
        async with Fetcher(everything, user_agent="izone/test (+https://example.com)", guard=guard) as fetcher:
            return await asyncio.gather(*(fetcher.fetch(url, reader, is_file=is_file) for url in urls))

    return asyncio.run(run())


def fetch_one(url: str, **limits: Any) -> FetchResult:
    """Fetch one address."""
    (page,) = fetch(url, **limits)
    return page


class Reader:
    """Collect what a reader of pages is given; ``until`` is the backlink, and enough.

    ``found`` has what else is found on the page at a path.
    """

    def __init__(self, until: bytes = US, **found: dict[str, Any]) -> None:
        self.until, self.found = until, found
        self.body = b""
        self.opened: list[tuple[str, int]] = []
        self.types: list[str | None] = []

    def start_page(self, url: str, status: int, headers: Any) -> None:
        self.opened.append((url, status))
        self.types.append(headers.get("content-type"))
        self.body = b""

    def feed(self, data: bytes) -> bool:
        self.body += data
        return self.until in self.body

    def finish_page(self) -> PageReading:
        path = self.opened[-1][0].rpartition("/")[2] or "home"
        return PageReading(backlink=Backlink("/us") if self.until in self.body else None, **self.found.get(path, {}))

    @property
    def paths(self) -> list[str]:
        return ["/" + url.split("/", 3)[3] for url, _ in self.opened]


class Exchange:
    """One request to a server: ``count`` is its number, ``on_connection`` that on its own connection."""

    def __init__(self, client: socket.socket, head: bytes, count: int, on_connection: int) -> None:
        self.client = client
        self.head = head
        self.count = count
        self.on_connection = on_connection
        self.path = head.split(b" ")[1].decode() if head.count(b" ") > 1 else ""

    def hung_up(self, *, seconds: float = 0.1) -> bool:
        """Return whether the client has gone, or goes within so many seconds."""
        return bool(select.select([self.client], [], [], seconds)[0])

    def header(self, name: bytes) -> bytes | None:
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b": ")
            if key.lower() == name.lower():
                return value
        return None


# Sends an answer over the exchange's client; what it returns is sent, and True keeps the connection for another one.
Answer = Callable[[Exchange], bytes | bool | None]


class Server:
    """A server on loopback whose every byte is the test's; with ``context`` it speaks TLS."""

    def __init__(self, answer: Answer, context: ssl.SSLContext | None = None) -> None:
        self.seen: list[Exchange] = []
        self.connections = 0
        self._answer = answer
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        scheme = "https" if context else "http"
        self.url = f"{scheme}://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._accept)
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Server:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(DEADLINE_SECONDS)
        for thread in self._threads:
            thread.join(DEADLINE_SECONDS)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(client,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, client: socket.socket) -> None:
        client.settimeout(DEADLINE_SECONDS)
        with contextlib.suppress(OSError), client:
            if self._context:
                client = self._context.wrap_socket(client, server_side=True)
            with client:
                for on_connection in range(100):
                    head = b""
                    while b"\r\n\r\n" not in head:
                        data = client.recv(65536)
                        if not data:
                            return
                        head += data
                    exchange = Exchange(client, head, len(self.seen), on_connection)
                    self.seen.append(exchange)
                    said = self._answer(exchange)
                    if isinstance(said, bytes):
                        client.sendall(said)
                    if said is not True:
                        return


def answer(body: bytes = b"", *headers: str, status: str = "200 OK") -> bytes:
    """Return a whole answer that is the last on its connection."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape") + body


@contextlib.contextmanager
def raw_server(*answers: bytes | None) -> Iterator[str]:
    """Serve the given bytes to connections, one answer each (None: resets), the last one for ever."""

    def next_answer(exchange: Exchange) -> bytes:
        said = answers[min(exchange.count, len(answers) - 1)]
        if said is None:
            exchange.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        return said or b""

    with Server(next_answer) as server:
        yield server.url + "/"
