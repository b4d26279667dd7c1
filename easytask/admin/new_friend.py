"""Add a friend by its address alone: a worker looks at it first, and what it found fills the form and stands above it.

Nothing is saved before its owner has seen the verdict, and nobody is shown to visitors whom neither that look nor a
check has found well.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from blog.models import FriendLink
from easytask import live, probes
from easytask.admin.forms import free_address
from easytask.admin.standing import Badge
from easytask.labels import verdict_label
from easytask.probes import AskedBy, Probe, ProbeAnswer, ProbeFailure
from easytask.verdicts import addresses, rules, words
from easytask.verdicts.kinds import Kind, Liveness

ADD = "admin:blog_friendlink_add"
FAILURES = {
    ProbeFailure.NO_BROKER: gettext_lazy("消息服务（Redis）没有响应，没能去看。"),
    ProbeFailure.NO_WORKER: gettext_lazy("没有 worker 接手，没能去看。"),
    ProbeFailure.BROKEN: gettext_lazy("检查程序自己出错了，没能去看；详情见日志。"),
}


class AddressForm(forms.Form):
    """The one thing that is needed of a new friend."""

    link = FriendLink._meta.get_field("link").formfield(label=gettext_lazy("朋友的网址"))  # noqa: SLF001 - Django's own

    def clean_link(self) -> str:
        """Refuse what no browser opens, and an address that another friend has."""
        return free_address(self.cleaned_data["link"], except_for=None)


@dataclasses.dataclass(frozen=True, slots=True)
class Look:
    """What a look at an address found, in the reader's language; ``badge`` is grey when the look itself failed.

    ``elsewhere``: another site, to which the address led. ``icon`` and ``feed`` are addresses, empty without one.
    """

    address: str
    badge: Badge
    note: str = ""
    backlink: str = ""
    backlink_state: str = ""
    backlink_on: str = ""
    elsewhere: str = ""
    icon: str = ""
    feed: str = ""
    will_be_shown: bool = False


class NewFriend(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's class takes no argument when it runs
    """The part of the friend links' admin that adds one."""

    def get_urls(self) -> list[Any]:
        """Add the addresses at which a look is asked for and waited for."""
        view = self.admin_site.admin_view
        return [
            path("add/look/", view(require_POST(self.look)), name="blog_friendlink_look"),
            path("add/look/<int:probe_id>/", view(require_safe(self.looking)), name="blog_friendlink_looking"),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask for the address alone; show the whole form after the look, or at once to who wants to fill it by hand."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        probe = _probe_of(request)
        if request.method == "GET" and probe is None and "by-hand" not in request.GET:
            return self._ask(request, AddressForm(initial=request.GET.dict()))
        look = _look_of(probe) if probe is not None else None
        context = {"title": _("添加友链"), "look": look, "probe_id": probe.id if probe is not None else ""}
        return super().add_view(request, form_url, {**context, **(extra_context or {})})

    def look(self, request: HttpRequest) -> HttpResponse:
        """Ask a worker to look at the address, unless it is none or somebody else's."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = AddressForm(request.POST)
        if not form.is_valid():
            return self._ask(request, form)
        probe = probes.request(form.cleaned_data["link"], AskedBy.OWNER)
        return HttpResponseRedirect(reverse("admin:blog_friendlink_looking", args=[probe.id]))

    def looking(self, request: HttpRequest, probe_id: int) -> HttpResponse:
        """Wait for the look, and lead to the form that it fills; asked for by a script, answer with the part alone."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        try:
            probe = probes.read(probe_id)
        except probes.ProbeGone:
            return HttpResponseRedirect(reverse(ADD))
        if probe.is_final:
            return live.lead_on(request, f"{reverse(ADD)}?probe={probe.id}")
        if live.wants_part(request):
            return render(request, "admin/blog/friendlink/_looking.html", {"probe": probe})
        return self._ask(request, AddressForm(initial={"link": probe.url}), probe=probe)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Fill the form with what the look found."""
        probe = _probe_of(request)
        if probe is None:
            return super().get_changeform_initial_data(request)
        found = probe.answer
        if found is None:
            return {"link": probe.url}
        return {"link": probe.url, "name": found.name, "description": found.line, "link_page": found.link_page}

    def _ask(self, request: HttpRequest, form: AddressForm, *, probe: Probe | None = None) -> HttpResponse:
        """Ask for the address; below what is to be seen of a look that is under way, if there is one."""
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "title": _("添加友链")}
        return render(request, "admin/blog/friendlink/new.html", {**frame, "form": form, "probe": probe})


def was_found_well(request: HttpRequest, link: str) -> bool:
    """Return whether the look that the form came with found this very address well."""
    probe = _probe_of(request)
    if probe is None or probe.answer is None or probe.answer.kind is not Kind.OK:
        return False
    return addresses.parse(probe.url).same_page_key == addresses.parse(link).same_page_key


def _probe_of(request: HttpRequest) -> Probe | None:
    """Return the look whose number came with the request; None when it has none, or it is long ago."""
    number = request.POST.get("probe") or request.GET.get("probe", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    try:
        return probes.read(int(number))
    except probes.ProbeGone:
        return None


def _look_of(probe: Probe) -> Look:
    if probe.answer is None:
        failure = probe.failure or ProbeFailure.NO_WORKER
        return Look(probe.url, Badge(None, str(FAILURES[failure])))
    return _look_with(probe.url, probe.answer)


def _look_with(address: str, found: ProbeAnswer) -> Look:
    is_living = rules.liveness(found.kind, found.cause) is Liveness.UP
    return Look(
        address=address,
        badge=Badge(rules.check_status(found.kind), verdict_label(found.kind, found.status)),
        note=_(words.CAUSES[found.cause]) if found.cause else "",
        backlink=_(words.BACKLINK_LABELS[found.backlink]) if is_living else "",
        backlink_state=found.backlink,
        backlink_on=found.backlink_on,
        elsewhere=found.final_url if found.elsewhere else "",
        icon=found.icon,
        feed=found.feed,
        will_be_shown=found.kind is Kind.OK,
    )
