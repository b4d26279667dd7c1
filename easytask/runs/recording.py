"""Reads friend links, writes verdicts back with their history, and keeps the run row and its lock.

It is the only ORM in the checking path, and also writes down what the owner's hand changes. It is called from the one
thread that owns the database, never from an event loop.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.db import Error, connection, reset_queries, transaction
from django.db.models import Case, Exists, F, OuterRef, When
from django.db.models.functions import Now

from blog.models import FriendLink
from easytask.models import Check, Flip, LinkState, Run
from easytask.runs import event_log
from easytask.verdicts import rules
from easytask.verdicts.records import CheckStatus, Verdict

OK_KINDS = rules.kinds_with(CheckStatus.OK)


class RecordResult(NamedTuple):
    """What became of a batch: the verdicts that were written, and the others with what their rows hold instead.

    ``cancelled``: somebody wants the run to stop.
    """

    written: Sequence[Verdict]
    left: Sequence[Verdict]
    cancelled: bool = False


class _Row(NamedTuple):
    """One friend link as it is now: what the verdict was judged from, and what the check before it saw."""

    as_read: tuple[object, ...]
    seen_link: str | None
    seen_verdict: str | None
    in_this_run: bool


def record(verdicts: Collection[Verdict], *, run_id: int) -> RecordResult:
    """Writes a batch of verdicts and their history in one transaction, which is the run's sign of life as well.

    A row that was edited, deactivated or deleted since it was read is left as its owner left it, and one that this run
    has written already stays as it is. A connection that was cut is made anew, once: the run goes on.
    """
    try:
        return _record(verdicts, run_id)
    except Error:
        if connection.in_atomic_block:
            raise
        connection.close_if_unusable_or_obsolete()
        if connection.connection is not None:
            raise  # it is alive, so another one would not fare better
        return _record(verdicts, run_id)


def _record(verdicts: Collection[Verdict], run_id: int) -> RecordResult:
    """The rows stay locked from the comparison to the write, on SQLite by the lock that every transaction begins with.

    A row that its owner is about to save or to delete just now is not waited for: it counts as edited.
    """
    with transaction.atomic():
        run = Run.objects.filter(pk=run_id)
        cancelled, task_id = run.values_list("cancel_requested", "task_id").first() or (None, "")
        written: list[Verdict] = []
        edited: list[Verdict] = []
        news = 0
        if verdicts:
            rows = _lock([verdict.friend.id for verdict in verdicts], run_id)
            for verdict in verdicts:
                friend, row = verdict.friend, rows.get(verdict.friend.id)
                seen = (friend.link, friend.link_page, friend.is_show, friend.always_show)
                news += row is None or not row.in_this_run
                as_it_was = row is not None and row.as_read == seen and not row.in_this_run
                (written if as_it_was else edited).append(verdict)
            _write_friends(written)
            _write_history(written, rows, run_id=None if cancelled is None else run_id)
            transaction.on_commit(functools.partial(_tell_of_flips, written, run_id=run_id, task_id=task_id))
        run.filter(state=Run.State.RUNNING).update(
            seen_at=Now(),
            judged=F("judged") + news,
            to_show=F("to_show") + sum(verdict.flips and verdict.is_show for verdict in written),
            to_not_show=F("to_not_show") + sum(verdict.flips and not verdict.is_show for verdict in written),
        )
        left = _as_they_are(edited) if edited else []
    reset_queries()  # with DEBUG on, Django would keep the text of every batch
    return RecordResult(written, left, bool(cancelled))


def _lock(friend_ids: Collection[int], run_id: int) -> dict[int, _Row]:
    in_this_run = Exists(Check.objects.filter(run=run_id, friend=OuterRef("pk")))
    locked = FriendLink.objects.select_for_update(of=("self",), skip_locked=True)
    rows = locked.filter(pk__in=friend_ids).due()
    fields = ("pk", "link", "link_page", "is_show", "always_show", "state__link", "state__verdict")
    found = rows.annotate(in_this_run=in_this_run).values_list(*fields, "in_this_run")
    return {row[0]: _Row(row[1:5], *row[5:]) for row in found}


def _write_friends(verdicts: Collection[Verdict]) -> None:
    alike: dict[tuple[bool, str, str], list[int]] = {}
    for verdict in verdicts:
        kind = verdict.reason_kind
        if kind is not None:
            hidden_as = "" if verdict.is_show else kind.value
            alike.setdefault((verdict.is_show, verdict.not_show_reason, hidden_as), []).append(verdict.friend.id)
    for (is_show, reason, hidden_as), ids in alike.items():
        values = {"is_show": is_show, "not_show_reason": reason, "not_show_kind": hidden_as}
        since = Case(When(is_show=is_show, then=F("is_show_since")), default=Now())
        FriendLink.objects.filter(pk__in=ids).exclude(**values).update(**values, is_show_since=since)


def _write_history(verdicts: Collection[Verdict], rows: dict[int, _Row], *, run_id: int | None) -> None:
    now = dt.datetime.now(dt.UTC)
    states, checks, flips = [], [], []
    for verdict in verdicts:
        friend, page, row = verdict.friend, verdict.page, rows[verdict.friend.id]
        status = page.status if page else None
        evidence = verdict.evidence(now)
        states.append(
            LinkState(
                friend_id=friend.id,
                link=friend.link,
                is_show=verdict.is_show,
                verdict=verdict.kind.value,
                status=status,
                elapsed=page.elapsed if page else 0.0,
                backlink=rules.backlink_state(verdict).value,
                failures=verdict.failures,
                silences=verdict.silences,
                evidence=evidence,
                checked_at=now,
            )
        )
        ordinary = verdict.kind in OK_KINDS and row.seen_verdict in OK_KINDS
        checks.append(
            Check(
                friend_id=friend.id,
                run_id=run_id,
                at=now,
                verdict=verdict.kind.value,
                status=status,
                milliseconds=round(1000 * page.elapsed) if page else None,
                evidence=None if ordinary else evidence,
            )
        )
        if verdict.flips:
            flips.append(
                Flip(
                    friend_id=friend.id,
                    run_id=run_id,
                    at=now,
                    is_show=verdict.is_show,
                    link=friend.link,
                    kind=verdict.kind.value,
                    status=status,
                    evidence=evidence,
                    is_first_check=row.seen_link != friend.link,
                )
            )
    LinkState.objects.bulk_create(
        states,
        update_conflicts=True,
        unique_fields=["friend"],
        update_fields=[
            "link",
            "is_show",
            "verdict",
            "status",
            "elapsed",
            "backlink",
            "failures",
            "silences",
            "evidence",
            "checked_at",
        ],
    )
    Check.objects.bulk_create(checks, ignore_conflicts=True)
    Flip.objects.bulk_create(flips)


def _tell_of_flips(verdicts: Collection[Verdict], *, run_id: int, task_id: str) -> None:
    for verdict in verdicts:
        if verdict.flips:
            event_log.write(
                flip="shown" if verdict.is_show else "hidden",
                friend=verdict.friend.id,
                name=verdict.friend.name,
                verdict=verdict.kind.value,
                status=verdict.page and verdict.page.status,
                run=run_id,
                task=task_id,
            )


def _as_they_are(verdicts: Collection[Verdict]) -> list[Verdict]:
    """The verdicts with what their rows hold instead; those of deleted rows are gone."""
    rows = FriendLink.objects.filter(pk__in=[verdict.friend.id for verdict in verdicts])
    held = {pk: (is_show, reason) for pk, is_show, reason in rows.values_list("pk", "is_show", "not_show_reason")}
    return [
        dataclasses.replace(verdict, is_show=held[verdict.friend.id][0], not_show_reason=held[verdict.friend.id][1])
        for verdict in verdicts
        if verdict.friend.id in held
    ]
