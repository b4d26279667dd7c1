"""Keep one run at a time: the run's row is the lock, its heartbeat keeps it, and its end gives it back."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.db.models import DurationField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import Now
from django_celery_beat.models import IntervalSchedule

from easytask.models import Run, username
from easytask.runs import envelope, event_log
from easytask.runs.connection import drop_if_cut
from easytask.verdicts.outcomes import DuplicateTick, RunInProgress, RunOutcome, RunResult, explain
from easytask.verdicts.records import TEXT_CHARS, Outages

STALE_AFTER = dt.timedelta(seconds=60)

# Within this time after a scheduled run, or half of a shorter interval, no further tick makes another: two beats tick
# almost together, and what beat sent while nobody worked comes all at once.
DUPLICATE_TICK_WINDOW = dt.timedelta(seconds=10)


def begin_run(*, started_by: str, is_full: bool = True, user_id: int | None = None, task_id: str = "") -> int:
    """Take the lock and return the run's id; raise RunInProgress when another run holds it, or DuplicateTick.

    ``is_full``: the run checks all links. ``user_id``: who pressed the button; one that is gone by now is left out.
    ``task_id``: Celery's, of who runs it.
    """
    close_stale_runs()
    user = get_user_model().objects.filter(pk=user_id).first() if user_id is not None else None
    try:
        with transaction.atomic():
            run = Run.objects.create(
                started_by=started_by,
                user=user,
                user_name=username(user),
                is_full=is_full,
                started_at=Now(),
                seen_at=Now(),
                task_id=task_id[:64],
            )
            if started_by == Run.StartedBy.CLOCK and _just_ran_on_schedule(is_full=is_full):
                raise DuplicateTick
    except IntegrityError as error:
        raise RunInProgress from error
    return run.pk


def _just_ran_on_schedule(*, is_full: bool) -> bool:
    intervals = IntervalSchedule.objects.filter(
        periodictask__task="easytask.tasks.check_friend", periodictask__enabled=True
    )
    window = min([DUPLICATE_TICK_WINDOW, *(interval.schedule.run_every / 2 for interval in intervals)])
    ticks = Run.objects.filter(started_by=Run.StartedBy.CLOCK, is_full=is_full)
    answered = ticks.filter(state__in=(Run.State.DONE, Run.State.CANCELLED))
    return answered.filter(finished_at__range=(Now() - window, Now())).exists()


def set_total(run_id: int, total: int) -> None:
    """Note how many links the run sets out to check."""
    Run.objects.filter(pk=run_id).update(total=total)


def cancel(run_id: int) -> bool:
    """Ask a run to stop, which it does within about a second; return False when it is not running any more."""
    return Run.objects.filter(pk=run_id, state=Run.State.RUNNING).update(cancel_requested=True) == 1


def close_stale_runs() -> None:
    """Close a run without a heartbeat as abandoned; the database's clock tells its age.

    A heartbeat in the future does not count: the clock was set back, and a living run has sent another by now.
    """
    alive = Q(seen_at__range=(Now() - STALE_AFTER, Now() + STALE_AFTER))
    stale = Run.objects.filter(~alive, state=Run.State.RUNNING)
    abandoned = RunResult(RunOutcome.ABANDONED, str(round(STALE_AFTER.total_seconds())))
    _close(stale, abandoned, at=F("seen_at"), state=Run.State.ABANDONED)


def end_run(run_id: int, result: RunResult) -> None:
    """Give the lock back and keep what the run ended in, if nobody has closed it meanwhile."""
    # A cut connection may be what ended the run: another one gives the lock back.
    drop_if_cut()
    if result.outcome.reached_end:
        state = Run.State.DONE
    else:
        state = Run.State.CANCELLED if result.outcome is RunOutcome.CANCELLED else Run.State.FAILED
    _close(
        Run.objects.filter(pk=run_id, state=Run.State.RUNNING),
        result,
        at=Now(),
        state=state,
        data=envelope.build_data(result),
        seconds=result.seconds,
        outage=result.outage,
        suspected_site_link=result.suspected_site_link,
    )


def _close(running: QuerySet[Run], result: RunResult, *, at: Now | F, state: Run.State, **figures: Any) -> None:
    """Write how the run ended, if it is still under way; whoever does that, and nobody else, logs it.

    ``at``: when it ended, for a duration that nobody has measured.
    """
    took = ExpressionWrapper(at - F("started_at"), output_field=DurationField())
    # A page that only looks must not wait for SQLite's write lock.
    run = running.annotate(took=took).first()
    if run is None:
        return
    values = {
        "state": state,
        "outcome": result.outcome.value,
        "detail": result.detail[:TEXT_CHARS],
        # In Chinese, for code from before outcomes that runs beside.
        "error": explain(result)[:TEXT_CHARS],
        **figures,
    }
    if not running.filter(pk=run.pk).update(**values, finished_at=Now()):
        return
    for name, value in values.items():
        setattr(run, name, value)
    seconds = run.took.total_seconds() if run.seconds is None else run.seconds
    transaction.on_commit(functools.partial(event_log.run_ended, run, seconds=seconds))


def outages_before() -> Outages:
    """Return the suspected outages in a row that the latest runs over all links ended in."""
    ended = Run.objects.filter(is_full=True, state=Run.State.DONE)
    last_well = ended.filter(outage=False).first()
    in_a_row = ended.filter(pk__gt=last_well.pk if last_well else 0)
    age = ExpressionWrapper(Now() - F("started_at"), output_field=DurationField())
    first = in_a_row.annotate(age=age).last()
    return Outages(count=in_a_row.count(), age=first.age) if first else Outages()
