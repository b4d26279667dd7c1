"""Keep the pages beside the stream of posts, such as About, and the addresses at which pages and posts were once."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from blog.models.articles import Article, ArticleQuerySet
from blog.models.posts import Post

PATH_CHARS = 500


class PageQuerySet(ArticleQuerySet["Page"]):
    """The rows of pages."""


class Page(Article):
    """A text at a short address of its own, such as /about/, that stands in no list of posts."""

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = _("页面")
        verbose_name_plural = pgettext_lazy("plural", "页面")
        ordering = ("title", "id")

    def get_absolute_url(self) -> str:
        return reverse("page", args=[self.slug])

    def clean(self) -> None:
        """Refuse besides an address that the site itself uses: that is what visitors would find there."""
        super().clean()
        if self.slug and is_reserved(self.slug):
            raise ValidationError(
                {"slug": gettext("网站自己要用 /%(slug)s/ 这个地址，请换一个别名。") % {"slug": self.slug}}
            )


def is_reserved(slug: str) -> bool:
    """Return whether something else than a page is at this address, with or without the slash at its end."""
    if slug in dict(settings.LANGUAGES):
        return True
    for path in (f"/{slug}/", f"/{slug}"):
        try:
            if resolve(path).url_name != "page":
                return True
        except Resolver404:
            continue
    return False


class Alias(models.Model):
    """A path at which a post or page was once, here or on the blog it came from; it leads on for good."""

    path = models.CharField(_("旧地址"), max_length=PATH_CHARS, unique=True)
    # Older code that runs beside deletes a post or page without knowing of this.
    post = models.ForeignKey(Post, models.CASCADE, null=True, db_constraint=False, related_name="aliases")
    page = models.ForeignKey(Page, models.CASCADE, null=True, db_constraint=False, related_name="aliases")

    class Meta:
        verbose_name = _("旧地址")
        verbose_name_plural = pgettext_lazy("plural", "旧地址")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(post=None, page__isnull=False) | Q(post__isnull=False, page=None), name="alias_leads_to_one"
            )
        ]

    def __str__(self) -> str:
        return self.path
