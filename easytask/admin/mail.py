"""Let the owner set the mail server up and try it; its password is never sent to the browser, not even back."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from blog.models import SiteSetting
from blog.site import saving, tabs, values
from blog.site.pages import frame
from blog.site.saving import Change
from blog.site.values import Source
from easytask.notifications import recipients
from easytask.notifications.channels import MailChannel
from easytask.site_settings import declared
from easytask.site_settings.mail import PORTS, MailSecurity, MailServer

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser

SECURITIES: tuple[tuple[MailSecurity, str | Promise], ...] = (
    (MailSecurity.TLS, gettext_lazy("TLS（通常是端口 465）")),
    (MailSecurity.STARTTLS, gettext_lazy("STARTTLS（通常是端口 587）")),
    (MailSecurity.NONE, gettext_lazy("不加密（通常是端口 25）")),
)
_HOST = re.compile(r"[^\s/@:]+|\[[0-9a-fA-F:.]+\]")


@dataclasses.dataclass(slots=True)
class MailForm:
    """What stands in the form; ``seen`` and ``sender_seen`` mark what was stored when it was opened."""

    host: str = ""
    port: str = ""
    security: MailSecurity = MailSecurity.TLS
    user: str = ""
    has_password: bool = False
    sender: str = ""
    # The owner's own, to which notifications and a new password go.
    address: str = ""
    seen: str = ""
    sender_seen: str = ""
    errors: dict[str, str] = dataclasses.field(default_factory=dict)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def mail_page(request: HttpRequest) -> HttpResponse:
    """Show the mail server without its password, or save it, or send a test through the one that is in force."""
    if not request.user.has_perm(tabs.MAY_CHANGE):
        raise PermissionDenied
    form = _stored_form()
    form.address = _user(request).email
    is_fixed = values.current().in_force(declared.MAIL_SERVER).source is Source.ENVIRONMENT
    sender_is_fixed = values.current().in_force(declared.MAIL_SENDER).source is Source.ENVIRONMENT
    if request.method == "POST":
        if _save(request, form, is_fixed=is_fixed, sender_is_fixed=sender_is_fixed):
            if "test" in request.POST:
                _test(request)
            return redirect(request.path)
        messages.error(request, _("还没有保存：请看下面标出的地方。您填写的内容都还在。"))
    in_force = values.current().in_force(declared.MAIL_SERVER)
    context = {
        **frame(request, _("邮件")),
        "group": declared.MAIL_GROUP,
        "form": form,
        "is_fixed": is_fixed,
        "sender_is_fixed": sender_is_fixed,
        "is_unreadable": in_force.is_unreadable,
        "securities": SECURITIES,
        "recipients": recipients.mail_addresses(),
    }
    return render(request, "easytask/mail.html", context)


def _stored_form() -> MailForm:
    in_force = values.current()
    server: MailServer | None = in_force[declared.MAIL_SERVER]
    stored = dict(SiteSetting.objects.values_list("name", "value"))
    form = MailForm(
        seen=saving.mark(declared.MAIL_SERVER, stored.get(declared.MAIL_SERVER.name)),
        sender_seen=saving.mark(declared.MAIL_SENDER, stored.get(declared.MAIL_SENDER.name)),
        sender=stored.get(declared.MAIL_SENDER.name, ""),
    )
    if in_force.in_force(declared.MAIL_SENDER).source is Source.ENVIRONMENT:
        form.sender = in_force[declared.MAIL_SENDER]
    if server is not None:
        form.host, form.port, form.security = server.host, str(server.port), server.security
        form.user, form.has_password = server.user, bool(server.password)
    return form


@sensitive_variables("server", "changes")
def _save(request: HttpRequest, form: MailForm, *, is_fixed: bool, sender_is_fixed: bool) -> bool:
    changes = []
    if "remove" in request.POST:
        changes.append(Change(declared.MAIL_SERVER, "", request.POST.get("seen", "")))
    elif not is_fixed:
        server = _server_of(request.POST, form)
        if server is not None:
            changes.append(Change(declared.MAIL_SERVER, server.url, request.POST.get("seen", "")))
    if not sender_is_fixed:
        form.sender = request.POST.get("sender", "").strip()
        try:
            declared.MAIL_SENDER.parse(form.sender or "a@b")
        except ValueError:
            form.errors["sender"] = str(declared.MAIL_SENDER.must_be)
        changes.append(Change(declared.MAIL_SENDER, form.sender, request.POST.get("sender_seen", "")))
    _read_address(request, form)
    if form.errors:
        return False
    outcome = saving.save(changes, request.user)
    if outcome.conflicts:
        by = outcome.conflicts[0].by or _("别人")
        form.errors["host"] = _("您打开这一页之后，%s 改了邮件服务器。再保存一次，就会换成您填写的。") % by
        return False
    user = _user(request)
    has_new_address = user.email != form.address
    if has_new_address:
        user.email = form.address
        user.save(update_fields=["email"])
    messages.success(request, _("已保存。") if outcome.changed or has_new_address else _("没有改动。"))
    return True


def _user(request: HttpRequest) -> AbstractUser:
    return cast("AbstractUser", request.user)


def _read_address(request: HttpRequest, form: MailForm) -> None:
    # Not there in a page that was opened before an upgrade.
    form.address = request.POST.get("address", form.address).strip()
    try:
        if form.address:
            validate_email(form.address)
    except ValidationError:
        form.errors["address"] = _("这不是邮箱地址。")


def _server_of(posted: QueryDict, form: MailForm) -> MailServer | None:
    """Return the server that was typed in, with the stored password where none was; put what is wrong into the form.

    Without a host there is none.
    """
    stored: MailServer | None = values.current()[declared.MAIL_SERVER]
    form.host, form.user = posted.get("host", "").strip(), posted.get("user", "").strip()
    security = posted.get("security", "")
    form.security = MailSecurity(security) if security in set(MailSecurity) else MailSecurity.TLS
    form.port = posted.get("port", "").strip()
    if not form.host:
        form.errors["host"] = _("请填写服务器的主机名，例如：smtp.example.com。")
    elif not _HOST.fullmatch(form.host):
        form.errors["host"] = _("只填主机名，不要带协议、端口和路径。")
    port = PORTS[form.security]
    if form.port:
        port = int(form.port) if form.port.isdecimal() and len(form.port) < 6 else 0
        if not 1 <= port <= 65535:
            form.errors["port"] = _("请填写 1 到 65535 之间的端口。")
    password = posted.get("password", "")
    if not password and stored is not None and stored.password and form.user:
        # A password is for the server and the user that it was given for.
        if (stored.host, stored.user) == (form.host, form.user):
            password = stored.password
        else:
            form.errors["password"] = _("换了服务器或登录名，请再填写一次密码。")
    return None if form.errors else MailServer(form.host, port, form.security, form.user, password)


def _test(request: HttpRequest) -> None:
    # What was saved a moment ago counts already.
    with values.scope():
        addresses = recipients.mail_addresses()
        if not addresses:
            messages.error(request, _("没有收件人：有修改友链权限的用户都没有填写邮箱地址。"))
            return
        for test in recipients.send_test([MailChannel(_("邮件"), addresses)]):
            level = messages.SUCCESS if test.was_sent else messages.ERROR
            messages.add_message(request, level, f"{test.name} ({', '.join(addresses)}): {test.label}")
