"""Make the care of friend links a Django app, and name the admin whose first page is the owner's dashboard."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _


class EasytaskConfig(AppConfig):
    name = "easytask"
    verbose_name = _("友链检查")

    def ready(self) -> None:
        # Not from the package itself: Django imports that while it makes the site on which they register.
        from blog.site import saving, tabs
        from easytask import system_checks  # noqa: F401
        from easytask.admin import applications, feeds, friends, letters, runs, schedule_forms  # noqa: F401
        from easytask.admin.schedule_page import follow_time_zone
        from easytask.history import lost_counts
        from easytask.site_settings import declared

        lost_counts.connect()
        saving.saved.connect(follow_time_zone)
        tabs.add(
            tabs.Tab(declared.GROUP.label, "site_settings", (declared.GROUP.name,)),
            tabs.Tab(_("定时检查"), "check_schedule"),
            tabs.Tab(_("通知"), "notices", permission="blog.change_friendlink"),
            tabs.Tab(declared.MAIL_GROUP.label, "mail_settings"),
        )


class DashboardConfig(admin.AdminConfig):
    # The settings name it in place of Django's own admin; "easytask" alone means the app above.
    default = False
    default_site = "easytask.admin.site.DashboardSite"
