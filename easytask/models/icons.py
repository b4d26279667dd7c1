"""What is kept of the icons of friends' sites."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from easytask.verdicts.records import TEXT_CHARS


class FriendIcon(models.Model):
    """The icon of a friend's site, redrawn by us and kept in two sizes; it belongs to ``link`` as a LinkIdentity does.

    ``digest`` names the picture in its public address and is empty while none is kept; ``colour`` is the dominant one,
    as ``#rrggbb``. ``problem`` is why the latest attempt gave none, one of icons.records.Refusal; an older picture
    stays all the same. They are in the database, not in files: web and worker often share nothing else, and one backup
    holds all.
    """

    SIDES = {"small": 64, "large": 160}

    friend = models.OneToOneField(
        "blog.FriendLink",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="icon",
        # Older code that runs beside deletes a friend without knowing of this.
        db_constraint=False,
        verbose_name=pgettext_lazy("singular", "友情链接"),
    )
    link = models.CharField(max_length=500)
    source = models.CharField(_("来源"), max_length=TEXT_CHARS, blank=True, default="")
    digest = models.CharField(max_length=32, blank=True, default="", db_index=True)
    colour = models.CharField(_("主色"), max_length=7, blank=True, default="")
    # WebP, square, SIDES pixels.
    small = models.BinaryField(default=b"")
    large = models.BinaryField(default=b"")
    problem = models.CharField(_("没有图标的原因"), max_length=20, blank=True, default="")
    renew_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("友链图标")
        verbose_name_plural = pgettext_lazy("plural", "友链图标")
        # Whether any icon changed is asked with each list that is given out, and the table holds the pictures.
        indexes = [models.Index(fields=["digest", "friend", "link"], name="easytask_icon_lists")]

    def __str__(self) -> str:
        return f"{self.friend_id} {self.digest}"
