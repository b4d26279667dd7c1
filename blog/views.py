"""Show visitors the posts: newest first, one, by tag and by month."""

import dataclasses
from itertools import groupby
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static

from blog import markdown
from blog.archive import months_of
from blog.models import Article, Page, Post, PostQuerySet, Tag
from blog.paging import page_of
from blog.site import identity, values

POSTS_PER_PAGE = 10
# More than these are in their place by date.
PINNED = 5


@dataclasses.dataclass(frozen=True, slots=True)
class ListedPost:
    """A post in a list, with the first words of its text."""

    post: Post
    excerpt: str


def home(request: HttpRequest) -> HttpResponse:
    """Show the newest posts, on the first page below those that are pinned."""
    published = Post.objects.published()
    pinned = list(published.filter(is_pinned=True).with_opening(markdown.OPENING_CHARACTERS)[:PINNED])
    context = _page_of(request, published.exclude(pk__in=[post.pk for post in pinned]) if pinned else published)
    if context["page"].number == 1:
        context["posts"] = [*map(_listed, pinned), *context["posts"]]
    return render(request, "blog/home.html", context)


def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the posts that carry a tag; one that only drafts carry is not there for visitors."""
    found = get_object_or_404(Tag, slug=slug)
    context = _page_of(request, Post.objects.published().filter(tags=found))
    if not context["page"].paginator.count:
        raise Http404
    return render(request, "blog/tag.html", {"tag": found, **context})


def _page_of(request: HttpRequest, posts: PostQuerySet) -> dict[str, Any]:
    page = page_of(request, posts.with_opening(markdown.OPENING_CHARACTERS), POSTS_PER_PAGE)
    return {"page": page, "posts": [_listed(post) for post in page]}


def _listed(post: Post) -> ListedPost:
    return ListedPost(post, markdown.excerpt(post.opening))  # type: ignore[attr-defined]  # with_opening() puts it there


def post(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one post, and the way to its neighbours."""
    published = Post.objects.published()
    found = get_object_or_404(published, slug=slug)
    return render_post(
        request,
        found,
        tags=found.tags.all(),
        newer=published.newer_than(found).only("title", "slug", "language").first(),
        older=published.older_than(found).only("title", "slug", "language").first(),
    )


def render_post(request: HttpRequest, post: Post, *, preview: bool = False, **context: Any) -> HttpResponse:
    """Show a post as visitors see it; for the owner's preview it need not be saved."""
    return render(request, "blog/post.html", {"post": post, **_text_of(post, preview=preview), **context})


def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one of the pages that stand beside the posts."""
    return render_page(request, get_object_or_404(Page.objects.published(), slug=slug))


def render_page(request: HttpRequest, page: Page, *, preview: bool = False, **context: Any) -> HttpResponse:
    """Show a page as visitors see it; for the owner's preview it need not be saved."""
    return render(request, "blog/page.html", {"article": page, **_text_of(page, preview=preview), **context})


def _text_of(article: Article, *, preview: bool) -> dict[str, Any]:
    """Return the text as a page shows it; a preview pushes no public text out of what is remembered."""
    body, opening = article.body, article.body[: markdown.OPENING_CHARACTERS]
    if preview:
        reading, excerpt = markdown.fresh_reading(body), markdown.fresh_excerpt(opening)
    else:
        reading, excerpt = markdown.reading(body), markdown.excerpt(opening)
    return {"reading": reading, "excerpt": excerpt, "preview": preview}


def archive(request: HttpRequest) -> HttpResponse:
    """Show all posts by year and month, and the tags that visitors can follow."""
    rows = list(Post.objects.published().values_list("published_at", "title", "slug", "language"))
    years = [list(group) for _, group in groupby(months_of(rows), lambda month: month.begins.year)]
    tags = Tag.objects.filter(posts__in=Post.objects.published()).annotate(count=Count("posts"))
    return render(request, "blog/archive.html", {"years": years, "tags": tags, "count": len(rows)})


def robots(request: HttpRequest) -> HttpResponse:
    """Tell robots to leave the admin alone, and where the sitemap is."""
    return render(request, "blog/robots.txt", content_type="text/plain; charset=utf-8")


def favicon(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view takes it
    """Lead to the icon, for pages that name none of their own, such as the admin's."""
    icon = values.current()[identity.ICON]
    return redirect("site_picture", icon) if icon else redirect(static("blog/favicon.svg"))
