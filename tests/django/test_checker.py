"""The whole check in this process: real servers on loopback, the real database."""

import asyncio
import contextlib
import datetime as dt
import json
import threading
import time
from typing import Any, NoReturn

import pytest
from aiohttp import web
from aioresponses import aioresponses
from django.db import OperationalError, connection
from django.utils import timezone

from blog.models import FriendLink
from easytask import checker as checker_module
from easytask import inspection
from easytask.checker import BadArgument, CheckFailed, LinkChecker, RunInProgress
from easytask.fetching.fetcher import Fetcher
from easytask.models import Run
from easytask.pages import urls
from easytask.runs import friends, lock, recording
from easytask.runs.envelope import build_envelope
from easytask.runs.ongoing import OngoingRun
from easytask.verdicts import rules
from easytask.verdicts.kinds import Kind
from easytask.verdicts.outcomes import RunCounts, RunOutcome, RunResult, explain
from easytask.verdicts.records import Friend, Verdict
from izone import __version__
from tests.plugins.sites import BACKLINK

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("loopback")]


def run(**arguments: Any) -> tuple[dict[str, object], dict[str, Verdict]]:
    """One run with these arguments of LinkChecker and run: its data, and the verdicts by the friend's name."""
    verdicts: list[Verdict] = []
    made = {name: arguments.pop(name) for name in ("site_link", "white_list") if name in arguments}
    data = LinkChecker(**made).run(on_batch=lambda _, batch: verdicts.extend(batch), **arguments)
    return data, {verdict.friend.name: verdict for verdict in verdicts}


def rows() -> dict[str, tuple[bool, str]]:
    return {
        name: (show, why) for name, show, why in FriendLink.objects.values_list("name", "is_show", "not_show_reason")
    }


async def hang(_: web.Request) -> web.Response:
    await asyncio.sleep(3600)
    return web.Response()


def test_every_link_gets_its_verdict_and_the_counts_agree_with_the_database(site, friend):
    friend(site.page("/back", BACKLINK), name="back again", is_show=False, not_show_reason="请求超时")
    friend(site.page("/well", BACKLINK), name="well")
    friend(site.page("/none", "<p>nothing</p>"), name="no backlink")
    friend(site.page("/gone", status=404), name="gone")
    friend(site.url + "/none", name="inactive", is_active=False)
    friend(site.page("/wall", status=999), name="wall")
    data, _ = run()
    assert {name: data[name] for name in ("active_num", "to_show", "to_not_show")} == {
        "active_num": 5,
        "to_show": 1,
        "to_not_show": 2,
    }
    assert rows() == {
        "back again": (True, ""),
        "well": (True, ""),
        "no backlink": (False, "网站未设置本站外链"),
        "gone": (False, "网页请求返回404"),
        "inactive": (True, ""),
        "wall": (True, ""),
    }


@pytest.mark.parametrize(
    ("site_link", "shown"), [(None, False), ("", True), ("127.0.0.2", False), ("other.example", True)]
)
def test_site_link_none_is_the_setting_and_empty_asks_for_none(site, friend, site_link, shown):
    friend(site.page("/", '<a href="https://other.example/">'), name="a")
    run(site_link=site_link)
    assert rows()["a"][0] is shown


@pytest.mark.parametrize(
    ("setting", "white_list", "fetched"), [(["a"], None, False), (["a"], [], True), ([], ["a"], False)]
)
def test_white_list_none_is_the_setting_and_an_empty_one_switches_it_off(
    site, friend, settings, setting, white_list, fetched
):
    settings.FRIENDLINK_WHITE_LIST = setting
    friend(site.page("/", BACKLINK), name="a", is_show=False, not_show_reason="x")
    data, verdicts = run(white_list=white_list)
    assert bool(site.requests) is fetched
    assert rows()["a"] == (True, "")
    assert data["active_num"] == int(fetched)
    assert verdicts["a"].kind is (Kind.OK if fetched else Kind.WHITE_LISTED)


@pytest.mark.parametrize("site_link", ["ftp://x.test", "https://", "a b", 5])
def test_a_site_link_that_makes_no_sense_is_refused(site_link):
    with pytest.raises(BadArgument, match="site_link"):
        LinkChecker(site_link=site_link)


@pytest.mark.parametrize("friend_ids", [7, "abc", ["a"], [10**30], [0], [True]])
def test_ids_that_make_no_sense_are_refused(friend_ids):
    with pytest.raises(BadArgument, match="friend_ids"):
        LinkChecker().run(friend_ids)


@pytest.mark.parametrize("white_list", ["TendCode", [1], {"a": 1}, 5])
def test_a_white_list_that_is_no_list_of_names_is_refused(white_list):
    with pytest.raises(BadArgument, match="white_list"):
        LinkChecker(white_list=white_list)


class TestLinkPage:
    def test_it_decides_the_backlink(self, site, friend):
        friend(site.page("/", "home"), link_page=site.page("/links", BACKLINK), name="a")
        run()
        assert rows()["a"] == (True, "")

    def test_it_is_not_asked_when_no_backlink_is(self, site, friend):
        friend(site.page("/", "home"), link_page=site.page("/links", BACKLINK))
        run(site_link="")
        assert site.paths() == ["/"]

    def test_it_is_not_asked_when_it_is_the_link_itself(self, site, friend):
        friend(site.page("/home", BACKLINK), link_page=site.url + "/home/")
        run()
        assert site.paths() == ["/home"]

    def test_both_are_asked_side_by_side(self, site, friend):
        async def once_both_are_asked(_: web.Request) -> web.Response:
            while len(site.requests) < 2:  # noqa: ASYNC110 - the other request is the event
                await asyncio.sleep(0.01)
            return web.Response(text=BACKLINK, content_type="text/html")

        link, link_page = site.at("/", once_both_are_asked), site.at("/links", once_both_are_asked)
        friend(link, link_page=link_page, name="a")
        run()
        assert rows()["a"] == (True, "")

    def test_one_that_cannot_be_read_changes_nothing(self, site, friend):
        friend(site.page("/", "home"), link_page=site.page("/links", status=404), name="a")
        _, verdicts = run()
        assert (verdicts["a"].kind, rows()["a"]) == (Kind.UNCERTAIN, (True, ""))


def test_a_crash_of_ours_in_one_link_keeps_all_other_verdicts(site, friend, monkeypatch, caplog):
    class Broken(inspection.PageScanner):
        def start_page(self, url: str, *page: Any) -> None:
            if url.endswith("/bug"):
                raise ZeroDivisionError("ours")
            super().start_page(url, *page)

    monkeypatch.setattr(inspection, "PageScanner", Broken)
    friend(site.page("/bug", BACKLINK), name="bug", is_show=False, not_show_reason="请求超时")
    friend(site.page("/gone", status=404), name="gone")
    result = LinkChecker().perform()
    assert (result.outcome, result.counts.failed, result.counts.active) == (RunOutcome.LINKS_FAILED, 1, 1)
    assert rows() == {"bug": (False, "请求超时"), "gone": (False, "网页请求返回404")}
    assert "ZeroDivisionError: ours" in caplog.text
    assert "Traceback" in caplog.text
    envelope = build_envelope(result)
    assert (envelope["code"], envelope["error"]) == (1, "检查程序在 1 个友链上出错，它们保持原样，详情见日志。")


@pytest.mark.parametrize(
    ("site_url", "named"), [("https://me.example", "https://me.example"), ("", "https://github.com")]
)
def test_the_user_agent_is_honest_and_explains_itself_without_the_word_that_firewalls_refuse(
    site, friend, settings, site_url, named
):
    settings.SITE_URL = site_url
    friend(site.page("/", BACKLINK))
    run()
    agent = site.requests[0].headers["User-Agent"]
    assert agent.startswith(f"izone/{__version__} (+{named}")
    assert "link" not in agent.lower()


def test_pages_that_burn_our_time_do_not_make_the_others_late(site, friend, settings):
    settings.FRIENDLINK_TIMEOUT = 2.0
    settings.FRIENDLINK_PER_HOST = 50

    async def slow(_: web.Request) -> web.Response:
        await asyncio.sleep(1)
        return web.Response(text=BACKLINK, content_type="text/html")

    burning = "<a href='?//é&amp;//%25'>" * 14_000
    for number in range(6):
        friend(site.page(f"/burns/{number}", burning), name=f"burns {number}")
        friend(site.at(f"/slow/{number}", slow), name=f"slow {number}")
    _, verdicts = run()
    assert {name.split()[0]: verdict.kind for name, verdict in verdicts.items()} == {
        "burns": Kind.TOO_LARGE,
        "slow": Kind.OK,
    }
    assert all((verdict.kind is Kind.OK) == name.startswith("slow") for name, verdict in verdicts.items())


class TestPatience:
    def test_a_link_is_hidden_at_the_nth_run_and_an_edit_starts_anew(self, site, friend, settings):
        settings.FRIENDLINK_PATIENCE = 2
        friend(site.page("/", status=404), name="a")
        run()
        assert rows()["a"] == (True, "")
        run()
        assert rows()["a"] == (False, "网页请求返回404")
        FriendLink.objects.update(is_show=True, not_show_reason="")
        run()
        assert rows()["a"] == (True, "")

    def test_cannot_tell_neither_counts_nor_resets(self, site, friend, settings):
        settings.FRIENDLINK_PATIENCE = 3
        friend(site.page("/", status=404), name="a")
        run()
        site.page("/", status=429)
        run()
        site.page("/", status=404)
        run()
        assert rows()["a"] == (True, "")
        run()
        assert rows()["a"] == (False, "网页请求返回404")


class TestOutage:
    @pytest.fixture(autouse=True)
    def short(self, loopback):
        loopback.FRIENDLINK_TIMEOUT = 0.3

    def silent(self, site, friend, number: int) -> None:
        for index in range(number):
            friend(site.at("/hang", hang), name=f"silent {index}")

    def test_silence_on_most_links_hides_nobody_and_is_said(self, site, friend):
        self.silent(site, friend, 3)
        friend(site.page("/gone", status=404), name="gone")
        data, verdicts = run()
        assert data["outage"] is True
        assert {name for name, (show, _) in rows().items() if show} == {"silent 0", "silent 1", "silent 2"}
        assert verdicts["silent 0"].kind is Kind.OUTAGE
        assert rows()["gone"] == (False, "网页请求返回404")
        assert Run.objects.get().outage

    def test_two_silent_links_are_just_silent(self, site, friend):
        self.silent(site, friend, 2)
        data, _ = run()
        assert "outage" not in data
        assert data["to_not_show"] == 2

    def test_a_run_over_chosen_links_believes_silence(self, site, friend):
        self.silent(site, friend, 3)
        data, _ = run(friend_ids=list(FriendLink.objects.values_list("pk", flat=True)))
        assert data["to_not_show"] == 3

    def test_addresses_that_nothing_is_sent_to_do_not_dilute_it(self, site, friend):
        self.silent(site, friend, 3)
        for number in range(4):
            friend("http://10.0.0.1/" if number % 2 else "hello", name=f"bad {number}")
        assert run()[0]["outage"] is True

    def test_a_run_over_chosen_links_does_not_interrupt_the_row(self, site, friend, settings):
        settings.FRIENDLINK_PATIENCE = 9
        self.silent(site, friend, 3)
        run()
        run(friend_ids=[FriendLink.objects.first().pk])
        assert {found.silences for found in friends.load()} == {1}

    def test_the_rule_can_be_switched_off(self, site, friend, settings):
        settings.FRIENDLINK_OUTAGE_SHARE = 0.0
        self.silent(site, friend, 3)
        assert run()[0]["to_not_show"] == 3

    def test_silence_that_lasts_over_three_runs_and_an_hour_is_believed(self, site, friend):
        self.silent(site, friend, 3)
        friend(site.page("/well", BACKLINK), name="well")
        run()
        run()
        first = Run.objects.order_by("id").first()
        Run.objects.filter(pk=first.pk).update(started_at=first.started_at - dt.timedelta(hours=1))
        data, _ = run()
        assert (data["outage"], data["to_not_show"]) == (True, 3)
        assert rows()["silent 0"] == (False, "请求超时")


class TestDryRun:
    def test_it_says_what_would_change_and_writes_nothing(self, site, friend):
        friend(site.page("/gone", status=404), name="gone")
        data, verdicts = run(dry_run=True)
        assert (data["dry_run"], data["to_not_show"]) == (True, 1)
        assert verdicts["gone"].is_show is False
        assert rows()["gone"] == (True, "")
        assert not Run.objects.exists()

    def test_it_takes_no_lock(self, site, friend):
        friend(site.page("/", BACKLINK))
        lock.begin_run(started_by="task")
        assert run(dry_run=True)[0]["active_num"] == 1


class TestLock:
    def test_a_second_run_is_refused_and_the_first_one_gives_the_lock_back(self, site, friend):
        friend(site.page("/", BACKLINK))
        held = lock.begin_run(started_by="task")
        with pytest.raises(RunInProgress):
            run()
        lock.end_run(held, RunResult(RunOutcome.DONE))
        run()
        run()
        assert list(Run.objects.values_list("state", flat=True)) == ["done"] * 3

    def test_it_is_given_back_when_the_run_is_interrupted(self, site, friend):
        friend(site.at("/hang", hang))

        def interrupt(counts: RunCounts, batch: Any) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            LinkChecker().run(on_batch=interrupt)
        assert (Run.objects.get().state, Run.objects.get().outcome) == ("failed", "abandoned")
        assert "friend-link-check" not in {thread.name for thread in threading.enumerate()}

    def test_an_interrupt_is_raised_although_the_lock_cannot_be_given_back(self, monkeypatch):
        def locked(*_: Any) -> None:
            raise OperationalError("database is locked")

        def interrupted() -> RunResult:
            raise KeyboardInterrupt

        monkeypatch.setattr(lock, "end_run", locked)
        ongoing = OngoingRun(lock.begin_run(started_by="task"), outage_share=0.5, site_link="")
        with pytest.raises(KeyboardInterrupt):
            ongoing.carry_out(interrupted)
        assert ongoing.carry_out(lambda: RunResult(RunOutcome.DONE)).outcome is RunOutcome.DATABASE


def test_an_unknown_friend_is_said_and_nothing_is_run(friend):
    with pytest.raises(CheckFailed, match="4711"):
        run(friend_ids=[4711])
    row = Run.objects.get()
    assert (row.outcome, row.detail, row.error) == ("unknown_friends", "4711", "没有编号为 4711 的友链。")


def test_a_database_that_fails_is_said_in_a_sentence(monkeypatch):
    def locked(*_: Any, **__: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(lock, "begin_run", locked)
    with pytest.raises(CheckFailed, match="database is locked"):
        run()


def test_at_its_deadline_a_run_keeps_what_was_judged(site, friend, settings):
    settings.FRIENDLINK_RUN_DEADLINE = 2.5
    friend(site.at("/hang", hang), name="hangs")
    friend(site.page("/gone", status=404), name="gone")
    data, _ = run()
    assert (data["not_checked"], data["active_num"]) == (1, 1)
    assert rows() == {"hangs": (True, ""), "gone": (False, "网页请求返回404")}
    assert (Run.objects.get().state, Run.objects.get().outcome) == ("done", "deadline")
    assert data["outcome"] == "deadline"


def test_a_run_that_is_cancelled_keeps_what_was_judged_and_ends_soon(site, friend, settings, monkeypatch):
    settings.FRIENDLINK_TIMEOUT = 30.0
    monkeypatch.setattr(checker_module, "BATCH_SECONDS", 0.1)
    friend(site.at("/hang", hang), name="hangs")
    friend(site.page("/gone", status=404), name="gone")

    def cancel(counts: RunCounts, batch: Any) -> None:
        if batch:
            assert lock.cancel(Run.objects.get().pk)

    result = LinkChecker().perform(on_batch=cancel)
    with pytest.raises(CheckFailed, match="检查被取消，有 1 个友链这次没有检查。"):
        result.raise_for_failure()
    assert (result.counts.to_not_show, result.counts.not_checked) == (1, 1)
    assert rows() == {"hangs": (True, ""), "gone": (False, "网页请求返回404")}
    run_row = Run.objects.get()
    assert (run_row.state, run_row.outcome) == ("cancelled", "cancelled")
    assert run_row.error == "检查被取消，有 1 个友链这次没有检查。"
    assert (run_row.total, run_row.judged, run_row.to_not_show) == (2, 1, 1)


def test_a_run_that_is_done_before_it_hears_of_the_cancelling_is_done(site, friend, monkeypatch):
    friend(site.page("/gone", status=404))
    real = recording.record

    def cancelled_meanwhile(verdicts: Any, *, run_id: int) -> Any:
        lock.cancel(run_id)
        return real(verdicts, run_id=run_id)

    monkeypatch.setattr(recording, "record", cancelled_meanwhile)
    run()
    assert Run.objects.get().state == "done"


def test_at_its_deadline_verdicts_that_wait_for_a_slow_database_are_kept(site, friend, settings, monkeypatch):
    settings.FRIENDLINK_RUN_DEADLINE = 2.5
    real = recording.record

    def slowly(verdicts: Any, *, run_id: int) -> Any:
        time.sleep(0.7)
        return real(verdicts, run_id=run_id)

    monkeypatch.setattr(recording, "record", slowly)
    monkeypatch.setattr(checker_module, "BATCH_LINKS", 2)
    for number in range(8):
        friend(site.page("/gone", status=404), name=str(number))
    data, _ = run()
    assert "not_checked" not in data
    assert data["to_not_show"] == 8


def test_what_was_found_before_a_run_broke_is_told(site, friend, monkeypatch):
    real = recording.record
    calls: list[int] = []

    def locked_later(verdicts: Any, *, run_id: int) -> Any:
        calls.append(len(verdicts))
        if len(calls) > 1:
            raise OperationalError("database is locked")
        return real(verdicts, run_id=run_id)

    monkeypatch.setattr(recording, "record", locked_later)
    monkeypatch.setattr(checker_module, "BATCH_LINKS", 1)
    for number in range(3):
        friend(site.page("/gone", status=404), name=str(number))
    result = LinkChecker().perform()
    assert (result.outcome, result.detail) == (RunOutcome.DATABASE, "database is locked")
    assert (result.counts.to_not_show, result.counts.not_checked) == (1, 2)
    row = Run.objects.get()
    assert (row.state, row.outcome, row.data["to_not_show"]) == ("failed", "database", 1)


def test_a_process_without_resources_is_said_in_a_sentence(friend, monkeypatch):
    def broke(*_: object, **__: object) -> None:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(checker_module, "make_fetcher", broke)
    friend("https://a.example/")
    with pytest.raises(CheckFailed, match="Too many open files"):
        LinkChecker().run()


def test_a_process_without_memory_says_so_and_judges_nobody(site, friend, monkeypatch):
    class WithoutMemory(Fetcher):
        async def fetch(self, *_: object, **__: object) -> NoReturn:
            raise MemoryError

    monkeypatch.setattr(checker_module, "Fetcher", WithoutMemory)
    friend(site.page("/", status=500), name="a")
    result = LinkChecker().perform()
    assert (result.outcome, result.counts.not_checked, result.counts.failed) == (RunOutcome.RESOURCES, 1, 0)
    assert explain(result).startswith("内存不够，检查没有做完")
    assert rows()["a"] == (True, "")
    assert Run.objects.get().outcome == "resources"


def test_a_link_that_its_owner_always_shows_is_never_fetched(site, friend):
    friend(site.page("/", status=500), name="a", always_show=True, is_show=False, not_show_reason="x")
    data, verdicts = run()
    assert (verdicts["a"].kind, rows()["a"], data["active_num"]) == (Kind.WHITE_LISTED, (True, ""), 0)
    assert site.requests == []


def test_a_link_that_is_left_alone_is_neither_fetched_nor_changed(site, friend):
    until = timezone.now() + dt.timedelta(days=30)
    friend(site.page("/", status=500), name="a", snoozed_until=until)
    data, verdicts = run()
    assert (verdicts, rows()["a"], data["active_num"]) == ({}, (True, ""), 0)
    assert site.requests == []


def test_a_page_that_was_made_to_be_endless_is_too_large_rather_than_without_a_backlink(site, friend, monkeypatch):
    monkeypatch.setattr(urls, "_READING_BUDGET", 50 * urls.READING_COST)
    friend(site.page("/", "<a href='/p?i=1'>x</a>" * 100 + BACKLINK), name="a")
    run()
    assert rows()["a"] == (False, "网页过大，未找到本站外链")


def test_the_owners_edit_during_the_check_wins(site, friend):
    def edit_row() -> None:
        with contextlib.closing(connection):
            FriendLink.objects.filter(name="a").update(link_page="https://x.test/")

    async def edit(_: web.Request) -> web.Response:
        await asyncio.to_thread(edit_row)
        return web.Response(status=404)

    friend(site.at("/", edit), name="a")
    data, verdicts = run()
    assert (data["active_num"], data["to_not_show"]) == (1, 0)
    assert rows()["a"] == (True, "")
    assert verdicts["a"].is_show  # what is told is what the row holds


@pytest.mark.parametrize("make", [Friend, FriendLink])
def test_one_link_can_be_checked_alone_in_ones_own_loop(site, make):
    found = make(id=1, name="a", link=site.page("/", BACKLINK))

    async def both() -> list[Verdict]:
        checker = LinkChecker()
        return await asyncio.gather(checker.check_link(found), checker.check_link(found))

    assert [verdict.kind for verdict in asyncio.run(both())] == [Kind.OK, Kind.OK]


def test_no_more_friends_are_begun_than_can_keep_the_fetcher_busy(settings, monkeypatch):
    settings.FRIENDLINK_CONCURRENCY = 2
    under_way, most = set(), 0

    async def check_link(self, friend, fetcher):
        nonlocal most
        under_way.add(friend.id)
        most = max(most, len(under_way))
        await asyncio.sleep(0)
        under_way.remove(friend.id)
        return rules.white_listed(friend)

    monkeypatch.setattr(LinkChecker, "check_link", check_link)
    friends = [Friend(number, "a", "http://a.test/") for number in range(20)]
    verdicts = asyncio.run(LinkChecker().check_all_links(friends))
    assert [verdict.friend.id for verdict in verdicts] == list(range(20))
    assert most == 2 * checker_module.TASKS_PER_SLOT

    handed_over = []
    assert asyncio.run(LinkChecker().check_all_links(friends, handed_over.append)) == []
    assert len(handed_over) == 20


def test_it_runs_in_a_worker_thread_as_well(site, friend):
    friend(site.page("/", BACKLINK))
    found: list[Any] = []

    def work() -> None:
        with contextlib.closing(connection):
            found.append(run()[0])

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found[0]["active_num"] == 1


def test_the_page_alone_decides_whatever_the_network(friend):
    friend("https://a.example/", name="a")
    friend("https://b.example/", name="b")
    with aioresponses() as web_:
        web_.get("https://a.example/", body=BACKLINK, content_type="text/html")
        web_.get("https://b.example/", body="<!-- https://ours.example -->", content_type="text/html")
        run()
        assert len(web_.requests) == 2
    assert rows() == {"a": (True, ""), "b": (False, "网站未设置本站外链")}


def test_data_is_json(site, friend):
    friend(site.page("/", BACKLINK))
    assert json.loads(json.dumps(run()[0]))["version"]
