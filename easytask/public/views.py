"""Show visitors the friends: those that are shown, and apart from them, without reasons, those that are away."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from easytask.public.listing import listed_friends


def friends(request: HttpRequest) -> HttpResponse:
    """Show the wall of friends."""
    listed = list(listed_friends())
    context = {
        "shown": [friend for friend in listed if friend.is_show],
        "away": [friend for friend in listed if not friend.is_show],
    }
    return render(request, "easytask/friends.html", context)
