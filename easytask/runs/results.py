"""Read back from its row what a run ended in, for its caller, and as a remark for people."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import DurationField, ExpressionWrapper, F
from django.db.models.functions import Coalesce, Now

from easytask.models import Run
from easytask.runs import envelope, shards
from easytask.verdicts.outcomes import RunCounts, RunOutcome, RunResult, describe_suspicions, explain

_KNOWN = frozenset(outcome.value for outcome in RunOutcome)


def read(run_id: int) -> RunResult:
    """Return what a run that is over ended in; the counts of one that was abandoned are those of its shards."""
    took = ExpressionWrapper(Coalesce("finished_at", Now()) - F("started_at"), output_field=DurationField())
    run = Run.objects.annotate(took=took).get(pk=run_id)
    counts = envelope.read_counts(run.data, judged=run.judged) if run.data else shards.totals(run_id).counts
    seconds = run.took.total_seconds() if run.seconds is None else run.seconds
    return _result(run, _outcome(run, counts), counts, seconds)


def remark(run: Run, translate: Callable[[str], str]) -> str:
    """Return what there is to say of a run besides its figures, in the reader's language; empty when there is nothing.

    A run that code of another version has ended keeps the text of that code, where its outcome is not known here.
    """
    if run.outcome not in _KNOWN:
        return translate(run.error) if run.error else ""
    counts = envelope.read_counts(run.data, judged=run.judged)
    result = _result(run, RunOutcome(run.outcome), counts, run.seconds)
    return " ".join(filter(None, [explain(result, translate), describe_suspicions(result, translate)]))


def _result(run: Run, outcome: RunOutcome, counts: RunCounts, seconds: float | None) -> RunResult:
    return RunResult(
        outcome,
        run.detail,
        counts=counts,
        outage=run.outage,
        suspected_site_link=run.suspected_site_link,
        seconds=seconds,
    )


def _outcome(run: Run, counts: RunCounts) -> RunOutcome:
    if run.outcome in _KNOWN:
        return RunOutcome(run.outcome)
    # A worker of another version has closed it, which can only happen during an upgrade.
    known = {Run.State.DONE: counts.outcome, Run.State.CANCELLED: RunOutcome.CANCELLED}
    return known.get(Run.State(run.state), RunOutcome.ABANDONED)
