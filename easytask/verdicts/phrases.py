"""Compile the phrases of the tables, in which a text in lower case and simplified Chinese is searched for them."""

from __future__ import annotations

import re

from easytask.verdicts.chinese import simplified

# A word's beginning and its first letter, which is there once and not perhaps.
_WORD_BEGINS = re.compile(r"\\b([a-z])(?![?*+{])")


def compile_phrases(phrases: str) -> re.Pattern[str]:
    """Return the pattern of many phrases, made quicker: it finds the same at the same places.

    Where a phrase begins with a letter, ``re`` passes it over by one look at the text; where it begins with ``\\b``, it
    calls its matcher first. So the letter comes first, and looks back at its word's beginning.
    """
    return re.compile(_WORD_BEGINS.sub(r"\1(?<=\\b\1)", simplified(phrases)))
