"""Keep one run at a time: the run's row is the lock, its heartbeat keeps it, and its end gives it back."""

from __future__ import annotations

import datetime as dt
import functools
import logging
from typing import Any

from django.contrib.auth import get_user_model
from django.db import Error, IntegrityError, connection, transaction
from django.db.models import DurationField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django_celery_beat.models import IntervalSchedule

from easytask.models import Run, username
from easytask.runs import event_log
from easytask.verdicts.records import CheckFailed, Outages

STALE_AFTER = dt.timedelta(seconds=60)


# Within this time after the clock's own run, or half of a shorter interval, no further tick makes another: two beats
# tick almost together, and what beat sent while nobody worked comes all at once.
DUPLICATE_TICK_WINDOW = dt.timedelta(seconds=10)


CHECK_SCHEDULE = {"periodictask__task": "easytask.tasks.check_friend", "periodictask__enabled": True}


class RunInProgress(CheckFailed):
    """Another run holds the lock."""


class DuplicateTick(CheckFailed):
    """The clock's own run that has just ended answers this tick as well."""


def begin_run(*, started_by: str, everything: bool, user_id: int | None = None, task_id: str = "") -> int:
    """Takes the lock and returns the run's id; raises RunInProgress when another run holds it, or DuplicateTick.

    ``user_id``: who pressed the button; one that is gone by now is left out. ``task_id``: Celery's, of who runs it.
    """
    close_stale_runs()
    user = get_user_model()._default_manager.filter(pk=user_id).first() if user_id is not None else None
    try:
        with transaction.atomic():
            run = Run.objects.create(
                started_by=started_by,
                user=user,
                user_name=username(user),
                everything=everything,
                started_at=Now(),
                seen_at=Now(),
                task_id=task_id[:64],
            )
            if started_by == Run.StartedBy.CLOCK and _the_clock_has_just_run(everything):
                raise DuplicateTick(_("定时检查刚刚做过，这一次不再重复。"))
    except IntegrityError as error:
        raise RunInProgress(_("已有一次检查正在进行。")) from error
    return run.pk


def _the_clock_has_just_run(everything: bool) -> bool:
    intervals = IntervalSchedule.objects.filter(**CHECK_SCHEDULE)
    rests = min([DUPLICATE_TICK_WINDOW, *(interval.schedule.run_every / 2 for interval in intervals)])
    ticks = Run.objects.filter(started_by=Run.StartedBy.CLOCK, everything=everything)
    answered = ticks.filter(state__in=(Run.State.DONE, Run.State.CANCELLED))
    return answered.filter(finished_at__range=(Now() - rests, Now())).exists()


def expect(run_id: int, total: int) -> None:
    """Notes how many links the run sets out to check."""
    Run.objects.filter(pk=run_id).update(total=total)


def cancel(run_id: int) -> bool:
    """Asks a run to stop, which it does within about a second; False when it is not running any more."""
    return Run.objects.filter(pk=run_id, state=Run.State.RUNNING).update(cancel_requested=True) == 1


def close_stale_runs() -> None:
    """Closes a run without a sign of life as broken; the database's clock tells its age.

    A sign from a time to come is no sign of life: the clock was set back, and a living run has given another by now.
    """
    alive = Q(seen_at__range=(Now() - STALE_AFTER, Now() + STALE_AFTER))
    stale = Run.objects.filter(~alive, state=Run.State.RUNNING)
    _close(stale, at=F("seen_at"), state=Run.State.BROKEN, error=gettext_noop("超过 60 秒没有动静，已视为中断。"))


def end_run(
    run_id: int,
    *,
    ended: bool,
    data: dict[str, object],
    error: str,
    cancelled: bool = False,
    seconds: float | None = None,
) -> None:
    """Gives the lock back and keeps what the run found; ``ended``: it came to its end, whatever it found.

    ``seconds``: how long it took, by a clock that nobody sets; None when the one who ends it did not see it begin.
    """
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()  # it may be what ended the run: another one gives the lock back
    stopped = Run.State.CANCELLED if cancelled else Run.State.FAILED
    _close(
        Run.objects.filter(pk=run_id, state=Run.State.RUNNING),
        at=Now(),
        state=Run.State.DONE if ended else stopped,
        data=data,
        error=error[:500],
        seconds=seconds,
        outage=bool(data.get("outage")),
    )


def _close(running: QuerySet[Run], *, at: Now | F, **values: Any) -> None:
    """Writes how the run ended, if it is still under way; whoever does that, and nobody else, logs it.

    ``at``: when it ended, for a duration that nobody has measured.
    """
    took = ExpressionWrapper(at - F("started_at"), output_field=DurationField())
    run = running.annotate(took=took).first()  # a page that only looks must not wait for SQLite's write lock
    if run is None or not running.filter(pk=run.pk).update(**values, finished_at=Now()):
        return
    seconds = values.get("seconds")
    level = logging.WARNING if values["state"] == Run.State.BROKEN else logging.INFO
    line = functools.partial(
        event_log.write,
        level,
        run=run.pk,
        state=values["state"].value,
        started_by=run.started_by,
        total=run.total,
        judged=run.judged,
        to_show=run.to_show,
        to_not_show=run.to_not_show,
        outage="yes" if values.get("outage") else None,
        seconds=round(run.took.total_seconds() if seconds is None else seconds, 3),
        task=run.task_id,
        error=values["error"],
    )
    transaction.on_commit(line)


def outages_before() -> Outages:
    """The suspected outages in a row that the latest runs over all links ended in."""
    ended = Run.objects.filter(everything=True, state=Run.State.DONE)
    last_well = ended.filter(outage=False).first()
    in_a_row = ended.filter(pk__gt=last_well.pk if last_well else 0)
    age = ExpressionWrapper(Now() - F("started_at"), output_field=DurationField())
    first = in_a_row.annotate(age=age).last()
    return Outages(count=in_a_row.count(), age=first.age) if first else Outages()


def db_error_text(error: Error) -> str:
    """What the database says, in one line; SQLite says less than it knows when it finds no room for a new file."""
    words = " ".join(str(error).split())
    return _("%s（磁盘可能已满）") % words if words == "disk I/O error" else words
