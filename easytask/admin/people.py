"""Register users and groups, and tell what they may do in the reader's language.

Django keeps a permission's name in English around the model's name in the code, "Can add 文章", and lists the
permissions of every table, also where the admin has no page for it.
"""

# ruff: noqa: SLF001 - Django's own names for what it documents: a model's _meta, and the admin's registry

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import ManyToManyField, Q
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from blog.models import SiteSetting
from easytask.admin.deletion import CountedDeletion

# By how the codename of a permission of Django's own begins.
_DEEDS = {
    "add": pgettext_lazy("permission", "添加"),
    "change": pgettext_lazy("permission", "修改"),
    "delete": pgettext_lazy("permission", "删除"),
    "view": pgettext_lazy("permission", "查看"),
}


class PermissionField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # Django's class takes no argument
    """Names each permission by the page where it counts."""

    def label_from_instance(self, obj: Permission) -> str:
        """Return the name of the model in the plural, and what may be done with it."""
        model = obj.content_type.model_class()
        name = capfirst(str(model._meta.verbose_name_plural)) if model else obj.content_type.model
        deed = _DEEDS.get(obj.codename.partition("_")[0], _(obj.name))
        return _("%(name)s：%(deed)s") % {"name": name, "deed": deed}


class _TellsPermissions(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's class takes no argument when it runs
    def formfield_for_manytomany(
        self, db_field: ManyToManyField[Any, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> forms.ModelMultipleChoiceField | None:  # type: ignore[type-arg]  # as above
        """Offer the permissions of what the admin shows, and those that somebody has been granted by other means."""
        if db_field.related_model is Permission:
            shown = ContentType.objects.get_for_models(*self.admin_site._registry, SiteSetting).values()
            wanted = Q(content_type__in=shown) | Q(group__isnull=False) | Q(user__isnull=False)
            offered = Permission.objects.filter(wanted).select_related("content_type").distinct()
            kwargs |= {"queryset": offered, "form_class": PermissionField}
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[arg-type]  # GroupAdmin's signature


admin.site.unregister((Group, get_user_model()))


@admin.register(Group)
class GroupsAdmin(_TellsPermissions, GroupAdmin):
    """The groups of users, who may do the same."""


@admin.register(get_user_model())
class PeopleAdmin(_TellsPermissions, CountedDeletion, UserAdmin):  # type: ignore[type-arg]  # as above
    """The accounts: with one goes all that its person has done in the admin."""
