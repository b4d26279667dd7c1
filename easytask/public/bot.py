"""Tell other sites who our User-Agent is: what it reads, how often, how to allow it and how to refuse it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from blog.site import identity, values
from easytask.site_settings import declared
from easytask.site_settings.in_force import user_agent


def bot(request: HttpRequest) -> HttpResponse:
    """Show the page that our User-Agent leads to."""
    site = values.current()
    context = {
        "user_agent": user_agent(site[identity.URL]),
        "timeout": site[declared.TIMEOUT],
        "tries": site[declared.RETRIES] + 1,
        "per_host": settings.FRIENDLINK_PER_HOST,
    }
    return render(request, "easytask/bot.html", context)
