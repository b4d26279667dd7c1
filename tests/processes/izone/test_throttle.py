"""Logins that are tried at the same time, through a real web server."""

from __future__ import annotations

import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from axes.models import AccessAttempt
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User

from izone import throttle
from tests.plugins.projects import Project, on_both_databases, start_web


@on_both_databases
def test_at_the_same_time_no_more_passwords_are_compared(project: Project) -> None:
    User.objects.using(project.alias).bulk_create([User(username="owner", password=make_password("a long pass word"))])
    url = f"{start_web(project)}/admin/login/"

    def guess(_: int) -> str:
        token = "t" * 32
        form = {"username": "owner", "password": "x", "csrfmiddlewaretoken": token}
        request = urllib.request.Request(  # noqa: S310 - our own server
            url, urllib.parse.urlencode(form).encode(), {"Cookie": f"csrftoken={token}"}
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - as above
                return str(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return str(error.code)

    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(guess, range(20)))
    assert set(answers) <= {"200", "429"}
    counts = AccessAttempt.objects.using(project.alias).values_list("failures_since_start", flat=True)
    assert set(counts) == {throttle.PER_NAME}
    assert project.services[-1].output.count("Login failed from 127.0.0.1, name 'owner'") == len(answers)
