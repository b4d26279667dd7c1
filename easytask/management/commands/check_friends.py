"""The same check from a shell, in this process: no broker and no worker."""

import argparse
import contextlib
import gc
import json
import logging
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any, TextIO, cast

from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.utils.translation import gettext as _

from easytask.checker import BadArgument, LinkChecker
from easytask.runs.envelope import build_envelope, link_row
from easytask.verdicts.outcomes import RunCounts, RunOutcome, RunResult, describe_suspicions, explain
from easytask.verdicts.records import Verdict

PIPED_TABLE_COLUMNS = 160
# What Ctrl-C, cron, systemd, a container and a terminal that is closed send.
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PYTHONS_OWN = (signal.SIG_DFL, signal.default_int_handler)


class Progress:
    """What a run has told so far: its counts and its verdicts."""

    def __init__(self) -> None:
        self.counts = RunCounts()
        self.verdicts: list[Verdict] = []

    def add(self, counts: RunCounts, verdicts: Sequence[Verdict]) -> None:
        self.counts = counts
        self.verdicts.extend(verdicts)


class ProgressBar(Progress):
    """The same, and a person who is watching sees how far it is."""

    def __init__(self, bar: Any) -> None:
        super().__init__()
        self._bar = bar
        self._task = bar.add_task(_("检查友链"), total=None)

    def add(self, counts: RunCounts, verdicts: Sequence[Verdict]) -> None:
        super().add(counts, verdicts)
        self._bar.update(self._task, total=counts.total, completed=len(self.verdicts))


class Command(BaseCommand):
    help = _("检查全部启用的友链，并更新它们的展示状态。")
    # A check does not wait for the checks of the site; its own settings are read strictly.
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--site-link", metavar="URL", help=_("要求对方页面上有的本站链接；空文本表示不要求"))
        parser.add_argument(
            "--white-list", metavar="NAME", nargs="*", action="extend", help=_("这些名称的友链一直展示，不访问")
        )
        parser.add_argument("--dry-run", action="store_true", help=_("只显示会有什么变化，不写数据库"))
        parser.add_argument("--format", choices=["table", "json"], default="table", help=_("输出格式"))

    def handle(self, **options: Any) -> None:
        if not gc.isenabled():
            # What manage.py has loaded stays, so the collector need not look at it again.
            gc.freeze()
            gc.enable()
        try:
            checker = LinkChecker(options["site_link"], options["white_list"])
        except BadArgument as bad:
            raise CommandError(explain(bad.result, _), returncode=2) from bad
        since = time.monotonic()
        with _logging(options["verbosity"]), self._progress(options["verbosity"]) as progress:
            try:
                with _stops_as_ctrl_c():
                    result = checker.perform(dry_run=options["dry_run"], started_by="command", on_batch=progress.add)
            except KeyboardInterrupt:
                result = RunResult(
                    RunOutcome.ABANDONED,
                    counts=progress.counts,
                    dry_run=options["dry_run"],
                    seconds=time.monotonic() - since,
                )
        if options["format"] == "json":
            links = [link_row(verdict) for verdict in sorted(progress.verdicts, key=lambda v: v.friend.id)]
            self.stdout.write(json.dumps({**build_envelope(result), "links": links}))
        else:
            self._print_table(progress.verdicts, result)
        if result.outcome.reached_end and not result.dry_run:
            # Imported when the table is out: it takes its time.
            from easytask.notifications import outbox

            # Whoever comes next sends what this process cannot.
            with contextlib.suppress(Error):
                outbox.send()
        if result.outcome is not RunOutcome.DONE:
            raise CommandError(explain(result, _))

    @contextlib.contextmanager
    def _progress(self, verbosity: int) -> Iterator[Progress]:
        """Show how far the check is when a person is watching and no log tells it."""
        if verbosity > 1 or not self.stderr.isatty():
            yield Progress()
            return
        # Only a terminal pays for these imports.
        from rich import progress
        from rich.console import Console

        with progress.Progress(console=Console(file=cast(TextIO, self.stderr)), transient=True) as bar:
            yield ProgressBar(bar)

    def _print_table(self, verdicts: Sequence[Verdict], result: RunResult) -> None:
        from rich.console import Console

        from easytask.management.verdict_table import verdict_table

        width = None if self.stdout.isatty() else PIPED_TABLE_COLUMNS
        console = Console(file=cast(TextIO, self.stdout), width=width)
        console.print(verdict_table(verdicts))
        if verdicts:
            counts = _("检查 %(active)s 个，新展示 %(to_show)s 个，新隐藏 %(to_not_show)s 个，用时 %(time).2f 秒。") % {
                "active": result.counts.active,
                "to_show": result.counts.to_show,
                "to_not_show": result.counts.to_not_show,
                "time": result.seconds,
            }
            console.print(counts)
        if suspicions := describe_suspicions(result, _):
            console.print(suspicions, style="yellow")


@contextlib.contextmanager
def _logging(verbosity: int) -> Iterator[None]:
    """Keep the log's lines for who asks for them with ``-v 2``: the table says what the run has changed."""
    logger = logging.getLogger("easytask")
    before = logger.level
    logger.setLevel(logging.INFO if verbosity > 1 else logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(before)


@contextlib.contextmanager
def _stops_as_ctrl_c() -> Iterator[None]:
    """Let whatever asks this process to stop end the run as Ctrl-C does, so that it gives the lock back."""
    # Only the main thread may; what is ignored, as under nohup, stays so.
    is_main = threading.current_thread() is threading.main_thread()
    found = {stop: signal.getsignal(stop) for stop in STOPS if is_main}
    handlers = {stop: handler for stop, handler in found.items() if handler in PYTHONS_OWN}
    is_ending = False

    def end(*_: object) -> None:
        nonlocal is_ending
        # A second one would break into the end of the run, and leave the lock.
        if not is_ending:
            is_ending = True
            raise KeyboardInterrupt

    for stop in handlers:
        signal.signal(stop, end)
    try:
        yield
    finally:
        for stop, handler in handlers.items():
            signal.signal(stop, handler)
