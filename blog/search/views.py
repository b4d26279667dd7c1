"""Show visitors the posts and pages with the words that they look for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from blog import markdown
from blog.models import Article, Page, Post
from blog.paging import page_of
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
    page = page_of(request, [*((Page, pk) for pk in pages), *((Post, pk) for pk in posts)], POSTS_PER_PAGE)
    articles: dict[Any, dict[int, Any]] = {
        Page: Page.objects.in_bulk([pk for kind, pk in page if kind is Page]),
        Post: Post.objects.in_bulk([pk for kind, pk in page if kind is Post]),
    }
    context = {
        "query": query,
        "page": page,
        "found": [_found(articles[kind][pk], query) for kind, pk in page if pk in articles[kind]],
    }
    return render(request, "blog/search.html", context)


def _found(article: Article, query: queries.Query) -> Found:
    passage = passages.passage(article.body, query.words)
    if not passage:
        excerpt = markdown.excerpt(article.body[: markdown.OPENING_CHARACTERS])
        passage = (passages.Part(excerpt, is_hit=False),) if excerpt else ()
    date = article.published_at if isinstance(article, Post) else None
    return Found(article, date, passages.marked(article.title, query.words), passage)
