"""The three steps of an empty site, each done on the dashboard, and the example that is removed and brought back."""

from __future__ import annotations

import pytest

from blog.models import FriendLink, Post
from blog.site import identity, values
from demo import rows
from demo.blogs import BLOGS
from tests.django.admin.conftest import LIST, messages_of

pytestmark = pytest.mark.django_db

HOME = "/admin/"


def page_of(client) -> str:
    return client.get(HOME).content.decode()


def test_an_empty_site_greets_its_owner_with_three_steps(admin_client):
    page = page_of(admin_client)
    for words in ("起个名字", "写第一篇文章", "添加一位朋友", f'action="{LIST}add/look/"'):
        assert words in page
    assert "已完成" not in page


def test_the_site_is_named_in_place(admin_client):
    response = admin_client.post(f"{HOME}welcome/name/", {"title": "山间书房"}, follow=True)
    assert messages_of(response) == ["网站现在叫“山间书房”。"]
    assert values.read()[identity.TITLE] == "山间书房"
    assert response.content.decode().count("已完成") == 1
    for title in ("", "x" * 61):
        response = admin_client.post(f"{HOME}welcome/name/", {"title": title}, follow=True)
        assert "不超过 60 个字" in messages_of(response)[0]
    assert values.read()[identity.TITLE] == "山间书房"


def test_a_first_post_is_published_in_place(admin_client, client):
    typed = {"title": "第一篇 文章", "body": "你好。"}
    response = admin_client.post(f"{HOME}welcome/write/", typed, follow=True)
    post = Post.objects.get()
    assert post.get_absolute_url() in messages_of(response)[0]
    assert "你好。" in client.get(post.get_absolute_url()).content.decode()
    admin_client.post(f"{HOME}welcome/write/", typed)
    assert list(Post.objects.order_by("pk").values_list("slug", flat=True)) == [
        "di-yi-pian-wen-zhang",
        "di-yi-pian-wen-zhang-2",
    ]


def test_what_was_typed_is_not_lost_when_something_lacks(admin_client):
    page = admin_client.post(f"{HOME}welcome/write/", {"title": "", "body": "很长的一段话"}).content.decode()
    assert "文章要有标题" in page
    assert "很长的一段话</textarea>" in page
    assert not Post.objects.exists()


def test_it_greets_nobody_whose_site_has_a_post_and_a_friend(admin_client, friend):
    friend("https://a.test/")
    assert "欢迎" in page_of(admin_client)
    Post.objects.create(title="x", slug="x", body="x")
    assert "欢迎" not in page_of(admin_client)


def test_it_greets_those_who_may_take_every_step_that_is_left(staff):
    client = staff("view_friendlink", "change_sitesetting", "add_friendlink")
    assert "欢迎" not in page_of(client)
    Post.objects.create(title="x", slug="x", body="x")
    assert "欢迎" in page_of(client)


def test_no_browser_refuses_a_friends_address_for_want_of_a_scheme(admin_client):
    asks = next(line for line in page_of(admin_client).splitlines() if 'id="welcome-link"' in line)
    assert 'type="text" inputmode="url"' in asks


def test_the_example_is_no_step_of_the_owners(admin_client):
    rows.load(address="127.64.0.1", site_link="http://127.0.0.1:8000")
    page = page_of(admin_client)
    assert "欢迎" in page
    assert "已完成" not in page


def test_the_example_is_removed_and_brought_back_by_a_button(admin_client, friend):
    own = friend("https://own.test/")
    assert "放入演示" in page_of(admin_client)
    response = admin_client.post(f"{HOME}sample/load/", follow=True)
    assert messages_of(response)[0].startswith("已放入演示")
    assert rows.friends().count() == len(BLOGS)
    assert "移除演示" in response.content.decode()
    changed = rows.posts().first()
    Post.objects.filter(pk=changed.pk).update(body="我改过了")
    response = admin_client.post(f"{HOME}sample/remove/", follow=True)
    said = messages_of(response)
    assert f"友链 {len(BLOGS)} 个、文章 4 篇" in said[0]
    assert "已被修改过，予以保留" in said[1]
    assert list(FriendLink.objects.all()) == [own]
    assert "放入演示" in response.content.decode()
    admin_client.post(f"{HOME}sample/load/")
    assert Post.objects.get(pk=changed.pk).body == "我改过了"
    assert rows.posts().count() == 4


@pytest.mark.parametrize("where", ["welcome/name/", "welcome/write/", "sample/load/", "sample/remove/"])
def test_the_buttons_are_for_those_who_may(admin_client, staff, where):
    assert admin_client.get(f"{HOME}{where}").status_code == 405
    client = staff("view_friendlink")
    assert f'action="{HOME}{where}"' not in page_of(client)
    assert client.post(f"{HOME}{where}", {"title": "x", "body": "x"}).status_code == 403
