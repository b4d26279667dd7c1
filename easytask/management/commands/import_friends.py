"""Take a list of friends in from a file: OPML, JSON, CSV, YAML, Halo's links or a list of addresses."""

import argparse
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog.plain_text import plain
from easytask.exchange import importing, planning, reading, words
from easytask.exchange.decoding import MAX_BYTES
from easytask.exchange.planning import Fate, Plan
from easytask.exchange.records import Unreadable
from easytask.tasks import BrokerUnavailable, send_check

STDIN = "-"


class Command(BaseCommand):
    help = _("从文件导入友链：OPML、JSON、CSV、link.yml、Halo 的链接或一份网址列表，格式由内容识别。")
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help=_("文件；- 表示标准输入"))
        parser.add_argument("--dry-run", action="store_true", help=_("只显示会有什么变化，不写数据库"))

    def handle(self, **options: Any) -> None:
        data = _read(options["file"])
        try:
            plan = planning.make(reading.read(data))
        except Unreadable as error:
            raise CommandError(words.unreadable(error)) from error
        self._tell(plan)
        if options["dry_run"]:
            return
        if not (plan.of(Fate.NEW) or plan.of(Fate.CHANGED)):
            self.stdout.write(_("没有什么可以导入的：里面的友链您都有了，或者都被跳过。"))
            return
        name = "" if options["file"] == STDIN else Path(options["file"]).name
        kept = importing.keep(data, file_name=name)
        done = importing.confirm(kept.pk)
        self.stdout.write(
            _("已导入：新增 %(created)d 个，改动 %(changed)d 个。可以在后台的“导入与导出”页整个撤销。")
            % {"created": done.created, "changed": done.changed}
        )
        self._ask_for_check(list(done.friends.order_by("pk").values_list("friend", flat=True)))

    def _tell(self, plan: Plan) -> None:
        """Say of each friend that is not known already what becomes of it, and at the end how many there are."""
        for item in plan.of(Fate.NEW):
            said = [item.entry.link, *([words.COLUMNS["always_show"]] if item.shows_unchecked else [])]
            said += [*words.marks(item), *(words.NOTES[note] for note in item.entry.notes)]
            self._line(_("新增"), item.entry.name, "，".join(map(str, said)))
        for item in plan.of(Fate.CHANGED):
            changes = "；".join(
                f"{words.COLUMNS[each.column]} “{each.before}” → “{each.after}”" for each in item.differences
            )
            self._line(_("改动"), item.friend_name, changes)
        for refused in plan.refused:
            self._line(_("跳过"), refused.what, str(words.SKIPS[refused.reason]))
        counts = {
            "format": words.FORMATS[plan.format],
            "new": len(plan.of(Fate.NEW)),
            "changed": len(plan.of(Fate.CHANGED)),
            "known": len(plan.of(Fate.KNOWN)),
            "refused": len(plan.refused),
        }
        self.stdout.write(
            _("%(format)s：新增 %(new)d 个，改动 %(changed)d 个，已有 %(known)d 个，跳过 %(refused)d 个。") % counts
        )

    def _line(self, word: str, name: str, rest: str) -> None:
        self.stdout.write(plain(f"{word}  {name}  {rest}"))

    def _ask_for_check(self, friend_ids: list[int]) -> None:
        if not friend_ids:
            return
        try:
            send_check(friend_ids)
        except BrokerUnavailable:
            self.stdout.write(_("新的友链通过一次检查之后才会展示；下一次定时检查会检查它们。"))
            return
        self.stdout.write(
            ngettext(
                "已请 worker 检查 %d 个友链，通过之后才会展示。",
                "已请 worker 检查 %d 个友链，通过之后才会展示。",
                len(friend_ids),
            )
            % len(friend_ids)
        )


def _read(name: str) -> bytes:
    """Return what is in the file, at most one byte more than is taken; raise CommandError."""
    try:
        if name == STDIN:
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with Path(name).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(
            _("打不开文件 %(name)s：%(why)s") % {"name": name, "why": error.strerror or error}, returncode=2
        ) from error
