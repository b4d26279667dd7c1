"""Draw what a check found as a table for a terminal; to be imported only for one, since rich takes 60 ms."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _
from rich.table import Table
from rich.text import Text

from blog.plain_text import plain
from easytask.verdicts import words
from easytask.verdicts.records import Verdict

_COLOURS = {True: "green", False: "red"}


def verdict_table(verdicts: Collection[Verdict]) -> Table:
    """Return the verdicts in the reader's language, those that change first."""
    table = Table(_("名称"), _("地址"), _("结论"), _("秒"))
    for verdict in sorted(verdicts, key=lambda verdict: (not verdict.flips, verdict.is_show)):
        page = verdict.page
        sign = ("▲ " if verdict.is_show else "▼ ") if verdict.flips else ""
        table.add_row(
            Text(plain(verdict.friend.name)),
            Text(plain(verdict.friend.link)),
            Text(sign + words.describe(verdict.kind, page.status if page else None, _), _COLOURS[verdict.is_show]),
            f"{page.elapsed:.2f}" if page else "",
        )
    return table
