"""The check of the friend links as a Django app, and the admin with the owner's desk as its first page."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _


class EasytaskConfig(AppConfig):
    name = "easytask"
    verbose_name = _("友链检查")

    def ready(self) -> None:
        from easytask import checks  # noqa: F401  # registers the system checks


class DeskConfig(admin.AdminConfig):
    default = False  # of "easytask", but named in the settings in place of Django's own admin
    default_site = "easytask.desk.Desk"
