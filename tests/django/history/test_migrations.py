"""What the migrations make of the rows of older versions."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from easytask.history.days import today
from easytask.models import Day, Flip, LinkState

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE, AFTER = ("easytask", "0013_breaking"), ("easytask", "0014_check_status_and_backlink")


@pytest.fixture
def older() -> Iterator[Any]:
    """The models as they were before; afterwards the tables are as they are now."""
    MigrationExecutor(connection).migrate([BEFORE])
    apps = MigrationExecutor(connection).loader.project_state([BEFORE]).apps
    yield apps
    migrate_all()


def migrate_all() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_the_backlink_is_read_off_the_evidence(older, friend):
    found, nofollow = ({"href": "/", "nofollow": nofollow} for nofollow in (False, True))
    rows = [
        ("no_backlink", {}, "missing"),
        ("too_large", {}, "missing"),
        ("white_listed", {}, "not_asked"),
        ("timeout", {}, "unknown"),
        ("ok", {}, "not_asked"),
        ("ok", {"backlink": None}, "not_asked"),
        ("ok", {"backlink": found}, "found"),
        ("ok", {"backlink": nofollow}, "nofollow"),
        ("ok", {"backlink": None, "link_page": {"backlink": found}}, "found"),
    ]
    states = older.get_model("easytask", "LinkState").objects
    for number, (verdict, evidence, _) in enumerate(rows):
        pk = friend(f"https://{number}.test/").pk
        states.create(
            friend_id=pk, link="", is_show=True, verdict=verdict, evidence=evidence, checked_at=timezone.now()
        )
    migrate_all()
    assert list(LinkState.objects.order_by("pk").values_list("backlink", flat=True)) == [row[2] for row in rows]
    had = [row[2] in ("found", "nofollow") for row in rows]
    assert list(LinkState.objects.order_by("pk").values_list("had_backlink", flat=True)) == had


def test_days_keep_their_counts_and_get_their_own_latency(older, friend):
    row = friend("https://a.test/")
    days = older.get_model("easytask", "Day").objects
    # Buckets of the sketch: 137 holds some 235 ms, 160 some 590 ms.
    for ago, latency in [(1, {"137": 20, "160": 1}), (2, {}), (400, {"137": 1})]:
        days.create(
            friend_id=row.pk,
            day=today() - dt.timedelta(days=ago),
            good=20,
            bad=3,
            open=1,
            latency=latency,
            median=7,
            p95=9,
        )
    migrate_all()
    found = Day.objects.order_by("-day").values_list("median", "p95")
    assert list(found) == [(235, 235), (None, None), (None, None)]
    assert set(Day.objects.values_list("ok", "failing", "unknown", "week_median", "week_p95")) == {(20, 3, 1, 7, 9)}


def test_older_code_can_still_write_a_day_a_state_and_a_flip(friend, older):
    row = friend("https://a.test/")
    models = [older.get_model("easytask", name) for name in ("Day", "LinkState", "Flip")]
    migrate_all()
    day, state, flip = models
    day.objects.create(friend_id=row.pk, day=today(), good=1, bad=0, open=0, latency={"1": 1}, median=5, p95=5)
    state.objects.create(friend_id=row.pk, link=row.link, is_show=True, verdict="ok", checked_at=timezone.now())
    flip.objects.create(friend_id=row.pk, at=timezone.now(), is_show=True, link=row.link, first_sight=True)
    assert (Day.objects.get().ok, Day.objects.get().week_median, Day.objects.get().median) == (1, 5, None)
    assert LinkState.objects.get().backlink == "unknown"
    assert Flip.objects.get().is_first_check
