"""Send a test notice through every channel that is set up, and say of each whether it went."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from easytask.notifications import recipients


class Command(BaseCommand):
    help = _("向每个已设置的通知渠道发送一条测试通知，并逐一说明是否送达。")
    requires_system_checks = []

    def handle(self, **options: Any) -> None:
        tests = recipients.send_test()
        for test in tests:
            self.stdout.write(f"{test.name}: {test.label}")
        if not tests:
            raise CommandError(recipients.why_no_channel())
        if not all(test.was_sent for test in tests):
            raise CommandError(_("有渠道没有送达。"))
