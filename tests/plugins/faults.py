"""Prints what the fault tests saw, in figures, beside the number that each fault has in docs/faults.md."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Seen = Callable[[str], None]


@pytest.fixture
def seen(record_property: Callable[[str, object], None]) -> Seen:
    """Note what a fault test saw; the summary at the end has it beside the number of the fault."""
    return lambda what: record_property("seen", what)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for mark in item.iter_markers("fault"):
            item.user_properties.append(("fault", mark.args[0]))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the fault tests saw, in the order of the faults."""
    seen = []
    for report in terminalreporter.getreports("passed"):
        properties = dict(report.user_properties)
        if "fault" in properties and "seen" in properties:
            seen.append((properties["fault"], report.nodeid.partition("::")[2], properties["seen"]))
    if seen:
        terminalreporter.section("faults, and what was seen")
    for number, test, what in sorted(seen):
        terminalreporter.line(f"{number:>2}  {test}: {what}")
