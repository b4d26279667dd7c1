"""Sends a test notice through every channel that is set up, and says of each whether it went."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from easytask.notifications import outbox


class Command(BaseCommand):
    help = _("向每个已设置的通知渠道发送一条测试通知，并逐一说明是否送达。")
    requires_system_checks = []

    def handle(self, **options: Any) -> None:
        tried = outbox.test()
        for channel in tried:
            self.stdout.write(f"{channel.name}: {channel.words}")
        if not tried:
            raise CommandError(outbox.nobody_to_tell())
        if not all(channel.went for channel in tried):
            raise CommandError(_("有渠道没有送达。"))
