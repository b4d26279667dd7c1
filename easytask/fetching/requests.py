"""Send requests through aiohttp, and note of the connection what is gone afterwards: a short answer gives it back."""

from __future__ import annotations

import asyncio
import ssl
from typing import Any

import aiohttp

from easytask.fetching import tls, visit
from easytask.fetching.errors import NoAnswer
from easytask.verdicts.kinds import Problem


class Request(aiohttp.ClientRequest):
    """A request that notes the certificate it meets, and whose cookies go out byte for byte."""

    async def send(self, conn: aiohttp.connector.Connection) -> aiohttp.ClientResponse:
        if conn.transport is not None:
            self._note_certificate(conn.transport)
        cookies = self.headers.get("Cookie", "")
        if cookies.isprintable() or conn.protocol is None or conn.transport is None:
            return await super().send(conn)
        transport = conn.protocol.transport
        raw = _RawCookies(conn.transport, cookies.encode("utf-8", "surrogateescape"))
        conn.protocol.transport = raw  # type: ignore[assignment]  # for one write
        del self.headers["Cookie"]
        try:
            return await super().send(conn)
        finally:
            conn.protocol.transport = transport
            # The request may be sent again.
            self.headers["Cookie"] = cookies

    def _note_certificate(self, transport: asyncio.Transport) -> None:
        """Note it for the visit; raise NoAnswer for another host's, where OpenSSL was told not to look at names."""
        # asyncio has parsed it at the handshake.
        certificate = transport.get_extra_info("peercert") or {}
        visit.current.get().certificate = certificate
        checks_no_names = isinstance(self.ssl, ssl.SSLContext) and not self.ssl.check_hostname
        if checks_no_names and not tls.names_host(certificate, self.url.raw_host or ""):
            raise NoAnswer(Problem.TLS_CERTIFICATE, "Hostname mismatch")


class _RawCookies:
    """Stand before a transport while a request is written whose cookies are no UTF-8: aiohttp drops such bytes."""

    def __init__(self, transport: asyncio.Transport, cookies: bytes) -> None:
        self._transport = transport
        self._field = b"Cookie: " + cookies + b"\r\n\r\n"

    def is_closing(self) -> bool:
        return self._transport.is_closing()

    def write(self, head: bytes) -> None:
        self._transport.write(head.removesuffix(b"\r\n") + self._field)


class Connected(Exception):
    """The connection is there."""

    def __init__(self, ssl_object: Any) -> None:
        self.ssl_object = ssl_object


class ConnectOnly(aiohttp.ClientRequest):
    """Connect, and no more."""

    async def send(self, conn: aiohttp.connector.Connection) -> aiohttp.ClientResponse:
        ssl_object = None
        if conn.transport is not None:
            ssl_object = conn.transport.get_extra_info("ssl_object")
            # A polite end would wait for the server's.
            conn.transport.abort()
        raise Connected(ssl_object)
