"""Serve the icons of friends' sites from our own keeping: no visitor of ours is known to a friend's server by one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import etag

from easytask.models import FriendIcon

# An address names its picture by a digest, so what was kept for a year is never out of date.
A_YEAR = 365 * 24 * 3600
_COLUMNS = {side: column for column, side in FriendIcon.SIDES.items()}


def _validator(request: HttpRequest, digest: str, side: int) -> str:  # noqa: ARG001 - Django calls it like the view
    return f'"{digest}-{side}"'


@cache_control(public=True, max_age=A_YEAR, immutable=True)
@etag(_validator)
def friend_icon(request: HttpRequest, digest: str, side: int) -> HttpResponse:  # noqa: ARG001 - every view takes it
    """Send one picture."""
    if side not in _COLUMNS:
        raise Http404
    picture = FriendIcon.objects.filter(digest=digest).values_list(_COLUMNS[side], flat=True).first()
    if picture is None:
        raise Http404
    return HttpResponse(bytes(picture), content_type="image/webp")
