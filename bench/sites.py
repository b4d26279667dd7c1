"""Simulate friends' sites: what each is like, which verdict it deserves, and a server for all; knows no checker.

Every site has an address of its own in 127.0.0.0/8, as friends have hosts of their own.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import ipaddress
import random
import socket
import sys
from collections.abc import Sequence

SITE_LINK = "https://ours.example"
BACKLINK = f'<p>friends</p><ul><li><a href="{SITE_LINK}/">ours</a></li></ul>'
TRAP = f'<!-- <a href="{SITE_LINK}/">ours</a> -->'
# 38 KB, an ordinary page.
FILLING = '<article><h2>A post</h2><p class="text">Some words.</p><a href="/posts/">more</a></article>\n' * 400
FIRST_ADDRESS = ipaddress.IPv4Address("127.80.0.1")
FIRST_FAR_ADDRESS = ipaddress.IPv4Address("127.82.0.1")
# What is far away answers two round trips of 0.2 s later, and a quarter of the addresses swallow all that is sent.
FAR_SECONDS = 0.4


@dataclasses.dataclass(frozen=True)
class Site:
    """One friend: ``seconds`` until it answers, and whether its link deserves to be shown."""

    url: str
    kind: str
    seconds: float
    deserves: bool


def sites(count: int, *, port: int, far: bool = False, seed: int = 24) -> list[Site]:
    """Return ``count`` sites, the same ones for the same seed; of every 24 one hangs, as in the article."""
    chance = random.Random(seed)
    first, later = (FIRST_FAR_ADDRESS, FAR_SECONDS) if far else (FIRST_ADDRESS, 0.0)
    made = []
    for number in range(count):
        kind = "hangs" if number % 24 == 7 else chance.choices(("fine", "gone", "trap", "moved"), (85, 6, 4, 5))[0]
        if far and number % 4 == 1:
            kind = "swallowed"
        silent = kind in ("hangs", "swallowed")
        seconds = 60.0 if silent else min(3.5, chance.lognormvariate(0.0, 0.5)) + later
        made.append(Site(f"http://{first + number}:{port}/", kind, seconds, kind in ("fine", "moved")))
    return made


def _answer(site: Site, path: str) -> bytes:
    if site.kind == "moved" and path == "/":
        return b"HTTP/1.1 301 Moved Permanently\r\nLocation: /new/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    status = "404 Not Found" if site.kind == "gone" else "200 OK"
    link = {"gone": "", "trap": TRAP}.get(site.kind, BACKLINK)
    body = f"<!doctype html><title>a blog</title>{FILLING}{link}".encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"Connection: close\r\n\r\n" + body


async def serve(served: Sequence[Site], *, port: int) -> None:
    """Serve the sites until cancelled; print a line once all of them answer."""

    async def answer(site: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            path = (await reader.readuntil(b"\r\n\r\n")).split(b" ", 2)[1].decode()
            if path == "/" or site.kind != "moved":
                await asyncio.sleep(site.seconds)
            writer.write(_answer(site, path))
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            # The checker has given up.
            pass
        finally:
            writer.close()

    async with asyncio.TaskGroup() as group:
        with contextlib.ExitStack() as stack:
            for site in served:
                address = site.url.removeprefix("http://").partition(":")[0]
                if site.kind == "swallowed":
                    swallow(stack, address, port)
                    continue

                def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, site: Site = site) -> None:
                    group.create_task(answer(site, reader, writer))

                await asyncio.start_server(connected, address, port, backlog=16)
            # The parent process waits for this line.
            print("ready", flush=True)
            await asyncio.Event().wait()


def swallow(stack: contextlib.ExitStack, address: str, port: int) -> None:
    """Fill the queue of connections of an address, and accept none: Linux drops all further ones."""
    listener = stack.enter_context(socket.socket())
    listener.bind((address, port))
    listener.listen(0)
    for _ in range(2):
        filling = stack.enter_context(socket.socket())
        filling.setblocking(False)
        filling.connect_ex((address, port))


if __name__ == "__main__":
    count, far_count, port = map(int, sys.argv[1:])
    asyncio.run(serve([*sites(count, port=port), *sites(far_count, port=port, far=True)], port=port))
