"""What the tests of the owner's pages share: who looks, what a check has written, what is sent to the broker."""

from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import translation

from easytask.models import Run
from easytask.runs import friends, lock, recording
from easytask.tasks import check_friend
from easytask.verdicts import rules
from easytask.verdicts.kinds import Problem
from easytask.verdicts.records import FetchResult

LIST = "/admin/blog/friendlink/"
RUNS = "/admin/easytask/run/"
TASK = "0b5d8b0e-3a52-4a4e-9d1c-5f3f6f0f1a11"


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    """A request of an earlier test may have left its reader's language behind in this thread."""
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def staff(client: Client) -> Callable[..., Client]:
    """Logs in somebody who may enter the admin and has just these permissions."""

    def log_in(*rights: str) -> Client:
        user = User.objects.create_user("staff", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=rights))
        client.force_login(user)
        return client

    return log_in


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """What the admin sends to the broker, which is not there."""
    calls: list[dict[str, Any]] = []

    def send(*, connection: Any, **options: Any) -> SimpleNamespace:
        calls.append(options)
        return SimpleNamespace(id=TASK)

    monkeypatch.setattr(check_friend, "apply_async", send)
    return calls


def check_all(asked: bool = False, run_id: int = 0, **found: Any) -> None:
    """Writes what a run would, when every friend's page is found like this."""
    pages = [(friend, FetchResult(**{"url": friend.link, **found})) for friend in friends.load()]
    recording.record([rules.evaluate(friend, page, backlink_asked=asked) for friend, page in pages], run_id=run_id)


def hide_all() -> None:
    check_all(problem=Problem.TIMEOUT)


def begin(**fields: Any) -> Run:
    """A run that is under way."""
    run_id = lock.begin_run(started_by="owner")
    Run.objects.filter(pk=run_id).update(**fields)
    return Run.objects.get(pk=run_id)


def messages_of(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


class _Fields(HTMLParser):
    """The fields of a page's forms with what a browser would send of them untouched."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._name = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "input" and "name" in given:
            if given.get("type") not in ("checkbox", "submit") or "checked" in given:
                self.fields[given["name"]] = given.get("value", "on" if given.get("type") == "checkbox" else "")
        elif tag in ("select", "textarea"):
            self._name = given.get("name", "")
        elif tag == "option" and self._name and "selected" in given:
            self.fields[self._name] = given["value"]

    def handle_data(self, data: str) -> None:
        if self.lasttag == "textarea" and self._name:
            self.fields[self._name] = data.removeprefix("\n")


def untouched(response: Any) -> dict[str, str]:
    """Return what a browser would send of the forms of this page, so that a test can fill in the rest."""
    return {name: text for name, text in _Fields(response.content.decode()).fields.items() if name != "action"}
