"""The pages on which lists of friends come in, with a preview and an undo, and go out."""

from __future__ import annotations

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from blog.models import FriendLink
from easytask.exchange import exporting
from easytask.exchange.writing import WRITTEN
from easytask.models import FriendImport
from tests.django.admin.conftest import LIST, begin, messages_of

pytestmark = pytest.mark.django_db
LISTS = f"{LIST}lists/"
THREE = "Alice https://alice.test\nBob https://bob.test\nhttps://carol.test\nonly words\n"


def preview(client, text: str = THREE):
    return client.post(LISTS, {"text": text}, follow=True)


def confirm(client, response, *take: int):
    import_id = FriendImport.objects.latest("pk").pk
    listed = response.context["preview"].listed
    return client.post(f"{LISTS}{import_id}/confirm/", {"listed": listed, "take": [*take]}, follow=True)


def names() -> list[str]:
    return list(FriendLink.objects.order_by("pk").values_list("name", flat=True))


def test_nothing_is_written_before_the_preview_is_confirmed_and_what_is_unticked_stays_out(admin_client, friend, sent):
    friend("https://bob.test/", name="Bob")
    shown = preview(admin_client)
    assert (names(), shown.context["preview"].listed) == (["Bob"], "1,3")
    page = shown.content.decode()
    assert "网址列表" in page
    assert "没有网址" in page
    done = confirm(admin_client, shown, 1)
    assert names() == ["Bob", "Alice"]
    assert messages_of(done) == ["已导入：新增 1 个，改动 0 个。", messages_of(done)[1]]
    assert "正在检查这 1 个友链" in messages_of(done)[1]
    assert sent[0]["kwargs"]["friend_ids"] == [FriendLink.objects.get(name="Alice").pk]
    assert "没有勾选" in done.content.decode()
    again = admin_client.post(f"{LISTS}{FriendImport.objects.get().pk}/confirm/", follow=True)
    assert messages_of(again) == ["这份列表已经导入过，或者预览已过期；没有再写一次。"]


OURS = {
    "izone": "friends",
    "friends": [
        {"name": "Alice", "link": "https://alice.test/"},
        {"name": "Bob", "link": "https://bob.test/", "always_show": True, "email": "bob@bob.test"},
        {"name": "Carol", "link": "https://carol.test/", "always_show": True},
        {"name": "Dan", "link": "https://dan.test/", "always_show": True},
        {"name": "Eve", "link": "https://eve.test/", "active": False, "snoozed_until": "2031-02-03T00:00:00Z"},
    ],
}


def test_who_would_be_shown_without_a_check_comes_in_only_when_ticked(admin_client, friend, sent):
    friend("https://carol.test/", name="C", is_show=False)
    friend("https://dan.test/", name="D", always_show=True)
    shown = preview(admin_client, json.dumps(OURS))
    page = shown.content.decode()
    rows = dict(re.findall(r'<input type="checkbox" name="take" value="(\d)"[^>]*?( checked)?>', page))
    assert rows == {"1": " checked", "2": "", "3": "", "4": " checked", "5": " checked"}
    assert page.count("勾选它才导入") == 2
    assert all(mark in page for mark in ("bob@bob.test", "停用", "暂不检查至 2031-02-03"))
    import_id = FriendImport.objects.get().pk
    # Not even when the page has not listed them.
    admin_client.post(f"{LISTS}{import_id}/confirm/", {"listed": "1", "take": ["1"]})
    shown = FriendLink.objects.filter(always_show=True)
    assert (names(), list(shown.values_list("name", flat=True))) == (["C", "Dan", "Alice", "Eve"], ["Dan"])
    confirm(admin_client, preview(admin_client, json.dumps(OURS)), 2, 3)
    assert set(shown.values_list("name", flat=True)) == {"Bob", "Carol", "Dan"}


def test_an_import_is_undone_on_its_page(admin_client, sent):
    confirm(admin_client, preview(admin_client), 1, 2, 3)
    FriendLink.objects.filter(name="Bob").update(description="我写的")
    (row,) = FriendImport.objects.all()
    undone = admin_client.post(f"{LISTS}{row.pk}/undo/", follow=True)
    assert messages_of(undone) == ["已撤销：删除 2 个，复原 0 个。 1 个在导入之后改动过，保留着。"]
    assert names() == ["Bob"]
    assert messages_of(admin_client.post(f"{LISTS}{row.pk}/undo/", follow=True)) == ["这次导入已经撤销过了。"]
    assert "已撤销" in admin_client.get(LISTS).content.decode()


def test_an_import_while_a_check_runs_leaves_the_new_ones_to_the_next(admin_client, sent):
    begin()
    done = confirm(admin_client, preview(admin_client), 1)
    assert messages_of(done)[1] == "有一次检查正在进行。新的友链由下一次检查来看，通过之后才会展示。"
    assert (names(), sent) == (["Alice"], [])


def test_a_file_wins_and_what_cannot_be_read_is_said_above_what_was_pasted(admin_client):
    file = SimpleUploadedFile("a.opml", b"<!DOCTYPE opml><opml/>")
    page = admin_client.post(LISTS, {"file": file, "text": "Alice https://alice.test"}).content.decode()
    assert "文件里有 DOCTYPE 声明" in page
    assert "Alice https://alice.test</textarea>" in page
    assert "里面什么也没有。" in admin_client.post(LISTS, {"text": " "}).content.decode()
    assert not FriendImport.objects.exists()


def test_a_file_of_50_mb_is_refused_before_it_is_read(admin_client):
    answer = admin_client.post(
        LISTS, data=b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(50 * 2**20)
    )
    assert answer.status_code == 413


@pytest.mark.parametrize("file_format", WRITTEN)
def test_the_whole_list_goes_out_as_a_file(admin_client, friend, file_format):
    friend("https://a.test/", name="A", is_active=False)
    answer = admin_client.get(f"{LISTS}export/{file_format}/")
    assert answer.content.decode() == exporting.owners_list(file_format)
    assert answer["Content-Disposition"] == f'attachment; filename="{exporting.FILE_NAMES[file_format]}"'
    assert admin_client.get(f"{LISTS}export/xls/").status_code == 404


def test_who_may_only_look_sees_the_way_out_alone(staff, client):
    staff("view_friendlink")
    page = client.get(LISTS).content.decode()
    assert 'id="out"' in page
    assert 'id="in"' not in page
    assert client.post(LISTS, {"text": THREE}).status_code == 403
    row = FriendImport.objects.create(format="text", text=THREE, at="2026-01-01T00:00Z")
    assert client.post(f"{LISTS}{row.pk}/confirm/").status_code == 403
    assert client.post(f"{LISTS}{row.pk}/undo/").status_code == 403


def test_who_may_see_no_friends_sees_no_lists(staff, client):
    staff("view_post")
    assert client.get(LISTS).status_code == 403
    assert client.get(f"{LISTS}export/csv/").status_code == 403
