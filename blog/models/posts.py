"""Keep the posts and their tags."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Left
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from blog.models.articles import Article, ArticleQuerySet
from blog.models.pictures import Picture

# A change within a day of the publication is a typo mended, and no revision that readers are told of.
REVISION_AFTER = timedelta(days=1)


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


class PostQuerySet(ArticleQuerySet["Post"]):
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


# Of what people write blogs in here; each by its own name, which needs no translation.
LANGUAGES = (
    ("zh-Hans", "简体中文"),
    ("zh-Hant", "繁體中文"),
    ("en", "English"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("fr", "Français"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("ru", "Русский"),
)


class Post(Article):
    """An article of the blog's stream, with tags.

    By ``feed_id`` the readers of the feed know it, whatever its slug and the site's host become; null when older code
    that runs beside has made it.
    """

    tags = models.ManyToManyField(Tag, verbose_name=_("标签"), blank=True, related_name="posts")
    is_pinned = models.BooleanField(_("置顶"), default=False, db_default=False, help_text=_("在首页排在最前面。"))
    cover = models.ForeignKey(
        Picture,
        models.SET_NULL,
        verbose_name=_("封面"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("显示在列表和文章上方；不选就是一幅按别名画出的小风景。"),
    )
    language = models.CharField(
        _("语言"),
        max_length=35,
        blank=True,
        default="",
        db_default="",
        choices=LANGUAGES,
        help_text=_("朗读、断行和字形都看它。留空按文字判断，看得出中文、日文、韩文和英文。"),
    )
    feed_id = models.CharField(max_length=1000, null=True, default=new_feed_id, editable=False)  # noqa: DJ001 - see above

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("文章")
        verbose_name_plural = pgettext_lazy("plural", "文章")
        ordering = ("-published_at", "-id")
        indexes = (models.Index("published_at", name="blog_post_pinned", condition=Q(is_pinned=True)),)

    def get_absolute_url(self) -> str:
        return reverse("post", args=[self.slug])

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
