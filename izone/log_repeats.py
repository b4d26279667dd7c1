"""Tell a warning or an error once, and count it while it comes again; this knows no handler and no format.

Beat without its database wrote 1,521 lines a minute, eleven times the same traceback each. What is counted is told when
the same line comes again a minute later, or with whatever is logged next.
"""

from __future__ import annotations

import dataclasses
import logging
import threading
import time
from collections.abc import Callable, Hashable
from typing import TypeVar

T = TypeVar("T")

# An equal line is told once in so many seconds, and the traceback of an exception from one place in these.
LINE_SECONDS, TRACEBACK_SECONDS = 60.0, 600.0
# Of lines and of tracebacks; the oldest are forgotten.
REMEMBERED = 1000
# fail2ban and the owner count these lines, and runserver's are no log of faults.
EXEMPT = frozenset({"easytask.journal", "izone.throttle", "django.server"})
_IS_SUMMARY = "is_summary_of_repeats"
# LineFormatter leaves the traceback of such a record out.
OMIT_TRACEBACK = "omit_traceback"


@dataclasses.dataclass(slots=True)
class _Line:
    """A line that was told: its logger, level and text, where it was written, when it was last told, how often since.

    Not its record, whose traceback holds all that the code had in hand when it broke.
    """

    logger: str
    level: int
    text: str
    path: str
    number: int
    told_at: float
    repeats: int = 0


class RepeatFilter(logging.Filter):
    """Belongs to one handler; whatever is below a warning passes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._lines: dict[Hashable, _Line] = {}
        self._tracebacks: dict[Hashable, float] = {}
        self._lock = threading.Lock()

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the record is to be written; one that was counted takes its count with it."""
        if hasattr(record, _IS_SUMMARY):
            return True
        # Before the lock: what is put into words may log by itself.
        text = _text(record)
        with self._lock:
            now = self._clock()
            passes = text is None or self._is_news(record, text, now)
            due = [line for line in self._lines.values() if line.repeats and now - line.told_at >= LINE_SECONDS]
            summaries = [_summary(line) for line in due]
            for line in due:
                line.told_at, line.repeats = now, 0
        # After the lock: each of them comes through here again.
        for summary in summaries:
            logging.getLogger(summary.name).handle(summary)
        return passes

    def _is_news(self, record: logging.LogRecord, text: str, now: float) -> bool:
        key = (record.name, record.levelno, text)
        line = self._lines.get(key)
        if line is not None and (line.repeats or now - line.told_at < LINE_SECONDS):
            line.repeats += 1
            return False
        _remember(self._lines, key, _Line(*key, record.pathname, record.lineno, told_at=now))
        place = _place(record)
        if place is not None:
            told_at = self._tracebacks.get(place)
            if told_at is not None and now - told_at < TRACEBACK_SECONDS:
                setattr(record, OMIT_TRACEBACK, True)
            else:
                _remember(self._tracebacks, place, now)
        return True


def _text(record: logging.LogRecord) -> str | None:
    """Return the words by which a line is told from others; None for one that always passes."""
    if record.levelno < logging.WARNING or record.name in EXEMPT:
        return None
    try:
        return record.getMessage()
    except Exception:  # noqa: BLE001 - logging itself tells of a line that cannot be written, and breaks nobody
        return None


def _remember(of: dict[Hashable, T], key: Hashable, value: T) -> None:
    of.pop(key, None)
    of[key] = value
    if len(of) > REMEMBERED:
        del of[next(iter(of))]


def _place(record: logging.LogRecord) -> Hashable:
    """Return by what a traceback is told from others: its exception's class and the line that raised it."""
    kind, _, traceback = record.exc_info or (None, None, None)
    if traceback is None:
        return None
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    return kind, traceback.tb_frame.f_code.co_filename, traceback.tb_lineno


def _summary(line: _Line) -> logging.LogRecord:
    words = "%s (%d more times since it was last told)"
    about = (line.text.partition("\n")[0], line.repeats)
    summary = logging.LogRecord(line.logger, line.level, line.path, line.number, words, about, None)
    setattr(summary, _IS_SUMMARY, True)
    return summary
