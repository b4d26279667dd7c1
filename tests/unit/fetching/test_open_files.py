"""Open files: how many a request may hold, and how many requests a limit allows."""

import asyncio
import contextlib
import socket
import subprocess
import sys
from typing import Any

import pytest
from aiohttp.abc import AbstractResolver

from easytask.fetching import connection, connector
from easytask.fetching.fetcher import Fetcher, Limits
from easytask.fetching.guard import Guard
from easytask.fetching.open_files import FILES_PER_REQUEST
from easytask.verdicts.kinds import Problem
from easytask.verdicts.records import FetchResult
from tests.plugins.processes import DEADLINE_SECONDS
from tests.plugins.sites import LOOPBACK
from tests.unit.fetching.servers import OK, Server


class Noting(Guard):
    """Note the addresses for which a socket is asked for; none but loopback gets one."""

    def __init__(self) -> None:
        super().__init__(LOOPBACK)
        self.asked: list[str] = []

    def open_socket(self, addr_info: Any) -> socket.socket:
        self.asked.append(addr_info[4][0])
        return super().open_socket(addr_info)


class Everywhere(AbstractResolver):
    """Every name has these addresses."""

    def __init__(self, *addresses: str) -> None:
        self._addresses = addresses

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC) -> Any:
        return [
            {"hostname": host, "host": address, "port": port, "family": family_of(address), "proto": 0, "flags": 0}
            for address in self._addresses
        ]

    async def close(self) -> None:
        pass


def family_of(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


class TestManyAddresses:
    @pytest.fixture(autouse=True)
    def soon(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(connector, "ANOTHER_CONNECTION_SECONDS", 0.02)

    @staticmethod
    def fetch(port: int, guard: Guard, seconds: float = DEADLINE_SECONDS) -> FetchResult:
        async def fetching() -> FetchResult:
            limits = Limits(timeout=seconds, concurrency=10, per_host=10, retries=0, max_body=1000)
            async with Fetcher(limits, user_agent="izone/test", guard=guard) as fetcher:
                return await fetcher.fetch(f"http://many.example:{port}/")

        return asyncio.run(fetching())

    def test_no_more_are_tried_at_once_than_there_are_files_for(self, monkeypatch):
        monkeypatch.setattr(connection, "Resolver", lambda: Everywhere(*(f"127.0.0.{n}" for n in range(1, 13))))
        guard = Noting()
        with contextlib.ExitStack() as stack:
            # Its queue is full, at each of the addresses.
            full = stack.enter_context(socket.create_server(("", 0), backlog=0))
            for _ in range(2):
                client = stack.enter_context(socket.socket())
                client.setblocking(False)
                client.connect_ex(("127.0.0.1", full.getsockname()[1]))
            assert self.fetch(full.getsockname()[1], guard, 1).problem is Problem.TIMEOUT
        assert len(guard.asked) == FILES_PER_REQUEST

    def test_where_they_are_refused_all_are_tried(self, monkeypatch):
        with Server(lambda exchange: OK) as server:
            refusing = [f"127.0.0.{n}" for n in range(2, 12)]
            monkeypatch.setattr(connection, "Resolver", lambda: Everywhere(*refusing, "127.0.0.1"))
            assert self.fetch(server.port, Noting()).status == 200

    def test_neither_family_is_left_for_last(self, monkeypatch):
        with Server(lambda exchange: OK) as server:
            forbidden = [f"fd30::{n}" for n in range(1, 9)]
            monkeypatch.setattr(connection, "Resolver", lambda: Everywhere(*forbidden, "127.0.0.1"))
            guard = Noting()
            assert self.fetch(server.port, guard).status == 200
            assert guard.asked[:2] == ["fd30::1", "127.0.0.1"]


def test_few_files_are_fewer_requests_and_are_logged():
    ask = (
        "import resource as r; r.setrlimit(r.RLIMIT_NOFILE, (256, 256)); from easytask.fetching import open_files as o;"
    )
    found = subprocess.run(
        [sys.executable, "-c", f"{ask} print(o.allow_requests(1000), o.allow_requests(5))"],
        capture_output=True,
        check=True,
        text=True,
    )
    assert found.stdout.split() == ["21", "5"]
    assert "The limit of open files allows 21 requests at once, not 1000" in found.stderr
