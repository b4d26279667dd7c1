"""Take posts in from a shell: a folder or file of Hexo, Hugo, Jekyll, WordPress, Typecho, Ghost or izone itself."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from blog.exchange import planning, reading, words, writing
from blog.exchange.archives import open_source
from blog.exchange.planning import Plan, Step
from blog.exchange.records import UnusableSource
from blog.plain_text import plain


class Command(BaseCommand):
    help = _("导入文章：Hexo、Hugo、Jekyll 的文件夹或 .zip，WordPress 的 .xml，Ghost 的 .json。")

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("source", metavar="FILE_OR_FOLDER", type=Path, help=_("要导入的文件或文件夹"))
        parser.add_argument("--dry-run", action="store_true", help=_("只显示会有什么变化，不写数据库"))

    def handle(self, **options: Any) -> None:
        source: Path = options["source"]
        if not source.exists():
            raise CommandError(_("没有这个文件或文件夹：%(path)s") % {"path": source})
        try:
            with open_source(source, source.name) as archive:
                plan = planning.build(reading.read(archive, timezone.get_current_timezone()))
                self._show(plan)
                if options["dry_run"]:
                    return
                written = writing.write(plan, archive)
        except UnusableSource as error:
            raise CommandError(plain(words.of_unusable(error))) from error
        for place, note in written.notes:
            self._say(f"! {place}: {words.of_note(note)}")
        self._say(
            _("写入了 %(new)d 篇新的，更新了 %(changed)d 篇，图片 %(pictures)d 张。")
            % {"new": written.new, "changed": written.changed, "pictures": written.pictures}
        )
        if written.left:
            raise CommandError(
                _("还有 %(left)d 篇没有写入：别的进程正在写同样的内容。请再运行一次。") % {"left": written.left}
            )

    def _show(self, plan: Plan) -> None:
        for item in plan.planned:
            if item.step is not Step.KNOWN:
                self._say(f"{words.of_step(item.step)}  {item.title}  ({item.post.place})")
            for note in item.notes:
                self._say(f"! {words.of_note(note)}", indent="  ")
        for refused in plan.refused:
            self._say(f"{_('略过')}  {refused.place}: {words.of_refused(refused)}")
        counts = plan.counts
        self._say(" · ".join(f"{words.of_step(step)} {counts[step]}" for step in Step))

    def _say(self, line: str, *, indent: str = "") -> None:
        self.stdout.write(indent + plain(line))
