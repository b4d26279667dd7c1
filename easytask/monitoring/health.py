"""Say whether what a check needs is there: database, broker, worker, beat, and how the last run went.

Written by hand, because django-health-check knows no beat and pings the workers in a check of their own: here one ping
asks worker and beat together, so that the whole answer takes a second.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import enum
import threading
import time
from collections.abc import Collection, Mapping
from typing import cast

from celery import current_app
from django.core.cache import cache
from django.db import Error
from django.db.models import DurationField, ExpressionWrapper
from django.db.models.functions import Coalesce, Now

from easytask.broker import broker_errors, web_connection
from easytask.models import Run
from easytask.runs import lock

PING_SECONDS = 0.5
CACHE_SECONDS = 5.0
CACHE_KEY = "easytask.health"

_asking = threading.Lock()


class _HeardBoth(Exception):
    """Ends the waiting for answers: a worker and a beat have given theirs, and nobody counts how many there are."""


class ComponentState(enum.StrEnum):
    """How one component is; ``unknown`` when it could not be asked."""

    OK = "ok"
    AWAY = "away"
    UNKNOWN = "unknown"


class Status(enum.StrEnum):
    """How the whole is: ``down`` without the database, ``degraded`` when only the checks suffer."""

    OK = "ok"
    DEGRADED = "degraded"
    DOWN = "down"


@dataclasses.dataclass(frozen=True, slots=True)
class Component:
    """One component; ``seconds`` is how long asking it took."""

    state: ComponentState
    seconds: float


@dataclasses.dataclass(frozen=True, slots=True)
class LastRun:
    """``state`` is that of the Run; ``seconds_ago`` counts from its end, or from its latest heartbeat."""

    state: str
    started_at: dt.datetime
    seconds_ago: float


@dataclasses.dataclass(frozen=True, slots=True)
class Health:
    """Everything that a check needs, as it was found; ``last_run`` is None before the first one."""

    database: Component
    broker: Component
    worker: Component
    beat: Component
    last_run: LastRun | None

    @property
    def status(self) -> Status:
        """Return the status of the whole; no page can be served without the database."""
        if self.database.state is not ComponentState.OK:
            return Status.DOWN
        components_are_ok = all(part.state is ComponentState.OK for part in (self.broker, self.worker, self.beat))
        last_run_is_ok = self.last_run is None or self.last_run.state in (Run.State.RUNNING, Run.State.DONE)
        return Status.OK if components_are_ok and last_run_is_ok else Status.DEGRADED


def recent_health() -> Health:
    """Return what was found at most CACHE_SECONDS ago, so that nobody can make this process ping the workers at will.

    One thread asks and the others wait for what it finds: the cache alone would let all of them ask at once.
    """
    with _asking:
        return cast(Health, cache.get_or_set(CACHE_KEY, look, CACHE_SECONDS))


def look() -> Health:
    """Ask every component, in about a second even if Redis, worker and beat are down; close a stale run.

    A database that refuses connections is reported at once. One that accepts them and stays silent is waited for, as by
    every page.
    """
    started = time.monotonic()
    run, last_run = None, None
    try:
        lock.close_stale_runs()
        age = ExpressionWrapper(Now() - Coalesce("finished_at", "seen_at"), output_field=DurationField())
        run = Run.objects.annotate(age=age).first()
        if run is not None:
            last_run = LastRun(run.state, run.started_at, round(run.age.total_seconds(), 3))
        database = ComponentState.OK
    except Error:
        database = ComponentState.AWAY
    database_found = Component(database, _seconds_since(started))
    broker, worker, beat = _ask_the_nodes()
    is_busy = run is not None and run.state == Run.State.RUNNING and run.is_in_a_worker
    if worker.state is ComponentState.AWAY and is_busy:
        # A worker with a solo pool answers no ping while it checks, but its run has heartbeats.
        worker = dataclasses.replace(worker, state=ComponentState.OK)
    return Health(database_found, broker, worker, beat, last_run)


def _ask_the_nodes() -> tuple[Component, Component, Component]:
    """Return broker, worker and beat; the latter two answer the same ping, each by the name of its kind."""
    started = time.monotonic()
    names: set[str] = set()

    def hear(answer: Mapping[str, object]) -> None:
        names.update(answer)
        if all(_by_kind(names)):
            raise _HeardBoth

    with web_connection() as connection:
        try:
            connection.ensure_connection(max_retries=0)
            connected = time.monotonic()
            with contextlib.suppress(_HeardBoth):
                current_app.control.ping(timeout=PING_SECONDS, connection=connection, callback=hear)
        except broker_errors():
            unknown = Component(ComponentState.UNKNOWN, 0.0)
            return Component(ComponentState.AWAY, _seconds_since(started)), unknown, unknown
    workers, beats = _by_kind(names)
    asked = _seconds_since(connected)
    return (
        Component(ComponentState.OK, round(connected - started, 3)),
        Component(ComponentState.OK if workers else ComponentState.AWAY, asked),
        Component(ComponentState.OK if beats else ComponentState.AWAY, asked),
    )


def _by_kind(names: Collection[str]) -> tuple[set[str], set[str]]:
    """Return the names of the workers and of the beats."""
    beats = {name for name in names if name.startswith("celerybeat@")}
    return set(names) - beats, beats


def _seconds_since(moment: float) -> float:
    return round(time.monotonic() - moment, 3)
