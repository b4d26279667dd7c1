"""What a fetch says happened, against real servers on loopback."""

import asyncio
import contextlib
import gc
import gzip
import threading
import time

import aiohttp
import pytest
from aiohttp import web
from aioresponses import aioresponses

from easytask.fetching.fetcher import Fetcher, Limits
from easytask.fetching.guard import Guard
from easytask.fetching.visit import Visit
from easytask.verdicts.kinds import Phase, Problem
from easytask.verdicts.records import FetchResult
from tests.plugins.processes import DEADLINE_SECONDS, free_port
from tests.plugins.sites import LOOPBACK
from tests.unit.fetching.servers import FOR_EVER, OK, Reader, fetch, fetch_one, raw_server


@pytest.mark.parametrize("status", [200, 204, 206, 300, 304, 403, 404, 410, 451, 999])
def test_a_final_status_is_told_as_it_is(site, status):
    page = fetch_one(site.page("/", status=status))
    assert (page.status, page.problem) == (status, None)
    assert 0 < page.elapsed < 1


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (b"HTTP/1.1 99 X\r\n\r\n", Problem.BAD_RESPONSE),
        (b"not http at all\r\n\r\n", Problem.BAD_RESPONSE),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\nContent-Length: 11\r\n\r\n", Problem.BAD_RESPONSE),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 300_000 + b"\r\n\r\n", Problem.BAD_RESPONSE),
        (b"", Problem.BROKEN_OFF),
        (None, Problem.BROKEN_OFF),
    ],
)
def test_what_is_no_http_answer_has_a_name(said, problem):
    with raw_server(said) as url:
        page = fetch_one(url, retries=0)
    assert (page.status, page.problem, page.silent, page.doubt) == (None, problem, False, None)


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


def test_a_fetch_is_freed_without_the_garbage_collector(site):
    async def hang(_: web.Request) -> web.Response:
        await asyncio.sleep(FOR_EVER)
        return web.Response()

    async def away(_: web.Request) -> web.Response:
        raise web.HTTPFound("/")

    urls = [site.page("/", "here"), site.page("/503", status=503), site.at("/away", away), site.at("/hang", hang)]

    def visits() -> set[Visit]:
        return {visit for visit in gc.get_objects() if type(visit) is Visit}

    async def left_of(url: str, before: set[Visit]) -> set[Visit]:
        limits = Limits(timeout=0.5, concurrency=100, per_host=2, retries=1, max_body=1_000)
        async with Fetcher(limits, user_agent="izone/test", guard=Guard(LOOPBACK)) as fetcher:
            await asyncio.create_task(fetcher.fetch(url, Reader()))
        # Timers have contexts of their own, and those of a connection end with it.
        await asyncio.sleep(0)
        return visits() - before

    gc.disable()
    try:
        assert [url for url in urls if asyncio.run(left_of(url, visits()))] == []
    finally:
        gc.enable()


@contextlib.contextmanager
def failing_sites():
    """Addresses that fail in each of the ways that raise an error of ours, of aiohttp or of the system."""
    with raw_server(None) as broken_off, raw_server(b"not http at all\r\n\r\n") as bad:
        away = f"127.0.0.1:{free_port()}/"
        yield [broken_off, bad, f"http://{away}", f"https://{away}", "http://no-such-host.invalid/", "http://[::1"]


def test_a_failure_leaves_no_error_to_the_garbage_collector():
    async def left_of(url: str) -> list[object]:
        limits = Limits(timeout=5.0, concurrency=100, per_host=2, retries=1, max_body=1_000)
        async with Fetcher(limits, user_agent="izone/test", guard=Guard(LOOPBACK)) as fetcher:
            assert (await asyncio.create_task(fetcher.fetch(url, Reader()))).problem is not None
        gc.collect()
        return [type(found) for found in gc.garbage if isinstance(found, BaseException)]

    with failing_sites() as urls:
        gc.collect()
        gc.set_debug(gc.DEBUG_SAVEALL)
        try:
            assert {url: left for url in urls if (left := asyncio.run(left_of(url)))} == {}
        finally:
            gc.set_debug(0)
            gc.garbage.clear()


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
            await asyncio.sleep(FOR_EVER)
            return web.Response()

        page = fetch_one(site.at("/", hang), timeout=0.3)
        assert (page.problem, page.silent) == (Problem.TIMEOUT, True)
        assert page.elapsed == pytest.approx(0.3)

    def test_a_server_that_answered_and_then_stalls_is_not_silent(self, site):
        async def drip(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse()
            await response.prepare(request)
            with contextlib.suppress(ConnectionError):
                while True:
                    await response.write(b"x")
                    await asyncio.sleep(0.1)
            return response

        page = fetch_one(site.at("/", drip), timeout=1, reader=Reader())
        assert (page.status, page.problem, page.incomplete, page.silent) == (200, None, Problem.TIMEOUT, False)

    @pytest.mark.slow
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

        page = fetch_one(site.at("/", slowly_on), timeout=1)
        assert (page.problem, page.silent) == (Problem.TIMEOUT, False)
        assert page.elapsed == pytest.approx(1)

    @pytest.mark.slow
    @pytest.mark.parametrize("limits", [{"concurrency": 1}, {"per_host": 1}])
    def test_waiting_for_a_slot_never_counts_against_a_site(self, site, limits):
        async def slow(_: web.Request) -> web.Response:
            await asyncio.sleep(0.7)
            return web.Response()

        async def on(_: web.Request) -> web.Response:
            raise web.HTTPFound("/slow")

        site.at("/slow", slow)
        pages = fetch(*[site.at("/", on)] * 4, timeout=2, **limits)
        assert [page.status for page in pages] == [200] * 4
        assert all(page.elapsed < 2 for page in pages)


class TestRetries:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        "first", [None, b"", b"HTTP/1.1 502 Bad\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"]
    )
    def test_a_passing_failure_is_tried_again(self, first):
        with raw_server(first, first, OK) as url:
            assert fetch_one(url).status == 200

    def test_the_pauses_grow_and_never_two_are_alike(self, site, monkeypatch):
        pauses = []

        async def sleep(seconds: float) -> None:
            if seconds:
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

    @pytest.mark.slow
    def test_an_error_that_lasts_is_the_answer(self, site):
        assert fetch_one(site.page("/", status=503)).status == 503
        assert len(site.requests) == 3

    @pytest.mark.parametrize("status", [404, 403, 429])
    def test_what_will_not_pass_is_not_asked_again(self, site, status):
        fetch_one(site.page("/", status=status))
        assert len(site.requests) == 1

    @pytest.mark.slow
    @pytest.mark.parametrize("status", [429, 503])
    @pytest.mark.parametrize(("wait", "requests"), [("1", 2), ("3600", 1), ("Wed, 21 Oct 2099 07:28:00 GMT", 1)])
    def test_retry_after_is_kept_when_it_fits(self, site, status, wait, requests):
        fetch_one(site.page("/", status=status, Retry_After=wait), retries=1)
        assert len(site.requests) == requests

    @pytest.mark.slow
    @pytest.mark.parametrize(("most_in_line", "at_once"), [(16, 1), (2, 2)])
    def test_a_host_that_is_too_busy_is_asked_again_by_one_after_another(
        self, site, most_in_line, at_once, monkeypatch
    ):
        monkeypatch.setattr("easytask.fetching.fetcher.MOST_IN_LINE", most_in_line)
        asked: set[str] = set()
        now, peak = 0, 0

        async def limited(request: web.Request) -> web.Response:
            nonlocal now, peak
            if request.path not in asked:
                asked.add(request.path)
                return web.Response(status=503)
            now += 1
            peak = max(peak, now)
            # Longer than the pauses differ: without the line all would be here.
            await asyncio.sleep(0.25)
            now -= 1
            return web.Response()

        pages = fetch(*(site.at(f"/{number}", limited) for number in range(3)), per_host=9, retries=1)
        assert [page.status for page in pages] == [200] * 3
        assert peak == at_once

    def test_an_error_status_already_seen_outranks_a_later_time_out(self, site):
        async def once(request: web.Request) -> web.Response:
            if len(site.requests) > 1:
                await asyncio.sleep(FOR_EVER)
            return web.Response(status=502)

        page = fetch_one(site.at("/", once), timeout=1.5)
        assert page.status == 502

    def test_a_lost_connection_is_not_retried_behind_our_back(self):
        with raw_server(b"", OK) as url:
            assert fetch_one(url, retries=0).problem is Problem.BROKEN_OFF


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
        page = fetch_one(url, reader=Reader(), allowed=["127.0.0.0/8", "::1/128"])
        assert page.status == 200
        assert sum(page.phases.values()) == pytest.approx(page.elapsed)
        assert set(page.phases) == set(Phase)
        # Moments in which a busy machine served nobody are not counted, so only a part of each wait is sure.
        assert min(page.phases[phase] for phase in (Phase.FIRST_BYTE, Phase.BODY, Phase.PAUSE)) > 0.02

    def test_a_time_out_shows_in_the_phase_that_it_struck(self, site):
        async def hang(_: web.Request) -> web.Response:
            await asyncio.sleep(FOR_EVER)
            return web.Response()

        page = fetch_one(site.at("/", hang), timeout=1)
        assert page.phases[Phase.FIRST_BYTE] == pytest.approx(1, abs=0.5)
        assert sum(page.phases.values()) == pytest.approx(page.elapsed)

    @pytest.mark.parametrize(("size", "counted"), [(0, 0), (700, 700), (1001, 1000), (500_000, 1000)])
    def test_the_bytes_read_are_counted_after_decompression(self, site, size, counted):
        site.page("/", gzip.compress(b"x" * size), Content_Encoding="gzip")
        assert fetch_one(site.url + "/", reader=Reader(), max_body=1000).bytes == counted

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
        # Until as many are there as may be, and then a little for one too many.
        while peak < 3:  # noqa: ASYNC110 - the others are the event
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        now -= 1
        return web.Response()

    fetch(*[site.at("/", count)] * 12, per_host=3)
    assert peak == 3


def test_the_user_agent_is_honest(site):
    fetch_one(site.page("/"))
    assert site.requests[0].headers["User-Agent"] == "izone/test (+https://example.com)"


def test_a_fetcher_leaves_nothing_open(site):
    site.page("/")
    before = threading.active_count()
    fetch(*[site.url + "/"] * 5, "http://no-such-host.invalid/")
    deadline = time.monotonic() + DEADLINE_SECONDS
    while threading.active_count() > before + 1 and time.monotonic() < deadline:  # c-ares keeps one thread per process
        time.sleep(0.01)
    assert threading.active_count() <= before + 1
