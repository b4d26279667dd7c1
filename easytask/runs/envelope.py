"""Shape what a run found for those who called it: the envelope and its rows; it decides nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from easytask.verdicts.outcomes import RunCounts, RunOutcome, RunResult, describe_suspicions, explain
from easytask.verdicts.records import Verdict

Data = dict[str, object]


def build_data(result: RunResult) -> Data:
    """Return the ``data`` of the envelope; what is out of the ordinary is named only when it happened."""
    counts = result.counts
    data: Data = {
        "active_num": counts.active,
        "to_not_show": counts.to_not_show,
        "to_show": counts.to_show,
        "version": settings.VERSION,
        "outcome": result.outcome.value,
    }
    if result.dry_run:
        data["dry_run"] = True
    if result.outage:
        data["outage"] = True
    if result.outage and counts.believed:
        data["silence_believed"] = counts.believed
    if result.suspected_site_link:
        data["site_link_suspected"] = True
    if counts.failed:
        data["failed"] = counts.failed
    if counts.not_checked:
        data["not_checked"] = counts.not_checked
    return data


def read_counts(data: Mapping[str, Any], *, judged: int) -> RunCounts:
    """Return the counts that ``build_data`` has named, of a run that judged so many links."""
    return RunCounts(
        total=judged + data.get("not_checked", 0),
        judged=judged,
        active=data.get("active_num", 0),
        failed=data.get("failed", 0),
        to_show=data.get("to_show", 0),
        to_not_show=data.get("to_not_show", 0),
        believed=data.get("silence_believed", 0),
    )


def build_envelope(result: RunResult) -> dict[str, object]:
    """Return what the task returns, in Chinese whatever the reader's language; ``code`` 0 says that the job is done."""
    return {
        "code": 0 if result.outcome is RunOutcome.DONE else 1,
        "data": build_data(result),
        "message": describe_suspicions(result),
        "error": explain(result),
        "time": round(result.seconds or 0.0, 3),
    }


def link_row(verdict: Verdict) -> dict[str, object]:
    """Return one entry of the JSON's ``links``; ``is_show`` and the reason are the values after the run."""
    page = verdict.page
    return {
        "id": verdict.friend.id,
        "name": verdict.friend.name,
        "link": verdict.friend.link,
        "is_show": verdict.is_show,
        "not_show_reason": verdict.not_show_reason,
        "verdict": verdict.kind.value,
        "status": page.status if page else None,
        "elapsed": round(page.elapsed, 3) if page else 0.0,
        "evidence": verdict.evidence(dt.datetime.now(dt.UTC)),
    }
