"""Show visitors what the friends have written of late: a page a few days long at a time, and an Atom feed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from blog.models import FriendLink
from blog.paging import page_of
from blog.plain_text import for_xml, plain
from blog.site import identity, origins, values
from easytask.feeds.circle import shown_posts
from easytask.icons.display import IconView, icon_of
from easytask.models import FriendPost

PAGE_POSTS = 60
POSTS_IN_FEED = 50
# How many icons of those who have written stand beside the heading.
COMPANY = 9


@dataclasses.dataclass(frozen=True, slots=True)
class QuotedPost:
    """A post as visitors see it; ``host`` is the friend's, as a person reads it."""

    title: str
    address: str
    at: dt.datetime
    friend: str
    host: str
    icon: IconView


@dataclasses.dataclass(frozen=True, slots=True)
class Day:
    """The posts of one day of the site's time zone, and what it is called when that is near."""

    date: dt.date
    name: str
    posts: list[QuotedPost]


def posts(request: HttpRequest) -> HttpResponse:
    """Show a page of the friends' posts, day by day."""
    listed = list(shown_posts().values_list("pk", "friend"))
    page = page_of(request, listed, PAGE_POSTS)
    days = _days(_quoted([pk for pk, _friend in page.object_list]))
    icons = {post.host: post.icon for day in days for post in day.posts}
    context = {
        "days": days,
        "page": page,
        "posts": len(listed),
        "friends": len({friend for _pk, friend in listed}),
        "icons": list(icons.values())[:COMPANY] if page.number == 1 and len(icons) >= COMPANY else [],
    }
    return render(request, "easytask/friend_posts.html", context)


def _quoted(post_ids: list[int]) -> list[QuotedPost]:
    """Return these posts, in this order."""
    rows = FriendPost.objects.filter(pk__in=post_ids).select_related("friend__icon")
    by_id = {row.pk: row for row in rows.defer("friend__icon__small", "friend__icon__large")}
    # One may have been deleted since.
    return [_quote(by_id[post_id]) for post_id in post_ids if post_id in by_id]


def _quote(row: FriendPost) -> QuotedPost:
    friend: FriendLink = row.friend
    assert row.published_at is not None  # noqa: S101  # what is shown has a date
    return QuotedPost(row.title, row.address, localtime(row.published_at), friend.name, friend.host, icon_of(friend))


def _days(quoted: list[QuotedPost]) -> list[Day]:
    today = localdate()
    names = {today: _("今天"), today - dt.timedelta(days=1): _("昨天")}
    by_day = itertools.groupby(quoted, lambda post: post.at.date())
    return [Day(date, names.get(date, ""), list(posts_of_day)) for date, posts_of_day in by_day]


class FriendPostFeed(Feed):  # type: ignore[type-arg]  # Django's class takes no argument when it runs
    """The friends' newest posts: where they are, and whose."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest) -> str:
        """Return the origin, which the feed needs for its absolute addresses."""
        return origins.origin(request)

    def title(self) -> str:
        """Return it in the site's language: who reads it is no browser, and asks for none."""
        site = values.current()
        with translation.override(site[identity.LANGUAGE]):
            return _("%(site)s 的朋友们") % {"site": identity.of(site).title}

    def link(self, origin: str) -> str:
        return origin + reverse("friend_posts")

    def feed_url(self, origin: str) -> str:
        return origin + reverse("friend_posts_feed")

    def items(self) -> list[QuotedPost]:
        """Return the newest posts, newest first."""
        return _quoted(list(shown_posts().values_list("pk", flat=True)[:POSTS_IN_FEED]))

    def item_title(self, post: QuotedPost) -> str:
        return plain(for_xml(post.title)) or post.host

    def item_description(self, post: QuotedPost) -> None:  # type: ignore[override]  # then there is no summary
        """Return nothing: no text of a post is kept."""

    def item_link(self, post: QuotedPost) -> str:
        return post.address

    def item_author_name(self, post: QuotedPost) -> str:
        return plain(for_xml(post.friend))

    def item_pubdate(self, post: QuotedPost) -> dt.datetime:
        return post.at

    def item_updateddate(self, post: QuotedPost) -> dt.datetime:
        return post.at
