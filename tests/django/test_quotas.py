"""The counts of what strangers make us do: what is let through, what is refused, and forty at the same moment."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from easytask import quotas
from easytask.models import QuotaCount

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_quota_counts_what_it_lets_through_and_begins_anew():
    quota = quotas.Quota("x", 2, dt.timedelta(hours=1))
    wide = quotas.Quota("all", 3, dt.timedelta(hours=1))
    assert [quotas.take(wide, quota) for _ in range(3)] == [None, None, quota]
    assert quotas.take(wide, quotas.Quota("y", 2, dt.timedelta(hours=1))) is None
    assert quotas.take(wide, quotas.Quota("z", 2, dt.timedelta(hours=1))) is wide
    QuotaCount.objects.update(until=timezone.now())
    assert quotas.take(wide, quota) is None


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's own lock lets one writer in at a time")
def test_forty_who_ask_at_the_same_moment_get_no_more_looks():
    barrier = threading.Barrier(40)
    quota = quotas.Quota("network", 10, dt.timedelta(hours=1))

    def ask(_: int) -> bool:
        barrier.wait()
        try:
            return quotas.take(quota) is None
        finally:
            connection.close()

    with ThreadPoolExecutor(40) as pool:
        assert sum(pool.map(ask, range(40))) == 10
