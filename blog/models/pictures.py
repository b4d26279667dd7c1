"""Keep the pictures that posts show.

They are in the database and not in files, because that is the one place which every way to run izone has, writes and
backs up: web processes of several machines share nothing else, and no server for files has to be set up beside. A
picture takes some 300 KB in all its sizes, 3,000 of them 1 GB, and is read once for each cache. Django's storage would
be the way for a site of more than that.
"""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Picture(models.Model):
    """An uploaded picture, drawn anew; its ``name`` tells its size as well (``blog.pictures.names``)."""

    ALT_CHARS = 500

    name = models.CharField(_("名称"), max_length=64, primary_key=True, editable=False)
    width = models.PositiveIntegerField(_("宽"), editable=False)
    height = models.PositiveIntegerField(_("高"), editable=False)
    alt = models.CharField(
        _("替代文字"),
        max_length=ALT_CHARS,
        blank=True,
        help_text=_("图片里有什么，写给看不到它的人。"),
    )
    added_at = models.DateTimeField(_("上传时间"), default=timezone.now, db_index=True, editable=False)

    class Meta:
        verbose_name = _("图片")
        verbose_name_plural = pgettext_lazy("plural", "图片")
        ordering = ("-added_at", "name")

    def __str__(self) -> str:
        return self.alt or self.name

    def get_absolute_url(self) -> str:
        """Return its public address, which is the same in every language, so that a text may hold it."""
        return f"/pictures/{self.name}"


class PictureFile(models.Model):
    """One size of a picture, as a WebP that its public address names."""

    name = models.CharField(max_length=64, primary_key=True)
    picture = models.ForeignKey(Picture, models.CASCADE, related_name="files")
    content = models.BinaryField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
