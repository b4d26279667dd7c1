"""The page before a deletion names what is chosen and counts what goes with it; a long choice can be sent."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Permission, User
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from blog.models import FriendLink
from easytask.models import Check, Run, Shard

pytestmark = pytest.mark.django_db
FRIENDS = "/admin/blog/friendlink/"
IN_ENGLISH = {"Accept-Language": "en"}


def friends(number: int, *, checks: int = 0) -> list[FriendLink]:
    made = FriendLink.objects.bulk_create(
        FriendLink(name=f"friend {n}", link=f"https://{n}.example/") for n in range(number)
    )
    now = timezone.now()
    Check.objects.bulk_create(
        Check(friend=friend, at=now - dt.timedelta(hours=hour), verdict="ok")
        for friend in made
        for hour in range(checks)
    )
    return made


def test_one_friends_history_is_counted_and_not_listed(admin_client):
    [friend] = friends(1, checks=700)
    page = admin_client.get(f"{FRIENDS}{friend.pk}/delete/", headers=IN_ENGLISH)
    text = page.content.decode()
    assert page.status_code == 200
    assert "700" in text
    assert friend.name in text
    assert text.count("<li>") < 40
    assert admin_client.post(f"{FRIENDS}{friend.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Check.objects.exists()


def test_two_hundred_chosen_friends_are_counted_in_as_many_queries_as_two(admin_client, django_assert_max_num_queries):
    made = friends(200, checks=20)
    chosen = {"action": "delete_selected", "_selected_action": [friend.pk for friend in made]}
    with django_assert_max_num_queries(30):
        page = admin_client.post(FRIENDS, chosen, headers=IN_ENGLISH)
    text = page.content.decode()
    assert "4,000" in text or "4000" in text
    assert text.count("<li>") < 80
    assert admin_client.post(FRIENDS, {**chosen, "post": "yes"}).status_code == 302
    assert not FriendLink.objects.exists()


def test_a_list_of_more_friends_than_django_takes_fields_by_itself_can_be_acted_upon(admin_client):
    """Django's own limit, of 1,000 fields in a form, would refuse it."""
    made = friends(1200)
    fields = {"_selected_action": [friend.pk for friend in made], "action": "delete_selected", "post": "yes"}
    assert admin_client.post(f"{FRIENDS}?all=", fields).status_code == 302
    assert not FriendLink.objects.exists()


def test_what_has_rows_of_its_own_below_is_counted_as_well(admin_client, admin_user):
    run = Run.objects.create(started_by="task", started_at=timezone.now(), seen_at=timezone.now(), state="done")
    Shard.objects.bulk_create(Shard(run=run, first_id=n, last_id=n) for n in range(300))
    text = admin_client.get(f"/admin/easytask/run/{run.pk}/delete/", headers=IN_ENGLISH).content.decode()
    assert "300" in text
    assert text.count("<li>") < 40
    somebody = User.objects.create_user("somebody")
    kind = ContentType.objects.get_for_model(FriendLink)
    LogEntry.objects.bulk_create(
        LogEntry(user=somebody, content_type=kind, object_id="1", object_repr="x", action_flag=CHANGE)
        for _ in range(300)
    )
    text = admin_client.get(f"/admin/auth/user/{somebody.pk}/delete/", headers=IN_ENGLISH).content.decode()
    assert "300" in text
    assert text.count("<li>") < 40


def test_who_may_not_delete_is_not_asked(client):
    [friend] = friends(1)
    somebody = User.objects.create_user("somebody", is_staff=True)
    somebody.user_permissions.set(Permission.objects.filter(codename__in=["view_friendlink", "change_friendlink"]))
    client.force_login(somebody)
    assert client.get(f"{FRIENDS}{friend.pk}/delete/").status_code == 403
