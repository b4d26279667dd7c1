"""Set aiohttp up for one visitor among many sites: its connections, its limits, and what it tells a visit meanwhile."""

from __future__ import annotations

import asyncio
import functools
import ipaddress
from collections.abc import Mapping
from typing import Self

import aiohttp
from aiohttp import client_proto, http_exceptions, http_parser

from easytask.fetching import visit
from easytask.fetching.errors import ConnectionLost
from easytask.fetching.guard import Guard
from easytask.fetching.resolver import Resolver
from easytask.verdicts import addresses
from easytask.verdicts.records import Phase

PIECE_BYTES = 64 * 1024
# Real sites exceed aiohttp's 8,190 bytes and 128 fields (long content security policies, many cookies).
MAX_HEADER_BYTES = 64 * 1024
MAX_HEADERS = 1024
# Interim answers (1xx) cost far more to parse than to send; Go's client took five of them at most.
MAX_INTERIM_ANSWERS = 10
# Seconds that an idle connection is kept for the next hop to the same host: it holds some 60 KB.
KEEPALIVE_SECONDS = 0.25


class Connections:
    """All connections of a fetcher; made and closed inside one event loop."""

    def __init__(self, guard: Guard, user_agent: str) -> None:
        self._resolver = Resolver()
        self._connector = aiohttp.TCPConnector(
            # The slots are ours, so that waiting for one stops the clock.
            limit=0,
            resolver=self._resolver,
            use_dns_cache=False,
            socket_factory=guard.open_socket,
            keepalive_timeout=KEEPALIVE_SECONDS,
        )
        # There is no public way to bound the interim answers; a test on a flood of them watches over this one.
        self._connector._factory = functools.partial(  # type: ignore[assignment]  # noqa: SLF001  # see above
            _Protocol, loop=asyncio.get_running_loop()
        )
        self._traces = [_trace()]
        self._headers = {
            "User-Agent": user_agent,
            "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8",
        }

    def session(self) -> aiohttp.ClientSession:
        """Return a session for one try."""
        return aiohttp.ClientSession(
            connector=self._connector,
            connector_owner=False,
            # A jar of its own: a page must not be able to set cookies for another friend's site.
            cookie_jar=aiohttp.CookieJar(unsafe=True),
            timeout=aiohttp.ClientTimeout(),
            headers=self._headers,
            response_class=_Response,
            trace_configs=self._traces,
            middlewares=(_one_try,),
            read_bufsize=PIECE_BYTES,
            max_line_size=MAX_HEADER_BYTES,
            max_field_size=MAX_HEADER_BYTES,
            max_headers=MAX_HEADERS,
        )

    async def close(self) -> None:
        """Close them all."""
        await self._connector.close()
        await self._resolver.close()


class _Protocol(client_proto.ResponseHandler):
    """Give a server up that sends interim answers without end."""

    _interim = 0

    async def read(self) -> tuple[http_parser.RawResponseMessage, aiohttp.StreamReader]:
        message, payload = await super().read()
        self._interim = self._interim + 1 if message.code < 200 else 0
        if self._interim > MAX_INTERIM_ANSWERS:
            raise http_exceptions.HttpProcessingError(message="too many interim answers")
        return message, payload


class _Response(aiohttp.ClientResponse):
    """Note the certificate while the connection is at hand: a short answer has given it back before anybody asks."""

    async def start(self, connection: aiohttp.connector.Connection) -> Self:
        if connection.transport is not None:
            # asyncio has parsed it at the handshake.
            certificate: Mapping[str, str] | None = connection.transport.get_extra_info("peercert")
            visit.current.get().certificate = certificate or {}
        await super().start(connection)
        return self


def _trace() -> aiohttp.TraceConfig:
    """Tell a visit how far its connection is: it takes its permit once the name is known, and gives it back in time."""

    async def connecting(*_: object) -> None:
        # A literal address is not asked for.
        if _is_literal(visit.current.get().url):
            await visit.current.get().acquire_handshake_permit()

    async def resolving(*_: object) -> None:
        visit.current.get().enter(Phase.DNS)

    async def resolved(*_: object) -> None:
        visit.current.get().enter(Phase.CONNECT)
        await visit.current.get().acquire_handshake_permit()

    async def connected(*_: object) -> None:
        visit.current.get().release_handshake_permit()
        visit.current.get().enter(Phase.FIRST_BYTE)

    async def reused(*_: object) -> None:
        visit.current.get().enter(Phase.FIRST_BYTE)

    trace = aiohttp.TraceConfig()
    trace.on_connection_create_start.append(connecting)
    trace.on_dns_resolvehost_start.append(resolving)
    trace.on_dns_resolvehost_end.append(resolved)
    trace.on_connection_create_end.append(connected)
    trace.on_connection_reuseconn.append(reused)
    return trace


async def _one_try(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Keep aiohttp from a second try that no retry policy counts."""
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise ConnectionLost from error


def _is_literal(url: str) -> bool:
    try:
        ipaddress.ip_address(addresses.parse(url).host.strip("[]"))
    except ValueError:
        return False
    return True
