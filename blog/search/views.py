"""Show visitors the posts and pages with the words that they look for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from blog import markdown
from blog.models import Article, Page, Post
from blog.search import passages, queries

POSTS_PER_PAGE = 10


@dataclass(frozen=True, slots=True)
class Found:
    """A post or page in the list: its title, and the passage with the words, or its first words when they have none.

    A page has no date, here as elsewhere.
    """

    article: Article
    date: datetime | None
    title: tuple[passages.Part, ...]
    passage: tuple[passages.Part, ...]


def search(request: HttpRequest) -> HttpResponse:
    """Show the form, and what was found: pages, such as About, before the posts."""
    query = queries.read(request.GET.get("q", ""))
    # Of all that are found the ids alone; texts of those that are shown.
    pages, posts = queries.find_pages(query), queries.find(query)
    paginator = Paginator([*((Page, pk) for pk in pages), *((Post, pk) for pk in posts)], POSTS_PER_PAGE)
    number = request.GET.get("page", "1")
    if not (number.isascii() and number.isdecimal() and len(number) < 10 and 1 <= int(number) <= paginator.num_pages):
        raise Http404
    page = paginator.page(int(number))
    articles: dict[Any, dict[int, Any]] = {
        Page: Page.objects.in_bulk([pk for kind, pk in page if kind is Page]),
        Post: Post.objects.in_bulk([pk for kind, pk in page if kind is Post]),
    }
    context = {
        "query": query,
        "page": page,
        "found": [_found(articles[kind][pk], query) for kind, pk in page if pk in articles[kind]],
        "numbers": list(paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)),
        "ellipsis": paginator.ELLIPSIS,
    }
    return render(request, "blog/search.html", context)


def _found(article: Article, query: queries.Query) -> Found:
    passage = passages.passage(article.body, query.words)
    if not passage:
        excerpt = markdown.excerpt(article.body[: markdown.OPENING_CHARACTERS])
        passage = (passages.Part(excerpt, is_hit=False),) if excerpt else ()
    date = article.published_at if isinstance(article, Post) else None
    return Found(article, date, passages.marked(article.title, query.words), passage)
