"""Let the owner see and change a group of the site's settings in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from blog.site import identity, parsers, pictures, registry, rows, saving, tabs, values


def frame(request: HttpRequest, title: str) -> dict[str, Any]:
    """Return what every page of the settings shows around its own: the admin's frame and the way to the others."""
    shown = [
        {"label": tab.label, "url": tab.url, "here": request.path.startswith(tab.url)} for tab in tabs.of(request.user)
    ]
    return {**admin.site.each_context(request), "title": title, "tabs": shown}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def group_page(request: HttpRequest, name: str) -> HttpResponse:
    """Show a group of settings, or save what was changed; behind the admin's login."""
    if not request.user.has_perm(tabs.MAY_CHANGE):
        raise PermissionDenied
    group = next((group for group in registry.groups() if group.name == name), None)
    # What holds a secret has a page of its own, which shows none.
    if group is None or any(setting.is_secret for setting in registry.all_declared(group)):
        raise Http404
    shown = rows.of(group, values.current())
    if request.method == "POST":
        rows.fill(shown, request.POST, request.FILES)
        if not any(row.errors for row in shown):
            outcome = saving.save([row.change for row in shown if not row.is_fixed], request.user)
            if not outcome.conflicts:
                _say_what_was_saved(request, outcome)
                return redirect(request.path)
            rows.tell(shown, outcome.conflicts)
        messages.error(request, _("还没有保存：请看下面标出的地方。您填写的内容都还在。"))
    context = {
        **frame(request, str(group.label)),
        "group": group,
        "rows": shown,
        "time_zones": sorted(parsers.time_zones()),
    }
    return render(request, "admin/site/group.html", context)


def _say_what_was_saved(request: HttpRequest, outcome: saving.Outcome) -> None:
    if not outcome.changed:
        messages.info(request, _("没有改动。"))
        return
    now = values.read()
    pictures.forget_unused({now[identity.ICON], now[identity.AUTHOR_PICTURE]})
    count = len(outcome.changed)
    sentence = ngettext(
        "已保存 %(count)d 项，从下一次打开页面或检查起生效。",
        "已保存 %(count)d 项，从下一次打开页面或检查起生效。",
        count,
    )
    messages.success(request, sentence % {"count": count})
