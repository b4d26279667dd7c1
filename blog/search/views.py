"""Show visitors the posts with the words that they look for."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from blog import markdown
from blog.models import Post
from blog.search import passages, queries

POSTS_PER_PAGE = 10


@dataclass(frozen=True, slots=True)
class FoundPost:
    """A post in the list: its title, and the passage with the words, or its first words when they have none."""

    post: Post
    title: tuple[passages.Part, ...]
    passage: tuple[passages.Part, ...]


def search(request: HttpRequest) -> HttpResponse:
    """Show the form, and what was found."""
    query = queries.read(request.GET.get("q", ""))
    # Of all that are found the ids alone; texts of those that are shown.
    paginator = Paginator(queries.find(query), POSTS_PER_PAGE)
    number = request.GET.get("page", "1")
    if not (number.isascii() and number.isdecimal() and len(number) < 10 and 1 <= int(number) <= paginator.num_pages):
        raise Http404
    page = paginator.page(int(number))
    posts = Post.objects.in_bulk(page.object_list)
    context = {
        "query": query,
        "page": page,
        "found": [_found(posts[pk], query) for pk in page if pk in posts],
        "numbers": list(paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)),
        "ellipsis": paginator.ELLIPSIS,
    }
    return render(request, "blog/search.html", context)


def _found(post: Post, query: queries.Query) -> FoundPost:
    passage = passages.passage(post.body, query.words)
    if not passage:
        excerpt = markdown.excerpt(post.body[: markdown.OPENING_CHARACTERS])
        passage = (passages.Part(excerpt, is_hit=False),) if excerpt else ()
    return FoundPost(post, passages.marked(post.title, query.words), passage)
