"""The counts of a run add up and travel as JSON; every outcome has its sentence, in two languages."""

import dataclasses
import gettext
import json
import pickle
import re
from pathlib import Path

import pytest

from easytask.verdicts import rules
from easytask.verdicts.kinds import Kind, Problem
from easytask.verdicts.outcomes import (
    Argument,
    BadArgument,
    CheckFailed,
    DuplicateTick,
    RunCounts,
    RunInProgress,
    RunOutcome,
    RunResult,
    UnknownFriends,
    describe_suspicions,
    explain,
)
from easytask.verdicts.records import Backlink, FetchResult, Friend

ENGLISH = gettext.translation("django", Path(__file__).resolve().parents[3] / "locale", ["en"]).gettext
CHINESE = re.compile("[\u4e00-\u9fff]")

SHOWN = Friend(1, "a", "https://a.test/")
HIDDEN = Friend(2, "b", "https://b.test/", is_show=False, not_show_reason="请求超时")
HAD = Friend(3, "c", "https://c.test/", had_backlink=True)
LACKS, CARRIES = FetchResult(HAD.link, 200), FetchResult(HAD.link, 200, backlink=Backlink("https://ours.test/"))
HIDES = rules.evaluate(SHOWN, FetchResult(SHOWN.link, 404))
SHOWS = rules.evaluate(HIDDEN, FetchResult(HIDDEN.link, 200))
SILENT = rules.evaluate(SHOWN, FetchResult(SHOWN.link, problem=Problem.TIMEOUT, silent=True))
STILL_HIDDEN = rules.evaluate(HIDDEN, FetchResult(HIDDEN.link, problem=Problem.TIMEOUT, silent=True))
IN_OUTAGE = dataclasses.replace(STILL_HIDDEN, kind=Kind.OUTAGE)

COUNTS = RunCounts(total=9, judged=6, active=5, failed=1, believed=2)


@pytest.mark.parametrize(
    ("verdict", "counted"),
    [
        (HIDES, {"judged": 1, "active": 1, "to_not_show": 1}),
        (SHOWS, {"judged": 1, "active": 1, "to_show": 1}),
        (SILENT, {"judged": 1, "active": 1, "to_not_show": 1, "believed": 1}),
        (STILL_HIDDEN, {"judged": 1, "active": 1, "believed": 1}),
        (IN_OUTAGE, {"judged": 1, "active": 1}),
        (rules.white_listed(SHOWN), {"judged": 1}),
        (rules.failed(SHOWN), {"judged": 1, "failed": 1}),
    ],
)
def test_each_verdict_is_counted_for_what_it_is(verdict, counted):
    assert RunCounts.of([verdict], written=[verdict]) == RunCounts(**counted)


def test_only_rows_that_were_really_written_count_as_changed():
    assert RunCounts.of([HIDES, SHOWS], written=[SHOWS]) == dataclasses.replace(
        RunCounts.of([HIDES, SHOWS], written=[HIDES, SHOWS]), to_not_show=0
    )


@pytest.mark.parametrize(
    ("verdict", "counted"),
    [
        (HIDES, {"answered": 1, "heard": 1}),
        (SHOWS, {"answered": 1}),
        (SILENT, {"silent": 1}),
        (STILL_HIDDEN, {}),
        (rules.white_listed(HAD), {}),
        (rules.evaluate(HAD, FetchResult(HAD.link, 404), backlink_asked=True), {"answered": 1, "heard": 1}),
        (rules.evaluate(HAD, CARRIES, backlink_asked=True), {"answered": 1, "heard": 1, "kept_backlink": 1}),
        (rules.evaluate(HAD, LACKS, backlink_asked=True), {"answered": 1, "heard": 1, "lost_backlink": 1}),
        (rules.evaluate(SHOWN, LACKS, backlink_asked=True), {"answered": 1, "heard": 1}),
        (rules.evaluate(HAD, LACKS), {"answered": 1, "heard": 1}),
    ],
)
def test_each_verdict_is_counted_for_what_it_tells_of_ourselves(verdict, counted):
    assert RunCounts.of_ourselves([verdict]) == RunCounts(**counted)


def test_counts_add_up():
    both = RunCounts.of([HIDES, SHOWS], written=[HIDES, SHOWS])
    assert RunCounts.of([HIDES], written=[HIDES]) + RunCounts.of([SHOWS], written=[SHOWS]) == both
    assert RunCounts() + both == both


def test_counts_come_back_from_json_also_from_that_of_other_versions():
    assert RunCounts.from_json(json.loads(json.dumps(COUNTS.to_json()))) == COUNTS
    assert RunCounts.from_json({"judged": 2, "a count of tomorrow": 1}) == RunCounts(judged=2)


@pytest.mark.parametrize(
    ("counts", "outcome"),
    [
        (RunCounts(), RunOutcome.DONE),
        (RunCounts(total=3, judged=3), RunOutcome.DONE),
        (RunCounts(total=3, judged=2), RunOutcome.DEADLINE),
        (RunCounts(total=3, judged=3, failed=1), RunOutcome.LINKS_FAILED),
        (RunCounts(total=3, judged=2, failed=1), RunOutcome.DEADLINE),
        (RunCounts(total=2, judged=3), RunOutcome.DONE),
    ],
)
def test_a_run_that_nothing_stopped_ends_in_what_its_counts_say(counts, outcome):
    assert counts.outcome is outcome


# The detail that each outcome names; those that are not here name none.
DETAILS = {
    RunOutcome.SHARDS_LOST: "3",
    RunOutcome.UNKNOWN_FRIENDS: "7、8",
    RunOutcome.DATABASE: "database is locked",
    RunOutcome.RESOURCES: "[Errno 24] {Too many} open files",
    RunOutcome.ABANDONED: "60",
}
RESULTS = [
    *(
        RunResult(outcome, DETAILS.get(outcome, ""), counts=COUNTS)
        for outcome in RunOutcome
        if outcome not in (RunOutcome.DONE, RunOutcome.BAD_ARGUMENT)
    ),
    *(RunResult(RunOutcome.BAD_ARGUMENT, "'x'", argument) for argument in Argument),
    RunResult(RunOutcome.DATABASE, "disk I/O error"),
    RunResult(RunOutcome.DATABASE, "no such table: blog_page"),
    RunResult(RunOutcome.RESOURCES, "out of memory"),
    RunResult(RunOutcome.ABANDONED),
]


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: f"{result.outcome} {result.detail} {result.argument}")
def test_every_outcome_has_one_sentence_in_both_languages(result):
    chinese, english = explain(result), explain(result, ENGLISH)
    assert chinese.endswith(("。", result.detail or "。", "）"))
    assert CHINESE.search(chinese)
    assert not CHINESE.search(english)
    named = [part for part in re.split("[、]", result.detail) if part]
    assert all(part in sentence for part in named for sentence in (chinese, english) if result.outcome != "resources")


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        (RunResult(RunOutcome.DONE), ""),
        (RunResult(RunOutcome.CANCELLED, counts=COUNTS), "检查被取消，有 3 个友链这次没有检查。"),
        (RunResult(RunOutcome.DATABASE, "disk I/O error"), "数据库出错：disk I/O error（磁盘可能已满）"),
        *(
            (RunResult(RunOutcome.DATABASE, detail), f"数据库出错：{detail}（请先运行 manage.py migrate）")
            for detail in (
                "no such table: blog_page",
                "no such column: blog_friendlink.email",
                'relation "blog_page" does not exist LINE 1: SELECT 1',
                "column blog_friendlink.email does not exist LINE 1: SELECT 1",
            )
        ),
        (RunResult(RunOutcome.ABANDONED), "检查被打断。"),
        (RunResult(RunOutcome.ABANDONED, "60"), "超过 60 秒没有动静，已视为中断。"),
        (RunResult(RunOutcome.RESOURCES, "{detail}"), "系统资源不足：{detail}"),
        (
            RunResult(RunOutcome.RESOURCES, "out of memory"),
            "内存不够，检查没有做完，没查到的友链保持原样；请给它更多内存，或把 FRIENDLINK_CONCURRENCY 调小。",
        ),
    ],
)
def test_the_sentence_is_made_from_the_outcome_and_the_figures(result, sentence):
    assert explain(result) == sentence


@pytest.mark.parametrize("believed", [0, 2])
def test_an_outage_is_described_in_both_languages(believed):
    result = RunResult(RunOutcome.DONE, counts=RunCounts(believed=believed), outage=True)
    assert not CHINESE.search(describe_suspicions(result, ENGLISH))
    assert ("2" in describe_suspicions(result)) is (believed == 2)
    assert describe_suspicions(RunResult(RunOutcome.DONE)) == ""


def test_a_mistake_of_our_own_is_described_in_both_languages_beside_an_outage():
    result = RunResult(RunOutcome.DONE, suspected_site_link="https://ours.exmaple/")
    assert not CHINESE.search(describe_suspicions(result, ENGLISH))
    assert "https://ours.exmaple/" in describe_suspicions(result)
    both = describe_suspicions(dataclasses.replace(result, outage=True))
    assert both.endswith(describe_suspicions(result))
    assert both != describe_suspicions(result)


@pytest.mark.parametrize(
    ("outcome", "failure"),
    [
        (RunOutcome.IN_PROGRESS, RunInProgress),
        (RunOutcome.DUPLICATE_TICK, DuplicateTick),
        (RunOutcome.UNKNOWN_FRIENDS, UnknownFriends),
        (RunOutcome.CANCELLED, CheckFailed),
        (RunOutcome.DATABASE, CheckFailed),
        (RunOutcome.ABANDONED, CheckFailed),
    ],
)
def test_a_run_that_did_not_reach_its_end_can_be_raised(outcome, failure):
    result = RunResult(outcome, "x")
    with pytest.raises(CheckFailed, match=re.escape(explain(result))) as raised:
        result.raise_for_failure()
    assert type(raised.value) is failure
    assert raised.value.result == result


@pytest.mark.parametrize("outcome", [RunOutcome.DONE, RunOutcome.DEADLINE, RunOutcome.LINKS_FAILED])
def test_a_run_that_reached_its_end_raises_nothing(outcome):
    RunResult(outcome).raise_for_failure()


def test_a_failure_survives_the_way_between_processes():
    failure = BadArgument(RunResult(RunOutcome.BAD_ARGUMENT, "5", Argument.USER_ID))
    assert pickle.loads(pickle.dumps(failure)).result == failure.result  # noqa: S301 - our own bytes
