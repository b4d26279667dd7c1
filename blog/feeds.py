"""Serve what programs read of the blog: the Atom feed of the newest posts, and the sitemap."""

import dataclasses
import re
from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse, reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator

from blog import markdown
from blog.models import Post, Tag

POSTS_IN_FEED = 20
# XML 1.0, section 2.2: a single one of these characters makes the whole feed unreadable.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """A post of the feed, and its text as HTML whose addresses are absolute."""

    post: Post
    html: str


class FullTextAtom(Atom1Feed):
    """An Atom feed whose entries carry the whole post."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Write the post's HTML beside what Django writes."""
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


class PostFeed(Feed):  # type: ignore[type-arg]  # Django's class takes no argument when it runs
    """The newest posts in full."""

    feed_type = FullTextAtom
    title = author_name = "izone"
    link = reverse_lazy("home")

    def get_object(self, request: HttpRequest) -> HttpRequest:
        """Return the request, which the entries need for their absolute addresses."""
        return request

    def items(self, request: HttpRequest) -> list[Entry]:
        """Return the newest posts, newest first."""
        posts = Post.objects.published().prefetch_related("tags")[:POSTS_IN_FEED]
        return [
            Entry(post, markdown.render(post.body, base=request.build_absolute_uri(post.get_absolute_url())))
            for post in posts
        ]

    def item_title(self, entry: Entry) -> str:
        return _NOT_IN_XML.sub("", entry.post.title)

    def item_description(self, entry: Entry) -> str:
        return _NOT_IN_XML.sub("", markdown.excerpt(entry.post.body[: markdown.OPENING_CHARACTERS]))

    def item_extra_kwargs(self, entry: Entry) -> dict[str, str]:
        return {"content": _NOT_IN_XML.sub("", entry.html)}

    def item_link(self, entry: Entry) -> str:
        return entry.post.get_absolute_url()

    def item_pubdate(self, entry: Entry) -> datetime | None:
        return entry.post.published_at

    def item_updateddate(self, entry: Entry) -> datetime | None:
        return entry.post.changed_at

    def item_categories(self, entry: Entry) -> list[str]:
        return [_NOT_IN_XML.sub("", tag.name) for tag in entry.post.tags.all()]


class PostSitemap(Sitemap):  # type: ignore[type-arg]  # Django's class takes no argument when it runs
    """The posts that visitors may read."""

    def items(self) -> QuerySet[Post]:
        return Post.objects.published().only("slug", "published_at", "updated_at")

    def lastmod(self, post: Post) -> datetime | None:
        return post.changed_at


class TagSitemap(Sitemap):  # type: ignore[type-arg]  # as above
    """The tags that such a post carries."""

    def items(self) -> QuerySet[Tag]:
        return Tag.objects.filter(posts__in=Post.objects.published()).distinct()


class PageSitemap(Sitemap):  # type: ignore[type-arg]  # as above
    """The pages that are always there, by the names of their addresses."""

    def items(self) -> list[str]:
        return ["home", "archive", "friends"]

    def location(self, name: str) -> str:
        return reverse(name)


SITEMAPS = {"pages": PageSitemap, "posts": PostSitemap, "tags": TagSitemap}
