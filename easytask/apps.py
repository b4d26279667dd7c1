"""The check of the friend links as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EasytaskConfig(AppConfig):
    name = "easytask"
    verbose_name = _("友链检查")

    def ready(self) -> None:
        from easytask import checks  # noqa: F401  # registers the system checks
