"""What a visit notes on the way: whose time it is that passes."""

import asyncio
import datetime as dt
import time

import pytest

from easytask.fetching.answer_parser import AnswerParser
from easytask.fetching.deadline import Deadline, LoopStalls
from easytask.fetching.slots import HandshakePermits, Turns
from easytask.fetching.visit import Visit, expiry
from easytask.verdicts.kinds import Phase


def begin_visit(url: str, deadline: Deadline, stalls: LoopStalls) -> Visit:
    permits = HandshakePermits(1, 1.0, stalls)
    return Visit(url, deadline, permits, Turns(permits), place=0)


def test_a_site_does_not_pay_for_our_being_slow_once_it_has_answered():
    async def scenario() -> None:
        stalls = LoopStalls()
        deadline = Deadline(0.5, stalls)
        visit = begin_visit("http://a.example/", deadline, stalls)
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


@pytest.mark.parametrize("phase", [Phase.DNS, Phase.CONNECT])
def test_what_nobody_answers_is_given_up_in_time_however_busy_we_are(phase):
    async def scenario() -> float:
        stalls = LoopStalls()
        async with Deadline(5.0, stalls) as deadline:
            visit = begin_visit("http://a.example/", deadline, stalls)
            deadline.start()
            visit.enter(phase)
            for _ in range(3):
                await be_busy(0.4)
            passed = deadline.elapsed
        stalls.close()
        return passed

    assert asyncio.run(scenario()) > 3 * 0.4


@pytest.mark.parametrize("phase", [Phase.DNS, Phase.CONNECT])
def test_what_came_while_we_were_busy_came_in_time(phase):
    async def scenario() -> float:
        stalls = LoopStalls()
        async with Deadline(5.0, stalls) as deadline:
            visit = begin_visit("https://a.example/", deadline, stalls)
            deadline.start()
            for _ in range(4):
                visit.enter(phase)
                await be_busy(0.3)
                await visit.acquire_handshake_permit()
            # What is encrypted needs us, so our being busy never counts.
            await be_busy(0.3)
            visit.release_handshake_permit()
            deadline.stop()
        stalls.close()
        return deadline.left

    assert asyncio.run(scenario()) > 5.0 - 4 * 0.3


async def be_busy(seconds: float) -> None:
    """Serve nobody for so long; then let the loop see to its timers."""
    await asyncio.sleep(2 * LoopStalls.TICK_SECONDS)
    time.sleep(seconds)  # noqa: ASYNC251  # that is the point
    for _ in range(3):
        await asyncio.sleep(0)


def test_nobody_is_waited_for_before_the_question_has_left():
    async def scenario() -> float:
        stalls = LoopStalls()
        async with Deadline(5.0, stalls) as deadline:
            visit = begin_visit("http://a.example/", deadline, stalls)
            deadline.start()
            visit.enter(Phase.FIRST_BYTE)
            # The others of this round of the loop are served first, and what was written leaves after them.
            time.sleep(0.5)  # noqa: ASYNC251  # that is the point
            await be_busy(0.0)
            passed = deadline.elapsed
        stalls.close()
        return passed

    assert asyncio.run(scenario()) < 0.5


@pytest.mark.parametrize(
    ("trickles", "at_least", "below"),
    [
        # It could have sent more while we were busy.
        (True, 3 * 0.4, float("inf")),
        # It may have waited for us.
        (False, 0.0, 3 * 0.4),
    ],
)
def test_a_site_that_trickles_pays_for_its_own_time_however_busy_we_are(trickles, at_least, below):
    async def scenario() -> float:
        stalls = LoopStalls()
        async with Deadline(5.0, stalls) as deadline:
            visit = begin_visit("http://a.example/", deadline, stalls)
            deadline.start()
            exchange = visit.begin_exchange()
            visit.enter(Phase.BODY)
            for _ in range(4):
                deadline.wait_for_more()
                await be_busy(0.4)
                exchange.on_body()
                if not trickles:
                    await visit.take_turn_to_read(10_000)
            passed = deadline.elapsed
        stalls.close()
        return passed

    assert at_least < asyncio.run(scenario()) < below


def test_what_has_come_of_a_body_does_not_wait_for_us_at_the_sites_cost():
    async def scenario() -> float:
        stalls = LoopStalls()
        async with Deadline(1.0, stalls) as deadline:
            visit = begin_visit("http://a.example/", deadline, stalls)
            deadline.start()
            exchange = visit.begin_exchange()
            visit.enter(Phase.BODY)
            deadline.wait_for_more()
            await be_busy(0.4)
            exchange.on_body()
            # Its task has its turn only now.
            for _ in range(3):
                await be_busy(0.4)
            deadline.stop()
        stalls.close()
        return 1.0 - deadline.left

    assert asyncio.run(scenario()) < 0.4


def test_the_clock_stands_still_while_a_page_waits_to_be_read():
    async def scenario() -> tuple[float, float]:
        stalls = LoopStalls()
        async with Deadline(5.0, stalls) as deadline:
            permits = HandshakePermits(1, 1000.0, stalls)
            turns = Turns(permits)
            visit = Visit("http://a.example/", deadline, permits, turns, place=0)
            held = await permits.acquire(0)
            # Somebody waits for the permit, and so the page does.
            other = asyncio.create_task(permits.acquire(1))
            deadline.start()
            visit.enter(Phase.BODY)
            before = deadline.elapsed
            asyncio.get_running_loop().call_later(0.2, held.release)
            await visit.take_turn_to_read(1000)
            after = deadline.elapsed
            (await other).release()
        stalls.close()
        return before, after

    before, after = asyncio.run(scenario())
    assert after - before < 0.1


@pytest.mark.parametrize(
    ("certificate", "end"),
    [
        ({}, None),
        ({"notAfter": "Jan  5 09:34:43 2028 GMT"}, dt.datetime(2028, 1, 5, 9, 34, 43, tzinfo=dt.UTC)),
        ({"notAfter": "Dec 31 23:59:59 9999 GMT"}, dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC)),
    ],
)
def test_a_certificate_ends_when_openssl_says(certificate, end):
    assert expiry(certificate) == end


@pytest.mark.parametrize("text", ["Bad time value", "Jan  5 09:34:43 2028", "Foo  5 09:34:43 2028 GMT"])
def test_an_end_that_is_no_time_is_an_error(text):
    with pytest.raises(ValueError):  # noqa: PT011  # whichever part of it is wrong
        expiry({"notAfter": text})
