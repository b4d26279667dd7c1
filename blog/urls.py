"""Map addresses to the blog's pages."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path, re_path
from django.views.decorators.http import conditional_page

from blog import views
from blog.feeds import SITEMAPS, PostFeed

# Django's own slug converter knows ASCII alone.
SLUG = r"(?P<slug>[-\w]+)"

urlpatterns = [
    path("", views.home, name="home"),
    re_path(rf"^posts/{SLUG}/$", views.post, name="post"),
    re_path(rf"^tags/{SLUG}/$", views.tag, name="tag"),
    path("archive/", views.archive, name="archive"),
    path("feed/", conditional_page(PostFeed()), name="feed"),
    path("sitemap.xml", conditional_page(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", views.robots),
    path("favicon.ico", views.favicon),
]
