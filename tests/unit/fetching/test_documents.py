"""What is kept of an answer that is no page."""

import pytest

from easytask.fetching.documents import DocumentReader


@pytest.mark.parametrize(
    ("status", "content_type", "kept"),
    [
        (200, "image/png", b"abc"),
        (203, "", b"abc"),
        (200, "text/html; charset=utf-8", b""),
        (304, "image/png", b""),
        (404, "image/png", b""),
    ],
)
def test_a_document_is_kept_and_nothing_else_is_read(status, content_type, kept):
    reader = DocumentReader(unwanted_type="html")
    reader.start_page("https://a.example/icon", status, {"Content-Type": content_type})
    has_enough = [reader.feed(piece) for piece in (b"a", b"bc")]
    assert (bytes(reader.data), has_enough) == (kept, [not kept] * 2)


def test_an_earlier_try_is_forgotten():
    reader = DocumentReader()
    for piece in (b"half of", b"whole"):
        reader.start_page("https://a.example/feed", 200, {})
        reader.feed(piece)
    assert bytes(reader.data) == b"whole"
