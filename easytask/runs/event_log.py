"""Writes one line for each run at its end and one for each flip; it knows no database and decides nothing.

A line is made of key=value (logfmt); a value with anything but plain characters in it is a JSON string.
"""

from __future__ import annotations

import json
import logging
import re

logger = logging.getLogger("easytask.journal")  # the name that filters of log collectors know


class LineFormatter(logging.Formatter):
    """Begins a line for each record alone: whatever texts from outside a message or a traceback has in it."""

    def format(self, record: logging.LogRecord) -> str:
        first, *more = map(_printable, super().format(record).splitlines())
        return "\n".join([first, *(f"    {line}" for line in more)])


def write(level: int = logging.INFO, /, **fields: object) -> None:
    """The fields that say anything, in their order."""
    said = {name: _value(value) for name, value in fields.items() if value not in (None, "")}
    logger.log(level, "%s", " ".join(f"{name}={value}" for name, value in said.items()))


def _value(value: object) -> str:
    text = str(value)
    if text.isprintable() and not re.search(r'[\s"=\\]', text):
        return text
    return _printable(json.dumps(text, ensure_ascii=False))


def _printable(text: str) -> str:
    """The text with what a terminal would obey, or take for the end of a line, as JSON writes it."""
    return "".join(sign if sign.isprintable() else json.dumps(sign)[1:-1] for sign in text)
