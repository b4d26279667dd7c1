"""A dead friend whose server answers 200, in whole runs against real servers: looks, second looks, the way back."""

import asyncio
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import web
from django.utils import timezone

from blog.models import FriendLink
from easytask import sharding
from easytask.checker import LinkChecker
from easytask.inspection import Inspector
from easytask.models import Flip, LinkIdentity, LinkState
from easytask.runs import friends, lock, recording, shards
from easytask.sharding import ShardedChecker
from easytask.verdicts import identity
from easytask.verdicts.kinds import Kind
from easytask.verdicts.outcomes import RunOutcome, RunResult
from easytask.verdicts.records import Friend, Verdict
from tests.plugins.processes import SITE_LINK
from tests.plugins.sites import BACKLINK, Site

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("loopback", "every_run")]

BLOG = """<html><head><title>折叠宇宙</title><link rel="alternate" type="application/rss+xml" href="/feed-of-mine.xml">
</head><body><h1>折叠宇宙</h1><a href="/2026/kettle-and-bicycle">a</a> <a href="/2026/regex-notebook">b</a>
<a href="https://github.com/folded-universe">me</a> <a href="https://quiet-harbor.example/">friend</a>
<a href="https://copper-wire.example/">friend</a> <p>ICP备12345678号</p></body></html>"""
GAMBLING = "<html><head><title>澳门新葡京官网</title></head><body>注册送彩金</body></html>"
PARKED = "<html><head><title>a.test</title></head><body>Buy it</body></html>"
SUSPENDED = "<html><head><title>Account Suspended</title></head><body>This account has been suspended.</body></html>"
OTHER = "<html><head><title>Another</title></head><body><p>Words.</p></body></html>"


@pytest.fixture
def every_run(settings: Any) -> None:
    settings.FRIENDLINK_LOOK_HOURS = 0
    settings.FRIENDLINK_SITE_LINK = ""


def check(**how: Any) -> RunResult:
    return LinkChecker().perform(**how)


def row(name: str = "折叠宇宙") -> tuple[bool, str, str]:
    friend = FriendLink.objects.get(name=name)
    return friend.is_show, friend.not_show_kind, LinkState.objects.get(friend=friend).verdict


def in_turn(site: Site, path: str, *bodies: str) -> str:
    """Put an address that answers with one page after the other, and goes on with the last."""
    left = list(bodies)

    async def respond(_: web.Request) -> web.Response:
        return web.Response(text=left.pop(0) if len(left) > 1 else left[0], content_type="text/html")

    return site.at(path, respond)


@pytest.fixture
def blog(site: Site, friend: Callable[..., FriendLink]) -> FriendLink:
    """A friend whose blog the check has seen once."""
    row = friend(site.page("/", BLOG), name="折叠宇宙")
    check()
    site.requests.clear()
    return row


class TestAtOnce:
    @pytest.mark.parametrize(("path", "kind"), [("/taken", "taken_over"), ("/lander", "parked")])
    def test_it_is_hidden_in_this_run_after_a_second_look_over_a_fresh_connection(
        self, site, blog, settings, path, kind
    ):
        settings.FRIENDLINK_PATIENCE = 5
        site.page("/taken", GAMBLING)
        site.page("/lander", PARKED)
        peers = []

        async def redirect(request: web.Request) -> web.Response:
            peers.append(request.transport.get_extra_info("peername"))
            return web.Response(status=302, headers={"Location": path})

        site.at("/", redirect)
        result = check()
        assert row() == (False, kind, kind)
        assert result.counts.to_not_show == 1
        assert (len(peers), len(set(peers))) == (2, 2)
        assert (Flip.objects.get().kind, Flip.objects.get().is_show) == (kind, False)
        assert LinkIdentity.objects.get().quarantined_since is not None

    def test_nothing_of_it_is_written_when_the_second_look_sees_something_else(self, site, blog):
        in_turn(site, "/", GAMBLING, BLOG)
        check()
        assert row() == (True, "", "ok")
        assert LinkIdentity.objects.get().marked_at is None

    def test_the_verdict_on_the_backlink_holds_then(self, site, blog):
        in_turn(site, "/", GAMBLING, OTHER)
        LinkChecker(SITE_LINK).perform()
        assert row() == (False, "no_backlink", "no_backlink")

    def test_it_outranks_the_missing_backlink(self, site, blog):
        site.page("/", GAMBLING)
        LinkChecker(SITE_LINK).perform()
        assert row() == (False, "taken_over", "taken_over")

    def test_it_is_not_asked_twice_once_it_is_in_quarantine(self, site, blog):
        site.page("/", GAMBLING)
        check()
        site.requests.clear()
        check()
        assert (row(), site.paths()) == ((False, "taken_over", "taken_over"), ["/"])

    def test_a_page_of_its_own_for_links_decides_the_backlink_of_the_second_look_too(self, site, friend):
        friend(site.page("/", GAMBLING), link_page=site.page("/links", BACKLINK), name="折叠宇宙")
        LinkChecker(SITE_LINK).perform()
        assert row() == (True, "", "uncertain")

    def test_a_bug_of_ours_in_the_second_look_leaves_the_first_verdict(self, site, blog, monkeypatch, caplog):
        real = Inspector._judge

        def judge(self: Inspector, *pages: Any) -> Verdict:
            if len(pages) > 3:
                raise ZeroDivisionError("ours")
            return real(self, *pages)

        monkeypatch.setattr(Inspector, "_judge", judge)
        site.page("/", GAMBLING)
        assert check().outcome is RunOutcome.DONE
        assert row() == (True, "", "ok")
        assert "ZeroDivisionError: ours" in caplog.text

    def test_a_deadline_before_the_second_look_leaves_the_first_verdict(self, site, blog, settings):
        settings.FRIENDLINK_RUN_DEADLINE = 2.5
        settings.FRIENDLINK_TIMEOUT = 30.0
        asked = []

        async def respond(_: web.Request) -> web.Response:
            asked.append(1)
            if len(asked) > 1:
                await asyncio.sleep(3600)
            return web.Response(text=GAMBLING, content_type="text/html")

        site.at("/", respond)
        result = check()
        assert (result.outcome, result.counts.not_checked, row()) == (RunOutcome.DONE, 0, (True, "", "ok"))

    def test_a_dry_run_looks_twice_and_writes_nothing(self, site, blog):
        site.page("/", GAMBLING)
        assert check(dry_run=True).counts.to_not_show == 1
        assert row() == (True, "", "ok")

    def test_one_link_alone_is_looked_at_twice_as_well(self, site, blog):
        site.page("/", GAMBLING)
        alone = asyncio.run(LinkChecker().check_link(blog))
        (together,) = asyncio.run(LinkChecker().check_all_links([blog]))
        assert (alone.kind, alone.needs_second_look) == (together.kind, together.needs_second_look)
        assert (alone.kind, alone.needs_second_look) == (Kind.TAKEN_OVER, False)
        assert len(site.requests) == 4

    def test_each_shard_looks_twice(self, site, blog, friend, monkeypatch):
        monkeypatch.setattr(shards, "LINKS", 1)
        friend(site.page("/other", OTHER), name="other")
        site.page("/", GAMBLING)
        checker = ShardedChecker()
        run_id, parts = checker.begin(started_by="task", task_id="a")
        assert (parts, checker.work_on(run_id)) == (2, True)
        assert sharding.read_result(run_id).counts.to_not_show == 1
        assert row() == (False, "taken_over", "taken_over")


def test_what_is_less_sure_is_hidden_at_the_second_run_in_a_row(site, blog):
    site.page("/", SUSPENDED)
    check()
    assert row() == (True, "", "suspended")
    site.page("/", BLOG)
    check()
    site.page("/", SUSPENDED)
    check()
    assert row() == (True, "", "suspended")
    check()
    assert row() == (False, "suspended", "suspended")


class TestTheWayBack:
    def test_it_does_not_come_back_on_a_mere_200_but_with_its_identity(self, site, blog):
        site.page("/", GAMBLING)
        check()
        site.page("/", OTHER)
        check()
        assert row() == (False, "taken_over", "uncertain")
        site.page("/", BLOG)
        check()
        assert row() == (True, "", "ok")
        found = LinkIdentity.objects.get()
        assert (found.marked_at, found.quarantined_since) == (None, None)

    def test_of_whom_nothing_was_known_seven_days_without_a_mark_are_waited_for(self, site, friend):
        friend(site.page("/", SUSPENDED), name="折叠宇宙")
        check()
        check()
        site.page("/", OTHER)
        check()
        assert row()[0] is False
        LinkIdentity.objects.update(marked_at=timezone.now() - dt.timedelta(days=8))
        check()
        assert row() == (True, "", "ok")

    def test_another_address_begins_anew(self, site, blog):
        site.page("/", GAMBLING)
        check()
        FriendLink.objects.update(link=site.page("/moved", OTHER))
        check()
        assert row() == (True, "", "ok")
        found = LinkIdentity.objects.get()
        assert (found.link, found.quarantined_since) == (site.url + "/moved", None)
        assert identity.from_json(found.data).titles == ("Another",)


class TestIdentity:
    def test_it_is_remembered_and_read_back(self, site, blog):
        found = LinkIdentity.objects.get()
        known = identity.from_json(found.data)
        assert known.titles == ("折叠宇宙",)
        assert "github.com/folded-universe" in known.ids
        (read,) = friends.load()
        assert read.memory.looked_at == found.looked_at
        assert read.memory.final_url == site.url + "/"
        assert read.packed_identity == found.data

    def test_it_is_not_what_another_address_had(self, blog):
        FriendLink.objects.update(link="https://another.test/")
        (read,) = friends.load()
        assert read == Friend(blog.pk, "折叠宇宙", "https://another.test/")

    @pytest.mark.parametrize(("hours", "is_looked_at"), [(0.0, True), (20.0, False)])
    def test_a_look_is_due_after_the_hours_of_the_setting(self, blog, settings, hours, is_looked_at):
        settings.FRIENDLINK_LOOK_HOURS = hours
        before = LinkIdentity.objects.get().looked_at
        check()
        assert (LinkIdentity.objects.get().looked_at > before) is is_looked_at

    def test_the_hidden_are_looked_at_in_every_run(self, site, blog, settings):
        site.page("/", GAMBLING)
        check()
        settings.FRIENDLINK_LOOK_HOURS = 20.0
        before = LinkIdentity.objects.get().looked_at
        check()
        assert LinkIdentity.objects.get().looked_at > before

    def test_it_is_renewed_while_our_own_setting_is_suspected(self, site, friend, settings):
        settings.FRIENDLINK_SITE_LINK = SITE_LINK
        for number in range(3):
            friend(site.page(f"/{number}", BLOG + BACKLINK), name=str(number))
        check()
        before = {found.looked_at for found in LinkIdentity.objects.all()}
        assert LinkChecker("https://ours.exmaple").perform().suspected_site_link
        assert all(found.looked_at not in before for found in LinkIdentity.objects.all())


def test_second_looks_of_a_run_that_is_cancelled_are_not_begun(site, blog, monkeypatch):
    real = recording.record

    def cancelled_meanwhile(verdicts: Any, *, run_id: int) -> Any:
        lock.cancel(run_id)
        return real(verdicts, run_id=run_id)

    monkeypatch.setattr(recording, "record", cancelled_meanwhile)
    site.page("/", GAMBLING)
    check()
    assert (site.paths(), row()) == (["/"], (True, "", "ok"))
