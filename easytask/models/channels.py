"""Through which chats and webhooks the owner wants to be told."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NotificationChannel(models.Model):
    """A channel that the owner set up in the admin; ``url`` is apprise's address of it, and holds secrets.

    ``service``: the scheme of the form that it was made with, empty for an address that was typed as it is.
    """

    name = models.CharField(_("名称"), max_length=60)
    service = models.CharField(max_length=32, blank=True, default="")
    url = models.TextField()
    is_enabled = models.BooleanField(_("启用"), default=True)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("通知渠道")
        verbose_name_plural = pgettext_lazy("plural", "通知渠道")
        ordering = ("id",)
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
