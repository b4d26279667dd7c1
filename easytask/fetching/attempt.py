"""Make one try: the way from an address over redirects and refreshes to a page, and the frames of that page."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import functools
import string
import urllib.parse
from collections.abc import AsyncIterator, Mapping

import aiohttp

from easytask.fetching import tls
from easytask.fetching.body import Body
from easytask.fetching.connection import Connections
from easytask.fetching.cookies import CookieJar
from easytask.fetching.deadline import RunningTimer
from easytask.fetching.errors import NoAnswer
from easytask.fetching.slots import Slots
from easytask.fetching.transport_security import TransportSecurity
from easytask.fetching.visit import Visit
from easytask.verdicts.addresses import Address, BadAddress, parse
from easytask.verdicts.kinds import NOTHING_SENT, Cause, Phase, Problem
from easytask.verdicts.records import FetchResult, PageReader

# WHATWG fetch, "redirect status".
REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Requests that lead on, or fetch a frame; the number is that of WHATWG fetch, "HTTP-redirect fetch".
MAX_HOPS = 20
MAX_FRAMES = 3
# A port 80 that swallows everything, as behind a firewall that opens 443 alone, gets so much of the time that is left.
# Most browsers ask over TLS first, and Chromium waits three seconds for that.
_SILENCE_SHARE = 0.5
# What port 80 says where a site is served over TLS alone.
_UNSERVED = frozenset({Problem.REFUSED, Problem.UNREACHABLE, Problem.BROKEN_OFF})
# The same of a web server that has another site there, or none: certbot has nginx say 404 for each name that it has no
# redirect for.
_UNSERVED_STATUSES = frozenset({403, 404})
# Of the redirect that browsers make by themselves to TLS (WHATWG fetch, "HSTS"; Chromium's HTTPS upgrades).
_UPGRADE_STATUS = 307

# What one hop ends in: a page, the address of the next hop, or the failure.
_Hop = Body | Address | NoAnswer


@dataclasses.dataclass(frozen=True, slots=True)
class FetchRequest:
    """What one fetch is asked for, as the arguments of ``Fetcher.fetch``; ``max_body`` bytes are read of a page."""

    url: str
    reader: PageReader | None
    headers: Mapping[str, str]
    is_file: bool
    max_body: int


class Attempt:
    """One try of one fetch. Its cookies are its own: a page must not be able to set one for another friend's site."""

    def __init__(
        self, request: FetchRequest, noted: Visit, connections: Connections, slots: Slots, *, is_last: bool
    ) -> None:
        self._request = request
        self._noted = noted
        self._connections = connections
        self._slots = slots
        self._is_last = is_last
        self._jar = CookieJar()
        self._security = TransportSecurity()
        self._sent_cookies = ""
        self._has_asked_tls = False
        self._hops = 0

    async def run(self) -> Body:
        """Return the page that is found in the end; raise NoAnswer when there is none."""
        here = self._secured(self._request.url)
        self._noted.begin_try(here.href)
        body = await self._follow(here, self._noted)
        been = {here.href, body.url}
        is_reloaded = False
        while (there := self._refresh_of(body)) is not None:
            if there.href in been:
                # A page that sets a cookie and loads itself anew wants to see the cookie; one that does so every time
                # is a page that is kept up to date.
                if is_reloaded or self._jar.header(there) == self._sent_cookies:
                    break
                is_reloaded = True
            self._lead_on(there, self._noted, status=None)
            self._noted.unfinished = None
            body = await self._follow(there, self._noted)
            been |= {there.href, body.url}
        await self._read_frames(body)
        return body

    def _refresh_of(self, body: Body) -> Address | None:
        """Return where a page without our backlink leads by itself."""
        if not body.is_page or body.reading is None or body.has_backlink or not body.reading.refresh:
            return None
        return self._secured(body.reading.refresh)

    async def _read_frames(self, body: Body) -> None:
        """Read the frames of a page without our backlink, none of theirs, and only what is of the page's own site."""
        for url in (body.reading.frames if body.is_page and body.reading else ())[:MAX_FRAMES]:
            if body.has_backlink:
                return
            try:
                self._count_hop()
                frame = await self._follow(self._secured(url), None)
            except NoAnswer as failure:
                if failure.problem not in NOTHING_SENT:
                    body.incomplete = body.incomplete or failure.problem
                continue
            if frame.is_page and _parse(frame.url).site == _parse(body.url).site:
                body.take_frame(frame)

    async def _follow(self, here: Address, noted: Visit | None) -> Body:
        """Follow the redirects from ``here`` and read what is at their end; ``noted`` is None on the way of a frame."""
        while True:
            found: _Hop
            try:
                found = await self._go(here, noted)
            except NoAnswer as failure:
                # An error that a local of its own frame holds is freed late, by the garbage collector.
                found = failure.with_traceback(None)
            # Browsers do so for a page, and not for its frames.
            if noted is not None and not isinstance(found, Address) and self._may_ask_tls(here, found):
                found = await self._ask_over_tls(here, noted, found)
            if isinstance(found, NoAnswer):
                try:
                    raise found
                finally:
                    del found
            if isinstance(found, Body):
                return found
            here = found

    async def _go(self, here: Address, noted: Visit | None) -> Body | Address:
        """Make one hop: return what is read there, or where it leads."""
        may_lead_on = noted is not None and self._may_be_served_over_tls(here)
        async with self._answer_of(here, may_lead_on=may_lead_on) as response:
            location = response.headers.get("Location")
            if noted is not None:
                noted.unfinished = None
            if response.status not in REDIRECTS or not location:
                body = Body(response, self._noted, self._request.reader, self._request.max_body)
                if noted is not None:
                    noted.unfinished = body
                self._noted.enter(Phase.BODY)
                await body.read()
                return body
        there = self._secured(_as_ascii(location), base=here.href)
        self._lead_on(there, noted, status=response.status)
        return there

    def _secured(self, url: str, base: str | None = None) -> Address:
        """Read an address, over TLS where a browser asks for nothing else."""
        return self._security.secured(_parse(url, base))

    def _may_ask_tls(self, here: Address, found: Body | NoAnswer) -> bool:
        if isinstance(found, NoAnswer) and found.passing and not self._is_last:
            # Another try may do, and port 443 may say nothing until all time is gone.
            return False
        if isinstance(found, Body) and self._request.is_file:
            # There is a server, and it has answered for this file alone.
            return False
        return self._may_be_served_over_tls(here) and _is_unserved(found)

    def _may_be_served_over_tls(self, here: Address) -> bool:
        return here.scheme == "http" and here.port is None and not self._has_asked_tls

    async def _ask_over_tls(self, here: Address, noted: Visit, before: Body | NoAnswer) -> _Hop:
        """Ask over TLS a host that has no site at port 80, and return ``before`` when there is no more there either.

        Browsers try TLS unasked, before or after port 80, so a link to such a host works for those who follow it. What
        was not waited for to the end has the rest of the time.
        """
        self._has_asked_tls = True
        there = _parse(here.href.replace("http", "https", 1))
        found: _Hop
        try:
            self._lead_on(there, noted, status=_UPGRADE_STATUS)
            noted.unfinished = _Unserved(noted, before)
            found = await self._go(there, noted)
        except NoAnswer as failure:
            # Browsers show what only we cannot tell.
            found = failure if failure.doubt else before
        if isinstance(found, Body) and isinstance(before, Body) and before.is_page and not found.is_page:
            found = before
        if found is before:
            noted.turn_back()
            noted.unfinished = before if isinstance(before, Body) else None
            if isinstance(before, NoAnswer) and before.may_come:
                found = await self._go(here, noted)
        elif isinstance(found, NoAnswer):
            noted.unfinished = None
        return found

    def _lead_on(self, there: Address, noted: Visit | None, *, status: int | None) -> None:
        if noted is not None:
            noted.led_on(there.href, status=status)
        self._count_hop()

    def _count_hop(self) -> None:
        self._hops += 1
        if self._hops > MAX_HOPS:
            raise NoAnswer(Problem.REDIRECTS)

    @contextlib.asynccontextmanager
    async def _answer_of(self, here: Address, *, may_lead_on: bool) -> AsyncIterator[aiohttp.ClientResponse]:
        """Make one hop: take its slots with the clock stopped, then run the clock until the block is left.

        ``may_lead_on``: when nobody answers, something else may be asked.
        """
        noted = self._noted
        noted.begin_hop(here.href)
        async with self._slots.take(here.host):
            noted.deadline.start()
            try:
                response = await (self._ask_unless_silent(here) if may_lead_on else self._ask(here))
                try:
                    self._jar.take(response.headers.getall("Set-Cookie", ()), here)
                    self._security.take(response.headers.getall("Strict-Transport-Security", ()), here)
                    yield response
                finally:
                    response.close()
            finally:
                noted.release_handshake_permit()
                noted.deadline.stop()

    async def _ask_unless_silent(self, here: Address) -> aiohttp.ClientResponse:
        """Do as ``_ask`` does, but raise NoAnswer when nobody takes the connection for a share of the time."""
        noted = self._noted
        patience = _SILENCE_SHARE * noted.deadline.left
        timer: RunningTimer

        def give_up() -> None:
            nonlocal timer
            waited = noted.connecting_for
            if waited >= patience:
                silence.reschedule(asyncio.get_running_loop().time())
            elif waited:
                # The name took the rest.
                timer = noted.deadline.timer(patience - waited, give_up)

        timer = noted.deadline.timer(patience, give_up)
        try:
            async with asyncio.timeout(None) as silence:
                return await self._ask(here)
        except TimeoutError:
            if not silence.expired():
                raise
        finally:
            timer.cancel()
        raise NoAnswer(Problem.TIMEOUT, silent=True, may_come=True)

    async def _ask(self, here: Address) -> aiohttp.ClientResponse:
        """Return the head of the answer; look a second time before a certificate is called invalid."""
        self._sent_cookies = cookies = self._jar.header(here)
        headers = {**self._request.headers, "Cookie": cookies} if cookies else self._request.headers
        try:
            return await self._connections.ask(here, headers)
        except NoAnswer as failure:
            if failure.verify_code == tls.OTHER_NAME and "_" in here.host:
                return await self._connections.ask(here, headers, tls.context_without_names())
            if failure.verify_code in tls.NO_ISSUER and await self._lacks_only_its_intermediate(here):
                failure.doubt = Cause.CHAIN
            if failure.problem is Problem.BAD_RESPONSE and self._noted.exchange.unreadable:
                failure.doubt = Cause.RESPONSE
            raise

    async def _lacks_only_its_intermediate(self, here: Address) -> bool:
        try:
            return await tls.lacks_only_its_intermediate(functools.partial(self._connections.handshake, here))
        except NoAnswer:
            return False


def _is_unserved(found: Body | NoAnswer) -> bool:
    if isinstance(found, NoAnswer):
        return found.problem in _UNSERVED or found.may_come
    return found.status in _UNSERVED_STATUSES or (found.is_default_page and not found.has_backlink)


@dataclasses.dataclass(frozen=True)
class _Unserved:
    """What can be said of a host that has no site at port 80, when it says nothing over TLS until time is up."""

    noted: Visit
    before: Body | NoAnswer

    def result(self, _: Problem | None = None) -> FetchResult:
        self.noted.turn_back()
        return self.noted.failed(self.before) if isinstance(self.before, NoAnswer) else self.before.result()


def _parse(url: str, base: str | None = None) -> Address:
    try:
        return parse(url, base=base)
    except BadAddress as error:
        raise NoAnswer(Problem.BAD_URL) from error


def _as_ascii(location: str) -> str:
    """Percent-encode the bytes of a Location that are not ASCII, whatever their charset, as browsers do."""
    return urllib.parse.quote_from_bytes(location.encode("utf-8", "surrogateescape"), safe=string.printable)
