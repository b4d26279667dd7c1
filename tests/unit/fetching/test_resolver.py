"""Questions to the DNS: whom they reach, what is asked, and what becomes of those that nobody waits for."""

import asyncio
import contextlib
import contextvars
import gc
import socket
import struct
import threading
import weakref
from collections.abc import Iterator
from typing import Any

import pytest
from aiohttp.abc import AbstractResolver

from easytask.fetching.resolver import NoAddress, Resolver


class Dns:
    """A server on loopback that knows the IPv4 addresses of ``names``; all else does not exist.

    It answers after ``delay`` seconds.
    """

    def __init__(self, names: dict[str, str], delay: float = 0.0) -> None:
        self.names = names
        self.delay = delay
        self.asked: list[str] = []
        # Of each question, how many additional records came with it: EDNS is one.
        self.additional: list[int] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.server = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve)
        self._late: list[threading.Timer] = []

    def __enter__(self) -> "Dns":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.sendto(b"", self._socket.getsockname())
        self._thread.join()
        for answer in self._late:
            answer.cancel()
            answer.join()
        self._socket.close()

    def _serve(self) -> None:
        while True:
            query, address = self._socket.recvfrom(4096)
            if not query:
                return
            self.additional.append(struct.unpack(">H", query[10:12])[0])
            labels, at = [], 12
            while query[at]:
                labels.append(query[at + 1 : at + 1 + query[at]].decode())
                at += query[at] + 1
            kind = struct.unpack(">H", query[at + 1 : at + 3])[0]
            name = ".".join(labels).lower()
            self.asked.append(name)
            found = self.names.get(name)
            records = b""
            if found and kind == 1:
                records = b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 60, 4) + socket.inet_aton(found)
            flags = 0x8180 | (0 if found else 3)
            head = query[:2] + struct.pack(">HHHHH", flags, 1, 1 if records else 0, 0, 0)
            answer = (head + query[12 : at + 5] + records, address)
            if self.delay:
                self._late.append(threading.Timer(self.delay, self._socket.sendto, answer))
                self._late[-1].start()
            else:
                self._socket.sendto(*answer)


@contextlib.contextmanager
def dns(delay: float = 0.0, **names: str) -> Iterator[Dns]:
    with Dns({name.replace("_", "."): address for name, address in names.items()}, delay) as server:
        yield server


def resolve(server: Dns, *names: str, seconds: float = 10) -> list[Any]:
    """The addresses of each name, or the error, after so long at the most."""

    async def run() -> list[Any]:
        resolver = Resolver()
        for dns in (resolver._quick, resolver._patient):
            dns._resolver.nameservers = [server.server]
        async with asyncio.timeout(seconds):
            found = await asyncio.gather(*(resolver.resolve(name, 80) for name in names), return_exceptions=True)
        await resolver.close()
        return [one if isinstance(one, BaseException) else [host["host"] for host in one] for one in found]

    return asyncio.run(run())


def test_a_name_is_asked_once_for_all_who_want_it():
    with dns(a_test="192.0.2.1") as server:
        assert resolve(server, *["a.test"] * 5) == [["192.0.2.1"]] * 5
        # Two questions, for addresses of both kinds; one that a busy machine answers late is asked again.
        assert 2 <= server.asked.count("a.test") < 5


def test_an_answer_that_is_remembered_holds_nobody_who_asked():
    class Asker:
        pass

    current: contextvars.ContextVar[Asker] = contextvars.ContextVar("asker")

    async def ask(resolver: Resolver) -> weakref.ref[Asker]:
        current.set(Asker())
        await resolver.resolve("127.0.0.1", 80)
        return weakref.ref(current.get())

    async def run() -> Asker | None:
        resolver = Resolver()
        asker = await asyncio.create_task(ask(resolver))
        # The loop's own callbacks have contexts as well.
        await asyncio.sleep(0)
        found = asker()
        await resolver.close()
        return found

    assert asyncio.run(run()) is None


def test_a_dead_name_is_not_revived_by_a_search_domain(monkeypatch):
    monkeypatch.setenv("LOCALDOMAIN", "lan.test")
    with dns(dead_test_lan_test="192.0.2.1", alive_test_lan_test="192.0.2.1", alive_test="192.0.2.2") as server:
        dead, alive = resolve(server, "dead.test", "alive.test")
        assert isinstance(dead, NoAddress)
        assert dead.answered
        assert alive == ["192.0.2.2"]
        assert set(server.asked) == {"dead.test", "alive.test"}


def test_it_asks_without_edns_and_so_without_cookies():
    with dns(a_test="192.0.2.1") as server:
        resolve(server, "a.test")
        assert set(server.additional) == {0}


def test_a_resolver_two_seconds_away_is_heard_in_time():
    with dns(delay=2, a_test="192.0.2.1") as server:
        assert resolve(server, "a.test", seconds=3.5) == [["192.0.2.1"]]


@pytest.mark.parametrize("name", ["a" * 64 + ".test", "a..test"])
def test_what_can_be_no_name_is_an_answer(name):
    with dns() as server:
        (error,) = resolve(server, name)
    assert isinstance(error, NoAddress)
    assert error.answered


def test_a_question_that_nobody_waits_for_any_more_fails_without_a_trace_in_the_log():
    class NoDns(AbstractResolver):
        async def close(self) -> None:
            pass

        async def resolve(self, *_: Any) -> Any:
            await asyncio.sleep(0.02)
            raise OSError("no answer")

    lost: list[Any] = []

    async def run() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: lost.append(context))
        resolver = Resolver()
        resolver._quick = NoDns()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(resolver.resolve("a.example"), 0.001)
        await asyncio.sleep(0.05)
        gc.collect()

    asyncio.run(run())
    assert lost == []
