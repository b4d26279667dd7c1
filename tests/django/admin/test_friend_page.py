"""The page of one friend link: why it is shown or hidden, since when and on what evidence."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from blog.models import FriendLink
from tests.django.admin.conftest import LIST, check_all, hide_all

pytestmark = pytest.mark.django_db


def page_of(client: Client, row: FriendLink) -> str:
    return client.get(f"{LIST}{row.pk}/change/").content.decode()


def test_it_says_why_a_friend_is_hidden_since_when_and_on_what_evidence(admin_client, friend):
    row = friend("https://a.test/")
    check_all(True, status=200, url="https://a.test/final", redirects=("https://a.test/",), bytes=7)
    page = page_of(admin_client, row)
    for words in (
        "已对访客隐藏：网站未设置本站外链",
        "自动隐藏了它，原因：网站未设置本站外链",
        "请在下面填写“友链页地址”",
        "https://a.test/final",
        "重定向经过",
        "7 字节",
        "撤销自动隐藏",
    ):
        assert words in page


def test_a_new_friend_has_a_page_as_well(admin_client, friend):
    page = page_of(admin_client, friend("https://a.test/"))
    assert "还没有检查过它。" in page
    assert "撤销" not in page


def test_its_queries_are_few(admin_client, friend):
    row = friend("https://a.test/")
    for _ in range(40):
        check_all(status=200)
        hide_all()
    with CaptureQueriesContext(connection) as queries:
        page_of(admin_client, row)
    assert len(queries) <= 24
