"""Give the friends that visitors may learn of to programs: as OPML for feed readers, as JSON for other sites.

Neither names anybody or anything that the friends page does not: no reason, no mail address, nobody hidden for want of
our link, and no address of a friend who is away. docs/lists.md describes the JSON.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from blog.models import FriendLink
from blog.site import identity, values
from blog.site.origins import origin
from easytask.exchange import writing
from easytask.exchange.records import Entry, Format, FriendList, Group, Seen
from easytask.icons.display import icon_of, with_icons
from easytask.models import FriendFeed
from easytask.public.listing import listed_friends
from easytask.site_settings import declared

# Of the JSON: fields may be added without a new one, and never change their meaning.
VERSION = 1


@require_safe
def friends_opml(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view takes it
    """Send the shown friends as OPML 2.0, as a blogroll."""
    entries = tuple(
        Entry(
            number=number,
            link=friend.link,
            says=frozenset(),
            name=friend.name,
            description=friend.description,
            feed=_feed_of(friend),
            group=friend.group.name if friend.group else "",
        )
        for number, friend in enumerate(_shown(), 1)
    )
    named = dict.fromkeys(entry.group for entry in entries if entry.group)
    friends = FriendList(Format.OPML, is_own=False, entries=entries, groups=tuple(map(Group, named)))
    text = writing.opml(friends, identity.of(values.current()).title, Seen(), is_own=False)
    return _open(HttpResponse(text, content_type="text/xml; charset=utf-8"))


@require_safe
def friends_json(request: HttpRequest) -> HttpResponse:
    """Send the shown friends as JSON; when the owner wants, with since when, and the names of those who are away."""
    here = origin(request)
    with_state = values.current()[declared.PUBLISH_STATE]
    document: dict[str, Any] = {
        "version": VERSION,
        "title": identity.of(values.current()).title,
        "home_page_url": f"{here}{reverse('home')}",
        "friends_page_url": f"{here}{reverse('friends')}",
        "friends": [_row(friend, here, with_state=with_state) for friend in _shown()],
    }
    if with_state:
        away = _in_order(listed_friends().filter(is_show=False))
        document["away"] = [{"name": friend.name, "since": _moment(friend.is_show_since)} for friend in away]
    return _open(JsonResponse(document, json_dumps_params={"ensure_ascii": False}))


def _shown() -> list[FriendLink]:
    """Return the friends that the wall shows, in its order; what no browser would open as a page is left out."""
    rows = _in_order(listed_friends().filter(is_show=True))
    return [friend for friend in with_icons(rows).select_related("group", "icon", "feed") if friend.host]


def _in_order(friends: QuerySet[FriendLink]) -> QuerySet[FriendLink]:
    groups = (F("group__order").asc(nulls_last=True), F("group").asc(nulls_last=True))
    return friends.order_by(*groups, "order", "create_date", "pk")


def _feed_of(friend: FriendLink) -> str:
    """Return the address of the friend's feed; empty while none is known."""
    feed: FriendFeed | None = getattr(friend, "feed", None)
    return feed.current_address if feed else ""


def _row(friend: FriendLink, here: str, *, with_state: bool) -> dict[str, str]:
    icon = icon_of(friend).large
    row = {
        "name": friend.name,
        "link": friend.link,
        "description": friend.description,
        "icon": f"{here}{icon}" if icon else "",
        "feed": _feed_of(friend),
        "group": friend.group.name if friend.group else "",
    }
    return {**row, "shown_since": _moment(friend.is_show_since)} if with_state else row


def _moment(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _open(response: HttpResponse) -> HttpResponse:
    """Let the scripts of any site read it; it is the same for everybody."""
    response["Access-Control-Allow-Origin"] = "*"
    return response
