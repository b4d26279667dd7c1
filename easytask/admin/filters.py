"""Narrow the list of friend links down to what its owner looks for."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.contrib import admin
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from blog.models import FriendLink
from easytask.models import BACKLINKS
from easytask.verdicts import rules
from easytask.verdicts.records import BacklinkState, CheckStatus


@dataclasses.dataclass(frozen=True, slots=True)
class Condition:
    """A group of friends that their owner looks for; ``status`` is None when there is no check to speak of."""

    label: str | Promise
    status: CheckStatus | None
    rows: Q


# No owner has edited it since its latest check, as LinkState.is_current says of one.
CURRENT = Q(state__link=F("link"), state__is_show=F("is_show"))
_SNOOZED = Q(snoozed_until__gt=Now())
_OK_KINDS, _UNKNOWN_KINDS = rules.kinds_with(CheckStatus.OK), rules.kinds_with(CheckStatus.UNKNOWN)
CONDITIONS = {
    "well": Condition(
        gettext_lazy("正常"),
        CheckStatus.OK,
        Q(CURRENT, is_active=True, is_show=True, state__verdict__in=_OK_KINDS),
    ),
    "away": Condition(gettext_lazy("失联"), CheckStatus.FAILING, Q(is_active=True, is_show=False)),
    "uncertain": Condition(
        gettext_lazy("拿不准"),
        CheckStatus.UNKNOWN,
        Q(
            CURRENT & (Q(state__verdict__in=_UNKNOWN_KINDS) | Q(is_show=True) & ~Q(state__verdict__in=_OK_KINDS)),
            is_active=True,
        ),
    ),
    "unchecked": Condition(gettext_lazy("尚未检查"), None, Q(~CURRENT & ~_SNOOZED, is_active=True)),
    "alone": Condition(gettext_lazy("暂不检查"), None, Q(_SNOOZED, is_active=True)),
    "inactive": Condition(gettext_lazy("已停用"), None, Q(is_active=False)),
}


class PillFilter(admin.SimpleListFilter):
    """A filter that is always in sight, a pill a choice; the others are folded away."""

    template = "admin/blog/friendlink/filter.html"


class ConditionFilter(PillFilter):
    """Finds the friends by how they are."""

    title = gettext_lazy("状态")
    parameter_name = "condition"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return [(name, condition.label) for name, condition in CONDITIONS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[FriendLink]) -> QuerySet[FriendLink]:
        condition = CONDITIONS.get(self.value() or "")
        return queryset.filter(condition.rows) if condition else queryset


class BacklinkFilter(PillFilter):
    """Finds the friends by our link on their pages."""

    title = gettext_lazy("反链")
    parameter_name = "backlink"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return list(BACKLINKS)

    def queryset(self, request: HttpRequest, queryset: QuerySet[FriendLink]) -> QuerySet[FriendLink]:
        wanted = self.value()
        if wanted == BacklinkState.UNKNOWN:
            return queryset.exclude(CURRENT & ~Q(state__backlink=wanted))
        return queryset.filter(CURRENT, state__backlink=wanted) if wanted else queryset
