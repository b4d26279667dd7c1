"""``python -m bench.far`` measures the limit on handshakes over a distance; it takes about two minutes.

Loopback has no round-trip time, and no addresses that never answer. Here 800 TLS sites are 50 to 400 ms away and 200
addresses swallow every connection, all in flight at once. The limits differ in how many handshakes may run at once, and
in the seconds after which one gives its permit back. The best possible result is the timeout, 5 s.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import os
import random
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from rich.console import Console
from rich.table import Table

from bench.sites import BACKLINK, FILLING, SITE_LINK, swallow

FAR, SWALLOWED = 800, 200
FIRST_ADDRESS = ipaddress.IPv4Address("127.81.0.1")
NEVER = 1000.0
# Of each limit: handshakes at once, and seconds until a permit is given back.
LIMITS = ((64, NEVER), (16, 0.25), (64, 0.25), (256, 0.25), (1000, NEVER))
_HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n"
ANSWER = (_HEAD + FILLING + BACKLINK).encode()


def round_trips() -> list[float]:
    """Return the seconds for each site, the same ones each time."""
    chance = random.Random(24)
    return [min(0.4, max(0.05, chance.lognormvariate(-1.8, 0.6))) for _ in range(FAR)]


# --- the sites, in a process of their own ----------------------------------------------------------------------------
async def _pass_on(source: asyncio.StreamReader, sink: asyncio.StreamWriter, seconds: float, extra: float) -> None:
    """Deliver all of it ``seconds`` later, and the first piece another ``extra`` later: the connection's round trip."""
    loop = asyncio.get_running_loop()
    due = loop.time() + seconds + extra
    with contextlib.suppress(ConnectionError):
        while piece := await source.read(65536):
            due = max(due, loop.time() + seconds)
            loop.call_at(due, sink.write, piece)
    loop.call_at(max(due, loop.time() + seconds), sink.close)


async def serve(port: int, certificate: str) -> None:
    """Serve the sites until cancelled; print a line once all of them answer."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(ANSWER)
            await writer.drain()
        writer.close()

    near = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context, backlog=1000)
    near_port = near.sockets[0].getsockname()[1]
    async with asyncio.TaskGroup() as group:
        for number, round_trip in enumerate(round_trips()):

            async def relay(
                reader: asyncio.StreamReader, writer: asyncio.StreamWriter, round_trip: float = round_trip
            ) -> None:
                near_reader, near_writer = await asyncio.open_connection("127.0.0.1", near_port)
                group.create_task(_pass_on(reader, near_writer, round_trip / 2, round_trip))
                group.create_task(_pass_on(near_reader, writer, round_trip / 2, 0.0))

            await asyncio.start_server(relay, str(FIRST_ADDRESS + number), port)
        with swallowing(port):
            # The parent process waits for this line.
            print("ready", flush=True)
            await asyncio.Event().wait()


@contextlib.contextmanager
def swallowing(port: int) -> Iterator[None]:
    """Let some addresses swallow all that is sent there."""
    with contextlib.ExitStack() as stack:
        for number in range(FAR, FAR + SWALLOWED):
            swallow(stack, str(FIRST_ADDRESS + number), port)
        yield


# --- the check -------------------------------------------------------------------------------------------------------
async def check(port: int, permits: int, permit_seconds: float) -> tuple[float, int]:
    """Check all sites under one limit; return the wall seconds and the number of wrong verdicts."""
    from easytask.checker import LinkChecker
    from easytask.fetching import slots
    from easytask.fetching.resolver import Resolver
    from easytask.verdicts.records import Friend

    async def resolve(_: object, host: str, port: int = 0, family: int = 0) -> list[dict[str, object]]:
        address = str(FIRST_ADDRESS + int(host.partition(".")[0].removeprefix("blog")))
        return [{"hostname": host, "host": address, "port": port, "family": socket.AF_INET, "proto": 0, "flags": 0}]

    friends = [Friend(number, "", f"https://blog{number}.far.test:{port}/") for number in range(FAR + SWALLOWED)]
    random.Random(1).shuffle(friends)
    limit = mock.patch.multiple(slots, HANDSHAKES_AT_ONCE=permits, HANDSHAKE_PERMIT_SECONDS=permit_seconds)
    with limit, mock.patch.object(Resolver, "resolve", resolve):
        started = time.perf_counter()
        verdicts = await LinkChecker(SITE_LINK).check_all_links(friends)
        seconds = time.perf_counter() - started
    return seconds, sum(verdict.is_show is not (verdict.friend.id < FAR) for verdict in verdicts)


@contextlib.contextmanager
def serving() -> Iterator[int]:
    """Serve the sites in a process of their own; yield their port."""
    with tempfile.TemporaryDirectory() as directory:
        key, certificate = Path(directory, "key.pem"), Path(directory, "site.pem")
        request = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        request += ["-subj", "/CN=far.test", "-addext", "subjectAltName=DNS:*.far.test"]
        subprocess.run([*request, "-keyout", key, "-out", certificate], check=True, capture_output=True)
        # aiohttp reads it when it is imported.
        os.environ["SSL_CERT_FILE"] = str(certificate)
        both = Path(directory, "both.pem")
        both.write_bytes(certificate.read_bytes() + key.read_bytes())
        with socket.socket() as free:
            free.bind((str(FIRST_ADDRESS), 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "bench.far", str(port), str(both)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            try:
                if server.stdout is None or server.stdout.readline() != "ready\n":
                    sys.exit("bench: the simulated sites did not start")
                yield port
            finally:
                server.kill()


def measure() -> None:
    """Check under every limit, three times each, and print a table."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "izone.settings", "FRIENDLINK_ALLOWED_NETWORKS": "127.0.0.0/8"}
    headings = ("handshakes at once", "permit given back after", "seconds, three runs", "wrong")
    table = Table(*headings, title="a link may take 5 s")
    with serving() as port:
        import django
        import uvloop

        django.setup()
        for permits, permit_seconds in LIMITS:
            runs = [uvloop.run(check(port, permits, permit_seconds)) for _ in range(3)]
            given_back = "" if permit_seconds >= NEVER else f"{permit_seconds:g} s"
            seconds = ", ".join(f"{run[0]:.1f}" for run in sorted(runs))
            table.add_row(str(permits), given_back, seconds, str(sum(run[1] for run in runs)))
    Console().print(table)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        asyncio.run(serve(int(sys.argv[1]), sys.argv[2]))
    else:
        measure()
