"""The sketch of latencies against the exact quantiles of what was put in."""

import json
import random

import pytest

from easytask.history import quantiles

random.seed(5)
SHAPES = {
    "one": [137],
    "alike": [250] * 1000,
    "two humps": [random.randint(80, 120) for _ in range(600)] + [random.randint(3000, 5000) for _ in range(100)],
    "long tail": [round(random.lognormvariate(5.5, 1.0)) for _ in range(5000)],
    "up to the longest": list(range(1, 60_000, 7)),
}


@pytest.mark.parametrize("share", [0.5, 0.95])
@pytest.mark.parametrize("values", SHAPES.values(), ids=SHAPES)
def test_a_quantile_is_as_accurate_as_is_said(values, share):
    exact = sorted(values)[int(share * (len(values) - 1))]
    found = quantiles.quantile(quantiles.of(values), share)
    assert abs(found - exact) <= quantiles.ACCURACY * exact + 0.5  # and the rounding to whole milliseconds


def test_days_add_up_to_what_all_their_checks_would_have_given():
    values = SHAPES["long tail"]
    assert quantiles.total([quantiles.of(values[:100]), {}, quantiles.of(values[100:])]) == quantiles.of(values)


def test_it_stays_small_and_survives_json():
    whole = quantiles.of(SHAPES["up to the longest"])
    assert len(whole) <= 300
    assert json.loads(json.dumps(whole)) == whole


def test_of_nothing_there_is_no_quantile():
    assert quantiles.quantile({}, 0.5) is None


def test_less_than_a_millisecond_counts_as_one():
    assert quantiles.quantile(quantiles.of([0]), 0.5) == 1
