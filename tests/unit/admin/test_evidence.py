"""The evidence of a check, row by row, in both languages."""

import datetime as dt

import pytest
from django.utils import timezone, translation

from easytask.admin import evidence
from easytask.verdicts.kinds import Cause, Kind, Phase, Problem
from easytask.verdicts.looks import Look
from easytask.verdicts.records import Backlink, FetchResult, Friend, PageReading, Verdict


def test_the_evidence_is_told_line_by_line_in_english_too():
    page = FetchResult(
        "https://a.test/new",
        200,
        redirects=("https://a.test/",),
        moved=True,
        phases={Phase.DNS: 0.012, Phase.BODY: 0.2},
        bytes=9,
        cut=True,
        certificate_expires=timezone.now() - dt.timedelta(days=2),
        backlink=Backlink("/go", nofollow=True),
    )
    silent = FetchResult("https://a.test/links", problem=Problem.TIMEOUT, silent=True, detail="no word")
    with translation.override("en"):
        of_site = evidence.rows({**page.evidence(timezone.now()), "link_page": None})
        lines = {row.label: row.values for row in of_site}
        of_page = evidence.rows({"link_page": silent.evidence(timezone.now())})
    assert lines["Permanently redirected via"] == ("https://a.test/",)
    assert lines["Response time"] == ("DNS 12 ms", "download 200 ms")
    assert lines["Read"] == ("9 bytes (incomplete)",)
    assert "already expired" in lines["Certificate expires"][0]
    assert lines["Backlink found"] == ("/go", "rel=nofollow")
    assert all(row.label.startswith("Links page: ") for row in of_page)
    assert ("no word",) in [row.values for row in of_page]


@pytest.mark.parametrize(
    ("kept", "label", "values"),
    [
        ({"cannot_tell": "wall", "doubt": "wall"}, "Why it is unknown", ("Blocked by a bot wall",)),
        ({"doubt": "script"}, "In doubt", ("Page needs scripts",)),
        ({"incomplete": "timeout"}, "Why it was not read to the end", ("Timed out",)),
        ({"wall": "Anubis"}, "Challenge page marker", ("Anubis",)),
        ({"needs_script": True}, "Script", ("empty until scripts run",)),
        ({"refreshes": 1}, "Of these by the page itself", ("1 time",)),
        ({"frames": ["https://a.test/f"]}, "Frames read too", ("https://a.test/f",)),
        ({"coding": "br"}, "Content encoding", ("br",)),
        ({"title": "A blog"}, "Title of the page", ("A blog",)),
        (
            {"marks": ["ww1 (parked, address)", "casino"]},
            "Suspicious marks",
            ("ww1 (parked, address) → Domain parked or for sale", "casino"),
        ),
        ({"kept": ["ids", "name"]}, "Still as it was", ("Filing and analytics numbers, accounts", "Name")),
        ({"lost": ["hosts"]}, "No longer there", ("Sites that it links to",)),
        ({"mended": True}, "Response header", ("malformed; read as leniently as browsers do",)),
    ],
)
def test_what_only_some_pages_show_is_a_row_of_its_own(kept, label, values):
    empty = FetchResult("").evidence(timezone.now())
    with translation.override("en"):
        (row,) = evidence.rows({**empty, **kept})
    assert (row.label, row.values) == (label, values)


def test_every_key_that_is_kept_is_read_or_belongs_to_another():
    page = FetchResult("", reading=PageReading(look=Look(timezone.now())))
    verdict = Verdict(
        Friend(1, "A", ""),
        Kind.UNCERTAIN,
        is_show=True,
        not_show_reason="",
        page=page,
        link_page=page,
        cause=Cause.WALL,
    )
    read = {field.key for field in evidence.FIELDS}
    belong = {"kind", "link_page", "moved", "cut", "certificate_days"}
    assert set(verdict.evidence(timezone.now())) == read | belong


def test_evidence_from_before_a_key_was_kept_is_read_all_the_same():
    assert evidence.rows({}) == []
    assert evidence.rows({"kind": "ok", "status": 200, "redirects": ["https://a.test/"]})
