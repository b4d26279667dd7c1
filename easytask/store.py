"""Reads friend links, writes verdicts back with their history, and keeps the run row and its lock.

It is the only ORM in the checking path, and also writes down what the owner's hand changes. It is called from the one
thread that owns the database, never from an event loop.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import logging
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.db import Error, IntegrityError, connection, reset_queries, transaction
from django.db.models import Case, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, When
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django_celery_beat.models import IntervalSchedule

from blog.models import FriendLink
from easytask import journal
from easytask.data import CheckFailed, Friend, Outages, Verdict
from easytask.models import GOOD, Check, Flip, LinkState, Run

STALE_AFTER = dt.timedelta(seconds=60)
# Within this time after the clock's own run, or half of a shorter interval, no further tick makes another: two beats
# tick almost together, and what beat sent while nobody worked comes all at once.
CLOCK_RESTS = dt.timedelta(seconds=10)
TICKING = {"periodictask__task": "easytask.tasks.check_friend", "periodictask__enabled": True}

StoreError = Error  # what any call here may raise when the database is locked, away or not migrated


def words_of(error: StoreError) -> str:
    """What the database says, in one line; SQLite says less than it knows when it finds no room for a new file."""
    words = " ".join(str(error).split())
    return _("%s（磁盘可能已满）") % words if words == "disk I/O error" else words


class RunInProgress(CheckFailed):
    """Another run holds the lock."""


class TickAnswered(CheckFailed):
    """The clock's own run that has just ended answers this tick as well."""


class UnknownFriends(CheckFailed):
    """Some of the wanted ids belong to no friend link."""


def load(friend_ids: Collection[int] | None = None) -> list[Friend]:
    """The friend links to be checked, all or the given ones, slowest last time first.

    Left out are the inactive ones and those that the owner wants left alone. Raises UnknownFriends for an id that does
    not exist.
    """
    rows = FriendLink.objects.all()
    if friend_ids is not None:
        rows = rows.filter(pk__in=friend_ids)
        unknown = set(friend_ids) - set(rows.values_list("pk", flat=True))
        if unknown:
            raise UnknownFriends(_("没有编号为 %s 的友链。") % "、".join(map(str, sorted(unknown))))
    return read(rows.to_be_checked())


def read(rows: QuerySet[FriendLink]) -> list[Friend]:
    """These rows as the records that are judged, slowest last time first."""
    rows = rows.order_by(F("state__elapsed").desc(nulls_first=True), "id")
    fields = ("pk", "name", "link", "link_page", "is_show", "not_show_reason", "always_show")
    remembered = ("state__link", "state__is_show", "state__failures", "state__silences")
    friends = []
    for row in rows.values_list(*fields, *remembered):
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


def record(verdicts: Collection[Verdict], *, run_id: int) -> Recorded:
    """Writes a batch of verdicts and their history in one transaction, which is the run's sign of life as well.

    A row that was edited, deactivated or deleted since it was read is left as its owner left it, and one that this run
    has written already stays as it is. A connection that was cut is made anew, once: the run goes on.
    """
    try:
        return _record(verdicts, run_id)
    except StoreError:
        if connection.in_atomic_block:
            raise
        connection.close_if_unusable_or_obsolete()
        if connection.connection is not None:
            raise  # it is alive, so another one would not fare better
        return _record(verdicts, run_id)


def _record(verdicts: Collection[Verdict], run_id: int) -> Recorded:
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
    return Recorded(written, left, bool(cancelled))


def _lock(friend_ids: Collection[int], run_id: int) -> dict[int, _Row]:
    in_this_run = Exists(Check.objects.filter(run=run_id, friend=OuterRef("pk")))
    locked = FriendLink.objects.select_for_update(of=("self",), skip_locked=True)
    rows = locked.filter(pk__in=friend_ids).to_be_checked()
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
                failures=verdict.failures,
                silences=verdict.silences,
                evidence=evidence,
                checked_at=now,
            )
        )
        ordinary = verdict.kind in GOOD and row.seen_verdict in GOOD
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
                    first_sight=row.seen_link != friend.link,
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
            journal.write(
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


def close_stale_runs() -> None:
    """Closes a run without a sign of life as broken; the database's clock tells its age.

    A sign from a time to come is no sign of life: the clock was set back, and a living run has given another by now.
    """
    alive = Q(seen_at__range=(Now() - STALE_AFTER, Now() + STALE_AFTER))
    stale = Run.objects.filter(~alive, state=Run.State.RUNNING)
    _close(stale, at=F("seen_at"), state=Run.State.BROKEN, error=gettext_noop("超过 60 秒没有动静，已视为中断。"))


def _close(running: QuerySet[Run], *, at: Now | F, **values: Any) -> None:
    """Writes how the run ended, if it is still under way; whoever does that, and nobody else, logs it.

    ``at``: when it ended, for a duration that nobody has measured.
    """
    took = ExpressionWrapper(at - F("started_at"), output_field=DurationField())
    run = running.annotate(took=took).first()  # a page that only looks must not wait for SQLite's write lock
    if run is None or not running.filter(pk=run.pk).update(**values, finished_at=Now()):
        return
    seconds = values.get("seconds")
    level = logging.WARNING if values["state"] == Run.State.BROKEN else logging.INFO
    line = functools.partial(
        journal.write,
        level,
        run=run.pk,
        state=values["state"].value,
        started_by=run.started_by,
        total=run.total,
        judged=run.judged,
        to_show=run.to_show,
        to_not_show=run.to_not_show,
        outage="yes" if values.get("outage") else None,
        seconds=round(run.took.total_seconds() if seconds is None else seconds, 3),
        task=run.task_id,
        error=values["error"],
    )
    transaction.on_commit(line)


def begin_run(*, started_by: str, everything: bool, user_id: int | None = None, task_id: str = "") -> int:
    """Takes the lock and returns the run's id; raises RunInProgress when another run holds it, or TickAnswered.

    ``user_id``: who pressed the button; one that is gone by now is left out. ``task_id``: Celery's, of who runs it.
    """
    close_stale_runs()
    user = get_user_model()._default_manager.filter(pk=user_id).first() if user_id is not None else None
    try:
        with transaction.atomic():
            run = Run.objects.create(
                started_by=started_by,
                user=user,
                user_name=_name_of(user),
                everything=everything,
                started_at=Now(),
                seen_at=Now(),
                task_id=task_id[:64],
            )
            if started_by == Run.StartedBy.CLOCK and _the_clock_has_just_run(everything):
                raise TickAnswered(_("定时检查刚刚做过，这一次不再重复。"))
    except IntegrityError as error:
        raise RunInProgress(_("已有一次检查正在进行。")) from error
    return run.pk


def _the_clock_has_just_run(everything: bool) -> bool:
    intervals = IntervalSchedule.objects.filter(**TICKING)
    rests = min([CLOCK_RESTS, *(interval.schedule.run_every / 2 for interval in intervals)])
    ticks = Run.objects.filter(started_by=Run.StartedBy.CLOCK, everything=everything)
    answered = ticks.filter(state__in=(Run.State.DONE, Run.State.CANCELLED))
    return answered.filter(finished_at__range=(Now() - rests, Now())).exists()


def expect(run_id: int, total: int) -> None:
    """Notes how many links the run sets out to check."""
    Run.objects.filter(pk=run_id).update(total=total)


def cancel(run_id: int) -> bool:
    """Asks a run to stop, which it does within about a second; False when it is not running any more."""
    return Run.objects.filter(pk=run_id, state=Run.State.RUNNING).update(cancel_requested=True) == 1


def end_run(
    run_id: int,
    *,
    ended: bool,
    data: dict[str, object],
    error: str,
    cancelled: bool = False,
    seconds: float | None = None,
) -> None:
    """Gives the lock back and keeps what the run found; ``ended``: it came to its end, whatever it found.

    ``seconds``: how long it took, by a clock that nobody sets; None when the one who ends it did not see it begin.
    """
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()  # it may be what ended the run: another one gives the lock back
    stopped = Run.State.CANCELLED if cancelled else Run.State.FAILED
    _close(
        Run.objects.filter(pk=run_id, state=Run.State.RUNNING),
        at=Now(),
        state=Run.State.DONE if ended else stopped,
        data=data,
        error=error[:500],
        seconds=seconds,
        outage=bool(data.get("outage")),
    )


def outages_before() -> Outages:
    """The suspected outages in a row that the latest runs over all links ended in."""
    ended = Run.objects.filter(everything=True, state=Run.State.DONE)
    last_well = ended.filter(outage=False).first()
    in_a_row = ended.filter(pk__gt=last_well.pk if last_well else 0)
    age = ExpressionWrapper(Now() - F("started_at"), output_field=DurationField())
    first = in_a_row.annotate(age=age).last()
    return Outages(count=in_a_row.count(), age=first.age) if first else Outages()


class CannotChange(Exception):
    """What the owner wants cannot be done any more; the text says why in one sentence, for the person who tried."""


class CannotUndo(CannotChange):
    """A change cannot be undone any more."""


def note_owners_flip(friend: FriendLink, user: Any) -> None:
    """Remembers that ``user`` is about to save this friend with another ``is_show`` than it has."""
    with transaction.atomic():
        rows = FriendLink.objects.select_for_update().filter(pk=friend.pk).exclude(is_show=friend.is_show)
        if rows.values_list("pk").first():
            _flip_by_owner(friend, friend.is_show, user)


def undo(flip_id: int, user: Any) -> Flip:
    """Takes back an automatic change, if it is the friend's latest and nobody has touched it since.

    Returns the owner's own change that this makes; raises CannotUndo. The check counts the friend's failures anew.
    """
    with transaction.atomic():
        friend = FriendLink.objects.select_for_update(of=("self",)).filter(flips=flip_id).first()
        if friend is None:
            raise CannotUndo(_("这个友链已被删除，没有可撤销的改动。"))
        flip = Flip.objects.get(pk=flip_id)
        latest = friend.flips.first()
        if not flip.is_automatic:
            raise CannotUndo(_("只能撤销检查自动做的改动。"))
        if Flip.objects.filter(undoes=flip).exists():
            raise CannotUndo(_("这次改动已经撤销过了。"))
        if latest != flip or friend.is_show != flip.is_show:
            raise CannotUndo(_("“%s”之后又有新的改动，这一次不能再撤销。") % friend.name)
        _show(friend, not flip.is_show)
        return _flip_by_owner(friend, not flip.is_show, user, undoes=flip)


def leave_alone(friend_id: int, until: dt.datetime | None) -> FriendLink:
    """Keeps the check away from a friend until then; None ends that. Raises CannotChange."""
    with transaction.atomic():
        friend = _held(friend_id)
        if until is None and (friend.left_alone_until is None or friend.left_alone_until <= timezone.now()):
            raise CannotChange(_("“%s”已经恢复检查了。") % friend.name)
        friend.left_alone_until = until
        friend.save(update_fields=["left_alone_until"])
    return friend


def always_show(friend_id: int, on: bool, user: Any) -> FriendLink:
    """Shows a friend from now on whatever the check would see, or leaves it to the check again. Raises CannotChange."""
    with transaction.atomic():
        friend = _held(friend_id)
        if friend.always_show == on:
            now = _("“%s”已经是一直展示了。") if on else _("“%s”已经交给检查决定了。")
            raise CannotChange(now % friend.name)
        FriendLink.objects.filter(pk=friend.pk).update(always_show=on)
        if on and not friend.is_show:
            _show(friend, True)
            _flip_by_owner(friend, True, user)
    return friend


def take_over(friend_id: int, address: str) -> FriendLink:
    """Writes the address that a friend has moved to for good, if the latest check still says so. Raises CannotChange.

    A separate link page that has moved for good as well follows.
    """
    with transaction.atomic():
        friend = _held(friend_id)
        state = LinkState.objects.filter(friend=friend, link=friend.link).first()
        if state is None or not address or state.moved_to != address:
            raise CannotChange(_("“%s”的地址或检查结果刚刚变了，请看过新的结果再决定。") % friend.name)
        friend.link = address
        friend.link_page = state.link_page_moved_to or friend.link_page
        friend.save(update_fields=["link", "link_page"])
    return friend


def _held(friend_id: int) -> FriendLink:
    friend = FriendLink.objects.select_for_update().filter(pk=friend_id).first()
    if friend is None:
        raise CannotChange(_("这个友链已被删除。"))
    return friend


def _show(friend: FriendLink, is_show: bool) -> None:
    values = {"is_show": is_show, "not_show_reason": "", "not_show_kind": "", "is_show_since": Now()}
    FriendLink.objects.filter(pk=friend.pk).update(**values)


def _flip_by_owner(friend: FriendLink, is_show: bool, user: Any, undoes: Flip | None = None) -> Flip:
    line = functools.partial(
        journal.write, flip="shown" if is_show else "hidden", friend=friend.pk, name=friend.name, user=user and user.pk
    )
    transaction.on_commit(line)
    return Flip.objects.create(
        friend=friend,
        at=dt.datetime.now(dt.UTC),
        is_show=is_show,
        link=friend.link,
        user=user,
        user_name=_name_of(user),
        undoes=undoes,
    )


def _name_of(user: Any) -> str:
    return user.get_username()[:150] if user else ""
