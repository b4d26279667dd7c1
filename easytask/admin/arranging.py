"""Let the owner put the friends into groups and in order: by dragging, or by numbers where no script runs."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import Count, F
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from blog.models import FriendGroup, FriendLink
from easytask.icons.display import IconView, icon_of, with_icons

# The whole numbers that every database of ours takes.
LARGEST_ORDER = 2**31 - 1
GROUP_NAME_CHARS = 50
# Each is two fields of the form, of which Django takes DATA_UPLOAD_MAX_NUMBER_FIELDS.
ROWS_PER_PAGE = 500
# As the wall of friends has them: by group, then by order, then by age.
AS_SHOWN = (F("group__order").asc(nulls_last=True), "group_id", "order", "create_date", "pk")


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """A friend where it stands; ``group_id`` is None without a group."""

    friend_id: int
    name: str
    icon: IconView
    group_id: int | None
    order: int

    @property
    def seen(self) -> str:
        """Return what a form sends of it that nobody has touched."""
        return f"{self.friend_id}:{self.group_id or ''}:{self.order}"


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """A group with its friends on a page; the last one has those without a group, and no id.

    ``before`` are its friends on earlier pages.
    """

    group_id: int | None
    name: str
    before: int
    rows: tuple[Row, ...]


class Arranging(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's class takes no argument when it runs
    """The part of the friend links' admin that puts them in order."""

    def get_urls(self) -> list[Any]:
        """Add the page's address."""
        arrange = self.admin_site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(self.arrange))
        return [path("arrange/", arrange, name="blog_friendlink_arrange"), *super().get_urls()]

    def arrange(self, request: HttpRequest) -> HttpResponse:
        """Show a page of the active friends by group and order, or save what was changed of that."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            moved = _save(request.POST)
            sentence = ngettext("已移动 %d 个友链。", "已移动 %d 个友链。", moved) % moved
            messages.success(request, sentence if moved else _("没有改动。"))
            return HttpResponseRedirect(request.get_full_path())
        friends = with_icons(FriendLink.objects.filter(is_active=True).order_by(*AS_SHOWN))
        page = Paginator(friends, ROWS_PER_PAGE).get_page(request.GET.get("page"))
        groups = list(FriendGroup.objects.all())
        shown = _sections(page, groups)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("分组与排序"),
            "page": page,
            "sections": shown,
            "seen": " ".join(row.seen for section in shown for row in section.rows),
            "groups": groups,
            "name_chars": GROUP_NAME_CHARS,
        }
        return render(request, "admin/blog/friendlink/arrange.html", context)


def _sections(page: Page[FriendLink], groups: list[FriendGroup]) -> list[Section]:
    """Return all groups with those of their friends that are on this page."""
    rows = [Row(friend.pk, friend.name, icon_of(friend), friend.group_id, friend.order) for friend in page]
    active = FriendLink.objects.filter(is_active=True)
    count_of = dict(active.order_by("group_id").values_list("group_id").annotate(Count("pk")))
    # Of all friends before this page, those whose group has not come yet.
    left = ROWS_PER_PAGE * (page.number - 1)
    found = []
    for group_id, name in [*((group.pk, group.name) for group in groups), (None, _("没有分组"))]:
        before = min(left, count_of.get(group_id, 0))
        left -= before
        found.append(Section(group_id, name, before, tuple(row for row in rows if row.group_id == group_id)))
    return found


@transaction.atomic
def _save(typed: Mapping[str, str]) -> int:
    """Write the groups and orders that differ, make the new group if one is named, and return how many were moved."""
    # Before anything is read: of a form that is sent twice at once, the second has to see what the first has written.
    list(FriendLink.objects.select_for_update().order_by("pk").values_list("pk"))
    name = typed.get("new_group", "").strip()[:GROUP_NAME_CHARS]
    if name:
        last = FriendGroup.objects.order_by("-order").values_list("order", flat=True).first()
        FriendGroup.objects.create(name=name, order=(last or 0) + 1)
    groups = set(FriendGroup.objects.values_list("pk", flat=True))
    for group_id in (None, *groups):
        before = _whole(typed.get(f"before-{group_id or ''}", ""))
        if before is not None:
            _number_other_pages(group_id, before, typed)
    # What was not touched in this form may have been moved in another since.
    untouched = set(typed.get("seen", "").split())
    moved = 0
    for friend_id, group_id, order in FriendLink.objects.values_list("pk", "group_id", "order"):
        wanted_group, wanted_order = typed.get(f"group-{friend_id}"), typed.get(f"order-{friend_id}")
        if wanted_group is None or wanted_order is None or f"{friend_id}:{wanted_group}:{wanted_order}" in untouched:
            continue
        values = {"group_id": _whole(wanted_group), "order": _whole(wanted_order)}
        if values["group_id"] not in groups:
            values["group_id"] = None if not wanted_group else group_id
        if values["order"] is None:
            values["order"] = order
        if values != {"group_id": group_id, "order": order}:
            FriendLink.objects.filter(pk=friend_id).update(**values)
            moved += 1
    return moved


def _number_other_pages(group_id: int | None, before: int, typed: Mapping[str, str]) -> None:
    """Give the friends of a group on the other pages numbers on both sides of those that a page of dragged ones has."""
    others = FriendLink.objects.filter(is_active=True, group_id=group_id).order_by(*AS_SHOWN)
    rows = [row for row in others.values_list("pk", "order") if f"order-{row[0]}" not in typed]
    # Those with one number keep one, so that a few updates do for thousands of friends whom nobody has put in order.
    moved_by: defaultdict[int, list[int]] = defaultdict(list)
    for side, last in ((rows[:before], 0), (rows[before:], before + ROWS_PER_PAGE)):
        for number, (order, same) in enumerate(groupby(side, key=itemgetter(1)), start=last + 1):
            moved_by[number - order] += [pk for pk, _order in same]
    for distance, ids in moved_by.items():
        for at in range(0, len(ids) if distance else 0, ROWS_PER_PAGE):
            some = FriendLink.objects.filter(pk__in=ids[at : at + ROWS_PER_PAGE])
            some.update(order=F("order") + distance)


def _whole(text: str) -> int | None:
    """Return a whole number that the database takes, None for anything else."""
    digits = text.strip().removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 11):
        return None
    number = int(text)
    return number if abs(number) <= LARGEST_ORDER else None
