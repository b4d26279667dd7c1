"""Give out all posts, pages and pictures from a shell."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from blog import atomic_write
from blog.exchange import exporting

FILE_NAME = "posts.zip"


class Command(BaseCommand):
    help = _("导出全部文章、页面和图片：Markdown 和 front matter，Hexo 和 Hugo 都能读。")

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "-o", "--output", metavar="FILE.zip", type=Path, default=Path(FILE_NAME), help=_("写到哪里")
        )

    def handle(self, **options: Any) -> None:
        output: Path = options["output"]
        try:
            with atomic_write.opened(output) as file:
                for piece in exporting.pieces():
                    file.write(piece)
        except OSError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("已写入 %(path)s。") % {"path": output})
