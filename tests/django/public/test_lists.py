"""What programs learn of the friends: no more than visitors do."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

import pytest
from django.utils import timezone

from blog.models import FriendGroup, FriendLink
from easytask.exchange import reading
from easytask.models import FriendFeed, FriendIcon, LinkState

pytestmark = pytest.mark.django_db
NOT_FOR_ALL = ("a@a.test", "未添加", "404", "secret")


@pytest.fixture(autouse=True)
def friends(friend) -> None:
    """One who is shown, one away, one hidden for want of our link, one that nobody has checked, one inactive."""

    def checked(link: str, verdict: str, **fields: object) -> None:
        row = friend(link, **fields)
        LinkState.objects.create(friend=row, link=link, is_show=row.is_show, verdict=verdict, checked_at=timezone.now())
        if row.name == "=Alice":
            FriendFeed.objects.create(friend=row, link=link, address="https://a.test/atom.xml", due_at=timezone.now())
            FriendIcon.objects.create(friend=row, link=link, digest="d" * 32, colour="#fff000", renew_at=timezone.now())

    group = FriendGroup.objects.create(name="老友 <&>", line="一行")
    checked("https://a.test/?x=1&y=2", "ok", name="=Alice", description="一行", email="a@a.test", group=group)
    checked("https://secret-away.test/", "bad_status", name="Bob", is_show=False, not_show_kind="bad_status")
    checked("https://secret-unlinked.test/", "no_backlink", name="Carol", is_show=False, not_show_kind="no_backlink")
    friend("https://secret-new.test/", name="Dan")
    checked("https://secret-inactive.test/", "ok", name="Eve", is_active=False)


def test_json_names_those_who_are_shown_and_any_script_may_read_it(client) -> None:
    answer = client.get("/friends.json")
    assert answer["Content-Type"] == "application/json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies
    assert json.loads(answer.content) == {
        "version": 1,
        "title": "izone",
        "home_page_url": "http://testserver/",
        "friends_page_url": "http://testserver/friends/",
        "friends": [
            {
                "name": "=Alice",
                "link": "https://a.test/?x=1&y=2",
                "description": "一行",
                "feed": "https://a.test/atom.xml",
                "icon": f"http://testserver/friends/icons/{'d' * 32}-160.webp",
                "group": "老友 <&>",
            }
        ],
    }
    assert client.get("/friends.json", headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_the_state_is_there_when_the_owner_wants_it_and_the_away_have_no_address(client, settings) -> None:
    settings.FRIENDS_JSON_STATE = True
    text = client.get("/friends.json").content.decode()
    document = json.loads(text)
    assert set(document["friends"][0]) == {"name", "link", "description", "icon", "feed", "group", "shown_since"}
    assert [set(away) for away in document["away"]] == [{"name", "since"}]
    assert [away["name"] for away in document["away"]] == ["Bob"]
    assert not any(word in text for word in NOT_FOR_ALL)


def test_opml_is_a_blogroll_that_we_read_ourselves(client) -> None:
    answer = client.get("/friends.opml")
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    assert answer["Access-Control-Allow-Origin"] == "*"
    text = answer.content.decode()
    assert not any(word in text for word in NOT_FOR_ALL)
    assert "izone:" not in text
    (entry,) = reading.read(answer.content).entries
    assert (entry.name, entry.link, entry.group) == ("=Alice", "https://a.test/?x=1&y=2", "老友 <&>")
    assert entry.feed == "https://a.test/atom.xml"
    assert client.get("/friends.opml", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert '<link rel="blogroll" type="text/xml"' in client.get("/").content.decode()
    assert client.post("/friends.opml").status_code == 405


def _alice() -> FriendLink:
    return FriendLink.objects.get(name="=Alice")


def _change(**fields: object) -> Callable[[], object]:
    return lambda: FriendLink.objects.filter(name="=Alice").update(**fields)


CHANGES: dict[str, Callable[[], object]] = {
    "name": _change(name="Alina"),
    "link": _change(link="https://b.test/"),
    "description": _change(description="两行"),
    "order": _change(order=7),
    "date, which friends of one order stand by": _change(create_date=timezone.now() - dt.timedelta(days=9)),
    "no group": _change(group=None),
    "hidden": _change(is_show=False),
    "inactive": _change(is_active=False),
    "deleted": lambda: _alice().delete(),
    "another that is shown": lambda: FriendLink.objects.filter(name="Dan").update(always_show=True),
    "one that was checked": lambda: LinkState.objects.create(
        friend=FriendLink.objects.get(name="Dan"), verdict="ok", is_show=True, checked_at=timezone.now()
    ),
    "name of a group": lambda: FriendGroup.objects.update(name="新友"),
    "order of the groups": lambda: FriendGroup.objects.update(order=7),
    "icon": lambda: FriendIcon.objects.update(digest="e" * 32),
    "icon of another link": lambda: FriendIcon.objects.update(link="https://b.test/"),
    "feed": lambda: FriendFeed.objects.update(address="https://a.test/rss.xml"),
    "feed of the owner": lambda: FriendFeed.objects.update(given_address="https://a.test/rss.xml"),
    "feed of another link": lambda: FriendFeed.objects.update(link="https://b.test/"),
}


@pytest.mark.parametrize("path", ["/friends.json", "/friends.opml"])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_is_in_a_list_changes_its_validator(client, path, change) -> None:
    before = client.get(path)["ETag"]
    unchanged = client.get(path, headers={"If-None-Match": before})
    assert (unchanged.status_code, unchanged["ETag"]) == (304, before)
    assert "s-maxage=60" in unchanged["Cache-Control"]
    change()
    after = client.get(path, headers={"If-None-Match": before})
    assert (after.status_code, after["ETag"] != before) == (200, True)


@pytest.mark.parametrize("name", ["SITE_TITLE", "SITE_URL", "FRIENDS_JSON_STATE"])
def test_what_is_said_of_the_site_changes_the_validator(client, settings, name) -> None:
    before = client.get("/friends.json")["ETag"]
    setattr(settings, name, {"SITE_TITLE": "另一个", "SITE_URL": "https://blog.test", "FRIENDS_JSON_STATE": True}[name])
    assert client.get("/friends.json", headers={"If-None-Match": before}).status_code == 200


def test_those_who_are_away_change_the_validator_where_they_are_named(client, settings) -> None:
    settings.FRIENDS_JSON_STATE = True
    for change in ({"name": "Bert"}, {"is_show_since": timezone.now() - dt.timedelta(days=9)}, {"is_active": False}):
        before = client.get("/friends.json")["ETag"]
        FriendLink.objects.filter(not_show_kind="bad_status").update(**change)
        assert client.get("/friends.json", headers={"If-None-Match": before}).status_code == 200


def test_a_list_takes_as_many_queries_for_many_as_for_one(client, friend, django_assert_num_queries) -> None:
    client.get("/friends.json")
    for number in range(30):
        friend(f"https://{number}.many.test/", always_show=True)
    # The site's settings, four for the validator, one for the list.
    for path in ("/friends.json", "/friends.opml"):
        with django_assert_num_queries(6):
            validator = client.get(path)["ETag"]
        with django_assert_num_queries(5):
            client.get(path, headers={"If-None-Match": validator})
