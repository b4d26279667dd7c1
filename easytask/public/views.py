"""Show visitors the friends: those that are shown, and apart from them, without reasons, those that are away."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from blog.models import FriendLink


def friends(request: HttpRequest) -> HttpResponse:
    """Show the wall of friends."""
    active = list(FriendLink.objects.filter(is_active=True))
    context = {
        "shown": [friend for friend in active if friend.is_show],
        "away": [friend for friend in active if not friend.is_show],
    }
    return render(request, "easytask/friends.html", context)
