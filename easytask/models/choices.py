"""The verdicts and answers about our backlink that several tables hold, with their labels."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from easytask.verdicts import words

VERDICTS = [(kind.value, _(label)) for kind, label in words.LABELS.items()]
BACKLINKS = [(state.value, _(label)) for state, label in words.BACKLINK_LABELS.items()]
