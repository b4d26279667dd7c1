"""What runs in a process of the tests meets no broker but one of the tests' own."""

from __future__ import annotations

from celery import current_app

from tests.plugins.processes import NO_BROKER, environment


def test_neither_a_test_nor_what_it_starts_finds_the_broker_of_this_checkout() -> None:
    assert {current_app.conf.broker_url, current_app.conf.result_backend} == {NO_BROKER}
    assert environment()["REDIS_URL"] == NO_BROKER
