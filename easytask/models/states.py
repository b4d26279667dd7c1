"""Where each friend stands after its latest check, and by what its site is known again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from easytask.models.choices import BACKLINKS, VERDICTS
from easytask.verdicts import rules
from easytask.verdicts.kinds import BacklinkState, CheckStatus, Kind
from easytask.verdicts.records import TEXT_CHARS


class LinkState(models.Model):
    """Where one friend link stands after its latest check, and as what the check left it.

    ``link`` and ``is_show`` are the friend's own as the check left them: when the friend's differ, its owner has edited
    it since, and the two counts of runs in a row no longer hold. ``had_backlink``: the last page that was read for this
    ``link`` carried ours; it outlives checks that read none.
    """

    friend = models.OneToOneField(
        "blog.FriendLink",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="state",
        verbose_name=pgettext_lazy("singular", "友情链接"),
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
        verbose_name_plural = pgettext_lazy("plural", "友链状态")

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
        verbose_name=pgettext_lazy("singular", "友情链接"),
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
        verbose_name_plural = pgettext_lazy("plural", "友链网站的特征")

    def __str__(self) -> str:
        return f"{self.friend_id} {self.final_url}"


def _moved_to(evidence: Mapping[str, Any]) -> str:
    address = str(evidence.get("url", ""))
    # A longer one may have been cut.
    return address if evidence.get("moved") and len(address) < TEXT_CHARS else ""
