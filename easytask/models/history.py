"""What was: every check for a while, every change for good, and what the days came to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from easytask.models.choices import BACKLINKS, VERDICTS
from easytask.models.runs import Run
from easytask.verdicts.kinds import BacklinkState


class Check(models.Model):
    """One verdict on one friend link; kept in full for a while, then only as its Day.

    ``milliseconds`` is null when the link was not fetched. ``cause`` says why an uncertain one could not tell.
    ``backlink`` is unknown on the rows of older code. ``evidence`` is null on an ok verdict after an ok one, so that a
    year stays small: that of the latest check is in LinkState.
    """

    friend = models.ForeignKey("blog.FriendLink", models.CASCADE, related_name="checks", db_index=False)
    run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="checks", db_index=False)
    at = models.DateTimeField(_("检查时间"))
    verdict = models.CharField(_("结论"), max_length=20, choices=VERDICTS)
    status = models.PositiveSmallIntegerField(_("状态码"), null=True)
    milliseconds = models.PositiveIntegerField(_("用时（毫秒）"), null=True)
    cause = models.CharField(_("无法判断的原因"), max_length=20, blank=True, default="", db_default="")
    backlink = models.CharField(
        _("反链"), max_length=20, choices=BACKLINKS, default=BacklinkState.UNKNOWN, db_default=BacklinkState.UNKNOWN
    )
    evidence = models.JSONField(_("依据"), null=True)

    class Meta:
        verbose_name = _("检查")
        verbose_name_plural = pgettext_lazy("plural", "检查")
        constraints = [
            # A part of a run that is done twice is written once.
            models.UniqueConstraint(fields=["run", "friend"], name="easytask_one_check_a_run")
        ]
        indexes = [
            models.Index(fields=["friend", "at"], name="easytask_check_friend_at"),
            # For the rollup of a day, and the deletion of what is old.
            models.Index(fields=["at"], name="easytask_check_at"),
        ]

    def __str__(self) -> str:
        return f"{self.friend_id} {self.verdict}"


class Flip(models.Model):
    """One change of a friend's ``is_show``, to ``is_show``; kept for good.

    A change by the check has its verdict's kind and evidence. One by the owner has none, but the user; when it is the
    undoing of an automatic change, it names that. ``is_first_check``: no check had seen this friend at ``link`` before.
    ``taken_back_at``: when the check itself showed the friend again soon after a hide of its own; null in all others.
    """

    friend = models.ForeignKey(
        "blog.FriendLink", models.CASCADE, related_name="flips", verbose_name=pgettext_lazy("singular", "友情链接")
    )
    at = models.DateTimeField(_("时间"), db_index=True)
    is_show = models.BooleanField(_("是否展示"))
    link = models.CharField(_("友链地址"), max_length=500)
    kind = models.CharField(_("原因类别"), max_length=20, choices=VERDICTS, blank=True, default="")
    status = models.PositiveSmallIntegerField(_("状态码"), null=True)
    evidence = models.JSONField(_("依据"), null=True)
    is_first_check = models.BooleanField(_("首次检查"), default=False, db_column="first_sight")
    taken_back_at = models.DateTimeField(null=True)
    run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="flips", verbose_name=_("检查记录"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("用户")
    )
    user_name = models.CharField(_("用户名"), max_length=150, blank=True, default="")
    undoes = models.OneToOneField(
        "self", models.SET_NULL, null=True, related_name="undone_by", verbose_name=_("撤销的改动")
    )
    notice = models.ForeignKey(
        "Notice", models.PROTECT, null=True, related_name="flips", verbose_name=pgettext_lazy("singular", "通知")
    )

    class Meta:
        verbose_name = _("展示变化")
        verbose_name_plural = pgettext_lazy("plural", "展示变化")
        ordering = ("-id",)
        indexes = [
            # The change before and the change after one, of the same friend.
            models.Index(fields=["friend", "id"], name="easytask_flip_friend_id"),
            # The few quarantines among very many changes.
            models.Index(fields=["kind", "at"], name="easytask_flip_kind_at"),
            # All that the counts of some days need; the rows themselves are wide.
            models.Index(fields=["at", "kind", "is_show", "taken_back_at"], name="easytask_flip_counted"),
        ]

    def __str__(self) -> str:
        return f"{self.friend_id} {self.kind or self.user_name} {self.is_show}"

    @property
    def is_automatic(self) -> bool:
        return self.kind != ""


class Day(models.Model):
    """What the checks of one friend link on one day of the site's time zone came to, once the day is over.

    ``ok``, ``failing`` and ``unknown`` add up to all of them: those that left the link as a friend's should be, those
    that did not, and those that tell nothing: undecided, or never fetched because it is always shown.
    Two ledgers tell the failing ones apart: ``up`` and ``down`` count those that could tell whether the site was alive,
    ``linked`` and ``unlinked`` those that could tell whether it linked back. They are null on a day from before they
    were kept of which nothing sure is known, and then on all earlier days of that friend.
    ``median`` and ``p95`` are milliseconds of those that got an answer, null when none did; ``week_median`` and
    ``week_p95`` those of the week that ends with this day, so that a long list need not read a week of checks.
    """

    friend = models.ForeignKey("blog.FriendLink", models.CASCADE, related_name="days", db_index=False)
    day = models.DateField(_("日期"))
    ok = models.PositiveIntegerField(_("正常"), db_column="good")
    failing = models.PositiveIntegerField(_("异常"), db_column="bad")
    unknown = models.PositiveIntegerField(_("无法判断"), db_column="open")
    up = models.PositiveIntegerField(_("在线"), null=True)
    down = models.PositiveIntegerField(_("连不上"), null=True)
    linked = models.PositiveIntegerField(_("有反链"), null=True)
    unlinked = models.PositiveIntegerField(_("没有反链"), null=True)
    median = models.PositiveIntegerField(_("用时中位数（毫秒）"), null=True, db_column="day_median")
    p95 = models.PositiveIntegerField(_("用时 95 分位数（毫秒）"), null=True, db_column="day_p95")
    week_median = models.PositiveIntegerField(_("一周用时中位数（毫秒）"), null=True, db_column="median")
    week_p95 = models.PositiveIntegerField(_("一周用时 95 分位数（毫秒）"), null=True, db_column="p95")

    class Meta:
        verbose_name = _("每日统计")
        verbose_name_plural = pgettext_lazy("plural", "每日统计")
        constraints = [models.UniqueConstraint(fields=["friend", "day"], name="easytask_one_row_a_day")]
        indexes = [models.Index(fields=["day"], name="easytask_day_day")]

    def __str__(self) -> str:
        return f"{self.friend_id} {self.day}"


class FlipDay(models.Model):
    """What the changes of all friends on one day of the site's time zone came to, once no later change can alter it.

    It outlives the friends. ``suspected``: those of ``hidden_by_check`` that were taken back.
    """

    day = models.DateField(_("日期"), unique=True)
    shown_by_check = models.PositiveIntegerField()
    hidden_by_check = models.PositiveIntegerField()
    shown_by_owner = models.PositiveIntegerField()
    hidden_by_owner = models.PositiveIntegerField()
    suspected = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("每日展示变化")
        verbose_name_plural = pgettext_lazy("plural", "每日展示变化")

    def __str__(self) -> str:
        return str(self.day)


class LostCount(models.Model):
    """What deletions have taken from a counter of the metrics, which never falls."""

    name = models.CharField(max_length=60, unique=True)
    count = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("被删除的计数")
        verbose_name_plural = pgettext_lazy("plural", "被删除的计数")

    def __str__(self) -> str:
        return self.name
