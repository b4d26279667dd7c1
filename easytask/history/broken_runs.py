"""Notice that the checks of all links break one after another, and say so in the reader's language."""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.db.models import Count, Min, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from easytask.models import Run

# One may be a restart, two an upgrade that went wrong.
BROKEN_RUNS_TOLD = 3


@dataclasses.dataclass(frozen=True, slots=True)
class BrokenRuns:
    """The latest checks of all links, which all broke: how many, the id of the first one, and when that began."""

    count: int
    first: int
    since: dt.datetime

    @property
    def words(self) -> str:
        """That they broke, and where to look, in the reader's language."""
        words = {"count": self.count, "since": date_format(timezone.localtime(self.since), "m-d H:i")}
        return _("最近连续 %(count)d 次检查都中途断了（第一次始于 %(since)s），执行检查的进程没能走到结尾。") % words

    @property
    def remedy(self) -> str:
        return _(
            "请查看 worker 的日志（Docker：docker compose logs worker；make run：var/log/worker.log）和服务器的内存："
            "进程常常是因为内存不足被系统杀掉的。有一次检查走完，后台的这条提示就会消失。"
        )


def broken_runs() -> BrokenRuns | None:
    """Return the checks of all links that broke since the latest one that came to its end; None while they are few.

    A check of chosen links says nothing of what breaks the others.
    """
    runs = Run.objects.filter(is_full=True)
    ended = runs.exclude(state__in=(Run.State.RUNNING, Run.State.ABANDONED)).values("pk")[:1]
    broken = runs.filter(state=Run.State.ABANDONED, pk__gt=Coalesce(Subquery(ended), 0))
    found = broken.aggregate(count=Count("pk"), first=Min("pk"), since=Min("started_at"))
    return BrokenRuns(**found) if found["count"] >= BROKEN_RUNS_TOLD else None
