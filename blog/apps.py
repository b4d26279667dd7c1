"""The blog as a Django app."""

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate
from django.utils.translation import gettext_lazy as _


class BlogConfig(AppConfig):
    name = "blog"
    verbose_name = _("博客")

    def ready(self) -> None:
        from blog.models import Page
        from blog.search import index
        from blog.site import identity, menu, tabs

        tabs.add(tabs.Tab(identity.GROUP.label, "site_settings", (identity.GROUP.name,)))
        post_migrate.connect(index.look_after, sender=self)
        post_delete.connect(menu.forget_page, sender=Page)
