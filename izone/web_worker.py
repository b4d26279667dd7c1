"""Take a thread for a request only once the whole of it has come in, and give each request bounded seconds.

gunicorn's own threads read from the socket: eight half-sent heads or bodies hold all eight, for ever. Here the worker's
own loop collects head and body, and a thread never waits for a visitor to send. waitress, by its design, does the same,
but in a single process, and it has no bound on the whole time of a request; more threads are only more to hold.

This speaks HTTP/1 in clear, to the proxy that docs/running.md asks for.
"""

from __future__ import annotations

import contextlib
import dataclasses
import re
import selectors
import socket
import struct
import time
from functools import partial

from gunicorn import util
from gunicorn.workers.gthread import TConn, ThreadWorker

from blog.uploads import FORM_BYTES

HEAD_SECONDS, REQUEST_SECONDS = 10.0, 30.0
# How long what a refused visitor still sends is thrown away: closed at once, the connection would be reset, and the
# answer lost on its way.
LINGER_SECONDS = 5.0
# How long a thread waits for a visitor who does not take the answer.
SEND_SECONDS = 10
# Django's headers and cookies need a tenth of it.
HEAD_BYTES = 64 * 1024
# Of all requests that are coming in, those below HEAD_BYTES not counted.
HELD_BYTES = 64 * 1024 * 1024
RECEIVE_BYTES = 64 * 1024

_END_OF_HEAD = b"\r\n\r\n"
_CONTENT_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d+)[ \t]*\r\n", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
_EXPECTS = re.compile(rb"\r\nexpect:[ \t]*100-continue[ \t]*(?=\r\n)", re.IGNORECASE)
_IS_HTTP_1_1 = re.compile(rb"[^\r\n]* HTTP/1\.1\r\n")


@dataclasses.dataclass(slots=True)
class Incoming:
    """A request that is coming in; ``size`` is that of head and body, unknown until the head is there.

    ``refused_at``: when it was refused; from then on nothing of it is kept.
    """

    data: bytearray
    began_at: float
    size: int | None = None
    refused_at: float | None = None

    @property
    def is_late(self) -> bool:
        seconds = HEAD_SECONDS if self.size is None else REQUEST_SECONDS
        return time.monotonic() - self.began_at > seconds


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's threaded worker, with the reading moved out of its threads."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        # Python's sendfile waits without end for a visitor who takes nothing; sendall keeps to SEND_SECONDS.
        self.cfg.set("sendfile", False)
        self._incoming: dict[TConn, Incoming] = {}

    def enqueue_req(self, conn: TConn) -> None:
        """Collect the request of a connection; gunicorn calls this when it would give it to a thread."""
        rest = conn.parser.unreader.take_buffered() if conn.parser else b""
        self._incoming[conn] = Incoming(bytearray(rest), time.monotonic())
        conn.sock.setblocking(False)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._receive, conn))
        self._look_at(conn)

    def murder_pending(self) -> None:
        """Close the connections that were too slow; gunicorn calls this every second."""
        super().murder_pending()
        for conn, incoming in list(self._incoming.items()):
            if incoming.refused_at is not None:
                if time.monotonic() - incoming.refused_at > LINGER_SECONDS:
                    self._drop(conn)
            elif incoming.is_late:
                self._refuse(conn, "408 Request Timeout")

    def _receive(self, conn: TConn, sock: socket.socket) -> None:
        try:
            received = sock.recv(RECEIVE_BYTES)
        except BlockingIOError:
            return
        except OSError:
            received = b""
        if not received:
            self._drop(conn)
            return
        incoming = self._incoming[conn]
        if incoming.refused_at is None:
            incoming.data += received
            self._look_at(conn)

    def _look_at(self, conn: TConn) -> None:
        """Give the connection to a thread when its request is complete, or refuse what is too large."""
        incoming = self._incoming[conn]
        if incoming.size is None:
            end = incoming.data.find(_END_OF_HEAD)
            if end < 0:
                if len(incoming.data) > HEAD_BYTES:
                    self._refuse(conn, "431 Request Header Fields Too Large")
                return
            head = bytes(incoming.data[: end + len(_END_OF_HEAD)])
            if _CHUNKED.search(head):
                # Its length is not known before it is read, and a thread would wait for each piece.
                self._refuse(conn, "411 Length Required")
                return
            length = _CONTENT_LENGTH.search(head)
            # A longer number is too large anyway, and Python would not read one of 5,000 digits.
            incoming.size = len(head) + int((length[1].lstrip(b"0") or b"0")[:10] if length else 0)
            if incoming.size - len(head) > FORM_BYTES:
                self._refuse(conn, "413 Content Too Large")
                return
            if _EXPECTS.search(head):
                # HTTP/1.0 does not know it, and gunicorn would answer it again.
                if _IS_HTTP_1_1.match(head) and len(incoming.data) < incoming.size:
                    with contextlib.suppress(OSError):
                        conn.sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")
                without = _EXPECTS.sub(b"", head)
                incoming.data[: len(head)] = without
                incoming.size -= len(head) - len(without)
        if len(incoming.data) >= incoming.size:
            self._forget(conn)
            self._hand_over(conn, bytes(incoming.data))
        elif len(incoming.data) > HEAD_BYTES and self._held_bytes() > HELD_BYTES:
            self._refuse(conn, "503 Service Unavailable")

    def _held_bytes(self) -> int:
        sizes = (len(incoming.data) for incoming in self._incoming.values())
        return sum(size for size in sizes if size > HEAD_BYTES)

    def _hand_over(self, conn: TConn, data: bytes) -> None:
        conn.init()
        # gunicorn would linger for the rest of a body, for two seconds in the loop that serves everybody; none is left.
        conn.close = lambda graceful=False: util.close(conn.sock)  # noqa: ARG005 - gunicorn's signature
        conn.parser.unreader.unread(data)
        # The thread that waits for a visitor to take the answer comes back.
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            conn.sock.setsockopt(socket.SOL_SOCKET, option, struct.pack("@ll", SEND_SECONDS, 0))
        super().enqueue_req(conn)

    def _forget(self, conn: TConn) -> None:
        del self._incoming[conn]
        self.poller.unregister(conn.sock)

    def _refuse(self, conn: TConn, status: str) -> None:
        """Answer, and go on reading for a while what the visitor is still sending; ``_receive`` drops who has ended."""
        incoming = self._incoming[conn]
        incoming.refused_at = time.monotonic()
        incoming.data.clear()
        try:
            conn.sock.send(f"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".encode())
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._drop(conn)

    def _drop(self, conn: TConn) -> None:
        self._forget(conn)
        self.nr_conns -= 1
        conn.close()
