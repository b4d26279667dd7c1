"""The runs of the check, what each process of a run has done, and what somebody confirmed after one."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from easytask.verdicts.records import TEXT_CHARS


def username(user: Any) -> str:
    """Return the name that outlives the account; empty for nobody."""
    return user.get_username()[:150] if user else ""


class Run(models.Model):
    """One check, and while it runs the lock that keeps a second one out.

    The counts grow with each batch that is written, so that a page can follow a run in the database alone; ``seen_at``
    is its latest heartbeat. ``started_by`` is ``task`` when somebody sent the task by hand and ``code`` when a program
    called LinkChecker; ``user`` is the person who pressed a button.
    ``suspected_site_link`` is the backlink that it asked for when that is suspected to be our own mistake.
    ``outcome`` is what it ended in, a RunOutcome; empty while it is under way. The sentence for people is made from it,
    from ``detail`` and from the figures in ``data`` when it is shown; ``error`` holds that sentence in Chinese, for
    code from before outcomes. Only a run that such code has ended may have an ``error`` without an outcome.
    ``seconds`` is how long it took by the monotonic clock, null when several processes shared it or nobody lived to
    write it down: only then is the time between ``started_at`` and ``finished_at`` to be believed.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("进行中")
        DONE = "done", _("完成")
        FAILED = "failed", _("失败")
        # Closed without a heartbeat; the value is from before that word.
        ABANDONED = "broken", _("中断")
        CANCELLED = "cancelled", _("已取消")

    class StartedBy(models.TextChoices):
        CLOCK = "clock", _("定时任务")
        OWNER = "owner", _("站长")
        TASK = "task", _("任务")
        COMMAND = "command", _("命令行")
        CODE = "code", _("程序")

    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.RUNNING)
    started_by = models.CharField(_("发起者"), max_length=10, choices=StartedBy.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("用户")
    )
    # It outlives the account.
    user_name = models.CharField(_("用户名"), max_length=150, blank=True, default="", db_default="")
    # False for a run over chosen links. The column keeps its name for older code that runs beside.
    is_full = models.BooleanField(_("检查全部友链"), db_column="everything", default=True)
    total = models.PositiveIntegerField(_("应查"), default=0, db_default=0)
    judged = models.PositiveIntegerField(_("已查"), default=0, db_default=0)
    to_show = models.PositiveIntegerField(_("新展示"), default=0, db_default=0)
    to_not_show = models.PositiveIntegerField(_("新隐藏"), default=0, db_default=0)
    cancel_requested = models.BooleanField(_("已要求取消"), default=False, db_default=False)
    started_at = models.DateTimeField(_("开始时间"))
    seen_at = models.DateTimeField(_("最近一次活动"))
    finished_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    seconds = models.FloatField(_("用时（秒）"), null=True, editable=False)
    outage = models.BooleanField(_("疑似本站断网"), default=False)
    suspected_site_link = models.CharField(
        _("疑似有误的本站地址"), max_length=TEXT_CHARS, blank=True, default="", db_default="", editable=False
    )
    data = models.JSONField(_("统计"), default=dict, blank=True)
    error = models.CharField(_("错误"), max_length=TEXT_CHARS, blank=True, default="")
    outcome = models.CharField(_("结果"), max_length=20, blank=True, default="", db_default="", editable=False)
    detail = models.CharField(_("详情"), max_length=TEXT_CHARS, blank=True, default="", db_default="", editable=False)
    # Celery's, if a task ran it.
    task_id = models.CharField(max_length=64, blank=True, default="", db_default="", db_index=True)
    # Of a run in shards: somebody is at its closing step.
    closing = models.BooleanField(db_default=False)

    class Meta:
        verbose_name = _("检查记录")
        verbose_name_plural = pgettext_lazy("plural", "检查记录")
        ordering = ("-id",)
        permissions = [("run_check", _("可以开始和取消检查"))]
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="running"), name="easytask_one_running_run")
        ]

    def __str__(self) -> str:
        return f"{date_format(localtime(self.started_at), 'Y-m-d H:i')} {self.get_state_display()}"

    @property
    def is_in_a_worker(self) -> bool:
        """Whether a Celery worker carries it out, however it was asked to."""
        return self.started_by in (self.StartedBy.CLOCK, self.StartedBy.OWNER, self.StartedBy.TASK)


class ConfirmedSiteLink(models.Model):
    """A backlink to ask for that somebody has confirmed to be right although many friends do not carry it."""

    site_link = models.CharField(_("本站地址"), max_length=TEXT_CHARS, unique=True)
    at = models.DateTimeField(_("时间"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("用户")
    )
    user_name = models.CharField(_("用户名"), max_length=150, blank=True, default="")

    class Meta:
        verbose_name = _("已确认的本站地址")
        verbose_name_plural = pgettext_lazy("plural", "已确认的本站地址")

    def __str__(self) -> str:
        return self.site_link


class Shard(models.Model):
    """A range of ids, the last one included, of a run that several workers share; kept until the next such run.

    ``seen_at`` is the latest heartbeat of whoever tries it, null while nobody does. ``counts`` are the RunCounts of
    what is written, ``waiting`` the verdicts, as JSON, that the closing step decides, from the attempt that was
    ``done``.
    """

    run = models.ForeignKey(Run, models.CASCADE, related_name="shards")
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    attempts = models.PositiveSmallIntegerField(default=0)
    seen_at = models.DateTimeField(null=True)
    done = models.BooleanField(default=False)
    # The column keeps its name for older code that runs beside.
    counts = models.JSONField(db_column="tally", default=dict)
    waiting = models.BinaryField(default=b"")

    class Meta:
        verbose_name = _("检查分片")
        verbose_name_plural = pgettext_lazy("plural", "检查分片")

    def __str__(self) -> str:
        return f"{self.run_id} {self.first_id}–{self.last_id}"
