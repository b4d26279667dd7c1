"""What the owner sees of the friends' feeds, and what is taken from the owner."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from easytask.models import FriendFeed, FriendPost
from tests.django.admin.conftest import untouched

pytestmark = pytest.mark.django_db

LIST = "/zh-hans/admin/easytask/friendfeed/"


@pytest.fixture
def feed(friend):
    row = friend("https://friend.test/", name="听雨轩")
    now = timezone.now()
    FriendPost.objects.create(friend=row, address="https://friend.test/1", title="雨天", published_at=now, seen_at=now)
    return FriendFeed.objects.create(
        friend=row,
        link=row.link,
        address="https://friend.test/atom.xml",
        etag='"1"',
        read_at=now,
        read_well_at=now - dt.timedelta(days=9),
        due_at=now + dt.timedelta(hours=1),
        latest_title="雨天",
        latest_address="https://friend.test/1",
        latest_at=now,
    )


def text(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("values", "words", "condition"),
    [
        ({}, "读到了", "well"),
        ({"is_hidden": True}, "不列出", "hidden"),
        ({"problem": "no_feed", "address": ""}, "没有找到订阅", "none"),
        ({"problem": "bad_status", "status": 404}, "网页请求返回404", "failing"),
        ({"problem": "not_a_feed"}, "那里不是订阅", "dead"),
        ({"problem": "timeout"}, "请求超时", "dead"),
        ({"problem": "forbidden_address"}, "地址不允许访问", "failing"),
    ],
)
def test_the_list_says_how_each_is(admin_client, feed, values, words, condition):
    FriendFeed.objects.filter(pk=feed.pk).update(**values)
    assert words in text(admin_client, LIST)
    assert "雨天" in text(admin_client, f"{LIST}?condition={condition}")
    assert words in text(admin_client, f"{LIST}{feed.pk}/change/")


def test_a_friends_page_leads_to_its_feed(admin_client, feed, friend):
    assert f"{LIST}{feed.pk}/change/" in text(admin_client, f"/zh-hans/admin/blog/friendlink/{feed.pk}/change/")
    other = friend("https://other.test/")
    page = text(admin_client, f"/zh-hans/admin/blog/friendlink/{other.pk}/change/")
    assert f"{LIST}add/?friend={other.pk}" in page
    assert str(other) in text(admin_client, f"{LIST}add/?friend={other.pk}")


def test_the_owner_gives_an_address_and_what_was_read_of_the_former_one_goes(admin_client, feed):
    admin_client.post(f"{LIST}{feed.pk}/change/", {"given_address": "friend.test/notes.xml"})
    feed.refresh_from_db()
    assert (feed.given_address, feed.address, feed.etag, feed.latest_at) == (
        "https://friend.test/notes.xml",
        "",
        "",
        None,
    )
    assert feed.due_at <= timezone.now()
    assert not FriendPost.objects.exists()


def test_leaving_posts_out_forgets_nothing(admin_client, feed):
    admin_client.post(f"{LIST}{feed.pk}/change/", {"given_address": "", "is_hidden": "on"})
    feed.refresh_from_db()
    assert (feed.is_hidden, feed.etag) == (True, '"1"')
    assert FriendPost.objects.exists()


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://friend.test/feed", "nonsense"])
def test_what_no_browser_opens_is_refused(admin_client, feed, address):
    answer = admin_client.post(f"{LIST}{feed.pk}/change/", {"given_address": address})
    assert answer.status_code == 200
    feed.refresh_from_db()
    assert feed.given_address == ""


def test_it_can_be_given_before_anything_was_read(admin_client, friend):
    row = friend("https://friend.test/", always_show=True)
    admin_client.post(f"{LIST}add/", {"friend": row.pk, "given_address": "https://friend.test/rss"})
    feed = FriendFeed.objects.get()
    assert (feed.link, feed.current_address) == (row.link, "https://friend.test/rss")


def test_many_at_once(admin_client, feed):
    def act(name):
        admin_client.post(LIST, {"action": name, "_selected_action": [feed.pk]})
        feed.refresh_from_db()

    act("leave_out")
    assert feed.is_hidden
    act("list_again")
    assert not feed.is_hidden
    act("read_soon")
    assert feed.due_at <= timezone.now()


def test_nobody_without_the_right_sees_it(client, feed, django_user_model):
    client.force_login(django_user_model.objects.create_user("writer", is_staff=True))
    assert client.get(LIST).status_code == 403


def test_a_friend_goes_with_its_feed_and_posts(admin_client, feed):
    address = f"/zh-hans/admin/blog/friendlink/{feed.pk}/delete/"
    assert "没有权限" not in text(admin_client, address)
    admin_client.post(address, {"post": "yes"})
    assert not FriendFeed.objects.exists()
    assert not FriendPost.objects.exists()


def test_who_may_delete_friends_needs_no_other_right_for_it(client, feed, django_user_model):
    person = django_user_model.objects.create_user("editor", is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__in=("view_friendlink", "delete_friendlink")))
    client.force_login(person)
    client.post(f"/zh-hans/admin/blog/friendlink/{feed.pk}/delete/", {"post": "yes"})
    assert not FriendFeed.objects.exists()


def test_a_page_opened_before_undoes_nothing_that_was_written_since(admin_client, feed):
    page = f"{LIST}{feed.pk}/change/"
    seen = untouched(admin_client.get(page))
    FriendFeed.objects.update(is_hidden=True)
    answer = admin_client.post(page, seen | {"given_address": "https://friend.test/rss.xml"})
    assert answer.status_code == 302
    feed.refresh_from_db()
    assert (feed.is_hidden, feed.given_address) == (True, "https://friend.test/rss.xml")


def test_only_friends_without_a_feed_of_theirs_are_offered_for_one(admin_client, feed, friend):
    friend("https://other.test/", name="听松")
    address = "/zh-hans/admin/autocomplete/?app_label=easytask&model_name=friendfeed&field_name=friend&term=听"
    assert [found["text"] for found in admin_client.get(address).json()["results"]] == ["听松"]
    assert "听雨轩" in text(admin_client, "/zh-hans/admin/blog/friendlink/?q=听")
