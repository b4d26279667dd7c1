"""Take the demonstration out of the database, whether or not it is running."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from demo import rows, sample


class Command(BaseCommand):
    help = _("移除演示用的友链、文章、标签和定时检查；您自己添加或改过的内容都会保留。")
    requires_system_checks = []

    def handle(self, **options: Any) -> None:
        for sentence in sample.describe_removal(rows.remove()):
            self.stdout.write(sentence)
