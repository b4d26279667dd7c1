"""Say in the reader's language what a check found; the words themselves stand with the rules of verdicts."""

from __future__ import annotations

from django.utils.translation import gettext

from easytask.verdicts import words
from easytask.verdicts.kinds import Kind


def verdict_label(kind: str, status: int | None) -> str:
    """Return what a check found, by its stored kind and HTTP status."""
    return words.describe(Kind(kind), status, gettext)
