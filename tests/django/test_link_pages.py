"""The link page that the check finds by itself, in whole runs against real servers: it shows, and never hides."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import web

from blog.models import FriendLink
from easytask.checker import LinkChecker
from easytask.models import LinkIdentity, LinkState
from easytask.verdicts import identity
from tests.plugins.processes import SITE_LINK
from tests.plugins.sites import BACKLINK, Site

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("loopback")]
HOME = '<title>Quiet</title><a href="/links/">友链</a>'
TWO = HOME + '<a href="/friends/">朋友</a>'


def check() -> tuple[bool, str]:
    LinkChecker(SITE_LINK).perform()
    return FriendLink.objects.get().is_show, LinkState.objects.get().verdict


def found() -> str:
    return identity.from_json(LinkIdentity.objects.get().data).link_page


@pytest.fixture
def home(site: Site, friend: Callable[..., FriendLink]) -> FriendLink:
    return friend(site.page("/", HOME), name="Quiet")


def test_it_is_found_in_the_first_run_and_used_from_then_on(site: Site, home: Any) -> None:
    site.page("/links/", BACKLINK)
    assert check() == check() == (True, "ok")
    assert found() == site.url + "/links/"
    assert site.paths() == ["/", "/links/"] * 2
    assert FriendLink.objects.get().link_page == ""
    assert LinkState.objects.get().evidence["link_page"]["url"] == site.url + "/links/"


@pytest.mark.parametrize("body", ["no link", HOME])
def test_one_without_our_link_changes_nothing(site: Site, home: Any, body: str) -> None:
    site.page("/links/", body)
    assert check() == (False, "no_backlink")
    assert found() == ""
    assert "link_page" not in LinkState.objects.get().evidence


def test_no_more_than_one_is_asked_in_a_run_and_the_next_one_in_the_next(site: Site, friend: Any) -> None:
    friend(site.page("/", TWO))
    site.page("/friends/", BACKLINK)
    assert check() == (False, "no_backlink")
    assert len(site.requests) == 2
    assert check() == (True, "ok")
    assert found() == site.url + "/friends/"


def test_none_is_asked_when_the_home_page_has_our_link(site: Site, home: Any) -> None:
    site.page("/", HOME + BACKLINK)
    assert check() == (True, "ok")
    assert site.paths() == ["/"]


def test_none_is_asked_when_no_backlink_is(site: Site, home: Any) -> None:
    LinkChecker("").perform()
    assert site.paths() == ["/"]


def test_none_is_asked_when_the_owner_has_named_one(site: Site, home: Any) -> None:
    FriendLink.objects.update(link_page=site.page("/mine", "no link"))
    site.page("/links/", BACKLINK)
    assert check() == (False, "no_backlink")
    assert "/links/" not in site.paths()


def test_the_one_that_was_found_tells_nothing_while_it_cannot_be_read(site: Site, home: Any) -> None:
    site.page("/links/", BACKLINK)
    check()
    site.page("/links/", status=503)
    assert check() == (True, "uncertain")
    site.page("/links/", BACKLINK)
    assert check() == (True, "ok")


def test_one_that_is_gone_is_forgotten(site: Site, home: Any) -> None:
    site.page("/links/", BACKLINK)
    check()
    del site.pages["/links/"]
    assert check() == (False, "no_backlink")
    assert found() == ""


def test_a_friend_that_took_our_link_away_is_found_out(site: Site, home: Any) -> None:
    site.page("/links/", BACKLINK)
    check()
    site.page("/links/", "no link")
    assert check() == (False, "no_backlink")
    site.page("/links/", BACKLINK)
    assert check() == (True, "ok")


def test_both_pages_share_one_time_out(site: Site, home: Any, settings: Any) -> None:
    settings.FRIENDLINK_TIMEOUT = 2.0

    def slow(body: str, seconds: float) -> Any:
        async def respond(_: web.Request) -> web.Response:
            await asyncio.sleep(seconds)
            return web.Response(text=body, content_type="text/html")

        return respond

    site.at("/", slow(HOME, 1))
    site.at("/links/", slow(BACKLINK, 1.8))
    assert check() == (False, "no_backlink")
    assert LinkState.objects.get().elapsed <= 2
