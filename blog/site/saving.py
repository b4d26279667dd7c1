"""Save what the owner chose, and tell when somebody else chose otherwise meanwhile; nothing of either is lost."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import DEFAULT_DB_ALIAS, IntegrityError, transaction
from django.db.models import QuerySet
from django.dispatch import Signal
from django.utils import timezone
from django.utils.crypto import salted_hmac

from blog.models import SiteSetting
from blog.site.registry import Setting

# Sent after the change is in the database, with ``names``: those of the settings that were changed.
saved = Signal()


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """What a form says of one setting: its text, empty for the default, and the mark of what the form began with."""

    setting: Setting
    text: str
    seen: str


@dataclasses.dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else has saved another text since the form was opened; ``by`` is empty when it is not known who."""

    setting: Setting
    stored: str
    by: str


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What was changed, by name; with a conflict nothing was."""

    changed: frozenset[str] = frozenset()
    conflicts: tuple[Conflict, ...] = ()


def mark(setting: Setting, text: str | None) -> str:
    """Return what stands for a stored text in a form: it tells two texts apart, and nothing of a secret."""
    return salted_hmac("blog.site.saving", f"{setting.name}={text}").hexdigest()[:20] if text else ""


def save(changes: Iterable[Change], user: Any, *, using: str = DEFAULT_DB_ALIAS) -> Outcome:
    """Save these changes together, or, when one of them is in conflict, none of them.

    Raise ValueError, and save nothing, when a text makes no sense: the default would be in force in its place.
    """
    changes = list(changes)
    for change in changes:
        if change.text:
            change.setting.parse(change.text)
    try:
        outcome = _save(changes, user, using)
    except IntegrityError:
        # Another process has just made a row that was not there; now it is, and can be compared.
        outcome = _save(changes, user, using)
    if outcome.changed:
        saved.send(sender=None, names=outcome.changed)
    return outcome


def _save(changes: list[Change], user: Any, using: str) -> Outcome:
    with transaction.atomic(using=using):
        return _compare_and_save(changes, user, SiteSetting.objects.using(using))


def _compare_and_save(changes: list[Change], user: Any, stored: QuerySet[SiteSetting]) -> Outcome:
    names = [change.setting.name for change in changes]
    # SQLite has no row locks; there the transaction begins with a lock on everything.
    rows = stored.select_for_update(of=("self",)).select_related("saved_by").in_bulk(names)
    wanted = [change for change in changes if _is_wanted(change, rows)]
    conflicts = tuple(
        Conflict(change.setting, row.value if row else "", row.saved_by.get_username() if row and row.saved_by else "")
        for change in wanted
        for row in [rows.get(change.setting.name)]
        if mark(change.setting, row.value if row else None) != change.seen
    )
    if conflicts:
        return Outcome(conflicts=conflicts)
    for change in wanted:
        values = {"value": change.text, "saved_at": timezone.now(), "saved_by": user}
        found = stored.filter(pk=change.setting.name)
        if not change.text:
            found.delete()
        elif change.setting.name in rows:
            found.update(**values)
        else:
            # Never an update: a row that another process makes meanwhile has to be compared first.
            stored.create(name=change.setting.name, **values)
    return Outcome(frozenset(change.setting.name for change in wanted))


def _is_wanted(change: Change, rows: Mapping[Any, SiteSetting]) -> bool:
    """Return whether the form's owner changed this, and it is not so already."""
    row = rows.get(change.setting.name)
    is_so_already = change.text == (row.value if row else "")
    return not is_so_already and mark(change.setting, change.text) != change.seen
