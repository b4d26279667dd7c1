"""Be the entry point for WSGI servers such as gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "izone.settings")

application = get_wsgi_application()

# All pages are loaded before gunicorn forks the processes that share them, and not by the first visitor.
import izone.urls  # noqa: E402, F401  # they need Django set up
