"""What strangers and friends ask of us, and what we answered: looks at an address before anything is saved."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


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
        verbose_name_plural = _("对地址的查看")

    def __str__(self) -> str:
        return f"{self.url} {self.state}"
