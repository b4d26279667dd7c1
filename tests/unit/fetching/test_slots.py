"""Permits for handshakes and turns: who gets the next one, and that none is lost."""

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Coroutine, Iterator
from typing import Any

import pytest

from easytask.fetching import slots
from easytask.fetching.deadline import LoopStalls
from easytask.fetching.fetcher import Fetcher, Limits
from easytask.fetching.guard import Guard
from easytask.fetching.slots import HandshakePermits, Turns
from easytask.verdicts.kinds import Problem
from tests.plugins.processes import DEADLINE_SECONDS
from tests.plugins.sites import LOOPBACK

NEVER = 1000.0


def run(scenario):
    asyncio.run(scenario())


async def begin(coroutine) -> asyncio.Task:
    """Start a task, and return once it waits for something."""
    task = asyncio.create_task(coroutine)
    await asyncio.sleep(0)
    return task


class TestOrder:
    def test_it_is_that_of_the_run_and_not_that_of_asking(self):
        async def scenario():
            permits = HandshakePermits(1, NEVER, LoopStalls())
            served = []

            async def take(place):
                permit = await permits.acquire(place)
                served.append(place)
                permit.release()

            first = await permits.acquire(9)
            waiting = [await begin(take(place)) for place in (7, 3, 8, 1, 3)]
            first.release()
            await asyncio.gather(*waiting)
            assert served == [1, 3, 3, 7, 8]

        run(scenario)

    def test_nobody_waits_while_there_are_permits(self):
        async def scenario():
            permits = HandshakePermits(2, NEVER, LoopStalls())
            await permits.acquire(5)
            assert (await begin(permits.acquire(9))).done()
            assert not (await begin(permits.acquire(1))).done()

        run(scenario)


class TestNoneIsLost:
    def test_who_has_given_up_is_passed_over(self):
        async def scenario():
            permits = HandshakePermits(1, NEVER, LoopStalls())
            held = await permits.acquire(0)
            gone, waiting = await begin(permits.acquire(1)), await begin(permits.acquire(2))
            gone.cancel()
            held.release()
            await asyncio.wait_for(waiting, DEADLINE_SECONDS)

        run(scenario)

    def test_who_gives_up_in_the_moment_of_getting_it_hands_it_on(self):
        async def scenario():
            permits = HandshakePermits(1, NEVER, LoopStalls())
            held = await permits.acquire(0)
            gone, waiting = await begin(permits.acquire(1)), await begin(permits.acquire(2))
            held.release()
            gone.cancel()
            await asyncio.wait_for(waiting, DEADLINE_SECONDS)
            assert gone.cancelled()

        run(scenario)

    def test_released_twice_it_is_one(self):
        async def scenario():
            permits = HandshakePermits(1, NEVER, LoopStalls())
            held = await permits.acquire(0)
            held.release()
            held.release()
            await permits.acquire(1)
            assert not (await begin(permits.acquire(2))).done()

        run(scenario)

    def test_it_comes_back_by_itself(self):
        async def scenario():
            permits = HandshakePermits(1, 0.01, LoopStalls())
            await permits.acquire(0)
            await asyncio.wait_for(permits.acquire(1), DEADLINE_SECONDS)

        run(scenario)

    def test_not_while_the_handshake_waits_for_us(self):
        async def scenario():
            stalls = LoopStalls()
            permits = HandshakePermits(1, 0.2, stalls)
            await permits.acquire(0)
            waiting = await begin(permits.acquire(1))
            await asyncio.sleep(2 * LoopStalls.TICK_SECONDS)
            time.sleep(0.5)  # noqa: ASYNC251  # that is the point
            for _ in range(3):
                await asyncio.sleep(0)
            assert not waiting.done()
            await asyncio.wait_for(waiting, DEADLINE_SECONDS)
            stalls.close()

        run(scenario)


class TestTurnsToBegin:
    def test_handshakes_are_few_until_all_have_begun(self, monkeypatch):
        monkeypatch.setattr(slots, "HANDSHAKES_BESIDE_BEGINNING", 1)
        done: list[str] = []

        async def scenario() -> None:
            permits = HandshakePermits(5, NEVER, LoopStalls())
            turns = Turns(permits, begun_in_a_round=1)

            async def begin_with(number: int) -> None:
                await turns.take_to_begin(number)
                done.append(f"begun {number}")

            async def encrypt(number: int) -> None:
                await permits.acquire(number)
                done.append(f"permit {number}")

            async with asyncio.TaskGroup() as group:
                for number in range(3):
                    group.create_task(begin_with(number))
                await asyncio.sleep(0)
                await asyncio.sleep(0)
                for number in range(3):
                    group.create_task(encrypt(number))

        run(scenario)
        assert done[:2] == ["begun 0", "permit 0"]
        assert done.index("begun 2") < done.index("permit 1") < done.index("permit 2")

    def test_a_few_in_each_round_and_before_any_page(self):
        done: list[int | str] = []

        async def scenario() -> None:
            turns = Turns(HandshakePermits(1, NEVER, LoopStalls()), begun_in_a_round=2)

            async def read() -> None:
                await turns.take_to_read(0, 1000)
                done.append("page")

            async def begin_with(number: int) -> None:
                await turns.take_to_begin(number)
                done.append(number)

            async with asyncio.TaskGroup() as group:
                group.create_task(read())
                for number in range(5):
                    group.create_task(begin_with(number))
                for _ in range(3):
                    await asyncio.sleep(0)
                assert done == [0, 1]

        run(scenario)
        assert done == [0, 1, 2, 3, 4, "page"]

    def test_nobody_waits_for_ever_when_something_breaks(self, monkeypatch):
        broken = [MemoryError()]

        async def scenario() -> None:
            permits = HandshakePermits(1, NEVER, LoopStalls())

            def limit_to(_: int) -> None:
                if broken:
                    raise broken.pop()

            monkeypatch.setattr(permits, "limit_to", limit_to)
            turns = Turns(permits, begun_in_a_round=1)
            async with asyncio.timeout(DEADLINE_SECONDS), asyncio.TaskGroup() as group:
                for number in range(3):
                    group.create_task(turns.take_to_begin(number))

        run(scenario)
        assert not broken


class TestTurnsToGreet:
    def test_they_are_few_beside_beginning(self, monkeypatch):
        monkeypatch.setattr(slots, "GREETED_BESIDE_BEGINNING", 1)
        done: list[str] = []

        async def scenario() -> None:
            turns = Turns(HandshakePermits(1, NEVER, LoopStalls()), begun_in_a_round=2)

            async def take(turn: Coroutine[Any, Any, None], name: str) -> None:
                await turn
                done.append(name)

            async with asyncio.TaskGroup() as group:
                for number in range(3):
                    group.create_task(take(turns.take_to_greet(number), f"greeted {number}"))
                    group.create_task(take(turns.take_to_begin(number), f"begun {number}"))

        run(scenario)
        assert done == ["begun 0", "begun 1", "greeted 0", "begun 2", "greeted 1", "greeted 2"]

    def test_who_comes_first_in_the_run_is_greeted_first(self):
        done: list[int] = []

        async def scenario() -> None:
            turns = Turns(HandshakePermits(1, NEVER, LoopStalls()), begun_in_a_round=1)

            async def greet(place: int) -> None:
                await turns.take_to_greet(place)
                done.append(place)

            async with asyncio.TaskGroup() as group:
                for place in (5, 3, 8, 1):
                    group.create_task(greet(place))

        run(scenario)
        assert done == [1, 3, 5, 8]


class TestTurnsToRead:
    """The only permit is held, and may be awaited by another."""

    def scenario(self, reading: int, *, awaited: bool, most_put_off: int, rounds: int, gone: int | None = None):
        """Return who has read a thousand bytes after so many rounds, and once nobody waits for the permit any more."""
        read: list[int] = []

        async def scenario() -> list[int]:
            permits = HandshakePermits(1, NEVER, LoopStalls())
            turns = Turns(permits, read_in_a_round=2, most_put_off=most_put_off)
            held = await permits.acquire(0)
            waiting = await begin(permits.acquire(1)) if awaited else None

            async def take(number: int) -> None:
                await turns.take_to_read(number, 1000)
                read.append(number)

            tasks = [asyncio.create_task(take(number)) for number in range(reading)]
            await asyncio.sleep(0)
            if gone is not None:
                tasks[gone].cancel()
            for _ in range(rounds):
                await asyncio.sleep(0)
            before = [*read]
            held.release()
            if waiting is not None:
                await waiting
            async with asyncio.timeout(DEADLINE_SECONDS):
                await asyncio.gather(*tasks, return_exceptions=True)
            return before

        return asyncio.run(scenario()), read

    def test_a_few_in_each_round_in_the_order_of_asking(self):
        before, after = self.scenario(7, awaited=False, most_put_off=100_000, rounds=2)
        assert len(before) < 7
        assert after == list(range(7))

    def test_handshakes_come_first(self):
        assert self.scenario(7, awaited=True, most_put_off=100_000, rounds=20) == ([], list(range(7)))

    def test_no_more_than_so_many_bytes_are_put_off(self):
        assert self.scenario(7, awaited=True, most_put_off=4_000, rounds=20) == ([0, 1, 2], list(range(7)))

    def test_who_has_given_up_is_passed_over(self):
        assert self.scenario(4, awaited=True, most_put_off=100_000, rounds=20, gone=1) == ([], [0, 2, 3])


@contextlib.contextmanager
def swallowing() -> Iterator[str]:
    """Fill the queue of connections of a listener that accepts none: Linux drops all further ones."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(2):
            filling = stack.enter_context(socket.socket())
            filling.setblocking(False)
            filling.connect_ex(listener.getsockname())
        yield f"https://127.0.0.1:{listener.getsockname()[1]}/"


@contextlib.contextmanager
def silent() -> Iterator[str]:
    """Accept connections, as the system does by itself, and say nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"https://127.0.0.1:{listener.getsockname()[1]}/"


class TestInAFetch:
    """One permit for all, and a server that keeps the first fetch until its time is up."""

    @pytest.fixture(autouse=True)
    def one_permit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(slots, "HANDSHAKES_AT_ONCE", 1)
        monkeypatch.setattr(slots, "HANDSHAKE_PERMIT_SECONDS", NEVER)

    @pytest.mark.parametrize(
        ("keeping", "order"),
        [
            # What nobody accepts holds no permit.
            (swallowing, ["other", "kept"]),
            # A handshake does.
            (silent, ["kept", "other"]),
        ],
    )
    def test_only_an_accepted_connection_holds_one(self, site, keeping, order):
        # It speaks no TLS, so the handshake ends at once.
        other_url = site.url.replace("http:", "https:")
        ended = []

        async def scenario() -> None:
            limits = Limits(timeout=1, concurrency=10, per_host=10, retries=0, max_body=1000)
            async with Fetcher(limits, user_agent="izone/test", guard=Guard(LOOPBACK)) as fetcher:

                async def fetch(name: str, url: str) -> None:
                    page = await fetcher.fetch(url)
                    ended.append((name, page.problem))

                await asyncio.gather(fetch("kept", kept_url), fetch("other", other_url))

        with keeping() as kept_url:
            run(scenario)
        # While it waited for its turn, the clock of the other stood still.
        problems = {"kept": Problem.TIMEOUT, "other": Problem.TLS_HANDSHAKE}
        assert ended == [(name, problems[name]) for name in order]

    def test_a_server_is_greeted_without_one(self):
        """An answer that is wrong shows when it is read, which takes the permit."""
        happened = []

        def hear(listener: socket.socket) -> None:
            client, _ = listener.accept()
            with client:
                happened.append(("heard", client.recv(1)))
                client.sendall(b"no TLS")
                # Until it is hung up.
                client.recv(65536)

        async def scenario() -> None:
            limits = Limits(timeout=1, concurrency=10, per_host=10, retries=0, max_body=1000)
            async with Fetcher(limits, user_agent="izone/test", guard=Guard(LOOPBACK)) as fetcher:

                async def fetch(name: str, url: str) -> None:
                    page = await fetcher.fetch(url)
                    happened.append((name, page.problem))

                await asyncio.gather(fetch("kept", kept_url), fetch("other", other_url))

        with silent() as kept_url, socket.create_server(("127.0.0.1", 0)) as listener:
            other_url = f"https://127.0.0.1:{listener.getsockname()[1]}/"
            server = threading.Thread(target=hear, args=(listener,))
            server.start()
            run(scenario)
            server.join(DEADLINE_SECONDS)
        # 22: a message of a handshake (RFC 8446, 5.1).
        assert happened == [("heard", b"\x16"), ("kept", Problem.TIMEOUT), ("other", Problem.TLS_HANDSHAKE)]

    @pytest.mark.parametrize("patience", [0.0, 0.2])
    def test_who_gives_up_waiting_for_one_hangs_up(self, patience):
        async def scenario() -> None:
            limits = Limits(timeout=DEADLINE_SECONDS, concurrency=10, per_host=10, retries=0, max_body=1000)
            async with Fetcher(limits, user_agent="izone/test", guard=Guard(LOOPBACK)) as fetcher:
                kept = await begin(fetcher.fetch(kept_url))
                other = await begin(fetcher.fetch(other_url))
                loop = asyncio.get_running_loop()
                client, _ = await loop.run_in_executor(None, listener.accept)
                with client:
                    await asyncio.sleep(patience)
                    for fetch in (other, kept):
                        fetch.cancel()
                    await asyncio.gather(other, kept, return_exceptions=True)
                    client.settimeout(DEADLINE_SECONDS)
                    while await loop.run_in_executor(None, client.recv, 65536):
                        pass

        with silent() as kept_url, socket.create_server(("127.0.0.1", 0)) as listener:
            other_url = f"https://127.0.0.1:{listener.getsockname()[1]}/"
            run(scenario)
