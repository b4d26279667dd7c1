"""Reads friend links, writes verdicts back, and keeps the run row and its lock; the only ORM in the checking path.

It is called from the one thread that owns the database, never from an event loop.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import Error, IntegrityError, connection, reset_queries, transaction
from django.db.models import DurationField, ExpressionWrapper, F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from blog.models import FriendLink
from easytask.data import CheckFailed, Friend, Verdict
from easytask.judge import Outages
from easytask.models import LinkState, Run

STALE_AFTER = dt.timedelta(seconds=60)


StoreError = Error  # what any call here may raise when the database is locked, away or not migrated


class RunInProgress(CheckFailed):
    """Another run holds the lock."""


class UnknownFriends(CheckFailed):
    """Some of the wanted ids belong to no friend link."""


def load(friend_ids: Collection[int] | None = None) -> list[Friend]:
    """The active friend links, all or the given ones, slowest last time first.

    Raises UnknownFriends for an id that does not exist; inactive ones are left out.
    """
    rows = FriendLink.objects.order_by(F("state__elapsed").desc(nulls_first=True), "id")
    if friend_ids is not None:
        rows = rows.filter(pk__in=friend_ids)
        unknown = set(friend_ids) - set(rows.values_list("pk", flat=True))
        if unknown:
            raise UnknownFriends(_("没有编号为 %s 的友链。") % "、".join(map(str, sorted(unknown))))
    fields = ("pk", "name", "link", "link_page", "is_show", "not_show_reason")
    remembered = ("state__link", "state__is_show", "state__failures", "state__silences")
    friends = []
    for pk, name, link, link_page, is_show, reason, *state in rows.filter(is_active=True).values_list(
        *fields, *remembered
    ):
        seen_link, seen_show, failures, silences = state
        if (seen_link, seen_show) != (link, is_show):
            failures = silences = 0
        friends.append(Friend(pk, name, link, link_page, is_show, reason, failures, silences))
    return friends


def as_friend(row: Friend | FriendLink) -> Friend:
    """A row that somebody has at hand as the record that is judged; no query, and so without its counts."""
    if isinstance(row, Friend):
        return row
    return Friend(row.pk, row.name, row.link, row.link_page, row.is_show, row.not_show_reason)


def record(verdicts: Collection[Verdict]) -> list[Verdict]:
    """Writes a batch of verdicts in one transaction and returns those that were really written.

    A row that was edited, deactivated or deleted since it was read is left as its owner left it. The rows stay locked
    from the comparison to the write (on SQLite by the write lock that every transaction takes at its beginning).
    """
    with transaction.atomic():
        rows = FriendLink.objects.select_for_update().filter(pk__in=[verdict.friend.id for verdict in verdicts])
        now_there = set(rows.filter(is_active=True).values_list("pk", "link", "link_page", "is_show"))
        written = [
            v for v in verdicts if (v.friend.id, v.friend.link, v.friend.link_page, v.friend.is_show) in now_there
        ]
        alike: dict[tuple[bool, str, str], list[int]] = {}
        for verdict in written:
            kind = verdict.reason_kind
            if kind is not None:
                hidden_as = "" if verdict.is_show else kind.value
                alike.setdefault((verdict.is_show, verdict.not_show_reason, hidden_as), []).append(verdict.friend.id)
        for (is_show, reason, hidden_as), ids in alike.items():
            values = {"is_show": is_show, "not_show_reason": reason, "not_show_kind": hidden_as}
            FriendLink.objects.filter(pk__in=ids).exclude(**values).update(**values)
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
    reset_queries()  # with DEBUG on, Django would keep the text of every batch
    return written


def close_stale_runs() -> None:
    """Closes a run without a sign of life as broken; the database's clock tells its age."""
    Run.objects.filter(state=Run.State.RUNNING, seen_at__lt=Now() - STALE_AFTER).update(
        state=Run.State.BROKEN, finished_at=Now(), error=_("超过 60 秒没有动静，已视为中断。")
    )


def begin_run(*, started_by: str, everything: bool) -> int:
    """Takes the lock and returns the run's id; raises RunInProgress when another run holds it."""
    close_stale_runs()
    try:
        with transaction.atomic():
            run = Run.objects.create(started_by=started_by, everything=everything, started_at=Now(), seen_at=Now())
    except IntegrityError as error:
        raise RunInProgress(_("已有一次检查正在进行。")) from error
    return run.pk


def show_life(run_id: int) -> None:
    Run.objects.filter(pk=run_id, state=Run.State.RUNNING).update(seen_at=Now())


def end_run(run_id: int, *, data: dict[str, object], error: str) -> None:
    """Gives the lock back and keeps what the run found; without data it did not come to its end."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()  # it may be what ended the run: another one gives the lock back
    state = Run.State.DONE if data else Run.State.FAILED
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
