"""Open the door to strangers: our card, the form that begins an application, and the page of each application.

A GET changes nothing. The page of an application is for whoever holds its address; no other page leads to it.
Once approved it is the friend's own page, as long as there is a friend.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from easytask import live, visitor
from easytask.applications import intake, withdrawals
from easytask.applications.answers import answer_words, progress
from easytask.applications.refusals import Refusal, Refused
from easytask.models import Application
from easytask.notifications import letters, tokens
from easytask.public.card import our_card
from easytask.public.forms import BeginForm, CardForm, LookForm
from easytask.public.listing import shown_friends
from easytask.verdicts.eligibility import Eligibility

_BUSY = frozenset({Refusal.BUSY_DOOR, Refusal.BUSY_NETWORK, Refusal.BUSY_SITE, Refusal.LIST_FULL})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """Show our card and the form; take an address and lead to the page of its application."""
    form = BeginForm(request.POST or None)
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            form.refuse_machines()
            link = form.cleaned_data["link"]
            application = intake.begin(link, network=_network(request), language=get_language() or "")
        except Refused as reason:
            refused = reason
        else:
            return HttpResponseRedirect(_page(application))
    context = {
        "card": our_card(request),
        "form": form,
        "stamp": form.stamp_for_next(),
        "refused": refused,
        "writes_letters": letters.are_possible(),
    }
    return render(request, "easytask/apply.html", context, status=_status(refused))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def application(request: HttpRequest, token: str) -> HttpResponse:
    """Show what became of an application, and let its holder look again and hand it in, or take it back."""
    found = Application.objects.filter(token=token).select_related("friend__state", "probe").first()
    if found is None:
        raise Http404
    forms = _Forms(request, found)
    refused = None
    if request.method == "POST" and request.POST.get("action") == "withdraw":
        withdrawals.withdraw(found.pk)
        return HttpResponseRedirect(_page(found))
    if request.method == "POST":
        try:
            if forms.carry_out(network=_network(request)):
                return HttpResponseRedirect(_page(found))
        except Refused as reason:
            refused = reason
    context = {
        **_context(request, found),
        "card_form": forms.card,
        "look_form": forms.look,
        "is_refilled": bool(forms.card.errors or forms.look.errors),
        "refused": refused,
    }
    name = "easytask/_progress.html" if live.wants_part(request) else "easytask/application.html"
    return render(request, name, context, status=_status(refused))


class _Forms:
    """The two forms of a draft: look again, and hand in with what was found filled in."""

    def __init__(self, request: HttpRequest, application: Application) -> None:
        self._application = application
        probe = intake.probe_of(application)
        found = probe.answer if probe is not None else None
        initial = {name: getattr(found, name) for name in ("name", "icon", "feed")} if found else {}
        initial["description"] = found.line if found else ""
        action = request.POST.get("action") if request.method == "POST" else None
        self.look = LookForm(
            request.POST if action == "look" else None, initial={"link_page": found.link_page if found else ""}
        )
        self.card = CardForm(request.POST if action == "hand_in" else None, initial=initial)

    def carry_out(self, *, network: str) -> bool:
        """Do what was asked, if the form is right; return whether it was done. Raises Refused."""
        if self.look.is_bound and self.look.is_valid():
            page = self.look.cleaned_data["link_page"]
            intake.look_again(self._application, network=network, link_page=page)
            return True
        if self.card.is_bound and self.card.is_valid():
            intake.hand_in(self._application, self.card.card())
            return True
        return False


def _context(request: HttpRequest, application: Application) -> dict[str, Any]:
    probe = intake.probe_of(application)
    standing = intake.standing_of(probe) if probe is not None else Eligibility.DEAD
    friend = application.friend
    return {
        "application": application,
        "is_friend": application.state == Application.State.APPROVED or (friend is not None and friend.is_active),
        "is_shown": friend is not None and shown_friends().filter(pk=friend.pk).exists(),
        "recheck_token": tokens.recheck_token(friend) if friend is not None and hasattr(friend, "state") else "",
        "card": our_card(request),
        "is_draft": application.state == Application.State.DRAFT,
        "progress": progress(probe) if probe is not None else "",
        "is_under_way": probe is not None and not probe.is_final,
        "has_failed": probe is None or probe.failure is not None,
        "answer": answer_words(probe.answer) if probe is not None and probe.answer is not None else None,
        "may_be_handed_in": standing.may_be_handed_in,
        "will_be_told": bool(application.email) and letters.are_possible(),
        "needs_link": standing is Eligibility.UNLINKED,
    }


def _page(application: Application) -> str:
    return reverse("application", args=[application.token])


def _network(request: HttpRequest) -> str:
    return visitor.network(request, ipv6_bits=visitor.SITE_BITS) or "unknown"


def _status(refused: Refused | None) -> int:
    return 429 if refused is not None and refused.refusal in _BUSY else 200
