"""What the owner is told, and how far each notice has come on its way."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from easytask.models.door import Application
from easytask.models.runs import Run


class Notice(models.Model):
    """What the owner is told of one run: the flips that name it. Its words are made when it is sent.

    ``breaking``: that this run and those after it broke. One that names an ``application``, or a friend who has
    ``refused_by`` robots.txt, is about no run.
    """

    run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="notices", verbose_name=_("检查记录"))
    application = models.ForeignKey(Application, models.CASCADE, null=True, related_name="notices")
    refused_by = models.ForeignKey("blog.FriendLink", models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField(_("时间"))
    breaking = models.BooleanField(db_default=False)

    class Meta:
        verbose_name = pgettext_lazy("singular", "通知")
        verbose_name_plural = pgettext_lazy("plural", "通知")
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
        verbose_name_plural = pgettext_lazy("plural", "通知的发送")
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="easytask_one_delivery_a_channel")]
        indexes = [
            models.Index(fields=["at"], condition=Q(state__in=("waiting", "sending")), name="easytask_delivery_open")
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.channel} {self.state}"
