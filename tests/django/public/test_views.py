"""The wall of friends: who is shown, who is away, and who is not named at all."""

import datetime as dt

import pytest
from django.utils import timezone

from easytask.models import LinkIdentity

pytestmark = pytest.mark.django_db


def test_visitors_see_the_shown_and_apart_from_them_the_away(client, friend):
    friend("https://a.test/", name="Alice <b>")
    friend("https://b.test/", name="Bob", is_show=False, not_show_reason="网页请求返回404")
    friend("https://c.test/", name="Carol", is_active=False)
    page = client.get("/friends/").content.decode()
    assert 'href="https://a.test/"' in page
    assert "Alice &lt;b&gt;" in page
    assert page.index("Alice") < page.index("暂时联系不上") < page.index("Bob")
    assert "网页请求返回" not in page
    assert "Carol" not in page


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"not_show_kind": "timeout", "not_show_reason": "请求超时"}, True),
        ({"not_show_kind": "parked", "not_show_reason": "域名已停放或待售"}, True),
        ({"not_show_kind": "", "not_show_reason": ""}, True),
        ({"not_show_kind": "no_backlink", "not_show_reason": "网站未设置本站外链"}, False),
        ({"not_show_kind": "too_large", "not_show_reason": "网页过大，未找到本站外链"}, False),
        ({"not_show_kind": "", "not_show_reason": "网站未设置本站外链"}, False),
    ],
)
def test_a_living_site_without_our_link_is_on_no_page(client, friend, fields, named):
    friend("https://b.test/", name="Bob", is_show=False, **fields)
    assert ("Bob" in client.get("/friends/").content.decode()) is named


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
