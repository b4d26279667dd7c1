"""Envelope and rows: the shapes that the contract promises."""

import dataclasses
import datetime as dt

import pytest

from easytask.runs.envelope import build_data, build_envelope, link_row, read_counts
from easytask.verdicts import rules
from easytask.verdicts.kinds import Kind, Phase, Problem
from easytask.verdicts.outcomes import RunCounts, RunOutcome, RunResult
from easytask.verdicts.records import Backlink, FetchResult, Friend, truncate_text
from izone import __version__

SHOWN = Friend(1, "a", "https://a.test/")
HIDDEN = Friend(2, "b", "https://b.test/", is_show=False, not_show_reason="请求超时")
HIDES = rules.evaluate(SHOWN, FetchResult(SHOWN.link, problem=Problem.TIMEOUT, elapsed=5.0))
SHOWS = rules.evaluate(HIDDEN, FetchResult(HIDDEN.link, 200, elapsed=0.12345))
LEFT_HIDDEN = dataclasses.replace(
    rules.evaluate(HIDDEN, FetchResult(HIDDEN.link, problem=Problem.TIMEOUT, silent=True)), kind=Kind.OUTAGE
)
SILENT = rules.evaluate(SHOWN, FetchResult(SHOWN.link, problem=Problem.TIMEOUT, silent=True))


def result(*verdicts, total=None, **fields):
    """A run that had these links to check, or ``total``, and was stopped by nothing but its deadline."""
    counts = RunCounts.of(verdicts, written=verdicts) + RunCounts(total=len(verdicts) if total is None else total)
    return RunResult(counts.outcome, counts=counts, **fields)


def data(*verdicts, **fields):
    return build_data(result(*verdicts, **fields))


def test_the_data_of_an_ordinary_run_has_the_articles_four_fields_and_its_outcome():
    expected = {"active_num": 2, "to_not_show": 1, "to_show": 1, "version": __version__, "outcome": "done"}
    assert data(HIDES, SHOWS) == expected


@pytest.mark.parametrize(
    ("found", "extra"),
    [
        (data(HIDES, dry_run=True), {"dry_run": True}),
        (data(HIDES, total=3), {"not_checked": 2}),
        (data(rules.failed(SHOWN)), {"failed": 1}),
        (data(HIDES, outage=True), {"outage": True}),
        (data(SILENT, outage=True), {"outage": True, "silence_believed": 1}),
        (data(SILENT), {}),
        (data(LEFT_HIDDEN, outage=True), {"outage": True}),
    ],
)
def test_what_is_out_of_the_ordinary_is_named(found, extra):
    assert {name: found[name] for name in list(found)[5:]} == extra


@pytest.mark.parametrize(
    "made",
    [
        result(HIDES, SHOWS),
        result(HIDES, total=3),
        result(rules.failed(SHOWN), SHOWS),
        result(SILENT, outage=True),
        RunResult(RunOutcome.ABANDONED),
    ],
)
def test_the_counts_come_back_from_the_data_that_names_them(made):
    counts = read_counts(build_data(made), judged=made.counts.judged)
    assert build_data(dataclasses.replace(made, counts=counts)) == build_data(made)


@pytest.mark.parametrize(
    ("made", "code", "message", "error"),
    [
        (result(), 0, "", ""),
        (result(HIDES, outage=True), 0, "疑似本站自己断网：没有友链因为无响应而被隐藏。", ""),
        (
            result(SILENT, outage=True),
            0,
            "疑似本站自己断网；1 个友链已连续多次无响应，这次按无响应处理。",
            "",
        ),
        (result(rules.failed(SHOWN)), 1, "", "检查程序在 1 个友链上出错，它们保持原样，详情见日志。"),
        (result(total=3), 1, "", "检查到了时限，有 3 个友链这次没有检查。"),
        (RunResult(RunOutcome.IN_PROGRESS), 1, "", "已有一次检查正在进行。"),
    ],
)
def test_the_envelope_says_whether_the_run_did_its_job(made, code, message, error):
    envelope = build_envelope(dataclasses.replace(made, seconds=5.4731))
    assert list(envelope) == ["code", "data", "message", "error", "time"]
    assert (envelope["code"], envelope["message"], envelope["error"]) == (code, message, error)
    assert (envelope["data"]["outcome"], envelope["time"]) == (made.outcome, 5.473)


def test_a_row_has_the_fields_of_the_contract():
    assert link_row(SHOWS) == {
        "id": 2,
        "name": "b",
        "link": "https://b.test/",
        "is_show": True,
        "not_show_reason": "",
        "verdict": "ok",
        "status": 200,
        "elapsed": 0.123,
        "evidence": SHOWS.evidence(dt.datetime.now(dt.UTC)),
    }


NOW = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)


def test_the_evidence_tells_everything_that_was_seen():
    page = FetchResult(
        "https://a.test/new",
        200,
        phases={Phase.DNS: 0.0123, Phase.BODY: 0.25},
        bytes=4321,
        redirects=("https://a.test/",),
        moved=True,
        certificate_expires=NOW + dt.timedelta(days=9, hours=23),
        backlink=Backlink("//ours.test", nofollow=True),
    )
    assert rules.evaluate(SHOWN, page, backlink_asked=True).evidence(NOW) == {
        "kind": "ok",
        "status": 200,
        "cause": None,
        "detail": "",
        "doubt": None,
        "incomplete": None,
        "silent": False,
        "challenged": False,
        "url": "https://a.test/new",
        "redirects": ["https://a.test/"],
        "refreshes": 0,
        "moved": True,
        "milliseconds": {"dns": 12.3, "body": 250.0},
        "bytes": 4321,
        "cut": False,
        "certificate_expires": "2026-12-05T11:00:00+00:00",
        "certificate_days": 9,
        "backlink": {"href": "//ours.test", "nofollow": True},
        "wall": "",
        "needs_script": False,
        "frames": [],
        "mended": False,
        "coding": "",
    }


def test_the_evidence_names_the_cause_and_the_separate_link_page():
    friend = dataclasses.replace(SHOWN, link_page="https://a.test/links")
    links = FetchResult(friend.link_page, problem=Problem.TLS_CERTIFICATE, detail="certificate has expired")
    evidence = rules.evaluate(friend, FetchResult(SHOWN.link, 200), backlink_asked=True, link_page=links).evidence(NOW)
    assert (evidence["kind"], evidence["status"], evidence["cause"]) == ("uncertain", 200, None)
    assert evidence["link_page"] == links.evidence(NOW)
    assert (links.evidence(NOW)["cause"], links.evidence(NOW)["detail"]) == ("tls_certificate", links.detail)


def test_of_a_link_that_was_not_fetched_the_kind_is_all_evidence():
    assert rules.white_listed(SHOWN).evidence(NOW) == {"kind": "white_listed"}


@pytest.mark.parametrize(
    ("text", "as_kept"), [("x" * 501, "x" * 500), ("友链", "友链"), ("a\0b\ud800c", "a\ufffdb?c"), ("", "")]
)
def test_a_text_from_outside_is_bounded_and_fit_for_every_database(text, as_kept):
    assert truncate_text(text) == as_kept


def test_a_link_that_was_not_fetched_has_neither_status_nor_time():
    row = link_row(rules.white_listed(HIDDEN))
    assert (row["verdict"], row["status"], row["elapsed"]) == ("white_listed", None, 0.0)
