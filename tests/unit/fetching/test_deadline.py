"""A block has an end, whatever it does with its cancellation; how its clock runs is tested with the Visit."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import pytest

from easytask.fetching.deadline import Deadline, LoopStalls


def seconds_to_its_end(block: Callable[[Deadline], Awaitable[None]]) -> float:
    """Return how long a block took that was given a hundredth of a second, and make sure that it was ended once."""

    async def scenario() -> float:
        stalls = LoopStalls()
        began = asyncio.get_running_loop().time()
        with contextlib.suppress(TimeoutError):
            async with Deadline(0.01, stalls) as deadline:
                deadline.start()
                await block(deadline)
                raise AssertionError("the block was not ended")
        stalls.close()
        task = asyncio.current_task()
        assert task is not None
        assert not task.cancelling()
        return asyncio.get_running_loop().time() - began

    return asyncio.run(scenario())


async def lose_a_cancellation() -> None:
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.sleep(30)


@pytest.mark.parametrize("lost", [0, 1, 3])
def test_a_block_that_loses_its_cancellation_is_ended_again(monkeypatch, lost):
    monkeypatch.setattr(Deadline, "ENDED_AGAIN_AFTER_SECONDS", 0.01)

    async def block(_: Deadline) -> None:
        for _ in range(lost):
            await lose_a_cancellation()
        await asyncio.sleep(30)

    assert seconds_to_its_end(block) < 10


def test_a_block_that_starts_its_clock_after_it_lost_its_cancellation_is_ended_soon(monkeypatch):
    monkeypatch.setattr(Deadline, "ENDED_AGAIN_AFTER_SECONDS", 30.0)

    async def block(deadline: Deadline) -> None:
        await lose_a_cancellation()
        deadline.stop()
        deadline.start()
        await asyncio.sleep(30)

    assert seconds_to_its_end(block) < 10
