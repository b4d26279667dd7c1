"""Show the owner the notification channels and how the latest notices went, and send a test through all of them."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from easytask.notifications import outbox


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notices_page(request: HttpRequest) -> HttpResponse:
    """Show the channels and how the latest notices went; the button sends a test, which takes half a minute at most.

    Behind the admin's login, for those who may change friend links.
    """
    if not request.user.has_perm("blog.change_friendlink"):
        raise PermissionDenied
    if request.method == "POST":
        for tried in outbox.test():
            level = messages.SUCCESS if tried.went else messages.ERROR
            messages.add_message(request, level, f"{tried.name}: {tried.words}")
        return redirect("notices")
    channels = outbox.names()
    context = {
        **admin.site.each_context(request),
        "title": _("通知"),
        "channels": channels.values(),
        "nobody": "" if channels else outbox.nobody_to_tell(),
        "latest": outbox.latest(),
    }
    return render(request, "easytask/notices.html", context)
