"""What the owner chose in the admin is what a check goes by; what cannot be read hides nobody."""

from __future__ import annotations

import asyncio

import pytest
from django.db import OperationalError

from blog.models import FriendLink, SiteSetting
from easytask.checker import LinkChecker
from easytask.models import Run
from easytask.probes import prober
from easytask.runs import owner_settings
from easytask.site_settings import in_force
from easytask.tasks import check_friend
from easytask.verdicts.outcomes import CheckFailed, RunOutcome
from tests.plugins.sites import BACKLINK, Site

pytestmark = pytest.mark.django_db


def store(name: str, value: str) -> None:
    SiteSetting.objects.update_or_create(name=name, defaults={"value": value})


@pytest.fixture(autouse=True)
def environment_is_silent(loopback, settings) -> None:
    """As izone/settings.py leaves it when no variable is set, but that the check may speak to loopback."""
    settings.FRIENDLINK_SITE_LINK, settings.FRIENDLINK_WHITE_LIST = "", []


def test_a_check_goes_by_them(friend, site: Site) -> None:
    friend(site.page("/with", BACKLINK))
    without, white = friend(site.page("/without", "x")), friend(site.page("/white", status=500), name="老友")
    store("FRIENDLINK_SITE_LINK", "ours.example")
    store("FRIENDLINK_WHITE_LIST", "老友，别人")
    assert LinkChecker().run()["to_not_show"] == 1
    without.refresh_from_db()
    white.refresh_from_db()
    assert (without.is_show, white.is_show) == (False, True)


def test_each_has_its_effect(site: Site) -> None:
    for name, value in {
        "FRIENDLINK_SITE_LINK": "a.test",
        "FRIENDLINK_WHITE_LIST": "甲\n乙",
        "FRIENDLINK_TIMEOUT": "7.5",
        "FRIENDLINK_RETRIES": "0",
        "FRIENDLINK_PATIENCE": "3",
        "FRIENDLINK_OUTAGE_SHARE": "0",
        "SITE_URL": "https://a.test",
    }.items():
        store(name, value)
    found = owner_settings.read()
    assert found == in_force.CheckSettings("https://a.test/", ["甲", "乙"], 7.5, 0, 3, 0.0, "https://a.test/")


def test_patience_holds_a_friend(friend, site: Site) -> None:
    row = friend(site.page("/gone", status=410))
    store("FRIENDLINK_PATIENCE", "2")
    for is_shown in (True, False):
        LinkChecker().run()
        row.refresh_from_db()
        assert row.is_show is is_shown


def test_the_environment_wins(friend, site: Site, settings) -> None:
    settings.SET_IN_ENVIRONMENT = frozenset({"FRIENDLINK_PATIENCE"})
    settings.FRIENDLINK_PATIENCE = 1
    store("FRIENDLINK_PATIENCE", "9")
    assert owner_settings.read().patience == 1


def test_a_probe_goes_by_them_too(site: Site) -> None:
    store("FRIENDLINK_SITE_LINK", "ours.example")
    verdict, _ = prober.look(site.page("/a", BACKLINK))
    assert verdict.page.backlink is not None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("FRIENDLINK_PATIENCE", "many"),
        ("FRIENDLINK_TIMEOUT", "-1"),
        ("FRIENDLINK_SITE_LINK", "ftp://x"),
        ("FRIENDLINK_OUTAGE_SHARE", "nan"),
    ],
)
def test_what_cannot_be_read_starts_no_check_and_hides_nobody(friend, site: Site, name, text) -> None:
    row = friend(site.page("/gone", status=410))
    store(name, text)
    envelope = check_friend()
    assert (envelope["code"], envelope["data"]["outcome"]) == (1, "bad_argument")
    assert name in envelope["error"]
    assert FriendLink.objects.get(pk=row.pk).is_show
    assert not Run.objects.exists()
    with pytest.raises(CheckFailed, match=name):
        asyncio.run(LinkChecker().check_link(row))


def test_the_first_page_of_the_admin_says_so(admin_client) -> None:
    assert "保存的设置无法使用" not in admin_client.get("/admin/").content.decode()
    store("FRIENDLINK_PATIENCE", "many")
    assert "保存的设置无法使用：连续失败几次才隐藏" in admin_client.get("/admin/").content.decode()
    assert "这里保存的值无法使用" in admin_client.get("/admin/settings/friends/").content.decode()


def test_a_choice_is_told_in_the_owners_language(admin_client) -> None:
    page = admin_client.get("/admin/settings/friends/").content.decode()
    assert "默认：不写" in page
    assert "默认：no" not in page


def test_the_button_says_so(admin_client, friend) -> None:
    friend("https://a.test/")
    store("FRIENDLINK_PATIENCE", "many")
    page = admin_client.post("/admin/blog/friendlink/check-all/", follow=True).content.decode()
    assert "后台保存的设置 FRIENDLINK_PATIENCE 无法使用，检查没有开始" in page


def test_a_setting_of_another_page_that_cannot_be_read_stops_no_check(friend, site: Site) -> None:
    friend(site.page("/a"))
    store("TIME_ZONE", "Mars/Olympus")
    assert check_friend()["code"] == 0


def test_a_database_that_is_away_is_told_as_ever(monkeypatch) -> None:
    def fail() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(in_force, "read", fail)
    assert LinkChecker().perform().outcome is RunOutcome.DATABASE
