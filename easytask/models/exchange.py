"""What is kept of the lists of friends that were taken in, so that each can be taken back as a whole."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FriendImport(models.Model):
    """One list of friends: read and waiting for its owner to confirm it, taken in, or taken back.

    ``text`` is the list itself until it is taken in. ``user_name`` outlives the account and is empty for the command
    line. ``groups`` has the id, name and line of each group that it made. The counts are of the moment it was taken in.
    """

    class State(models.TextChoices):
        PREVIEW = "preview", _("待确认")
        DONE = "done", _("已导入")
        UNDONE = "undone", _("已撤销")

    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.PREVIEW)
    file_name = models.CharField(_("文件名"), max_length=200, blank=True, default="")
    format = models.CharField(max_length=10)
    text = models.TextField(blank=True, default="")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    user_name = models.CharField(_("用户名"), max_length=150, blank=True, default="")
    undone_by = models.CharField(max_length=150, blank=True, default="")
    # When it came to its state.
    at = models.DateTimeField(_("时间"), db_index=True)
    groups = models.JSONField(default=list)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("友链导入")
        verbose_name_plural = pgettext_lazy("plural", "友链导入")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.file_name or self.format} {self.state}"


class ImportedFriend(models.Model):
    """What an import did with one friend: made it, or changed some fields of it.

    ``before`` and ``after`` hold the owner's fields as texts, by the names of the columns; a new friend has no
    ``before``. ``needs_name``: the list had none, so that the friend is called by its host until a look finds one.
    """

    source = models.ForeignKey(FriendImport, models.CASCADE, related_name="friends")
    friend = models.ForeignKey(
        "blog.FriendLink",
        models.CASCADE,
        related_name="imports",
        # Older code that runs beside deletes a friend without knowing of this.
        db_constraint=False,
    )
    is_new = models.BooleanField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    needs_name = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("导入的友链")
        verbose_name_plural = pgettext_lazy("plural", "导入的友链")
        indexes = [
            models.Index(fields=["friend"], condition=models.Q(needs_name=True), name="easytask_import_nameless")
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.friend_id}"
