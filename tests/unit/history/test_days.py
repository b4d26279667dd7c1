"""The exact median and 95th percentile of sorted values."""

import pytest

from easytask.history.days import median_and_p95


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([137], (137, 137)),
        ([1, 2], (1, 1)),
        ([1, 2, 3], (2, 2)),
        ([0, *range(1, 101)], (50, 95)),
        ([250] * 1000 + [9000] * 49, (250, 250)),
        ([250] * 1000 + [9000] * 60, (250, 9000)),
    ],
)
def test_each_is_one_of_the_values(values, expected):
    assert median_and_p95(values) == expected
