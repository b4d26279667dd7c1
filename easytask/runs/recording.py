"""Write verdicts back under the state that they were judged from, with their history, one transaction for a batch.

It is called from the one thread that owns the database, never from an event loop.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import reset_queries, transaction
from django.db.models import Case, Exists, F, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Now

from blog.models import FriendLink
from easytask.models import Check, Flip, LinkIdentity, LinkState, Run
from easytask.runs import event_log
from easytask.runs.connection import retry_if_cut
from easytask.runs.friends import MEMORY_FIELDS
from easytask.verdicts import identity, rules
from easytask.verdicts.kinds import CheckStatus, Kind
from easytask.verdicts.looks import Memory
from easytask.verdicts.records import Verdict

# The owner who says whose a site is clears all that was remembered of it; these fields tell that it was done meanwhile.
_OF_MEMORY = ("looked_at", "unrecognised_since", "marked_at", "quarantined_since")

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


class _Comparison(NamedTuple):
    """The verdicts of a batch whose row is still as it was read, the others, and how many this run judges anew."""

    to_write: list[Verdict]
    edited: list[Verdict]
    newly_judged: int


def record(verdicts: Collection[Verdict], *, run_id: int) -> RecordResult:
    """Write a batch of verdicts and their history in one transaction, which is the run's heartbeat as well.

    A row that was edited, deactivated or deleted since it was read is left as its owner left it, and one that this run
    has written already stays as it is. A connection that was cut is made anew, once: the run goes on.
    """
    return retry_if_cut(lambda: _record(verdicts, run_id))


def _record(verdicts: Collection[Verdict], run_id: int) -> RecordResult:
    with transaction.atomic():
        run = Run.objects.filter(pk=run_id)
        cancelled, task_id = run.values_list("cancel_requested", "task_id").first() or (None, "")
        # The rows stay locked from the comparison to the write, on SQLite by the lock that every transaction takes.
        rows = _lock_rows([verdict.friend.id for verdict in verdicts], run_id) if verdicts else {}
        to_write, edited, newly_judged = _compare(verdicts, rows)
        if to_write:
            _write_friends(to_write)
            _write_history(to_write, rows, run_id=None if cancelled is None else run_id)
            flips = [verdict for verdict in to_write if verdict.flips]
            transaction.on_commit(lambda: _log_flips(flips, run_id=run_id, task_id=task_id))
        _count(run, to_write, newly_judged)
        left = _as_they_are(edited) if edited else []
    # With DEBUG on, Django would keep the text of every batch.
    reset_queries()
    return RecordResult(to_write, left, bool(cancelled))


def _lock_rows(friend_ids: Collection[int], run_id: int) -> dict[int, _Row]:
    """Lock and read the rows; one that its owner is about to save or to delete is not waited for and left out."""
    in_this_run = Exists(Check.objects.filter(run=run_id, friend=OuterRef("pk")))
    locked = FriendLink.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
    rows = locked.filter(pk__in=friend_ids).due()
    fields = ("pk", "link", "link_page", "is_show", "always_show", "state__link", "state__verdict")
    memory = ("identity__link", *(f"identity__{name}" for name in _OF_MEMORY))
    found: dict[int, _Row] = {}
    for row in rows.annotate(in_this_run=in_this_run).values_list(*fields, *memory, "in_this_run", named=True):
        is_known = row.identity__link == row.link
        remembered = [getattr(row, f"identity__{name}") if is_known else None for name in _OF_MEMORY]
        as_read = (row.link, row.link_page, row.is_show, row.always_show, *remembered)
        found[row.pk] = _Row(as_read, row.state__link, row.state__verdict, row.in_this_run)
    return found


def _compare(verdicts: Collection[Verdict], rows: Mapping[int, _Row]) -> _Comparison:
    """Tell the verdicts that may be written from those whose row is no longer what they were judged from."""
    to_write: list[Verdict] = []
    edited: list[Verdict] = []
    newly_judged = 0
    for verdict in verdicts:
        friend, row = verdict.friend, rows.get(verdict.friend.id)
        if row is None:
            newly_judged += 1
            edited.append(verdict)
        elif row.in_this_run:
            edited.append(verdict)
        else:
            newly_judged += 1
            remembered = (getattr(friend.memory, name) for name in _OF_MEMORY)
            as_read = (friend.link, friend.link_page, friend.is_show, friend.always_show, *remembered)
            (to_write if row.as_read == as_read else edited).append(verdict)
    return _Comparison(to_write, edited, newly_judged)


def _count(run: QuerySet[Run], written: Collection[Verdict], newly_judged: int) -> None:
    """Add the batch to the counts of the run, as long as it is under way; this is its heartbeat."""
    flips = [verdict.is_show for verdict in written if verdict.flips]
    shown = sum(flips)
    run.filter(state=Run.State.RUNNING).update(
        seen_at=Now(),
        judged=F("judged") + newly_judged,
        to_show=F("to_show") + shown,
        to_not_show=F("to_not_show") + len(flips) - shown,
    )


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


def _write_history(verdicts: Collection[Verdict], rows: Mapping[int, _Row], *, run_id: int | None) -> None:
    now = dt.datetime.now(dt.UTC)
    states: list[LinkState] = []
    checks: list[Check] = []
    flips: list[Flip] = []
    state: dict[str, Any] = {}
    for verdict in verdicts:
        row, evidence = rows[verdict.friend.id], verdict.evidence(now)
        state = _state_values(verdict, evidence, now)
        states.append(LinkState(friend_id=verdict.friend.id, **state))
        checks.append(_check_row(verdict, row, evidence, now, run_id))
        if verdict.flips:
            flips.append(_flip_row(verdict, row, evidence, now, run_id))
    # The names of one row's values are those of all.
    LinkState.objects.bulk_create(states, update_conflicts=True, unique_fields=["friend"], update_fields=list(state))
    Check.objects.bulk_create(checks, ignore_conflicts=True)
    _mark_taken_back([flip for flip in flips if flip.is_show], now)
    Flip.objects.bulk_create(flips)
    _write_identities(verdicts)


def _write_identities(verdicts: Collection[Verdict]) -> None:
    values: dict[str, Any] = {}
    rows = []
    for verdict in verdicts:
        if verdict.memory is not None:
            values = _identity_values(verdict.friend.link, verdict.memory)
            rows.append(LinkIdentity(friend_id=verdict.friend.id, **values))
    if rows:
        LinkIdentity.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["friend"], update_fields=list(values)
        )


def _identity_values(link: str, memory: Memory) -> dict[str, Any]:
    """Return the fields of a LinkIdentity, all of them also over the row of the look before."""
    return {
        "link": link,
        "data": identity.to_json(memory.identity),
        **{name: getattr(memory, name) for name in MEMORY_FIELDS},
    }


def _state_values(verdict: Verdict, evidence: dict[str, object], now: dt.datetime) -> dict[str, Any]:
    """Return the fields of a LinkState that a check writes, all of them also over the row of the check before."""
    page = verdict.page
    return {
        "link": verdict.friend.link,
        "is_show": verdict.is_show,
        "verdict": verdict.kind.value,
        "status": page.status if page else None,
        "elapsed": page.elapsed if page else 0.0,
        "backlink": rules.backlink_state(verdict).value,
        "failures": verdict.failures,
        "silences": verdict.silences,
        "had_backlink": rules.had_backlink(verdict),
        "evidence": evidence,
        "certificate_expires": page.certificate_expires if page else None,
        "checked_at": now,
    }


def _check_row(verdict: Verdict, row: _Row, evidence: dict[str, object], now: dt.datetime, run_id: int | None) -> Check:
    page = verdict.page
    ordinary = verdict.kind in OK_KINDS and row.seen_verdict in OK_KINDS
    return Check(
        friend_id=verdict.friend.id,
        run_id=run_id,
        at=now,
        verdict=verdict.kind.value,
        status=page.status if page else None,
        milliseconds=round(1000 * page.elapsed) if page else None,
        cause=verdict.cause.value if verdict.cause else "",
        backlink=rules.backlink_state(verdict).value,
        evidence=None if ordinary else evidence,
    )


def _flip_row(verdict: Verdict, row: _Row, evidence: dict[str, object], now: dt.datetime, run_id: int | None) -> Flip:
    friend, page = verdict.friend, verdict.page
    return Flip(
        friend_id=friend.id,
        run_id=run_id,
        at=now,
        is_show=verdict.is_show,
        link=friend.link,
        kind=verdict.kind.value,
        status=page.status if page else None,
        evidence=evidence,
        is_first_check=row.seen_link != friend.link,
    )


def _mark_taken_back(shown: Collection[Flip], now: dt.datetime) -> None:
    """Mark the hides that the check takes back by these changes, before they are written.

    The latest change of such a friend is a hide by the check, not long ago and at the same address. A friend that is
    shown because its owner always wants it shown tells nothing of its hide.
    """
    friend_ids = [flip.friend_id for flip in shown if flip.kind != Kind.WHITE_LISTED]
    if not friend_ids:
        return
    latest = Flip.objects.filter(friend=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    # Through the friends, or a database would look at all that ever changed of them.
    latest_of_each = FriendLink.objects.filter(pk__in=friend_ids).order_by().values_list(Subquery(latest), flat=True)
    hides = Flip.objects.filter(pk__in=list(latest_of_each), is_show=False).exclude(kind="")
    hides.filter(at__gte=now - rules.FALSE_HIDE_WITHIN, link=F("friend__link")).update(taken_back_at=now)


def _log_flips(flips: Collection[Verdict], *, run_id: int, task_id: str) -> None:
    for verdict in flips:
        event_log.link_flipped(verdict, run_id=run_id, task_id=task_id)


def _as_they_are(verdicts: Collection[Verdict]) -> list[Verdict]:
    """Return the verdicts with what their rows hold instead; those of deleted rows are gone."""
    rows = FriendLink.objects.filter(pk__in=[verdict.friend.id for verdict in verdicts])
    held = {pk: (is_show, reason) for pk, is_show, reason in rows.values_list("pk", "is_show", "not_show_reason")}
    return [
        dataclasses.replace(verdict, is_show=held[verdict.friend.id][0], not_show_reason=held[verdict.friend.id][1])
        for verdict in verdicts
        if verdict.friend.id in held
    ]
