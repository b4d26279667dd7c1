"""Get the database ready for ``make run``: migrated, with an owner, and when it is empty with the demonstration.

Run as ``python -m izone.prepare SITE_LINK WANTED``. What came of it is one line of JSON on stdout; when it cannot be
done, one sentence on stderr and exit status 1.
"""

import io
import json
import os
import secrets
import sys

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import Error

OWNER = "admin"


def main(site_link: str, wanted: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "izone.settings")
    try:
        django.setup()
        result = {"demo": _prepare(site_link, wanted=wanted == "1"), "password": _make_owner()}
    except ImproperlyConfigured as error:
        sys.exit(f"izone: {error}")
    except Error as error:
        hint = "see that the disk has space, that this user may write here, and what DATABASE_URL says."
        sys.exit(f"izone: the database cannot be used ({' '.join(str(error).split())}): {hint}")
    sys.stdout.write(json.dumps(result))


def _prepare(site_link: str, *, wanted: bool) -> list[str] | None:
    """Migrate; return what the demonstration's blogs shall link to, None when there is no demonstration."""
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    if not settings.DEBUG:
        return None
    if not call_command("load_demo", site_link, only_existing=not wanted, stdout=io.StringIO()):
        return None
    from blog.site import values
    from easytask.site_settings import declared

    # A regular check of all friend links asks for the owner's own backlink, and has to find it there as well.
    return [site_link, *filter(None, [values.read()[declared.SITE_LINK]])]


def _make_owner() -> str | None:
    """Return the password of the owner's new account, None when there is an owner already."""
    from django.contrib.auth import get_user_model

    users = get_user_model().objects
    if users.filter(is_superuser=True).exists():
        return None
    password = secrets.token_urlsafe(9)
    users.create_superuser(OWNER, password=password)
    return password


if __name__ == "__main__":
    main(*sys.argv[1:])
