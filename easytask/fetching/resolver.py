"""Ask the DNS for the addresses of a name, once for all who want to know; knows nothing of what is done with them.

aiohttp's default resolver shares a handful of threads, so that dead names starve living ones: this one is c-ares.
"""

from __future__ import annotations

import asyncio

import aiodns.error
import aiohttp
import pycares
from aiohttp.abc import AbstractResolver, ResolveResult

# c-ares: the name or its address does not exist, or it can never be a name. Everything else is no usable answer.
_DNS_ANSWERS = frozenset({aiodns.error.ARES_ENOTFOUND, aiodns.error.ARES_ENODATA, aiodns.error.ARES_EBADNAME})


class NoAddress(OSError):
    """A name has no address; ``answered``: the DNS said so, rather than saying nothing."""

    def __init__(self, *, answered: bool) -> None:
        super().__init__(None, "no address")
        self.answered = answered


class Resolver(AbstractResolver):
    """Ask for a name until there is an answer, and remember it; callers that give up leave the question to others."""

    REMEMBERED = 4096

    def __init__(self, dns: AbstractResolver | None = None) -> None:
        self._asked: dict[tuple[str, int], asyncio.Task[list[ResolveResult]]] = {}
        # Names are asked as they stand: a search domain would answer for a dead friend. Without c-ares' own flags there
        # is no EDNS either, and so no DNS cookie, for want of which c-ares drops answers (RFC 7873).
        self._dns = dns or aiohttp.AsyncResolver(timeout=1.0, tries=4, flags=pycares.ARES_FLAG_NOSEARCH)

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        """Return the addresses of ``host``; raise NoAddress."""
        task = self._asked.get((host, family))
        if task is None:
            if len(self._asked) >= self.REMEMBERED:
                del self._asked[next(iter(self._asked))]
            task = self._asked[host, family] = asyncio.create_task(self._ask(host, family))
            # All who asked may have given up.
            task.add_done_callback(_retrieve_error)
        hosts = await asyncio.shield(task)
        return [{**found, "port": port} for found in hosts]

    async def close(self) -> None:
        """Give up all questions."""
        tasks = [task for task in self._asked.values() if not task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._dns.close()

    async def _ask(self, host: str, family: int) -> list[ResolveResult]:
        try:
            return await self._dns.resolve(host, 0, family)  # type: ignore[arg-type]  # aiohttp's stub wants the enum
        except OSError as error:
            self._asked.pop((host, family), None)
            cause = error.__cause__
            code = cause.args[0] if isinstance(cause, aiodns.error.DNSError) else aiodns.error.ARES_ENODATA
            raise NoAddress(answered=code in _DNS_ANSWERS) from error


def _retrieve_error(task: asyncio.Task[list[ResolveResult]]) -> None:
    """Keep asyncio from logging as lost an error that nobody waits for any more."""
    if not task.cancelled():
        task.exception()
