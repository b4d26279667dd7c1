"""Say who may go next: slots for requests in flight and permits for handshakes; knows neither hosts' answers nor time.

Whoever waits here does so with its clock stopped, so that a crowd of ours never counts against a site.
"""

from __future__ import annotations

import asyncio
import contextlib
import weakref
from collections.abc import AsyncIterator

# Too many TLS handshakes at once time each other out, so at most this many connections are being made at a time.
# On simulated blogs 16 took half as long again, and no limit at all took longer on a busy machine.
HANDSHAKES_AT_ONCE = 64
# A permit that only waits for a far-away server is given up after this time, so that latency does not limit throughput.
HANDSHAKE_PERMIT_SECONDS = 0.25


class Slots:
    """Hold ``concurrency`` requests in flight in all, and ``per_host`` to one host."""

    def __init__(self, concurrency: int, per_host: int) -> None:
        self._in_flight = asyncio.Semaphore(concurrency)
        self._per_host = per_host
        self._hosts: weakref.WeakValueDictionary[str, asyncio.Semaphore] = weakref.WeakValueDictionary()

    @contextlib.asynccontextmanager
    async def take(self, host: str) -> AsyncIterator[None]:
        """Take a slot of the host and one in flight for the block."""
        host_slot = self._hosts.get(host)
        if host_slot is None:
            host_slot = self._hosts[host] = asyncio.Semaphore(self._per_host)
        # Always in this order, and none kept from hop to hop: so nobody waits for a slot that waits for him.
        async with host_slot, self._in_flight:
            yield


class HandshakePermit:
    """One of the few permits to make a connection; released by itself after a while, and twice does no harm."""

    def __init__(self, permits: asyncio.Semaphore) -> None:
        self._permits: asyncio.Semaphore | None = permits
        self._timer = asyncio.get_running_loop().call_later(HANDSHAKE_PERMIT_SECONDS, self.release)

    @classmethod
    async def acquire(cls, permits: asyncio.Semaphore) -> HandshakePermit:
        """Wait for a permit."""
        await permits.acquire()
        return cls(permits)

    def release(self) -> None:
        """Give the permit back."""
        self._timer.cancel()
        if self._permits is not None:
            self._permits.release()
            self._permits = None
