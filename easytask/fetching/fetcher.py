"""Fetches a page, with redirects and retries, and says what happened; it does not know what that means for a friend.

Every failure outside ends in a FetchResult with a named Problem; an exception that leaves this module is a bug of ours.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import datetime as dt
import email.utils
import errno
import functools
import ipaddress
import os
import random
import re
import resource
import socket
import ssl
import string
import time
import types
import urllib.parse
import weakref
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Self

import aiodns.error
import aiohttp
from aiohttp import hdrs, http_exceptions, http_parser
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from easytask.fetching.guard import ForbiddenAddress, Guard
from easytask.verdicts import addresses
from easytask.verdicts.records import FetchResult, Phase, Problem, truncate_text

# Called with the final URL and the Content-Type's charset; what it returns is fed each decompressed piece of the body
# and says True for "enough".
Reader = Callable[[str, str | None], Callable[[bytes], bool]]

REDIRECTS = frozenset({301, 302, 303, 307, 308})  # WHATWG fetch, "redirect status"
PERMANENT_REDIRECTS = frozenset({301, 308})
MAX_REDIRECTS = 10
PIECE_BYTES = 64 * 1024
# Real sites exceed aiohttp's 8,190 bytes and 128 fields (long content security policies, many cookies).
MAX_HEADER_BYTES = 64 * 1024
MAX_HEADERS = 1024
# Interim answers (1xx) cost far more to parse than to send; Go's client took five of them at most.
MAX_INTERIM_ANSWERS = 10
# A thousand handshakes at once starve one another into time-outs; a seat that is only waiting for a far-away server is
# given up after a moment, so that round-trip time does not throttle the run. On simulated blogs, 16 took half as long
# again, and no limit at all took longer on a busy machine.
HANDSHAKES_AT_ONCE = 64
HANDSHAKE_PERMIT_SECONDS = 0.25
RETRY_PAUSE_SECONDS = 0.2
KEEPALIVE_SECONDS = 0.25  # of an idle connection, for the next hop to the same host: it holds some 60 KB
# A hop may hold a socket for each address family at once; the rest is for the database, the broker and the resolver.
FILES_PER_REQUEST = 2
FILES_ASIDE = 128

# c-ares: the name or its address does not exist, or it can never be a name. Everything else is no usable answer.
_DNS_ANSWERS = frozenset({aiodns.error.ARES_ENOTFOUND, aiodns.error.ARES_ENODATA, aiodns.error.ARES_EBADNAME})
_NO_ROUTE = frozenset(
    {
        errno.EAFNOSUPPORT,
        errno.ENETUNREACH,
        errno.EHOSTUNREACH,
        errno.ENETDOWN,
        errno.EHOSTDOWN,
        errno.EADDRNOTAVAIL,
        errno.EACCES,
        errno.EPERM,
    }
)


# aiohappyeyeballs puts the errors of several addresses into the text of one that has no number of its own.
_ERRNO = re.compile(r"\[Errno (\d+)\]")
# RFC 9110, 8.3.1. Not aiohttp's reading, which parses the header as an e-mail's and breaks on some that are malformed.
_CHARSET = re.compile(r""";\s*charset\s*=\s*["']?([^\s;"']+)""", re.IGNORECASE)


class _NoAnswer(Exception):
    """A try ended without an HTTP status; ``detail`` and ``silent`` as in FetchResult, ``passing``: it may pass."""

    def __init__(
        self, problem: Problem, detail: str | None = "", *, silent: bool = False, passing: bool = False
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.detail = truncate_text(detail or "")
        self.silent = silent
        self.passing = passing


class _BrokenOff(Exception):
    """Stands in for aiohttp's error on a lost connection, which aiohttp would answer with an uncounted second try."""


class _NameError(OSError):
    """A name has no address; ``answered``: the DNS said so, rather than saying nothing."""

    def __init__(self, *, answered: bool) -> None:
        super().__init__(None, "no address")
        self.answered = answered


class _Resolver(AbstractResolver):
    """Asks for a name once, until it gets no answer; callers that give up do not take the question from the others."""

    REMEMBERED = 4096

    def __init__(self) -> None:
        self._asked: dict[tuple[str, int], asyncio.Task[list[ResolveResult]]] = {}
        self._dns = aiohttp.AsyncResolver(timeout=1.0, tries=4)

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        task = self._asked.get((host, family))
        if task is None:
            if len(self._asked) >= self.REMEMBERED:
                del self._asked[next(iter(self._asked))]
            task = self._asked[host, family] = asyncio.create_task(self._ask(host, family))
            task.add_done_callback(_heard)  # all who asked may have given up
        hosts = await asyncio.shield(task)
        return [{**found, "port": port} for found in hosts]

    async def _ask(self, host: str, family: int) -> list[ResolveResult]:
        try:
            return await self._dns.resolve(host, 0, family)  # type: ignore[arg-type]  # aiohttp's stub wants the enum
        except OSError as error:
            self._asked.pop((host, family), None)
            cause = error.__cause__
            code = cause.args[0] if isinstance(cause, aiodns.error.DNSError) else aiodns.error.ARES_ENODATA
            raise _NameError(answered=code in _DNS_ANSWERS) from error

    async def close(self) -> None:
        tasks = [task for task in self._asked.values() if not task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._dns.close()


def _heard(task: asyncio.Task[list[ResolveResult]]) -> None:
    """Keeps asyncio from logging as lost an error that nobody waits for any more."""
    if not task.cancelled():
        task.exception()


class _Stalls:
    """How many seconds the event loop has been too busy, or the process too starved, to serve anybody."""

    TICK_SECONDS = 0.05
    ORDINARY_SECONDS = 0.01  # timers are never quite in time

    def __init__(self) -> None:
        self.seconds = self.just_now = 0.0  # just_now: of the stall that has just ended, if one has
        self._loop = asyncio.get_running_loop()
        self._wait()

    def close(self) -> None:
        self._timer.cancel()

    def _wait(self) -> None:
        self._due = self._loop.time() + self.TICK_SECONDS
        self._timer = self._loop.call_at(self._due, self._tick)

    def _tick(self) -> None:
        late = self._loop.time() - self._due
        self.just_now = late if late > self.ORDINARY_SECONDS else 0.0
        self.seconds += self.just_now
        self._wait()


class _Clock:
    """A link's time-out, which runs only while the link's own work runs and the loop could have served it.

    Leaving the ``async with`` after ``seconds`` of running raises TimeoutError, as ``asyncio.timeout`` does. Stalls of
    the loop are not counted where it has to go to and fro with the site. They are while it only waits for an answer:
    that comes in meanwhile, at the latest during the stall before it is seen, and is looked for once more at the end.
    """

    def __init__(self, seconds: float, stalls: _Stalls) -> None:
        self.left = self._seconds = seconds
        self._stalls = stalls
        self._loop = asyncio.get_running_loop()
        self._timeout = asyncio.timeout(None)
        self._timer: asyncio.TimerHandle | None = None
        self._since = self._stalled_before = 0.0
        self._only_waits = self._looked_again = False

    @property
    def elapsed(self) -> float:
        return min(self._seconds, self._seconds - self.left + self._ran())

    def start(self) -> None:
        self._begin()
        self._looked_again = False
        self._timer = self._loop.call_later(self.left, self._ring)

    def only_waits(self, it_does: bool) -> None:
        """Whether from here on there is nothing to do but wait for an answer."""
        if self._timer is not None:
            ran = self._ran()
            seen_late = min(ran, self._stalls.just_now) if self._only_waits and not it_does else 0.0
            self.left -= ran - seen_late
            self._begin()
        self._only_waits = it_does

    def stop(self) -> None:
        if self._timer is None:
            return
        self.left -= self._ran()
        self._timer.cancel()
        self._timer = None
        if not self._timeout.expired():
            self._timeout.reschedule(None)

    def _begin(self) -> None:
        self._since = self._loop.time()
        self._stalled_before = self._stalls.seconds

    def _ran(self) -> float:
        if self._timer is None:
            return 0.0
        stalled = 0.0 if self._only_waits else self._stalls.seconds - self._stalled_before
        return max(0.0, self._loop.time() - self._since - stalled)

    def _ring(self) -> None:
        left = self.left - self._ran()
        if left > 0:
            self._timer = self._loop.call_later(left, self._ring)
        elif not self._looked_again:
            self._looked_again = True
            self._timer = self._loop.call_later(_Stalls.TICK_SECONDS, self._ring)
        else:
            self._timeout.reschedule(self._loop.time())

    async def __aenter__(self) -> Self:
        await self._timeout.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: types.TracebackType | None
    ) -> None:
        self.stop()
        await self._timeout.__aexit__(kind, error, trace)


class _HandshakePermit:
    """One of the few places for a connection that is being made; leaving it twice does no harm."""

    def __init__(self, gate: asyncio.Semaphore) -> None:
        self._gate: asyncio.Semaphore | None = gate
        self._timer = asyncio.get_running_loop().call_later(HANDSHAKE_PERMIT_SECONDS, self.leave)

    def leave(self) -> None:
        self._timer.cancel()
        if self._gate is not None:
            self._gate.release()
            self._gate = None


class _Visit:
    """What one fetch has gone through so far."""

    def __init__(self, url: str, clock: _Clock, setups: asyncio.Semaphore) -> None:
        self.url = url
        self.clock = clock
        self.bytes = 0
        self.redirects: list[str] = []
        self.moved = False
        self.certificate: Mapping[str, str] = {}
        self._phase = Phase.CONNECT
        self._phases: dict[Phase, float] = {}
        self._since = 0.0
        self._setups = setups
        self._permit: _HandshakePermit | None = None

    def begin(self) -> None:
        """Another try."""
        self.bytes = 0
        self.redirects = []
        self.moved = False

    def redirected(self, url: str, status: int) -> None:
        permanent = status in PERMANENT_REDIRECTS
        self.moved = permanent and (self.moved or not self.redirects)
        self.redirects.append(url)

    def hop(self, url: str) -> None:
        """Another request of this try."""
        self.url = url
        self.certificate = {}
        self.enter(Phase.CONNECT)

    def enter(self, phase: Phase) -> None:
        now = self.clock.elapsed
        self._phases[self._phase] = self._phases.get(self._phase, 0.0) + now - self._since
        self._phase, self._since = phase, now
        self.clock.only_waits(phase is Phase.FIRST_BYTE)

    @property
    def answered(self) -> bool:
        return self._phase is Phase.BODY or bool(self.redirects)

    def page(self, **found: object) -> FetchResult:
        self.enter(self._phase)
        return FetchResult(
            url=truncate_text(self.url),
            elapsed=self._since,
            phases=dict(self._phases),
            bytes=self.bytes,
            redirects=tuple(map(truncate_text, self.redirects)),
            moved=self.moved,
            certificate_expires=_expires(self.certificate),
            **found,  # type: ignore[arg-type]
        )

    def timed_out(self) -> FetchResult:
        problem = Problem.DNS if self._phase is Phase.DNS else Problem.TIMEOUT
        return self.page(problem=problem, silent=not self.answered)

    async def acquire_handshake_permit(self) -> None:
        self.clock.stop()
        await self._setups.acquire()
        self._permit = _HandshakePermit(self._setups)
        self.clock.start()

    def release_handshake_permit(self) -> None:
        if self._permit is not None:
            self._permit.leave()
            self._permit = None


# Fetches that run at once run in tasks of their own, and so in contexts of their own.
_visiting: contextvars.ContextVar[_Visit] = contextvars.ContextVar("_visiting")


class _Protocol(aiohttp.client_proto.ResponseHandler):
    """Gives a server up that sends interim answers without end."""

    _interim = 0

    async def read(self) -> tuple[http_parser.RawResponseMessage, aiohttp.StreamReader]:
        message, payload = await super().read()
        self._interim = self._interim + 1 if message.code < 200 else 0
        if self._interim > MAX_INTERIM_ANSWERS:
            raise http_exceptions.HttpProcessingError(message="too many interim answers")
        return message, payload


class _Response(aiohttp.ClientResponse):
    """Notes the certificate while the connection is at hand: a short answer has given it back before anybody asks."""

    async def start(self, connection: aiohttp.connector.Connection) -> Self:
        if connection.transport is not None:  # asyncio has parsed it at the handshake
            _visiting.get().certificate = connection.transport.get_extra_info("peercert") or {}
        await super().start(connection)
        return self


class Fetcher:
    """The one door to the friends' sites. Use it as an async context manager, inside one event loop.

    ``timeout``: seconds for one whole fetch. ``concurrency``: requests in flight. ``per_host``: the same for one host.
    ``retries``: more tries after a passing failure. ``max_body``: bytes read of a page, counted after decompression.
    """

    def __init__(
        self,
        *,
        timeout: float,
        concurrency: int,
        per_host: int,
        retries: int,
        max_body: int,
        user_agent: str,
        guard: Guard,
    ) -> None:
        self._timeout = timeout
        self._concurrency = concurrency
        self._per_host = per_host
        self._retries = retries
        self._max_body = max_body
        self._guard = guard
        self._headers = {
            hdrs.USER_AGENT: user_agent,
            hdrs.ACCEPT: "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
            hdrs.ACCEPT_LANGUAGE: "zh-CN,zh;q=0.9,en;q=0.8",
        }

    async def __aenter__(self) -> Self:
        self._in_flight = asyncio.Semaphore(min(self._concurrency, _requests_that_files_allow(self._concurrency)))
        self._setups = asyncio.Semaphore(HANDSHAKES_AT_ONCE)
        self._hosts: weakref.WeakValueDictionary[str, asyncio.Semaphore] = weakref.WeakValueDictionary()
        self._stalls = _Stalls()
        self._resolver = _Resolver()
        self._connector = aiohttp.TCPConnector(
            limit=0,  # the seats are ours, so that waiting for one stops the clock
            resolver=self._resolver,
            use_dns_cache=False,
            socket_factory=self._guard.open_socket,
            keepalive_timeout=KEEPALIVE_SECONDS,
        )
        # There is no public way to bound the interim answers; a test on a flood of them watches over this one.
        self._connector._factory = functools.partial(  # type: ignore[assignment]  # a subclass
            _Protocol, loop=asyncio.get_running_loop()
        )
        self._traces = [_trace()]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stalls.close()
        await self._connector.close()
        await self._resolver.close()

    async def fetch(self, url: str, read: Reader | None = None) -> FetchResult:
        """Fetches ``url`` as a browser would; with ``read`` the body of a 200 is read, without it no body is."""
        clock = _Clock(self._timeout, self._stalls)
        visit = _Visit(url, clock, self._setups)
        _visiting.set(visit)
        answer: FetchResult | None = None
        try:
            async with clock:
                for retry in range(self._retries + 1):
                    began = clock.elapsed
                    try:
                        page, pause = await self._try(url, visit, read)
                        answer = page
                    except _NoAnswer as failure:
                        silent = failure.silent and not visit.answered
                        page = visit.page(problem=failure.problem, detail=failure.detail, silent=silent)
                        pause = 0.0 if failure.passing else None
                    if pause is None or retry == self._retries:
                        break
                    pause = pause or RETRY_PAUSE_SECONDS * 2**retry * random.uniform(0.5, 1.5)  # noqa: S311  # jitter
                    took = clock.elapsed - began
                    if pause + took > clock.left:
                        break
                    visit.enter(Phase.PAUSE)
                    clock.start()
                    await asyncio.sleep(pause)
                    clock.stop()
        except TimeoutError:
            page = visit.timed_out()
        # An answer that was seen says more than a later silence.
        return page if page.status is not None or answer is None else answer

    async def _try(self, url: str, visit: _Visit, read: Reader | None) -> tuple[FetchResult, float | None]:
        """One try over all its redirects: the page, and the pause in seconds before another try (None: no other)."""
        visit.begin()
        try:
            here = addresses.parse(url)
        except addresses.BadAddress as error:
            raise _NoAnswer(Problem.BAD_URL) from error
        async with aiohttp.ClientSession(
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
        ) as session:
            while True:
                visit.hop(here.href)
                async with self._request(session, here, visit) as response:
                    location = response.headers.get(hdrs.LOCATION)
                    if response.status not in REDIRECTS or not location:
                        return await self._read(response, visit, read)
                visit.redirected(here.href, response.status)
                if len(visit.redirects) > MAX_REDIRECTS:
                    raise _NoAnswer(Problem.REDIRECTS)
                try:
                    here = addresses.parse(_as_ascii(location), base=here.href)
                except addresses.BadAddress as error:
                    raise _NoAnswer(Problem.BAD_URL) from error

    @contextlib.asynccontextmanager
    async def _request(
        self, session: aiohttp.ClientSession, here: addresses.Address, visit: _Visit
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """One hop: takes its seats with the clock stopped, then runs the clock until the block is left."""
        host_seat = self._hosts.get(here.host)
        if host_seat is None:
            host_seat = self._hosts[here.host] = asyncio.Semaphore(self._per_host)
        # Always in this order, and none kept from hop to hop: so nobody waits for a seat that waits for him.
        async with host_seat, self._in_flight:
            visit.clock.start()
            try:
                with _named_problems():
                    response = await session.get(URL(here.href, encoded=True), allow_redirects=False)
                try:
                    yield response
                finally:
                    response.close()
            finally:
                visit.release_handshake_permit()
                visit.clock.stop()

    async def _read(
        self, response: aiohttp.ClientResponse, visit: _Visit, read: Reader | None
    ) -> tuple[FetchResult, float | None]:
        visit.enter(Phase.BODY)
        challenged = response.headers.get("cf-mitigated", "").strip().lower() == "challenge"
        if response.status != 200 or read is None:
            return visit.page(status=response.status, challenged=challenged), _retry_pause(response)
        enough = read(visit.url, _charset(response.headers))
        while True:
            # The table of problems is for the network; what the reader raises is a bug of ours.
            with _named_problems():
                piece = await response.content.read(PIECE_BYTES)
            wanted = piece[: self._max_body - visit.bytes]
            visit.bytes += len(wanted)
            if not piece or enough(wanted):
                return visit.page(status=200, challenged=challenged), None
            if len(wanted) < len(piece):
                return visit.page(status=200, challenged=challenged, cut=True), None
            await asyncio.sleep(0)  # the next piece may be here already, and the others have waited


def _trace() -> aiohttp.TraceConfig:
    """Tells a visit how far its connection is: it takes its seat once the name is known, and leaves it in time."""

    async def connecting(*_: object) -> None:
        visit = _visiting.get()
        if _is_literal(visit.url):  # no name will be asked for
            await visit.acquire_handshake_permit()

    async def resolving(*_: object) -> None:
        _visiting.get().enter(Phase.DNS)

    async def resolved(*_: object) -> None:
        _visiting.get().enter(Phase.CONNECT)
        await _visiting.get().acquire_handshake_permit()

    async def connected(*_: object) -> None:
        _visiting.get().release_handshake_permit()
        _visiting.get().enter(Phase.FIRST_BYTE)

    async def reused(*_: object) -> None:
        _visiting.get().enter(Phase.FIRST_BYTE)

    trace = aiohttp.TraceConfig()
    trace.on_connection_create_start.append(connecting)
    trace.on_dns_resolvehost_start.append(resolving)
    trace.on_dns_resolvehost_end.append(resolved)
    trace.on_connection_create_end.append(connected)
    trace.on_connection_reuseconn.append(reused)
    return trace


async def _one_try(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise _BrokenOff from error


@contextlib.contextmanager
def _named_problems() -> Iterator[None]:
    """The one table that turns aiohttp's, ssl's and the resolver's errors into names; what is not in it goes through.

    The order counts: a certificate error is a ValueError as well, every connector error is an OSError, and a time-out
    of aiohttp's is a lost connection.
    """
    try:
        yield
    except TimeoutError:
        raise  # fetch tells what was being waited for
    except aiohttp.ClientConnectorCertificateError as error:
        raise _NoAnswer(Problem.TLS_CERTIFICATE, getattr(error.certificate_error, "verify_message", "")) from error
    except aiohttp.ClientConnectorSSLError as error:
        raise _NoAnswer(Problem.TLS_HANDSHAKE, getattr(error.os_error, "reason", "")) from error
    except aiohttp.ClientConnectorError as error:
        raise _connect_problem(error.os_error) from error
    except _BrokenOff as error:
        raise _NoAnswer(Problem.BROKEN_OFF, passing=True) from error
    except aiohttp.ClientPayloadError as error:
        undecodable = isinstance(error.__cause__, http_exceptions.ContentEncodingError)
        raise _NoAnswer(Problem.BAD_RESPONSE if undecodable else Problem.BROKEN_OFF) from error
    except (aiohttp.ClientResponseError, http_exceptions.HttpProcessingError) as error:
        raise _NoAnswer(Problem.BAD_RESPONSE) from error
    except aiohttp.InvalidURL as error:
        raise _NoAnswer(Problem.BAD_URL) from error
    except (aiohttp.ClientConnectionError, ConnectionError) as error:
        raise _NoAnswer(Problem.BROKEN_OFF) from error
    except aiohttp.ClientError as error:
        raise _NoAnswer(Problem.BAD_RESPONSE) from error


def _connect_problem(error: OSError) -> Exception:
    """Names a failed connection; an error that no site can cause (no file left, say) comes back as it is."""
    if isinstance(error, ForbiddenAddress):
        return _NoAnswer(Problem.FORBIDDEN_ADDRESS, error.address)
    if isinstance(error, _NameError):
        return _NoAnswer(Problem.DNS, silent=not error.answered, passing=not error.answered)
    if isinstance(error, socket.gaierror):
        return _NoAnswer(Problem.DNS)
    if error.errno is None and (several := _ERRNO.findall(str(error))):
        return _connect_problem(_most_telling([int(number) for number in several]))
    if isinstance(error, ConnectionRefusedError):
        return _NoAnswer(Problem.REFUSED)
    if isinstance(error, ConnectionError):
        return _NoAnswer(Problem.BROKEN_OFF, passing=True)
    if isinstance(error, TimeoutError):
        return _NoAnswer(Problem.TIMEOUT, silent=True)
    if error.errno in _NO_ROUTE:
        return _NoAnswer(Problem.UNREACHABLE, silent=True)
    return error


def _most_telling(numbers: list[int]) -> OSError:
    """Of several addresses that failed in different ways: what an answer says outranks silence."""
    ranking = (errno.ECONNREFUSED, errno.ECONNRESET, errno.ECONNABORTED, errno.EPIPE, errno.ETIMEDOUT)
    number = next((number for number in ranking if number in numbers), numbers[0])
    return OSError(number, os.strerror(number))  # Python makes it a ConnectionRefusedError, a TimeoutError …


def _retry_pause(response: aiohttp.ClientResponse) -> float | None:
    """Seconds to wait before another try (0: the usual pause); None when another try would not help."""
    if response.status < 500 and response.status != 429:
        return None
    asked = _retry_after(response.headers)
    if asked is not None:
        return max(asked, 0.001)
    return None if response.status == 429 else 0.0


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Retry-After in seconds (RFC 9110, 10.2.3: a number of seconds or a date)."""
    value = headers.get(hdrs.RETRY_AFTER, "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    with contextlib.suppress(ValueError, OverflowError):
        return email.utils.parsedate_to_datetime(value).timestamp() - time.time()
    return None


def _expires(certificate: Mapping[str, str]) -> dt.datetime | None:
    if "notAfter" not in certificate:
        return None
    return dt.datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate["notAfter"]), dt.UTC)


def _charset(headers: Mapping[str, str]) -> str | None:
    found = _CHARSET.search(headers.get(hdrs.CONTENT_TYPE, ""))
    return found[1] if found else None


def _as_ascii(location: str) -> str:
    """Percent-encodes the bytes of a Location that are not ASCII, whatever their charset, as browsers do."""
    return urllib.parse.quote_from_bytes(location.encode("utf-8", "surrogateescape"), safe=string.printable)


def _is_literal(url: str) -> bool:
    try:
        ipaddress.ip_address(addresses.parse(url).host.strip("[]"))
    except ValueError:
        return False
    return True


def _requests_that_files_allow(wanted: int) -> int:
    """Raises this process's soft limit of open files towards what ``wanted`` requests need; returns what it allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted * FILES_PER_REQUEST + FILES_ASIDE
    if hard != resource.RLIM_INFINITY:
        needed = min(needed, hard)
    if soft != resource.RLIM_INFINITY and soft < needed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))
        soft = needed
    if soft == resource.RLIM_INFINITY:
        return wanted
    return max(1, (soft - FILES_ASIDE) // FILES_PER_REQUEST)
