"""Whole bare pages through the judging path: default installs, notices and errors are found, and no living page is.

``machines.txt`` has a verdict's kind, a title and a body a line: what panels, hosts, registrars, servers and programs
write. ``people.txt`` has a title and a body. Whoever adds a wording of a dead page looks for its like among people.
"""

from __future__ import annotations

import datetime as dt
import html
import random
from pathlib import Path

import pytest

from easytask.verdicts.kinds import Kind
from easytask.verdicts.records import Friend, Verdict
from tests.unit.verdicts.blogs import Blog, after, check, fetch

NOW = dt.datetime(2026, 11, 26, 8, tzinfo=dt.UTC)


def lines(name: str) -> list[str]:
    return (Path(__file__).parent / name).read_text().splitlines()


def judged(title: str, body: str) -> Verdict:
    """The second of two checks of a friend of whom nothing is known."""
    return checked_twice(Friend(1, "小明", "https://friend.test/"), title, body)


def checked_twice(friend: Friend, title: str, body: str) -> Verdict:
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


def test_a_friend_of_whom_nothing_is_left_on_a_bare_page_is_not_hidden_for_what_anybody_says() -> None:
    blog = Blog(7, random.Random(7))
    friend = Friend(1, blog.name, f"https://{blog.site}/")
    for day in range(3, 0, -1):
        friend = after(check(friend, fetch(friend, blog.page, at=NOW - dt.timedelta(days=day))))
    pages = [line.split(" ¦ ", 1) for line in lines("people.txt")]
    assert [title for title, body in pages if not checked_twice(friend, title.strip(), body).is_show] == []
