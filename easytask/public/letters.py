"""Answer the addresses that our letters carry: check a friend again, and end the letters.

A GET shows a page and changes nothing, since the scanners of mail servers open every address; a POST does it. A token
that is forged, has expired or is about something else than it was gets one and the same 404.
"""

from __future__ import annotations

import datetime as dt
import enum

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from blog.models import FriendLink
from easytask import live, quotas
from easytask.broker import WORKER_ANSWERS_WITHIN
from easytask.models import LinkState
from easytask.notifications import letters, tokens
from easytask.notifications.tokens import BadToken
from easytask.quotas import Quota
from easytask.tasks import BrokerUnavailable, send_recheck

# As many as a year of four digits needs.
_TIMESTAMP_DIGITS = 11
# How often a link can be checked again by its friend, and all of them together.
PAUSE = dt.timedelta(minutes=10)
RECHECKS_IN_ALL = 20
# Since the button was pressed: nobody waits for longer.
GIVEN_UP_AFTER = dt.timedelta(minutes=3)


class Recheck(enum.StrEnum):
    """What became of the button on the page of a friend."""

    # It was not pressed.
    IDLE = "idle"
    # Pressed, and no check has seen the site since.
    WAITING = "waiting"
    OVERDUE = "overdue"
    GIVEN_UP = "given_up"
    DONE = "done"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def recheck(request: HttpRequest, token: str) -> HttpResponse:
    """Show how a friend's link stands, and check it again when its friend presses the button."""
    try:
        friend = tokens.friend_of(token)
    except BadToken as error:
        raise Http404 from error
    problem = ""
    if request.method == "POST":
        problem = _ask_for_check(friend)
        if not problem:
            return HttpResponseRedirect(f"{request.path}?asked={int(timezone.now().timestamp())}")
    state = getattr(friend, "state", None)
    became = _became(request.GET.get("asked", ""), state)
    context = {
        "friend": friend,
        "state": state,
        "problem": problem,
        "became": became.value,
        "is_under_way": became in (Recheck.WAITING, Recheck.OVERDUE),
    }
    name = "easytask/_rechecking.html" if live.wants_part(request) else "easytask/recheck.html"
    return render(request, name, context)


def _ask_for_check(friend: FriendLink) -> str:
    """Ask a worker for a check of this friend; return why that was not done, "" when it was."""
    if not friend.is_due:
        return _("站长让检查暂时不要访问您的网站，到时会自动恢复。")
    of_all = Quota("recheck", RECHECKS_IN_ALL, dt.timedelta(hours=1))
    full = quotas.take(of_all, Quota(f"recheck {friend.pk}", 1, PAUSE))
    if full is of_all:
        return _("这一小时里来检查的人太多了，请过一小时再试。")
    if full is not None:
        return _("十分钟之内刚看过一次，请过一会儿再试。")
    try:
        send_recheck(friend.pk)
    except BrokerUnavailable:
        return _("我们这边的消息服务没有应答，没能去看您的网站。这不是您的问题，请过一会儿再试。")
    return ""


def _became(asked: str, state: LinkState | None) -> Recheck:
    """Return what became of a check that was asked for at this moment, in whole seconds."""
    if not asked.isdecimal() or len(asked) > _TIMESTAMP_DIGITS:
        return Recheck.IDLE
    asked_at = dt.datetime.fromtimestamp(int(asked), dt.UTC)
    if state is not None and state.checked_at >= asked_at:
        return Recheck.DONE
    age = timezone.now() - asked_at
    if age > GIVEN_UP_AFTER:
        return Recheck.GIVEN_UP
    return Recheck.OVERDUE if age > WORKER_ANSWERS_WITHIN else Recheck.WAITING


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """End all letters to the mail address that got this one.

    Exempt from CSRF, because the mail program of a friend posts here without a cookie (RFC 8058); the token is what
    proves that it may.
    """
    try:
        letter = tokens.letter_of(token)
    except BadToken as error:
        raise Http404 from error
    if request.method == "POST":
        letters.unsubscribe(letter.email)
    return render(request, "easytask/unsubscribe.html", {"is_done": letters.is_unwanted(letter.email)})
