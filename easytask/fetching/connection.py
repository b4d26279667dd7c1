"""Set aiohttp up for one visitor among many sites: its sessions, its limits, and what a visit is told meanwhile."""

from __future__ import annotations

import asyncio
import ssl
import types
from collections.abc import Mapping
from typing import Any

import aiohttp
from yarl import URL

from easytask.fetching import heads, tls, visit
from easytask.fetching.connector import Connector
from easytask.fetching.errors import ConnectionLost, named_problems
from easytask.fetching.guard import Guard
from easytask.fetching.requests import Connected, ConnectOnly, Request
from easytask.fetching.resolver import Resolver
from easytask.verdicts.addresses import Address
from easytask.verdicts.kinds import Phase

PIECE_BYTES = 64 * 1024
NO_HEADERS: Mapping[str, str] = types.MappingProxyType({})
# Reading all roots takes as long as it saves in 200 handshakes. A check of 200 links may make twice as many requests at
# once.
ROOTS_READ_FOR = 400


class Connections:
    """All connections of a fetcher with so many ``requests`` at once; made and closed inside one event loop."""

    def __init__(self, guard: Guard, user_agent: str, *, requests: int) -> None:
        self._resolver = Resolver()
        reads_roots = requests >= ROOTS_READ_FOR and tls.LOOKS_FOR_INTERMEDIATES
        self._context = tls.context_with_roots() if reads_roots else tls.shared_context()
        self._connector = Connector(resolver=self._resolver, socket_factory=guard.open_socket, ssl=self._context)
        headers = {
            "User-Agent": user_agent,
            "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
            # What is cheapest to decode; the others are read when a server sends them unasked.
            "Accept-Encoding": "gzip, deflate",
            "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8",
        }
        self._asking = self._session(Request, headers)
        self._connecting = self._session(ConnectOnly, headers)
        self._connector.gate_handshakes()

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
        with named_problems():
            return await self._asking.get(url, allow_redirects=False, headers=headers, ssl=context or self._context)

    async def handshake(self, here: Address, context: ssl.SSLContext) -> Any:
        """Make a connection with ``context``, send nothing, and return its SSLObject; raise NoAnswer."""
        try:
            with named_problems():
                await self._connecting.get(URL(here.href, encoded=True), ssl=context)
        except Connected as connected:
            return connected.ssl_object
        raise AssertionError("a request class that never sends has sent")

    async def close(self) -> None:
        """Close them all."""
        await self._asking.close()
        await self._connecting.close()
        await self._connector.close()
        await self._resolver.close()
        # asyncio closes a socket whose handshake has failed in the loop's next round.
        await asyncio.sleep(0)


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
