"""Make the care of friend links a Django app, and name the admin whose first page is the owner's dashboard."""

from typing import Any

from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _


class EasytaskConfig(AppConfig):
    name = "easytask"
    verbose_name = _("友链检查")

    def ready(self) -> None:
        from blog.site import saving, tabs
        from easytask import system_checks  # noqa: F401
        from easytask.history import lost_counts
        from easytask.site_settings import declared

        lost_counts.connect()
        saving.saved.connect(_let_schedule_follow)
        tabs.add(
            tabs.Tab(declared.GROUP.label, "site_settings", (declared.GROUP.name,)),
            tabs.Tab(_("定时检查"), "check_schedule"),
            tabs.Tab(_("通知"), "notices", permission="blog.change_friendlink"),
            tabs.Tab(declared.MAIL_GROUP.label, "mail_settings"),
        )


def _let_schedule_follow(**saved: Any) -> None:
    from easytask.admin.schedule_page import follow_time_zone

    follow_time_zone(**saved)


class DashboardConfig(admin.SimpleAdminConfig):
    # The settings name it in place of Django's own admin; "easytask" alone means the app above. It loads no pages: the
    # site does so with its addresses.
    default = False
    default_site = "easytask.admin.site.DashboardSite"
