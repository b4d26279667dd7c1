"""The shards of a long run, in one process: created, tried, tried again, given up, and decided over at the end."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import web
from django.db import Error
from django.db.models import F
from kombu.exceptions import OperationalError

from blog.models import FriendLink
from easytask import checker as checker_module
from easytask import sharding, tasks
from easytask.checker import CheckFailed, LinkChecker, RunInProgress
from easytask.inspection import Inspector
from easytask.models import Check, LinkState, Run, Shard
from easytask.runs import lock, recording, shards
from easytask.runs.envelope import build_envelope
from easytask.sharding import ShardedChecker
from easytask.verdicts import rules
from easytask.verdicts.kinds import Phase, Problem
from easytask.verdicts.outcomes import RunCounts, RunOutcome
from easytask.verdicts.records import Backlink, FetchResult, Friend, Verdict
from tests.plugins.sites import BACKLINK, NO_ROUTE, Site

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("loopback", "small")]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "LINKS", 3)
    monkeypatch.setattr(sharding, "POLL_SECONDS", 0.02)


_numbers = itertools.count()


async def hang(request: web.Request) -> web.Response:
    await asyncio.sleep(3600)
    return web.Response()


def begin() -> int:
    run_id, _ = ShardedChecker().begin(started_by="task", task_id=f"task {next(_numbers)}")
    return run_id


def work(run_id: int | None = None) -> dict[str, Any]:
    """The envelope of a run that one worker does alone."""
    run_id = run_id or begin()
    assert ShardedChecker().work_on(run_id)
    return build_envelope(sharding.read_result(run_id))


def rows() -> dict[str, tuple[bool, str]]:
    return {
        name: (is_show, why)
        for name, is_show, why in FriendLink.objects.values_list("name", "is_show", "not_show_reason")
    }


def lose(claim: shards.Claim) -> None:
    """As if the process that tries it had died."""
    Shard.objects.filter(pk=claim.shard_id).update(seen_at=F("seen_at") - shards.LOST_AFTER - dt.timedelta(seconds=1))


def ongoing_of(claim: shards.Claim) -> shards.OngoingShard:
    return shards.OngoingShard(claim, outage_share=0.5)


def judged_by_hand(claim: shards.Claim, count: int) -> list[Verdict]:
    """Writes what an attempt has come to when it is lost."""
    friends = shards.load(claim)
    ongoing = ongoing_of(claim)
    ongoing.expect(len(friends))
    verdicts = [rules.evaluate(friend, FetchResult(friend.link, 200)) for friend in friends[:count]]
    ongoing.take(verdicts)
    return verdicts


def claim_of(shard: Shard) -> shards.Claim:
    return shards.Claim(shard.pk, shard.run_id, shard.first_id, shard.last_id, shard.attempts, RunCounts())


# --- created ---------------------------------------------------------------------------------------------------------
def test_a_run_of_one_shards_worth_is_not_spread(friend):
    for number in range(3):
        friend(f"https://{number}.test/")
    friend("https://inactive.test/", is_active=False)
    assert not sharding.should_shard()
    friend("https://one.too-many.test/")
    assert sharding.should_shard()


@pytest.mark.parametrize(("links", "sizes"), [(4, [2, 2]), (7, [3, 3, 1]), (9, [3, 3, 3]), (0, [])])
def test_shards_are_of_much_the_same_size_and_hold_every_link_once(friend, links, sizes):
    made = [friend(f"https://{number}.test/") for number in range(2 * links)]
    FriendLink.objects.filter(pk__in=[row.pk for row in made[::2]]).update(is_active=False)
    begin()
    loaded = [[friend.id for friend in shards.load(claim_of(shard))] for shard in Shard.objects.order_by("pk")]
    assert [len(ids) for ids in loaded] == sizes
    assert sorted(itertools.chain(*loaded)) == [row.pk for row in made[1::2]]
    assert Run.objects.get().total == links


def test_the_shards_of_the_run_before_go_when_those_of_the_next_are_created(friend):
    for number in range(4):
        friend(f"https://{number}.test/", always_show=True)
    assert work()["code"] == 0
    assert work()["code"] == 0
    assert set(Shard.objects.values_list("run", flat=True)) == {Run.objects.first().pk}


def test_there_is_one_lock_for_all_runs(friend):
    friend("https://a.test/")
    begin()
    with pytest.raises(RunInProgress):
        LinkChecker().run()
    with pytest.raises(RunInProgress):
        ShardedChecker().begin(started_by="task", task_id="another")


# --- the same as in one piece ----------------------------------------------------------------------------------------
def test_a_run_in_shards_comes_to_what_it_comes_to_in_one_piece(site, friend, monkeypatch):
    monkeypatch.setattr(Inspector, "inspect", breaks_on("broken", Inspector.inspect))
    friend(site.page("/back", BACKLINK), name="back", is_show=False, not_show_reason="请求超时")
    friend(site.page("/gone", status=410), name="gone")
    friend(NO_ROUTE, name="silent")
    friend(site.page("/white", status=500), name="white", is_show=False, always_show=True)
    friend(site.page("/broken"), name="broken")
    for number in range(5):
        friend(site.page(f"/{number}", BACKLINK), name=str(number))
    before = list(FriendLink.objects.values("pk", "is_show", "not_show_reason"))
    whole, whole_rows = LinkChecker().run(), rows()
    kinds = sorted(Check.objects.values_list("friend", "verdict", "status"))
    evidence = LinkState.objects.get(friend__name="silent").evidence
    for values in before:
        FriendLink.objects.filter(pk=values.pop("pk")).update(**values)
    Check.objects.all().delete()
    LinkState.objects.all().delete()

    envelope = work()
    assert envelope["data"] == whole
    assert envelope["data"]["outcome"] == "links_failed"
    assert (envelope["code"], envelope["error"]) == (1, "检查程序在 1 个友链上出错，它们保持原样，详情见日志。")
    assert rows() == whole_rows
    assert sorted(Check.objects.values_list("friend", "verdict", "status")) == kinds
    assert LinkState.objects.get(friend__name="silent").evidence.keys() == evidence.keys()
    run = Run.objects.first()
    assert (run.state, run.total, run.judged, run.to_show, run.to_not_show) == ("done", 10, 10, 2, 2)
    assert run.data == whole


def breaks_on(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    async def fetch_and_judge(self: LinkChecker, friend: Friend, fetcher: Any) -> Verdict:
        if friend.name == name:
            raise ZeroDivisionError
        return await real(self, friend, fetcher)

    return fetch_and_judge


def test_each_batch_takes_the_same_number_of_queries_whatever_its_size(friend, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(recording, "reset_queries", lambda: None)  # they are to be counted here
    monkeypatch.setattr(shards, "LINKS", 60)
    for number in range(60):
        friend(f"https://{number}.test/")
    begin()
    claim = shards.claim(Run.objects.get().pk)
    verdicts = [rules.evaluate(friend, FetchResult(friend.link, 200)) for friend in shards.load(claim)]
    for batch in (verdicts[:4], verdicts[4:60]):
        with django_assert_num_queries(11):
            ongoing_of(claim).take(batch)


# --- lost and tried again --------------------------------------------------------------------------------------------
def test_a_lost_shard_is_tried_again_for_what_it_had_not_judged(site, friend):
    for number in range(6):
        friend(site.page(f"/{number}", BACKLINK), name=str(number), is_show=number != 1)
    run_id = begin()
    lost = shards.claim(run_id)
    judged_by_hand(lost, 2)
    lose(lost)
    envelope = work(run_id)
    assert (envelope["code"], envelope["data"]["active_num"], envelope["data"]["to_show"]) == (0, 6, 1)
    assert sorted(site.paths()) == ["/2", "/3", "/4", "/5"]
    assert set(Counter(Check.objects.values_list("friend", flat=True)).values()) == {1}
    assert Check.objects.count() == 6
    assert list(Shard.objects.order_by("pk").values_list("attempts", "done")) == [(2, True), (1, True)]


def test_a_shard_with_a_heartbeat_is_not_taken(friend):
    for number in range(3):
        friend(f"https://{number}.test/")
    run_id = begin()
    lost = shards.claim(run_id)
    assert shards.claim(run_id) is None
    assert not shards.claim_closing(run_id, stopping=False)
    assert not shards.claim_closing(run_id, stopping=True)
    Shard.objects.update(seen_at=F("seen_at") - shards.LOST_AFTER / 2)
    assert shards.claim(run_id) is None
    lose(lost)
    again = shards.claim(run_id)
    assert (again.shard_id, again.attempt) == (lost.shard_id, 2)
    Shard.objects.update(seen_at=F("seen_at") + 2 * shards.LOST_AFTER)  # from before the clock was set back
    assert shards.claim(run_id).attempt == 3


def test_who_was_taken_for_lost_writes_nothing_any_more(friend):
    for number in range(3):
        friend(f"https://{number}.test/", is_show=False)
    run_id = begin()
    slow = shards.claim(run_id)
    lose(slow)
    assert shards.claim(run_id).attempt == 2
    with pytest.raises(shards.ShardTaken):
        judged_by_hand(slow, 3)
    with pytest.raises(shards.ShardTaken):
        ongoing_of(slow).finish()
    shards.release(slow)
    assert not FriendLink.objects.filter(is_show=True).exists()
    assert not Check.objects.exists()
    assert Run.objects.get().judged == 0
    assert shards.claim(run_id) is None


def test_a_shard_is_tried_three_times_and_the_others_are_judged_before(site, friend):
    for number in range(6):
        friend(site.page(f"/{number}", BACKLINK), name=str(number))
    run_id = begin()
    for attempt in (1, 2, 3):
        lost = shards.claim(run_id)
        Shard.objects.exclude(pk=lost.shard_id).update(attempts=attempt)  # else the other one would be next
        judged_by_hand(lost, 1 if attempt == 1 else 0)
        lose(lost)
    Shard.objects.exclude(pk=lost.shard_id).update(attempts=0)
    envelope = work(run_id)
    assert (envelope["code"], envelope["data"]["active_num"], envelope["data"]["not_checked"]) == (1, 4, 2)
    assert envelope["error"] == "检查进程连续 3 次中途退出，有 2 个友链这次没有检查。"
    run = Run.objects.get()
    assert (run.state, run.outcome, run.error) == ("failed", "shards_lost", envelope["error"])
    assert sorted(site.paths()) == ["/3", "/4", "/5"]


def test_an_attempt_that_fails_of_the_database_is_made_again_at_once(site, friend, monkeypatch):
    for number in range(3):
        friend(site.page(f"/{number}", BACKLINK), name=str(number))
    real, failures = recording.record, iter([Error("gone for a moment")])

    def record(*args: Any, **kwargs: Any) -> recording.RecordResult:
        for failure in failures:
            raise failure
        return real(*args, **kwargs)

    monkeypatch.setattr(recording, "record", record)
    assert work()["code"] == 0
    assert Shard.objects.get().attempts == 2
    assert Check.objects.count() == 3


def test_a_database_that_stays_away_is_given_up(site, friend, monkeypatch):
    friend(site.page("/", BACKLINK))

    def away(*args: Any, **kwargs: Any) -> None:
        raise Error("gone")

    run_id = begin()
    monkeypatch.setattr(recording, "record", away)
    envelope = work(run_id)
    assert (envelope["code"], envelope["data"]["not_checked"], Shard.objects.get().attempts) == (1, 1, 3)


def test_the_closing_step_belongs_to_one(friend):
    run_id = begin()
    assert shards.claim_closing(run_id, stopping=False)
    assert not shards.claim_closing(run_id, stopping=False)


def test_whoever_waits_for_a_run_that_nobody_closes_sees_it_abandoned(friend, settings):
    friend("https://a.test/")
    run_id = begin()
    lost = shards.claim(run_id)
    judged_by_hand(lost, 1)
    Run.objects.update(seen_at=F("seen_at") - lock.STALE_AFTER - dt.timedelta(seconds=1))
    assert not ShardedChecker().work_on(run_id)
    result = sharding.read_result(run_id)
    assert (result.outcome, result.counts.active) == (RunOutcome.ABANDONED, 1)
    assert build_envelope(result)["error"] == "超过 60 秒没有动静，已视为中断。"
    assert Run.objects.get().state == "broken"


def test_the_task_that_lost_its_process_finds_its_run_again(friend):
    friend("https://a.test/")
    assert ShardedChecker().begin(started_by="task", task_id="a") == (Run.objects.get().pk, 1)
    assert ShardedChecker().begin(started_by="task", task_id="a") == (Run.objects.get().pk, 0)


# --- outage and silence ----------------------------------------------------------------------------------------------
def silent_and_well(site: Site, friend: Callable[..., FriendLink], *, silent: int, well: int) -> None:
    """Every shard of three has one silent friend at most two of which make no outage by themselves."""
    for number in range(max(silent, well)):
        if number < silent:
            friend(NO_ROUTE, name=f"silent {number}")
        if number < well:
            friend(site.page("/well", BACKLINK), name=f"well {number}")


def test_an_outage_is_seen_over_all_shards_where_none_alone_would_show_it(site, friend):
    silent_and_well(site, friend, silent=5, well=4)
    envelope = work()
    assert (envelope["code"], envelope["data"].get("outage"), envelope["data"]["to_not_show"]) == (0, True, 0)
    assert envelope["message"]
    assert Run.objects.get().outage
    silent = Check.objects.filter(friend__name__startswith="silent")
    assert Counter(silent.values_list("verdict", flat=True)) == {"outage": 5}
    assert {check.evidence["cause"] for check in silent} == {"unreachable"}
    assert set(LinkState.objects.filter(friend__name__startswith="silent").values_list("silences", flat=True)) == {1}


def test_a_shard_full_of_silence_is_no_outage_when_the_others_are_well(site, friend):
    for _ in range(3):
        friend(NO_ROUTE, name="silent")
    for _ in range(6):
        friend(site.page("/well", BACKLINK), name="well")
    envelope = work()
    assert (envelope["data"]["to_not_show"], "outage" in envelope["data"]) == (3, False)
    assert rows() == {"silent": (False, "网络不可达"), "well": (True, "")}
    assert set(Shard.objects.values_list("waiting", flat=True)) == {b""}


def test_a_run_that_is_never_closed_hides_nobody_for_silence(site, friend):
    friend(NO_ROUTE, name="silent")
    friend(site.page("/gone", status=404), name="gone")
    run_id = begin()
    ShardedChecker()._try_shard(shards.claim(run_id), 60)
    assert rows() == {"silent": (True, ""), "gone": (False, "网页请求返回404")}


def test_silence_that_lasts_is_believed_over_all_shards(site, friend):
    silent_and_well(site, friend, silent=5, well=1)
    assert [work()["data"].get("silence_believed") for _ in range(2)] == [None, None]
    Run.objects.update(started_at=F("started_at") - dt.timedelta(hours=1))
    assert work()["data"]["silence_believed"] == 5


def test_a_verdict_that_waits_comes_back_as_it_was(friend):
    friend("https://a.test/", is_show=False, not_show_reason="请求超时")
    run_id = begin()
    claim = shards.claim(run_id)
    [read] = shards.load(claim)
    page = FetchResult(
        read.link,
        problem=Problem.TIMEOUT,
        detail="“😀” \ufffd",
        silent=True,
        elapsed=5.0000001,
        phases={Phase.DNS: 0.1, Phase.CONNECT: 4.9},
        bytes=7,
        redirects=("https://b.test/", "https://c.test/"),
        certificate_expires=dt.datetime(2027, 1, 1, tzinfo=dt.UTC),
        backlink=Backlink("https://ours.example/", nofollow=True),
    )
    verdict = rules.evaluate(read, page, link_page=FetchResult("https://a.test/links", 200, phases={}), patience=3)
    ongoing = ongoing_of(claim)
    ongoing.take([verdict])
    ongoing.finish()
    assert list(shards.waiting(run_id)) == [[verdict]]


# --- stopping --------------------------------------------------------------------------------------------------------
def test_a_run_that_is_cancelled_ends_with_what_is_judged_by_then(site, friend, settings, monkeypatch):
    settings.FRIENDLINK_TIMEOUT = 30.0
    monkeypatch.setattr(checker_module, "BATCH_SECONDS", 0.1)
    friend(site.page("/gone", status=404), name="gone")
    friend(site.at("/hang", hang), name="hangs")
    for number in range(5):
        friend(site.page("/well", BACKLINK), name=str(number))
    run_id = begin()
    real = recording.record

    def cancelled_meanwhile(verdicts: list[Verdict], *, run_id: int) -> recording.RecordResult:
        recorded = real(verdicts, run_id=run_id)
        if verdicts:
            lock.cancel(run_id)
        return recorded

    monkeypatch.setattr(recording, "record", cancelled_meanwhile)
    envelope = work(run_id)
    run = Run.objects.get()
    assert (run.state, run.outcome, run.error) == ("cancelled", "cancelled", envelope["error"])
    assert envelope["code"] == 1
    assert (envelope["data"]["active_num"], envelope["data"]["not_checked"]) == (run.judged, 7 - run.judged)
    assert envelope["data"]["not_checked"] >= 5
    assert rows()["gone"] == (False, "网页请求返回404")


def test_at_its_deadline_a_run_keeps_what_is_judged_and_counts_the_rest(site, friend, settings):
    settings.FRIENDLINK_TIMEOUT = 30.0
    settings.FRIENDLINK_RUN_DEADLINE = 2.5
    friend(site.page("/gone", status=404), name="gone")
    friend(site.at("/hang", hang), name="hangs")
    for number in range(5):
        friend(site.page("/well", BACKLINK), name=str(number))
    envelope = work()
    assert (envelope["code"], envelope["data"]["active_num"], envelope["data"]["not_checked"]) == (1, 2, 5)
    assert envelope["error"] == "检查到了时限，有 5 个友链这次没有检查。"
    run = Run.objects.get()
    assert (run.state, run.total, run.judged) == ("done", 7, 2)


@pytest.mark.parametrize("edit", [{"is_active": False}, {"link": "https://elsewhere.test/"}], ids=["inactive", "link"])
def test_what_the_owner_edits_once_shards_are_created_is_no_link_that_was_not_checked(site, friend, edit):
    made = [friend(site.page(f"/{number}", BACKLINK), name=str(number)) for number in range(4)]
    run_id = begin()
    claim = shards.claim(run_id)
    FriendLink.objects.filter(pk=made[-1].pk).update(always_show=True, **edit)
    shards.release(claim)
    envelope = work(run_id)
    assert (envelope["code"], "not_checked" in envelope["data"]) == (0, False)
    run = Run.objects.get()
    assert run.total == run.judged == 4 - ("is_active" in edit)


# --- the tasks -------------------------------------------------------------------------------------------------------
def test_a_task_that_is_called_in_place_is_not_spread(site, friend, monkeypatch):
    for number in range(4):
        friend(site.page(f"/{number}", BACKLINK))
    assert tasks.check_friend()["data"]["active_num"] == 4
    assert tasks.check_friend.apply().get()["data"]["active_num"] == 4
    assert not Shard.objects.exists()


def test_without_a_broker_one_worker_does_it_all(site, friend, monkeypatch):
    def away(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("away")

    monkeypatch.setattr(tasks.help_check, "apply_async", away)
    for number in range(7):
        friend(site.page(f"/{number}", BACKLINK))
    envelope = tasks.check_in_shards.apply((None, None, "task", None)).get()
    assert (envelope["code"], envelope["data"]["active_num"]) == (0, 7)
    assert Shard.objects.count() == 3


@pytest.mark.parametrize("user_id", ["me", 0])
def test_a_user_that_makes_no_sense_is_said_in_the_envelope(user_id):
    envelope = tasks.check_in_shards.apply((None, None, "task", user_id)).get()
    assert (envelope["data"]["outcome"], "user_id" in envelope["error"]) == ("bad_argument", True)
    with pytest.raises(CheckFailed):
        ShardedChecker().begin(started_by="task", user_id=user_id, task_id="a")
    assert not Run.objects.exists()
