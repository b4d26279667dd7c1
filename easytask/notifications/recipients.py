"""Say through which channels the owner is reached, and send a test through each of them; this knows no notice."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from easytask.models import NotificationChannel
from easytask.notifications import channels, digest, mail_backend
from easytask.notifications.channels import (
    MAIL,
    AppriseChannel,
    BadChannel,
    Channel,
    DeliveryOutcome,
    MailChannel,
    SendResult,
)


@dataclasses.dataclass(frozen=True, slots=True)
class ChannelTest:
    """What a test through one channel came to."""

    name: str
    result: SendResult

    @property
    def was_sent(self) -> bool:
        return self.result.outcome is DeliveryOutcome.SENT

    @property
    def label(self) -> str:
        """The outcome in the reader's language, with the other side's own message when it was not sent."""
        if self.was_sent:
            return _("已送达")
        is_unknown = self.result.outcome is DeliveryOutcome.UNKNOWN
        outcome = _("可能已送达，但没有收到确认") if is_unknown else _("没有送达")
        return f"{outcome} ({self.result.detail})"


def open_channels() -> dict[str, Channel]:
    """Return the channels that are set up, by their keys."""
    opened: dict[str, Channel] = {}
    addresses = mail_addresses() if mail_backend.is_set_up() else ()
    if addresses:
        opened[MAIL] = MailChannel(_("邮件"), addresses)
    urls = settings.FRIENDLINK_NOTIFY_URLS
    for number, url in enumerate(urls, 1):
        channel = channels.open_channel(url, allowed_networks=settings.FRIENDLINK_ALLOWED_NETWORKS)
        if len(urls) > 1:
            # Two of one service differ in their secrets alone; the number is that of the setting's error messages.
            channel = dataclasses.replace(channel, name=f"{channel.name} {number}")
        opened[channel.key] = channel
    if not environment_decides():
        for row in NotificationChannel.objects.filter(is_enabled=True):
            # What older code or a hand has made of one must not silence the others; its page says what is wrong.
            with contextlib.suppress(BadChannel):
                channel = open_row(row)
                opened[channel.key] = channel
    return opened


def environment_decides() -> bool:
    """Return whether the environment names the channels, so that those of the admin are not used."""
    return bool(settings.FRIENDLINK_NOTIFY_URLS)


def open_row(row: NotificationChannel) -> AppriseChannel:
    """Return the channel that the owner set up; raise BadChannel."""
    channel = channels.open_channel(row.url, allowed_networks=settings.FRIENDLINK_ALLOWED_NETWORKS)
    return dataclasses.replace(channel, name=row.name)


def why_no_channel() -> str:
    """Return a sentence for the owner that says why there is no channel."""
    if mail_backend.is_set_up():
        return _("没有收件人：有修改友链权限的用户都没有填写邮箱地址。")
    return _("还没有通知渠道：请在后台的“通知”里添加，或者设置 EMAIL_URL 或 FRIENDLINK_NOTIFY_URLS。")


def mail_addresses() -> tuple[str, ...]:
    """Return the mail addresses of those who may change friend links in the admin."""
    people = get_user_model().objects.with_perm(
        "blog.change_friendlink", backend="django.contrib.auth.backends.ModelBackend"
    )
    with_address = people.filter(is_staff=True).exclude(email="").order_by("email")
    return tuple(with_address.values_list("email", flat=True).distinct())


def send_test(through: Iterable[Channel] | None = None) -> list[ChannelTest]:
    """Send a test through these channels, or every one, and return what came of each; the outbox is not touched."""
    title = digest.prefixed(_("这是一条测试通知"))
    body = _("收到它，说明友链展示状态有变化时，您也会在这里收到通知。")
    opened = open_channels() if through is None else {channel.key: channel for channel in through}
    results = channels.send(title, body, list(opened.values()), allowed_networks=settings.FRIENDLINK_ALLOWED_NETWORKS)
    return [ChannelTest(opened[key].name, result) for key, result in results.items()]
