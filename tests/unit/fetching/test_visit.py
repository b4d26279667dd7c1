"""What a visit notes on the way: whose time it is that passes."""

import asyncio
import time

from easytask.fetching.answer_parser import AnswerParser
from easytask.fetching.deadline import Deadline, LoopStalls
from easytask.fetching.slots import HandshakePermits
from easytask.fetching.visit import Visit
from easytask.verdicts.records import Phase


def test_a_site_does_not_pay_for_our_being_slow_once_it_has_answered():
    async def scenario() -> None:
        stalls = LoopStalls()
        deadline = Deadline(0.5, stalls)
        visit = Visit("http://a.example/", deadline, HandshakePermits(1, 1.0), place=0)
        async with deadline:
            deadline.start()
            visit.enter(Phase.FIRST_BYTE)
            parser = AnswerParser(None, lambda: None, visit.begin_exchange(), lambda: None)
            parser.feed_data(b"H")
            for _ in range(4):
                time.sleep(0.2)  # noqa: ASYNC251  # that is the point
                # The loop sees to its timers.
                await asyncio.sleep(0)
                await asyncio.sleep(0)
        stalls.close()
        assert deadline.elapsed < 0.5

    asyncio.run(scenario())
