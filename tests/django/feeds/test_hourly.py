"""The feeds of friends on a real server: how each is found, how often it is asked for, and what of it is kept."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from aiohttp import web
from django.db import connection, transaction
from django.utils import timezone

from blog.models import FriendLink
from easytask.checker import LinkChecker
from easytask.feeds import hourly, recording
from easytask.feeds.records import ReadingCounts
from easytask.feeds.sandbox import Parser
from easytask.models import FriendFeed, FriendPost, LinkIdentity, LinkState, Run
from easytask.verdicts.kinds import Kind
from tests.plugins import feeds
from tests.plugins.processes import SITE_LINK, children, eventually

pytestmark = pytest.mark.django_db(transaction=True)

LINK = f'<a href="{SITE_LINK}/">ours</a>'
ALTERNATE = '<link rel="alternate" type="application/rss+xml" href="{}">'
XML = {"Content_Type": "application/xml"}


def days_ago(days, hours=0):
    return timezone.now() - dt.timedelta(days=days, hours=hours)


def rss_date(moment):
    return f"<pubDate>{moment.strftime('%a, %d %b %Y %H:%M:%S GMT')}</pubDate>"


def post(number, days=1.0, title=None):
    link = f"https://friend.test/{number}"
    return feeds.item(title or f"第 {number} 篇", link, rss_date(days_ago(days)) if days is not None else "")


@pytest.fixture(scope="module", autouse=True)
def one_parser() -> Iterator[None]:
    """Share the parser's process, which each run starts for itself: to load feedparser took a third of the CPU."""
    with Parser() as parser, pytest.MonkeyPatch.context() as patch:
        patch.setattr(hourly, "Parser", lambda: contextlib.nullcontext(parser))
        yield


@pytest.fixture
def site(site, loopback):
    """A server that may be spoken to."""
    return site


@pytest.fixture
def checked(site, friend):
    """Make a friend whose page, with this head and this body, a check has read."""

    def make(head="", body="", path="/", **fields):
        page = f"<html><head><title>听雨轩</title>{head}</head><body>{LINK}{body}</body></html>"
        row = friend(site.page(path, page), name="听雨轩", **fields)
        LinkChecker().run()
        site.requests.clear()
        return row

    return make


def put(site, path="/feed.xml", *items, **headers):
    return site.page(path, feeds.rss("".join(items or (post(1),))), **{**XML, **headers})


def due_again():
    FriendFeed.objects.update(due_at=timezone.now())


def read_again():
    due_again()
    return hourly.run()


def the_feed():
    return FriendFeed.objects.get()


def dates():
    return dict(FriendPost.objects.values_list("title", "published_at"))


# Where it is.


def test_the_feed_that_a_page_declares_is_read_once_an_hour(site, checked):
    address = put(site)
    checked(ALTERNATE.format("/feed.xml"))
    assert hourly.run() == ReadingCounts(read=1)
    feed = the_feed()
    assert (feed.address, feed.title, feed.problem, feed.status) == (address, "听雨轩", "", 200)
    assert (feed.latest_title, feed.latest_address) == ("第 1 篇", "https://friend.test/1")
    assert dt.timedelta(minutes=59) < feed.due_at - timezone.now() < dt.timedelta(minutes=61)
    assert site.paths() == ["/feed.xml"]
    assert "application/atom+xml" in site.requests[0].headers["Accept"]
    assert hourly.run() == ReadingCounts()


def test_a_run_starts_a_parser_of_its_own_and_ends_it(site, checked, monkeypatch):
    monkeypatch.setattr(hourly, "Parser", Parser)
    put(site)
    checked(ALTERNATE.format("/feed.xml"))
    before = set(children(os.getpid()))
    assert hourly.run() == ReadingCounts(read=1)
    assert set(children(os.getpid())) == before


def test_one_that_it_only_links_to_comes_next(site, checked):
    address = put(site, "/blog/rss.xml")
    checked(body='<a href="/blog/rss.xml">RSS</a>')
    hourly.run()
    assert the_feed().address == address
    assert site.paths() == ["/blog/rss.xml"]


def test_the_usual_addresses_come_last_and_a_miss_is_remembered(site, checked):
    checked()
    assert hourly.run() == ReadingCounts(failed=1)
    assert site.paths() == ["/feed/", "/atom.xml", "/rss.xml", "/feed.xml", "/index.xml"]
    feed = the_feed()
    assert (feed.address, feed.problem, feed.latest_at) == ("", "no_feed", None)
    assert timezone.now() + dt.timedelta(hours=23) < feed.due_at
    site.requests.clear()
    read_again()
    assert site.requests == []
    FriendFeed.objects.update(guessed_at=days_ago(31))
    address = put(site, "/atom.xml")
    read_again()
    assert the_feed().address == address


def test_they_lie_below_the_friends_own_address(site, checked):
    address = put(site, "/blog/feed.xml")
    checked(path="/blog")
    hourly.run()
    assert the_feed().address == address


def test_a_page_in_its_place_leads_to_the_next(site, checked):
    site.page("/", "<html>")
    address = put(site, "/second.xml")
    checked(ALTERNATE.format("/") + ALTERNATE.format("/second.xml"))
    hourly.run()
    assert the_feed().address == address


def test_they_are_tried_where_the_page_was_found(site, friend):
    address = put(site, "/atom.xml")
    row = friend("http://127.0.0.1/", is_show=True)
    now = timezone.now()
    LinkState.objects.create(friend=row, link=row.link, is_show=True, verdict=Kind.OK, checked_at=now)
    LinkIdentity.objects.create(friend=row, link=row.link, final_url=f"{site.url}/zh/")
    hourly.run()
    assert the_feed().address == address


def test_of_two_feeds_the_first_is_read(site, checked):
    address = put(site, "/blog.xml")
    put(site, "/notes.xml")
    checked(ALTERNATE.format("/blog.xml") + ALTERNATE.format("/notes.xml"))
    hourly.run()
    assert (the_feed().address, site.paths()) == (address, ["/blog.xml"])


def test_a_feed_that_is_the_home_page_is_one(site, friend):
    body = feeds.rss(post(1) + feeds.item("x", f"{SITE_LINK}/"))
    friend(site.page("/", body, **XML), name="听雨轩", is_show=True)
    LinkChecker("").run()
    FriendFeed.objects.create(
        friend=FriendLink.objects.get(), link=f"{site.url}/", given_address=f"{site.url}/", due_at=timezone.now()
    )
    assert hourly.run() == ReadingCounts(read=1)
    assert FriendPost.objects.count() == 2


def test_the_owners_address_is_the_only_one(site, checked):
    put(site)
    other = put(site, "/other/rss", post(7))
    row = checked(ALTERNATE.format("/feed.xml"))
    FriendFeed.objects.create(friend=row, link=row.link, given_address=other, due_at=timezone.now())
    hourly.run()
    assert (site.paths(), the_feed().latest_title) == (["/other/rss"], "第 7 篇")
    del site.pages["/other/rss"]
    assert read_again() == ReadingCounts(failed=1)
    assert (the_feed().problem, the_feed().status) == ("bad_status", 404)
    assert set(site.paths()) == {"/other/rss"}


def test_a_guess_that_leads_elsewhere_is_none(site, checked):
    async def away(request):
        raise web.HTTPFound(f"http://localhost:{site.port}/elsewhere.xml")

    site.at("/feed/", away)
    put(site, "/elsewhere.xml")
    checked()
    assert hourly.run() == ReadingCounts(failed=1)
    assert the_feed().problem == "no_feed"


# How often.


def test_what_is_unchanged_is_not_sent_again(site, checked):
    async def conditional(request):
        if request.headers.get("If-None-Match") == '"v1"':
            return web.Response(status=304)
        return web.Response(body=feeds.rss(post(1)), content_type="application/xml", headers={"ETag": '"v1"'})

    site.at("/feed.xml", conditional)
    checked(ALTERNATE.format("/feed.xml"))
    hourly.run()
    latest = the_feed().latest_at
    assert read_again() == ReadingCounts(unchanged=1)
    feed = the_feed()
    assert (feed.latest_at, feed.etag, feed.problem) == (latest, '"v1"', "")


def test_a_server_without_validators_is_known_by_its_document(site, checked):
    put(site)
    checked(ALTERNATE.format("/feed.xml"))
    assert [hourly.run(), read_again()] == [ReadingCounts(read=1), ReadingCounts(unchanged=1)]


def test_what_cannot_be_kept_or_sent_back_is_no_validator(site, checked):
    put(site, ETag='"' + "x" * 300 + '"', Last_Modified="昨天")
    checked(ALTERNATE.format("/feed.xml"))
    assert [hourly.run(), read_again()] == [ReadingCounts(read=1), ReadingCounts(unchanged=1)]
    assert (the_feed().etag, the_feed().last_modified) == ("", "")


def test_failures_are_further_and_further_apart_and_hide_nobody(site, checked):
    put(site)
    row = checked(ALTERNATE.format("/feed.xml"))
    hourly.run()
    site.page("/feed.xml", "", 500)
    pauses = []
    for _ in range(7):
        assert read_again() == ReadingCounts(failed=1)
        pauses.append(round((the_feed().due_at - timezone.now()).total_seconds() / 3600))
    assert pauses == [1, 2, 4, 8, 16, 24, 24]
    feed = the_feed()
    assert (feed.problem, feed.status, feed.failures, feed.latest_title) == ("bad_status", 500, 7, "第 1 篇")
    row.refresh_from_db()
    assert row.is_show


def test_a_server_that_wants_its_peace_gets_it(site, checked):
    site.page("/feed.xml", "", 429, Retry_After="20000")
    checked(ALTERNATE.format("/feed.xml"))
    hourly.run()
    assert the_feed().due_at > timezone.now() + dt.timedelta(hours=5)


@pytest.mark.parametrize("fields", [{"always_show": True}, {"is_active": False}, {"snoozed_until": days_ago(-1)}])
def test_whom_no_check_visits_is_not_read(site, checked, fields):
    put(site)
    checked(ALTERNATE.format("/feed.xml"))
    FriendLink.objects.update(**fields)
    assert hourly.run() == ReadingCounts()
    assert site.requests == []


def test_a_white_listed_friend_is_not_read(site, checked):
    put(site)
    checked(ALTERNATE.format("/feed.xml"))
    LinkChecker(white_list=["听雨轩"]).run()
    assert hourly.run() == ReadingCounts()


def test_it_gives_way_to_a_check(site, checked):
    put(site)
    checked(ALTERNATE.format("/feed.xml"))
    Run.objects.create(state=Run.State.RUNNING, started_by="clock", started_at=timezone.now(), seen_at=timezone.now())
    assert hourly.run() == ReadingCounts()
    assert site.requests == []


def test_what_there_is_no_time_for_is_due_at_once(site, checked):
    put(site)
    checked(ALTERNATE.format("/feed.xml"))
    assert hourly.run(seconds=0) == ReadingCounts(unfinished=1)
    assert hourly.run() == ReadingCounts(read=1)


# What is kept.


def test_a_date_is_never_changed_by_a_site_that_is_built_anew(site, checked):
    put(site, "/feed.xml", post(1, 3), post(2, 2))
    checked(ALTERNATE.format("/feed.xml"))
    hourly.run()
    before = dates()
    put(site, "/feed.xml", post(1, 0), post(2, 0), post(3, 1))
    read_again()
    after = dates()
    assert {title: after[title] for title in before} == before
    assert "第 3 篇" in after


def test_nor_by_one_that_changes_all_addresses(site, checked):
    put(site, "/feed.xml", post(1, 3, "雨天"), post(2, 2, "日记"))
    checked(ALTERNATE.format("/feed.xml"))
    hourly.run()
    before = dates()
    put(site, "/feed.xml", post(11, 0, "雨天"), post(12, 0, "日记"), post(13, 1, "日记"))
    read_again()
    assert FriendPost.objects.get(title="雨天").published_at == before["雨天"]
    assert FriendPost.objects.get(title="雨天").address == "https://friend.test/11"
    # What bears the title of another one that is still there is a post of its own.
    assert FriendPost.objects.filter(title="日记").count() == 2


def test_the_next_of_a_series_is_new(site, checked):
    rain, last_week = post(3, 9, "雨天"), post(2, 7, "周报")
    put(site, "/feed.xml", post(1, 14, "周报"), last_week, rain)
    checked(ALTERNATE.format("/feed.xml"))
    hourly.run()
    this_week = post(4, 0.5, "周报")
    put(site, "/feed.xml", rain, this_week, last_week)
    read_again()
    assert the_feed().latest_address == "https://friend.test/4"
    assert FriendPost.objects.filter(title="周报").count() == 3
    # One that has moved is no other: it has its date still.
    put(site, "/feed.xml", rain.replace("/3<", "/33<"), this_week, last_week)
    read_again()
    assert [row.address for row in FriendPost.objects.filter(title="雨天")] == ["https://friend.test/33"]


def test_what_is_undated_is_new_only_when_it_comes_later(site, checked):
    put(site, "/feed.xml", post(1, None))
    checked(ALTERNATE.format("/feed.xml"))
    hourly.run()
    assert dates() == {"第 1 篇": None}
    put(site, "/feed.xml", post(2, None), post(1, None), post(3, -400))
    read_again()
    found = dates()
    assert found["第 1 篇"] is None
    assert days_ago(0.1) < found["第 2 篇"] <= timezone.now()
    assert days_ago(0.1) < found["第 3 篇"] <= timezone.now()


def test_an_old_post_goes_with_its_feed_and_a_fresh_one_stays(site, checked):
    put(site, "/feed.xml", post(1, 100), post(2, 5))
    checked(ALTERNATE.format("/feed.xml"))
    hourly.run()
    put(site, "/feed.xml", post(3, 1))
    read_again()
    assert set(dates()) == {"第 2 篇", "第 3 篇"}


def test_a_friend_has_no_more_than_so_many_posts(site, checked, monkeypatch):
    monkeypatch.setattr(recording, "MOST_POSTS", 3)
    checked(ALTERNATE.format("/feed.xml"))
    for number in range(0, 8, 2):
        put(site, "/feed.xml", post(number, 9 - number), post(number + 1, 8.5 - number))
        FriendFeed.objects.update(due_at=timezone.now())
        hourly.run()
    assert FriendPost.objects.count() == 3


def test_spam_is_nobodys_latest_post(site, checked):
    put(site, "/feed.xml", post(1, 3), post(2, 1, "澳门新葡京 在线投注"))
    checked(ALTERNATE.format("/feed.xml"))
    hourly.run()
    assert the_feed().latest_title == "第 1 篇"


def test_another_address_forgets_what_was_read_and_keeps_what_the_owner_said(site, checked):
    put(site)
    row = checked(ALTERNATE.format("/feed.xml"))
    hourly.run()
    FriendFeed.objects.update(is_hidden=True)
    row.link = site.page("/new/", LINK)
    row.save()
    LinkChecker().run()
    hourly.run()
    feed = the_feed()
    assert (feed.link, feed.address, feed.latest_at, feed.is_hidden) == (row.link, "", None, True)
    assert not FriendPost.objects.exists()


def test_what_the_owner_changes_meanwhile_wins(site, checked):
    row = checked(ALTERNATE.format("/feed.xml"))

    async def slow(request):
        return web.Response(body=feeds.rss(post(1)), content_type="application/xml")

    site.at("/feed.xml", slow)
    [due] = hourly.due_friends(10)
    hourly._claim([due])
    FriendFeed.objects.update(given_address="https://given.test/")
    recording.record([recording.Reading(due, recording.FeedProblem.EMPTY, address="x")])
    assert the_feed().read_at is None
    assert row.pk == due.id


# What would do harm.


@pytest.mark.parametrize(
    ("location", "problem"),
    [
        ("http://10.0.0.1/feed", "forbidden_address"),
        ("http://169.254.169.254/", "forbidden_address"),
        ("file:///etc/passwd", "bad_url"),
    ],
)
def test_a_feed_that_leads_inward_is_refused_by_name(site, checked, location, problem):
    site.page("/feed.xml", "", 302, Location=location)
    checked(ALTERNATE.format("/feed.xml"))
    assert hourly.run() == ReadingCounts(failed=1)
    assert (the_feed().problem, FriendPost.objects.count()) == (problem, 0)


def test_a_feed_without_end_is_read_as_far_as_allowed(site, checked):
    sent = 0

    async def endless(request):
        nonlocal sent
        response = web.StreamResponse(headers={"Content-Type": "application/xml"})
        await response.prepare(request)
        await response.write(feeds.rss(post(1)).encode().removesuffix(b"</channel></rss>"))
        while sent < 50 * 1024 * 1024:
            await response.write(b"<item><description>" + bytes(64 * 1024))
            sent += 64 * 1024
        return response

    site.at("/feed.xml", endless)
    checked(ALTERNATE.format("/feed.xml"))
    assert hourly.run() == ReadingCounts(read=1)
    assert set(dates()) == {"第 1 篇"}
    # What lay in the sockets' buffers beyond the cap.
    assert sent < 16 * 1024 * 1024


def test_a_document_that_ends_the_parser_is_broken(site, checked):
    site.page("/feed.xml", feeds.HOSTILE["deep nesting"], **XML)
    checked(ALTERNATE.format("/feed.xml"))
    assert hourly.run() == ReadingCounts(failed=1)
    assert the_feed().problem in ("broken", "empty")


# Feed and page.


def test_a_living_feed_of_its_name_vouches_for_the_page(site, checked):
    put(site)
    checked(ALTERNATE.format("/feed.xml"))
    hourly.run()
    feed = the_feed()
    assert timezone.now() + dt.timedelta(days=1) < feed.vouches_until < timezone.now() + dt.timedelta(days=3)


@pytest.mark.parametrize("what", ["no new post", "another name", "elsewhere"])
def test_any_other_does_not(site, checked, what):
    text = feeds.rss(post(1, 40 if what == "no new post" else 1))
    if what == "another name":
        text = text.replace("听雨轩", "某某公司")
    site.page("/feed.xml", text, **XML)
    host = "localhost" if what == "elsewhere" else "127.0.0.1"
    checked(ALTERNATE.format(f"http://{host}:{site.port}/feed.xml"))
    assert hourly.run() == ReadingCounts(read=1)
    assert the_feed().vouches_until is None


@pytest.mark.parametrize("is_living", [True, False])
def test_such_a_feed_speaks_against_quarantine(site, checked, settings, is_living):
    settings.FRIENDLINK_LOOK_HOURS = 0
    put(site)
    checked(ALTERNATE.format("/feed.xml"))
    hourly.run()
    if not is_living:
        FriendFeed.objects.update(vouches_until=days_ago(1))
    site.page("/", "<html><head><title>新葡京 娱乐城 在线投注</title></head><body>welcome</body></html>")
    LinkChecker("").run()
    assert LinkState.objects.get().verdict == ("uncertain" if is_living else "taken_over")


def test_a_feed_that_died_hides_nobody(site, checked):
    put(site)
    row = checked(ALTERNATE.format("/feed.xml"))
    hourly.run()
    del site.pages["/feed.xml"]
    for _ in range(5):
        read_again()
    LinkChecker().run()
    row.refresh_from_db()
    assert row.is_show
    assert LinkState.objects.get().verdict == "ok"


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's own lock lets one writer in at a time")
def test_what_is_being_written_of_a_former_address_is_forgotten_with_it(friend):
    row = friend("https://a.test/")
    FriendFeed.objects.create(friend=row, link=row.link, due_at=timezone.now())

    def forget() -> None:
        try:
            with transaction.atomic():
                recording.forget([row.pk])
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            FriendFeed.objects.select_for_update().get(pk=row.pk)
            FriendPost.objects.create(friend=row, address="https://a.test/1", title="x", seen_at=timezone.now())
            forgetting = pool.submit(forget)
            eventually(count_waiting, "one that waits for the row")
        forgetting.result()
    assert not FriendPost.objects.exists()


def count_waiting() -> int:
    with connection.cursor() as cursor:
        # Unlike pg_stat_activity it is read anew within a transaction.
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return int(cursor.fetchone()[0])
