"""Says whether what a check needs is there: database, broker, worker, beat, and how the last run went."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time

from celery import current_app
from django.db import Error
from django.db.models import DurationField, ExpressionWrapper
from django.db.models.functions import Coalesce, Now
from kombu.exceptions import OperationalError

from easytask.models import Run
from easytask.runs import lock
from easytask.tasks import WEB_BROKER_TIMEOUTS

PING_SECONDS = 0.5

OK, AWAY, UNKNOWN = "ok", "away", "unknown"


@dataclasses.dataclass(frozen=True, slots=True)
class Component:
    """``state`` is ``ok``, ``away``, or ``unknown`` when it could not be asked; ``seconds`` is how long asking took."""

    state: str
    seconds: float


@dataclasses.dataclass(frozen=True, slots=True)
class LastRun:
    """``state`` is that of the Run; ``seconds_ago`` counts from its end, or from its latest sign of life."""

    state: str
    started_at: dt.datetime
    seconds_ago: float


@dataclasses.dataclass(frozen=True, slots=True)
class Health:
    """Of all that a check needs, what is there."""

    database: Component
    broker: Component
    worker: Component
    beat: Component
    last_run: LastRun | None

    @property
    def status(self) -> str:
        """``down`` without the database, for then nothing can be served; ``degraded`` when only the checks suffer."""
        if self.database.state != OK:
            return "down"
        parts_are_well = all(part.state == OK for part in (self.broker, self.worker, self.beat))
        last_run_is_well = self.last_run is None or self.last_run.state in (Run.State.RUNNING, Run.State.DONE)
        return "ok" if parts_are_well and last_run_is_well else "degraded"


def look() -> Health:
    """Asks all of them, in about a second whatever Redis, worker and beat are up to; closes a stale run.

    A database that is refused says so at once; one that accepts and stays silent is waited for, as by every page.
    """
    started = time.monotonic()
    try:
        lock.close_stale_runs()
        run, database = _latest(), OK
    except Error:
        run, database = None, AWAY
    seen = Component(database, _since(started))
    broker, worker, beat = _ask_the_nodes()
    if worker.state == AWAY and run and run.state == Run.State.RUNNING and run.is_in_a_worker:
        # A solo pool at work is deaf, but its run has a heartbeat.
        worker = dataclasses.replace(worker, state=OK)
    last_run = LastRun(run.state, run.started_at, round(run.age.total_seconds(), 3)) if run else None
    return Health(seen, broker, worker, beat, last_run)


def _latest() -> Run | None:
    age = ExpressionWrapper(Now() - Coalesce("finished_at", "seen_at"), output_field=DurationField())
    return Run.objects.annotate(age=age).first()


def _ask_the_nodes() -> tuple[Component, Component, Component]:
    """Broker, worker and beat; the latter two answer the same ping, each by the name of its kind."""
    started = time.monotonic()
    with current_app.connection_for_write(transport_options=WEB_BROKER_TIMEOUTS) as connection:
        try:
            connection.ensure_connection(max_retries=0)
            connected = time.monotonic()
            answers = current_app.control.ping(timeout=PING_SECONDS, connection=connection)
        except (OperationalError, *connection.connection_errors):
            unknown = Component(UNKNOWN, 0.0)
            return Component(AWAY, _since(started)), unknown, unknown
    names = {name for answer in answers for name in answer}
    beats = {name for name in names if name.startswith("celerybeat@")}
    return (
        Component(OK, round(connected - started, 3)),
        Component(OK if names - beats else AWAY, _since(connected)),
        Component(OK if beats else AWAY, _since(connected)),
    )


def _since(moment: float) -> float:
    return round(time.monotonic() - moment, 3)
