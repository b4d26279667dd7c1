"""What programs read of the blog: the Atom feed of the newest posts, and the sitemap."""

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
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML 1.0, 2.2; one of them would spoil the feed


class FullTextAtom(Atom1Feed):
    """Atom whose entries carry the whole post."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


class PostFeed(Feed):
    feed_type = FullTextAtom
    title = author_name = "izone"
    link = reverse_lazy("home")

    def get_object(self, request: HttpRequest) -> HttpRequest:
        return request

    def items(self, request: HttpRequest) -> list[Post]:
        posts = list(Post.objects.published().prefetch_related("tags")[:POSTS_IN_FEED])
        for post in posts:
            post.html = markdown.render(post.body, base=request.build_absolute_uri(post.get_absolute_url()))
        return posts

    def item_title(self, post: Post) -> str:
        return _NOT_IN_XML.sub("", post.title)

    def item_description(self, post: Post) -> str:
        return _NOT_IN_XML.sub("", markdown.excerpt(post.body[: markdown.OPENING_CHARACTERS]))

    def item_extra_kwargs(self, post: Post) -> dict[str, str]:
        return {"content": _NOT_IN_XML.sub("", post.html)}

    def item_pubdate(self, post: Post) -> datetime | None:
        return post.published_at

    def item_updateddate(self, post: Post) -> datetime | None:
        return post.changed_at

    def item_categories(self, post: Post) -> list[str]:
        return [_NOT_IN_XML.sub("", tag.name) for tag in post.tags.all()]


class PostSitemap(Sitemap):
    def items(self) -> QuerySet[Post]:
        return Post.objects.published().only("slug", "published_at", "updated_at")

    def lastmod(self, post: Post) -> datetime | None:
        return post.changed_at


class TagSitemap(Sitemap):
    def items(self) -> QuerySet[Tag]:
        return Tag.objects.filter(posts__in=Post.objects.published()).distinct()


class PageSitemap(Sitemap):
    def items(self) -> list[str]:
        return ["home", "archive", "friends"]

    def location(self, name: str) -> str:
        return reverse(name)


SITEMAPS = {"pages": PageSitemap, "posts": PostSitemap, "tags": TagSitemap}
