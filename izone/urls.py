"""Which address leads where."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from easytask.views import healthz

urlpatterns = [
    path(settings.ADMIN_PATH, admin.site.urls),
    path("healthz", healthz),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("blog.urls")),
]
