"""Turn the bytes of a list into text; refuse what is too long before anything looks inside."""

from __future__ import annotations

from blog import encodings
from easytask.exchange.records import Fault, Unreadable

# Of 10,000 friends with all their fields in YAML, the longest format, it takes four.
MAX_BYTES = 8 * 1024 * 1024


def decode(data: bytes) -> str:
    """Return the text of a file, its lines ended by line feeds; raise Unreadable."""
    if len(data) > MAX_BYTES:
        raise Unreadable(Fault.TOO_LARGE)
    try:
        text, _is_guess = encodings.decode(data)
    except encodings.UnknownEncoding as error:
        raise Unreadable(Fault.ENCODING) from error
    if not text.strip():
        raise Unreadable(Fault.EMPTY)
    return text.replace("\r\n", "\n").replace("\r", "\n")
