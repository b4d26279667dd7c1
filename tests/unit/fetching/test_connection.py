"""What comes in over a connection, byte for byte: re-used connections, heads of all kinds, and floods."""

import asyncio
import contextlib
import socket
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import uvloop

from easytask.fetching import connector, retries, tls, visit
from easytask.fetching.deadline import Deadline, LoopStalls
from easytask.fetching.fetcher import Fetcher, Limits
from easytask.fetching.guard import Guard
from easytask.fetching.slots import HandshakePermits, Turns
from easytask.verdicts.kinds import Cause, Problem
from easytask.verdicts.records import FetchResult
from tests.plugins.processes import DEADLINE_SECONDS
from tests.plugins.sites import LOOPBACK
from tests.unit.fetching.servers import OK, RESET, US, Exchange, Reader, Server, answer, fetch, fetch_one, raw_server

REDIRECT = b"HTTP/1.1 302 Found\r\nLocation: /ok\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n"


class TestReuse:
    def test_a_request_that_a_closed_connection_swallowed_is_repeated_on_a_fresh_one(self):
        def lie(exchange: Exchange) -> bytes | bool:
            if exchange.on_connection:
                # It has read the request, and closes without a word.
                return b""
            if exchange.path == "/ok":
                return answer(US)
            exchange.client.sendall(REDIRECT)
            return True

        with Server(lie) as server:
            page = fetch_one(server.url + "/", reader=Reader(), retries=0)
            assert (page.status, bool(page.backlink)) == (200, True)
            assert [exchange.path for exchange in server.seen] == ["/", "/ok", "/ok"]
            assert server.connections == 2

    def test_so_is_one_that_was_reset(self):
        def lie(exchange: Exchange) -> bytes | bool:
            if exchange.on_connection:
                exchange.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                return b""
            if exchange.path == "/ok":
                return answer(US)
            exchange.client.sendall(REDIRECT)
            return True

        with Server(lie) as server:
            assert fetch_one(server.url + "/", reader=Reader(), retries=0).status == 200

    @pytest.mark.parametrize("pause", [0.0, 0.004])
    def test_and_one_whose_server_says_keep_alive_and_closes(self, pause):
        def lie(exchange: Exchange) -> bytes:
            if exchange.path == "/ok":
                return answer(US)
            exchange.client.sendall(REDIRECT)
            time.sleep(pause)
            return b""

        with Server(lie) as server:
            pages = fetch(*[server.url + "/"] * 40, reader=None, retries=0, per_host=40)
        assert [page.status for page in pages] == [200] * 40

    def test_a_first_request_is_not_repeated(self):
        with Server(lambda exchange: b"") as server:
            assert fetch_one(server.url + "/", retries=0).problem is Problem.BROKEN_OFF
            assert len(server.seen) == 1

    def test_nor_is_one_that_was_answered_in_part(self):
        def lie(exchange: Exchange) -> bytes | bool:
            if exchange.on_connection:
                return b"HTTP/1.1 200 O"
            exchange.client.sendall(REDIRECT)
            return True

        with Server(lie) as server:
            assert fetch_one(server.url + "/", retries=0).problem is Problem.BROKEN_OFF
            assert len(server.seen) == 2

    def test_a_connection_that_is_kept_is_used_again(self):
        def keep(exchange: Exchange) -> bytes | bool:
            if exchange.path == "/ok":
                return OK
            exchange.client.sendall(REDIRECT)
            return True

        with Server(keep) as server:
            assert fetch_one(server.url + "/").status == 200
            assert server.connections == 1

    def test_also_by_another_try(self, monkeypatch):
        monkeypatch.setattr(retries, "RETRY_PAUSE_SECONDS", 0.001)

        def recover(exchange: Exchange) -> bytes | bool:
            if exchange.count:
                return OK
            exchange.client.sendall(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")
            return True

        with Server(recover) as server:
            assert fetch_one(server.url + "/").status == 200
            assert server.connections == 1


class TestFirstByte:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("first", "more", "silent"),
        [
            (b"", b"", True),
            (b"H", b"", False),
            (b"HTTP/1.1 200 OK\r\nX-A: ", b"a", False),
            (b"HTTP/1.1 103 Early Hints\r\n\r\n", b"", False),
            (b"\r\n", b"\r\n", False),
        ],
    )
    def test_it_ends_silence_however_slowly_the_rest_drips(self, first, more, silent):
        def drip(exchange: Exchange) -> None:
            exchange.client.sendall(first)
            # Until nobody listens any more.
            while not exchange.hung_up():
                exchange.client.sendall(more)

        with Server(drip) as server:
            page = fetch_one(server.url + "/", timeout=1)
        assert (page.problem, page.silent) == (Problem.TIMEOUT, silent)

    @pytest.mark.slow
    def test_one_of_an_earlier_try_counts_as_well(self):
        def once(exchange: Exchange) -> bytes:
            while exchange.count and not exchange.hung_up():
                pass
            return b"HTTP/1.1 2"

        with Server(once) as server:
            page = fetch_one(server.url + "/", timeout=1.5)
        assert (page.problem, page.silent) == (Problem.TIMEOUT, False)


class TestHeads:
    @pytest.mark.parametrize(
        ("head", "mended"),
        [
            (b"HTTP/1.1 200 OK\r\nServer: nginx", False),
            (b"HTTP/1.1 200 OK\nServer: nginx", False),
            (b"HTTP/1.1 200 OK\r\nX-Powered-By: PHP\r\n  and friends", False),
            (b"\r\nHTTP/1.1 200 OK", False),
            (b"HTTP/1.1 200", False),
            (b"HTTP/1.1 200 OK\r\nServer : nginx", True),
            (b"HTTP/1.1 200 OK\r\nX-Echo stash: 1", True),
            (b"HTTP/1.1 200 OK\r\nnonsense", True),
            (b"HTTP/1.1 200 OK\r\nX: \0", True),
            (b"HTTP/1.1  200 OK", True),
            (b"http/1.1 200 OK", True),
        ],
    )
    @pytest.mark.parametrize("length", [b"Content-Length: %d", b"X: %d"])
    @pytest.mark.parametrize("at_once", [True, False])
    def test_what_browsers_take_is_read(self, head, mended, length, at_once):
        said = head + b"\r\nContent-Type: text/html\r\n" + length % len(US) + b"\r\n\r\n"

        def say(exchange: Exchange) -> bytes:
            if at_once:
                return said + US
            for byte in said:
                exchange.client.sendall(bytes([byte]))
            return US

        reader = Reader()
        with Server(say) as server:
            page = fetch_one(server.url + "/", reader=reader)
        assert (page.status, page.problem, bool(page.backlink)) == (200, None, True)
        assert page.mended is mended or head.startswith(b"http")
        assert reader.types == ["text/html"]

    @pytest.mark.parametrize(
        "lengths",
        [
            b"Content-Length: 16\r\nContent-Length: 16",
            b"Content-Length: 16, 16",
            b"Content-Length: 16\r\nTransfer-Encoding: chunked",
        ],
    )
    def test_a_length_told_twice_is_one_length(self, lengths):
        body = b"10\r\n%b\r\n0\r\n\r\n" % US if b"chunked" in lengths else US
        with raw_server(b"HTTP/1.1 200 OK\r\n" + lengths + b"\r\n\r\n" + body + b"HTTP/1.1 200 OK\r\n") as url:
            page = fetch_one(url, reader=Reader())
        assert (page.mended, bool(page.backlink)) == (True, True)

    @pytest.mark.parametrize("lengths", [b"Content-Length: 5\r\nContent-Length: 6", b"Content-Length: abc"])
    def test_a_wrong_length_is_no_answer_to_browsers_either(self, lengths):
        with raw_server(b"HTTP/1.1 200 OK\r\n" + lengths + b"\r\n\r\n" + US) as url:
            page = fetch_one(url, reader=Reader())
        assert (page.status, page.problem, page.doubt) == (None, Problem.BAD_RESPONSE, None)

    def test_one_that_only_a_browser_may_read_is_a_doubt(self):
        with raw_server(b"HTTP/1.1 OK\r\n\r\n" + US) as url:
            page = fetch_one(url, reader=Reader())
        assert (page.status, page.problem, page.doubt) == (None, Problem.BAD_RESPONSE, Cause.RESPONSE)
        assert page.detail

    def test_a_mended_redirect_is_followed_over_another_connection(self):
        def say(exchange: Exchange) -> bytes | bool:
            if exchange.path == "/ok":
                return answer(US)
            exchange.client.sendall(b"HTTP/1.1 302 Found\r\nLocation : /ok\r\nContent-Length: 0\r\n\r\n")
            return True

        with Server(say) as server:
            assert fetch_one(server.url + "/", reader=Reader()).backlink
            assert server.connections == 2

    @pytest.mark.parametrize("bytes_each", [100, 70_000])
    def test_as_large_as_browsers_take_it_is_taken(self, bytes_each):
        fields = (b"X-A: %b\r\n" % (b"a" * bytes_each)) * (200_000 // bytes_each)
        with raw_server(b"HTTP/1.1 200 OK\r\n" + fields[: 1000 * (bytes_each + 7)] + b"\r\n" + US) as url:
            assert fetch_one(url, reader=Reader()).status == 200

    @pytest.mark.parametrize(("interim", "status"), [(0, 200), (1, 200), (100, 200), (101, None), (100_000, None)])
    def test_interim_answers_are_passed_over_but_not_without_end(self, interim, status):
        with raw_server(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * interim + OK) as url:
            page = fetch_one(url)
        assert (page.status, page.problem) == (status, None if status else Problem.BAD_RESPONSE)

    def test_a_server_that_speaks_first_is_heard_like_any_other(self):
        listener = socket.create_server(("127.0.0.1", 0))

        def greet() -> None:
            client, _ = listener.accept()
            with client:
                client.sendall(b"HTTP/1.1 200 OK\r\nX: ")
                client.recv(65536)
                client.sendall(b"y\r\n\r\n" + US)

        with listener:
            thread = threading.Thread(target=greet)
            thread.start()
            page = fetch_one(f"http://127.0.0.1:{listener.getsockname()[1]}/", reader=Reader())
            thread.join()
        assert page.backlink


def flood(*parts: bytes, megabytes: int = 60):
    """Send the first part, and the second again and again."""

    def send(exchange: Exchange) -> bytes:
        exchange.client.sendall(parts[0])
        block = parts[1] * (65_536 // len(parts[1]) + 1)
        for _ in range(megabytes * 16):
            exchange.client.sendall(block)
        return b""

    return send


HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("parts", "problem", "incomplete"),
    [
        ((HEAD, b"X-A: " + b"a" * 60_000 + b"\r\n"), Problem.BAD_RESPONSE, None),
        ((HEAD, b"X: y\r\n"), Problem.BAD_RESPONSE, None),
        ((HEAD + b"X: ", b"y"), Problem.BAD_RESPONSE, None),
        ((b"", b"\r\n"), Problem.BAD_RESPONSE, None),
        ((b"", b"HTTP/1.1 100 Continue\r\n\r\n"), Problem.BAD_RESPONSE, None),
        ((b"HTTP/2.0 200 OK\r\n", b"X: y\r\n"), Problem.BAD_RESPONSE, None),
        ((b"", b"HTTP/2.0 103 X\r\n\r\n"), Problem.BAD_RESPONSE, None),
        ((CHUNKED + b"5\r\nhello\r\n0\r\n", b"X-A: " + b"a" * 60_000 + b"\r\n"), None, Problem.BAD_RESPONSE),
        ((CHUNKED + b"5\r\nhello\r\n0\r\n", b"X: y\r\n"), None, Problem.BAD_RESPONSE),
        ((CHUNKED + b"1", b";x=y"), None, Problem.BAD_RESPONSE),
    ],
)
def test_a_flood_ends_and_fills_no_memory(parts, problem, incomplete):
    tracemalloc.start()
    try:
        with Server(flood(*parts)) as server:
            pages = fetch(*[server.url + "/"] * 20, reader=None, per_host=20, retries=0)
            with_reader = fetch_one(server.url + "/", reader=Reader(), retries=0)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (with_reader.problem, with_reader.incomplete, with_reader.doubt) == (problem, incomplete, None)
    assert with_reader.elapsed < DEADLINE_SECONDS
    assert {page.problem for page in pages} == {problem}
    assert peak < 40_000_000


def test_a_page_in_tiny_chunks_is_read():
    body = b"".join(b"1\r\n%c\r\n" % byte for byte in b"x" * 60_000 + US)
    with raw_server(CHUNKED + body + b"0\r\nX-Trailer: y\r\n\r\n") as url:
        page = fetch_one(url, reader=Reader())
    assert (page.status, bool(page.backlink), page.incomplete) == (200, True, None)


class Watching(Guard):
    """Count the sockets that it opens, and call ``on_second`` before the second."""

    def __init__(self, on_second: Callable[[], None] = lambda: None) -> None:
        super().__init__(LOOPBACK)
        self.opened = 0
        self._on_second = on_second

    def open_socket(self, addr_info: Any) -> socket.socket:
        self.opened += 1
        if self.opened == 2:
            self._on_second()
        return super().open_socket(addr_info)


class TestConnectionsBeside:
    """A packet is lost: Linux drops whatever asks for a connection while a listener's queue is full."""

    @pytest.fixture(autouse=True)
    def soon(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(connector, "ANOTHER_CONNECTION_SECONDS", 0.05)

    @pytest.fixture
    def full(self) -> Iterator[tuple[socket.socket, Callable[[], None]]]:
        """Yield a listener whose queue is full, and how to empty it."""
        with contextlib.ExitStack() as stack:
            listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
            filling = stack.enter_context(contextlib.ExitStack())
            for _ in range(2):
                client = filling.enter_context(socket.socket())
                client.setblocking(False)
                client.connect_ex(listener.getsockname())
            yield listener, filling.close

    @staticmethod
    async def fetching(port: int, guard: Guard, seconds: float) -> FetchResult:
        limits = Limits(timeout=seconds, concurrency=10, per_host=10, retries=0, max_body=1000)
        async with Fetcher(limits, user_agent="izone/test", guard=guard) as fetcher:
            return await fetcher.fetch(f"http://127.0.0.1:{port}/")

    def fetch(self, port: int, guard: Guard, seconds: float) -> FetchResult:
        return asyncio.run(self.fetching(port, guard, seconds))

    def test_another_is_made_beside_one_that_takes_long_and_the_first_to_be_there_is_used(self, full):
        listener, leave = full
        asked = []

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    client, _ = listener.accept()
                    with client:
                        client.settimeout(DEADLINE_SECONDS)
                        if head := client.recv(65536):
                            asked.append(head)
                            client.sendall(OK)

        server = threading.Thread(target=serve)

        def empty() -> None:
            leave()
            server.start()

        guard = Watching(empty)
        assert self.fetch(listener.getsockname()[1], guard, DEADLINE_SECONDS).status == 200
        listener.shutdown(socket.SHUT_RDWR)
        server.join(DEADLINE_SECONDS)
        assert len(asked) == 1

    def test_there_is_no_fourth(self, full):
        guard = Watching()
        assert self.fetch(full[0].getsockname()[1], guard, 1).problem is Problem.TIMEOUT
        assert guard.opened == 3

    def test_none_is_made_beside_one_that_is_quick(self, monkeypatch):
        monkeypatch.setattr(connector, "ANOTHER_CONNECTION_SECONDS", DEADLINE_SECONDS)
        guard = Watching()
        with Server(lambda exchange: OK) as server:
            assert self.fetch(server.port, guard, DEADLINE_SECONDS).status == 200
        assert (guard.opened, server.connections) == (1, 1)

    def test_none_is_made_after_one_that_was_refused(self, monkeypatch):
        connected = []
        connect = socket.socket.connect

        def note(sock: socket.socket, address: Any) -> None:
            connected.append(address)
            connect(sock, address)

        monkeypatch.setattr(socket.socket, "connect", note)
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            page = self.fetch(closed.getsockname()[1], Watching(), DEADLINE_SECONDS)
            assert (page.problem, connected) == (Problem.REFUSED, [closed.getsockname()])


def test_a_cancellation_after_the_handshake_closes_the_connection():
    made = asyncio.Event()

    class Loop(uvloop.Loop):
        """A handshake is done at once, as it may be where a waiting loop does not count the bytes that come."""

        async def create_connection(self, *args: Any, ssl: Any, **rest: Any) -> Any:
            connected = await super().create_connection(*args, **rest)
            made.set()
            return connected

    async def cancel(ours: socket.socket) -> None:
        loop, stalls = asyncio.get_running_loop(), LoopStalls()
        permits = HandshakePermits(1, DEADLINE_SECONDS, stalls)
        await permits.acquire(0)
        async with Deadline(DEADLINE_SECONDS, stalls) as deadline:
            visit.current.set(visit.Visit("https://a.example/", deadline, permits, Turns(permits), place=1))
            gated = connector._GatedLoop(loop)
            making = loop.create_task(gated.create_connection(asyncio.Protocol, sock=ours, ssl=tls.shared_context()))
            await made.wait()
            making.cancel()
            with pytest.raises(asyncio.CancelledError):
                await making
        stalls.close()
        # The loop closes what it closes in its next round.
        await asyncio.sleep(0)
        theirs.setblocking(False)
        assert theirs.recv(1) == b""

    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as ours:
        ours.setblocking(False)
        theirs, _ = server.accept()
        with theirs, asyncio.Runner(loop_factory=Loop) as runner:
            runner.run(cancel(ours))
