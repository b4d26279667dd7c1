"""Health: every component there and away, asked of real processes through the address that strangers can reach."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from easytask.monitoring import health
from easytask.monitoring.health import ComponentState
from easytask.runs import lock


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("started_by", "state"),
    [("clock", "ok"), ("owner", "ok"), ("task", "ok"), ("command", "away"), ("code", "away")],
)
def test_a_run_excuses_a_silent_worker_only_when_it_is_in_one(
    monkeypatch: pytest.MonkeyPatch, started_by: str, state: str
) -> None:
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", "memory://")  # it takes the question, and nobody is there to answer
    lock.begin_run(started_by=started_by)
    assert health.look().worker.state == state


WELL = health.Component(ComponentState.OK, 0.001)
HEALTH = health.Health(WELL, WELL, WELL, WELL, health.LastRun("done", timezone.now(), 1.0))


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[health.Health]:
    """Each look that was taken; ``health.look`` itself has the tests above."""
    taken: list[health.Health] = []

    def look() -> health.Health:
        taken.append(HEALTH)
        return HEALTH

    cache.delete(health.CACHE_KEY)
    monkeypatch.setattr(health, "look", look)
    return taken


def test_strangers_in_a_hurry_get_one_answer(client: Any, looks: list[health.Health]) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: client.get("/healthz").json(), range(32)))
    assert len(looks) == 1
    assert all(answer == answers[0] for answer in answers)


def test_an_old_answer_is_not_given_again(
    client: Any, looks: list[health.Health], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "CACHE_SECONDS", 0)
    client.get("/healthz")
    client.get("/healthz")
    assert len(looks) == 2


def test_only_looking_is_allowed(client: Any, looks: list[health.Health]) -> None:
    assert client.post("/healthz").status_code == 405
    assert client.head("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, "ok"),
        ({"last_run": None}, "ok"),
        ({"last_run": health.LastRun("running", timezone.now(), 1.0)}, "ok"),
        ({"last_run": health.LastRun("broken", timezone.now(), 1.0)}, "degraded"),
        ({"last_run": health.LastRun("failed", timezone.now(), 1.0)}, "degraded"),
        ({"broker": health.Component(ComponentState.AWAY, 0.5)}, "degraded"),
        ({"worker": health.Component(ComponentState.UNKNOWN, 0.0)}, "degraded"),
        ({"beat": health.Component(ComponentState.AWAY, 0.5)}, "degraded"),
        ({"database": health.Component(ComponentState.AWAY, 0.5)}, "down"),
    ],
)
def test_the_status_follows_from_the_parts(change: dict[str, Any], status: str) -> None:
    assert dataclasses.replace(HEALTH, **change).status == status
