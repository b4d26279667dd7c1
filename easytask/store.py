"""Reads friend links, writes verdicts back, and keeps the run row and its lock; the only ORM in the checking path.

It is called from the one thread that owns the database, never from an event loop.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.db import Error, IntegrityError, connection, reset_queries, transaction
from django.db.models import Case, DurationField, ExpressionWrapper, F, When
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from blog.models import FriendLink
from easytask.data import CheckFailed, Friend, Outages, Verdict
from easytask.models import LinkState, Run

STALE_AFTER = dt.timedelta(seconds=60)


StoreError = Error  # what any call here may raise when the database is locked, away or not migrated


class RunInProgress(CheckFailed):
    """Another run holds the lock."""


class UnknownFriends(CheckFailed):
    """Some of the wanted ids belong to no friend link."""


def load(friend_ids: Collection[int] | None = None) -> list[Friend]:
    """The friend links to be checked, all or the given ones, slowest last time first.

    Left out are the inactive ones and those that the owner wants left alone. Raises UnknownFriends for an id that does
    not exist.
    """
    rows = FriendLink.objects.order_by(F("state__elapsed").desc(nulls_first=True), "id")
    if friend_ids is not None:
        rows = rows.filter(pk__in=friend_ids)
        unknown = set(friend_ids) - set(rows.values_list("pk", flat=True))
        if unknown:
            raise UnknownFriends(_("没有编号为 %s 的友链。") % "、".join(map(str, sorted(unknown))))
    fields = ("pk", "name", "link", "link_page", "is_show", "not_show_reason", "always_show")
    remembered = ("state__link", "state__is_show", "state__failures", "state__silences")
    friends = []
    for row in rows.to_be_checked().values_list(*fields, *remembered):
        friend = Friend(*row[: len(fields)])
        seen_link, seen_show, failures, silences = row[len(fields) :]
        if (seen_link, seen_show) == (friend.link, friend.is_show):
            friend = dataclasses.replace(friend, failures=failures, silences=silences)
        friends.append(friend)
    return friends


def as_friend(row: Friend | FriendLink) -> Friend:
    """A row that somebody has at hand as the record that is judged; no query, and so without its counts."""
    if isinstance(row, Friend):
        return row
    return Friend(row.pk, row.name, row.link, row.link_page, row.is_show, row.not_show_reason, row.always_show)


class Recorded(NamedTuple):
    """What became of a batch: the verdicts that were written, and the others with what their rows hold instead."""

    written: Sequence[Verdict]
    left: Sequence[Verdict]


def record(verdicts: Collection[Verdict], *, run_id: int) -> Recorded:
    """Writes a batch of verdicts in one transaction, which is the run's sign of life as well.

    A row that was edited, deactivated or deleted since it was read is left as its owner left it. The rows stay locked
    from the comparison to the write (on SQLite by the write lock that every transaction takes at its beginning).
    """
    with transaction.atomic():
        Run.objects.filter(pk=run_id, state=Run.State.RUNNING).update(seen_at=Now())
        if not verdicts:
            return Recorded([], [])
        rows = FriendLink.objects.select_for_update().filter(pk__in=[verdict.friend.id for verdict in verdicts])
        as_read = ("pk", "link", "link_page", "is_show", "always_show")
        now_there = set(rows.to_be_checked().values_list(*as_read))
        written, edited = [], []
        for verdict in verdicts:
            friend = verdict.friend
            seen = (friend.id, friend.link, friend.link_page, friend.is_show, friend.always_show)
            (written if seen in now_there else edited).append(verdict)
        alike: dict[tuple[bool, str, str], list[int]] = {}
        for verdict in written:
            kind = verdict.reason_kind
            if kind is not None:
                hidden_as = "" if verdict.is_show else kind.value
                alike.setdefault((verdict.is_show, verdict.not_show_reason, hidden_as), []).append(verdict.friend.id)
        for (is_show, reason, hidden_as), ids in alike.items():
            values = {"is_show": is_show, "not_show_reason": reason, "not_show_kind": hidden_as}
            since = Case(When(is_show=is_show, then=F("is_show_since")), default=Now())
            FriendLink.objects.filter(pk__in=ids).exclude(**values).update(**values, is_show_since=since)
        LinkState.objects.bulk_create(
            [
                LinkState(
                    friend_id=verdict.friend.id,
                    link=verdict.friend.link,
                    is_show=verdict.is_show,
                    verdict=verdict.kind.value,
                    status=verdict.page and verdict.page.status,
                    elapsed=verdict.page.elapsed if verdict.page else 0.0,
                    failures=verdict.failures,
                    silences=verdict.silences,
                    checked_at=Now(),
                )
                for verdict in written
            ],
            update_conflicts=True,
            unique_fields=["friend"],
            update_fields=["link", "is_show", "verdict", "status", "elapsed", "failures", "silences", "checked_at"],
        )
        left = _as_they_are(edited) if edited else []
    reset_queries()  # with DEBUG on, Django would keep the text of every batch
    return Recorded(written, left)


def _as_they_are(verdicts: Collection[Verdict]) -> list[Verdict]:
    """The verdicts with what their rows hold instead; those of deleted rows are gone."""
    rows = FriendLink.objects.filter(pk__in=[verdict.friend.id for verdict in verdicts])
    held = {pk: (is_show, reason) for pk, is_show, reason in rows.values_list("pk", "is_show", "not_show_reason")}
    return [
        dataclasses.replace(verdict, is_show=held[verdict.friend.id][0], not_show_reason=held[verdict.friend.id][1])
        for verdict in verdicts
        if verdict.friend.id in held
    ]


def close_stale_runs() -> None:
    """Closes a run without a sign of life as broken; the database's clock tells its age."""
    stale = Run.objects.filter(state=Run.State.RUNNING, seen_at__lt=Now() - STALE_AFTER)
    if stale.exists():  # else a page that only looks would wait for SQLite's write lock
        stale.update(state=Run.State.BROKEN, finished_at=Now(), error=gettext_noop("超过 60 秒没有动静，已视为中断。"))


def begin_run(*, started_by: str, everything: bool) -> int:
    """Takes the lock and returns the run's id; raises RunInProgress when another run holds it."""
    close_stale_runs()
    try:
        with transaction.atomic():
            run = Run.objects.create(started_by=started_by, everything=everything, started_at=Now(), seen_at=Now())
    except IntegrityError as error:
        raise RunInProgress(_("已有一次检查正在进行。")) from error
    return run.pk


def end_run(run_id: int, *, ended: bool, data: dict[str, object], error: str) -> None:
    """Gives the lock back and keeps what the run found; ``ended``: it came to its end, whatever it found."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()  # it may be what ended the run: another one gives the lock back
    state = Run.State.DONE if ended else Run.State.FAILED
    Run.objects.filter(pk=run_id, state=Run.State.RUNNING).update(
        state=state, finished_at=Now(), data=data, error=error[:500], outage=bool(data.get("outage"))
    )


def outages_before() -> Outages:
    """The suspected outages in a row that the latest runs over all links ended in."""
    ended = Run.objects.filter(everything=True, state=Run.State.DONE)
    last_well = ended.filter(outage=False).first()
    in_a_row = ended.filter(pk__gt=last_well.pk if last_well else 0)
    age = ExpressionWrapper(Now() - F("started_at"), output_field=DurationField())
    first = in_a_row.annotate(age=age).last()
    return Outages(count=in_a_row.count(), age=first.age) if first else Outages()
