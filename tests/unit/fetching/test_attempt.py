"""The way of one try: redirects, refreshes and frames, and the cookies on it."""

import asyncio
import dataclasses
import datetime as dt
import errno
import gc
import os
import ssl

import aiohttp
import pytest
from aiohttp import web
from aioresponses import CallbackResult, aioresponses

from easytask.fetching import visit
from easytask.fetching.attempt import MAX_FRAMES, MAX_HOPS
from easytask.verdicts.kinds import Cause, Phase, Problem
from easytask.verdicts.looks import Look
from easytask.verdicts.records import PageReading
from tests.unit.fetching.servers import FOR_EVER, US, Exchange, Reader, Server, answer, fetch, fetch_one, raw_server


def refused(number: int) -> aiohttp.ClientConnectorError:
    """What aiohttp raises for a connection that was not made."""
    key = aiohttp.client_reqrep.ConnectionKey("a.example", 80, False, True, None, None, None)
    return aiohttp.ClientConnectorError(key, OSError(number, os.strerror(number)))


async def swallow(*_: object, **__: object) -> None:
    """Answer nothing at all."""
    await asyncio.sleep(FOR_EVER)


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
        assert len(site.requests) == 21

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

    @pytest.mark.parametrize(("redirects", "status"), [(MAX_HOPS, 200), (MAX_HOPS + 1, None)])
    def test_as_many_as_browsers_follow_are_followed(self, site, redirects, status):
        site.page(f"/{redirects}", "here")
        for number in range(redirects):
            site.page(f"/{number}", status=302, Location=f"/{number + 1}")
        page = fetch_one(f"{site.url}/0")
        assert (page.status, page.problem) == (status, None if status else Problem.REDIRECTS)


class TestPort80:
    """Browsers ask over TLS a host that is not served at port 80; here the network is made up, for the port's sake."""

    @pytest.mark.parametrize(
        "there",
        [
            {"exception": refused(errno.ECONNREFUSED)},
            {"exception": refused(errno.EHOSTUNREACH)},
            {"exception": refused(errno.ECONNRESET)},
            {"exception": ConnectionResetError()},
            {"status": 404},
            {"status": 403, "headers": {"cf-mitigated": "challenge"}},
        ],
    )
    def test_what_is_not_served_there_is_asked_for_over_tls(self, there):
        with aioresponses() as web_:
            web_.get("http://a.example/x?y", repeat=True, **there)
            web_.get("https://a.example/x?y", body=US)
            page = fetch_one("http://a.example/x?y", reader=Reader())
        assert (page.status, bool(page.backlink), page.url) == (200, True, "https://a.example/x?y")
        assert (page.redirects, page.refreshes, page.moved) == (("http://a.example/x?y",), 0, False)

    @pytest.mark.parametrize(
        "later", [refused(errno.ECONNREFUSED), refused(errno.ECONNRESET), TimeoutError(), aiohttp.ClientError()]
    )
    @pytest.mark.parametrize(
        ("number", "problem", "silent"),
        [(errno.ECONNREFUSED, Problem.REFUSED, False), (errno.EHOSTUNREACH, Problem.UNREACHABLE, True)],
    )
    def test_what_it_said_stands_when_nobody_answers_there_either(self, number, problem, silent, later):
        with aioresponses() as web_:
            web_.get("http://a.example/", exception=refused(number))
            web_.get("https://a.example/", exception=later)
            page = fetch_one("http://a.example/", reader=Reader())
        assert (page.problem, page.silent, page.url, page.redirects) == (problem, silent, "http://a.example/", ())

    @pytest.mark.parametrize(
        ("over_tls", "status", "requests"),
        [
            ({"exception": refused(errno.ECONNREFUSED)}, 404, 2),
            ({"exception": TimeoutError()}, 404, 2),
            ({"status": 410}, 410, 2),
            ({"status": 302, "headers": {"Location": "http://a.example/"}}, 404, 3),
        ],
    )
    def test_a_status_stands_until_there_is_another(self, over_tls, status, requests):
        with aioresponses() as web_:
            web_.get("http://a.example/", status=404, repeat=True)
            web_.get("https://a.example/", **over_tls)
            page = fetch_one("http://a.example/", reader=Reader())
            assert sum(map(len, web_.requests.values())) == requests
        assert (page.status, page.silent) == (status, False)

    @pytest.mark.parametrize(
        ("over_tls", "url", "requests"),
        [
            ({"body": b"the blog"}, "https://a.example/home", 2),
            ({"status": 404}, "http://a.example/home", 2),
            ({"exception": refused(errno.ECONNREFUSED)}, "http://a.example/home", 2),
            ({"exception": TimeoutError()}, "http://a.example/home", 2),
        ],
    )
    def test_a_default_page_stands_until_there_is_another_page(self, over_tls, url, requests):
        look = Look(dt.datetime(2026, 1, 1, tzinfo=dt.UTC), marks=("nginx (placeholder, title)",))

        class Looking(Reader):
            def finish_page(self) -> PageReading:
                is_default = b"Welcome to nginx" in self.body
                return dataclasses.replace(super().finish_page(), look=look if is_default else None)

        with aioresponses() as web_:
            web_.get("http://a.example/home", body=b"<title>Welcome to nginx!</title>")
            web_.get("https://a.example/home", **over_tls)
            page = fetch_one("http://a.example/home", reader=Looking())
            assert sum(map(len, web_.requests.values())) == requests
        assert (page.status, page.url, page.incomplete) == (200, url, None)
        assert (page.reading.look is None) == (url[:5] == "https")

    @pytest.mark.parametrize(
        ("url", "number"),
        [
            ("https://a.example/", errno.ECONNREFUSED),
            ("http://a.example:8080/", errno.ECONNREFUSED),
            ("http://a.example/", errno.ETIMEDOUT),
        ],
    )
    def test_nothing_else_is_asked_twice(self, url, number):
        with aioresponses() as web_:
            web_.get(url, exception=refused(number))
            assert fetch_one(url, retries=0).problem in (Problem.REFUSED, Problem.TIMEOUT)

    @pytest.mark.parametrize(
        ("over_tls", "status", "url"),
        [
            ({"body": US}, 200, "https://a.example/"),
            ({"status": 500}, 500, "https://a.example/"),
            ({"exception": refused(errno.ECONNREFUSED)}, None, "http://a.example/"),
            ({"callback": swallow}, None, "http://a.example/"),
        ],
    )
    def test_a_port_that_swallows_everything_has_half_of_the_time(self, over_tls, status, url):
        with aioresponses() as web_:
            web_.get("http://a.example/", callback=swallow, repeat=True)
            web_.get("https://a.example/", **over_tls)
            page = fetch_one("http://a.example/", reader=Reader(), timeout=0.6, retries=0)
        assert (page.status, page.url, page.problem) == (status, url, None if status else Problem.TIMEOUT)
        assert page.silent is (status is None)
        assert (page.elapsed >= 0.6) is (status is None)

    def test_what_a_name_takes_is_no_silence_of_its(self):
        async def late(*_: object, **__: object) -> CallbackResult:
            visit.current.get().enter(Phase.DNS)
            await asyncio.sleep(0.5)
            visit.current.get().enter(Phase.CONNECT)
            await asyncio.sleep(0.2)
            return CallbackResult(body=US)

        with aioresponses() as web_:
            web_.get("http://a.example/", callback=late)
            web_.get("https://a.example/", callback=swallow)
            assert fetch_one("http://a.example/", reader=Reader(), timeout=1.2, retries=0).status == 200

    @pytest.mark.parametrize("over_tls", [{"body": US}, {"callback": swallow}])
    def test_its_silence_leaves_no_error_to_the_garbage_collector(self, over_tls):
        with aioresponses() as web_:
            web_.get("http://a.example/", callback=swallow, repeat=True)
            web_.get("https://a.example/", **over_tls)
            gc.collect()
            gc.set_debug(gc.DEBUG_SAVEALL)
            try:
                fetch_one("http://a.example/", reader=Reader(), timeout=0.4, retries=0)
                gc.collect()
                assert [type(found) for found in gc.garbage if isinstance(found, BaseException)] == []
            finally:
                gc.set_debug(0)
                gc.garbage.clear()

    def test_what_comes_late_over_a_connection_that_was_taken_is_waited_for(self, site):
        async def late(_: web.Request) -> web.Response:
            await asyncio.sleep(0.5)
            return web.Response(body=US)

        page = fetch_one(site.at("/", late), reader=Reader(), timeout=0.8, retries=0)
        assert (page.status, bool(page.backlink)) == (200, True)

    @pytest.mark.parametrize("status", [403, 404])
    def test_a_file_that_is_not_there_is_not_looked_for_over_tls(self, status):
        with aioresponses() as web_:
            web_.get("http://a.example/robots.txt", status=status)
            web_.get("https://a.example/robots.txt", status=503)
            page = fetch_one("http://a.example/robots.txt", reader=Reader(), is_file=True)
        assert (page.status, page.url, page.redirects) == (status, "http://a.example/robots.txt", ())

    def test_one_of_a_host_without_a_server_there_is(self):
        with aioresponses() as web_:
            web_.get("http://a.example/feed", exception=refused(errno.ECONNREFUSED))
            web_.get("https://a.example/feed", body=US)
            page = fetch_one("http://a.example/feed", reader=Reader(), is_file=True)
        assert (page.status, page.url) == (200, "https://a.example/feed")

    def test_what_may_pass_is_tried_again_first(self):
        with aioresponses() as web_:
            web_.get("http://a.example/", exception=refused(errno.ECONNRESET))
            web_.get("http://a.example/", body=US)
            # All the time of the link would go here.
            web_.get("https://a.example/", exception=TimeoutError())
            page = fetch_one("http://a.example/", reader=Reader(), retries=1)
        assert (page.status, page.url, bool(page.backlink)) == (200, "http://a.example/", True)

    @pytest.mark.parametrize("there", [{"exception": refused(errno.ECONNREFUSED)}, {"status": 404}])
    def test_what_only_we_cannot_read_over_tls_is_a_doubt(self, there):
        key = aiohttp.client_reqrep.ConnectionKey("a.example", 443, True, True, None, None, None)
        alert = ssl.SSLError(1, "[SSL] tlsv1 alert no application protocol (_ssl.c:1002)")
        with aioresponses() as web_:
            web_.get("http://a.example/", **there)
            web_.get("https://a.example/", exception=aiohttp.ClientConnectorSSLError(key, alert))
            page = fetch_one("http://a.example/", reader=Reader())
        assert (page.status, page.doubt, page.url) == (None, Cause.RESPONSE, "https://a.example/")

    def test_it_counts_as_a_hop_and_the_last_one_stands(self):
        with aioresponses() as web_:
            for hop in range(MAX_HOPS):
                web_.get(f"http://a.example/{hop}", status=302, headers={"Location": f"/{hop + 1}"})
            web_.get(f"http://a.example/{MAX_HOPS}", status=404)
            page = fetch_one("http://a.example/0", reader=Reader())
        assert (page.status, page.problem, page.url) == (404, None, f"http://a.example/{MAX_HOPS}")

    def test_a_frame_is_not(self):
        reader = Reader(home={"frames": ("http://a.example/none", "http://a.example/links")})
        with aioresponses() as web_:
            web_.get("http://a.example/", body=b"home")
            web_.get("http://a.example/none", status=404)
            # Where nobody listens, all the time of the link would go.
            web_.get("https://a.example/none", exception=TimeoutError())
            web_.get("http://a.example/links", body=US)
            page = fetch_one("http://a.example/", reader=reader)
        assert (page.status, page.incomplete, bool(page.backlink)) == (200, None, True)

    def test_a_redirect_to_such_a_host_is_followed_as_well(self):
        with aioresponses() as web_:
            web_.get("https://a.example/", status=302, headers={"Location": "http://b.example/"})
            web_.get("http://b.example/", exception=refused(errno.ECONNREFUSED))
            web_.get("https://b.example/", body=US)
            page = fetch_one("https://a.example/", reader=Reader())
        assert (page.status, page.url) == (200, "https://b.example/")


class TestTransportSecurity:
    """Browsers do not ask port 80 of a host that has asked for TLS alone."""

    SECURE = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}

    def test_a_redirect_back_to_port_80_goes_over_tls(self):
        with aioresponses() as web_:
            web_.get("https://a.example/", status=302, headers={"Location": "http://a.example/home", **self.SECURE})
            # Without it, this would go round for ever.
            web_.get("http://a.example/home", status=302, headers={"Location": "https://a.example/"}, repeat=True)
            web_.get("https://a.example/home", body=US)
            page = fetch_one("https://a.example/", reader=Reader())
        assert (page.status, page.url, page.redirects) == (200, "https://a.example/home", ("https://a.example/",))

    def test_so_does_a_refresh_to_a_host_below(self):
        reader = Reader(home={"refresh": "http://www.a.example/links"})
        with aioresponses() as web_:
            web_.get("https://a.example/", body=b"home", headers=self.SECURE)
            web_.get("https://www.a.example/links", body=US)
            page = fetch_one("https://a.example/", reader=reader)
        assert (page.status, page.url, bool(page.backlink)) == (200, "https://www.a.example/links", True)

    def test_the_next_friend_is_not_bound_by_it(self):
        with aioresponses() as web_:
            web_.get("https://a.example/", headers=self.SECURE)
            web_.get("http://www.a.example/", body=US)
            pages = fetch("https://a.example/", "http://www.a.example/", reader=None, concurrency=1)
        assert [page.url for page in pages] == ["https://a.example/", "http://www.a.example/"]

    def test_a_link_in_a_preloaded_domain_is_asked_over_tls_at_once(self):
        with aioresponses() as web_:
            web_.get("https://me.dev/", body=US)
            page = fetch_one("http://me.dev/", reader=Reader())
        assert (page.status, page.url, page.redirects) == (200, "https://me.dev/", ())


class TestCookies:
    @pytest.mark.parametrize(
        "pair",
        [
            "CheckCode=42kHBl+Fz/k=",
            'state={"v":1,"seen":"yes"}',
            'sid="a b"',
            "a=b==",
            "a=b,c",
            "a=友链",
            "a=\udcd3\udcd1",
        ],
    )
    def test_a_wall_that_wants_its_cookie_back_as_it_was_is_passed(self, pair):
        raw = pair.encode("utf-8", "surrogateescape")

        def wall(exchange: Exchange) -> bytes:
            if exchange.header(b"Cookie") == raw:
                return answer(US)
            return answer(b"", f"Set-Cookie: {pair}; path=/; HttpOnly", "Location: /", status="302 Found")

        with Server(wall) as server:
            assert fetch_one(server.url + "/", reader=Reader()).backlink

    def test_each_try_begins_without_any(self):
        def once(exchange: Exchange) -> bytes:
            return answer(b"", "Set-Cookie: a=b", status="503 Busy" if exchange.count == 0 else "200 OK")

        with Server(once) as server:
            assert fetch_one(server.url + "/").status == 200
            assert [exchange.header(b"Cookie") for exchange in server.seen] == [None, None]

    def test_a_flood_of_them_ends(self):
        def flood(exchange: Exchange) -> bytes:
            lines = [f"Set-Cookie: c{exchange.count}x{number}={'y' * 60}" for number in range(900)]
            return answer(b"", *lines, "Location: /", status="302 Found")

        with Server(flood) as server:
            assert fetch_one(server.url + "/").problem is Problem.REDIRECTS
            assert max(len(exchange.header(b"Cookie") or b"") for exchange in server.seen) <= 64 * 1024


class TestRefresh:
    def test_a_page_without_our_link_is_left_for_where_it_leads(self, site):
        site.page("/new", US)
        reader = Reader(old={"refresh": site.url + "/new"})
        page = fetch_one(site.page("/old", "moved"), reader=reader)
        assert (page.url, page.redirects, page.refreshes, page.moved) == (
            site.url + "/new",
            (site.url + "/old",),
            1,
            False,
        )
        assert page.backlink
        assert reader.paths == ["/old", "/new"]

    def test_a_page_with_our_link_is_not_left(self, site):
        page = fetch_one(site.page("/old", US), reader=Reader(old={"refresh": site.url + "/new"}))
        assert (page.url, page.refreshes, bool(page.backlink)) == (site.url + "/old", 0, True)

    def test_an_error_page_leads_nowhere(self, site):
        reader = Reader(old={"refresh": site.url + "/new"})
        assert fetch_one(site.page("/old", "gone", status=404), reader=reader).status == 404
        assert reader.paths == ["/old"]

    def test_where_it_leads_decides(self, site):
        page = fetch_one(site.page("/old"), reader=Reader(old={"refresh": site.url + "/none"}))
        assert (page.status, page.url, page.refreshes) == (404, site.url + "/none", 1)

    @pytest.mark.parametrize("to", ["/a", "/b"])
    def test_a_circle_is_gone_round_once(self, site, to):
        site.page("/b")
        reader = Reader(a={"refresh": site.url + "/b"}, b={"refresh": site.url + to})
        page = fetch_one(site.page("/a"), reader=reader)
        assert (page.status, page.url) == (200, site.url + "/b")
        assert len(site.requests) == 2

    @pytest.mark.parametrize(
        ("cookies", "has_link", "requests"),
        [
            # testcookie-nginx-module with testcookie_redirect_via_refresh.
            (["a=1"], True, 2),
            # A page that is kept up to date, and may give each visit another session.
            ([], False, 1),
            (["a=1", "a=2", "a=3"], False, 2),
        ],
    )
    def test_a_page_that_waits_for_its_cookie_is_loaded_again_once(self, site, cookies, has_link, requests):
        async def wall(request: web.Request) -> web.Response:
            if has_link and "a" in request.cookies:
                return web.Response(body=US)
            number = len(site.requests) - 1
            headers = {"Set-Cookie": cookies[number]} if number < len(cookies) else {}
            return web.Response(headers=headers)

        reader = Reader(page={"refresh": site.url + "/page"})
        page = fetch_one(site.at("/page", wall), reader=reader)
        assert (page.status, bool(page.backlink), len(site.requests)) == (200, has_link, requests)

    def test_they_count_among_the_redirects(self, site):
        found = {}
        for number in range(0, 30, 2):
            site.page(f"/{number}", status=302, Location=f"/{number + 1}")
            site.page(f"/{number + 1}")
            found[str(number + 1)] = {"refresh": f"{site.url}/{number + 2}"}
        assert fetch_one(f"{site.url}/0", reader=Reader(**found)).problem is Problem.REDIRECTS
        assert len(site.requests) == MAX_HOPS + 1

    @pytest.mark.parametrize(
        ("to", "problem"),
        [("http://10.0.0.1/", Problem.FORBIDDEN_ADDRESS), ("javascript:alert(1)", Problem.BAD_URL)],
    )
    def test_it_passes_the_guard_as_any_hop(self, site, to, problem):
        page = fetch_one(site.page("/old"), reader=Reader(old={"refresh": to}))
        assert page.problem is problem

    def test_all_of_them_share_the_time_of_the_link(self, site):
        async def hang(_: web.Request) -> web.Response:
            await asyncio.sleep(FOR_EVER)
            return web.Response()

        site.at("/new", hang)
        page = fetch_one(site.page("/old"), reader=Reader(old={"refresh": site.url + "/new"}), timeout=1)
        assert (page.status, page.problem, page.silent) == (None, Problem.TIMEOUT, False)
        assert page.elapsed == pytest.approx(1)


class TestFrames:
    def frames(self, site, *paths: str) -> dict:
        return {"frames": tuple(path if ":" in path else site.url + path for path in paths)}

    def test_our_link_in_a_frame_is_on_the_page(self, site):
        site.page("/none", "nothing")
        site.page("/links", US)
        page = fetch_one(site.page("/home"), reader=Reader(home=self.frames(site, "/none", "/links", "/unread")))
        assert (page.status, page.url, page.redirects) == (200, site.url + "/home", ())
        assert page.backlink
        assert page.reading.backlink
        assert page.frames == (site.url + "/none", site.url + "/links")

    def test_a_page_with_our_link_needs_no_frame(self, site):
        fetch_one(site.page("/home", US), reader=Reader(home=self.frames(site, "/links")))
        assert len(site.requests) == 1

    def test_no_more_than_three_are_read(self, site):
        reader = Reader(home=self.frames(site, *(site.page(f"/{number}") for number in range(9))))
        page = fetch_one(site.page("/home"), reader=reader)
        assert not page.backlink
        assert len(site.requests) == 1 + MAX_FRAMES

    def test_no_frame_of_a_frame_and_no_refresh_of_one(self, site):
        site.page("/deep", US)
        reader = Reader(
            home=self.frames(site, site.page("/inner")),
            inner={**self.frames(site, "/deep"), "refresh": site.url + "/deep"},
        )
        assert not fetch_one(site.page("/home"), reader=reader).backlink
        assert reader.paths == ["/home", "/inner"]

    def test_a_frame_may_be_redirected(self, site):
        site.page("/links", US)
        reader = Reader(home=self.frames(site, site.page("/frame", status=302, Location="/links")))
        page = fetch_one(site.page("/home"), reader=reader)
        assert page.backlink
        assert (page.url, page.redirects, page.frames) == (site.url + "/home", (), (site.url + "/links",))

    def test_but_not_to_another_site(self, site):
        elsewhere = site.page("/links", US).replace("127.0.0.1", "127.0.0.2")
        with raw_server(answer(US)) as url:
            reader = Reader(
                home=self.frames(site, site.page("/frame", status=302, Location=url.replace("127.0.0.1", "localhost")))
            )
            page = fetch_one(site.page("/home"), reader=reader, allowed=["127.0.0.0/8", "::1/128"])
        assert not page.backlink
        assert elsewhere

    @pytest.mark.parametrize(
        ("path", "incomplete"),
        [("/404", None), ("http://10.0.0.1/", None), ("javascript:x", None), ("/broken", Problem.BROKEN_OFF)],
    )
    def test_a_frame_that_cannot_be_read_is_no_failure_of_the_page(self, site, path, incomplete):
        async def broken(request: web.Request) -> web.Response:
            request.transport.abort()
            return web.Response()

        site.at("/broken", broken)
        page = fetch_one(site.page("/home"), reader=Reader(home=self.frames(site, path)), retries=0)
        assert (page.status, page.problem, page.incomplete) == (200, None, incomplete)

    def test_a_frame_in_an_unknown_coding_leaves_a_doubt(self, site):
        site.page("/frame", "x", Content_Encoding="sdch")
        page = fetch_one(site.page("/home"), reader=Reader(home=self.frames(site, "/frame")))
        assert page.doubt is Cause.RESPONSE

    def test_a_frame_that_hangs_leaves_the_page_what_it_is(self, site):
        async def hang(_: web.Request) -> web.Response:
            await asyncio.sleep(FOR_EVER)
            return web.Response()

        site.at("/frame", hang)
        page = fetch_one(site.page("/home", "x"), reader=Reader(home=self.frames(site, "/frame")), timeout=1)
        assert (page.status, page.incomplete, page.url) == (200, Problem.TIMEOUT, site.url + "/home")
