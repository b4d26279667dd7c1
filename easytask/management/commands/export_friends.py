"""Write the whole list of friends: OPML, JSON, CSV or YAML, each of which import_friends reads back."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from blog import atomic_write
from easytask.exchange import exporting
from easytask.exchange.records import Format
from easytask.exchange.writing import WRITTEN


class Command(BaseCommand):
    help = _("导出全部友链和站长填写的一切；任何一种格式都能原样导回。")
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--format", choices=[str(each) for each in WRITTEN], default=Format.OPML.value, help=_("输出格式")
        )
        parser.add_argument("-o", "--output", metavar="FILE", help=_("写到这个文件，而不是标准输出"))

    def handle(self, **options: Any) -> None:
        text = exporting.owners_list(Format(options["format"]))
        if not options["output"]:
            self._print(text)
            return
        try:
            with atomic_write.opened(Path(options["output"])) as file:
                file.write(text.encode())
        except OSError as error:
            why = {"name": options["output"], "why": error.strerror or error}
            raise CommandError(_("写不了文件 %(name)s：%(why)s") % why) from error

    def _print(self, text: str) -> None:
        """Write the list in UTF-8, as it says of itself, whatever the charset of the terminal; add no line's end."""
        binary = getattr(self.stdout, "buffer", None)
        # A caller of call_command may have given a stream of text alone.
        if binary is None:
            self.stdout.write(text, ending="")
            return
        binary.write(text.encode())
        binary.flush()
