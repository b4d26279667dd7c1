"""What the migrations make of the rows of older versions."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from easytask.models import LinkState

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
