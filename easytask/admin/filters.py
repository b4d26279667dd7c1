"""Narrow the list of friend links down to what its owner looks for."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from blog.models import FriendLink
from easytask.models import CONDITIONS, CURRENT, BacklinkState
from easytask.verdicts.records import Kind


class ConditionFilter(admin.SimpleListFilter):
    title = gettext_lazy("状态")
    parameter_name = "condition"
    template = "admin/blog/friendlink/filter.html"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [(name, condition.label) for name, condition in CONDITIONS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[FriendLink]) -> QuerySet[FriendLink]:
        condition = CONDITIONS.get(self.value() or "")
        return queryset.filter(condition.rows) if condition else queryset


class BacklinkFilter(admin.SimpleListFilter):
    title = gettext_lazy("反链")
    parameter_name = "backlink"
    template = "admin/blog/friendlink/filter.html"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return list(BacklinkState.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[FriendLink]) -> QuerySet[FriendLink]:
        wanted = BACKLINKS.get(self.value() or "")
        return queryset.filter(wanted) if wanted else queryset


_ON_SITE, _ON_PAGE = "state__evidence__backlink__nofollow", "state__evidence__link_page__backlink__nofollow"
_OK = Q(state__verdict=Kind.OK)
_NOT_FOUND = Q(**{f"{_ON_SITE}__isnull": True, f"{_ON_PAGE}__isnull": True})
# The rows of each BacklinkState, as LinkState.backlink names them.
BACKLINKS = {
    BacklinkState.FOUND: CURRENT & _OK & (Q(**{_ON_SITE: False}) | Q(**{_ON_PAGE: False})),
    BacklinkState.NOFOLLOW: CURRENT & _OK & (Q(**{_ON_SITE: True}) | Q(**{_ON_PAGE: True})),
    BacklinkState.MISSING: CURRENT & Q(state__verdict__in=[Kind.NO_BACKLINK, Kind.TOO_LARGE]),
    BacklinkState.NOT_ASKED: CURRENT & (_OK & _NOT_FOUND | Q(state__verdict=Kind.WHITE_LISTED)),
    BacklinkState.UNKNOWN: ~(
        CURRENT & Q(state__verdict__in=[Kind.OK, Kind.WHITE_LISTED, Kind.NO_BACKLINK, Kind.TOO_LARGE])
    ),
}
