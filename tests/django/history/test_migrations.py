"""What the migrations make of the rows of older versions."""

import datetime as dt
import functools
import importlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from easytask.history.days import midnight, today
from easytask.models import Check, Day, Flip, LinkIdentity, LinkState
from easytask.models.icons import FriendIcon

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE = ("easytask", "0013_breaking")
BEFORE_CERTIFICATES = ("easytask", "0025_notification_channels")
CERTIFICATES = "0027_fill_certificate_expires"
BEFORE_LEDGERS = ("easytask", "0019_link_identity")
FILLED = "0030_fill_history"
BEFORE_TAKEN_BACK, TAKEN_BACK = ("easytask", "0036_feeds_without_permissions"), "0038_fill_taken_back"


@functools.cache
def models_at(migration: tuple[str, str]) -> Any:
    """Return the models of the code of that time, which may still write to today's tables."""
    return MigrationLoader(connection).project_state([migration]).apps


def migrate_all() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.fixture
def back_at() -> Iterator[Callable[[tuple[str, str]], Any]]:
    """Take the tables back to a migration, and return its models; afterwards the tables are as they are now.

    The way there and back takes seconds, so one test goes it for all, and stops on the way.
    """

    def go(migration: tuple[str, str]) -> Any:
        MigrationExecutor(connection).migrate([migration])
        return models_at(migration)

    yield go
    migrate_all()


def fill(name: str) -> None:
    """Apply again, and alone, a migration of easytask that only fills columns."""
    loader = MigrationLoader(connection)
    state = loader.project_state(("easytask", name))
    with connection.schema_editor(atomic=False) as editor:
        loader.graph.nodes["easytask", name].apply(state, editor)


def add_day(friend, days_ago, ok, failing, unknown=0):
    day = today() - dt.timedelta(days=days_ago)
    rows = models_at(BEFORE_LEDGERS).get_model("easytask", "Day").objects
    rows.create(friend_id=friend.pk, day=day, ok=ok, failing=failing, unknown=unknown)


def add_check(friend, days_ago, verdict, evidence=None):
    at = midnight(today() - dt.timedelta(days=days_ago)) + dt.timedelta(hours=9)
    rows = models_at(BEFORE_LEDGERS).get_model("easytask", "Check").objects
    rows.create(friend_id=friend.pk, at=at, verdict=verdict, milliseconds=9, evidence=evidence)


def ledgers_of(friend):
    rows = Day.objects.filter(friend=friend).order_by("-day")
    return [((today() - row.day).days, row.up, row.down, row.linked, row.unlinked) for row in rows]


def test_the_rows_of_older_versions_are_filled_in_once(back_at, friend):
    older = back_at(BEFORE)
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
    back_at(BEFORE_LEDGERS)
    row = friend("https://a.test/")
    for verdict in ("ok", "no_backlink", "timeout"):
        add_check(row, 1, verdict)
    add_day(row, 1, ok=1, failing=2)
    add_check(row, 0, "no_backlink")
    migrate_all()
    # The backlink is read off the evidence.
    assert list(LinkState.objects.order_by("pk").values_list("backlink", flat=True)) == [row[2] for row in rows]
    had = [row[2] in ("found", "nofollow") for row in rows]
    assert list(LinkState.objects.order_by("pk").values_list("had_backlink", flat=True)) == had
    # To fill again changes nothing, and touches nothing newer.
    Check.objects.create(friend=row, at=timezone.now(), verdict="ok", backlink="nofollow")

    def everything() -> list[Any]:
        return [*ledgers_of(row), *Check.objects.order_by("pk").values_list("cause", "backlink")]

    before = everything()
    assert ("", "missing") in before
    fill(FILLED)
    assert everything() == before


def test_days_keep_their_counts_and_get_their_own_latency(friend):
    row = friend("https://a.test/")
    days = models_at(BEFORE).get_model("easytask", "Day").objects
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
    fill(FILLED)
    found = Day.objects.order_by("-day").values_list("median", "p95")
    assert list(found) == [(235, 235), (None, None), (None, None)]
    assert set(Day.objects.values_list("ok", "failing", "unknown", "week_median", "week_p95")) == {(20, 3, 1, 7, 9)}


def test_older_code_can_still_write_a_day_a_state_and_a_flip(friend):
    row = friend("https://a.test/")
    day, state, flip = (models_at(BEFORE).get_model("easytask", name) for name in ("Day", "LinkState", "Flip"))
    day.objects.create(friend_id=row.pk, day=today(), good=1, bad=0, open=0, latency={"1": 1}, median=5, p95=5)
    state.objects.create(friend_id=row.pk, link=row.link, is_show=True, verdict="ok", checked_at=timezone.now())
    flip.objects.create(friend_id=row.pk, at=timezone.now(), is_show=True, link=row.link, first_sight=True)
    assert (Day.objects.get().ok, Day.objects.get().week_median, Day.objects.get().median) == (1, 5, None)
    assert LinkState.objects.get().backlink == "unknown"
    assert Flip.objects.get().is_first_check


def test_older_code_can_still_delete_a_friend_of_whom_more_is_remembered(friend):
    rows = models_at(BEFORE).get_model("blog", "FriendLink").objects
    row = friend("https://a.test/")
    LinkIdentity.objects.create(friend=row, link=row.link)
    FriendIcon.objects.create(friend=row, link=row.link, renew_at=timezone.now())
    rows.get(pk=row.pk).delete()
    assert not rows.exists()


class TestLedgers:
    """What is known of the days and checks from before liveness and backlink were counted apart."""

    def test_a_day_is_counted_again_by_its_checks_and_by_its_sums_when_nothing_failed(self, friend):
        row = friend("https://a.test/")
        for verdict in ("ok", "no_backlink", "timeout", "uncertain"):
            add_check(row, 1, verdict)
        add_check(row, 1, "uncertain", {"cannot_tell": "script"})
        add_day(row, 1, ok=1, failing=2, unknown=2)
        add_day(row, 50, ok=24, failing=0)
        fill(FILLED)
        assert ledgers_of(row) == [(1, 3, 1, 1, 1), (50, 24, 0, None, None)]

    def test_a_ledger_begins_after_the_last_day_that_is_unknown(self, friend):
        row = friend("https://a.test/")
        # Of the third day, a part of the checks is deleted already.
        add_check(row, 3, "no_backlink")
        for days_ago, failing in [(1, 0), (3, 2), (50, 0)]:
            add_day(row, days_ago, ok=24 - failing, failing=failing)
        fill(FILLED)
        assert ledgers_of(row) == [(1, 24, 0, None, None), (3, None, None, None, None), (50, None, None, None, None)]
        assert Day.objects.get(day=today() - dt.timedelta(days=3)).failing == 2

    @pytest.mark.parametrize(
        ("other", "evidence", "backlinks"),
        [
            ("no_backlink", {}, {"found", "missing"}),
            ("ok", {"backlink": {"href": "/"}}, {"found"}),
            ("ok", {"backlink": None}, {"unknown"}),
            ("timeout", {}, {"unknown"}),
        ],
    )
    def test_whether_our_link_was_asked_for_shows_in_the_checks_of_the_day(self, friend, other, evidence, backlinks):
        add_check(friend("https://a.test/"), 0, "ok")
        add_check(friend("https://b.test/"), 0, other, evidence)
        fill(FILLED)
        checks = Check.objects.exclude(verdict="timeout")
        assert set(checks.values_list("backlink", flat=True)) == backlinks

    def test_the_cause_of_a_check_that_is_not_rolled_up_is_kept(self, friend):
        add_check(friend("https://a.test/"), 0, "uncertain", {"cannot_tell": "link_page"})
        fill(FILLED)
        assert Check.objects.get().cause == "link_page"

    def test_older_code_can_still_write_a_check_and_a_day(self, friend):
        row = friend("https://a.test/")
        add_check(row, 0, "ok")
        add_day(row, 1, ok=1, failing=0)
        assert (Check.objects.get().backlink, Check.objects.get().cause, Day.objects.get().up) == ("unknown", "", None)


def test_the_ends_of_the_certificates_are_read_off_the_evidence(friend, monkeypatch):
    monkeypatch.setattr(importlib.import_module(f"easytask.migrations.{CERTIFICATES}"), "CHUNK_ROWS", 2)
    ends = ["2027-03-01T00:00:00+00:00", None, "2026-12-24T18:30:00+00:00", "", "2020-01-01T00:00:00+00:00"]
    states = models_at(BEFORE_CERTIFICATES).get_model("easytask", "LinkState").objects
    for number, end in enumerate(ends):
        evidence = {} if end == "" else {"certificate_expires": end}
        pk = friend(f"https://{number}.test/").pk
        states.create(friend_id=pk, link="", is_show=True, verdict="ok", evidence=evidence, checked_at=timezone.now())
    fill(CERTIFICATES)
    found = LinkState.objects.order_by("pk").values_list("certificate_expires", flat=True)
    assert list(found) == [dt.datetime.fromisoformat(end) if end else None for end in ends]


def test_the_hides_that_were_taken_back_are_marked(friend, monkeypatch):
    monkeypatch.setattr(importlib.import_module(f"easytask.migrations.{TAKEN_BACK}"), "CHUNK_ROWS", 2)
    flips = models_at(BEFORE_TAKEN_BACK).get_model("easytask", "Flip").objects
    days = models_at(BEFORE_TAKEN_BACK).get_model("easytask", "FlipDay").objects
    begin = midnight(today() - dt.timedelta(days=1))
    counts = ("shown_by_check", "hidden_by_check", "shown_by_owner", "hidden_by_owner", "suspected")
    days.create(day=today() - dt.timedelta(days=2), **dict.fromkeys(counts, 0))

    def change(row: Any, hours: float, **fields: Any) -> Any:
        values = {"kind": "ok", "link": row.link, "is_show": True, "at": begin + dt.timedelta(hours=hours)} | fields
        return flips.create(friend_id=row.pk, **values)

    expected: dict[int, dt.datetime | None] = {}
    for number, (hours, fields) in enumerate(
        [
            (0.5, {}),
            (47, {}),
            # What tells nothing of the hide: too late, by the owner's hand and wish, elsewhere, hidden once more.
            (49, {}),
            (2, {"kind": ""}),
            (2, {"kind": "white_listed"}),
            (2, {"link": "https://moved.test/"}),
            (2, {"is_show": False, "kind": "dns"}),
        ]
    ):
        row = friend(f"https://{number}.test/")
        hide = change(row, 0, is_show=False, kind="timeout")
        again = change(row, hours, **fields)
        change(row, hours, kind="ok", at=begin + dt.timedelta(hours=60))
        expected[hide.pk] = again.at if fields == {} and hours < 48 else None
    # Nobody counts again what is rolled up.
    row = friend("https://long-ago.test/")
    expected[change(row, -1, is_show=False, kind="timeout").pk] = None
    change(row, 1)
    fill(TAKEN_BACK)
    assert dict(Flip.objects.filter(pk__in=expected).values_list("pk", "taken_back_at")) == expected
