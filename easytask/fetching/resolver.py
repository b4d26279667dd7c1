"""Ask the DNS for the addresses of a name, once for all who want to know; knows nothing of what is done with them.

aiohttp's default resolver shares a handful of threads, so that dead names starve living ones: this one is c-ares.
"""

from __future__ import annotations

import asyncio
import contextvars

import aiodns.error
import aiohttp
import pycares
from aiohttp.abc import AbstractResolver, ResolveResult

# c-ares: the name or its address does not exist, or it can never be a name. Everything else is no usable answer.
_DNS_ANSWERS = frozenset({aiodns.error.ARES_ENOTFOUND, aiodns.error.ARES_ENODATA, aiodns.error.ARES_EBADNAME})
# Seconds without an answer after which a question is asked once more by one who waits for it.
_PATIENT_AFTER = 0.5


class NoAddress(OSError):
    """A name has no address; ``answered``: the DNS said so, rather than saying nothing."""

    def __init__(self, *, answered: bool) -> None:
        super().__init__(None, "no address")
        self.answered = answered


class Resolver(AbstractResolver):
    """Ask for a name until there is an answer, and remember it; callers that give up leave the question to others.

    c-ares drops the answer to a question that it has asked again, so that a resolver two seconds away would never be
    heard in time. What is not answered at once is therefore asked in two ways: again after a second, against lost
    packets and dead servers, and once with patience.
    """

    REMEMBERED = 4096

    def __init__(self) -> None:
        self._asked: dict[tuple[str, int], asyncio.Task[list[ResolveResult]]] = {}
        # Names are asked as they stand: a search domain would answer for a dead friend. Without c-ares' own flags there
        # is no EDNS either, and so no DNS cookie, for want of which c-ares drops answers (RFC 7873).
        flags = pycares.ARES_FLAG_NOSEARCH
        self._quick: AbstractResolver = aiohttp.AsyncResolver(timeout=1.0, tries=4, flags=flags)
        self._patient: AbstractResolver = aiohttp.AsyncResolver(timeout=4.0, tries=1, flags=flags)

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        """Return the addresses of ``host``; raise NoAddress."""
        task = self._asked.get((host, family))
        if task is None:
            if len(self._asked) >= self.REMEMBERED:
                del self._asked[next(iter(self._asked))]
            # It is remembered, and so is a task's context, which would hold whoever asked first.
            task = asyncio.create_task(self._ask(host, family), context=contextvars.Context())
            self._asked[host, family] = task
            # All who asked may have given up.
            task.add_done_callback(_retrieve_error)
        # Of those who wait, one that gives up ends the question for nobody. From Python 3.14 on, a shield would log an
        # error that it had been left alone with.
        await asyncio.wait([task])
        return [{**found, "port": port} for found in task.result()]

    async def close(self) -> None:
        """Give up all questions."""
        tasks = [task for task in self._asked.values() if not task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._quick.close()
        await self._patient.close()

    async def _ask(self, host: str, family: int) -> list[ResolveResult]:
        try:
            return await self._first_answer(host, family)
        except NoAddress:
            self._asked.pop((host, family), None)
            raise

    async def _first_answer(self, host: str, family: int) -> list[ResolveResult]:
        asking = {asyncio.create_task(_answer(self._quick, host, family))}
        try:
            answered, asking = await asyncio.wait(asking, timeout=_PATIENT_AFTER)
            if not answered:
                asking.add(asyncio.create_task(_answer(self._patient, host, family)))
            while True:
                failures: list[NoAddress] = []
                for question in answered:
                    answer = question.result()
                    if not isinstance(answer, NoAddress):
                        return answer
                    failures.append(answer)
                is_answered = any(failure.answered for failure in failures)
                if is_answered or not asking:
                    raise NoAddress(answered=is_answered)
                answered, asking = await asyncio.wait(asking, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for question in asking:
                question.cancel()


async def _answer(dns: AbstractResolver, host: str, family: int) -> list[ResolveResult] | NoAddress:
    try:
        # Without a port, for whose name c-ares would go through /etc/services each time, be it a number.
        return await dns.resolve(host, None, family)  # type: ignore[arg-type]  # the stub wants the enum, and a port
    except OSError as error:
        cause = error.__cause__
        code = cause.args[0] if isinstance(cause, aiodns.error.DNSError) else aiodns.error.ARES_ENODATA
        return NoAddress(answered=code in _DNS_ANSWERS)


def _retrieve_error(task: asyncio.Task[list[ResolveResult]]) -> None:
    """Keep asyncio from logging as lost an error that nobody waits for any more."""
    if not task.cancelled():
        task.exception()
