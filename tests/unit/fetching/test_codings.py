"""What a body decodes to: every coding, broken ones, and those that are made to fill the memory."""

import functools
import gzip
import random
import sys
import zlib

import brotli
import pytest

from easytask.fetching.codings import MAX_CODINGS, Decoder, TooLong
from easytask.fetching.decompressors import PIECE_BYTES, Undecodable

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PAGE = "".join(f"<p>第 {number} 段</p>" for number in range(3000)).encode()
LIMIT = 1_000_000


def raw_deflate(data: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-15)
    return compressor.compress(data) + compressor.flush()


ENCODERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "raw deflate": raw_deflate,
    "br": functools.partial(brotli.compress, quality=5),
    "zstd": zstd.compress,
}
# Random bytes are no error to all of them.
DAMAGE = {"br": bytes(range(255, 0, -1)) * 500, "zstd": bytes(range(255, 0, -1)) * 500}


def decoded(coding: str, data: bytes, piece: int = 10_000, limit: int = LIMIT) -> tuple[bytes, type[Exception] | None]:
    """What came out, and the error that ended it."""
    decoder = Decoder([coding.removeprefix("raw ")], limit)
    out = b""
    try:
        for start in range(0, len(data), piece):
            for part in decoder.feed(data[start : start + piece]):
                out += part
    except (Undecodable, TooLong) as error:
        return out, type(error)
    assert decoder.decoded == len(out)
    return out, None


@pytest.mark.parametrize("piece", [1, 100, 100_000])
@pytest.mark.parametrize("coding", ENCODERS)
def test_every_coding_is_undone_however_it_is_cut(coding, piece):
    assert decoded(coding, ENCODERS[coding](PAGE), piece) == (PAGE, None)


@pytest.mark.parametrize("piece", [1, 100, 10_000])
@pytest.mark.parametrize("coding", ENCODERS)
def test_garbage_after_the_end_is_left_out(coding, piece):
    for garbage in (b"\0", b"garbage" * 100, ENCODERS[coding](b"")):
        assert decoded(coding, ENCODERS[coding](PAGE) + garbage, piece) == (PAGE, None)


@pytest.mark.parametrize("coding", ENCODERS)
def test_a_body_without_its_end_is_what_has_come(coding):
    out, error = decoded(coding, ENCODERS[coding](PAGE)[:-10])
    assert error is None
    assert PAGE.startswith(out)


@pytest.mark.parametrize("coding", ENCODERS)
def test_what_comes_before_an_error_is_not_lost(coding):
    digits = random.Random(1)
    page = "".join(f"<p>{digits.getrandbits(64):x}</p>" for _ in range(40_000)).encode()
    packed = ENCODERS[coding](page)
    intact = packed[: len(packed) * 3 // 4]
    before, _ = decoded(coding, intact)
    out, error = decoded(coding, intact + DAMAGE.get(coding, digits.randbytes(20_000)), limit=10_000_000)
    assert error is Undecodable
    assert len(before) > len(page) // 2
    assert out.startswith(before)


@pytest.mark.parametrize("piece", [1, 100, 100_000])
@pytest.mark.parametrize(("coding", "read"), [("gzip", 20), ("zstd", len(PAGE))])
def test_of_several_members_in_a_row_as_many_are_read_as_browsers_read(coding, read, piece):
    packed = b"".join(ENCODERS[coding](part) for part in (PAGE[:20], PAGE[20:5000], b"", PAGE[5000:]))
    assert decoded(coding, packed, piece) == (PAGE[:read], None)


@pytest.mark.parametrize("damage", [8, 4])
def test_neither_checksum_nor_length_of_a_gzip_is_asked(damage):
    packed = bytearray(gzip.compress(PAGE))
    packed[-damage] ^= 255
    assert decoded("gzip", bytes(packed)) == (PAGE, None)


@pytest.mark.parametrize(
    "header",
    [
        b"\x1f\x8b\x08\x04" + b"\0" * 6 + b"\x05\0extra",
        b"\x1f\x8b\x08\x08" + b"\0" * 6 + b"name\0",
        b"\x1f\x8b\x08\x10" + b"\0" * 6 + b"comment\0",
        b"\x1f\x8b\x08\x02" + b"\0" * 6 + b"\x12\x34",
        b"\x1f\x8b\x08\x1e" + b"\0" * 6 + b"\x02\0xxname\0comment\0\x12\x34",
    ],
)
@pytest.mark.parametrize("piece", [1, 7, 1000])
def test_every_header_of_a_gzip_is_skipped(header, piece):
    assert decoded("gzip", header + raw_deflate(PAGE), piece) == (PAGE, None)


@pytest.mark.parametrize("data", [b"<!doctype html>" * 10, b"\0" * 100, b"\x1f\x8b\x07" + b"\0" * 50])
@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_what_is_not_in_its_coding_is_undecodable(coding, data):
    assert decoded(coding, data) == (b"", Undecodable)


@pytest.mark.parametrize(
    "headers",
    [["gzip, br"], ["gzip", "br"], ["GZIP ,\tbr"], ["identity, gzip, , br"], ["x-gzip,br,identity"]],
)
def test_lists_of_codings_are_undone_from_the_last(headers):
    decoder = Decoder(headers, LIMIT)
    assert b"".join(decoder.feed(brotli.compress(gzip.compress(PAGE)))) == PAGE


@pytest.mark.parametrize("headers", [[], [""], ["identity"], [" , "], ["Identity, identity"]])
def test_without_a_coding_nothing_is_undone(headers):
    decoder = Decoder(headers, LIMIT)
    assert decoder.is_known
    assert list(decoder.feed(PAGE)) == [PAGE]


@pytest.mark.parametrize("name", ["utf-8", "compress", "gzip, sdch", "none", "gzip;q=1", ", ".join(["gzip"] * 1000)])
def test_what_nobody_knows_is_handed_on_as_it_is(name):
    decoder = Decoder([name], LIMIT)
    assert not decoder.is_known
    assert list(decoder.feed(PAGE)) == [PAGE]


def test_as_many_codings_as_anybody_uses_are_undone():
    packed = PAGE
    for _ in range(MAX_CODINGS):
        packed = gzip.compress(packed)
    assert decoded(", ".join(["gzip"] * MAX_CODINGS), packed) == (PAGE, None)


class TestBombs:
    @pytest.mark.slow
    @pytest.mark.parametrize("coding", ENCODERS)
    def test_it_is_decoded_no_further_than_it_is_read(self, coding):
        decoder = Decoder([coding.removeprefix("raw ")], LIMIT)
        pieces = decoder.feed(ENCODERS[coding](b"\0" * 50_000_000))
        assert 0 < len(next(pieces)) <= 4 * PIECE_BYTES
        assert decoder.decoded <= 4 * PIECE_BYTES

    @pytest.mark.parametrize("coding", ENCODERS)
    def test_no_piece_is_large(self, coding):
        decoder = Decoder([coding.removeprefix("raw ")], LIMIT)
        assert max(map(len, decoder.feed(ENCODERS[coding](b"\0" * 5_000_000)))) <= 4 * PIECE_BYTES

    def test_an_inner_layer_is_bounded_even_when_nothing_comes_of_it(self):
        # Empty blocks of deflate: they are long, and say nothing.
        empty = b"\0\0\0\xff\xff" * 4_000_000
        packed = zlib.compress(empty)
        assert decoded("deflate, deflate", packed) == (b"", TooLong)

    def test_the_wire_is_bounded_as_well(self):
        assert decoded("deflate", b"\0\0\0\xff\xff" * 1_000_000) == (b"", TooLong)

    def test_frames_without_end_are_not_all_decoded(self):
        out, _ = decoded("zstd", zstd.compress(b"x") * 10_000)
        assert 0 < len(out) < 100
