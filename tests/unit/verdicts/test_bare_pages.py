"""Whole bare pages through the judging path: default installs, notices and errors are found, and no living page is.

``machines.txt`` has a verdict's kind, a title and a body a line: what panels, hosts, registrars, servers and programs
write. ``people.txt`` has a title and a body. Whoever adds a wording of a dead page looks for its like among people.
"""

from __future__ import annotations

import datetime as dt
import html
from pathlib import Path

import pytest

from easytask.verdicts.kinds import Kind
from easytask.verdicts.records import Friend, Verdict
from tests.unit.verdicts.blogs import after, check, fetch

NOW = dt.datetime(2026, 11, 26, 8, tzinfo=dt.UTC)


def lines(name: str) -> list[str]:
    return (Path(__file__).parent / name).read_text().splitlines()


def judged(title: str, body: str) -> Verdict:
    """The second of two checks, a day apart, of a friend of whom nothing is known."""
    friend = Friend(1, "小明", "https://friend.test/")
    head = f"<title>{html.escape(html.unescape(title))}</title>"
    page = f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"
    friend = after(check(friend, fetch(friend, page, at=NOW)))
    return check(friend, fetch(friend, page, at=NOW + dt.timedelta(days=1)))


@pytest.mark.parametrize("line", lines("machines.txt"))
def test_a_page_of_a_machine_is_known(line: str) -> None:
    kind, title, body = line.split(" ¦ ", 2)
    verdict = judged(title.strip(), body)
    assert (verdict.is_show, verdict.kind) == (False, Kind(kind))


@pytest.mark.parametrize("line", lines("people.txt"))
def test_a_page_of_somebody_is_shown(line: str) -> None:
    title, _, body = line.partition(" ¦ ")
    verdict = judged(title.strip(), body)
    assert (verdict.is_show, verdict.kind) == (True, Kind.OK)
