"""Map the addresses of the settings' pages, which lie below the admin's path."""

from django.contrib import admin
from django.urls import path

from blog.site import pages

urlpatterns = [path("<slug:name>/", admin.site.admin_view(pages.group_page), name="site_settings")]
