"""What is remembered of the check: runs, where each link stands, every check, change and day, and who was told.

State and its history are two things: LinkState and the friend's own fields say what is, Check, Flip and Day what was.
What strangers and friends ask of us stands in ``door``, the icons and feeds of their sites in ``icons`` and ``feeds``,
the lists of friends that were imported in ``exchange``.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from easytask.models.channels import NotificationChannel as NotificationChannel
from easytask.models.door import AddressProbe as AddressProbe
from easytask.models.door import Application as Application
from easytask.models.door import Letter as Letter
from easytask.models.door import MailRecipient as MailRecipient
from easytask.models.door import QuotaCount as QuotaCount
from easytask.models.door import RobotsAnswer as RobotsAnswer
from easytask.models.exchange import FriendImport as FriendImport
from easytask.models.exchange import ImportedFriend as ImportedFriend
from easytask.models.feeds import FriendFeed as FriendFeed
from easytask.models.feeds import FriendPost as FriendPost
from easytask.models.icons import FriendIcon as FriendIcon
from easytask.verdicts import rules
from easytask.verdicts.records import TEXT_CHARS, BacklinkState, CheckStatus, Kind

VERDICTS = [(kind.value, _(label)) for kind, label in rules.LABELS.items()]
BACKLINKS = [(state.value, _(label)) for state, label in rules.BACKLINK_LABELS.items()]


def username(user: Any) -> str:
    """Return the name that outlives the account; empty for nobody."""
    return user.get_username()[:150] if user else ""


def _moved_to(evidence: Mapping[str, Any]) -> str:
    address = str(evidence.get("url", ""))
    # A longer one may have been cut.
    return address if evidence.get("moved") and len(address) < TEXT_CHARS else ""


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
    error = models.CharField(_("错误"), max_length=500, blank=True, default="")
    outcome = models.CharField(_("结果"), max_length=20, blank=True, default="", db_default="", editable=False)
    detail = models.CharField(_("详情"), max_length=500, blank=True, default="", db_default="", editable=False)
    # Celery's, if a task ran it.
    task_id = models.CharField(max_length=64, blank=True, default="", db_default="", db_index=True)
    # Of a run in shards: somebody is at its closing step.
    closing = models.BooleanField(db_default=False)

    class Meta:
        verbose_name = _("检查记录")
        verbose_name_plural = _("检查记录")
        ordering = ("-id",)
        permissions = [("run_check", _("可以开始和取消检查"))]
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="running"), name="easytask_one_running_run")
        ]

    def __str__(self) -> str:
        return f"{date_format(localtime(self.started_at), 'SHORT_DATETIME_FORMAT')} {self.get_state_display()}"

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
        verbose_name_plural = _("已确认的本站地址")

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
        verbose_name_plural = _("检查分片")

    def __str__(self) -> str:
        return f"{self.run_id} {self.first_id}–{self.last_id}"


class LinkState(models.Model):
    """Where one friend link stands after its latest check, and as what the check left it.

    ``link`` and ``is_show`` are the friend's own as the check left them: when the friend's differ, its owner has edited
    it since, and the two counts of runs in a row no longer hold. ``had_backlink``: the last page that was read for this
    ``link`` carried ours; it outlives checks that read none.
    """

    friend = models.OneToOneField(
        "blog.FriendLink", on_delete=models.CASCADE, primary_key=True, related_name="state", verbose_name=_("友情链接")
    )
    link = models.CharField(max_length=500)
    is_show = models.BooleanField()
    verdict = models.CharField(_("结论"), max_length=20, choices=VERDICTS)
    status = models.PositiveIntegerField(_("状态码"), null=True)
    elapsed = models.FloatField(_("用时（秒）"), default=0.0)
    backlink = models.CharField(
        _("反链"), max_length=20, choices=BACKLINKS, default=BacklinkState.UNKNOWN, db_default=BacklinkState.UNKNOWN
    )
    had_backlink = models.BooleanField(default=False, db_default=False)
    failures = models.PositiveIntegerField(_("连续失败次数"), default=0)
    silences = models.PositiveIntegerField(default=0)
    evidence = models.JSONField(_("依据"), default=dict, db_default={}, blank=True)
    # That of the evidence, which a database reads too slowly to look for the few that end soon.
    certificate_expires = models.DateTimeField(_("证书到期"), null=True, db_index=True)
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
    def check_status(self) -> CheckStatus:
        """What the latest check says of the link."""
        return rules.check_status(Kind(self.verdict))

    @property
    def moved_to(self) -> str:
        """The address that the friend has moved to for good and is well at; empty when it has not."""
        return _moved_to(self.evidence) if self.verdict == Kind.OK else ""

    @property
    def link_page_moved_to(self) -> str:
        """The address that its separate link page has moved to for good; empty when it has not."""
        return _moved_to(self.evidence.get("link_page") or {}) if self.verdict == Kind.OK else ""

    @property
    def certificate_days(self) -> int | None:
        """Whole days from now until the certificate that the latest check saw expires; None when it saw none."""
        expires = self.evidence.get("certificate_expires")
        return (dt.datetime.fromisoformat(expires) - timezone.now()).days if expires else None


class LinkIdentity(models.Model):
    """What is remembered of a friend's site, by which it is known again; the fields are those of looks.Memory.

    All of it belongs to ``link``: when the friend's differs, its owner has edited it since, and nothing of this holds.
    ``data`` is the packed Identity, at most 2 KB.
    """

    friend = models.OneToOneField(
        "blog.FriendLink",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="identity",
        # Older code that runs beside deletes a friend without knowing of this.
        db_constraint=False,
        verbose_name=_("友情链接"),
    )
    link = models.CharField(max_length=500)
    data = models.TextField(blank=True, default="")
    looked_at = models.DateTimeField(null=True)
    final_url = models.CharField(max_length=TEXT_CHARS, blank=True, default="")
    unrecognised_since = models.DateTimeField(null=True)
    marked_at = models.DateTimeField(null=True)
    quarantined_since = models.DateTimeField(null=True)
    moved_to = models.CharField(max_length=TEXT_CHARS, blank=True, default="")
    moved_since = models.DateTimeField(null=True)
    link_pages = models.JSONField(default=list, blank=True)
    icons = models.JSONField(default=list, db_default=[], blank=True)
    feed_links = models.JSONField(default=list, db_default=[], blank=True)

    class Meta:
        verbose_name = _("友链网站的特征")
        verbose_name_plural = _("友链网站的特征")

    def __str__(self) -> str:
        return f"{self.friend_id} {self.final_url}"


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
        verbose_name_plural = _("检查")
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

    friend = models.ForeignKey("blog.FriendLink", models.CASCADE, related_name="flips", verbose_name=_("友情链接"))
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
    notice = models.ForeignKey("Notice", models.PROTECT, null=True, related_name="flips", verbose_name=_("通知"))

    class Meta:
        verbose_name = _("展示变化")
        verbose_name_plural = _("展示变化")
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


class Notice(models.Model):
    """What the owner is told of one run: the flips that name it. Its words are made when it is sent.

    ``breaking``: that this run and those after it broke. One that names an ``application``, or a
    friend whose robots.txt it is ``refused_by``, is about no run.
    """

    run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="notices", verbose_name=_("检查记录"))
    application = models.ForeignKey(Application, models.CASCADE, null=True, related_name="notices")
    refused_by = models.ForeignKey("blog.FriendLink", models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField(_("时间"))
    breaking = models.BooleanField(db_default=False)

    class Meta:
        verbose_name = _("通知")
        verbose_name_plural = _("通知")
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(fields=["run"], condition=Q(breaking=True), name="easytask_one_notice_a_series")
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.run_id}"


class Delivery(models.Model):
    """One notice on its way through one channel.

    ``at`` is when it came to its state, ``retry_at`` when a waiting one that failed may be tried again. ``channel``
    names a channel without its secrets.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("待发送")
        SENDING = "sending", _("发送中")
        SENT = "sent", _("已发送")
        UNKNOWN = "unknown", _("可能已送达，不再重发")
        GIVEN_UP = "given_up", _("已放弃")

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries", db_index=False)
    channel = models.CharField(_("渠道"), max_length=60)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("次数"), default=0)
    at = models.DateTimeField(_("时间"))
    retry_at = models.DateTimeField(null=True)
    error = models.CharField(_("错误"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("通知的发送")
        verbose_name_plural = _("通知的发送")
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="easytask_one_delivery_a_channel")]
        indexes = [
            models.Index(fields=["at"], condition=Q(state__in=("waiting", "sending")), name="easytask_delivery_open")
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.channel} {self.state}"


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
        verbose_name_plural = _("每日统计")
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
        verbose_name_plural = _("每日展示变化")

    def __str__(self) -> str:
        return str(self.day)


class LostCount(models.Model):
    """What deletions have taken from a counter of the metrics, which never falls."""

    name = models.CharField(max_length=60, unique=True)
    count = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("被删除的计数")
        verbose_name_plural = _("被删除的计数")

    def __str__(self) -> str:
        return self.name
