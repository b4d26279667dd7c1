"""When a fetch is tried again, and after which pause."""

import datetime as dt
import email.utils

import pytest

from easytask.fetching.retries import RetryPolicy, pause_asked_by


@pytest.mark.parametrize(
    ("tried", "asked", "took", "left", "tries_again"),
    [
        (1, 0.0, 0.1, 5.0, True),
        (2, 0.0, 0.1, 5.0, True),
        (3, 0.0, 0.1, 5.0, False),
        (1, None, 0.1, 5.0, False),
        (1, 3.0, 0.1, 5.0, True),
        (1, 6.0, 0.1, 5.0, False),
        (1, 3.0, 2.5, 5.0, False),
        (1, 0.0, 5.0, 5.0, False),
    ],
)
def test_it_is_tried_again_when_that_may_help_and_there_is_time(tried, asked, took, left, tries_again):
    pause = RetryPolicy(retries=2).pause(tried, asked=asked, took=took, left=left)
    assert (pause is not None) == tries_again


@pytest.mark.parametrize(("tried", "least", "most"), [(1, 0.1, 0.3), (2, 0.2, 0.6), (3, 0.4, 1.2)])
def test_the_pauses_grow_and_never_two_are_alike(tried, least, most):
    pauses = [RetryPolicy(retries=9).pause(tried, asked=0.0, took=0.0, left=5.0) for _ in range(100)]
    assert len(set(pauses)) == 100
    assert least <= min(pauses) <= max(pauses) <= most


def test_a_pause_that_was_asked_for_is_kept_to_the_second():
    assert RetryPolicy(retries=1).pause(1, asked=2.0, took=0.0, left=5.0) == 2.0


@pytest.mark.parametrize(
    ("status", "headers", "pause"),
    [
        (200, {}, None),
        (404, {"Retry-After": "1"}, None),
        (408, {}, 0.0),
        (421, {}, 0.0),
        (425, {"Retry-After": "1"}, 1.0),
        (429, {}, None),
        (429, {"Retry-After": "2"}, 2.0),
        (500, {}, 0.0),
        (503, {"Retry-After": "3"}, 3.0),
        (503, {"Retry-After": "0"}, 0.001),
        (503, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.001),
        (503, {"Retry-After": "soon"}, 0.0),
        (429, {"Retry-After": "-1"}, None),
        (503, {"Retry-After": "9" * 5000}, 999_999_999.0),
    ],
)
def test_what_an_answer_asks_for(status, headers, pause):
    assert pause_asked_by(status, headers) == pause


def test_a_date_to_come_is_a_pause():
    then = email.utils.format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=30), usegmt=True)
    assert pause_asked_by(503, {"Retry-After": then}) == pytest.approx(29, abs=2)
