"""Narrow the list of friend links down to what its owner looks for."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.contrib import admin
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from blog.models import SNOOZED, FriendLink
from easytask.models import BACKLINKS
from easytask.verdicts import rules, words
from easytask.verdicts.kinds import BacklinkState, CheckStatus


@dataclasses.dataclass(frozen=True, slots=True)
class Condition:
    """A group of friends that their owner looks for.

    ``status``: what their latest check says; None when there is none to speak of.
    """

    label: str | Promise
    status: CheckStatus | None
    rows: Q


# No owner has edited it since its latest check, as LinkState.is_current says of one.
CURRENT = Q(state__link=F("link"), state__is_show=F("is_show"))


def _by_latest_check(status: CheckStatus) -> Condition:
    rows = Q(CURRENT, is_active=True, state__verdict__in=rules.kinds_with(status))
    return Condition(gettext_lazy(words.STATUS_LABELS[status]), status, rows)


CONDITIONS = {
    "well": _by_latest_check(CheckStatus.OK),
    "down": _by_latest_check(CheckStatus.FAILING),
    "unlinked": _by_latest_check(CheckStatus.UNLINKED),
    "uncertain": _by_latest_check(CheckStatus.UNKNOWN),
    "unchecked": Condition(gettext_lazy("尚未检查"), None, Q(~CURRENT & ~SNOOZED, is_active=True)),
    "alone": Condition(gettext_lazy("暂不检查"), None, Q(SNOOZED, is_active=True)),
    "inactive": Condition(gettext_lazy("已停用"), None, Q(is_active=False)),
}


class PillFilter(admin.SimpleListFilter):
    """A filter that is always in sight; the others are folded away."""


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
