"""Serve what programs read of the blog: the Atom feed of the newest posts, and the sitemap."""

import dataclasses
import secrets
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.contrib.sitemaps import Sitemap, views
from django.contrib.syndication.views import Feed
from django.db.models import DateTimeField, Max, QuerySet
from django.db.models.functions import Greatest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator

from blog import markdown
from blog.models import Page, Post, Tag
from blog.plain_text import for_xml
from blog.site import identity, origins, values

POSTS_IN_FEED = 20
# Stands for the origin in the HTML of the feed, which is kept by the post: a new origin costs no new rendering. Nobody
# can write it into a post, since each process makes its own.
_ANY_ORIGIN = f"http://{secrets.token_hex(8)}.invalid"


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """A post of the feed, its address, and its text as HTML; all addresses are absolute."""

    post: Post
    address: str
    html: str


class FullTextAtom(Atom1Feed):
    """An Atom feed whose entries carry the whole post."""

    def item_attributes(self, item: dict[str, Any]) -> dict[str, Any]:
        """Return the language of the post, when its author has said it."""
        attributes = super().item_attributes(item)
        return attributes | {"xml:lang": item["language"]} if item["language"] else attributes

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Write the post's HTML beside what Django writes."""
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


class PostFeed(Feed):  # type: ignore[type-arg]  # Django's class takes no argument when it runs
    """The newest posts in full."""

    feed_type = FullTextAtom

    def get_object(self, request: HttpRequest) -> str:
        """Return the origin, which feed and entries need for their absolute addresses."""
        return origins.origin(request)

    def title(self) -> str:
        return identity.of(values.current()).title

    def subtitle(self) -> str | None:
        return identity.of(values.current()).tagline or None

    def author_name(self) -> str:
        site = identity.of(values.current())
        return site.author or site.title

    def link(self, origin: str) -> str:
        return origin + reverse("home")

    def feed_url(self, origin: str) -> str:
        return origin + reverse("feed")

    def items(self, origin: str) -> list[Entry]:
        """Return the newest posts, newest first."""
        entries = []
        for post in Post.objects.published().prefetch_related("tags")[:POSTS_IN_FEED]:
            path = post.get_absolute_url()
            html = markdown.for_feed(post.body, _ANY_ORIGIN + path).replace(_ANY_ORIGIN, origin)
            entries.append(Entry(post, origin + path, html))
        return entries

    def item_title(self, entry: Entry) -> str:
        return for_xml(entry.post.title)

    def item_description(self, entry: Entry) -> str:
        return for_xml(markdown.excerpt(entry.post.body[: markdown.OPENING_CHARACTERS]))

    def item_extra_kwargs(self, entry: Entry) -> dict[str, str]:
        return {"content": for_xml(entry.html), "language": entry.post.language}

    def item_link(self, entry: Entry) -> str:
        return entry.address

    def item_guid(self, entry: Entry) -> str:
        """Return an id that stays when the post is renamed or the site moves: another one is news to every reader."""
        return for_xml(entry.post.feed_id or "") or entry.address

    def item_pubdate(self, entry: Entry) -> datetime | None:
        return entry.post.published_at

    def item_updateddate(self, entry: Entry) -> datetime | None:
        return entry.post.changed_at

    def item_categories(self, entry: Entry) -> list[str]:
        return [for_xml(tag.name) for tag in entry.post.tags.all()]


class SiteSitemap(Sitemap):  # type: ignore[type-arg]  # Django's class takes no argument when it runs
    """A sitemap whose addresses start with SITE_URL once it is set."""

    # A file of so many takes a tenth of a second.
    limit = 1_000

    def get_protocol(self, protocol: str | None = None) -> str:
        """Return the scheme of SITE_URL, or that of the request."""
        return urlsplit(values.current()[identity.URL]).scheme or super().get_protocol(protocol)

    def get_domain(self, site: Any = None) -> str:
        """Return host and port of SITE_URL, or those of the request."""
        return urlsplit(values.current()[identity.URL]).netloc or super().get_domain(site)


class PostSitemap(SiteSitemap):
    """The posts that visitors may read."""

    def items(self) -> QuerySet[Post]:
        return Post.objects.published().only("slug", "published_at", "updated_at")

    def lastmod(self, post: Post) -> datetime | None:
        return post.changed_at

    def get_latest_lastmod(self) -> datetime | None:
        """Return the latest of all ``lastmod``, without a row read for it."""
        changed_at = Greatest("published_at", "updated_at", output_field=DateTimeField())
        latest: datetime | None = self.items().aggregate(latest=Max(changed_at))["latest"]
        return latest


class TagSitemap(SiteSitemap):
    """The tags that such a post carries."""

    def items(self) -> QuerySet[Tag]:
        return Tag.objects.filter(posts__in=Post.objects.published()).distinct()


class PageSitemap(SiteSitemap):
    """The pages that are always there, and those that the owner made, by their addresses."""

    def items(self) -> list[str]:
        own = [page.get_absolute_url() for page in Page.objects.published().only("slug")]
        return [*map(reverse, ("home", "archive", "friends")), *own]

    def location(self, address: str) -> str:
        return address


SITEMAPS = {"pages": PageSitemap, "posts": PostSitemap, "tags": TagSitemap}


@views.x_robots_tag
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """Serve the whole sitemap as long as each part of it fits into one file, and else an index of the files."""
    parts = {section: sitemap() for section, sitemap in SITEMAPS.items()}
    pages_of = {section: part.paginator.num_pages for section, part in parts.items()}
    if max(pages_of.values()) == 1:
        return views.sitemap(request, {**SITEMAPS})
    # Django's own index knows nothing of SITE_URL.
    origin = origins.origin(request)
    files = []
    for section, part in parts.items():
        address, latest = origin + reverse("sitemap_section", args=[section]), part.get_latest_lastmod()
        numbers = range(1, pages_of[section] + 1)
        files += [{"location": f"{address}?p={number}", "last_mod": latest} for number in numbers]
    return render(request, "sitemap_index.xml", {"sitemaps": files}, content_type="application/xml")


def sitemap_file(request: HttpRequest, section: str) -> HttpResponse:
    """Serve one of these files, without Django's Last-Modified: of a post that was taken back it would tell nothing."""
    response = views.sitemap(request, {**SITEMAPS}, section=section)
    del response.headers["Last-Modified"]
    return response
