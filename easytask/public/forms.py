"""Take what a stranger types at the door, and say in the stranger's words what cannot be taken."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.plain_text import plain
from easytask.applications.intake import Card
from easytask.applications.refusals import Refusal, Refused
from easytask.notifications import letters
from easytask.verdicts import addresses

_SIGNER = signing.TimestampSigner(salt="easytask.door")
# Nobody types an address faster.
LEAST_TIME = dt.timedelta(seconds=3)
MOST_TIME = dt.timedelta(days=1)
# What the columns take.
ADDRESS_CHARS, EMAIL_CHARS = 500, 254


def new_stamp() -> str:
    """Return a signed moment, by which a form says when its page was made."""
    return _SIGNER.sign("door")


class AddressField(forms.CharField):
    """A web address as people type it, mostly without its scheme, so that a browser must not be the one to judge it."""

    # A phone shows the keys for addresses, and corrects nothing.
    widget = forms.TextInput(
        attrs={"inputmode": "url", "autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}
    )


class BeginForm(forms.Form):
    """The address of a site, and two questions that only a machine gets wrong."""

    link = AddressField(
        label=gettext_lazy("您的网址"),
        max_length=ADDRESS_CHARS,
        error_messages={"required": gettext_lazy("请填写您的网址，例如 https://example.com/。")},
    )
    # Its name is what robots fill in; people do not see it.
    website = forms.CharField(label=gettext_lazy("请让这一栏空着"), required=False, max_length=ADDRESS_CHARS)
    stamp = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    def stamp_for_next(self) -> str:
        """Return the stamp of the page that shows this form again: its own, so that nobody who mends it has to wait."""
        sent: str = self.data.get("stamp", "")
        try:
            _SIGNER.unsign(sent, max_age=MOST_TIME)
        except signing.BadSignature:
            return new_stamp()
        return sent

    def refuse_machines(self) -> None:
        """Raise Refused for whoever fills in everything, or sends a form that is too new, too old or not ours."""
        if self.cleaned_data["website"]:
            raise Refused(Refusal.TRAP)
        try:
            _SIGNER.unsign(self.cleaned_data["stamp"], max_age=MOST_TIME)
        except signing.BadSignature as error:
            raise Refused(Refusal.OLD_FORM) from error
        try:
            _SIGNER.unsign(self.cleaned_data["stamp"], max_age=LEAST_TIME)
        except signing.SignatureExpired:
            return
        raise Refused(Refusal.TOO_FAST)


class LookForm(forms.Form):
    """Where to look for our link."""

    link_page = AddressField(
        label=gettext_lazy("友链页的地址"),
        required=False,
        max_length=ADDRESS_CHARS,
        help_text=gettext_lazy("我们的链接不在首页上时才需要填。"),
    )


class CardForm(forms.Form):
    """How the applicant's site is to be shown, with what was found filled in."""

    name = forms.CharField(label=gettext_lazy("网站名称"), max_length=50)
    description = forms.CharField(label=gettext_lazy("一句话介绍"), required=False, max_length=200)
    icon = AddressField(label=gettext_lazy("图标地址"), required=False, max_length=ADDRESS_CHARS)
    feed = AddressField(label=gettext_lazy("订阅地址"), required=False, max_length=ADDRESS_CHARS)
    email = forms.CharField(
        label=gettext_lazy("邮箱地址"),
        required=False,
        max_length=EMAIL_CHARS,
        help_text=gettext_lazy("站长审核后写信告诉您；以后您的网站失联了也会告诉您。不会公开。"),
        widget=forms.EmailInput,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not letters.are_possible():
            self.fields["email"].help_text = _("站长以后可以写信给您。不会公开。")

    def clean_name(self) -> str:
        """Refuse a name without a letter or a digit."""
        name = plain(self.cleaned_data["name"]).strip()
        if not any(map(str.isalnum, name)):
            raise ValidationError(_("名称里要有字。"))
        return name

    def clean_description(self) -> str:
        """Take out what no line of text needs."""
        return plain(self.cleaned_data["description"]).strip()

    def clean_icon(self) -> str:
        """Refuse what is no web address."""
        return _web_address(self.cleaned_data["icon"])

    def clean_feed(self) -> str:
        """Refuse what is no web address."""
        return _web_address(self.cleaned_data["feed"])

    def clean_email(self) -> str:
        """Return the address as a mail server takes it: the domain in ASCII, whatever script it is written in."""
        name, at, domain = self.cleaned_data["email"].strip().rpartition("@")
        if not (name or at or domain):
            return ""
        if not name.isascii():
            raise ValidationError(_("@ 前面有非拉丁字母，我们的邮件服务器寄不出去；请换一个地址，或者留空。"))
        try:
            email = f"{name}@{addresses.parse(f'https://{domain}').host}"
            validate_email(email)
            # The domain may have become longer than what was typed.
            MaxLengthValidator(EMAIL_CHARS)(email)
        except (addresses.BadAddress, ValidationError) as error:
            raise ValidationError(_("这不像一个邮箱地址，请检查一下，或者留空。")) from error
        return email

    def card(self) -> Card:
        """Return what was typed."""
        return Card(**{name: self.cleaned_data[name] for name in self.fields})


def _web_address(text: str) -> str:
    if not text.strip():
        return ""
    try:
        address = addresses.parse(text.strip())
    except addresses.BadAddress as error:
        raise ValidationError(_("这不是网址，请填写以 http 或 https 开头的完整地址，或者留空。")) from error
    # In ASCII it may have become longer than what was typed, and what is cut off leads elsewhere.
    MaxLengthValidator(ADDRESS_CHARS)(address.href)
    return address.href
