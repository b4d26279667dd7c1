"""Write one line for each run at its end and one for each flip; it reads no database and decides nothing.

A line is made of key=value (logfmt); a value with anything but plain characters in it is a JSON string. It is written
by hand because log libraries' logfmt leaves the codes in it that a terminal obeys.
"""

from __future__ import annotations

import copy
import json
import logging
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from easytask.models import Run
    from easytask.verdicts.records import Verdict

# Filters of log collectors know this name.
logger = logging.getLogger("easytask.journal")


class LineFormatter(logging.Formatter):
    """Begin a line for each record alone: whatever texts from outside a message or a traceback has in it.

    A record with ``omit_traceback`` is written without its traceback, which stands further up.
    """

    def format(self, record: logging.LogRecord) -> str:
        if getattr(record, "omit_traceback", False):
            # A copy: the record belongs to other handlers as well.
            record = copy.copy(record)
            record.exc_info = record.exc_text = None
        first, *more = map(_printable, super().format(record).splitlines())
        return "\n".join([first, *(f"    {line}" for line in more)])


def run_ended(run: Run, *, seconds: float) -> None:
    """Write the line of a run that has just ended; that of an abandoned one is a warning."""
    write(
        logging.WARNING if run.state == run.State.ABANDONED else logging.INFO,
        run=run.pk,
        state=run.state,
        started_by=run.started_by,
        total=run.total,
        judged=run.judged,
        to_show=run.to_show,
        to_not_show=run.to_not_show,
        outage="yes" if run.outage else None,
        suspected_site_link=run.suspected_site_link,
        seconds=round(seconds, 3),
        task=run.task_id,
        error=run.error,
        outcome=run.outcome,
    )


def link_flipped(verdict: Verdict, *, run_id: int, task_id: str) -> None:
    """Write the line of a link that the check has begun to show or to hide."""
    write(
        flip="shown" if verdict.is_show else "hidden",
        friend=verdict.friend.id,
        name=verdict.friend.name,
        verdict=verdict.kind.value,
        status=verdict.page and verdict.page.status,
        run=run_id,
        task=task_id,
    )


def write(level: int = logging.INFO, /, **fields: object) -> None:
    """Write the fields that say anything, in their order."""
    said = {name: _value(value) for name, value in fields.items() if value not in (None, "")}
    logger.log(level, "%s", " ".join(f"{name}={value}" for name, value in said.items()))


def _value(value: object) -> str:
    text = str(value)
    if text.isprintable() and not re.search(r'[\s"=\\]', text):
        return text
    return _printable(json.dumps(text, ensure_ascii=False))


def _printable(text: str) -> str:
    """Return the text with what a terminal would obey, or take for the end of a line, as JSON writes it."""
    return "".join(sign if sign.isprintable() else json.dumps(sign)[1:-1] for sign in text)
