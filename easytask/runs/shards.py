"""Keep the shards of a long run in the database: who tries which range of ids, and what waits for the closing step.

It knows neither Celery nor the network. An attempt is counted before it starts and sends a heartbeat with each batch,
so that any other process can tell a lost shard from a slow one, whatever the broker remembers.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec
from django.db import transaction
from django.db.models import DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from blog.models import FriendLink
from easytask.models import Check, Run, Shard
from easytask.runs import friends, lock
from easytask.runs.connection import drop_if_cut, retry_if_cut
from easytask.runs.ongoing import OngoingRun
from easytask.verdicts.outcomes import RunCounts
from easytask.verdicts.records import Friend, Verdict

# Some 20 s of work for one core, 280 MB over TLS; a run of no more is not spread.
LINKS = 5000
ATTEMPTS = 3
# Heartbeats come every second, and the run itself is stale after 60 s.
LOST_AFTER = dt.timedelta(seconds=30)


class ShardTaken(Exception):
    """Somebody else tries this shard by now, because no heartbeat came from here for too long."""


@dataclasses.dataclass(frozen=True, slots=True)
class Claim:
    """One attempt at a shard, the caller's own until it sends no heartbeat; ``counts`` are of the attempts before."""

    shard_id: int
    run_id: int
    first_id: int
    last_id: int
    attempt: int
    counts: RunCounts


def should_shard() -> bool:
    """Return whether there are more links to be checked than one shard holds."""
    return FriendLink.objects.due().count() > LINKS


def run_of_task(task_id: str) -> int | None:
    """Return the run whose shards this task has created, if there is one."""
    runs = Run.objects.filter(Exists(Shard.objects.filter(run=OuterRef("pk"))), task_id=task_id)
    return runs.values_list("pk", flat=True).first()


def create_shards(run_id: int) -> int:
    """Create shards of much the same size for all links to be checked, and return how many; drop those of before."""
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
        lock.set_total(run_id, total)
    return len(made)


def seconds_left(run_id: int, deadline: float) -> float | None:
    """Return the seconds until the run's deadline by the database's clock, 0.0 when it is cancelled.

    None when the run is over, also because it had no heartbeat for too long.
    """
    # The connection may have been cut while nobody used it.
    return retry_if_cut(lambda: _seconds_left(run_id, deadline))


def _seconds_left(run_id: int, deadline: float) -> float | None:
    lock.close_stale_runs()
    age = ExpressionWrapper(Now() - F("started_at"), output_field=DurationField())
    run = Run.objects.filter(pk=run_id, state=Run.State.RUNNING).annotate(age=age).first()
    if run is None:
        return None
    return 0.0 if run.cancel_requested else deadline - run.age.total_seconds()


def claim(run_id: int) -> Claim | None:
    """Claim a shard for the caller, those tried least first; None when there is none at present."""
    for shard in _of(run_id).filter(_claimable()).order_by("attempts", "pk"):
        mine = _attempt(shard.pk, shard.attempts).filter(_claimable())
        if mine.update(attempts=F("attempts") + 1, seen_at=Now()):
            shard.refresh_from_db(fields=["attempts", "counts"])
            counts = RunCounts.from_json(shard.counts)
            return Claim(shard.pk, run_id, shard.first_id, shard.last_id, shard.attempts, counts)
    return None


def load(claim: Claim) -> list[Friend]:
    """Return the shard's friend links that this run has not judged yet, slowest last time first."""
    return friends.read(_unchecked(claim.run_id, claim.first_id, claim.last_id))


class OngoingShard(OngoingRun):
    """One attempt at a shard as it goes on; whatever it writes is counted in the shard, which is its heartbeat.

    What was counted before is kept. Every method raises ShardTaken when the shard is somebody else's by now.
    """

    def __init__(self, claim: Claim, *, outage_share: float) -> None:
        # What the site_link decides about is for the closing step.
        super().__init__(claim.run_id, outage_share=outage_share, site_link="")
        self._claim = claim
        self.counts = claim.counts

    def expect(self, total: int) -> None:
        """Note how many links this attempt sets out to check, besides those that others have judged."""
        self.counts = dataclasses.replace(self.counts, total=self.counts.judged + total)

    def write(self, verdicts: Sequence[Verdict]) -> None:
        """Write and count a batch in one transaction."""
        with transaction.atomic():
            super().write(verdicts)
            self._update_shard(counts=self.counts.to_json())

    def finish(self) -> None:
        """End an attempt that came to its end, and keep what waits for the closing step."""
        waiting = msgspec.json.encode(self.hand_over())
        self._update_shard(counts=self.counts.to_json(), waiting=waiting, done=True)

    def _update_shard(self, **values: object) -> None:
        if not _attempt(self._claim.shard_id, self._claim.attempt).update(**values, seen_at=Now()):
            raise ShardTaken(str(self._claim))


def release(claim: Claim) -> None:
    """Let somebody else try at once what was not finished."""
    # A cut connection may be what the attempt failed of.
    drop_if_cut()
    _attempt(claim.shard_id, claim.attempt).update(seen_at=None)


def claim_closing(run_id: int, *, stopping: bool) -> bool:
    """Return whether nothing is left to try or to wait for, and the closing step is now the caller's.

    ``stopping``: what nobody has begun is not to be tried any more.
    """
    awaited = _under_way() if stopping else _under_way() | _claimable()
    if _of(run_id).filter(awaited).exists():
        return False
    running = Run.objects.filter(pk=run_id, state=Run.State.RUNNING, closing=False)
    return running.update(closing=True, seen_at=Now()) == 1


class RunTotals(NamedTuple):
    """All shards of a run together; ``lost``: some were tried in vain as often as may be."""

    counts: RunCounts
    cancelled: bool
    lost: bool


def totals(run_id: int) -> RunTotals:
    """Return what the shards of a run came to when none of them is under way any more."""
    total = RunCounts()
    lost = False
    for shard in _of(run_id).defer("waiting"):
        counts = RunCounts.from_json(shard.counts)
        if not shard.done:
            unchecked = _unchecked(run_id, shard.first_id, shard.last_id).count()
            counts = dataclasses.replace(counts, total=counts.judged + unchecked)
            lost |= shard.attempts >= ATTEMPTS
        total += counts
    return RunTotals(total, Run.objects.filter(pk=run_id, cancel_requested=True).exists(), lost)


def waiting(run_id: int) -> Iterator[list[Verdict]]:
    """Yield the verdicts that wait, shard by shard; each shard's are dropped when the next one's are asked for."""
    for pk in list(_of(run_id).exclude(waiting=b"").order_by("pk").values_list("pk", flat=True)):
        shard = Shard.objects.filter(pk=pk)
        yield msgspec.json.decode(shard.values_list("waiting", flat=True).get(), type=list[Verdict])
        shard.update(waiting=b"")


def _of(run_id: int) -> QuerySet[Shard]:
    return Shard.objects.filter(run=run_id)


def _under_way() -> Q:
    return Q(done=False) & _alive()


def _claimable() -> Q:
    return Q(done=False, attempts__lt=ATTEMPTS) & (Q(seen_at=None) | ~_alive())


def _alive() -> Q:
    # A heartbeat in the future is from before the clock was set back.
    return Q(seen_at__range=(Now() - LOST_AFTER, Now() + LOST_AFTER))


def _attempt(shard_id: int, attempt: int) -> QuerySet[Shard]:
    return Shard.objects.filter(pk=shard_id, attempts=attempt, done=False)


def _unchecked(run_id: int, first_id: int, last_id: int) -> QuerySet[FriendLink]:
    checked = Exists(Check.objects.filter(run=run_id, friend=OuterRef("pk")))
    return FriendLink.objects.filter(~checked, pk__range=(first_id, last_id)).due()
