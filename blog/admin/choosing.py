"""Let a row be chosen or added where it is wanted; this knows no model."""

from __future__ import annotations

from typing import Any


def add_alone(widget: Any) -> Any:
    """Return Django's widget with its button to add a row, and without those to change, delete or view the chosen one.

    The last deletes a picture or a whole group from within the form of something else, one click away from the choice.
    """
    widget.can_change_related = widget.can_delete_related = widget.can_view_related = False
    return widget
