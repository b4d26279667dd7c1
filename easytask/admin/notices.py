"""Show the owner the notification channels and how the latest notices went; let channels be added, tested, removed.

No secret of a channel is ever sent to the browser, not even back.
"""

from __future__ import annotations

import dataclasses

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from blog.site import tabs, values
from blog.site.pages import frame
from blog.site.registry import Words
from easytask.models import NotificationChannel
from easytask.notifications import channels, mail_backend, outbox, recipients, services
from easytask.notifications.channels import BadChannel, Channel
from easytask.notifications.services import ANY, WEBHOOK, BadParts, Part

NAME_CHARS = 60
# In the session: the parts of a form that were all right when another one was not, until it is complete.
KEPT_PARTS = "channel-parts"


@dataclasses.dataclass(frozen=True, slots=True)
class ChannelRow:
    """A channel of the list, without its secrets; ``trouble`` says why it cannot be used, and is mostly empty."""

    pk: int
    name: str
    service: str
    is_enabled: bool
    trouble: str


@dataclasses.dataclass(frozen=True, slots=True)
class PartField:
    """A field of the form: what is asked for, what is shown in it, and what is wrong with it."""

    part: Part
    text: str
    is_kept: bool
    error: Words


def service_label(schema: str) -> str:
    """Return how a form is called."""
    if schema in services.BY_SCHEMA:
        return str(services.BY_SCHEMA[schema].label)
    return "Webhook" if schema == WEBHOOK else _("其他服务")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notices_page(request: HttpRequest) -> HttpResponse:
    """Show the channels and how the latest notices went; a test takes half a minute at most.

    Behind the admin's login, for those who may change friend links; those who may change settings change channels.
    """
    if not request.user.has_perm("blog.change_friendlink"):
        raise PermissionDenied
    if request.method == "POST":
        return _act(request)
    mail = recipients.mail_addresses() if mail_backend.is_set_up() else ()
    context = {
        **frame(request, _("通知")),
        "may_change": request.user.has_perm(tabs.MAY_CHANGE),
        "opened": list(recipients.open_channels().values()),
        "rows": [_row(row) for row in NotificationChannel.objects.all()],
        "environment_decides": recipients.environment_decides(),
        "mail_is_set_up": mail_backend.is_set_up(),
        "mail": mail,
        "nobody": recipients.why_no_channel(),
        "services": [(schema, service_label(schema)) for schema in (*services.BY_SCHEMA, WEBHOOK, ANY)],
        "latest": outbox.latest_deliveries(),
    }
    return render(request, "easytask/notices.html", context)


def _row(row: NotificationChannel) -> ChannelRow:
    try:
        recipients.open_row(row)
        trouble = ""
    except BadChannel:
        trouble = _("保存的地址无法使用，这个渠道不会收到通知；请删除它，再添加一次。")
    return ChannelRow(row.pk, row.name, service_label(row.service), row.is_enabled, trouble)


def _act(request: HttpRequest) -> HttpResponse:
    """Do what a button says: test every channel or one, switch one on or off, remove one."""
    action, _colon, pk = request.POST.get("action", "").partition(":")
    if not action:
        _test(request, None)
        return redirect("notices")
    if not request.user.has_perm(tabs.MAY_CHANGE):
        raise PermissionDenied
    row = NotificationChannel.objects.filter(pk=int(pk) if pk.isdecimal() else 0).first()
    if row is None:
        messages.warning(request, _("这个渠道已经不在了。"))
    elif action == "test":
        try:
            _test(request, [recipients.open_row(row)])
        except BadChannel:
            messages.error(request, f"{row.name}: {_row(row).trouble}")
    elif action in ("on", "off"):
        NotificationChannel.objects.filter(pk=row.pk).update(is_enabled=action == "on")
    elif action == "remove":
        row.delete()
        messages.success(request, _("已删除渠道“%s”。") % row.name)
    return redirect("notices")


def _test(request: HttpRequest, through: list[Channel] | None) -> None:
    # What was saved a moment ago counts already.
    with values.scope():
        for test in recipients.send_test(through):
            level = messages.SUCCESS if test.was_sent else messages.ERROR
            messages.add_message(request, level, f"{test.name}: {test.label}")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def add_channel_page(request: HttpRequest, schema: str) -> HttpResponse:
    """Show the form of a service, or set the channel up that it describes, with a test when that is asked for."""
    if not request.user.has_perm(tabs.MAY_CHANGE):
        raise PermissionDenied
    if schema not in (*services.BY_SCHEMA, WEBHOOK, ANY):
        raise Http404
    parts = services.parts_of(schema)
    kept: dict[str, str] = request.session.get(KEPT_PARTS, {}).get(schema, {})
    given = {part.name: part.default for part in parts}
    errors: dict[str, Words] = {}
    name = service_label(schema)
    if request.method == "POST":
        given = {part.name: request.POST.get(part.name, "").strip() or kept.get(part.name, "") for part in parts}
        name = request.POST.get("name", "").strip()[:NAME_CHARS] or name
        try:
            url = services.compose(schema, given)
            channels.open_channel(url, allowed_networks=settings.FRIENDLINK_ALLOWED_NETWORKS)
        except BadParts as bad:
            errors = bad.errors
        except BadChannel as bad:
            errors = {parts[0].name: _("这个地址不能用：%s") % bad}
        else:
            return _add(request, schema, name, url)
        kept = {part: text for part, text in given.items() if text and part not in errors}
        request.session[KEPT_PARTS] = {schema: kept}
        messages.error(request, _("还没有保存：请看下面标出的地方。您填写的内容都还在。"))
    context = {
        **frame(request, service_label(schema)),
        "service": services.BY_SCHEMA.get(schema),
        "name": name,
        "fields": [
            PartField(
                part,
                text="" if part.is_secret else given.get(part.name, ""),
                is_kept=part.is_secret and part.name in kept,
                error=errors.get(part.name, ""),
            )
            for part in parts
        ],
    }
    return render(request, "easytask/add_channel.html", context)


def _add(request: HttpRequest, schema: str, name: str, url: str) -> HttpResponse:
    request.session.pop(KEPT_PARTS, None)
    row = NotificationChannel.objects.create(name=name, service="" if schema == ANY else schema, url=url)
    messages.success(request, _("已添加渠道“%s”。") % name)
    if "test" in request.POST:
        _test(request, [recipients.open_row(row)])
    return redirect("notices")
