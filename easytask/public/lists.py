"""Give the friends that visitors may learn of to programs: as OPML for feed readers, as JSON for other sites.

Neither names anybody or anything that the friends page does not: no reason, no mail address, nobody hidden for want of
our link, and no address of a friend who is away. docs/lists.md describes the JSON.
"""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import etag, require_safe

from blog import hosts
from blog.models import FriendLink
from blog.site import identity, values
from blog.site.origins import origin
from easytask.exchange import writing
from easytask.exchange.records import Entry, Format, FriendList, Group, Seen
from easytask.icons.display import address_of
from easytask.models import FriendIcon
from easytask.models.feeds import address_in_force
from easytask.public.fingerprint import fingerprint
from easytask.public.listing import listed_friends, shown_friends
from easytask.site_settings import declared

# Of the JSON: fields may be added without a new one, and never change their meaning.
VERSION = 1
# Stands for one in the pattern of their addresses.
_DIGEST = "0" * 32


class _Friend(NamedTuple):
    """What the lists say of a friend, the columns of one row."""

    name: str
    link: str
    description: str
    group: str | None
    icon: str | None
    icon_link: str | None
    given_feed: str | None
    found_feed: str | None
    feed_link: str | None
    shown_since: dt.datetime | None = None

    @property
    def feed(self) -> str:
        """Return the address of the friend's feed; empty while none is known."""
        return address_in_force(self.given_feed, self.found_feed, found_at=self.feed_link, link=self.link)


_COLUMNS = (
    "name",
    "link",
    "description",
    "group__name",
    "icon__digest",
    "icon__link",
    "feed__given_address",
    "feed__address",
    "feed__link",
)


def _validator(request: HttpRequest) -> str:
    """Return what changes with either list, for a tenth of what it takes to make one."""
    site = values.current()
    with_state = site[declared.PUBLISH_STATE]
    around = (settings.VERSION, origin(request), reverse("home"), identity.of(site).title)
    away = _away() if with_state else None
    return f'"{fingerprint(around, away, with_since=with_state)}"'


@require_safe
@etag(_validator)
def friends_opml(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view takes it
    """Send the shown friends as OPML 2.0, as a blogroll."""
    entries = tuple(
        Entry(
            number=number,
            link=friend.link,
            says=frozenset(),
            name=friend.name,
            description=friend.description,
            feed=friend.feed,
            group=friend.group or "",
        )
        for number, friend in enumerate(_shown(), 1)
    )
    named = dict.fromkeys(entry.group for entry in entries if entry.group)
    friends = FriendList(Format.OPML, is_own=False, entries=entries, groups=tuple(map(Group, named)))
    text = writing.opml(friends, identity.of(values.current()).title, Seen(), is_own=False)
    return _open(HttpResponse(text, content_type="text/xml; charset=utf-8"))


@require_safe
@etag(_validator)
def friends_json(request: HttpRequest) -> HttpResponse:
    """Send the shown friends as JSON; when the owner wants, with since when, and the names of those who are away."""
    here = origin(request)
    with_state = values.current()[declared.PUBLISH_STATE]
    document: dict[str, Any] = {
        "version": VERSION,
        "title": identity.of(values.current()).title,
        "home_page_url": f"{here}{reverse('home')}",
        "friends_page_url": f"{here}{reverse('friends')}",
        "friends": _rows(here, with_state=with_state),
    }
    if with_state:
        document["away"] = [{"name": name, "since": _moment(moment)} for name, moment in _away()]
    return _open(JsonResponse(document, json_dumps_params={"ensure_ascii": False}))


def _shown(*, with_state: bool = False) -> list[_Friend]:
    """Return the friends that the wall shows, in its order; what no browser would open as a page is left out."""
    columns = (*_COLUMNS, "is_show_since") if with_state else _COLUMNS
    rows = _in_order(shown_friends()).values_list(*columns)
    return [friend for friend in itertools.starmap(_Friend, rows) if hosts.is_page(friend.link)]


def _away() -> list[tuple[str, dt.datetime]]:
    return list(_in_order(listed_friends().filter(is_show=False)).values_list("name", "is_show_since"))


def _in_order(friends: QuerySet[FriendLink]) -> QuerySet[FriendLink]:
    groups = (F("group__order").asc(nulls_last=True), F("group").asc(nulls_last=True))
    return friends.order_by(*groups, "order", "create_date", "pk")


def _rows(here: str, *, with_state: bool) -> list[dict[str, str]]:
    # To look the address up for every friend takes longer than all the rest of its row.
    before, after = address_of(_DIGEST, FriendIcon.SIDES["large"]).split(_DIGEST)
    rows = []
    for friend in _shown(with_state=with_state):
        has_icon = friend.icon and friend.icon_link == friend.link
        row = {
            "name": friend.name,
            "link": friend.link,
            "description": friend.description,
            "icon": f"{here}{before}{friend.icon}{after}" if has_icon else "",
            "feed": friend.feed,
            "group": friend.group or "",
        }
        rows.append({**row, "shown_since": _moment(friend.shown_since)} if friend.shown_since else row)
    return rows


def _moment(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _open(response: HttpResponse) -> HttpResponse:
    """Let the scripts of any site read it; it is the same for everybody."""
    response["Access-Control-Allow-Origin"] = "*"
    return response
