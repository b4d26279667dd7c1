"""The verdicts and answers about our backlink that several tables hold, with their labels."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from easytask.verdicts import rules

VERDICTS = [(kind.value, _(label)) for kind, label in rules.LABELS.items()]
BACKLINKS = [(state.value, _(label)) for state, label in rules.BACKLINK_LABELS.items()]
