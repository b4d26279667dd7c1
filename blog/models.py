"""What the blog is made of: posts with their tags, and friend links."""

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class WebAddressField(models.URLField):
    """An http or https address; what a person types without a scheme is read as https."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def formfield(self, **kwargs: Any) -> forms.Field:
        return super().formfield(**{"assume_scheme": "https", **kwargs})


class FriendLinkQuerySet(models.QuerySet):
    def to_be_checked(self) -> "FriendLinkQuerySet":
        """The active ones, without those that the owner wants left alone for now."""
        return self.filter(Q(left_alone_until=None) | Q(left_alone_until__lte=Now()), is_active=True)


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
    is_active = models.BooleanField(
        _("是否有效"), default=True, help_text=_("只有有效的友链才会被检查和列出；想一直隐藏某个友链，请取消此项。")
    )
    always_show = models.BooleanField(
        _("一直展示"), default=False, help_text=_("检查不会访问它，总是展示；与设置里的白名单作用相同。")
    )
    left_alone_until = models.DateTimeField(
        _("暂不检查至"),
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
    is_show_since = models.DateTimeField(_("展示状态始于"), default=timezone.now, editable=False)
    create_date = models.DateTimeField(_("创建时间"), default=timezone.now, editable=False)

    objects = FriendLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("友链")
        verbose_name_plural = _("友情链接")
        ordering = ("create_date", "id")

    def __str__(self) -> str:
        return self.name


class Tag(models.Model):
    name = models.CharField(_("名称"), max_length=50, unique=True)
    slug = models.SlugField(_("网址名"), max_length=50, unique=True, allow_unicode=True)

    class Meta:
        verbose_name = _("标签")
        verbose_name_plural = _("标签")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("tag", args=[self.slug])


class PostQuerySet(models.QuerySet):
    def published(self) -> "PostQuerySet":
        """Those that visitors may read by now."""
        return self.filter(published_at__lte=Now())


class Post(models.Model):
    """An article. ``body`` is Markdown; without ``published_at`` it is a draft, with one to come it waits."""

    title = models.CharField(_("标题"), max_length=200)
    slug = models.SlugField(_("网址名"), max_length=100, unique=True, allow_unicode=True)
    body = models.TextField(_("正文"), help_text=_("用 Markdown 书写。"))
    tags = models.ManyToManyField(Tag, verbose_name=_("标签"), blank=True, related_name="posts")
    published_at = models.DateTimeField(
        _("发布时间"), null=True, blank=True, db_index=True, help_text=_("留空是草稿；填将来的时间，到时自动发布。")
    )
    updated_at = models.DateTimeField(_("修改时间"), auto_now=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("文章")
        verbose_name_plural = _("文章")
        ordering = ("-published_at", "-id")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("post", args=[self.slug])
