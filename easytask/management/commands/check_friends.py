"""The same check from a shell, in this process: no broker and no worker."""

import argparse
import contextlib
import json
import logging
import time
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.utils.translation import gettext as _

from easytask.checker import BadArgument, CheckFailed, LinkChecker, OnBatch
from easytask.runs.envelope import build_envelope, link_row, verdict_table
from easytask.verdicts.records import Verdict

PIPED_TABLE_COLUMNS = 160


class Command(BaseCommand):
    help = _("检查全部有效的友情链接，并更新它们的展示状态。")
    requires_system_checks = []  # a check does not wait for those of the site; its own settings are read strictly

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--site-link", metavar="URL", help=_("要求对方页面上有的本站链接；空文本表示不要求"))
        parser.add_argument(
            "--white-list", metavar="NAME", nargs="*", action="extend", help=_("这些名称的友链一直展示，不访问")
        )
        parser.add_argument("--dry-run", action="store_true", help=_("只显示会有什么变化，不写数据库"))
        parser.add_argument("--format", choices=["table", "json"], default="table", help=_("输出格式"))

    def handle(self, **options: Any) -> None:
        try:
            checker = LinkChecker(options["site_link"], options["white_list"])
        except BadArgument as bad:
            raise CommandError(str(bad), returncode=2) from bad
        settled: list[Verdict] = []
        error = ""
        started = time.perf_counter()
        try:
            with _logging(options["verbosity"]), self._progress(settled, options["verbosity"]) as on_batch:
                checker.run(dry_run=options["dry_run"], started_by="command", on_batch=on_batch)
        except CheckFailed as failure:
            error = str(failure)
        except KeyboardInterrupt:
            error = _("检查被打断。")
        envelope = build_envelope(checker.data, seconds=time.perf_counter() - started, error=error)
        if options["format"] == "json":
            envelope["links"] = [link_row(verdict) for verdict in sorted(settled, key=lambda v: v.friend.id)]
            self.stdout.write(json.dumps(envelope))
        else:
            self._print_table(settled, envelope)
        if not options["dry_run"] and not error:
            from easytask.notifications import outbox  # when the table is out

            with contextlib.suppress(Error):  # whoever comes next sends them
                outbox.send()
        if envelope["error"]:
            raise CommandError(str(envelope["error"]))

    @contextlib.contextmanager
    def _progress(self, settled: list[Verdict], verbosity: int) -> Iterator[OnBatch]:
        """Collects the verdicts, and shows how far the check is when a person is watching and no log tells it."""
        if verbosity > 1 or not self.stderr.isatty():

            def collect(total: int, verdicts: Sequence[Verdict]) -> None:
                settled.extend(verdicts)

            yield collect
            return
        from rich.console import Console  # only a terminal pays for it
        from rich.progress import Progress

        with Progress(console=Console(file=self.stderr), transient=True) as progress:
            bar = progress.add_task(_("检查友链"), total=None)

            def show(total: int, verdicts: Sequence[Verdict]) -> None:
                settled.extend(verdicts)
                progress.update(bar, total=total, completed=len(settled))

            yield show

    def _print_table(self, settled: list[Verdict], envelope: dict[str, Any]) -> None:
        from rich.console import Console

        console = Console(file=self.stdout, width=None if self.stdout.isatty() else PIPED_TABLE_COLUMNS)
        headings = [_("名称"), _("地址"), _("结论"), _("秒")]
        console.print(verdict_table(settled, headings=headings, translate=_))
        data = envelope["data"]
        if settled:
            counts = _("检查 %(active)s 个，新展示 %(to_show)s 个，新隐藏 %(to_not_show)s 个，用时 %(time).2f 秒。") % {
                "active": data["active_num"],
                "to_show": data["to_show"],
                "to_not_show": data["to_not_show"],
                "time": envelope["time"],
            }
            console.print(counts)
        if envelope["message"]:
            console.print(envelope["message"], style="yellow")


@contextlib.contextmanager
def _logging(verbosity: int) -> Iterator[None]:
    """The table says what the run has changed; its lines in the log are for who asks for them with ``-v 2``."""
    logger = logging.getLogger("easytask")
    before = logger.level
    logger.setLevel(logging.INFO if verbosity > 1 else logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(before)
