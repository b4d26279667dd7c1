"""What a run ended in, read back from its row: for its caller, and for people in their language."""

import importlib

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.utils import timezone, translation

from easytask.models import Run
from easytask.runs import lock, results
from easytask.runs.envelope import build_data, build_envelope
from easytask.verdicts.outcomes import RunCounts, RunOutcome, RunResult

pytestmark = pytest.mark.django_db

COUNTS = RunCounts(total=9, judged=6, active=5, to_show=1, to_not_show=2)


def ended(result: RunResult) -> Run:
    run_id = lock.begin_run(started_by="task")
    Run.objects.update(total=result.counts.total, judged=result.counts.judged)
    lock.end_run(run_id, result)
    return Run.objects.get()


def remark(run: Run, language: str) -> str:
    # As whoever opens a page does: the admin is loaded with the addresses.
    importlib.import_module(settings.ROOT_URLCONF)
    with translation.override(language):
        return admin.site._registry[Run].remark(run)


@pytest.mark.parametrize(
    "result",
    [
        RunResult(RunOutcome.DONE, counts=RunCounts(total=6, judged=6, active=5, to_show=1), seconds=2.5),
        RunResult(RunOutcome.DONE, counts=RunCounts(total=6, judged=6, believed=2), outage=True, seconds=1.0),
        RunResult(RunOutcome.DONE, suspected_site_link="https://ours.exmaple/", seconds=1.0),
        RunResult(RunOutcome.DEADLINE, counts=COUNTS, seconds=2.5),
        RunResult(RunOutcome.LINKS_FAILED, counts=RunCounts(total=6, judged=6, failed=1), seconds=2.5),
        RunResult(RunOutcome.CANCELLED, counts=COUNTS, seconds=2.5),
        RunResult(RunOutcome.SHARDS_LOST, "3", counts=COUNTS, seconds=2.5),
        RunResult(RunOutcome.UNKNOWN_FRIENDS, "7、8", seconds=0.5),
        RunResult(RunOutcome.DATABASE, "x" * 400, counts=COUNTS, seconds=2.5),
        RunResult(RunOutcome.ABANDONED, counts=COUNTS, seconds=2.5),
    ],
    ids=lambda result: result.outcome,
)
def test_the_row_gives_back_the_envelope_of_the_run(result):
    row = ended(result)
    assert build_envelope(results.read(row.pk)) == build_envelope(result)
    assert row.data == build_data(result)
    assert row.error == build_envelope(result)["error"]


def test_a_run_that_nobody_has_measured_took_the_time_between_its_moments():
    row = ended(RunResult(RunOutcome.DONE))
    assert results.read(row.pk).seconds == (row.finished_at - row.started_at).total_seconds()


@pytest.mark.parametrize(
    ("result", "english"),
    [
        (RunResult(RunOutcome.DEADLINE, counts=COUNTS), "friends not checked this time: 3"),
        (RunResult(RunOutcome.CANCELLED, counts=COUNTS), "Cancelled; friends not checked this time: 3"),
        (RunResult(RunOutcome.LINKS_FAILED, counts=RunCounts(failed=1)), "failed on some friends (1)"),
        (
            RunResult(RunOutcome.SHARDS_LOST, "3", counts=COUNTS),
            "died 3 times in a row; friends not checked this time: 3",
        ),
        (RunResult(RunOutcome.UNKNOWN_FRIENDS, "7"), "No friend has the ID 7."),
        (RunResult(RunOutcome.DATABASE, "locked"), "Database error: locked"),
        (RunResult(RunOutcome.ABANDONED), "The check was aborted."),
        (RunResult(RunOutcome.DONE, outage=True), "Our own network is suspected"),
        (RunResult(RunOutcome.DONE), ""),
    ],
    ids=lambda value: getattr(value, "outcome", ""),
)
def test_an_english_admin_remarks_in_english(result, english):
    row = ended(result)
    assert english in remark(row, "en")
    assert remark(row, "en").isascii()
    assert remark(row, "zh-hans") == row.error or row.outage


def test_a_stale_run_is_remarked_in_both_languages():
    long_ago = timezone.now() - 2 * lock.STALE_AFTER
    Run.objects.create(started_by="task", started_at=long_ago, seen_at=long_ago)
    lock.close_stale_runs()
    row = Run.objects.get()
    assert (row.state, row.outcome, row.detail) == ("broken", "abandoned", "60")
    assert remark(row, "en") == "Aborted: no heartbeat for 60 seconds."
    assert remark(row, "zh-hans") == row.error == "超过 60 秒没有动静，已视为中断。"


@pytest.mark.parametrize(
    ("state", "data", "outcome"),
    [
        ("done", {"active_num": 5}, RunOutcome.DONE),
        ("done", {"active_num": 5, "not_checked": 2}, RunOutcome.DEADLINE),
        ("done", {"active_num": 5, "failed": 1}, RunOutcome.LINKS_FAILED),
        ("cancelled", {"active_num": 5, "not_checked": 2}, RunOutcome.CANCELLED),
        ("failed", {"active_num": 5}, RunOutcome.ABANDONED),
    ],
)
def test_a_run_that_an_older_worker_has_closed_is_read_all_the_same(state, data, outcome):
    now = timezone.now()
    row = Run.objects.create(
        started_by="task", started_at=now, seen_at=now, finished_at=now, state=state, data=data, judged=5, error="旧的"
    )
    found = results.read(row.pk)
    assert (found.outcome, found.counts.not_checked) == (outcome, data.get("not_checked", 0))
    assert remark(row, "en") == "旧的"


def test_a_run_under_way_has_no_remark():
    lock.begin_run(started_by="task")
    assert remark(Run.objects.get(), "en") == ""


# --- old rows --------------------------------------------------------------------------------------------------------
OLD = [
    ({"state": "done"}, "done", ""),
    ({"state": "done", "data": {"not_checked": 2}, "error": "检查到了时限，…"}, "deadline", "this time: 2"),
    ({"state": "done", "data": {"failed": 1}, "error": "检查程序在 …"}, "links_failed", "friends (1)"),
    ({"state": "cancelled", "data": {"not_checked": 4}, "error": "检查被取消，…"}, "cancelled", "this time: 4"),
    ({"state": "broken", "error": "超过 60 秒没有动静，已视为中断。"}, "abandoned", "no heartbeat for 60 seconds"),
    ({"state": "failed", "error": "检查被打断。"}, "abandoned", "aborted"),
    ({"state": "failed", "error": "没有编号为 7、8 的友链。"}, "unknown_friends", "7、8"),
    (
        {"state": "failed", "data": {"not_checked": 2}, "error": "检查进程连续 3 次中途退出，有 2 …"},
        "shards_lost",
        "3 times in a row; friends not checked this time: 2",
    ),
    ({"state": "failed", "error": "database is locked"}, "", "database is locked"),
    ({"state": "running"}, "", ""),
]


def test_the_migration_tells_the_outcome_of_old_runs_where_it_can_be_told():
    now = timezone.now()
    keys = [Run.objects.create(started_by="task", started_at=now, seen_at=now, **row).pk for row, _, _ in OLD]
    importlib.import_module("easytask.migrations.0015_run_outcome").fill(apps, None)
    rows = Run.objects.in_bulk(keys)
    assert [rows[pk].outcome for pk in keys] == [outcome for _, outcome, _ in OLD]
    for pk, (_, _, english) in zip(keys, OLD, strict=True):
        assert english in remark(rows[pk], "en")
