"""Store what the blog is made of: posts with their tags, friend links, settings; it knows nothing of a check."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import ada_url
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Left, Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from blog import hosts

# A change within a day of the publication is a typo mended, and no revision that readers are told of.
REVISION_AFTER = timedelta(days=1)


class WebAddressField(models.URLField):  # type: ignore[type-arg]  # Django's class takes no argument when it runs
    """An http or https address; what a person types without a scheme is read as https."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        """Return a form field that adds https to an address without a scheme."""
        return super().formfield(**{"assume_scheme": "https", **kwargs})


def _refuse_ends_of_calendar(**moments: datetime | None) -> None:
    """Raise ValidationError for a moment outside the years 1 to 9999 in UTC: PostgreSQL keeps it, nobody reads it."""
    for field, moment in moments.items():
        try:
            if moment is not None:
                moment.astimezone(UTC)
        except OverflowError as error:
            raise ValidationError({field: gettext("请填写公元 1 年到 9999 年之间的时间。")}) from error


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


class FriendGroup(models.Model):
    """A heading on the friends page, with a line below it; groups stand in their ``order``."""

    name = models.CharField(_("分组名称"), max_length=50)
    line = models.CharField(_("一句话介绍"), max_length=200, blank=True, default="", help_text=_("写在分组名称下面。"))
    order = models.IntegerField(_("顺序"), default=0, help_text=_("小的在前。"))

    class Meta:
        verbose_name = _("友链分组")
        verbose_name_plural = pgettext_lazy("plural", "友链分组")
        ordering = ("order", "id")

    def __str__(self) -> str:
        return self.name


class FriendLinkQuerySet(models.QuerySet["FriendLink"]):
    def due(self) -> "FriendLinkQuerySet":
        """Return the active links that are not snoozed."""
        return self.filter(Q(snoozed_until=None) | Q(snoozed_until__lte=Now()), is_active=True)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Lock the rows first: a check that writes about them meanwhile would make the deletion fail."""
        with transaction.atomic(using=self.db):
            list(self.select_for_update(of=("self",)).order_by().values_list("pk"))
            return super().delete()

    # Django's own marks: no template may call it, and the manager, which would delete every link, does not have it.
    delete.alters_data = True  # type: ignore[attr-defined]  # a function takes any attribute
    delete.queryset_only = True  # type: ignore[attr-defined]


class FriendLink(models.Model):
    """A friend's site. Its owner decides whether it is checked; ``is_show`` and the reason belong to the check."""

    name = models.CharField(_("网站名称"), max_length=50)
    description = models.CharField(_("网站描述"), max_length=200, blank=True)
    link = WebAddressField(_("友链地址"), max_length=500, help_text=_("以 http 或 https 开头的完整地址。"))
    link_page = WebAddressField(
        _("友链页地址"),
        max_length=500,
        blank=True,
        default="",
        help_text=_("对方放置本站链接的页面，与上面的地址不同时才需要填写；须在对方自己的网站上。"),
    )
    group = models.ForeignKey(
        FriendGroup,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="friends",
        verbose_name=_("分组"),
        help_text=_("友链页按分组列出；没有分组的排在最后。"),
    )
    order = models.IntegerField(
        _("顺序"), default=0, db_default=0, blank=True, help_text=_("在分组里的位置，小的在前；相同的按创建时间。")
    )
    email = models.EmailField(
        _("邮箱地址"),
        blank=True,
        default="",
        db_default="",
        help_text=_("对方自己给的才填；友链失联三天后会写信告诉他。只有站长看得到。"),
    )
    language = models.CharField(
        _("写信用的语言"),
        max_length=10,
        blank=True,
        default="",
        db_default="",
        choices=settings.LANGUAGES,
        help_text=_("留空用本站的语言。"),
    )
    is_active = models.BooleanField(
        _("是否有效"), default=True, help_text=_("只有有效的友链才会被检查和列出；想一直隐藏某个友链，请取消此项。")
    )
    always_show = models.BooleanField(
        _("一直展示"), default=False, help_text=_("检查不会访问它，总是展示；与设置里的白名单作用相同。")
    )
    snoozed_until = models.DateTimeField(
        _("暂不检查至"),
        db_column="left_alone_until",
        null=True,
        blank=True,
        help_text=_("在此之前检查不会访问它，也不会改动它；到时自动恢复。留空表示照常检查。"),
    )
    is_show = models.BooleanField(
        _("是否展示"), default=True, help_text=_("由检查自动改写；想一直隐藏某个友链，请改为取消“是否有效”。")
    )
    not_show_reason = models.CharField(
        _("不展示的原因"), max_length=255, blank=True, default="", help_text=_("由检查填写，只有站长看得到。")
    )
    not_show_kind = models.CharField(_("原因类别"), max_length=20, blank=True, default="", editable=False)
    is_show_since = models.DateTimeField(_("展示状态始于"), default=timezone.now, db_default=Now(), editable=False)
    create_date = models.DateTimeField(_("创建时间"), default=timezone.now, editable=False)

    objects = FriendLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("友链")
        verbose_name_plural = _("友情链接")
        ordering = ("create_date", "id")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        _refuse_ends_of_calendar(snoozed_until=self.snoozed_until)

    def delete(
        self,
        using: str | None = None,
        keep_parents: bool = False,  # noqa: FBT001, FBT002 - Django's signature
    ) -> tuple[int, dict[str, int]]:
        """Lock the row first, as the deletion of many does."""
        using = using or self._state.db
        with transaction.atomic(using=using):
            list(FriendLink.objects.using(using).select_for_update().filter(pk=self.pk))
            return super().delete(using, keep_parents)

    @property
    def host(self) -> str:
        """Return the site's host as a person reads it; empty for what a browser would not open as a page."""
        try:
            url = ada_url.URL(self.link)
        except ValueError:
            return ""
        if url.protocol not in ("http:", "https:"):
            return ""
        host = url.hostname.removesuffix(".")
        bare = host.removeprefix("www.")
        return hosts.readable(bare if "." in bare else host)

    @property
    def monogram(self) -> str:
        """Return the first letter of the name, which stands in for the icon of the friend's site."""
        return next((letter for letter in self.name if letter.isalnum()), self.name[:1]).upper()


class Tag(models.Model):
    name = models.CharField(_("名称"), max_length=50, unique=True)
    slug = models.SlugField(_("别名"), max_length=50, unique=True, allow_unicode=True)

    class Meta:
        verbose_name = _("标签")
        verbose_name_plural = pgettext_lazy("plural", "标签")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("tag", args=[self.slug])


class PostQuerySet(models.QuerySet["Post"]):
    def published(self) -> "PostQuerySet":
        """Return the posts that visitors may read by now."""
        return self.in_state(Post.State.PUBLISHED)

    def in_state(self, state: "Post.State") -> "PostQuerySet":
        """Return the posts whose ``state`` is this one, by the database's clock."""
        return self.filter(POST_STATES[state])

    def with_opening(self, characters: int) -> "PostQuerySet":
        """Return rows for a list: the body's first characters as ``opening`` instead of all of it, and the tags."""
        rows: PostQuerySet = self.annotate(opening=Left("body", characters)).defer("body").prefetch_related("tags")
        return rows

    def newer_than(self, post: "Post") -> "PostQuerySet":
        """Return the posts that follow this one, nearest first."""
        later = Q(published_at__gt=post.published_at) | Q(published_at=post.published_at, pk__gt=post.pk)
        return self.filter(later).order_by("published_at", "pk")

    def older_than(self, post: "Post") -> "PostQuerySet":
        """Return the posts that this one follows, nearest first."""
        earlier = Q(published_at__lt=post.published_at) | Q(published_at=post.published_at, pk__lt=post.pk)
        return self.filter(earlier).order_by("-published_at", "-pk")


def new_feed_id() -> str:
    """Return an id that no other post has, here or elsewhere (RFC 4287, section 4.2.6)."""
    return uuid.uuid4().urn


class Post(models.Model):
    """An article in Markdown; without ``published_at`` it is a draft, with a future one it is scheduled.

    By ``feed_id`` the readers of the feed know it, whatever its slug and the site's host become; null when older code
    that runs beside has made it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        WAITING = "waiting", _("待发布")
        PUBLISHED = "published", _("已发布")

    title = models.CharField(_("标题"), max_length=200)
    slug = models.SlugField(_("别名"), max_length=100, unique=True, allow_unicode=True)
    body = models.TextField(_("正文"), help_text=_("用 Markdown 书写。"))
    tags = models.ManyToManyField(Tag, verbose_name=_("标签"), blank=True, related_name="posts")
    published_at = models.DateTimeField(
        _("发布时间"), null=True, blank=True, db_index=True, help_text=_("留空是草稿；填将来的时间，到时自动发布。")
    )
    updated_at = models.DateTimeField(_("修改时间"), auto_now=True)
    feed_id = models.CharField(max_length=1000, null=True, default=new_feed_id, editable=False)  # noqa: DJ001 - see above

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("文章")
        verbose_name_plural = pgettext_lazy("plural", "文章")
        ordering = ("-published_at", "-id")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("post", args=[self.slug])

    def clean(self) -> None:
        _refuse_ends_of_calendar(published_at=self.published_at)

    @property
    def state(self) -> State:
        if self.published_at is None:
            return self.State.DRAFT
        return self.State.WAITING if self.published_at > timezone.now() else self.State.PUBLISHED

    @property
    def changed_at(self) -> datetime | None:
        """Return when visitors could first see it as it is now; None for a draft."""
        return self.published_at and max(self.published_at, self.updated_at)

    @property
    def revised_at(self) -> datetime | None:
        """Return when it was changed after its publication; None when that was within REVISION_AFTER."""
        if self.published_at is None or self.updated_at is None:
            return None
        return self.updated_at if self.updated_at - self.published_at > REVISION_AFTER else None


# The rows of each state; ``Post.state`` says the same of one row.
POST_STATES = {
    Post.State.DRAFT: Q(published_at=None),
    Post.State.WAITING: Q(published_at__gt=Now()),
    Post.State.PUBLISHED: Q(published_at__lte=Now()),
}
