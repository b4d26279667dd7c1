"""Say what posts and pages have in common: a title, an address, a text in Markdown, and when readers may see it."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog.models.fields import RevisedAtField, refuse_ends_of_calendar


class Article(models.Model):
    """A text in Markdown; without ``published_at`` it is a draft, with a future one it is scheduled.

    ``updated_at`` is when title or text were last changed, by the word of whoever changed them.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        WAITING = "waiting", _("待发布")
        PUBLISHED = "published", _("已发布")

    title = models.CharField(_("标题"), max_length=200)
    slug = models.SlugField(_("别名"), max_length=100, unique=True, allow_unicode=True)
    body = models.TextField(_("正文"), help_text=_("用 Markdown 书写。"))
    published_at = models.DateTimeField(
        _("发布时间"), null=True, blank=True, db_index=True, help_text=_("留空是草稿；填将来的时间，到时自动发布。")
    )
    updated_at = RevisedAtField(_("修改时间"), editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address at which visitors find it."""
        raise NotImplementedError

    def clean(self) -> None:
        refuse_ends_of_calendar(published_at=self.published_at)

    @property
    def state(self) -> State:
        if self.published_at is None:
            return self.State.DRAFT
        return self.State.WAITING if self.published_at > timezone.now() else self.State.PUBLISHED


# The rows of each state; ``Article.state`` says the same of one row.
STATES = {
    Article.State.DRAFT: Q(published_at=None),
    Article.State.WAITING: Q(published_at__gt=Now()),
    Article.State.PUBLISHED: Q(published_at__lte=Now()),
}

A = TypeVar("A", bound=Article)


class ArticleQuerySet(models.QuerySet[A]):
    def published(self) -> Self:
        """Return what visitors may read by now."""
        return self.in_state(Article.State.PUBLISHED)

    def in_state(self, state: Article.State) -> Self:
        """Return the rows whose ``state`` is this one, by the database's clock."""
        return self.filter(STATES[state])
