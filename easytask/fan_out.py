"""Ask the friends' sites for something apart from a check: one friend, all of them at once, what came in batches.

This is the pattern of everything that is fetched beside a check; docs/architecture.md says how another use of it is
written. It knows neither friends nor the database.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager
from typing import TypeVar

from easytask.fetching.fetcher import Fetcher
from easytask.runs import loop

# After this time nothing more is begun; what is under way has its own timeouts, and so many seconds more end whatever
# still is not done.
OVERRUN_SECONDS = 20.0
BATCHING = loop.Batching(items=20, seconds=2.0)

Item = TypeVar("Item")
Result = TypeVar("Result")


def batches_of(  # noqa: PLR0913  # what is asked, and at which pace
    items: Iterator[Item],
    one: Callable[[Item, Fetcher], Awaitable[Result]],
    make_fetcher: Callable[[], Fetcher],
    *,
    at_once: int,
    seconds: float,
    name: str,
) -> AbstractContextManager[loop.Batches[Result]]:
    """Give the block what ``one`` returns for each item, in batches, so that it writes them down.

    ``at_once`` items are under way at a time, on one loop in a thread called ``name``. After ``seconds`` no other is
    begun; the block may see to that earlier, by taking what is left out of ``items``. What stays in it was never begun.
    Raises what ``one`` raised.
    """
    until = time.monotonic() + seconds

    async def produce(hand_over: Callable[[Result], None]) -> None:
        async with make_fetcher() as fetcher:

            async def work() -> None:
                while time.monotonic() < until and (item := next(items, None)) is not None:
                    hand_over(await one(item, fetcher))

            await loop.do_together(work() for _ in range(at_once))

    return loop.batches_from(produce, batching=BATCHING, seconds=seconds + OVERRUN_SECONDS, name=name)
