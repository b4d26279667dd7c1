"""Show the owner the notification channels and how the latest notices went, and send a test through all of them."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from easytask.notifications import outbox, recipients


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notices_page(request: HttpRequest) -> HttpResponse:
    """Show the channels and how the latest notices went; the button sends a test, which takes half a minute at most.

    Behind the admin's login, for those who may change friend links.
    """
    if not request.user.has_perm("blog.change_friendlink"):
        raise PermissionDenied
    if request.method == "POST":
        for test in recipients.send_test():
            level = messages.SUCCESS if test.was_sent else messages.ERROR
            messages.add_message(request, level, f"{test.name}: {test.label}")
        return redirect("notices")
    channels = [channel.name for channel in recipients.open_channels().values()]
    context = {
        **admin.site.each_context(request),
        "title": _("通知"),
        "channels": channels,
        "nobody": "" if channels else recipients.why_no_channel(),
        "latest": outbox.latest_deliveries(),
    }
    return render(request, "easytask/notices.html", context)
