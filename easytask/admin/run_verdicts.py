"""Say of each link of a run what the run found; for runs over a few links, where every verdict has room."""

from __future__ import annotations

import dataclasses

from django.contrib import messages
from django.utils.translation import gettext as _

from easytask.admin.standing import Badge
from easytask.labels import verdict_label
from easytask.models import Check, Run
from easytask.runs import results
from easytask.verdicts import rules, words
from easytask.verdicts.kinds import CheckStatus, Kind, cause_from

# A run over more links shows what it changed, and its counts.
FEW_LINKS = 20


@dataclasses.dataclass(frozen=True, slots=True)
class RunVerdict:
    """What a run found of one friend, in the reader's language; ``milliseconds`` is None when it was not fetched."""

    friend_id: int
    friend_name: str
    badge: Badge
    note: str
    milliseconds: int | None

    @property
    def words(self) -> str:
        """Return all of it as one phrase."""
        time = "" if self.milliseconds is None else f"{self.milliseconds} ms"
        return " · ".join(filter(None, [self.badge.word, self.note, time]))


@dataclasses.dataclass(frozen=True, slots=True)
class VerdictMessage:
    """The answer to who asked for the check of one friend; ``level`` is one of django.contrib.messages."""

    level: int
    sentence: str


def friend_verdict(friend_id: int, run: Run) -> VerdictMessage:
    """Return what a run that is over found of one friend, or why it found nothing."""
    found = verdicts_of_run(run.pk, friend_id=friend_id)
    if found:
        [verdict] = found
        level = messages.SUCCESS if verdict.badge.status is CheckStatus.OK else messages.WARNING
        return VerdictMessage(
            level, _("“%(name)s”检查完毕：%(words)s。") % {"name": verdict.friend_name, "words": verdict.words}
        )
    why = results.remark(run, _) or _("这次检查没有包括它，请再按一次“立即检查”。")
    return VerdictMessage(messages.WARNING, why)


def verdicts_of_run(run_id: int, *, friend_id: int | None = None) -> list[RunVerdict]:
    """Return what a run has found so far, in the order in which it was written down; of one friend, if it is named."""
    rows = Check.objects.filter(run=run_id)
    if friend_id is not None:
        rows = rows.filter(friend=friend_id)
    return [_verdict(check) for check in rows.select_related("friend").defer("evidence").order_by("pk")[:FEW_LINKS]]


def _verdict(check: Check) -> RunVerdict:
    badge = Badge(rules.check_status(Kind(check.verdict)), verdict_label(check.verdict, check.status))
    cause = cause_from(check.cause)
    note = _(words.CAUSES[cause]) if cause else ""
    return RunVerdict(check.friend_id, check.friend.name, badge, note, check.milliseconds)
