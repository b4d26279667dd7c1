"""How a body is read: what the reader is told and given, how far, and what becomes of one that ends badly."""

import gzip
import sys
import time
import zlib
from typing import Any

import brotli
import pytest

from easytask.fetching.body import ERROR_PAGE_BYTES
from easytask.verdicts.kinds import Cause, Problem
from easytask.verdicts.records import PageReading
from tests.unit.fetching.servers import RESET, US, Exchange, Reader, Server, answer, fetch_one, raw_server

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


class TestReader:
    def test_it_is_told_the_final_address_the_status_and_the_headers(self, site):
        reader = Reader()
        site.page("/new", "here", status=203, Content_Type="text/html; charset=GBK")
        fetch_one(site.page("/", status=301, Location="/new"), reader=reader)
        assert (reader.opened, reader.types, reader.body) == (
            [(site.url + "/new", 203)],
            ["text/html; charset=GBK"],
            b"here",
        )

    @pytest.mark.parametrize(
        "content_type", ["text/html; x*", "text/html;charset*", "text/html; charset=", "; charset=x"]
    )
    def test_a_malformed_content_type_harms_nobody(self, content_type):
        reader = Reader()
        with raw_server(answer(b"here", f"Content-Type: {content_type}")) as url:
            assert fetch_one(url, reader=reader).status == 200
        assert reader.types == [content_type]

    def test_what_it_found_is_handed_on(self, site):
        reader = Reader(home={"wall": "Anubis", "needs_script": True, "gave_up": True})
        page = fetch_one(site.page("/home", US), reader=reader)
        assert page.reading == PageReading(page.backlink, wall="Anubis", needs_script=True, gave_up=True)
        assert page.cut

    def test_reading_stops_when_it_has_enough(self, site):
        reader = Reader()
        page = fetch_one(site.page("/", US + b"x" * 500_000), reader=reader)
        assert not page.cut
        assert len(reader.body) < 100_000

    def test_a_crash_of_it_is_ours_and_comes_through(self, site):
        class Broken(Reader):
            def start_page(self, *_: Any) -> None:
                raise UnicodeError("ours")

        with pytest.raises(UnicodeError, match="ours"):
            fetch_one(site.page("/"), reader=Broken())

    @pytest.mark.parametrize("status", [200, 201, 202, 203])
    def test_what_carries_a_page_is_a_page(self, site, status):
        page = fetch_one(site.page("/", b"x" * 90_000 + US, status=status), reader=Reader())
        assert (page.status, bool(page.backlink)) == (status, True)

    @pytest.mark.parametrize("status", [403, 404, 405, 429, 493, 503])
    def test_of_any_other_answer_enough_is_read_to_see_a_wall(self, site, status):
        reader = Reader(home={"wall": "Anubis"})
        page = fetch_one(site.page("/home", b"x" * 200_000, status=status), reader=reader, retries=0)
        assert (page.status, page.problem, page.cut, page.reading.wall) == (status, None, False, "Anubis")
        assert len(reader.body) == ERROR_PAGE_BYTES

    @pytest.mark.parametrize(
        "said",
        [
            b"HTTP/1.1 404 X\r\nContent-Length: 99\r\n\r\nshort",
            b"HTTP/1.1 404 X\r\nContent-Encoding: gzip\r\n\r\nno gzip",
            b"HTTP/1.1 404 X\r\nTransfer-Encoding: chunked\r\n\r\nZZ",
        ],
    )
    def test_how_it_is_read_does_not_change_a_status(self, said):
        with raw_server(said) as url:
            page = fetch_one(url, reader=Reader())
        assert (page.status, page.problem) == (404, None)

    def test_neither_does_an_error_page_without_end(self):
        def drip(exchange: Exchange) -> bytes:
            exchange.client.sendall(b"HTTP/1.1 404 Not Found\r\n\r\nx")
            while not exchange.hung_up():
                pass
            return b""

        with Server(drip) as server:
            page = fetch_one(server.url + "/", reader=Reader(), timeout=1)
        assert (page.status, page.problem, page.incomplete) == (404, None, Problem.TIMEOUT)


class TestCap:
    @pytest.mark.parametrize(("size", "cut"), [(999, False), (1000, False), (1001, True), (500_000, True)])
    def test_no_more_than_the_cap_is_read(self, site, size, cut):
        reader = Reader()
        page = fetch_one(site.page("/", b"x" * size), reader=reader, max_body=1000)
        assert (page.status, page.cut, len(reader.body)) == (200, cut, min(size, 1000))

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("coding", "encode"),
        [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", brotli.compress), ("zstd", zstd.compress)],
    )
    def test_it_counts_what_was_decoded(self, site, coding, encode):
        reader = Reader()
        page = fetch_one(site.page("/", encode(b"x" * 20_000_000), Content_Encoding=coding), reader=reader)
        assert (page.cut, len(reader.body), page.coding) == (True, 100_000, coding)

    def test_it_holds_for_every_layer(self, site):
        empty = zlib.compress(b"\0\0\0\xff\xff" * 1_000_000)
        page = fetch_one(site.page("/", empty, Content_Encoding="deflate, deflate"), reader=Reader())
        assert (page.status, page.cut, page.bytes) == (200, True, 0)


class TestCoding:
    PAGE = b"<p>" * 1000 + US
    # The time would be in the name of each test, and another one in each process that runs them.
    GZIP = gzip.compress(PAGE, mtime=0)

    @pytest.mark.parametrize(
        ("coding", "body"),
        [
            ("gzip", GZIP),
            ("x-gzip", GZIP),
            ("GZip", GZIP + b"garbage"),
            ("gzip", GZIP[:-8]),
            ("deflate", zlib.compress(PAGE)),
            ("deflate", zlib.compress(PAGE)[2:-4]),
            ("br", brotli.compress(PAGE)),
            ("zstd", zstd.compress(PAGE)),
            ("gzip, br", brotli.compress(GZIP)),
            ("identity", PAGE),
            ("", PAGE),
            ("utf-8", PAGE),
            ("none, nobody", PAGE),
        ],
    )
    def test_what_browsers_show_is_read(self, site, coding, body):
        page = fetch_one(site.page("/", body, Content_Encoding=coding), reader=Reader())
        assert (page.status, bool(page.backlink), page.doubt, page.incomplete) == (200, True, None, None)

    @pytest.mark.parametrize("coding", ["sdch", "gzip, dcb", "compress", ", ".join(["gzip"] * 1000)])
    def test_a_page_in_an_unknown_coding_is_a_doubt(self, site, coding):
        page = fetch_one(site.page("/", b"\x07\x42" * 500, Content_Encoding=coding), reader=Reader())
        assert (page.status, page.doubt) == (200, Cause.RESPONSE)
        assert page.coding.startswith(coding[:4])

    @pytest.mark.parametrize(
        ("coding", "body", "found", "doubt"),
        [
            ("gzip", GZIP, False, Cause.RESPONSE),
            ("gzip, chunked", b"%x\r\n%b\r\n0\r\n\r\n" % (len(GZIP), GZIP), False, Cause.RESPONSE),
            # What means nothing says nothing.
            ("gzip", PAGE, True, None),
            ("binary", b"nothing of ours", False, None),
            ("identity", b"nothing of ours", False, None),
        ],
    )
    def test_one_that_is_packed_for_transit_is_a_doubt_too(self, coding, body, found, doubt):
        with raw_server(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: %b\r\n\r\n" % coding.encode() + body) as url:
            page = fetch_one(url, reader=Reader())
        assert (page.status, bool(page.backlink), page.doubt) == (200, found, doubt)

    @pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
    def test_one_that_is_not_in_its_coding_at_all_is_an_error_to_browsers(self, site, coding):
        page = fetch_one(site.page("/", "not it at all!!!", Content_Encoding=coding), reader=Reader())
        assert (page.status, page.incomplete, page.doubt) == (200, Problem.BAD_RESPONSE, None)

    @pytest.mark.parametrize("found", [True, False])
    def test_what_was_decoded_before_an_error_counts(self, site, found):
        packer = zlib.compressobj(wbits=31)
        packed = packer.compress(b"<p>" * 999 + (US if found else b"")) + packer.flush(zlib.Z_FULL_FLUSH)
        page = fetch_one(site.page("/", packed + b"\xff" * 999, Content_Encoding="gzip"), reader=Reader())
        assert (bool(page.backlink), page.doubt) == (found, None if found else Cause.RESPONSE)


class TestEnd:
    SHORT = b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"

    @pytest.mark.slow
    @pytest.mark.parametrize("head", [SHORT, CHUNKED + b"ff\r\n"])
    @pytest.mark.parametrize("ends", ["close", "reset"])
    def test_a_break_in_mid_body_is_tried_again(self, head, ends):
        def once(exchange: Exchange) -> bytes:
            if exchange.count == 1:
                return answer(US)
            exchange.client.sendall(head + b"the first part")
            if ends == "reset":
                time.sleep(0.1)
                exchange.client.setsockopt(1, 13, RESET)
            return b""

        with Server(once) as server:
            page = fetch_one(server.url + "/", reader=Reader())
            assert (page.status, page.incomplete, bool(page.backlink)) == (200, None, True)
            assert len(server.seen) == 2

    @pytest.mark.slow
    @pytest.mark.parametrize("head", [SHORT, CHUNKED + b"ff\r\n"])
    def test_one_that_lasts_is_told_beside_the_status(self, head):
        reader = Reader()
        with raw_server(head + b"the first part") as url:
            page = fetch_one(url, reader=reader)
        assert (page.status, page.problem, page.incomplete) == (200, None, Problem.BROKEN_OFF)
        assert (reader.body, len(reader.opened)) == (b"the first part", 3)

    @pytest.mark.parametrize("head", [SHORT, CHUNKED + b"ff\r\n", CHUNKED + b"10\r\n"])
    @pytest.mark.parametrize("packed", [False, True])
    def test_it_does_not_matter_when_the_link_had_come(self, head, packed):
        for _ in range(5):
            with raw_server(head.replace(b"\r\n\r\n", b"\r\nX: y\r\n\r\n", 1) + US) as url:
                page = fetch_one(url, reader=Reader(), retries=0)
            assert (page.status, page.incomplete, bool(page.backlink)) == (200, None, True)

    @pytest.mark.parametrize(
        ("framing", "doubt"),
        [
            # curl and Chromium read these.
            (b"%x\n%b\n0\n\n", Cause.RESPONSE),
            (b"%X ; a = b\r\n%b\r\n0\r\n\r\n", Cause.RESPONSE),
            # And not these.
            (b"+%x\r\n%b\r\n0\r\n\r\n", None),
            (b" %x\r\n%b\r\n0\r\n\r\n", None),
        ],
    )
    def test_chunks_that_only_browsers_read_are_a_doubt(self, framing, doubt):
        with raw_server(CHUNKED + framing % (len(US), US)) as url:
            page = fetch_one(url, reader=Reader())
        assert (page.status, page.incomplete, page.doubt, page.bytes) == (200, Problem.BAD_RESPONSE, doubt, 0)

    def test_a_body_without_the_chunks_that_http_1_0_does_not_have_is_a_doubt(self):
        with raw_server(CHUNKED.replace(b"HTTP/1.1", b"HTTP/1.0") + b"<p>" + US) as url:
            page = fetch_one(url, reader=Reader())
        assert (page.status, page.incomplete, page.doubt) == (200, Problem.BAD_RESPONSE, Cause.RESPONSE)

    def test_chunks_that_are_none_end_a_page_that_was_read(self):
        reader = Reader()
        with raw_server(CHUNKED + b"5\r\nhello\r\nZZ\r\nx") as url:
            page = fetch_one(url, reader=reader)
        assert (page.status, page.incomplete, reader.body) == (200, Problem.BAD_RESPONSE, b"hello")

    @pytest.mark.parametrize("found", [True, False])
    def test_of_a_page_without_end_all_that_came_is_read(self, found):
        def drip(exchange: Exchange) -> None:
            exchange.client.sendall(b"HTTP/1.1 200 OK\r\n\r\nslowly" + (US if found else b""))
            while not exchange.hung_up():
                exchange.client.sendall(b".")

        with Server(drip) as server:
            page = fetch_one(server.url + "/", reader=Reader(), timeout=1)
        assert (page.status, page.problem, page.silent, bool(page.backlink)) == (200, None, False, found)
        assert page.incomplete is (None if found else Problem.TIMEOUT)
        assert page.bytes >= 6

    def test_without_a_reader_no_body_is_read(self):
        with raw_server(self.SHORT) as url:
            page = fetch_one(url)
        assert (page.status, page.incomplete, page.reading) == (200, None, None)
