"""Questions to the DNS that somebody or nobody waits for."""

import asyncio
import contextlib
import gc
from typing import Any

from aiohttp.abc import AbstractResolver

from easytask.fetching.resolver import Resolver


def test_a_question_that_nobody_waits_for_any_more_fails_without_a_trace_in_the_log():
    class Dns(AbstractResolver):
        async def close(self) -> None:
            pass

        async def resolve(self, *_: Any) -> Any:
            await asyncio.sleep(0.02)
            raise OSError("no answer")

    lost: list[Any] = []

    async def run() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: lost.append(context))
        resolver = Resolver(Dns())
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(resolver.resolve("a.example"), 0.001)
        await asyncio.sleep(0.05)
        gc.collect()

    asyncio.run(run())
    assert lost == []
