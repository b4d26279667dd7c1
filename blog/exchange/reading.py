"""Read a source, whatever it is: Markdown with front matter, WordPress, Typecho, Ghost, or several of them together."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from blog.encodings import UnknownEncoding, decode, storable
from blog.exchange import ghost, markdown_files, typecho, wordpress
from blog.exchange.archives import ALT_TEXTS, MAX_TEXT_BYTES, Archive
from blog.exchange.records import Note, Reading, Refusal, Refused, SourcePost, Unusable, UnusableSource

# What is wrong with an export among other files is wrong with it alone.
_OF_ONE_FILE = {
    Unusable.NOT_KNOWN: Refusal.NO_EXPORT,
    Unusable.BROKEN: Refusal.UNREADABLE,
    Unusable.DOCTYPE: Refusal.DOCTYPE,
}


def read(archive: Archive, zone: dt.tzinfo) -> Reading:
    """Return all that can be read, and what is left out; raise UnusableSource when there is nothing."""
    reading = markdown_files.read(archive, zone)
    unusable = UnusableSource(Unusable.NO_POSTS)
    for name in archive.names(".xml", ".json", ".dat"):
        try:
            reading += _export(archive, name, zone)
        except UnusableSource as error:
            if error.why not in _OF_ONE_FILE:
                raise
            unusable = error
            reading += Reading(refused=(Refused(name, _OF_ONE_FILE[error.why], error.what),))
    reading += Reading(refused=tuple(archive.refused))
    if not reading.posts and (unusable.why is not Unusable.NO_POSTS or not reading.refused):
        raise unusable
    stored: Reading = _storable(reading)
    return stored


def _storable(value: Any) -> Any:
    """Return the value with storable texts wherever it has some."""
    match value:
        case str():
            return storable(value)
        case tuple():
            return tuple(map(_storable, value))
        case Reading() | SourcePost() | Note() | Refused():
            fields = {field.name: _storable(getattr(value, field.name)) for field in dataclasses.fields(value)}
            return dataclasses.replace(value, **fields)
        case _:
            return value


def _export(archive: Archive, name: str, zone: dt.tzinfo) -> Reading:
    is_alone = len(archive.sizes) == 1
    # Beside posts there are settings of all kinds. What tells an export is ASCII, also in UTF-16.
    top_bytes = archive.top(name)
    top = top_bytes.replace(b"\0", b"").decode("latin-1")
    is_wordpress = name.lower().endswith(".xml") and (is_alone or wordpress.is_export(top))
    is_ghost = name.lower().endswith(".json") and (is_alone or ghost.is_export(top))
    is_typecho = typecho.is_export(top_bytes)
    if name == ALT_TEXTS or not (is_wordpress or is_ghost or is_typecho):
        return Reading()
    content = archive.text(name, MAX_TEXT_BYTES)
    if content is None:
        return Reading()
    if is_typecho:
        return typecho.read(content, archive, zone)
    try:
        text, _is_legacy = decode(content)
    except UnknownEncoding:
        return Reading(refused=(Refused(name, Refusal.ENCODING),))
    return wordpress.read(text, name, archive, zone) if is_wordpress else ghost.read(text, name, archive)
