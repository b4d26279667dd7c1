"""Keeps many latencies in little room, so that quantiles over any days follow; it knows nothing but numbers.

A sketch counts milliseconds in buckets that grow by a constant ratio (DDSketch, Masson, Rim and Lee, VLDB 2019): the
quantile that comes out is within ACCURACY of a value that was really measured at that rank, sketches add up without
loss, and one has at most about 300 buckets however many checks a day sees. It is a plain dict that JSON can hold.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping

ACCURACY = 0.02
_RATIO = (1 + ACCURACY) / (1 - ACCURACY)
_LOG_RATIO = math.log(_RATIO)

Sketch = Mapping[str, int]


def of(milliseconds: Iterable[int]) -> dict[str, int]:
    """The sketch of these values; what is under a millisecond counts as one."""
    return dict(Counter(str(math.ceil(math.log(max(value, 1)) / _LOG_RATIO)) for value in milliseconds))


def total(sketches: Iterable[Sketch]) -> dict[str, int]:
    """One sketch of all that these have counted."""
    counts: Counter[str] = Counter()
    for sketch in sketches:
        counts.update(sketch)
    return dict(counts)


def quantile(sketch: Sketch, share: float) -> int | None:
    """The milliseconds that ``share`` of the values do not exceed, None when there are none; 0.5 is the median."""
    rank = share * (sum(sketch.values()) - 1)
    seen = 0
    for bucket, count in sorted((int(bucket), count) for bucket, count in sketch.items()):
        seen += count
        if seen > rank:
            return round(2 * _RATIO**bucket / (_RATIO + 1))
    return None
