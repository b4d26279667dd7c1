"""The loop in a thread of its own: what reaches the calling thread, in which portions, and how it all ends."""

import asyncio
import contextlib
import gc
import itertools
import operator
import os
import signal
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from easytask.runs import loop
from easytask.runs.loop import Batching, batches_from, do_together
from tests.plugins.processes import DEADLINE_SECONDS

NAME = "producer"
DESCRIPTORS = Path("/proc/self/fd")


def batches(produce, *, items: int = 3, pause: float = 0.05, seconds: float = 120.0):
    return batches_from(produce, batching=Batching(items, pause), seconds=seconds, name=NAME)


def numbers(count: int):
    async def produce(hand_over: Callable[[int], None]) -> None:
        for number in range(count):
            await asyncio.sleep(0)
            hand_over(number)

    return produce


async def one_and_hang(hand_over: Callable[[int], None]) -> None:
    hand_over(1)
    await asyncio.sleep(3600)


@pytest.fixture(scope="module", autouse=True)
def warmed_up() -> None:
    """What the first loop of a process opens for good, such as libuv's pool, is no leak."""
    with batches(numbers(1)) as found:
        list(found)


@pytest.fixture(autouse=True)
def nothing_is_left() -> Iterator[None]:
    """Neither a thread nor an open file, however a test ends the loop."""
    files = len(list(DESCRIPTORS.iterdir()))
    yield
    assert not [thread for thread in threading.enumerate() if thread.name.startswith(NAME)]
    gc.collect()
    assert len(list(DESCRIPTORS.iterdir())) <= files


@pytest.mark.slow
@pytest.mark.parametrize("count", [0, 1, 3, 10])
def test_every_item_comes_in_order_in_batches_of_bounded_size(count):
    with batches(numbers(count)) as found:
        portions = list(found)
    assert [item for portion in portions for item in portion] == list(range(count))
    assert max(map(len, portions)) <= 3


def test_the_loop_has_a_thread_of_its_own_and_the_batches_come_in_the_callers():
    async def produce(hand_over: Callable[[str], None]) -> None:
        hand_over(threading.current_thread().name)

    with batches(produce) as found:
        [[name]] = [portion for portion in found if portion]
    assert name.startswith(NAME)
    assert name != threading.current_thread().name


def test_a_quiet_producer_gives_an_empty_batch_after_each_pause():
    with batches(one_and_hang) as found:
        # Before the producer has begun there is nothing either.
        portions = itertools.dropwhile(operator.not_, found)
        assert [next(portions) for _ in range(3)] == [[1], [], []]


def test_at_the_deadline_the_producer_is_stopped_and_what_it_made_still_comes():
    made = threading.Event()

    async def produce(hand_over: Callable[[int], None]) -> None:
        hand_over(1)
        made.set()
        await asyncio.sleep(3600)

    with batches(produce, seconds=0.05) as found:
        taken = []
        for portion in found:
            # While the caller is held up, nobody stops the producer.
            assert made.wait(DEADLINE_SECONDS)
            taken += portion
    assert taken == [1]


def test_stopping_ends_the_batches_and_may_be_repeated():
    with batches(one_and_hang, pause=0.01) as found:
        taken = []
        for portion in found:
            taken += portion
            found.stop()
    found.stop()
    assert taken == [1]


def test_items_that_wait_for_a_slow_caller_come_after_the_deadline():
    made = threading.Event()

    async def produce(hand_over: Callable[[int], None]) -> None:
        await numbers(9)(hand_over)
        made.set()

    with batches(produce, seconds=0.05) as found:
        taken = []
        for portion in found:
            assert made.wait(DEADLINE_SECONDS)
            time.sleep(0.05)  # the time-out is the subject
            taken += portion
    assert taken == list(range(9))


def test_what_the_producer_raises_is_raised_after_the_batches_that_it_made():
    async def produce(hand_over: Callable[[int], None]) -> None:
        hand_over(1)
        raise ZeroDivisionError

    taken: list[int] = []

    def take_all() -> None:
        with batches(produce) as found:
            for portion in found:
                taken.extend(portion)

    with pytest.raises(ZeroDivisionError):
        take_all()
    assert taken == [1]


def test_a_caller_that_breaks_ends_the_loop():
    def take_one() -> None:
        with batches(one_and_hang) as found:
            next(iter(found))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        take_one()


async def goes_on_once(hand_over: Callable[[int], None]) -> None:
    """Hand over numbers, and lose the first cancellation as aiohappyeyeballs does while it ends a slower connection."""
    is_first = True
    for number in range(2000):
        hand_over(number)
        try:
            await asyncio.sleep(0.01)
        except asyncio.CancelledError:
            if not is_first:
                raise
            is_first = False


def test_a_producer_that_loses_its_cancellation_at_the_deadline_is_stopped_again(monkeypatch):
    monkeypatch.setattr(loop, "CANCEL_AGAIN_SECONDS", 0.01)
    with batches(goes_on_once, seconds=0.1) as found:
        taken = [item for portion in found for item in portion]
    assert len(taken) < 2000


def test_what_is_stopped_while_a_thread_works_ends_without_a_word(monkeypatch, caplog):
    monkeypatch.setattr(loop, "CANCEL_AGAIN_SECONDS", 0.01)
    working = threading.Event()

    def work() -> None:
        working.set()
        time.sleep(0.2)

    async def wait_for_a_thread(_: Callable[[int], None]) -> None:
        await asyncio.to_thread(work)

    with batches(wait_for_a_thread):
        assert working.wait(DEADLINE_SECONDS)
    assert caplog.messages == []


def test_a_signal_in_the_calling_thread_ends_the_loop():
    taking = threading.Event()

    def interrupt() -> None:
        taking.wait(60)
        os.kill(os.getpid(), signal.SIGINT)

    def take_all() -> None:
        with batches(one_and_hang) as found:
            for _ in found:
                taking.set()

    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        take_all()
    thread.join()


def test_a_caller_that_is_held_up_does_not_hold_up_the_producer():
    ticks: list[float] = []

    async def produce(hand_over: Callable[[int], None]) -> None:
        for number in range(10):
            await asyncio.sleep(0.01)
            ticks.append(time.monotonic())
            hand_over(number)

    with batches(produce, items=1) as found:
        first = next(iter(found))
        while len(ticks) < 10:  # the caller does nothing else meanwhile
            time.sleep(0.01)
        assert first == [0]
        assert sorted(item for portion in found for item in portion) == list(range(1, 10))


def test_the_garbage_collector_is_left_as_it_was():
    before = gc.get_threshold()
    with batches(numbers(3)) as found:
        list(found)
    assert gc.get_threshold() == before


def test_the_last_of_two_loops_leaves_the_garbage_collector_as_it_was():
    before = gc.get_threshold()
    with contextlib.ExitStack() as second:
        with contextlib.ExitStack() as first:
            for stack in (first, second):
                assert next(iter(stack.enter_context(batches(one_and_hang)))) == [1]
        assert gc.get_threshold() != before
    assert gc.get_threshold() == before


def test_when_one_part_breaks_the_others_have_ended_before_that_is_raised():
    ended = []

    async def hang() -> None:
        try:
            await asyncio.sleep(3600)
        finally:
            ended.append("hung")

    async def break_off() -> None:
        await asyncio.sleep(0)
        raise MemoryError

    async def both() -> None:
        try:
            await do_together([hang(), break_off(), hang()])
        finally:
            ended.append("raised")

    with pytest.raises(MemoryError):
        asyncio.run(both())
    assert ended == ["hung", "hung", "raised"]


class TestLostErrors:
    @pytest.fixture
    def port(self, tmp_path) -> Iterator[int]:
        """That of a server that makes one handshake and waits for the client's end."""
        names = ["-subj", "/CN=a.example", "-keyout", "key.pem", "-out", "cert.pem"]
        making = [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            *names,
        ]
        subprocess.run(making, cwd=tmp_path, check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")

        def serve() -> None:
            client, _ = listener.accept()
            client.settimeout(DEADLINE_SECONDS)
            with contextlib.suppress(OSError), context.wrap_socket(client, server_side=True) as connection:
                connection.recv(1)

        with socket.create_server(("127.0.0.1", 0)) as listener:
            server = threading.Thread(target=serve)
            server.start()
            yield listener.getsockname()[1]
            server.join(DEADLINE_SECONDS)

    def test_a_connection_that_is_given_up_as_its_handshake_ends_is_none(self, port, caplog):
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE

        async def produce(hand_over: Callable[[int], None]) -> None:
            class GivesUp(asyncio.Protocol):
                def connection_made(self, transport: asyncio.BaseTransport) -> None:
                    connecting.cancel()

            loop = asyncio.get_running_loop()
            connecting = asyncio.ensure_future(loop.create_connection(GivesUp, "127.0.0.1", port, ssl=context))
            await asyncio.wait([connecting])
            assert connecting.cancelled()
            # uvloop goes on with the connection in the next rounds.
            await asyncio.sleep(0.05)
            hand_over(1)

        with batches(produce) as found:
            assert [item for portion in found for item in portion] == [1]
        assert not caplog.records

    def test_every_other_is_logged(self, caplog):
        async def produce(hand_over: Callable[[int], None]) -> None:
            asyncio.get_running_loop().call_soon(lambda: 1 // 0)
            await asyncio.sleep(0)

        with batches(produce) as found:
            list(found)
        assert "ZeroDivisionError" in caplog.text
