"""Decide whether a fetch tries again, and after which pause; knows nothing of how a try is made."""

from __future__ import annotations

import contextlib
import dataclasses
import email.utils
import random
import time
from collections.abc import Mapping

RETRY_PAUSE_SECONDS = 0.2
# Client errors that say of themselves that the same request may succeed: the server waited too long for it (RFC 9110,
# 15.5.9), another connection is needed (15.5.20), or a later one (RFC 8470, 5.2).
PASSING_CLIENT_ERRORS = frozenset({408, 421, 425})

# A server that asks for less says so (RFC 6585, 4; RFC 9110, 15.6.4); 503 is what nginx says over its limit_req.
BUSY_STATUSES = frozenset({429, 503})


@dataclasses.dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Allow ``retries`` more tries after failures that may pass, as long as the link's time-out has room for them."""

    retries: int

    def pause(self, tried: int, *, asked: float | None, took: float, left: float) -> float | None:
        """Return the seconds to wait before the next try, None when there is none.

        ``tried`` counts the tries so far. ``asked`` is the pause that the failure wants: None for one that will not
        pass, 0 for the usual pause. The next try is expected to take as long as the last one ``took``; ``left`` is
        what the time-out has left.
        """
        if asked is None or tried > self.retries:
            return None
        # Jitter: links that failed together do not come back together.
        usual = RETRY_PAUSE_SECONDS * 2 ** (tried - 1) * random.uniform(0.5, 1.5)  # noqa: S311  # no secret is made of it
        pause = asked or usual
        return pause if pause + took <= left else None


def pause_asked_by(status: int, headers: Mapping[str, str]) -> float | None:
    """Return the seconds that an answer wants to be left alone, 0 for the usual pause, None when trying is no use."""
    if status < 500 and status != 429 and status not in PASSING_CLIENT_ERRORS:
        return None
    asked = _retry_after(headers.get("Retry-After", "").strip())
    if asked is not None:
        return max(asked, 0.001)
    return None if status == 429 else 0.0


def _retry_after(value: str) -> float | None:
    """Read Retry-After in seconds (RFC 9110, 10.2.3: a number of seconds or a date)."""
    if value.isascii() and value.isdigit():
        return float(value[:9])
    with contextlib.suppress(ValueError, OverflowError):
        return email.utils.parsedate_to_datetime(value).timestamp() - time.time()
    return None
