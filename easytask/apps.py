"""The check of the friend links as a Django app, and the admin with the owner's desk as its first page."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _


class EasytaskConfig(AppConfig):
    name = "easytask"
    verbose_name = _("友链检查")

    def ready(self) -> None:
        # Not from the package itself: Django imports that while it makes the site on which they register.
        from easytask import system_checks  # noqa: F401
        from easytask.admin import friends, runs  # noqa: F401


class DashboardConfig(admin.AdminConfig):
    default = False  # of "easytask", but named in the settings in place of Django's own admin
    default_site = "easytask.admin.site.DashboardSite"
