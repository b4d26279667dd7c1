"""The image's web server under strangers who hold connections, send too much, or send it slowly."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import socket
import time
from collections.abc import Iterator

import pytest

from blog import uploads
from izone import web_worker
from tests.plugins.processes import CHECKOUT, DEADLINE_SECONDS, eventually, free_port
from tests.plugins.projects import Project
from tests.plugins.scenes import A_SECOND, seconds_of

HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
UPLOAD = b"POST /admin/blog/picture/upload/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
POST = b"POST /i18n/setlang/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"


# Whoever is refused may take all the time that he needs to hear of it.
PATIENT = """
from izone import web_worker
from izone.web_server import *

web_worker.LINGER_SECONDS = 3600
"""


@pytest.fixture
def port(project: Project) -> int:
    """The web as the image starts it, on its own port."""
    port = free_port()
    [command] = re.findall(r"^CMD (\[.*\])$", (CHECKOUT / "Dockerfile").read_text(), re.MULTILINE)
    options = [word.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for word in json.loads(command)[1:]]
    (project.directory / "patient.py").write_text(PATIENT)
    server = project.start("web", "-m", "gunicorn", *options, "--config", str(project.directory / "patient.py"))
    eventually(lambda: server.output.count("Booting worker") == 2, "two web processes")
    eventually(lambda: ask(port) == 200, "an answer")
    return port


def ask(port: int, path: str = "/robots.txt") -> int:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=DEADLINE_SECONDS)) as connection:
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
        except OSError:
            return 0
        answer.read()
        return answer.status


@contextlib.contextmanager
def held(port: int, *starts: bytes, count: int) -> Iterator[list[socket.socket]]:
    with contextlib.ExitStack() as stack:
        sockets = []
        for number in range(count):
            sockets.append(stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=DEADLINE_SECONDS)))
            sockets[-1].sendall(starts[number % len(starts)])
        yield sockets


def test_others_are_served_within_a_second_while_100_connections_are_held(port: int) -> None:
    starts = (b"", b"GET", HEAD, POST + b"Content-Length: 60000\r\n\r\nnext=", POST + b"Content-Length: 9\r\n")
    with held(port, *starts, count=100):
        seconds_of(lambda: ask(port) == 200 or pytest.fail("it was not served"), below=A_SECOND)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (POST + b"Content-Length: 200000000\r\n\r\n", 413),
        (UPLOAD % uploads.FORM_BYTES + b"x" * uploads.FORM_BYTES, 403),
        (UPLOAD % (uploads.FORM_BYTES + 1), 413),
        (POST + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n", 413),
        (POST + b"Content-Length: 0000000000200000000\r\n\r\n", 413),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n400\r\n", 411),
        (POST + b"Content-Length: 100000\r\n\r\n" + b"x" * 100_000, 413),
        (HEAD + b"X: " + b"x" * (web_worker.HEAD_BYTES + 10), 431),
        (HEAD + b"\r\n", 200),
        (POST + b"Expect: 100-continue\r\nContent-Length: 9\r\n\r\n", 100),
        (HEAD + b"Expect: 100-continue\r\n\r\n", 200),
    ],
    ids=[
        "200 MB",
        "as much as a picture",
        "more than a picture",
        "5,000 digits",
        "leading zeros",
        "in chunks",
        "above a form",
        "head",
        "plain",
        "expects",
        "expects without a body",
    ],
)
def test_what_is_too_large_is_refused_before_it_has_come(port: int, sent: bytes, status: int) -> None:
    with held(port, sent, count=1) as [visitor]:
        assert visitor.recv(12) == f"HTTP/1.1 {status}".encode()


@pytest.mark.parametrize(
    ("head", "status"),
    [(POST + b"Content-Length: 200000000\r\n\r\n", 413), (HEAD + b"X: ", 431)],
    ids=["body", "head"],
)
def test_who_goes_on_sending_still_gets_the_answer(port: int, head: bytes, status: int) -> None:
    with held(port, head, count=1) as [visitor]:
        # Whatever is in flight when a connection is closed resets it, and the answer is lost.
        for _ in range(200):
            visitor.sendall(b"x" * 20_000)
        answer = b""
        while received := visitor.recv(65536):
            answer += received
        assert answer.startswith(f"HTTP/1.1 {status}".encode())
        visitor.sendall(b"x")


@pytest.mark.parametrize(("version", "count"), [(b"1.1", 1), (b"1.0", 0)])
def test_who_expects_it_is_told_once_to_go_on(port: int, version: bytes, count: int) -> None:
    head = POST.replace(b"HTTP/1.1", b"HTTP/" + version) + b"Expect: 100-Continue\r\nContent-Length: 6\r\n"
    with held(port, head + b"Connection: close\r\n\r\n", count=1) as [visitor]:
        # Whoever is told to go on waits for that.
        answer = visitor.recv(65536) if count else b""
        visitor.sendall(b"next=/")
        while received := visitor.recv(65536):
            answer += received
    assert answer.count(b"100 Continue") == count
    assert answer.count(b"HTTP/1.") == count + 1


def test_a_request_that_comes_in_pieces_and_one_behind_another_are_served(port: int) -> None:
    with held(port, b"", count=1) as [visitor]:
        for piece in re.findall(rb"(?s).{1,7}", HEAD + b"\r\n"):
            visitor.sendall(piece)
            time.sleep(0.01)
        answer = http.client.HTTPResponse(visitor)
        answer.begin()
        assert (answer.status, bool(answer.read())) == (200, True)
        visitor.sendall(HEAD + b"\r\n" + HEAD + b"Connection: close\r\n\r\n")
        answers = b""
        while received := visitor.recv(65536):
            answers += received
        assert answers.count(b"HTTP/1.1 200 OK") == 2


@pytest.mark.slow
def test_whoever_is_slow_is_sent_away(port: int) -> None:
    with held(port, HEAD, count=3) as visitors:
        began = time.monotonic()
        for number in range(3):
            # A byte now and then makes no difference.
            visitors[number].sendall(b"X")
        assert {visitor.recv(12) for visitor in visitors} == {b"HTTP/1.1 408"}
        # What waits on a busy machine comes on top, but all three were sent away at once.
        assert time.monotonic() - began < web_worker.HEAD_SECONDS + DEADLINE_SECONDS / 2
