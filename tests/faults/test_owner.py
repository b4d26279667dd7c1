"""The owner edits and deletes friend links while they are being checked."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from easytask.models import Check, Flip, LinkState
from tests.plugins.faults import Seen
from tests.plugins.processes import DEADLINE_SECONDS
from tests.plugins.projects import Project, on_both_databases, on_postgresql
from tests.plugins.sites import Gate, Release, Site


@pytest.mark.fault(12)
@pytest.mark.parametrize(
    "edit",
    [
        {"is_active": False},
        {"is_show": False, "not_show_reason": "the owner's own"},
        {"link": "http://127.0.0.1/elsewhere"},
        {"link_page": "http://127.0.0.1/links"},
    ],
    ids=lambda edit: next(iter(edit)),
)
def test_what_the_owner_edits_while_the_check_runs_stays(
    project: Project, site: Site, gate: Gate, edit: dict[str, Any], seen: Seen
) -> None:
    edited = project.friend(site.page("/gone", status=410), name="edited")
    # The verdict is written after the edit, because the batch waits for the gate at most a second: so hold the page.
    held = Gate(site, "/held")
    project.friends.filter(pk=edited.pk).update(link=held.link, is_show=True)
    run = project.start("command", "manage.py", "check_friends", "--site-link", "https://not-there.example")
    held.wait_until_asked()
    project.friends.filter(pk=edited.pk).update(**edit)
    held.open()
    assert run.process.wait(DEADLINE_SECONDS) == 0, run.output
    row = project.friends.get(pk=edited.pk)
    assert {name: getattr(row, name) for name in edit} == edit
    assert row.not_show_reason == edit.get("not_show_reason", "")
    seen(f"the owner's {', '.join(edit)} stayed; {row.checks.count()} checks and {row.flips.count()} changes written")


OWNED = 10


@pytest.mark.fault(12)
@on_both_databases
def test_what_the_owner_does_in_mid_run_stands_and_what_was_deleted_stays_so(
    project: Project, held: Release, seen: Seen
) -> None:
    for number in range(OWNED):
        project.friend(held.page(f"/{number}", status=410), name=f"/{number}")
    worker = project.worker("prefork", FRIENDLINK_PER_HOST=str(OWNED))
    task = project.call()
    held.wait_until_asked(OWNED)
    deleted, inactive, edited, alone = project.friends.order_by("pk")[:4]
    gone = deleted.pk
    deleted.delete()
    inactive.is_active = False
    edited.link = "http://127.0.0.1/elsewhere"
    alone.snoozed_until = timezone.now() + timezone.timedelta(days=30)
    for friend in (inactive, edited, alone):
        friend.save()
    held.go()
    envelope = project.result(task)
    assert envelope["code"] == 0
    assert "Traceback" not in worker.output
    assert envelope["data"]["to_not_show"] == OWNED - 4
    reasons = project.reasons()
    assert {reasons.pop(friend.name) for friend in (inactive, edited, alone)} == {"shown"}
    assert list(reasons.values()) == ["网页请求返回410"] * (OWNED - 4)
    touched = [gone, inactive.pk, edited.pk, alone.pk]
    assert not project.friends.filter(pk=gone).exists()
    for rows in (LinkState, Check, Flip):
        assert not rows.objects.using(project.alias).filter(friend_id__in=touched).exists()
    seen(f"1 deleted, 1 deactivated, 1 edited, 1 left alone: all stood, nothing written of them; {len(reasons)} judged")


@pytest.mark.fault(12)
@on_postgresql
def test_an_owner_who_is_half_way_through_a_deletion_is_neither_waited_for_nor_refused(
    project: Project, held: Release, seen: Seen
) -> None:
    for number in range(4):
        project.friend(held.page(f"/{number}", status=410), name=f"/{number}")
    project.worker("prefork", FRIENDLINK_PER_HOST="4")
    task = project.call()
    held.wait_until_asked(4)
    envelopes = []

    def meet_the_check(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith("DELETE") and not envelopes:  # what belongs to the friend goes first
            held.go()
            envelopes.append(project.result(task))
        return execute(sql, *rest)

    with connections[project.alias].execute_wrapper(meet_the_check):
        project.friends.get(name="/0").delete()
        project.friends.filter(name="/1").delete()
    assert (envelopes[0]["code"], envelopes[0]["data"]["to_not_show"]) == (0, 3)
    assert project.reasons() == {"/2": "网页请求返回410", "/3": "网页请求返回410"}
    assert sorted(Check.objects.using(project.alias).values_list("friend__name", flat=True)) == ["/2", "/3"]
    seen(f"the run ended in {envelopes[0]['time']:.1f} s while a deletion stood open, which then went through")


HURRIED = 150
# What the worker imports: batches so small that the owner always meets one.
SMALL_BATCHES = "from easytask import checker\nchecker.BATCH_SECONDS = 0.02\n"


@pytest.mark.fault(12)
@on_both_databases
def test_an_owner_who_is_as_quick_as_the_check_meets_no_error_and_wins(
    project: Project, held: Release, seen: Seen
) -> None:
    pause = random.Random(7)
    for number in range(HURRIED):
        link = held.page(f"/{number}", status=410, after=pause.uniform(0, 3))
        project.friend(link, name=f"/{number}")
    (project.directory / "small.py").write_text(SMALL_BATCHES)
    settings = {"PYTHONPATH": str(project.directory), "FRIENDLINK_PER_HOST": str(HURRIED)}
    worker = project.worker("prefork", "-I", "small", **settings)
    task = project.call()
    held.wait_until_asked(HURRIED)
    friends = list(project.friends.order_by("?"))
    held.go()
    deleted, edited = set(), {}
    for number, friend in enumerate(friends):
        if number % 2:
            deleted.add(friend.pk)
            friend.delete()
        else:
            edited[friend.pk] = f"http://127.0.0.1/{number}"
            project.friends.filter(pk=friend.pk).update(link=edited[friend.pk])
        time.sleep(0.01)
    envelope = project.result(task)
    assert envelope["code"] == 0
    assert "Traceback" not in worker.output
    assert dict(project.friends.values_list("pk", "link")) == edited
    left = {rows.__name__: rows.objects.using(project.alias).filter(friend__in=deleted) for rows in (LinkState, Check)}
    assert not any(rows.exists() for rows in left.values())
    written = Check.objects.using(project.alias).count()
    seen(f"{len(deleted)} deleted and {len(edited)} edited while {HURRIED} were judged, {written} before their edit")
