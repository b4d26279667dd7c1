"""Set aiohttp up for one visitor among many sites: its connections, its limits, and what it tells a visit meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import operator
import socket
import ssl
import sys
import types
from collections import Counter
from collections.abc import Mapping
from typing import Any

import aiohttp
from aiohttp import client_proto
from yarl import URL

from easytask.fetching import heads, tls, visit
from easytask.fetching.answer_parser import AnswerParser
from easytask.fetching.errors import ConnectionLost, NoAnswer, named_problems
from easytask.fetching.guard import Guard
from easytask.fetching.open_files import FILES_PER_REQUEST
from easytask.fetching.resolver import Resolver
from easytask.fetching.retries import RETRY_PAUSE_SECONDS
from easytask.verdicts.addresses import Address
from easytask.verdicts.kinds import Phase, Problem

PIECE_BYTES = 64 * 1024
NO_HEADERS: Mapping[str, str] = types.MappingProxyType({})
# Seconds that an idle connection is kept for the next hop to the same host, or for another try: the longest usual pause
# before the last one. It holds some 60 KB.
KEEPALIVE_SECONDS = 3 * RETRY_PAUSE_SECONDS
# Reading all roots takes as long as it saves in so many handshakes.
ROOTS_READ_AFTER = 200
# A connection that takes so many seconds gets another one beside it, and so does that one. Chromium
# (kMaxConnectRetryIntervalMs) and Firefox (network.http.connection-retry-timeout) wait 0.25 for their second, with
# somebody in front of them. Here a distant site, or a busy moment of our own, should not look like a lost packet; and
# the third should be there before the kernel sends the first one's packet again, which is after a second.
ANOTHER_CONNECTION_SECONDS = 0.4
CONNECTIONS_AT_ONCE = 3
# More than what a server first says in a handshake, some 2 to 6 KB with its certificates.
FIRST_FLIGHT_BYTES = 16 * 1024


class Connections:
    """All connections of a fetcher; made and closed inside one event loop."""

    def __init__(self, guard: Guard, user_agent: str) -> None:
        self._resolver = Resolver()
        self._context = tls.shared_context()
        self._requests_over_tls = 0
        self._connector = _Connector(
            # The slots are ours, so that waiting for one stops the clock.
            limit=0,
            resolver=self._resolver,
            use_dns_cache=False,
            socket_factory=guard.open_socket,
            keepalive_timeout=KEEPALIVE_SECONDS,
            happy_eyeballs_delay=ANOTHER_CONNECTION_SECONDS,
            ssl=self._context,
        )
        # There is no public way to put something before aiohttp's parser; tests on floods watch over this one.
        self._connector._factory = functools.partial(  # type: ignore[assignment]  # noqa: SLF001  # see above
            _Protocol, loop=asyncio.get_running_loop()
        )
        headers = {
            "User-Agent": user_agent,
            "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
            # What is cheapest to decode; the others are read when a server sends them unasked.
            "Accept-Encoding": "gzip, deflate",
            "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8",
        }
        self._asking = self._session(_Request, headers)
        self._connecting = self._session(_NothingSent, headers)
        # aiohttp has no hook between a connection and its handshake; tests on the permits watch over this one.
        self._connector._loop = _GatedLoop(self._connector._loop)  # type: ignore[assignment]  # noqa: SLF001  # see above

    def _session(self, request_class: type[aiohttp.ClientRequest], headers: dict[str, str]) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=self._connector,
            connector_owner=False,
            # Cookies belong to one try, and a session to all.
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(),
            headers=headers,
            request_class=request_class,
            trace_configs=[_trace()],
            middlewares=(_repeat_on_a_fresh_connection,),
            # The codings are undone by ours.
            auto_decompress=False,
            read_bufsize=PIECE_BYTES,
            max_line_size=heads.MAX_HEAD_BYTES,
            max_field_size=heads.MAX_HEAD_BYTES,
            max_headers=heads.MAX_FIELDS,
        )

    async def ask(
        self, here: Address, headers: Mapping[str, str], context: ssl.SSLContext | None = None
    ) -> aiohttp.ClientResponse:
        """Return the answer to one request as soon as its head is there; raise NoAnswer."""
        url = URL(here.href, encoded=True)
        self._requests_over_tls += url.scheme == "https"
        if self._requests_over_tls == ROOTS_READ_AFTER and tls.LOOKS_FOR_INTERMEDIATES:
            self._context = tls.context_with_roots()
            self._requests_over_tls += 1
        with named_problems():
            return await self._asking.get(url, allow_redirects=False, headers=headers, ssl=context or self._context)

    async def handshake(self, here: Address, context: ssl.SSLContext) -> Any:
        """Make a connection with ``context``, send nothing, and return its SSLObject; raise NoAnswer."""
        try:
            with named_problems():
                await self._connecting.get(URL(here.href, encoded=True), ssl=context)
        except _Connected as connected:
            return connected.ssl_object
        raise AssertionError("a request class that never sends has sent")

    async def close(self) -> None:
        """Close them all."""
        await self._asking.close()
        await self._connecting.close()
        # From Python 3.12 on, aiohttp closes in a task that it makes for this loop, and asyncio takes no stand-in.
        self._connector._loop = asyncio.get_running_loop()  # noqa: SLF001  # see where it was replaced
        await self._connector.close()
        await self._resolver.close()
        # asyncio closes a socket whose handshake has failed in the loop's next round.
        await asyncio.sleep(0)


class _Connector(aiohttp.TCPConnector):
    """Make another connection beside one that takes long: the first that is there is used, the others are closed.

    Where a packet was lost, another one is there sooner, and it has measured how far the server is: the first would
    wait three seconds for the next packet that is lost (RFC 6298, 5.7). On a path that loses 5 %, one connection in
    ten loses a packet before it is there, one in a hundred with its second, one in a thousand with its third as well.
    Happy eyeballs goes from address to address, so each is named three times, unless there are others enough. Of many
    addresses only as many are tried at once as there are files for; where they all fail, aiohttp goes on to the next.
    """

    async def _wrap_create_connection(self, *args: Any, addr_infos: list[Any], **kwargs: Any) -> Any:
        times = CONNECTIONS_AT_ONCE if len(addr_infos) <= 2 else 1
        at_once = _by_turns(addr_infos * times)[:FILES_PER_REQUEST]
        return await super()._wrap_create_connection(*args, addr_infos=at_once, **kwargs)


def _by_turns(addr_infos: list[Any]) -> list[Any]:
    """Return the addresses with their families by turns, so that none is left for last."""
    seen: Counter[int] = Counter()
    places = []
    for family, *_ in addr_infos:
        places.append(seen[family])
        seen[family] += 1
    return [info for _, info in sorted(zip(places, addr_infos, strict=True), key=operator.itemgetter(0))]


class _GatedLoop:
    """Stand before the event loop where aiohttp makes connections: a handshake waits for its permit.

    That is after the server has accepted, so what nobody answers never holds a permit. And it is after the server was
    greeted: one that lost our last packet hears nothing more while we wait, takes that for the distance, and would wait
    three seconds for the next packet that is lost. What it answers is left unread until there is a permit, as that is
    what takes our CPU.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loop, name)

    async def sock_connect(self, sock: socket.socket, address: tuple[Any, ...]) -> None:
        """Connect, unless the address has refused another connection of this hop."""
        refused = visit.current.get().refused
        if address in refused:
            raise refused[address]
        try:
            await self._loop.sock_connect(sock, address)
        except OSError as error:
            refused[address] = error
            raise

    async def create_connection(
        self, *args: Any, sock: socket.socket, ssl: ssl.SSLContext | None, **kwargs: Any
    ) -> tuple[asyncio.Transport, asyncio.Protocol]:
        if ssl is None:
            return await self._loop.create_connection(*args, sock=sock, ssl=ssl, **kwargs)
        noted = visit.current.get()
        handshake: asyncio.Task[tuple[asyncio.Transport, asyncio.Protocol]] | None = None
        try:
            await noted.take_turn_to_greet()
            _wake_at(sock, FIRST_FLIGHT_BYTES)
            handshake = self._loop.create_task(self._loop.create_connection(*args, sock=sock, ssl=ssl, **kwargs))
            await noted.acquire_handshake_permit()
            _wake_at(sock, 1)
            return await handshake
        except asyncio.CancelledError:
            try:
                if handshake is not None:
                    handshake.cancel()
                    [made] = await asyncio.gather(handshake, return_exceptions=True)
                    if not isinstance(made, BaseException):
                        # It was done already, and nobody else knows of the connection.
                        made[0].abort()
            finally:
                # A handshake that had not yet begun does not close it.
                sock.close()
            raise


def _wake_at(sock: socket.socket, least: int) -> None:
    """Let the event loop hear of a socket when so many bytes have come, or its end."""
    # Elsewhere a waiting loop may not hear that the number was lowered: there, handshakes do not wait for permits.
    if sys.platform == "linux":
        # A handshake that has failed has closed it.
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, least)


class _Protocol(client_proto.ResponseHandler):
    """Let an AnswerParser of ours take what comes in for a request, and close without waiting for the server."""

    def close(self) -> None:
        # The polite end of TLS would hold the connection and its 60 KB until the server has ended it as well.
        self.abort()

    def set_response_params(self, **params: Any) -> None:
        # What came before the request is read as all else is.
        early, self._tail = self._tail, b""
        self._set_aiohttps_parser(**params)

        def new_parser() -> Any:
            before = self._parser
            self._set_aiohttps_parser(**params)
            theirs, self._parser = self._parser, before
            return theirs

        exchange = visit.current.get().begin_exchange()
        ours = AnswerParser(self._parser, new_parser, exchange, self.force_close)
        self._parser = ours  # type: ignore[assignment]  # it does what aiohttp asks of its own
        self._tail = early
        self._drain_tail()

    def _set_aiohttps_parser(self, **params: Any) -> None:
        super().set_response_params(**params)


class _Request(aiohttp.ClientRequest):
    """Look at the certificate while the connection is at hand: a short answer has given it back before anybody asks."""

    async def send(self, conn: aiohttp.connector.Connection) -> aiohttp.ClientResponse:
        if conn.transport is not None:
            # asyncio has parsed it at the handshake.
            certificate = conn.transport.get_extra_info("peercert") or {}
            visit.current.get().certificate = certificate
            if _checks_no_names(self.ssl) and not tls.names_host(certificate, self.url.raw_host or ""):
                raise NoAnswer(Problem.TLS_CERTIFICATE, "Hostname mismatch")
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


class _RawCookies:
    """Stand before a transport while a request is written whose cookies are no UTF-8: aiohttp drops such bytes."""

    def __init__(self, transport: asyncio.Transport, cookies: bytes) -> None:
        self._transport = transport
        self._field = b"Cookie: " + cookies + b"\r\n\r\n"

    def is_closing(self) -> bool:
        return self._transport.is_closing()

    def write(self, head: bytes) -> None:
        self._transport.write(head.removesuffix(b"\r\n") + self._field)


def _checks_no_names(context: object) -> bool:
    return isinstance(context, ssl.SSLContext) and not context.check_hostname


class _Connected(Exception):
    """The connection is there."""

    def __init__(self, ssl_object: Any) -> None:
        self.ssl_object = ssl_object


class _NothingSent(aiohttp.ClientRequest):
    """Connect, and no more."""

    async def send(self, conn: aiohttp.connector.Connection) -> aiohttp.ClientResponse:
        ssl_object = None
        if conn.transport is not None:
            ssl_object = conn.transport.get_extra_info("ssl_object")
            # A polite end would wait for the server's.
            conn.transport.abort()
        raise _Connected(ssl_object)


def _trace() -> aiohttp.TraceConfig:
    """Tell a visit how far its connection is."""

    async def connecting(*_: object) -> None:
        visit.current.get().has_reused = False

    async def resolving(*_: object) -> None:
        visit.current.get().enter(Phase.DNS)

    async def resolved(*_: object) -> None:
        visit.current.get().enter(Phase.CONNECT)

    async def connected(*_: object) -> None:
        visit.current.get().release_handshake_permit()
        visit.current.get().enter(Phase.FIRST_BYTE)

    async def reused(*_: object) -> None:
        visit.current.get().has_reused = True
        visit.current.get().enter(Phase.FIRST_BYTE)

    trace = aiohttp.TraceConfig()
    trace.on_connection_create_start.append(connecting)
    trace.on_dns_resolvehost_start.append(resolving)
    trace.on_dns_resolvehost_end.append(resolved)
    trace.on_connection_create_end.append(connected)
    trace.on_connection_reuseconn.append(reused)
    return trace


async def _repeat_on_a_fresh_connection(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Repeat a request whose re-used connection ended before any answer: its server had closed it (RFC 9112, 9.3.1).

    Any other lost connection is a try; aiohttp would repeat all of them. Each round takes a connection out of the
    pool, so that the last one is made on a fresh connection.
    """
    noted = visit.current.get()
    while True:
        try:
            return await handler(request)
        except aiohttp.ClientConnectorError:
            raise
        except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
            if not noted.has_reused or noted.exchange.heard:
                raise ConnectionLost from error
