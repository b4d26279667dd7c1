"""Cut a small WOFF2 font with the glyphs of a few characters out of ``serif.ttf``; this knows no page and no request.

Written by hand for one font that bench/typeface.py has made plain (no composite glyphs, no hints, no layout tables).
fonttools does the same in 230 ms, of which a page that nobody has asked for before would have to wait; this takes 5 ms,
reads only the glyphs that it takes, and spares those who run izone a dependency of 5 MB.
"""

from __future__ import annotations

import dataclasses
import functools
import struct
from pathlib import Path
from typing import BinaryIO, NamedTuple

import brotli

FONT = Path(__file__).resolve().parent / "serif.ttf"
# Of the tables that a WOFF2 font names by a number; see its specification, section 4.1. loca has to follow glyf.
_NUMBERS = {
    "cmap": 0,
    "head": 1,
    "hhea": 2,
    "hmtx": 3,
    "maxp": 4,
    "name": 5,
    "OS/2": 6,
    "post": 7,
    "glyf": 10,
    "loca": 11,
}
# Of glyf and loca: as they are, not rewritten as WOFF2 could.
_PLAIN = 3 << 6
_TRUETYPE = 0x00010000


class _Part(NamedTuple):
    offset: int
    length: int


@dataclasses.dataclass(frozen=True, slots=True)
class _Source:
    """What of the whole font stays in memory: where its tables, characters and glyphs are."""

    tables: dict[str, bytes]
    glyphs: dict[int, int]
    places: tuple[int, ...]
    # Advance and left side bearing, in thousandths of the type size.
    metrics: tuple[tuple[int, int], ...]
    glyf: int


def has(character: str) -> bool:
    """Return whether the font has a glyph for a character."""
    return ord(character) in _source().glyphs


def cut(characters: str) -> bytes:
    """Return a WOFF2 font with the glyphs of these characters, as far as there are any."""
    source = _source()
    wanted = {code: source.glyphs[code] for code in sorted(set(map(ord, characters))) if code in source.glyphs}
    # The first is what stands for a character without a glyph.
    numbers = [0, *wanted.values()]
    with FONT.open("rb") as font:
        outlines = [_outline(font, source, number) for number in numbers]
    ends = [0]
    for outline in outlines:
        ends.append(ends[-1] + len(outline))
    count = len(numbers)
    tables = source.tables | {
        "cmap": _cmap(list(wanted)),
        "hhea": source.tables["hhea"][:-2] + struct.pack(">H", count),
        "hmtx": b"".join(struct.pack(">Hh", *source.metrics[number]) for number in numbers),
        "maxp": source.tables["maxp"][:4] + struct.pack(">H", count) + source.tables["maxp"][6:],
        "glyf": b"".join(outlines),
        "loca": struct.pack(f">{count + 1}L", *ends),
    }
    return _pack(tables)


def _outline(font: BinaryIO, source: _Source, number: int) -> bytes:
    begin, end = source.places[number], source.places[number + 1]
    font.seek(source.glyf + begin)
    found = font.read(end - begin)
    return found + bytes(-len(found) % 4)


def _cmap(codes: list[int]) -> bytes:
    """Return a table in which the n-th character has the n-th glyph: a segment for each, and a last one for none."""
    codes = [*codes, 0xFFFF]
    count = len(codes)
    deltas = [(number + 1 - code) % 0x10000 for number, code in enumerate(codes[:-1])]
    search = 2 * 2 ** (count.bit_length() - 1)
    body = struct.pack(f">{count}H", *codes) + bytes(2) + struct.pack(f">{count}H", *codes)
    body += struct.pack(f">{count}H", *deltas, 1) + bytes(2 * count)
    head = (4, 14 + len(body), 0, 2 * count, search, count.bit_length() - 1, 2 * count - search)
    return struct.pack(">HHHHL", 0, 1, 3, 1, 12) + struct.pack(">7H", *head) + body


def _pack(tables: dict[str, bytes]) -> bytes:
    directory = b""
    for name, number in _NUMBERS.items():
        directory += bytes([number | (_PLAIN if number >= _NUMBERS["glyf"] else 0)]) + _base128(len(tables[name]))
    # The best quality takes ten times as long to save 3 in 100 bytes.
    packed: bytes = brotli.compress(b"".join(tables[name] for name in _NUMBERS), mode=brotli.MODE_FONT, quality=5)
    unpacked_size = 12 + sum(16 + len(tables[name]) + -len(tables[name]) % 4 for name in _NUMBERS)
    length = 48 + len(directory) + len(packed)
    length += (padding := -length % 4)
    head = struct.pack(">4sLLHHLLHH", b"wOF2", _TRUETYPE, length, len(_NUMBERS), 0, unpacked_size, len(packed), 1, 0)
    return head + bytes(20) + directory + packed + bytes(padding)


def _base128(number: int) -> bytes:
    """Return a number as seven bits a byte, all but the last with the eighth set."""
    parts = [number & 0x7F]
    while number := number >> 7:
        parts.append(number & 0x7F | 0x80)
    return bytes(reversed(parts))


@functools.cache
def _source() -> _Source:
    content = FONT.read_bytes()
    count = struct.unpack(">H", content[4:6])[0]
    found = {}
    for number in range(count):
        name, _, offset, length = struct.unpack_from(">4sLLL", content, 12 + 16 * number)
        found[name.decode()] = _Part(offset, length)
    kept = {
        name: content[part.offset : part.offset + part.length]
        for name, part in found.items()
        if name in ("head", "hhea", "maxp", "name", "OS/2", "post")
    }
    glyphs = struct.unpack(">H", kept["maxp"][4:6])[0]
    return _Source(
        tables=kept,
        glyphs=_read_cmap(content, found["cmap"].offset),
        places=struct.unpack_from(f">{glyphs + 1}L", content, found["loca"].offset),
        metrics=_read_metrics(content, found["hmtx"].offset, struct.unpack(">H", kept["hhea"][-2:])[0], glyphs),
        glyf=found["glyf"].offset,
    )


def _read_metrics(content: bytes, offset: int, full: int, glyphs: int) -> tuple[tuple[int, int], ...]:
    """Return the metrics of all glyphs: those behind the ``full`` ones share the last advance."""
    pairs = list(struct.iter_unpack(">Hh", content[offset : offset + 4 * full]))
    rest = struct.unpack_from(f">{glyphs - full}h", content, offset + 4 * full)
    return (*pairs, *((pairs[-1][0], bearing) for bearing in rest))


def _read_cmap(content: bytes, offset: int) -> dict[int, int]:
    """Return the glyph of each character from the font's one kind of table, format 4."""
    offset += struct.unpack_from(">L", content, offset + 8)[0]
    count = struct.unpack_from(">H", content, offset + 6)[0] // 2
    columns = (struct.unpack_from(f">{count}H", content, offset + 14 + step) for step in (0, 2 * count + 2))
    ends, starts = columns
    deltas = struct.unpack_from(f">{count}H", content, offset + 16 + 4 * count)
    ranges_at = offset + 16 + 6 * count
    found = {}
    for number, (start, end, delta) in enumerate(zip(starts, ends, deltas, strict=True)):
        place = ranges_at + 2 * number
        skipped = struct.unpack_from(">H", content, place)[0]
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = struct.unpack_from(">H", content, place + skipped + 2 * (code - start))[0] if skipped else code
            found[code] = (glyph + delta) % 0x10000
    return found
