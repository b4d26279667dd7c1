"""Count what strangers make us do, and refuse what passes a limit; this knows neither requests nor what is limited.

The counts are rows of the database, which all web processes share. Each goes up by one statement that refuses to pass
the limit, as in the throttle of logins, and what is refused is counted nowhere.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from easytask.models import QuotaCount


@dataclasses.dataclass(frozen=True, slots=True)
class Quota:
    """``limit`` uses of ``name`` within ``window`` from the first of them."""

    name: str
    limit: int
    window: dt.timedelta


class _QuotaIsFull(Exception):
    """Ends the transaction, so that a use that is refused is counted nowhere."""

    def __init__(self, quota: Quota) -> None:
        super().__init__(quota.name)
        self.quota = quota


def take(*quotas: Quota) -> Quota | None:
    """Count one use in each of the quotas, and return None; return the first that is full when one is.

    The widest comes first: in this order everybody locks their rows.
    """
    now = timezone.now()
    try:
        with transaction.atomic():
            QuotaCount.objects.filter(until__lte=now).delete()
            for quota in quotas:
                _count_one(quota, now)
    except _QuotaIsFull as full:
        return full.quota
    return None


def _count_one(quota: Quota, now: dt.datetime) -> None:
    row = QuotaCount(name=quota.name, count=0, until=now + quota.window)
    QuotaCount.objects.bulk_create([row], ignore_conflicts=True)
    if not QuotaCount.objects.filter(name=quota.name, count__lt=quota.limit).update(count=F("count") + 1):
        raise _QuotaIsFull(quota)
