"""Counts, envelope and rows: the shapes that the contract promises."""

import dataclasses
import datetime as dt
import io

import pytest
from rich.console import Console

from easytask.runs.envelope import RunCounts, build_envelope, link_row, verdict_table
from easytask.verdicts import rules
from easytask.verdicts.records import Backlink, FetchResult, Friend, Kind, Phase, Problem, truncate_text
from izone import __version__

SHOWN = Friend(1, "a", "https://a.test/")
HIDDEN = Friend(2, "b", "https://b.test/", is_show=False, not_show_reason="请求超时")
HIDES = rules.evaluate(SHOWN, FetchResult(SHOWN.link, problem=Problem.TIMEOUT, elapsed=5.0))
SHOWS = rules.evaluate(HIDDEN, FetchResult(HIDDEN.link, 200, elapsed=0.12345))


def data(*verdicts, written=None, total=None, outage=False, dry_run=False):
    tally = RunCounts(dry_run=dry_run)
    tally.total = len(verdicts) if total is None else total
    tally.outage = outage
    tally.add(verdicts, written=verdicts if written is None else written)
    return tally.data()


def test_the_data_of_an_ordinary_run_has_the_articles_four_fields():
    assert data(HIDES, SHOWS) == {"active_num": 2, "to_not_show": 1, "to_show": 1, "version": __version__}


def test_only_rows_that_were_really_written_count_as_changed():
    assert data(HIDES, SHOWS, written=[SHOWS])["to_not_show"] == 0


def test_white_listed_and_broken_links_are_not_counted_as_checked():
    found = data(rules.white_listed(HIDDEN), rules.failed(SHOWN), SHOWS)
    assert (found["active_num"], found["failed"], found["to_show"]) == (1, 1, 2)


LEFT_HIDDEN = dataclasses.replace(
    rules.evaluate(HIDDEN, FetchResult(HIDDEN.link, problem=Problem.TIMEOUT, silent=True)), kind=Kind.OUTAGE
)
SILENT = rules.evaluate(SHOWN, FetchResult(SHOWN.link, problem=Problem.TIMEOUT, silent=True))


@pytest.mark.parametrize(
    ("found", "extra"),
    [
        (data(HIDES, dry_run=True), {"dry_run": True}),
        (data(HIDES, total=3), {"not_checked": 2}),
        (data(HIDES, outage=True), {"outage": True}),
        (data(SILENT, outage=True), {"outage": True, "silence_believed": 1}),
        (data(SILENT), {}),
        (data(LEFT_HIDDEN, outage=True), {"outage": True}),
    ],
)
def test_what_is_out_of_the_ordinary_is_named(found, extra):
    assert {name: found[name] for name in list(found)[4:]} == extra


def test_the_message_of_an_outage_says_whom_it_hid_all_the_same():
    assert "没有友链" in build_envelope(data(HIDES, outage=True), seconds=1)["message"]
    assert "1 个友链" in build_envelope(data(SILENT, outage=True), seconds=1)["message"]


@pytest.mark.parametrize(
    ("found", "code", "message", "error"),
    [
        ({}, 0, False, False),
        ({"outage": True}, 0, True, False),
        ({"failed": 1}, 1, False, True),
        ({"not_checked": 3}, 1, False, True),
    ],
)
def test_the_envelope_says_whether_the_run_did_its_job(found, code, message, error):
    envelope = build_envelope(found, seconds=5.4731)
    assert list(envelope) == ["code", "data", "message", "error", "time"]
    assert (envelope["code"], bool(envelope["message"]), bool(envelope["error"])) == (code, message, error)
    assert envelope["time"] == 5.473


def test_a_run_that_could_not_be_says_why():
    envelope = build_envelope({}, seconds=0.1, error="已有一次检查正在进行。")
    assert (envelope["code"], envelope["data"], envelope["error"]) == (1, {}, "已有一次检查正在进行。")


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


def test_the_table_lists_what_changes_first_and_takes_names_literally():
    tricky = rules.evaluate(Friend(3, "[red]x[/red]", "https://x.test/"), FetchResult("https://x.test/", 200))
    table = verdict_table([tricky, HIDES], headings=["名称", "地址", "结论", "秒"], translate=str)
    console = Console(width=120, file=io.StringIO())
    console.print(table)
    text = console.file.getvalue()
    assert text.index("请求超时") < text.index("[red]x[/red]")
