"""Show the owner the list of friend links: one row a link, with its standing, its statistics and its certificate."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.contrib import admin
from django.contrib.admin.filters import ListFilter
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from blog.models import FriendLink
from easytask.admin.actions import SNOOZE_DAYS
from easytask.admin.filters import PillFilter
from easytask.admin.friend_stats import recent_strip, shares_in_words
from easytask.admin.runs import MAY_CHANGE_FRIENDS, MAY_CHECK
from easytask.admin.standing import Standing, standing_of, state_of
from easytask.history import stats
from easytask.history.rollup import LATENCY_DAYS
from easytask.icons.display import icon_of, with_icons

# A certificate that ends within so many days is told in red: Let's Encrypt renews 30 days before the end.
CERTIFICATE_SOON_DAYS = 15


@dataclasses.dataclass(frozen=True, slots=True)
class _Row:
    """What the cells of one row show."""

    standing: Standing
    stats: stats.FriendStats


@dataclasses.dataclass(frozen=True, slots=True)
class _Certificate:
    words: str
    is_soon: bool


class FriendLinkList(ChangeList):
    """A page of the list; its cells share the statistics of all its rows, as many queries for two hundred as for one.

    That is why the cells are methods of the list, which knows its rows, and not of the admin, which lives longer.
    """

    def __init__(self, request: HttpRequest, model: type[FriendLink], list_display: list[Any], *options: Any) -> None:
        checkbox = [name for name in list_display if name == "action_checkbox"]
        cells = [self.site, self.state_and_time, self.latest_checks, self.speed, self.backlink, self.buttons]
        # Reversed once: each row has up to five addresses below it.
        self._address = reverse("admin:blog_friendlink_changelist")
        self._may_check = request.user.has_perm(MAY_CHECK)
        self._may_change = request.user.has_perm(MAY_CHANGE_FRIENDS)
        super().__init__(request, model, [*checkbox, *cells], *options)
        # Every column is sortable that has an order of its own, a cell of ours as well.
        self.sortable_by = None

    def get_results(self, request: HttpRequest) -> None:
        """Read the page's rows and, at once, the statistics of all of them."""
        super().get_results(request)
        found = stats.stats_of([friend.pk for friend in self.result_list])
        # One may have been deleted between the two queries.
        nothing = stats.FriendStats()
        self._rows = {
            friend.pk: _Row(standing_of(friend), found.get(friend.pk, nothing)) for friend in self.result_list
        }

    def apply_select_related(self, qs: QuerySet[FriendLink]) -> QuerySet[FriendLink]:
        """Let the rows come with their state and their icon."""
        return with_icons(qs.select_related("state", "robots"))

    @property
    def pills(self) -> list[ListFilter]:
        """Return the filters that are always in sight."""
        return [spec for spec in self.filter_specs if isinstance(spec, PillFilter)]

    @property
    def more_filters(self) -> list[ListFilter]:
        """Return the filters that are folded away."""
        return [spec for spec in self.filter_specs if not isinstance(spec, PillFilter)]

    @property
    def uses_more_filters(self) -> bool:
        """Return whether one of those that are folded away is in use."""
        return any(spec.used_parameters for spec in self.more_filters)

    @admin.display(description=gettext_lazy("网站"), ordering="name")
    def site(self, friend: FriendLink) -> SafeString:
        """Name the site, which leads to its page here, and its address, which leads there."""
        page = f"{self._address}{friend.pk}/"
        return _cell("site", page=page, friend=friend, icon=icon_of(friend), address=friend.link.partition("://")[2])

    @admin.display(description=gettext_lazy("状态"), ordering="state__checked_at")
    def state_and_time(self, friend: FriendLink) -> SafeString:
        """Say what the latest check found and for how long the link has been shown or hidden."""
        return _cell("state", standing=self._rows[friend.pk].standing)

    @admin.display(description=gettext_lazy("最近的检查与在线率"))
    def latest_checks(self, friend: FriendLink) -> SafeString:
        """Draw the latest checks, above the uptime."""
        found = self._rows[friend.pk].stats
        return format_html("{}<small>{}</small>", recent_strip(found.recent).svg, shares_in_words(found.uptime))

    @admin.display(description=gettext_lazy("用时与证书"), ordering="state__elapsed")
    def speed(self, friend: FriendLink) -> SafeString:
        """Say how fast the site answers and how long its certificate lasts."""
        title = _("近 %(days)d 天的中位数 / 95%% 的应答不超过") % {"days": LATENCY_DAYS}
        found = self._rows[friend.pk].stats
        return _cell("speed", title=title, stats=found, certificate=_certificate_of(friend))

    @admin.display(description=gettext_lazy("反链"))
    def backlink(self, friend: FriendLink) -> SafeString:
        """Say whether our link is on the friend's page, and its share in the longest window; the page has all."""
        standing, found = self._rows[friend.pk].standing, self._rows[friend.pk].stats
        words = (standing.backlink, standing.backlink_words, shares_in_words(found.backlink[-1:]))
        return format_html('<span class="backlink backlink-{}">{}</span><small>{}</small>', *words)

    @admin.display(description=gettext_lazy("操作"))
    def buttons(self, friend: FriendLink) -> SafeString:
        """Offer what is most often done with a friend in its state; its page has all."""
        return _cell(
            "buttons",
            page=f"{self._address}{friend.pk}/",
            friend=friend,
            may_change=self._may_change,
            may_check=self._may_check and friend.is_due,
            snooze_days=SNOOZE_DAYS,
        )


def _cell(name: str, **context: Any) -> SafeString:
    return render_to_string(f"admin/blog/friendlink/cells/{name}.html", context)


def _certificate_of(friend: FriendLink) -> _Certificate | None:
    state = state_of(friend)
    days = state.certificate_days if state else None
    if days is None:
        return None
    words = _("证书已过期") if days < 0 else ngettext("证书 %d 天", "证书 %d 天", days) % days
    return _Certificate(words, is_soon=days < CERTIFICATE_SOON_DAYS)
