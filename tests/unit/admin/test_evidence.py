"""The evidence of a check, row by row, in both languages."""

import datetime as dt

from django.utils import timezone, translation

from easytask.admin import evidence
from easytask.verdicts.records import Backlink, FetchResult, Phase, Problem


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
    assert lines["Redirected for good by way of"] == ("https://a.test/",)
    assert lines["Latency"] == ("DNS 12 ms", "reading 200 ms")
    assert lines["Read"] == ("9 bytes (not all of it)",)
    assert "already expired" in lines["Certificate expires"][0]
    assert lines["Backlink that was found"] == ("/go", "rel=nofollow")
    assert all(row.label.startswith("Link page: ") for row in of_page)
    assert ("no word",) in [row.values for row in of_page]


def test_evidence_from_before_a_key_was_kept_is_read_all_the_same():
    assert evidence.rows({}) == []
    assert evidence.rows({"kind": "ok", "status": 200, "redirects": ["https://a.test/"]})
