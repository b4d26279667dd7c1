"""The icons of friends on a real server: whose is fetched, what is kept of it, and when it is asked for again."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from aiohttp import web
from django.db import connection
from django.utils import timezone

from blog.models import FriendLink
from easytask import fan_out
from easytask.checker import LinkChecker
from easytask.icons import renewal
from easytask.icons.display import icon_of, with_icons
from easytask.icons.renewal import RenewalCounts
from easytask.models import FriendIcon, LinkIdentity, LinkState, Run
from tests.plugins import images
from tests.plugins.processes import SITE_LINK

pytestmark = pytest.mark.django_db(transaction=True)

LINK = f'<a href="{SITE_LINK}/">ours</a>'


@pytest.fixture
def site(site, loopback):
    """A server that may be spoken to."""
    return site


@pytest.fixture
def checked(site, friend):
    """Make a friend whose page, with this head, a check has read."""

    def make(path="/a/", head="", **fields):
        row = friend(site.page(path, f"<html><head>{head}</head><body>{LINK}</body></html>"), **fields)
        LinkChecker().run()
        return row

    return make


def image(site, path, data, **headers):
    return site.page(path, data, **{"Content_Type": "image/png", **headers})


def due_again(row):
    FriendIcon.objects.filter(pk=row.pk).update(renew_at=timezone.now())


def test_the_image_that_its_owner_names_comes_first(site, checked):
    image(site, "/i.png", images.icon("#1478dc"))
    named = image(site, "/named.png", images.icon("#dc1478"))
    checked(head='<link rel="icon" href="/i.png">', icon_address=named)
    assert renewal.run() == RenewalCounts(kept=1)
    assert FriendIcon.objects.get().source == named


def test_a_check_finds_where_the_icon_is_and_a_slice_keeps_it(site, checked):
    address = image(site, "/i.png", images.icon("#1478dc"))
    row = checked(head='<link rel="icon" href="/i.png">')
    assert LinkIdentity.objects.get().icons == [address, f"{site.url}/favicon.ico"]
    assert renewal.run() == RenewalCounts(kept=1)
    icon = FriendIcon.objects.get()
    assert (icon.source, icon.link, icon.problem) == (address, row.link, "")
    assert (bytes(icon.small[:4]), bytes(icon.large[8:12])) == (b"RIFF", b"WEBP")
    assert timezone.now() + dt.timedelta(days=6) < icon.renew_at < timezone.now() + dt.timedelta(days=8)
    # Nothing more is due, and what is good enough ends the search.
    asked = site.paths()
    assert renewal.run() == RenewalCounts()
    assert site.paths() == asked
    assert "/favicon.ico" not in asked


def test_without_a_word_on_the_page_the_usual_name_is_tried(site, checked):
    image(site, "/favicon.ico", images.icon(kind="ICO"))
    checked()
    assert renewal.run() == RenewalCounts(kept=1)


def test_a_small_image_is_kept_only_when_nothing_better_is_found(site, checked):
    image(site, "/16.png", images.icon("#ff0000", side=16))
    larger = image(site, "/favicon.ico", images.icon("#0000ff", side=32))
    checked(head='<link rel="icon" href="/16.png">')
    renewal.run()
    assert FriendIcon.objects.get().source == larger


@pytest.mark.parametrize("name", images.HOSTILE)
def test_nothing_is_kept_of_what_would_hurt(site, checked, name):
    data, reason = images.HOSTILE[name]
    image(site, "/i.png", data)
    row = checked(head='<link rel="icon" href="/i.png">')
    assert renewal.run() == RenewalCounts(refused=1)
    icon = FriendIcon.objects.get()
    assert (icon.digest, bytes(icon.small)) == ("", b"")
    assert icon.problem == ("nothing_fetched" if name == "nothing" else reason)
    assert icon_of(with_icons(FriendLink.objects.filter(pk=row.pk)).get()).small == ""


def test_an_image_without_end_is_read_as_far_as_allowed(site, checked):
    sent = 0

    async def endless(request):
        nonlocal sent
        response = web.StreamResponse(headers={"Content-Type": "image/png"})
        await response.prepare(request)
        while sent < 100 * 1024 * 1024:
            await response.write(bytes(64 * 1024))
            sent += 64 * 1024
        return response

    site.at("/i.png", endless)
    checked(head='<link rel="icon" href="/i.png">')
    assert renewal.run() == RenewalCounts(refused=1)
    assert FriendIcon.objects.get().problem == "too_long"
    # What lay in the sockets' buffers beyond the cap.
    assert sent < 16 * 1024 * 1024


def test_a_page_in_the_place_of_an_image_is_none(site, checked):
    site.page("/i.png", "<html>404</html>")
    checked(head='<link rel="icon" href="/i.png">')
    assert renewal.run() == RenewalCounts(refused=1)
    assert FriendIcon.objects.get().problem == "nothing_fetched"


def test_an_address_inside_our_network_is_not_asked(site, checked, settings):
    image(site, "/i.png", images.icon())
    checked(head='<link rel="icon" href="/i.png">')
    settings.FRIENDLINK_ALLOWED_NETWORKS = []
    assert renewal.run() == RenewalCounts(refused=1)
    assert "/i.png" not in site.paths()


def test_an_older_picture_stays_when_a_new_one_cannot_be_had(site, checked):
    image(site, "/i.png", images.icon("#1478dc"))
    row = checked(head='<link rel="icon" href="/i.png">')
    renewal.run()
    digest = FriendIcon.objects.get().digest
    del site.pages["/i.png"]
    due_again(row)
    assert renewal.run() == RenewalCounts(refused=1)
    assert (FriendIcon.objects.get().digest, FriendIcon.objects.get().problem) == (digest, "nothing_fetched")
    image(site, "/i.png", images.icon("#dc1478"))
    due_again(row)
    assert renewal.run() == RenewalCounts(kept=1)
    assert FriendIcon.objects.get().digest != digest


def test_the_icon_of_another_address_goes_with_it(site, checked):
    image(site, "/i.png", images.icon())
    row = checked(head='<link rel="icon" href="/i.png">')
    renewal.run()
    row.link = site.page("/b/", LINK)
    row.save()
    assert icon_of(with_icons(FriendLink.objects.all()).get()).small == ""
    LinkChecker().run()
    assert renewal.run() == RenewalCounts(refused=1)
    assert FriendIcon.objects.get().digest == ""


@pytest.mark.parametrize(
    "change",
    [
        {"is_active": False},
        {"always_show": True},
        {"is_show": False},
        {"snoozed_until": timezone.now() + dt.timedelta(days=1)},
        {"link": "http://127.0.0.1:9/elsewhere/"},
    ],
)
def test_who_is_not_fetched_by_the_check_is_not_fetched_for_an_icon(checked, change):
    row = checked()
    assert renewal.due_friends(9)
    FriendLink.objects.filter(pk=row.pk).update(**change)
    assert not renewal.due_friends(9)


@pytest.mark.parametrize("verdict", ["white_listed", "uncertain", "timeout"])
def test_whose_page_was_not_read_is_not_fetched(checked, verdict):
    checked()
    LinkState.objects.update(verdict=verdict)
    assert not renewal.due_friends(9)


def test_while_a_check_is_under_way_no_icon_is_fetched(site, checked):
    checked()
    now = timezone.now()
    Run.objects.create(started_by="clock", started_at=now, seen_at=now)
    asked = site.paths()
    assert renewal.run() == RenewalCounts()
    assert site.paths() == asked


def test_what_a_slice_had_no_time_for_is_due_at_once(checked):
    checked()
    assert renewal.run(seconds=0) == RenewalCounts(unfinished=1)
    assert len(renewal.due_friends(9)) == 1


def test_a_site_that_hangs_has_had_its_turn(site, checked):
    async def hang(request):
        await asyncio.sleep(3600)

    site.at("/favicon.ico", hang)
    checked()
    assert renewal.run(seconds=2) == RenewalCounts(refused=1)
    assert not renewal.due_friends(9)


def test_one_that_is_cut_off_has_had_its_turn_and_one_that_was_not_begun_has_not(checked, monkeypatch):
    async def hang(*args, **kwargs):
        await asyncio.sleep(3600)

    monkeypatch.setattr(renewal, "_find", hang)
    monkeypatch.setattr(renewal, "AT_ONCE", 1)
    monkeypatch.setattr(fan_out, "OVERRUN_SECONDS", 0.2)
    checked("/a/")
    other = checked("/b/")
    assert renewal.run(seconds=0.3) == RenewalCounts(unfinished=1)
    assert [friend.id for friend in renewal.due_friends(9)] == [other.pk]


def test_a_friend_who_is_deleted_meanwhile_is_no_trouble(site, checked):
    row = checked()

    def delete_in_a_thread():
        FriendLink.objects.filter(pk=row.pk).delete()
        connection.close()

    async def delete(request):
        await asyncio.to_thread(delete_in_a_thread)
        return web.Response(body=images.icon(), content_type="image/png")

    site.at("/favicon.ico", delete)
    renewal.run()
    assert not FriendIcon.objects.exists()
