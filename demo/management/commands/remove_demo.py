"""Take the demonstration out of the database, whether or not it is running."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from demo import rows


class Command(BaseCommand):
    help = _("移除演示用的友链、文章、标签和定时检查；您自己添加或改过的内容都会保留。")
    requires_system_checks = []

    def handle(self, **options: Any) -> None:
        removed = rows.remove()
        counts = {
            "friends": removed.friends,
            "posts": removed.posts,
            "tags": removed.tags,
            "schedules": removed.schedules,
        }
        if any(counts.values()):
            text = _(
                "已移除演示内容：友链 %(friends)d 个、文章 %(posts)d 篇、标签 %(tags)d 个、定时检查 %(schedules)d 个。"
            )
            self.stdout.write(text % counts)
        else:
            self.stdout.write(_("没有可移除的演示内容。"))
        for title in removed.kept:
            self.stdout.write(_("文章《%s》已被修改过，予以保留。") % title)
