"""Have feeds from outside read by a process of its own, bounded in memory and time; this one parses nothing.

One process for all feeds of a slice, because feedparser takes a sixth of a second to load, and a feed five thousandths
to read. It is replaced when a document has ended it; all that one document can do to the next is a lie about titles.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from easytask.feeds.records import Feed, FeedProblem, Post
from easytask.verdicts.addresses import BadAddress, parse
from easytask.verdicts.records import truncate_text

# A document at its bounds takes 2 s of CPU, which it may have to share.
SECONDS = 15.0
_PROGRAM = Path(__file__).with_name("parse.py")
# As the program has it, which is not imported, or feedparser would be loaded here as well.
_MESSAGE = struct.Struct(">2I")
# The most that the program says of MOST_POSTS posts, each character written as twelve.
_ANSWER_BYTES = 1024 * 1024
_TITLE_CHARS, _ADDRESS_CHARS, _MOST_POSTS = 200, 1000, 30


class Parser:
    """Reads one document after another; from any thread, one at a time. Make and close it as a context manager."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: _Child | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._end()

    def read(self, data: bytes, url: str, content_type: str) -> Feed | FeedProblem:
        """Return the feed in a document that was found at ``url``, or why there is none; it takes SECONDS at most."""
        about = json.dumps({"url": url, "type": content_type[:200]}).encode()
        with self._lock:
            try:
                self._child = self._child or _Child()
                answer = self._child.ask(_MESSAGE.pack(len(about), len(data)) + about + data)
                return _read_answer(answer, url)
            except (OSError, ValueError, TypeError, KeyError, struct.error):
                # It has ended, takes too long, or says what our program does not say.
                self._end()
                return FeedProblem.BROKEN

    def _end(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None


class _Child:
    """The process, and our end of the socket to it."""

    def __init__(self) -> None:
        ours, its = socket.socketpair()
        with its:
            ours.settimeout(SECONDS)
            self._socket = ours
            # Without our environment: its secrets are not for a process that hostile bytes may take over.
            self.process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-I", str(_PROGRAM)],
                stdin=its.fileno(),
                stdout=its.fileno(),
                stderr=subprocess.DEVNULL,
                env={},
            )

    def ask(self, message: bytes) -> Any:
        """Send a message and return the answer. Raises OSError, ValueError."""
        self._socket.sendall(message)
        length, _ = _MESSAGE.unpack(self._receive(_MESSAGE.size))
        if length > _ANSWER_BYTES:
            raise ValueError("too long an answer")
        return json.loads(self._receive(length))

    def _receive(self, length: int) -> bytes:
        pieces = bytearray()
        while len(pieces) < length:
            piece = self._socket.recv(length - len(pieces))
            if not piece:
                raise ConnectionError("the process has ended")
            pieces += piece
        return bytes(pieces)

    def end(self) -> None:
        """End the process."""
        self._socket.close()
        self.process.kill()
        self.process.wait()


def _read_answer(answer: Any, url: str) -> Feed | FeedProblem:
    """Return what the program said; whoever has taken it over gets in no more than texts within our bounds."""
    if "problem" in answer:
        return FeedProblem(answer["problem"])
    posts = {post.address: post for post in reversed(list(_posts(answer["posts"], url)))}
    return Feed(_title(answer["title"]), tuple(reversed(posts.values()))) if posts else FeedProblem.EMPTY


def _posts(found: list[Any], url: str) -> Iterator[Post]:
    for title, address, seconds in found[:_MOST_POSTS]:
        date = None
        if seconds is not None:
            # Nobody wrote in such a year.
            with contextlib.suppress(ValueError, OverflowError, OSError):
                date = dt.datetime.fromtimestamp(int(seconds), dt.UTC)
        # What is no web address, such as a script, is no post.
        with contextlib.suppress(BadAddress):
            href = parse(str(address), base=url).href
            if len(href) <= _ADDRESS_CHARS:
                yield Post(_title(title), href, date)


def _title(text: object) -> str:
    """Return what a database takes, whatever was said."""
    return truncate_text(str(text))[:_TITLE_CHARS]
