"""Map addresses to the blog's pages."""

from django.urls import path, re_path

from blog import cards, views
from blog.feeds import PostFeed, sitemap_file, sitemap_index
from blog.pictures import names
from blog.pictures.views import show as show_picture
from blog.search.views import search
from blog.site import pictures, theme
from blog.site.language import without_language
from blog.site.parsers import PICTURE_NAME
from blog.typeface import sheet

# Django's own slug converter knows ASCII alone.
SLUG = r"(?P<slug>[-\w]+)"

urlpatterns = [
    path("", views.home, name="home"),
    re_path(rf"^posts/{SLUG}/$", views.post, name="post"),
    re_path(rf"^tags/{SLUG}/$", views.tag, name="tag"),
    path("archive/", views.archive, name="archive"),
    path("search/", search, name="search"),
    path("feed/", without_language(PostFeed()), name="feed"),
    path("sitemap.xml", without_language(sitemap_index), name="sitemap"),
    path("sitemap-<slug:section>.xml", without_language(sitemap_file), name="sitemap_section"),
    path("robots.txt", without_language(views.robots)),
    path("favicon.ico", views.favicon),
    re_path(rf"^pictures/(?P<name>{names.FILE_NAME})$", show_picture, name="picture"),
    re_path(rf"^pictures/(?P<name>{PICTURE_NAME})$", pictures.show, name="site_picture"),
    re_path(r"^colours/(?P<colour>[0-9a-f]{6})\.css$", theme.show, name="theme"),
    re_path(rf"^cards/{SLUG}\.png$", without_language(cards.post_card), name="post_card"),
    path("card.png", without_language(cards.site_card), name="site_card"),
    re_path(r"^typeface/(?P<signature>\w+)/(?P<key>[-\w]+)\.css$", sheet.show, name="typeface"),
    # The last of all, also of other apps: a page never stands before an address of the site itself.
    re_path(rf"^{SLUG}/$", views.page, name="page"),
]
