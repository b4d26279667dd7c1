"""The addresses of the blog's pages."""

from django.urls import path
from django.views.generic import RedirectView

from blog import views

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="friends")),
    path("friends/", views.friends, name="friends"),
]
