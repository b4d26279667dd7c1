"""Heads of answers: where they end, what is passed over, and which of the odd ones are read as browsers read them."""

import pytest

from easytask.fetching.heads import (
    MAX_FIELDS,
    MAX_HEAD_BYTES,
    MAX_INTERIM_ANSWERS,
    HeadBuffer,
    HeadRefused,
    may_be_readable,
    mend,
)

HEAD = b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n"
HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"


def taken(data: bytes, piece: int) -> tuple[bytes, bytes] | None:
    """What a buffer hands out of ``data`` that comes in pieces; what it is not given counts as rest."""
    buffer = HeadBuffer()
    for start in range(0, len(data), piece):
        whole = buffer.take(data[start : start + piece])
        if whole:
            return whole[0], whole[1] + data[start + piece :]
    return None


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 10_000])
class TestBuffer:
    @pytest.mark.parametrize(
        ("before", "head", "rest"),
        [
            (b"", HEAD, b""),
            (b"", HEAD, b"a page\n\nof two paragraphs"),
            (b"", b"HTTP/1.0 200 OK\nServer: x\n\n", b"\nx"),
            (b"", b"HTTP/1.0 200 OK\r\nServer: x\n\r\n", b""),
            (b"\r\n\n\r\n", HEAD, b"x"),
            (HINTS + HINTS, HEAD, b"x"),
            (HINTS + b"\r\n", HEAD, b"x"),
            (b"HTTP/1.1 100\r\n\r\n", HEAD, b"x"),
            (b"", b"HTTP/1.1 101 Switching\r\n\r\n", b"x"),
            (b"", b"http/1.1 200 ok\r\n\r\n", b"x"),
            (b"", b"HTTP/1.1 1000 X\r\n\r\n", b"x"),
        ],
    )
    def test_the_head_ends_at_the_first_blank_line(self, before, head, rest, piece):
        assert taken(before + head + rest, piece) == (head, rest)

    @pytest.mark.parametrize("data", [b"", b"HTT", HEAD[:-1], HEAD[:-2], HINTS, HINTS + HEAD[:-3], b"\r\n\r\n"])
    def test_it_waits_for_the_end(self, data, piece):
        assert taken(data, piece) is None

    @pytest.mark.parametrize("data", [b"SSH-2.0-OpenSSH_9.2\r\n", b"\r\n220 mail ESMTP", b"HTTQ"])
    def test_what_is_no_http_is_not_waited_for(self, data, piece):
        head, rest = taken(data, piece)
        assert head + rest == data.lstrip(b"\r\n")


@pytest.mark.parametrize("piece", [100, 65_536])
class TestBounds:
    @pytest.mark.parametrize(
        "flood",
        [
            b"HTTP/1.1 200 OK\r\nX: " + b"a" * MAX_HEAD_BYTES,
            b"HTTP/1.1 200 OK\r\n" + b"X: aaaa\r\n" * (MAX_HEAD_BYTES // 9),
            b"HTTP/1.1 200 OK\r\nX: " + b"a" * MAX_HEAD_BYTES + b"\r\n\r\n",
            b"\r\n" * (MAX_HEAD_BYTES // 2) + HEAD,
            (b"HTTP/1.1 103 X\r\nX: " + b"a" * (MAX_HEAD_BYTES // 3) + b"\r\n\r\n") * 3 + HEAD,
            HINTS * (MAX_INTERIM_ANSWERS + 1) + HEAD,
        ],
    )
    def test_more_is_refused_whatever_it_is_made_of(self, flood, piece):
        with pytest.raises(HeadRefused):
            taken(flood, piece)

    @pytest.mark.parametrize(
        "much",
        [
            b"HTTP/1.1 200 OK\r\nX: " + b"a" * (MAX_HEAD_BYTES - 30) + b"\r\n\r\n",
            HINTS * MAX_INTERIM_ANSWERS + HEAD,
        ],
    )
    def test_as_much_as_browsers_take_is_taken(self, much, piece):
        assert taken(much + b"x" * MAX_HEAD_BYTES, piece)

    def test_the_body_is_no_head(self, piece):
        head, _rest = taken(HEAD + b"x" * 2 * MAX_HEAD_BYTES, piece)
        assert head == HEAD


@pytest.mark.parametrize(
    ("odd", "mended"),
    [
        (b"HTTP/1.1 200 OK\r\nServer : nginx\r\n\r\n", b"HTTP/1.1 200 OK\r\nServer: nginx\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nServer\t:nginx\r\n\r\n", b"HTTP/1.1 200 OK\r\nServer: nginx\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nX-Echo stash: 1\r\nA: b\r\n\r\n", b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nnonsense\r\nA: b\r\n\r\n", b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\n: nameless\r\nA: b\r\n\r\n", b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", b"HTTP/1.1 200 OK\r\nA: b c\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nA: b\0c\x01\r\n\r\n", b"HTTP/1.1 200 OK\r\nA: b c\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nA: b\rc\r\n\r\n", b"HTTP/1.1 200 OK\r\nA: b c\r\n\r\n"),
        (b"HTTP/1.1   200  OK\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n"),
        (b"HTTP/1.1\t404 Gone\r\n\r\n", b"HTTP/1.1 404 Gone\r\n\r\n"),
        (b"http/1.0 200\r\n\r\n", b"HTTP/1.0 200 \r\n\r\n"),
        (b"HTTP/1.1 200\xe5\xa5\xbd\r\n\r\n", b"HTTP/1.1 200 \xe5\xa5\xbd\r\n\r\n"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\ncontent-length: 5\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
        ),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        ),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, Chunked\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        ),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nSec-WebSocket-Key1: x\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n"),
    ],
)
def test_what_browsers_read_over_is_mended(odd, mended):
    assert mend(odd) == mended


@pytest.mark.parametrize(
    "length", [b"abc", b"", b"-5", b"+5", b"5.0", b"5, 6", b"5\r\nContent-Length: 6", b"9" * 23, b"0x5", "５".encode()]
)
def test_a_length_that_cannot_be_relied_on_is_not_mended(length):
    head = b"HTTP/1.1 200 OK\r\nContent-Length: " + length + b"\r\n\r\n"
    assert mend(head) is None
    assert not may_be_readable(head)


@pytest.mark.parametrize("line", [b"HTTP/1.1 OK", b"HTTP/1.1", b"HTTP/1.x 200 OK"])
def test_a_status_line_that_only_a_browser_understands_is_a_doubt(line):
    assert mend(line + b"\r\n\r\n") is None
    assert may_be_readable(line + b"\r\n\r\n")


@pytest.mark.parametrize("line", [b"HTTP/1.1 99 X", b"HTTP/1.1 2000 X", b"HTTP/2 200", b"ICY 200 OK", b"SSH-2.0-x"])
def test_a_wrong_status_and_another_protocol_are_no_doubt(line):
    assert mend(line + b"\r\n\r\n") is None
    assert not may_be_readable(line + b"\r\n\r\n")


def test_no_more_fields_than_any_answer_has_are_kept():
    mended = mend(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 9999 + b"Content-Length: 5\r\n\r\n")
    assert mended.count(b"\r\n") == MAX_FIELDS + 1
    assert b"\r\nContent-Length: 5\r\n" in mended
