"""The wall of friends: who is shown, who is away, and who is not named at all."""

import datetime as dt

import pytest
from django.utils import timezone

from easytask.models import LinkIdentity, LinkState
from easytask.verdicts import rules
from easytask.verdicts.records import Kind, Liveness

pytestmark = pytest.mark.django_db


def names(client):
    context = client.get("/friends/").context
    return {key: [row.name for row in context[key]] for key in ("shown", "away")}


def test_visitors_see_the_shown_and_apart_from_them_the_away(client, friend):
    friend("https://a.test/", name="Alice <b>")
    friend("https://b.test/", name="Bob", is_show=False, not_show_reason="网页请求返回404", not_show_kind="bad_status")
    friend("https://c.test/", name="Carol", is_active=False)
    page = client.get("/friends/").content.decode()
    assert 'href="https://a.test/"' in page
    assert "Alice &lt;b&gt;" in page
    assert page.index("Alice") < page.index("暂时联系不上") < page.index("Bob")
    assert "网页请求返回" not in page
    assert "Carol" not in page


@pytest.mark.parametrize("kind", [*Kind, ""])
def test_only_whose_site_did_not_answer_is_named_as_away(client, friend, kind):
    friend("https://a.test/", name="A", is_show=False, not_show_kind=kind)
    is_down = kind != "" and rules.liveness(kind) is Liveness.DOWN
    assert names(client) == {"shown": [], "away": ["A"] if is_down else []}


@pytest.mark.parametrize(
    ("verdict", "cause", "is_away"),
    [
        ("timeout", "", True),
        ("uncertain", "wall", True),
        ("uncertain", "script", False),
        ("no_backlink", "", False),
        ("outage", "", True),
    ],
)
def test_a_site_that_the_latest_check_saw_alive_is_not_away(client, friend, verdict, cause, is_away):
    row = friend("https://a.test/", name="A", is_show=False, not_show_kind="timeout")
    evidence = {"cannot_tell": cause} if cause else {}
    state = LinkState.objects.create(
        friend=row, link=row.link, is_show=False, verdict=verdict, evidence=evidence, checked_at=timezone.now()
    )
    assert names(client)["away"] == (["A"] if is_away else [])
    state.link = "https://before.test/"
    state.save()
    assert names(client)["away"] == ["A"]


@pytest.mark.parametrize(
    ("reason", "is_away"),
    [("", False), ("网页请求返回404", True), ("网站未设置本站外链", False), ("网页过大，未找到本站外链", False)],
)
def test_of_a_row_without_a_kind_the_reason_tells(client, friend, reason, is_away):
    friend("https://a.test/", name="A", is_show=False, not_show_reason=reason)
    assert names(client)["away"] == (["A"] if is_away else [])


@pytest.mark.parametrize(
    ("days", "link", "is_show", "named"),
    [
        (89, "https://b.test/", False, True),
        (91, "https://b.test/", False, False),
        (91, "https://b.test/", True, True),
        # Its owner has changed the address since.
        (91, "https://old.test/", False, True),
    ],
)
def test_after_90_days_of_quarantine_a_friend_is_named_no_more(client, friend, days, link, is_show, named):
    row = friend("https://b.test/", name="Bob", is_show=is_show, not_show_kind="parked")
    since = timezone.now() - dt.timedelta(days=days)
    LinkIdentity.objects.create(friend=row, link=link, quarantined_since=since)
    assert ("Bob" in client.get("/friends/").content.decode()) is named
    # Of whom nothing is remembered is named as ever.
    LinkIdentity.objects.all().delete()
    assert "Bob" in client.get("/friends/").content.decode()
