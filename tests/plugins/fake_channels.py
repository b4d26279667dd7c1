"""Who receives notices in the tests: a real webhook and a real mail server, on loopback, with what they were sent."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.plugins.processes import DEADLINE_SECONDS, free_port

# How often the server looks whether it is to end.
SHUTDOWN_SECONDS = 0.02


class Hook:
    """A webhook that answers with ``status``, after ``release`` when it is told to hold.

    It may send whoever asks on to ``location``.
    """

    def __init__(self, port: int = 0) -> None:
        self.status = 200
        self.location = ""
        self.received: list[dict[str, Any]] = []
        self.release = threading.Event()
        self.release.set()
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hook.received.append(json.loads(body))
                hook.release.wait(DEADLINE_SECONDS)
                self.send_response(hook.status)
                self.send_header("Content-Length", "0")
                if hook.location:
                    self.send_header("Location", hook.location)
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.handle_error = lambda *args: None  # type: ignore[method-assign]  # a client that was killed
        self.port = self._server.server_port
        self.url = f"json://127.0.0.1:{self.port}/a-secret-path"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(SHUTDOWN_SECONDS,))
        self._thread.start()

    @property
    def titles(self) -> list[str]:
        return [message["title"] for message in self.received]

    def close(self) -> None:
        self.release.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def hook() -> Iterator[Hook]:
    hook = Hook()
    yield hook
    hook.close()


@pytest.fixture
def other() -> Iterator[Hook]:
    """Return a second webhook."""
    hook = Hook()
    yield hook
    hook.close()


class MailServer:
    """An SMTP server; ``refusal`` is what it answers to a mail instead of taking it, ``unknown`` who has no mailbox."""

    def __init__(self) -> None:
        self.refusal = ""
        self.unknown: set[str] = set()
        self.received: list[EmailMessage] = []
        self._controller = Controller(
            self, hostname="127.0.0.1", port=free_port(), ready_timeout=DEADLINE_SECONDS, auth_require_tls=False
        )
        self._controller.start()
        self.port: int = self._controller.port

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, rcpt_options: list[str]
    ) -> str:
        if address in self.unknown:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 taken"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.refusal:
            return self.refusal
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"

    def close(self) -> None:
        self._controller.stop()
