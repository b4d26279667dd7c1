"""Open the admin with a dashboard: how the friends stand, what the week brought, how the check itself is."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.core.checks import CheckMessage
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from blog.models import FriendLink
from blog.site import identity, values
from easytask import live
from easytask.admin import welcome
from easytask.admin.attention import Wanting, wanting
from easytask.admin.filters import CONDITIONS
from easytask.admin.menu import build_menu
from easytask.admin.schedules import UnschedulableRow, next_run, unschedulable_rows
from easytask.admin.standing import Badge
from easytask.history import stats
from easytask.history.broken_runs import BrokenRuns, broken_runs
from easytask.history.changes import (
    HideCounts,
    QuarantineCounts,
    count_hides,
    count_quarantines,
    latest_changes,
)
from easytask.history.rollup import LATENCY_DAYS
from easytask.models import Application, Flip, Letter, Run
from easytask.monitoring import health
from easytask.monitoring.health import ComponentState, recent_health
from easytask.runs import lock, results, suspicion
from easytask.site_settings import declared
from easytask.verdicts.kinds import CheckStatus
from easytask.verdicts.rules import FALSE_HIDE_WITHIN

# Of the conditions that the list can be filtered by, those that the dashboard counts.
COUNTED = ("well", "down", "unlinked", "uncertain", "unchecked")
# How many rows are listed, how many days are looked back and ahead, how many weeks this one is compared with.
ATTENTION, CHANGES, SLOWEST, CERTIFICATES, APPLICATIONS = 8, 8, 5, 5, 10
CHANGES_DAYS = 7
CERTIFICATE_DAYS = 30
FALSE_HIDE_WEEKS = 12
QUARANTINE_DAYS = 30

PARTS = {
    "database": gettext_noop("数据库"),
    "broker": gettext_noop("消息服务（Redis）"),
    "worker": gettext_noop("worker（执行检查的进程）"),
    "beat": gettext_noop("beat（按时发起检查的进程）"),
}
STATUSES = {
    ComponentState.OK: CheckStatus.OK,
    ComponentState.AWAY: CheckStatus.FAILING,
    ComponentState.UNKNOWN: CheckStatus.UNKNOWN,
}
REMEDIES = {
    "database": gettext_noop("请检查 DATABASE_URL 和数据库服务。"),
    "broker": gettext_noop("请检查 REDIS_URL 和 Redis 服务；没有它，按钮和定时任务都不能开始检查。"),
    "worker": gettext_noop("请运行 celery -A izone worker；没有它，检查会在队列里等着。"),
    "beat": gettext_noop("请运行 celery -A izone beat；没有它，检查不会按时自动开始。"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """One thing that a check needs: how it is, and what to do when it is not there."""

    badge: Badge
    state: str
    words: str
    remedy: str


@dataclasses.dataclass(frozen=True, slots=True)
class ConditionCount:
    """How many friends are in one of the conditions that the list can be filtered by."""

    name: str
    badge: Badge
    count: int


@dataclasses.dataclass(frozen=True, slots=True)
class FalseHides:
    """How often the check was wrong, in words, this week and in the weeks before."""

    this_week: str
    before: str
    weeks_before: int
    hours: int


@dataclasses.dataclass(frozen=True, slots=True)
class SuspiciousRun:
    """The latest run over all links when it suspects our own setting, and what it says of that."""

    pk: int
    words: str


@dataclasses.dataclass(frozen=True, slots=True)
class Dashboard:
    """All that the first page shows at once; what asks worker and beat is fetched apart.

    ``has_friends``: without one there is nothing to count. ``asks_backlink``: whether friends have to link back.
    """

    has_friends: bool
    asks_backlink: bool
    broken_runs: BrokenRuns | None
    conditions: list[ConditionCount]
    attention: list[Wanting]
    more_attention: bool
    changes: Sequence[Flip]
    more_changes: bool
    slowest: list[stats.SlowFriend]
    certificates: list[stats.Certificate]
    false_hides: FalseHides
    quarantines: QuarantineCounts
    next_run: dt.datetime | None
    unschedulable_rows: list[UnschedulableRow]
    last_run: Run | None
    suspicious_run: SuspiciousRun | None
    applications: Sequence[Application]
    held_letters: int
    changes_days: int = CHANGES_DAYS
    latency_days: int = LATENCY_DAYS
    certificate_days: int = CERTIFICATE_DAYS
    most_certificates: int = CERTIFICATES
    quarantine_days: int = QUARANTINE_DAYS


class DashboardSite(admin.AdminSite):
    """Django's admin with the dashboard above the list of models."""

    index_title = gettext_lazy("站长后台")
    index_template = "admin/dashboard.html"
    # Its place is taken by the menu.
    enable_nav_sidebar = False

    def check(self, app_configs: Sequence[AppConfig] | None) -> list[CheckMessage]:
        """Check all pages, whoever has loaded them."""
        _load_pages()
        return super().check(app_configs)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Return what every page shows, with the site's title and the menu."""
        title = values.current()[identity.TITLE]
        context = {**super().each_context(request), "site_header": title, "site_title": title}
        if context["has_permission"]:
            context["menu"] = build_menu(request, context["available_apps"])
        return context

    def get_urls(self) -> list[Any]:
        _load_pages()
        return [
            path("health/", self.admin_view(health_of_the_check), name="easytask_health"),
            *welcome.urls(self),
            *super().get_urls(),
        ]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show the dashboard to those who may see the friend links."""
        context: dict[str, Any] = {}
        if request.user.has_perm("blog.view_friendlink"):
            example = welcome.example()
            steps = welcome.welcome(example, request.user)
            context = {"dashboard": dashboard(), "example": example.value, "welcome": steps}
        context["unreadable_settings"] = [setting.label for setting in values.current().unreadable()]
        return super().index(request, {**context, **(extra_context or {})})


def _load_pages() -> None:
    """Register the pages of all apps.

    Django would do it whenever it is set up. The check, worker and beat serve no pages: without them they start a
    sixth faster, and take less memory.
    """
    admin.autodiscover()
    # They are not in the package itself, which Django imports while it makes the site on which they register.
    from easytask.admin import applications, feeds, friends, letters, people, runs, schedule_forms  # noqa: F401


def dashboard() -> Dashboard:
    """Return what the first page shows, in a constant number of queries; none of it asks Redis."""
    lock.close_stale_runs()
    found = FriendLink.objects.aggregate(**{name: Count("pk", filter=CONDITIONS[name].rows) for name in COUNTED})
    changes = latest_changes(days=CHANGES_DAYS, limit=CHANGES + 1)
    attention = wanting(ATTENTION + 1)
    hides = count_hides(weeks_before=FALSE_HIDE_WEEKS - 1)
    return Dashboard(
        has_friends=FriendLink.objects.exists(),
        asks_backlink=bool(values.current()[declared.SITE_LINK]),
        broken_runs=broken_runs(),
        conditions=[
            ConditionCount(name, Badge(CONDITIONS[name].status, str(CONDITIONS[name].label)), found[name])
            for name in COUNTED
        ],
        attention=attention[:ATTENTION],
        more_attention=len(attention) > ATTENTION,
        changes=changes[:CHANGES],
        more_changes=len(changes) > CHANGES,
        slowest=stats.slowest(SLOWEST),
        certificates=stats.certificates_expiring(CERTIFICATE_DAYS),
        false_hides=FalseHides(
            this_week=_rate(hides.this_week),
            before=_rate(hides.before),
            weeks_before=FALSE_HIDE_WEEKS - 1,
            hours=round(FALSE_HIDE_WITHIN / dt.timedelta(hours=1)),
        ),
        quarantines=count_quarantines(days=QUARANTINE_DAYS),
        next_run=next_run(),
        unschedulable_rows=unschedulable_rows(),
        last_run=Run.objects.first(),
        suspicious_run=_suspicious_run(),
        held_letters=Letter.objects.filter(state=Letter.State.HELD).count(),
        applications=list(Application.objects.filter(state=Application.State.WAITING)[:APPLICATIONS]),
    )


def _suspicious_run() -> SuspiciousRun | None:
    run = suspicion.suspicious_run()
    return None if run is None else SuspiciousRun(run.pk, results.remark(run, _))


def _rate(counted: HideCounts) -> str:
    if not counted.hides:
        return _("没有自动隐藏")
    percent = round(100 * counted.suspected / counted.hides)
    counts = {"suspected": counted.suspected, "hides": counted.hides, "percent": percent}
    return _("%(percent)d%%（%(hides)d 次自动隐藏中的 %(suspected)d 次）") % counts


@permission_required("blog.view_friendlink", raise_exception=True)
def health_of_the_check(request: HttpRequest) -> HttpResponse:
    """Ask database, broker, worker and beat, which takes a moment; so the dashboard fetches it apart."""
    found = recent_health()
    context = {**admin.site.each_context(request), "title": _("系统状态"), "parts": parts_of(found)}
    name = "admin/_health.html" if live.wants_part(request) else "admin/health.html"
    return render(request, name, context)


def parts_of(found: health.Health) -> list[Part]:
    """Return what a check needs, in the reader's language."""
    words = {
        ComponentState.OK: _("有应答"),
        ComponentState.AWAY: _("没有应答"),
        ComponentState.UNKNOWN: _("无法得知"),
    }
    parts = []
    for name, called in PARTS.items():
        state = getattr(found, name).state
        remedy = _(REMEDIES[name]) if state is ComponentState.AWAY else ""
        parts.append(Part(Badge(STATUSES[state], _(called)), state, words[state], remedy))
    return parts
