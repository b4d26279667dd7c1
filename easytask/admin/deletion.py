"""Ask before a deletion with what is chosen and with numbers: Django's own page lists every row that goes with it.

A friend with a year of history has a thousand of them, and two hundred friends would be read into memory row by row.
"""

# ruff: noqa: SLF001 - Django's own names for what it documents: a model's _meta and managers, and the admin's registry

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.auth import get_permission_codename
from django.db.models import CASCADE, Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

# Of what is chosen, so many are named.
NAMED = 50


class CountedDeletion(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's class takes no argument when it runs
    """Counts in the database what goes with the chosen rows, however much that is."""

    def get_deleted_objects(
        self, objs: QuerySet[Any] | Iterable[Model], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Return the names of what is chosen, the numbers by the models' names, and which of them may not be deleted.

        Nothing here is protected from deletion by another row.
        """
        chosen = self.model._default_manager.filter(pk__in=[found.pk for found in objs])
        numbers: Counter[Any] = Counter({self.model: chosen.count()})
        _count_dependents(chosen, numbers)
        names = [str(found) for found in chosen[:NAMED]]
        more = numbers[self.model] - len(names)
        if more:
            names.append(_("另有 %d 个。") % more)
        lacking = {
            str(model._meta.verbose_name)
            for model, number in numbers.items()
            # Not its admin's own answer: what nobody may delete by hand still goes with what it belongs to.
            # What has no permission of its own goes with what it belongs to as well.
            if number
            and model in self.admin_site._registry
            and "delete" in model._meta.default_permissions
            and not request.user.has_perm(f"{model._meta.app_label}.{get_permission_codename('delete', model._meta)}")
        }
        counts = {str(model._meta.verbose_name_plural): number for model, number in numbers.items() if number}
        return names, counts, lacking, []


def _count_dependents(rows: QuerySet[Any], numbers: Counter[Any]) -> None:
    """Add the rows that a deletion of these takes with it, and those that go with them."""
    for relation in rows.model._meta.related_objects:
        # One between two models that has no row of its own class is Django's own to clear.
        if relation.on_delete is CASCADE and not relation.related_model._meta.auto_created:
            dependents = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": rows})
            number = dependents.count()
            numbers[relation.related_model] += number
            if number:
                _count_dependents(dependents, numbers)
