"""Keeps the shards of a long run in the database: who tries which range of ids, and what waits for the closing step.

It knows neither Celery nor the network. Every attempt is counted before it begins, and whoever makes it gives word with
each batch, so that any other process can tell a lost shard from a slow one, whatever the broker remembers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from typing import NamedTuple

import msgspec
from django.db import Error, connection, transaction
from django.db.models import DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Now

from blog.models import FriendLink
from easytask.models import Check, Run, Shard
from easytask.runs import friends, lock, recording
from easytask.runs.envelope import Data, RunCounts
from easytask.verdicts.records import Friend, Verdict

LINKS = 5000  # some 20 s of work for one core, 280 MB over TLS; a run of no more is not cut
ATTEMPTS = 3
LOST_AFTER = dt.timedelta(seconds=30)  # without a word, which comes every second: before the run itself counts as stale


class ShardTaken(Exception):
    """Somebody else tries this shard by now, because no word came from here for too long."""


def are_needed() -> bool:
    """Whether there are more links to be checked than one shard holds."""
    return FriendLink.objects.due().count() > LINKS


def run_of(task_id: str) -> int | None:
    """The run that this task has cut, if there is one."""
    runs = Run.objects.filter(Exists(Shard.objects.filter(run=OuterRef("pk"))), task_id=task_id)
    return runs.values_list("pk", flat=True).first()


def cut(run_id: int) -> int:
    """Cuts all links to be checked into shards of much the same size, and returns how many; drops those of before."""
    ids = FriendLink.objects.due().order_by("pk").values_list("pk", flat=True)
    total = ids.count()
    size = -(-total // max(1, -(-total // LINKS)))
    firsts, last = [], 0
    for number, last in enumerate(ids.iterator()):
        if number % size == 0:
            firsts.append(last)
    ends = [first - 1 for first in firsts[1:]] + [last]
    with transaction.atomic():
        Shard.objects.all().delete()
        made = [Shard(run_id=run_id, first_id=first, last_id=end) for first, end in zip(firsts, ends, strict=False)]
        Shard.objects.bulk_create(made)
        lock.expect(run_id, total)
    return len(made)


def seconds_left(run_id: int, deadline: float) -> float | None:
    """The seconds in which the run may still check, by the database's clock; none of them once it is cancelled.

    None when the run is over, be it that nobody gave word for too long.
    """
    try:
        return _seconds_left(run_id, deadline)
    except Error:
        connection.close_if_unusable_or_obsolete()  # it may have been cut while nobody used it; another one will tell
        return _seconds_left(run_id, deadline)


def _seconds_left(run_id: int, deadline: float) -> float | None:
    lock.close_stale_runs()
    age = ExpressionWrapper(Now() - F("started_at"), output_field=DurationField())
    run = Run.objects.filter(pk=run_id, state=Run.State.RUNNING).annotate(age=age).first()
    if run is None:
        return None
    return 0.0 if run.cancel_requested else deadline - run.age.total_seconds()


def claim(run_id: int) -> Shard | None:
    """A shard that is now the caller's to try, those tried least first; None when there is none at present."""
    for shard in _of(run_id).filter(_open()).order_by("attempts", "pk"):
        mine = _as_claimed(shard).filter(_open())
        if mine.update(attempts=F("attempts") + 1, seen_at=Now()):
            shard.refresh_from_db(fields=["attempts", "tally"])
            return shard
    return None


def load(shard: Shard) -> list[Friend]:
    """The shard's friend links that this run has not judged yet, slowest last time first."""
    return friends.read(_unchecked(shard))


def record(shard: Shard, verdicts: Collection[Verdict], tally: RunCounts) -> recording.RecordResult:
    """Writes and counts a batch as recording.record does, which is the shard's sign of life; raises ShardTaken."""
    with transaction.atomic():
        recorded = recording.record(verdicts, run_id=shard.run_id)
        tally.add(verdicts, written=recorded.written)
        _note(shard, tally=dict(tally.counts))
    return recorded


def finish(shard: Shard, silent: Collection[Verdict], tally: RunCounts) -> None:
    """Ends an attempt that came to its end, and keeps its silent verdicts for the closing step; raises ShardTaken."""
    tally.wait(silent)
    _note(shard, tally=dict(tally.counts), waiting=msgspec.json.encode(silent), done=True)


def release(shard: Shard) -> None:
    """Lets somebody else try at once what was not finished."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()  # it may be what the attempt failed of
    _as_claimed(shard).update(seen_at=None)


def claim_closing(run_id: int, *, stopping: bool) -> bool:
    """Whether nothing is left to try or to wait for, and the closing step is now the caller's.

    ``stopping``: what nobody has begun is not to be tried any more.
    """
    awaited = _under_way() if stopping else _under_way() | _open()
    if _of(run_id).filter(awaited).exists():
        return False
    running = Run.objects.filter(pk=run_id, state=Run.State.RUNNING, closing=False)
    return running.update(closing=True, seen_at=Now()) == 1


class RunTotals(NamedTuple):
    """All shards of a run together; ``lost``: some were tried in vain as often as may be."""

    tally: RunCounts
    cancelled: bool
    lost: bool


def standing(run_id: int) -> RunTotals:
    """What the shards of a run came to when none of them is under way any more."""
    tally = RunCounts()
    lost = False
    for shard in _of(run_id).defer("waiting"):
        counts = dict(shard.tally)
        if not shard.done:
            counts["total"] = counts.get("judged", 0) + _unchecked(shard).count()
            lost |= shard.attempts >= ATTEMPTS
        tally.counts.update(counts)
    return RunTotals(tally, Run.objects.filter(pk=run_id, cancel_requested=True).exists(), lost)


def waiting(run_id: int) -> Iterator[list[Verdict]]:
    """The silent verdicts of one shard after another; each shard's are dropped when the next one's are asked for."""
    for pk in list(_of(run_id).exclude(waiting=b"").order_by("pk").values_list("pk", flat=True)):
        shard = Shard.objects.filter(pk=pk)
        yield msgspec.json.decode(shard.values_list("waiting", flat=True).get(), type=list[Verdict])
        shard.update(waiting=b"")


class Outcome(NamedTuple):
    """What became of a run: the envelope's ``data``, ``error`` and seconds."""

    data: Data
    error: str
    seconds: float


def outcome(run_id: int) -> Outcome:
    """As the run's row has it; the counts of a broken run are those of its shards."""
    took = ExpressionWrapper(Coalesce("finished_at", Now()) - F("started_at"), output_field=DurationField())
    run = Run.objects.annotate(took=took).get(pk=run_id)
    seconds = run.took.total_seconds() if run.seconds is None else run.seconds
    return Outcome(run.data or standing(run_id).tally.data(), run.error, seconds)


def _of(run_id: int) -> QuerySet[Shard]:
    return Shard.objects.filter(run=run_id)


def _under_way() -> Q:
    return Q(done=False) & _alive()


def _open() -> Q:
    return Q(done=False, attempts__lt=ATTEMPTS) & (Q(seen_at=None) | ~_alive())


def _alive() -> Q:
    return Q(seen_at__range=(Now() - LOST_AFTER, Now() + LOST_AFTER))  # later: from before the clock was set back


def _as_claimed(shard: Shard) -> QuerySet[Shard]:
    return Shard.objects.filter(pk=shard.pk, attempts=shard.attempts, done=False)


def _note(shard: Shard, **values: object) -> None:
    if not _as_claimed(shard).update(**values, seen_at=Now()):
        raise ShardTaken(str(shard))


def _unchecked(shard: Shard) -> QuerySet[FriendLink]:
    checked = Exists(Check.objects.filter(run=shard.run_id, friend=OuterRef("pk")))
    return FriendLink.objects.filter(~checked, pk__range=(shard.first_id, shard.last_id)).due()
