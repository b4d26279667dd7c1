"""Send each notice once through every channel: take in what changed, claim, send, and try again what failed.

Flips become a notice when their run is over: the notice names them in the same transaction, so that none is forgotten
and none is in two. Runs that break one after another make one notice, until one of them comes to an end again.

A channel that refuses is tried again for a day, less and less often. A channel that may have taken a notice (the worker
was killed while sending, or no answer came in time) never gets that notice again: a duplicate is what makes people
switch such messages off, and the history has every flip anyway.

Written by hand, because the outboxes for Django publish every row to a broker at least once; this one must send at most
once when the answer is unknown. Celery's own retries would keep that state in Redis, where the owner cannot see it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from blog.models import FriendLink
from blog.site.clock import in_site_time
from easytask.history import flapping
from easytask.history.broken_runs import broken_runs
from easytask.models import Application, Delivery, Flip, Notice, Run
from easytask.notifications import channels, digest, recipients
from easytask.notifications.channels import Channel, DeliveryOutcome, SendResult
from easytask.runs import lock

# Of a flip. Later the owner has other news, and the history has the old.
NOTICE_MAX_AGE = dt.timedelta(days=1)
# Far longer than any sending takes.
SENDING_TIMEOUT = dt.timedelta(minutes=5)
FIRST_PAUSE, LONGEST_PAUSE = dt.timedelta(minutes=1), dt.timedelta(hours=1)
LATEST_DELIVERIES = 20

# What a delivery becomes by what came of sending it.
STATE_AFTER = {
    DeliveryOutcome.SENT: Delivery.State.SENT,
    DeliveryOutcome.FAILED: Delivery.State.WAITING,
    DeliveryOutcome.UNKNOWN: Delivery.State.UNKNOWN,
}

logger = logging.getLogger(__name__)


class SendSummary(NamedTuple):
    """How many notices were sent, were refused and will be tried again, and ended without being sent for sure."""

    sent: int
    failed: int
    lost: int


@dataclasses.dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One delivery as the owner sees it; ``state`` and ``error`` are in the reader's language."""

    at: dt.datetime
    channel: str
    state: str
    attempts: int
    error: str


def send() -> SendSummary:
    """Make notices of what is new and send what is due; anybody may call this at any time, also twice at once."""
    with in_site_time():
        return _send()


def _send() -> SendSummary:
    lock.close_stale_runs()
    now = timezone.now()
    opened = recipients.open_channels()
    _enqueue_flips(opened, now)
    _enqueue_abandoned_runs(opened, now)
    counts = Counter({Delivery.State.UNKNOWN: _expire_sending(now), Delivery.State.GIVEN_UP: _give_up(now)})
    # A channel that just failed is not asked again here: a day of notices would wait for its timeout one by one.
    failing: set[str] = set()
    due = Delivery.objects.filter(Q(retry_at=None) | Q(retry_at__lte=now), state=Delivery.State.WAITING)
    due = due.order_by("notice", "pk").select_related("notice__run", "notice__application", "notice__refused_by")
    for notice, deliveries in itertools.groupby(due, lambda delivery: delivery.notice):
        sendable = [row for row in deliveries if row.channel in opened and row.channel not in failing]
        for delivery, result in _deliver(notice, sendable, opened):
            counts[_record_result(delivery, result)] += 1
            if result.outcome is not DeliveryOutcome.SENT:
                failing.add(delivery.channel)
    lost = counts[Delivery.State.UNKNOWN] + counts[Delivery.State.GIVEN_UP]
    return SendSummary(counts[Delivery.State.SENT], counts[Delivery.State.WAITING], lost)


def enqueue_application(application: Application) -> None:
    """Make a notice of an application that was handed in, inside the transaction that does so."""
    notice = Notice.objects.create(application=application, at=timezone.now())
    _enqueue(notice, recipients.open_channels())


def enqueue_refusal(friend: FriendLink) -> None:
    """Make a notice that a friend's robots.txt refuses our check, inside the transaction that writes it down."""
    notice = Notice.objects.create(refused_by=friend, at=timezone.now())
    _enqueue(notice, recipients.open_channels())


def latest_deliveries() -> list[DeliveryRow]:
    """Return the latest deliveries, newest first."""
    names = {key: channel.name for key, channel in recipients.open_channels().items()}
    return [
        DeliveryRow(
            at=row.at,
            channel=names.get(row.channel, "–"),
            state=row.get_state_display(),
            attempts=row.attempts,
            error=_(row.error) if row.error else "",
        )
        for row in Delivery.objects.order_by("-pk")[:LATEST_DELIVERIES]
    ]


def _enqueue_flips(channel_keys: Iterable[str], now: dt.datetime) -> None:
    """Make a notice of each run that is over and has flips that no notice names yet.

    This happens without any channel as well, so that one which is set up later does not begin with yesterday's news.
    Of a friend that flips often, no more is told until it was quiet for a day.
    """
    news = Flip.objects.filter(notice=None, is_first_check=False, undone_by=None, at__gt=now - NOTICE_MAX_AGE)
    news = news.exclude(kind="").exclude(run__state=Run.State.RUNNING)
    flips = list(news.only("run", "friend", "at").order_by("pk"))
    numbers = flapping.numbers_in_series(flips)
    flips_by_run: dict[int | None, list[int]] = defaultdict(list)
    for flip in flips:
        if numbers[flip.pk] <= flapping.OFTEN:
            flips_by_run[flip.run_id].append(flip.pk)
    for run_id, flip_ids in flips_by_run.items():
        with transaction.atomic():
            notice = Notice.objects.create(run_id=run_id, at=now)
            if not Flip.objects.filter(pk__in=flip_ids, notice=None).update(notice=notice):
                # Another process got there first.
                transaction.set_rollback(True)
                continue
            _enqueue(notice, channel_keys)


def _enqueue_abandoned_runs(channel_keys: Iterable[str], now: dt.datetime) -> None:
    """Make one notice of the runs in a row that broke, however many they become."""
    broken = broken_runs()
    if broken is None:
        return
    with transaction.atomic():
        notice, is_new = Notice.objects.get_or_create(run_id=broken.first, breaking=True, defaults={"at": now})
        if is_new:
            _enqueue(notice, channel_keys)


def _enqueue(notice: Notice, channel_keys: Iterable[str]) -> None:
    Delivery.objects.bulk_create(Delivery(notice=notice, channel=key, at=notice.at) for key in channel_keys)


def _expire_sending(now: dt.datetime) -> int:
    """Close what a process that has died was sending; return how many."""
    cut_off = Delivery.objects.filter(state=Delivery.State.SENDING, at__lt=now - SENDING_TIMEOUT)
    count = cut_off.update(state=Delivery.State.UNKNOWN, at=now, error=gettext_noop("发送途中进程被中断。"))
    if count:
        logger.warning("%d notices were cut off while they were being sent; they may have arrived.", count)
    return count


def _give_up(now: dt.datetime) -> int:
    """Close what has waited for a day, as it does when its channel is not set up any more; return how many."""
    old = Notice.objects.filter(at__lte=now - NOTICE_MAX_AGE)
    waiting = Delivery.objects.filter(state=Delivery.State.WAITING, notice__in=old)
    count = waiting.update(state=Delivery.State.GIVEN_UP, at=now)
    if count:
        logger.warning("%d notices were given up after a day of trying.", count)
    return count


def _deliver(
    notice: Notice, deliveries: Sequence[Delivery], opened: Mapping[str, Channel]
) -> list[tuple[Delivery, SendResult]]:
    """Send one notice through the channels that this process is the first to claim."""
    if not deliveries:
        return []
    composed = digest.compose(notice)
    if composed is None:
        pks = [delivery.pk for delivery in deliveries]
        waiting = Delivery.objects.filter(pk__in=pks, state=Delivery.State.WAITING)
        waiting.update(state=Delivery.State.GIVEN_UP, at=timezone.now(), error=gettext_noop("已没有可通知的变化。"))
        return []
    claimed = {delivery.channel: delivery for delivery in deliveries if _claim(delivery)}
    chosen = [opened[key] for key in claimed]
    allowed = settings.FRIENDLINK_ALLOWED_NETWORKS
    results = channels.send(composed.title, composed.body, chosen, allowed_networks=allowed)
    return [(claimed[key], result) for key, result in results.items()]


def _claim(delivery: Delivery) -> bool:
    """Write down that it is being sent before it is: whoever finds that later must not send it again."""
    waiting = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.WAITING, attempts=delivery.attempts)
    claimed = waiting.update(state=Delivery.State.SENDING, attempts=F("attempts") + 1, at=timezone.now())
    delivery.attempts += claimed
    return claimed == 1


def _record_result(delivery: Delivery, result: SendResult) -> Delivery.State:
    """Write down what came of sending; return the state that the delivery is in now."""
    now = timezone.now()
    state = STATE_AFTER[result.outcome]
    pause = min(FIRST_PAUSE * 2 ** min(delivery.attempts - 1, 10), LONGEST_PAUSE)
    retry_at = now + pause if state is Delivery.State.WAITING else None
    sending = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.SENDING)
    sending.update(state=state, at=now, retry_at=retry_at, error=result.detail)
    if state is not Delivery.State.SENT:
        logger.warning(
            "Notice %s was not sent through %s (%s, attempt %d): %s",
            delivery.notice_id,
            delivery.channel.partition("-")[0],
            result.outcome,
            delivery.attempts,
            result.detail,
        )
    return state
