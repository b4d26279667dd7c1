"""What is remembered of the check: each run, and where each friend link stands."""

from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from easytask import judge
from easytask.data import Kind


class Run(models.Model):
    """One check, and while it runs the lock that keeps a second one out."""

    class State(models.TextChoices):
        RUNNING = "running", _("进行中")
        DONE = "done", _("完成")
        FAILED = "failed", _("失败")
        BROKEN = "broken", _("中断")

    class StartedBy(models.TextChoices):
        TASK = "task", _("任务")
        COMMAND = "command", _("命令行")
        CODE = "code", _("程序")

    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.RUNNING)
    started_by = models.CharField(_("发起者"), max_length=10, choices=StartedBy.choices)
    everything = models.BooleanField(_("检查全部友链"), default=True)
    started_at = models.DateTimeField(_("开始时间"))
    seen_at = models.DateTimeField(_("最近一次活动"))
    finished_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    outage = models.BooleanField(_("疑似本站断网"), default=False)
    data = models.JSONField(_("统计"), default=dict, blank=True)
    error = models.CharField(_("错误"), max_length=500, blank=True, default="")

    class Meta:
        verbose_name = _("检查记录")
        verbose_name_plural = _("检查记录")
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="running"), name="easytask_one_running_run")
        ]

    def __str__(self) -> str:
        return f"{date_format(localtime(self.started_at), 'SHORT_DATETIME_FORMAT')} {self.get_state_display()}"


class LinkState(models.Model):
    """Where one friend link stands after its latest check, and as what the check left it.

    ``link`` and ``is_show`` are the friend's own as the check left them: when the friend's differ, its owner has edited
    it since, and the two counts of runs in a row no longer hold.
    """

    friend = models.OneToOneField(
        "blog.FriendLink", on_delete=models.CASCADE, primary_key=True, related_name="state", verbose_name=_("友情链接")
    )
    link = models.CharField(max_length=500)
    is_show = models.BooleanField()
    verdict = models.CharField(
        _("结论"), max_length=20, choices=[(kind.value, _(label)) for kind, label in judge.LABELS.items()]
    )
    status = models.PositiveIntegerField(_("状态码"), null=True)
    elapsed = models.FloatField(_("用时（秒）"), default=0.0)
    failures = models.PositiveIntegerField(_("连续失败次数"), default=0)
    silences = models.PositiveIntegerField(default=0)
    evidence = models.JSONField(_("依据"), default=dict, blank=True)
    checked_at = models.DateTimeField(_("检查时间"))

    class Meta:
        verbose_name = _("友链状态")
        verbose_name_plural = _("友链状态")

    def __str__(self) -> str:
        return f"{self.friend_id} {self.verdict}"

    @property
    def is_current(self) -> bool:
        """Whether this still speaks of the friend as it is: its owner has not edited it since the check."""
        return self.link == self.friend.link and self.is_show == self.friend.is_show

    @property
    def tone(self) -> str:
        """How the verdict is meant: ``good``, ``bad``, or ``open`` when nothing could be told."""
        if self.verdict in (Kind.OK, Kind.WHITE_LISTED):
            return "good"
        return "open" if self.verdict in (Kind.UNCERTAIN, Kind.OUTAGE, Kind.FAILED) else "bad"

    @property
    def words(self) -> str:
        """What the latest check found, in the reader's language."""
        if self.verdict == Kind.BAD_STATUS:
            return gettext(judge.REASONS[Kind.BAD_STATUS]).format(code=self.status)
        return self.get_verdict_display()

    @property
    def reason(self) -> str:
        """Why the friend is hidden, in the reader's language; empty when it is shown."""
        friend = self.friend
        if friend.is_show or not friend.not_show_kind:
            return friend.not_show_reason
        if friend.not_show_kind == Kind.BAD_STATUS and self.verdict != Kind.BAD_STATUS:
            # The code is that of an earlier check, and stands in the stored text alone.
            in_chinese = (get_language() or "").startswith("zh")
            return friend.not_show_reason if in_chinese else gettext(judge.LABELS[Kind.BAD_STATUS])
        return gettext(judge.REASONS[Kind(friend.not_show_kind)]).format(code=self.status)
