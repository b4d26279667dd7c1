"""What strangers and friends ask of us, and what we answered: looks at an address before anything is saved."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AddressProbe(models.Model):
    """One look at an address of which nothing is saved yet; ``easytask.probes`` writes it and reads it for pages.

    ``domain``: the registrable domain of the address. ``changed_at``: when it came to its ``state``. ``answer`` is the
    ProbeAnswer as JSON, ``evidence`` that of the verdict, both empty until it is done.
    """

    url = models.CharField(max_length=500)
    link_page = models.CharField(max_length=500, blank=True, default="")
    domain = models.CharField(max_length=255, db_index=True)
    asked_by = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    failure = models.CharField(max_length=20, blank=True, default="")
    asked_at = models.DateTimeField(db_index=True)
    changed_at = models.DateTimeField()
    answer = models.JSONField(default=dict)
    evidence = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("对地址的查看")
        verbose_name_plural = pgettext_lazy("plural", "对地址的查看")

    def __str__(self) -> str:
        return f"{self.url} {self.state}"


class QuotaCount(models.Model):
    """How often something was used that has a Quota, until it begins anew."""

    name = models.CharField(max_length=300, unique=True)
    count = models.PositiveIntegerField()
    until = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("用量计数")
        verbose_name_plural = pgettext_lazy("plural", "用量计数")

    def __str__(self) -> str:
        return f"{self.name} {self.count}"


class Application(models.Model):
    """A stranger's wish to trade links; ``easytask.applications`` makes it and decides what becomes of it.

    ``token`` is the secret part of the address of its page. ``key`` is the same for all spellings of one address.
    A draft is what a stranger has not handed in yet. The other fields are what the stranger typed, checked for form
    alone; ``probe`` is what our own look found.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("未提交")
        WAITING = "waiting", _("待审核")
        APPROVED = "approved", _("已通过")
        DECLINED = "declined", _("已婉拒")
        WITHDRAWN = "withdrawn", _("对方已撤回")

    token = models.CharField(max_length=40, unique=True, editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.DRAFT)
    link = models.CharField(_("网站地址"), max_length=500)
    key = models.CharField(max_length=64, db_index=True, editable=False)
    name = models.CharField(_("网站名称"), max_length=50, blank=True, default="")
    description = models.CharField(_("网站描述"), max_length=200, blank=True, default="")
    icon = models.CharField(_("图标地址"), max_length=500, blank=True, default="")
    feed = models.CharField(_("订阅地址"), max_length=500, blank=True, default="")
    link_page = models.CharField(_("友链页地址"), max_length=500, blank=True, default="")
    email = models.EmailField(_("邮箱地址"), blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="")
    probe = models.ForeignKey(AddressProbe, models.SET_NULL, null=True, related_name="applications")
    created_at = models.DateTimeField(_("申请时间"), db_index=True)
    handed_in_at = models.DateTimeField(_("提交时间"), null=True)
    decided_at = models.DateTimeField(_("审核时间"), null=True)
    decided_by = models.CharField(_("审核人"), max_length=150, blank=True, default="")
    reason = models.CharField(_("答复"), max_length=500, blank=True, default="")
    friend = models.ForeignKey(
        "blog.FriendLink",
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=pgettext_lazy("singular", "友情链接"),
        # Older code that runs beside may delete a friend without knowing of this table.
        db_constraint=False,
    )

    class Meta:
        verbose_name = _("友链申请")
        verbose_name_plural = pgettext_lazy("plural", "友链申请")
        ordering = ("-handed_in_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(state="waiting"), name="easytask_one_waiting_application"
            )
        ]

    def __str__(self) -> str:
        return self.name or self.link


class Letter(models.Model):
    """One mail to a stranger or a friend on its way; its words are made when it is sent.

    ``at`` is when it came to its state, ``retry_at`` when a waiting one that failed may be tried again. A letter about
    a fall names the flip that hid the friend, and there is one of these at most.
    """

    class Kind(models.TextChoices):
        RECEIVED = "received", _("收到申请")
        APPROVED = "approved", _("申请通过")
        DECLINED = "declined", _("申请婉拒")
        FALLEN = "fallen", _("友链失联")

    class State(models.TextChoices):
        HELD = "held", _("等站长确认")
        WAITING = "waiting", _("待发送")
        SENDING = "sending", _("发送中")
        SENT = "sent", _("已发送")
        UNKNOWN = "unknown", _("可能已送达，不再重发")
        GIVEN_UP = "given_up", _("已放弃")
        DROPPED = "dropped", _("不必再发")

    kind = models.CharField(_("内容"), max_length=10, choices=Kind.choices)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING)
    email = models.EmailField(_("邮箱地址"))
    language = models.CharField(max_length=10, blank=True, default="")
    application = models.ForeignKey(Application, models.CASCADE, null=True, related_name="letters")
    friend = models.ForeignKey(
        "blog.FriendLink",
        models.CASCADE,
        null=True,
        related_name="letters",
        verbose_name=pgettext_lazy("singular", "友情链接"),
        # As in Application.
        db_constraint=False,
    )
    flip = models.OneToOneField("Flip", models.CASCADE, null=True, related_name="letter")
    created_at = models.DateTimeField(_("时间"))
    at = models.DateTimeField(_("时间"))
    attempts = models.PositiveSmallIntegerField(_("次数"), default=0)
    retry_at = models.DateTimeField(null=True)
    error = models.CharField(_("错误"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("给朋友的信")
        verbose_name_plural = pgettext_lazy("plural", "给朋友的信")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.email}"


class MailRecipient(models.Model):
    """What is remembered of a mail address: that it wants no mail of ours, and how often it was refused for good."""

    email = models.EmailField(unique=True)
    unsubscribed_at = models.DateTimeField(null=True)
    refusals = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("收件地址")
        verbose_name_plural = pgettext_lazy("plural", "收件地址")

    def __str__(self) -> str:
        return self.email


class RobotsAnswer(models.Model):
    """What a friend's robots.txt said when it was last read, of its ``link`` at that time.

    ``snoozed_until``: the date that this has written into the friend, null when it has written none.
    """

    friend = models.OneToOneField(
        "blog.FriendLink",
        models.CASCADE,
        primary_key=True,
        related_name="robots",
        # As in Application.
        db_constraint=False,
    )
    link = models.CharField(max_length=500)
    read_at = models.DateTimeField(db_index=True)
    is_refused = models.BooleanField(default=False)
    snoozed_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("对方的 robots.txt")
        verbose_name_plural = pgettext_lazy("plural", "对方的 robots.txt")

    def __str__(self) -> str:
        return f"{self.friend_id} {self.is_refused}"
