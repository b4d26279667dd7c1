"""Route the public addresses of the friends, of health and of metrics."""

from django.urls import path

from easytask.monitoring.views import healthz, metrics
from easytask.public.views import friends

urlpatterns = [
    path("friends/", friends, name="friends"),
    path("healthz", healthz),
    path("metrics", metrics),
]
