"""Show visitors the wall of friends, and take them to one at random."""

from __future__ import annotations

import contextlib

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from blog.models import FriendLink
from blog.paging import page_of
from easytask.public.listing import shown_friends
from easytask.public.wall import ORDER_LABELS, PAGE_FRIENDS, QUERY_CHARS, SCREENFUL, Order, list_friends, read_wall
from easytask.verdicts import addresses

# How many icons stand beside the heading: as many as fill the rows of a honeycomb.
_HONEYCOMBS = (14, 9, 5, 0)


def friends(request: HttpRequest) -> HttpResponse:
    """Show the wall of friends, a page of it."""
    asked = request.GET.get("order", "")
    order = Order(asked) if asked in list(Order) else Order.OWNER
    query = request.GET.get("q", "").replace("\0", "").strip()[:QUERY_CHARS]
    listed = list_friends(query=query, order=order)
    # Each look at a random order is another one, in which nobody is on a second page.
    page = (
        page_of(request, listed, PAGE_FRIENDS) if order is not Order.RANDOM else Paginator(listed, PAGE_FRIENDS).page(1)
    )
    wall = read_wall(listed, list(page), query=query, order=order)
    icons = wall.icons if page.number == 1 and not query else []
    context = {
        "wall": wall,
        "icons": icons[: next(count for count in _HONEYCOMBS if count <= len(icons))],
        "orders": [(value, ORDER_LABELS[value]) for value in Order],
        "may_search": query or wall.total > SCREENFUL,
        "page": page,
    }
    return render(request, "easytask/friends.html", context)


@never_cache
def random_friend(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view takes it
    """Lead to the site of a friend that is shown, a different one each time."""
    found: FriendLink
    for found in shown_friends().only("link").order_by("?")[:9]:
        # One that a browser would not open as a page, or that Django does not lead to, is passed by.
        with contextlib.suppress(ValueError):
            addresses.parse(found.link)
            return redirect(found.link)
    return redirect("friends")
