"""Show the owner how each friend's feed is, and take its address or the wish to leave its posts out."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from blog.models import FriendLink
from blog.site.registry import Words
from easytask.admin.standing import Badge, moment
from easytask.feeds import recording
from easytask.feeds.records import FeedProblem
from easytask.labels import verdict_label
from easytask.models import FriendFeed
from easytask.verdicts import addresses
from easytask.verdicts.kinds import CheckStatus

MAY_SEE, MAY_CHANGE = "blog.view_friendlink", "blog.change_friendlink"
# A feed that could not be read for so long has died; until then it may have been one bad day.
DEAD_AFTER = dt.timedelta(days=7)
_READ = ("state", "address", "title", "latest_cell", "read_cell", "due_at")
# Of the others, a check's own words say enough.
_PROBLEMS: dict[str, Words] = {
    FeedProblem.NO_FEED: gettext_lazy("没有找到订阅"),
    FeedProblem.NOT_A_FEED: gettext_lazy("那里不是订阅"),
    FeedProblem.EMPTY: gettext_lazy("订阅里没有文章"),
    FeedProblem.TOO_LONG: gettext_lazy("订阅太长，读到的部分里没有文章"),
    FeedProblem.BROKEN: gettext_lazy("这份订阅无法解析"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class FeedStanding:
    """How a feed is: in a word, since when it could not be read, where it is, and what it named last."""

    badge: Badge
    since: str
    address: str
    read: str
    post: str
    post_at: str


def standing_of(feed: FriendFeed) -> FeedStanding:
    """Return how the feed of a friend is, in the reader's language; it asks the database nothing."""
    return FeedStanding(
        badge=_badge(feed),
        since=_("自 %s 起") % moment(feed.read_well_at) if feed.problem and feed.read_well_at else "",
        address=feed.current_address,
        read=moment(feed.read_at) if feed.read_at else "",
        post=feed.latest_title,
        post_at=moment(feed.latest_at) if feed.latest_at else "",
    )


def _badge(feed: FriendFeed) -> Badge:
    if feed.read_at is None:
        return Badge(None, _("尚未读取"))
    if not feed.problem:
        return Badge(CheckStatus.OK, _("不列出") if feed.is_hidden else _("读到了"))
    told = _PROBLEMS.get(feed.problem) or verdict_label(feed.problem, feed.status)
    return Badge(None if feed.problem == FeedProblem.NO_FEED else CheckStatus.FAILING, str(told))


class FeedForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's class takes no argument when it runs
    """What the owner says of a feed."""

    given_address = forms.URLField(
        label=gettext_lazy("订阅地址"),
        help_text=gettext_lazy("留空就自动寻找；自动找到的不对时才需要填写。"),
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "vURLField"}),
    )

    class Meta:
        model = FriendFeed
        fields = ("friend", "given_address", "is_hidden")

    def clean_given_address(self) -> str:
        """Refuse what no browser would open as a page."""
        address: str = self.cleaned_data["given_address"]
        try:
            return addresses.parse(address).href if address else ""
        except addresses.BadAddress as error:
            raise forms.ValidationError(_("这不是浏览器能打开的地址。")) from error


class ConditionFilter(admin.SimpleListFilter):
    """Finds the feeds by how they are."""

    title = gettext_lazy("状态")
    parameter_name = "condition"
    _ROWS = {
        "well": Q(problem="", read_at__isnull=False),
        "failing": ~Q(problem__in=("", FeedProblem.NO_FEED)),
        "dead": ~Q(problem__in=("", FeedProblem.NO_FEED)),
        "none": Q(problem=FeedProblem.NO_FEED),
        "hidden": Q(is_hidden=True),
    }

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return [
            ("well", gettext_lazy("读到了")),
            ("failing", gettext_lazy("没读到")),
            ("dead", gettext_lazy("一周都没读到")),
            ("none", gettext_lazy("没有找到订阅")),
            ("hidden", gettext_lazy("不列出")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[FriendFeed]) -> QuerySet[FriendFeed]:
        rows = self._ROWS.get(self.value() or "")
        if rows is None:
            return queryset
        if self.value() == "dead":
            rows &= Q(read_well_at__lt=timezone.now() - DEAD_AFTER)
        return queryset.filter(rows)


@admin.register(FriendFeed)
class FriendFeedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's class takes no argument when it runs
    """The friends' feeds; what was read of them is only shown here."""

    form = FeedForm
    list_display = ("friend", "state", "address_cell", "latest_cell", "read_cell")
    when_empty = gettext_lazy("还没有订阅。检查过一位朋友的网站之后，会自动找到它的订阅。")
    list_filter = (ConditionFilter,)
    list_select_related = ("friend",)
    list_per_page = 100
    # To choose from a list of all took three seconds with 20,000 friends.
    autocomplete_fields = ("friend",)
    search_fields = ("friend__name", "friend__link", "address", "given_address")
    ordering = ("friend__name",)
    actions = ("read_soon", "leave_out", "list_again")

    @admin.display(description=gettext_lazy("状态"), ordering="problem")
    def state(self, feed: FriendFeed) -> SafeString:
        """Say how it is, and since when."""
        standing = standing_of(feed)
        badge = render_to_string("admin/_badge.html", {"badge": standing.badge})
        return format_html("{} <small>{}</small>", badge, standing.since)

    @admin.display(description=gettext_lazy("订阅地址"))
    def address_cell(self, feed: FriendFeed) -> SafeString | str:
        """Lead to the feed."""
        address = feed.current_address
        shown = address.partition("://")[2]
        return format_html('<a href="{}" rel="noopener noreferrer">{}</a>', address, shown) if address else "–"

    @admin.display(description=gettext_lazy("最新文章"), ordering="latest_at")
    def latest_cell(self, feed: FriendFeed) -> SafeString | str:
        """Say what the friend wrote last, and when."""
        if feed.latest_at is None:
            return "–"
        title = feed.latest_title or _("（无题）")
        words = (feed.latest_address, title, moment(feed.latest_at))
        return format_html('<a href="{}" rel="noopener noreferrer">{}</a> <small>{}</small>', *words)

    @admin.display(description=gettext_lazy("最近读取"), ordering="read_at")
    def read_cell(self, feed: FriendFeed) -> str:
        """Say when it was last asked for."""
        return moment(feed.read_at) if feed.read_at else "–"

    @admin.action(description=gettext_lazy("尽快读取所选的订阅"), permissions=["change"])
    def read_soon(self, request: HttpRequest, queryset: QuerySet[FriendFeed]) -> None:
        """Let the next tick read the chosen ones."""
        count = queryset.update(due_at=timezone.now(), guessed_at=None)
        messages.success(request, ngettext("%d 个订阅会在五分钟内读取。", "%d 个订阅会在五分钟内读取。", count) % count)

    @admin.action(description=gettext_lazy("不列出所选朋友的文章"), permissions=["change"])
    def leave_out(self, request: HttpRequest, queryset: QuerySet[FriendFeed]) -> None:
        """Leave the posts of the chosen ones out."""
        queryset.update(is_hidden=True)

    @admin.action(description=gettext_lazy("重新列出所选朋友的文章"), permissions=["change"])
    def list_again(self, request: HttpRequest, queryset: QuerySet[FriendFeed]) -> None:
        """List the posts of the chosen ones again."""
        queryset.update(is_hidden=False)

    def get_fieldsets(self, request: HttpRequest, obj: FriendFeed | None = None) -> Any:
        """Return the owner's fields, and below them what was read."""
        if obj is None:
            return ((None, {"fields": ("friend", "given_address", "is_hidden")}),)
        return (
            (None, {"fields": ("friend", "given_address", "is_hidden")}),
            (gettext_lazy("读到的"), {"fields": _READ}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: FriendFeed | None = None) -> Any:
        return (*(("friend",) if obj else ()), *_READ)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        chosen = request.GET.get("friend", "")
        return {"friend": chosen} if chosen.isdecimal() else {}

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Send what the owner saw with the form: an old page must not undo what was written since."""
        return super().formfield_for_dbfield(db_field, request, show_hidden_initial=True, **kwargs)

    def save_model(self, request: HttpRequest, obj: FriendFeed, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        """Write only what the owner changed; with another address, what was read of the former one goes."""
        if not change:
            obj.link = obj.friend.link
            obj.due_at = timezone.now()
            obj.save()
            return
        values = {name: getattr(obj, name) for name in form.changed_data}
        with transaction.atomic():
            if "given_address" in values:
                recording.forget([obj.pk])
            FriendFeed.objects.filter(pk=obj.pk).update(**values)

    def has_view_permission(self, request: HttpRequest, obj: FriendFeed | None = None) -> bool:
        return request.user.has_perm(MAY_SEE)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MAY_CHANGE)

    def has_change_permission(self, request: HttpRequest, obj: FriendFeed | None = None) -> bool:
        return request.user.has_perm(MAY_CHANGE)

    def has_delete_permission(self, request: HttpRequest, obj: FriendFeed | None = None) -> bool:
        return False


def page_of(friend: FriendLink) -> str:
    """Return the address of the page of a friend's feed, on which it can be given when it has none."""
    if getattr(friend, "feed", None) is not None:
        return reverse("admin:easytask_friendfeed_change", args=[friend.pk])
    return f"{reverse('admin:easytask_friendfeed_add')}?friend={friend.pk}"
