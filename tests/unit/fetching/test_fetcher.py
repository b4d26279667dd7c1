"""What a fetch says happened, against real servers on loopback."""

import asyncio
import contextlib
import datetime as dt
import gzip
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aioresponses import aioresponses

from easytask.fetching.fetcher import Fetcher, Limits
from easytask.fetching.guard import Guard
from easytask.verdicts.records import FetchResult, Phase, Problem
from tests.conftest import LOOPBACK


def fetch(*urls: str, read: Any = None, **limits: Any) -> list[FetchResult]:
    """Fetches all the addresses at once, through one fetcher."""
    settings = {"timeout": 1.0, "concurrency": 100, "per_host": 2, "retries": 2, "max_body": 100_000}
    guard = Guard(limits.pop("allowed", LOOPBACK))

    async def run() -> list[FetchResult]:
        everything = Limits(**{**settings, **limits})
        async with Fetcher(everything, user_agent="izone/test (+https://example.com)", guard=guard) as fetcher:
            return await asyncio.gather(*(fetcher.fetch(url, read) for url in urls))

    return asyncio.run(run())


def fetch_one(url: str, **limits: Any) -> FetchResult:
    (page,) = fetch(url, **limits)
    return page


class Reader:
    """Collects what the body's reader is given; says enough once ``until`` has been seen."""

    def __init__(self, until: bytes = b"never") -> None:
        self.until, self.body, self.opened = until, b"", []

    def __call__(self, url: str, charset: str | None) -> Any:
        self.opened.append((url, charset))
        return self.feed

    def feed(self, piece: bytes) -> bool:
        self.body += piece
        return self.until in self.body


@contextlib.contextmanager
def raw_server(*answers: bytes | None) -> Iterator[str]:
    """A server that sends the given bytes to its connections, one answer each (None: resets), the last one for ever."""
    listener = socket.create_server(("127.0.0.1", 0))
    left = list(answers)

    def serve() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            answer = left.pop(0) if len(left) > 1 else left[0]
            with client, contextlib.suppress(OSError):
                if answer is None:
                    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                    continue
                client.recv(65536)
                client.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


@pytest.mark.parametrize("status", [200, 204, 206, 300, 304, 403, 404, 410, 451, 999])
def test_a_final_status_is_told_as_it_is(site, status):
    page = fetch_one(site.page("/", status=status))
    assert (page.status, page.problem) == (status, None)
    assert 0 < page.elapsed < 1


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (b"HTTP/1.1 99 X\r\n\r\n", Problem.BAD_RESPONSE),
        (b"not http at all\r\n\r\n", Problem.BAD_RESPONSE),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\nContent-Length: 11\r\n\r\n", Problem.BAD_RESPONSE),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 70_000 + b"\r\n\r\n", Problem.BAD_RESPONSE),
        (b"", Problem.BROKEN_OFF),
        (None, Problem.BROKEN_OFF),
    ],
)
def test_what_is_no_http_answer_has_a_name(answer, problem):
    with raw_server(answer) as url:
        page = fetch_one(url, retries=0)
    assert (page.status, page.problem, page.silent) == (None, problem, False)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort", Problem.BROKEN_OFF),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\nnot gzip!", Problem.BAD_RESPONSE),
    ],
)
def test_a_body_that_ends_badly_has_a_name(answer, problem):
    with raw_server(answer) as url:
        assert fetch_one(url, read=Reader()).problem is problem


@pytest.mark.parametrize(("interim", "status"), [(0, 200), (1, 200), (10, 200), (11, None), (100_000, None)])
def test_interim_answers_are_passed_over_but_not_without_end(interim, status):
    with raw_server(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * interim + OK) as url:
        page = fetch_one(url)
    assert (page.status, page.problem) == (status, None if status else Problem.BAD_RESPONSE)


def test_no_body_is_read_when_nobody_wants_it():
    with raw_server(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort") as url:
        assert fetch_one(url).status == 200


def test_a_refused_connection_has_a_name():
    page = fetch_one(f"http://127.0.0.1:{free_port()}/")
    assert (page.problem, page.silent) == (Problem.REFUSED, False)


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (aiohttp.ClientConnectionError("Connection refused"), Problem.BROKEN_OFF),
        (aiohttp.ClientError(), Problem.BAD_RESPONSE),
        (TimeoutError(), Problem.TIMEOUT),
        (aiohttp.ServerTimeoutError(), Problem.TIMEOUT),
    ],
)
def test_the_libraries_own_errors_have_names(error, problem):
    with aioresponses() as web_:
        web_.get("https://a.example/", exception=error, repeat=True)
        assert fetch_one("https://a.example/").problem is problem


def test_a_name_that_does_not_exist_is_an_answer():
    page = fetch_one("http://no-such-host.invalid/")
    assert page.problem is Problem.DNS


@pytest.mark.parametrize("url", ["", "   ", "hello", "ftp://example.com/", "http://a b/", "http://x:99999/"])
def test_what_is_no_address_has_a_name(url):
    assert fetch_one(url).problem is Problem.BAD_URL


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://0x7f.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://10.0.0.1/"]
)
def test_an_address_that_is_not_public_is_refused(url):
    assert fetch_one(url, allowed=[]).problem is Problem.FORBIDDEN_ADDRESS


def test_a_redirect_to_an_address_that_is_not_public_is_refused(site):
    async def away(_: web.Request) -> web.Response:
        raise web.HTTPFound("http://10.0.0.1/")

    page = fetch_one(site.at("/", away))
    assert (page.problem, page.redirects) == (Problem.FORBIDDEN_ADDRESS, (site.url + "/",))


class TestTimeOut:
    def test_a_silent_server_is_silent(self, site):
        async def hang(_: web.Request) -> web.Response:
            await asyncio.sleep(3)
            return web.Response()

        page = fetch_one(site.at("/", hang), timeout=0.3)
        assert (page.problem, page.silent) == (Problem.TIMEOUT, True)
        assert page.elapsed == pytest.approx(0.3)

    def test_a_server_that_answered_and_then_stalls_is_not_silent(self, site):
        async def drip(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse()
            await response.prepare(request)
            with contextlib.suppress(ConnectionError):
                for _ in range(30):
                    await response.write(b"x")
                    await asyncio.sleep(0.1)
            return response

        page = fetch_one(site.at("/", drip), timeout=0.3, read=Reader())
        assert (page.problem, page.silent) == (Problem.TIMEOUT, False)

    @pytest.mark.parametrize("steps", [1, 3])
    def test_a_process_too_busy_to_serve_it_never_counts_against_a_site(self, site, steps):
        async def on(request: web.Request) -> web.Response:
            await asyncio.sleep(0.05)
            left = int(request.query["left"])
            return web.Response(status=302 if left else 200, headers={"Location": f"/?left={left - 1}"} if left else {})

        async def run() -> FetchResult:
            limits = Limits(timeout=0.5, concurrency=9, per_host=2, retries=0, max_body=9)
            async with Fetcher(limits, user_agent="izone", guard=Guard(LOOPBACK)) as fetcher:
                fetching = asyncio.create_task(fetcher.fetch(site.at("/", on) + f"?left={steps}"))
                while not fetching.done():
                    await asyncio.sleep(0.01)
                    time.sleep(0.3)  # noqa: ASYNC251  # that is the point
                return fetching.result()

        page = asyncio.run(run())
        assert page.status == 200
        assert page.elapsed <= 0.5

    def test_it_covers_all_redirects_together(self, site):
        async def slowly_on(request: web.Request) -> web.Response:
            await asyncio.sleep(0.2)
            raise web.HTTPFound("/")

        page = fetch_one(site.at("/", slowly_on), timeout=0.5)
        assert (page.problem, page.silent) == (Problem.TIMEOUT, False)
        assert page.elapsed == pytest.approx(0.5)

    @pytest.mark.parametrize("limits", [{"concurrency": 1}, {"per_host": 1}])
    def test_waiting_for_a_slot_never_counts_against_a_site(self, site, limits):
        async def slow(_: web.Request) -> web.Response:
            await asyncio.sleep(0.2)
            return web.Response()

        async def on(_: web.Request) -> web.Response:
            raise web.HTTPFound("/slow")

        site.at("/slow", slow)
        pages = fetch(*[site.at("/", on)] * 4, timeout=0.5, **limits)
        assert [page.status for page in pages] == [200] * 4
        assert all(page.elapsed < 0.5 for page in pages)


class TestRedirects:
    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    def test_they_are_followed_and_remembered(self, site, status):
        site.page("/new", "here")
        page = fetch_one(site.page("/old", status=status, Location="/new"))
        assert (page.status, page.url, page.redirects) == (200, site.url + "/new", (site.url + "/old",))

    @pytest.mark.parametrize(
        ("statuses", "moved"),
        [([], False), ([301], True), ([308, 301], True), ([301, 302], False), ([302, 301], False), ([307], False)],
    )
    def test_only_when_all_of_them_are_permanent_it_has_moved(self, site, statuses, moved):
        site.page(f"/{len(statuses)}", "here")
        for number, status in enumerate(statuses):
            site.page(f"/{number}", status=status, Location=f"/{number + 1}")
        page = fetch_one(f"{site.url}/0")
        assert (page.status, page.moved) == (200, moved)

    @pytest.mark.parametrize("headers", [{}, {"Location": ""}])
    def test_without_a_location_the_status_is_final(self, site, headers):
        assert fetch_one(site.page("/", status=302, **headers)).status == 302

    def test_a_loop_ends(self, site):
        page = fetch_one(site.page("/", status=302, Location="/"))
        assert page.problem is Problem.REDIRECTS
        assert len(site.requests) == 11

    @pytest.mark.parametrize("location", ["ftp://example.com/", "http://x:99999/", "data:text/html,x", "http:///"])
    def test_they_may_not_leave_http(self, site, location):
        assert fetch_one(site.page("/", status=302, Location=location)).problem is Problem.BAD_URL

    def test_a_location_in_raw_bytes_is_percent_encoded(self, site):
        site.page("/友链", "here")
        with raw_server(f"HTTP/1.1 302 X\r\nLocation: {site.url}/友链\r\nContent-Length: 0\r\n\r\n".encode()) as url:
            assert fetch_one(url).status == 200

    def test_a_cookie_wall_is_passed_even_on_a_bare_ip(self, site):
        async def wall(request: web.Request) -> web.Response:
            if "seen" in request.cookies:
                return web.Response()
            response = web.Response(status=302, headers={"Location": "/"})
            response.set_cookie("seen", "1")
            return response

        assert fetch_one(site.at("/", wall)).status == 200

    def test_cookies_and_credentials_are_not_carried_to_another_friend(self, site):
        site.page("/a", Set_Cookie="seen=1")
        fetch(site.url.replace("//", "//user:secret@") + "/a", site.page("/b"), concurrency=1)
        assert not any(request.cookies or "Authorization" in request.headers for request in site.requests)


class TestRetries:
    @pytest.mark.parametrize(
        "first", [None, b"", b"HTTP/1.1 502 Bad\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"]
    )
    def test_a_passing_failure_is_tried_again(self, first):
        with raw_server(first, first, OK) as url:
            assert fetch_one(url, timeout=5).status == 200

    def test_the_pauses_grow_and_never_two_are_alike(self, site, monkeypatch):
        pauses = []

        async def sleep(seconds: float) -> None:
            pauses.append(seconds)

        monkeypatch.setattr("easytask.fetching.fetcher.asyncio.sleep", sleep)
        fetch(*[site.page("/", status=503)] * 3, retries=2)
        assert len(set(pauses)) == 6
        assert min(pauses) >= 0.1
        assert max(pauses) <= 0.6
        assert sum(pause > 0.3 for pause in pauses) <= 3

    def test_no_more_often_than_asked(self):
        with raw_server(None, OK) as url:
            assert fetch_one(url, retries=0).problem is Problem.BROKEN_OFF

    def test_an_error_that_lasts_is_the_answer(self, site):
        assert fetch_one(site.page("/", status=503)).status == 503
        assert len(site.requests) == 3

    @pytest.mark.parametrize("status", [404, 403, 429])
    def test_what_will_not_pass_is_not_asked_again(self, site, status):
        fetch_one(site.page("/", status=status))
        assert len(site.requests) == 1

    @pytest.mark.parametrize("status", [429, 503])
    @pytest.mark.parametrize(("wait", "requests"), [("1", 2), ("3600", 1), ("Wed, 21 Oct 2099 07:28:00 GMT", 1)])
    def test_retry_after_is_kept_when_it_fits(self, site, status, wait, requests):
        fetch_one(site.page("/", status=status, Retry_After=wait), timeout=2, retries=1)
        assert len(site.requests) == requests

    def test_an_error_status_already_seen_outranks_a_later_time_out(self, site):
        async def once(request: web.Request) -> web.Response:
            if len(site.requests) > 1:
                await asyncio.sleep(3)
            return web.Response(status=502)

        page = fetch_one(site.at("/", once), timeout=0.6)
        assert page.status == 502

    def test_a_lost_connection_is_not_retried_behind_our_back(self):
        with raw_server(b"", OK) as url:
            assert fetch_one(url, retries=0).problem is Problem.BROKEN_OFF


class TestBody:
    @pytest.mark.parametrize(
        ("content_type", "charset"),
        [
            ("text/html", None),
            ("text/html; charset=utf-8", "utf-8"),
            ('text/html;boundary=x; CHARSET="GBK"', "GBK"),
            ("text/html; x*", None),
            ("text/html;charset*", None),
            ("text/html; charset=", None),
            ("; charset=utf-16", "utf-16"),
        ],
    )
    def test_a_malformed_content_type_harms_nobody(self, content_type, charset):
        reader = Reader()
        with raw_server(f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\n\r\nhere".encode()) as url:
            assert fetch_one(url, read=reader).status == 200
        assert [found for _, found in reader.opened] == [charset]

    def test_the_reader_is_told_the_final_address_and_the_charset(self, site):
        reader = Reader()
        site.page("/new", "here", Content_Type="text/html; charset=GBK")
        fetch_one(site.page("/", status=301, Location="/new"), read=reader)
        assert reader.opened == [(site.url + "/new", "GBK")]
        assert reader.body == b"here"

    @pytest.mark.parametrize(("size", "cut"), [(999, False), (1000, False), (1001, True), (500_000, True)])
    def test_no_more_than_the_cap_is_read(self, site, size, cut):
        reader = Reader()
        page = fetch_one(site.page("/", b"x" * size), read=reader, max_body=1000)
        assert (page.status, page.cut, len(reader.body)) == (200, cut, min(size, 1000))

    def test_the_cap_counts_what_was_decompressed(self, site):
        reader = Reader()
        page = fetch_one(site.page("/", gzip.compress(b"x" * 50_000_000), Content_Encoding="gzip"), read=reader)
        assert page.cut
        assert len(reader.body) == 100_000

    def test_reading_stops_when_the_reader_has_enough(self, site):
        reader = Reader(until=b"here")
        page = fetch_one(site.page("/", b"here" + b"x" * 500_000), read=reader)
        assert not page.cut
        assert len(reader.body) < 100_000

    def test_only_a_200_is_read(self, site):
        reader = Reader()
        fetch_one(site.page("/", "gone", status=404), read=reader)
        assert reader.opened == []

    def test_a_crash_of_the_reader_is_ours_and_comes_through(self, site):
        def broken(url: str, charset: str | None) -> Any:
            raise UnicodeError("ours")

        with pytest.raises(UnicodeError, match="ours"):
            fetch_one(site.page("/"), read=broken)


@pytest.mark.parametrize(
    ("headers", "challenged"),
    [({"cf-mitigated": "challenge"}, True), ({"Server": "cloudflare", "CF-RAY": "8a"}, False)],
)
def test_a_bot_challenge_is_recognised_by_what_it_calls_itself(site, headers, challenged):
    assert fetch_one(site.page("/", status=403, **headers)).challenged is challenged


class TestEvidence:
    def test_the_phases_of_all_hops_and_tries_add_up_to_the_whole_time(self, site):
        async def slowly(request: web.Request) -> web.StreamResponse:
            await asyncio.sleep(0.1)
            if len(site.requests) == 2:
                return web.Response(status=503)
            response = web.StreamResponse()
            await response.prepare(request)
            await response.write(b"x")
            await asyncio.sleep(0.1)
            await response.write(b"x")
            return response

        site.at("/new", slowly)
        url = site.page("/", status=302, Location="/new").replace("127.0.0.1", "localhost")
        page = fetch_one(url, read=Reader(), timeout=5, allowed=["127.0.0.0/8", "::1/128"])
        assert page.status == 200
        assert sum(page.phases.values()) == pytest.approx(page.elapsed)
        assert set(page.phases) == set(Phase)
        # Moments in which a busy machine served nobody are not counted, so only a part of each wait is sure.
        assert min(page.phases[phase] for phase in (Phase.FIRST_BYTE, Phase.BODY, Phase.PAUSE)) > 0.02

    def test_a_time_out_shows_in_the_phase_that_it_struck(self, site):
        async def hang(_: web.Request) -> web.Response:
            await asyncio.sleep(3)
            return web.Response()

        page = fetch_one(site.at("/", hang), timeout=0.3)
        assert page.phases[Phase.FIRST_BYTE] == pytest.approx(0.3, abs=0.1)
        assert sum(page.phases.values()) == pytest.approx(page.elapsed)

    @pytest.mark.parametrize(("size", "counted"), [(0, 0), (700, 700), (1001, 1000), (500_000, 1000)])
    def test_the_bytes_read_are_counted_after_decompression(self, site, size, counted):
        site.page("/", gzip.compress(b"x" * size), Content_Encoding="gzip")
        assert fetch_one(site.url + "/", read=Reader(), max_body=1000).bytes == counted

    def test_no_chain_of_long_addresses_fills_the_memory(self, site):
        page = fetch_one(site.page("/" + "x" * 7000, status=302, Location="/" + "y" * 60_000))
        assert page.status in (400, 414, 431)
        assert [len(text) for text in (page.url, *page.redirects)] == [500, 500]

    def test_the_address_that_must_not_be_spoken_to_is_told(self):
        assert fetch_one("http://0x7f.1/", allowed=[]).detail == "127.0.0.1"


def test_no_more_requests_at_once_to_one_host_than_allowed(site):
    now, peak = 0, 0

    async def count(_: web.Request) -> web.Response:
        nonlocal now, peak
        now += 1
        peak = max(peak, now)
        await asyncio.sleep(0.05)
        now -= 1
        return web.Response()

    fetch(*[site.at("/", count)] * 12, per_host=3)
    assert peak == 3


def test_the_user_agent_is_honest(site):
    fetch_one(site.page("/"))
    assert site.requests[0].headers["User-Agent"] == "izone/test (+https://example.com)"


class TestTls:
    def test_a_certificate_that_nobody_vouches_for_has_a_name(self, tls_site):
        page = fetch_one(tls_site)
        assert (page.problem, page.detail) == (Problem.TLS_CERTIFICATE, "self-signed certificate")
        assert page.certificate_expires is None

    @pytest.mark.parametrize("redirects", [False, True])
    def test_the_end_of_the_final_hosts_certificate_is_told(self, site, tls_site, trusted, redirects):
        page = fetch_one(site.page("/", status=302, Location=tls_site) if redirects else tls_site)
        assert page.status == 204
        assert page.certificate_expires - dt.datetime.now(dt.UTC) == pytest.approx(dt.timedelta(days=9), abs=MINUTE)

    def test_a_hop_without_tls_has_no_certificate(self, site, tls_site, trusted):
        page = fetch_one(tls_site + f"?to={site.page('/')}")
        assert (page.status, page.certificate_expires) == (200, None)

    def test_a_server_that_speaks_no_tls_has_a_name(self, site):
        page = fetch_one(site.url.replace("http:", "https:"))
        assert (page.problem, page.detail) == (Problem.TLS_HANDSHAKE, "WRONG_VERSION_NUMBER")

    def test_a_handshake_that_never_ends_is_silence(self):
        with socket.create_server(("127.0.0.1", 0)) as deaf:
            page = fetch_one(f"https://127.0.0.1:{deaf.getsockname()[1]}/", timeout=0.3)
        assert (page.problem, page.silent) == (Problem.TIMEOUT, True)


MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def trusted(tmp_path: Any, tls_site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the check trust the server's certificate: aiohttp has made its context at the import."""
    context = ssl.create_default_context(cafile=tmp_path / "certificate.pem")
    monkeypatch.setattr(aiohttp.connector, "_SSL_CONTEXT_VERIFIED", context)


@pytest.fixture
def tls_site(tmp_path: Any) -> Iterator[str]:
    """A server with a certificate of its own making, for nine days; it redirects to what its query asks for."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "9"]
        + ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = listener.accept()
                with contextlib.suppress(OSError), context.wrap_socket(client, server_side=True) as secured:
                    _, found, to = secured.recv(65536).split(b" ")[1].partition(b"?to=")
                    status = b"302 Found\r\nLocation: " + to if found else b"204 No Content"
                    secured.sendall(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"https://127.0.0.1:{listener.getsockname()[1]}/"
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()


def test_a_fetcher_leaves_nothing_open(site):
    site.page("/")
    before = threading.active_count()
    fetch(*[site.url + "/"] * 5, "http://no-such-host.invalid/")
    deadline = time.monotonic() + 5
    while threading.active_count() > before + 1 and time.monotonic() < deadline:  # c-ares keeps one thread per process
        time.sleep(0.01)
    assert threading.active_count() <= before + 1
