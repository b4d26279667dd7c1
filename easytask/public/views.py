"""Show visitors the friends: those that are shown, and apart from them, without reasons, those that are away."""

import datetime as dt

from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from blog.models import FriendLink
from easytask.verdicts import rules
from easytask.verdicts.records import Kind

# Who has been known for so long as no site of a friend is not named any more.
QUARANTINE_NAMED_DAYS = 90
# The site lives and only lacks our link: that is nobody's business but the owner's and the friend's. A row that older
# code has hidden, or a fixture, has the reason alone.
_LIVING_KINDS = (Kind.NO_BACKLINK, Kind.TOO_LARGE)
_LIVING = Q(not_show_kind__in=_LIVING_KINDS) | Q(not_show_reason__in=[rules.REASONS[kind] for kind in _LIVING_KINDS])


def friends(request: HttpRequest) -> HttpResponse:
    """Show the wall of friends."""
    active = FriendLink.objects.filter(is_active=True)
    named_since = timezone.now() - dt.timedelta(days=QUARANTINE_NAMED_DAYS)
    long_gone = Q(identity__link=F("link"), identity__quarantined_since__lt=named_since)
    context = {
        "shown": active.filter(is_show=True),
        "away": active.filter(is_show=False).exclude(_LIVING).exclude(long_gone),
    }
    return render(request, "easytask/friends.html", context)
