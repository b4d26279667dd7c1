"""What is kept of the friends' feeds: where each is, how its latest reading went, and which posts it names."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from easytask.verdicts.records import TEXT_CHARS

# A Chinese slug takes nine characters for one.
POST_ADDRESS_CHARS = 1000
POST_TITLE_CHARS = 200


def address_in_force(given: str | None, found: str | None, *, found_at: str | None, link: str) -> str:
    """Return the owner's address of a feed, else the one that was found unless the friend has moved since; or "".

    The arguments are columns of a FriendFeed and the friend's ``link``; None where the friend has no such row.
    """
    return given or (found or "" if found_at == link else "")


class FriendFeed(models.Model):
    """A friend's feed. ``given_address`` and ``is_hidden`` are the owner's; the rest is what was read.

    What was read belongs to ``link`` as a LinkIdentity does. ``address``: where the feed was found, empty while none
    is. ``read_at`` is when it was last asked for, ``read_well_at`` when that last gave posts, ``due_at`` the next time;
    ``guessed_at``: when the usual addresses were last tried. ``problem`` is why the latest reading gave nothing, one of
    feeds.records.FeedProblem, with the ``status`` of the answer. ``digest`` is that of the latest document, because
    many servers send no ``etag``. ``vouches_until``: up to then the feed says that the page is still the friend's,
    null when it does not say so.
    """

    friend = models.OneToOneField(
        "blog.FriendLink",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="feed",
        # Older code that runs beside deletes a friend without knowing of this.
        db_constraint=False,
        verbose_name=pgettext_lazy("singular", "友情链接"),
    )
    link = models.CharField(max_length=500)
    given_address = models.CharField(
        _("订阅地址"),
        max_length=500,
        blank=True,
        default="",
        help_text=_("留空就自动寻找；自动找到的不对时才需要填写。"),
    )
    is_hidden = models.BooleanField(
        _("不列出文章"), default=False, help_text=_("朋友们的文章页不列出他的文章；仍会照常读取。")
    )
    address = models.CharField(_("找到的订阅"), max_length=TEXT_CHARS, blank=True, default="")
    title = models.CharField(_("订阅的标题"), max_length=200, blank=True, default="")
    read_at = models.DateTimeField(_("最近读取"), null=True)
    read_well_at = models.DateTimeField(_("最近读到"), null=True)
    due_at = models.DateTimeField(_("下次读取"), db_index=True)
    guessed_at = models.DateTimeField(null=True)
    etag = models.CharField(max_length=200, blank=True, default="")
    last_modified = models.CharField(max_length=100, blank=True, default="")
    digest = models.CharField(max_length=32, blank=True, default="")
    problem = models.CharField(_("没有读到的原因"), max_length=20, blank=True, default="")
    status = models.PositiveSmallIntegerField(_("状态码"), null=True)
    failures = models.PositiveIntegerField(_("连续失败次数"), default=0)
    latest_title = models.CharField(_("最新文章"), max_length=POST_TITLE_CHARS, blank=True, default="")
    latest_address = models.CharField(max_length=POST_ADDRESS_CHARS, blank=True, default="")
    latest_at = models.DateTimeField(_("最新文章的时间"), null=True, db_index=True)
    vouches_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("朋友的订阅")
        verbose_name_plural = pgettext_lazy("plural", "朋友的订阅")
        # Who may see and change the friend may do so with its feed.
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.friend)

    @property
    def current_address(self) -> str:
        """Return the address that is read; empty while none is known."""
        return address_in_force(self.given_address, self.address, found_at=self.link, link=self.friend.link)


class FriendPost(models.Model):
    """A post that a friend's feed names: title, address and date, and nothing of its text.

    ``published_at`` is what the feed said when it first named the post, and never changes after. It is when we first
    saw it when the feed says nothing that can be believed, and null when it was there before we came.
    """

    friend = models.ForeignKey(
        "blog.FriendLink",
        models.CASCADE,
        related_name="posts",
        db_index=False,
        db_constraint=False,
        verbose_name=pgettext_lazy("singular", "友情链接"),
    )
    address = models.CharField(_("地址"), max_length=POST_ADDRESS_CHARS)
    title = models.CharField(_("标题"), max_length=POST_TITLE_CHARS)
    published_at = models.DateTimeField(_("发布时间"), null=True)
    seen_at = models.DateTimeField(_("首次看到"))

    class Meta:
        verbose_name = _("朋友的文章")
        verbose_name_plural = pgettext_lazy("plural", "朋友的文章")
        constraints = [models.UniqueConstraint(fields=["friend", "address"], name="easytask_one_post_an_address")]
        indexes = [models.Index(fields=["published_at"], name="easytask_friend_post_date")]

    def __str__(self) -> str:
        return self.title
