"""Make the connections of a fetcher: another one beside one that takes long, and a handshake only with a permit.

Here stand the parts that take the place of aiohttp's own: its connector, its protocol, and the loop that it asks.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import operator
import os
import socket
import ssl
import sys
from collections import Counter
from typing import Any

import aiohttp
from aiohttp import client_proto

from easytask.fetching import visit
from easytask.fetching.answer_parser import AnswerParser
from easytask.fetching.open_files import FILES_PER_REQUEST
from easytask.fetching.retries import RETRY_PAUSE_SECONDS

# Seconds that an idle connection is kept for the next hop to the same host, or for another try: the longest usual pause
# before the last one. It holds some 60 KB.
KEEPALIVE_SECONDS = 3 * RETRY_PAUSE_SECONDS
# A connection that takes so many seconds gets another one beside it, and so does that one. Chromium
# (kMaxConnectRetryIntervalMs) and Firefox (network.http.connection-retry-timeout) wait 0.25 for their second, with
# somebody in front of them. Here a distant site, or a busy moment of our own, should not look like a lost packet; and
# the third should be there before the kernel sends the first one's packet again, which is after a second.
ANOTHER_CONNECTION_SECONDS = 0.4
CONNECTIONS_AT_ONCE = 3
# More than what a server first says in a handshake, some 2 to 6 KB with its certificates.
FIRST_FLIGHT_BYTES = 16 * 1024


class Connector(aiohttp.TCPConnector):
    """Make another connection beside one that takes long: the first that is there is used, the others are closed.

    Where a packet was lost, another one is there sooner, and it has measured how far the server is: the first would
    wait three seconds for the next packet that is lost (RFC 6298, 5.7). On a path that loses 5 %, one connection in
    ten loses a packet before it is there, one in a hundred with its second, one in a thousand with its third as well.
    Happy eyeballs goes from address to address, so each is named three times, unless there are others enough. Of many
    addresses only as many are tried at once as there are files for; where they all fail, aiohttp goes on to the next.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(
            # The slots are ours, so that waiting for one stops the clock.
            limit=0,
            use_dns_cache=False,
            keepalive_timeout=KEEPALIVE_SECONDS,
            happy_eyeballs_delay=ANOTHER_CONNECTION_SECONDS,
            **options,
        )
        # There is no public way to put something before aiohttp's parser; tests on floods watch over this one.
        self._factory = functools.partial(_Protocol, loop=self._loop)  # type: ignore[assignment]  # partial is invariant

    def gate_handshakes(self) -> None:
        """Let handshakes wait for permits; only once the sessions are made, which compare their loop with ours."""
        # aiohttp has no hook between a connection and its handshake; tests on the permits watch over this one.
        self._loop = _GatedLoop(self._loop)  # type: ignore[assignment]  # it does what a connector asks of a loop

    async def close(self, **options: Any) -> None:
        """Close all connections."""
        # From Python 3.12 on, aiohttp closes in a task that it makes for this loop, and asyncio takes no stand-in.
        self._loop = asyncio.get_running_loop()
        await super().close(**options)

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
            await _connect(self._loop, sock, address)
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


async def _connect(loop: asyncio.AbstractEventLoop, sock: socket.socket, address: tuple[Any, ...]) -> None:
    """Connect a socket; uvloop's own would first have a thread look up the address, which is one already."""
    with contextlib.suppress(BlockingIOError):
        sock.connect(address)
        return
    connected = asyncio.Event()
    loop.add_writer(sock, connected.set)
    try:
        await connected.wait()
    finally:
        loop.remove_writer(sock)
    if number := sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
        raise OSError(number, os.strerror(number))


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
