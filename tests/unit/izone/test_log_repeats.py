"""A storm in the log: the first line is told, the others are counted, and nothing that is counted by others is lost."""

from __future__ import annotations

import gc
import io
import logging
import threading
import weakref
from collections.abc import Callable, Iterator

import pytest

from easytask.runs.event_log import LineFormatter
from izone.log_repeats import LINE_SECONDS, REMEMBERED, TRACEBACK_SECONDS, RepeatFilter
from tests.plugins.processes import DEADLINE_SECONDS


class Log:
    """A logger with one handler, a clock that stands still, and what was written."""

    def __init__(self) -> None:
        self.now = 0.0
        self._written = io.StringIO()
        handler = logging.StreamHandler(self._written)
        handler.setFormatter(LineFormatter("%(levelname)s %(message)s"))
        handler.addFilter(RepeatFilter(lambda: self.now))
        self.root = logging.getLogger("storm")
        self.root.handlers, self.root.propagate = [handler], False
        self.root.setLevel(logging.DEBUG)

    @property
    def lines(self) -> list[str]:
        return self._written.getvalue().splitlines()

    def crash(self, words: str = "it broke", how: Callable[[], object] = lambda: 1 / 0) -> None:
        try:
            how()
        except ZeroDivisionError:
            self.root.exception(words)


@pytest.fixture
def log() -> Iterator[Log]:
    log = Log()
    yield log
    log.root.handlers = []


def test_the_first_is_told_and_the_others_are_counted(log: Log) -> None:
    for second in range(500):
        log.now = second * LINE_SECONDS / 500
        log.crash()
    told = len(log.lines)
    assert told < 10
    assert log.lines[0] == "ERROR it broke"
    assert "ZeroDivisionError" in log.lines[-1]
    log.now = LINE_SECONDS
    log.crash()
    assert log.lines[told:] == ["ERROR it broke (500 more times since it was last told)"]


def test_the_count_is_told_with_the_next_line_when_the_storm_is_over(log: Log) -> None:
    for _ in range(3):
        log.root.error("it broke")
    log.now = LINE_SECONDS + 1
    log.root.info("well again")
    assert log.lines == ["ERROR it broke", "ERROR it broke (2 more times since it was last told)", "INFO well again"]
    log.root.info("still well")
    assert len(log.lines) == 4


def test_different_lines_are_told_but_one_traceback(log: Log) -> None:
    for number in range(5):
        log.crash(f"friend {number}")
    assert [line for line in log.lines if "friend" in line] == [f"ERROR friend {number}" for number in range(5)]
    assert sum("Traceback" in line for line in log.lines) == 1
    log.now = TRACEBACK_SECONDS
    log.crash("friend 9")
    assert sum("Traceback" in line for line in log.lines) == 2


def test_an_exception_from_another_place_has_its_own_traceback(log: Log) -> None:
    log.crash("one")
    log.crash("two", how=lambda: 2 % 0)
    assert sum("Traceback" in line for line in log.lines) == 2


def test_what_is_below_a_warning_is_told_each_time(log: Log) -> None:
    for _ in range(3):
        log.root.info("a task was received")
    assert len(log.lines) == 3


@pytest.mark.parametrize("name", ["izone.throttle", "easytask.journal"])
def test_lines_that_others_count_are_told_each_time(log: Log, name: str) -> None:
    logger = logging.getLogger(name)
    kept = logger.handlers
    logger.handlers = log.root.handlers
    try:
        for _ in range(3):
            logger.warning("Login failed from 203.0.113.9, name 'a'")
    finally:
        logger.handlers = kept
    assert len(log.lines) == 3


def test_a_stranger_who_writes_a_new_line_each_time_fills_no_memory(log: Log) -> None:
    for number in range(3 * REMEMBERED):
        log.root.warning("Invalid HTTP_HOST header: %r", f"{number}.example")
    [repeats] = [found for found in log.root.handlers[0].filters if isinstance(found, RepeatFilter)]
    assert len(repeats._lines) == REMEMBERED


@pytest.fixture
def apart(log: Log) -> logging.Logger:
    """Return a logger with that handler alone: pytest's own keeps records, and raises what logging only tells."""
    logger = logging.Logger("apart")  # noqa: LOG001 - pytest adds its handler to those that getLogger knows
    logger.handlers = list(log.root.handlers)
    return logger


def test_what_a_crash_had_in_hand_is_not_kept(apart: logging.Logger) -> None:
    class Page:
        """What a frame of the traceback holds."""

    def crash() -> weakref.ref[Page]:
        page = Page()
        try:
            raise ZeroDivisionError
        except ZeroDivisionError:
            apart.exception("it broke")
        return weakref.ref(page)

    kept = crash()
    gc.collect()
    assert kept() is None


def test_what_logs_while_it_is_put_into_words_is_not_waited_for(apart: logging.Logger) -> None:
    class Rows:
        def __str__(self) -> str:
            apart.warning("the database is slow")
            return "rows"

    telling = threading.Thread(target=apart.warning, args=("%s", Rows()), daemon=True)
    telling.start()
    telling.join(DEADLINE_SECONDS)
    assert not telling.is_alive()


def test_a_line_that_cannot_be_written_breaks_nobody(apart: logging.Logger, capsys: pytest.CaptureFixture[str]) -> None:
    apart.warning("%d friends", "three")
    assert "TypeError" in capsys.readouterr().err
