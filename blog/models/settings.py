"""Keep what the owner chose for the site itself: settings, and the small pictures among them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SiteSetting(models.Model):
    """What the owner chose for one of the declared settings, as typed; without a row the default is in force."""

    name = models.CharField(_("名称"), max_length=64, primary_key=True)
    value = models.TextField(_("值"))
    saved_at = models.DateTimeField(_("保存时间"), default=timezone.now)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("保存者"), null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("网站设置")
        verbose_name_plural = pgettext_lazy("plural", "网站设置")
        default_permissions = ("change",)

    def __str__(self) -> str:
        return self.name


class SitePicture(models.Model):
    """A small picture of the site's own, such as its icon, named after its content.

    It lives in the database because that is the one place which every way to run izone has, writes and backs up.
    """

    name = models.CharField(max_length=40, primary_key=True)
    content = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
