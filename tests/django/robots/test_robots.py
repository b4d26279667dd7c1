"""A friend's robots.txt that names us is a snooze, of which the owner hears, and which ends with the rule."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from django.utils import timezone

from blog.models import FriendLink, SiteSetting
from easytask import fan_out, robots
from easytask.admin.standing import is_refused, standing_of
from easytask.models import LinkIdentity, Notice, RobotsAnswer
from easytask.notifications import digest
from easytask.tasks import read_robots

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("loopback")]

REFUSAL = "User-agent: izone\nDisallow: /\n"


def put(site, text, status=200):
    site.page("/robots.txt", text, status)


def another_day():
    RobotsAnswer.objects.update(read_at=timezone.now() - dt.timedelta(hours=25))


def test_a_refusal_snoozes_and_says_so(site, friend):
    put(site, REFUSAL)
    row = friend(f"{site.url}/", name="半山")
    assert read_robots() == 1
    row.refresh_from_db()
    assert row.snoozed_until > timezone.now() + dt.timedelta(days=2)
    assert not FriendLink.objects.due().exists()
    assert is_refused(row)
    assert "robots.txt" in standing_of(row).decisions[0].sentence
    [notice] = Notice.objects.all()
    told = digest.compose(notice)
    assert told is not None
    assert "半山 的 robots.txt 点名拒绝了" in told.body


def test_it_is_read_once_a_day(site, friend):
    put(site, "")
    friend(f"{site.url}/")
    assert [read_robots(), read_robots()] == [1, 0]
    assert site.paths() == ["/robots.txt"]
    FriendLink.objects.update(link=f"{site.url}/new/")
    assert read_robots() == 1


def test_it_is_renewed_while_it_stands_and_ends_with_the_rule(site, friend):
    put(site, REFUSAL)
    row = friend(f"{site.url}/")
    read_robots()
    first = FriendLink.objects.get().snoozed_until
    another_day()
    read_robots()
    assert FriendLink.objects.get().snoozed_until > first
    assert Notice.objects.count() == 1
    put(site, "User-agent: *\nDisallow: /")
    another_day()
    read_robots()
    row.refresh_from_db()
    assert row.snoozed_until is None
    assert not is_refused(row)


@pytest.mark.parametrize("status", [500, 503])
def test_an_error_changes_nothing(site, friend, status):
    put(site, REFUSAL)
    friend(f"{site.url}/")
    read_robots()
    before = FriendLink.objects.get().snoozed_until
    put(site, "", status)
    another_day()
    read_robots()
    assert FriendLink.objects.get().snoozed_until == before
    assert RobotsAnswer.objects.get().is_refused


def test_one_that_hangs_is_not_asked_again_at_once_whatever_the_timeout(site, friend, settings, monkeypatch):
    async def hang(request):
        await asyncio.sleep(3600)

    settings.FRIENDLINK_TIMEOUT = 60.0
    monkeypatch.setattr(robots, "FETCH_SECONDS", 0.3)
    monkeypatch.setattr(fan_out, "OVERRUN_SECONDS", 5.0)
    site.at("/robots.txt", hang)
    friend(f"{site.url}/")
    assert [robots.run(seconds=1.0), robots.run(seconds=1.0)] == [1, 0]


def test_the_owners_own_snooze_stays(site, friend):
    put(site, REFUSAL)
    own = timezone.now() + dt.timedelta(days=30)
    row = friend(f"{site.url}/", snoozed_until=own)
    read_robots()
    put(site, "")
    another_day()
    read_robots()
    row.refresh_from_db()
    assert row.snoozed_until == own
    assert not is_refused(row)


@pytest.mark.parametrize(("looked_at", "is_asked"), [("", True), ("http://before.example/", False)])
def test_it_is_read_where_the_page_was_found_on_the_links_own_host(site, friend, looked_at, is_asked):
    put(site, REFUSAL)
    row = friend("http://127.0.0.1/")
    LinkIdentity.objects.create(friend=row, link=looked_at or row.link, final_url=f"{site.url}/blog/")
    other = friend("http://127.0.0.2/")
    LinkIdentity.objects.create(friend=other, link=other.link, final_url=f"{site.url}/blog/")
    read_robots()
    assert site.paths() == ["/robots.txt"] * is_asked
    row.refresh_from_db()
    assert is_refused(row) is is_asked


def test_a_private_address_is_not_asked(site, friend, settings):
    settings.FRIENDLINK_ALLOWED_NETWORKS = []
    friend(f"{site.url}/")
    read_robots()
    assert site.requests == []
    assert not RobotsAnswer.objects.get().is_refused


def test_a_friend_that_is_edited_meanwhile_is_left(site, friend, monkeypatch):
    put(site, REFUSAL)
    row = friend(f"{site.url}/")
    due = robots.due_friends()
    FriendLink.objects.filter(pk=row.pk).update(link="https://new.example/")
    monkeypatch.setattr(robots, "due_friends", lambda: due)
    read_robots()
    row.refresh_from_db()
    assert row.snoozed_until is None


def test_an_address_that_no_browser_takes_harms_nobody(friend, site):
    put(site, REFUSAL)
    friend("nonsense")
    friend(f"{site.url}/")
    assert read_robots() == 2


def test_settings_that_make_no_sense_are_for_the_check_to_tell(site, friend):
    put(site, REFUSAL)
    friend(f"{site.url}/")
    SiteSetting.objects.create(name="FRIENDLINK_TIMEOUT", value="soon")
    assert read_robots() == 0
    assert site.requests == []
