"""Let who forgot the password of the admin choose a new one by a link that comes by mail.

Django's own views do the work. These keep the link on the site's own address, whatever Host was asked, and say in a
sentence what is missing as long as no mail can be sent.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from django.contrib import admin
from django.contrib.auth import views
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from blog.site import identity, values
from easytask import quotas
from easytask.notifications import mail_backend
from easytask.quotas import Quota

# Whoever types an owner's address must not make us write to it again and again.
MAILS, WINDOW = 5, dt.timedelta(hours=1)


class _Framed:
    """Puts a view of Django's into the admin's frame."""

    request: HttpRequest

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**more)  # type: ignore[misc]  # of the view it is mixed into
        return {**admin.site.each_context(self.request), **context}


class ForgottenPassword(_Framed, views.PasswordResetView):
    """Asks for a mail address, and sends the link to it when it is that of a user.

    What is answered does not say whether it is.
    """

    template_name = "admin/passwords/ask.html"
    email_template_name = "admin/passwords/mail.txt"
    subject_template_name = "admin/passwords/subject.txt"
    success_url = reverse_lazy("password_reset_done")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say what is missing as long as no mail can be sent or no address is known for its link."""
        if missing := self._what_is_missing():
            context = {**admin.site.each_context(request), "title": _("忘记密码"), "missing": missing}
            return render(request, "admin/passwords/impossible.html", context)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]  # as Django has it

    def _what_is_missing(self) -> str:
        if not mail_backend.is_set_up():
            return _("还没有设置邮件服务器，所以不能用邮件找回密码。")
        if not values.current()[identity.URL]:
            return _("还没有设置网站地址，邮件里的链接不知道通向哪里，所以不能用邮件找回密码。")
        return ""

    def form_valid(self, form: Any) -> HttpResponseRedirect:
        """Send the mail, a few an hour to one user at most, and answer the same in any case."""
        users = form.get_users(form.cleaned_data["email"])
        if quotas.take(*(Quota(f"forgotten password {user.pk}", MAILS, WINDOW) for user in users)) is None:
            site = identity.of(values.current())
            url = urlsplit(site.url)
            form.save(
                domain_override=url.netloc,
                use_https=url.scheme == "https",
                subject_template_name=self.subject_template_name,
                email_template_name=self.email_template_name,
                request=self.request,
                extra_email_context={"title": site.title},
            )
        return HttpResponseRedirect(str(self.success_url))


class MailSent(_Framed, views.PasswordResetDoneView):
    """Says that the mail is on its way, if the address is that of a user."""

    template_name = "admin/passwords/sent.html"


class NewPassword(_Framed, views.PasswordResetConfirmView):
    """Asks for the new password, once for each link and for as long as PASSWORD_RESET_TIMEOUT."""

    template_name = "admin/passwords/new.html"
    success_url = reverse_lazy("password_reset_complete")


class PasswordChosen(_Framed, views.PasswordResetCompleteView):
    """Leads back to the login."""

    template_name = "admin/passwords/chosen.html"
