"""The buttons of the list and of a link's page: what each sends or changes, and the one sentence it answers with."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from blog.models import FriendLink
from easytask.tasks import check_friend
from tests.django.admin.conftest import LIST, RUNS, TASK, begin, check_all, hide_all, messages_of

pytestmark = pytest.mark.django_db


class TestCheck:
    """The buttons that start a check, on the list and on a link's page."""

    def act(self, client: Client, *rows: FriendLink) -> Any:
        chosen = {"action": "check_chosen", "_selected_action": [row.pk for row in rows]}
        return client.post(LIST, chosen, follow=True)

    def press_all(self, client: Client) -> Any:
        return client.post(reverse("admin:blog_friendlink_check_all"), follow=True)

    def test_the_action_sends_the_active_ones_of_the_chosen(self, admin_client, admin_user, friend, sent):
        one, two = friend("https://a.test/"), friend("https://b.test/", is_active=False)
        friend("https://c.test/")
        response = self.act(admin_client, one, two)
        kwargs = {"user_id": admin_user.pk, "friend_ids": [one.pk]}
        assert sent == [{"kwargs": kwargs, "ignore_result": True, "retry": False}]
        assert "已交给 worker" in response.content.decode()

    @pytest.mark.parametrize("state", [{"is_active": False}, {"snoozed_until": "2999-01-01T00:00:00Z"}])
    def test_with_none_to_be_checked_there_is_nothing_to_send(self, admin_client, friend, sent, state):
        assert "没有可检查的" in messages_of(self.act(admin_client, friend("https://a.test/", **state)))[0]
        assert sent == []

    def test_the_button_sends_a_check_of_all(self, admin_client, admin_user, sent):
        response = self.press_all(admin_client)
        assert sent == [{"kwargs": {"user_id": admin_user.pk}, "ignore_result": True, "retry": False}]
        assert f"/waiting/{TASK}/" in response.redirect_chain[0][0]
        assert "已交给 worker" in response.content.decode()

    def test_it_says_so_when_the_broker_is_away(self, admin_client, friend, monkeypatch):
        def away(**_: Any) -> None:
            raise OperationalError("connection refused")

        monkeypatch.setattr(check_friend, "apply_async", away)
        for response in (self.press_all(admin_client), self.act(admin_client, friend("https://a.test/"))):
            assert messages_of(response) == ["消息服务（Redis）没有响应，检查没有开始，请稍后再试。"]

    def test_the_button_is_a_post_only(self, admin_client, sent):
        assert admin_client.get(reverse("admin:blog_friendlink_check_all")).status_code == 405
        assert sent == []

    @pytest.mark.parametrize("rights", [["view_friendlink"], ["view_friendlink", "change_friendlink"]])
    def test_one_who_may_not_check_sees_no_button_and_cannot_press_it(self, staff, friend, sent, rights):
        row, client = friend("https://a.test/"), staff(*rights)
        for address in (LIST, f"{LIST}{row.pk}/change/", "/admin/"):
            page = client.get(address).content.decode()
            assert "检查全部友链" not in page
            assert "立即检查" not in page
        self.act(client, row)
        for answer in (self.press_all(client), client.post(f"{LIST}{row.pk}/check/", follow=True)):
            assert messages_of(answer) == ["您没有开始检查的权限。"]
        assert sent == []

    def test_one_who_may_check_and_look_needs_no_more(self, staff, friend, sent):
        row, client = friend("https://a.test/"), staff("view_friendlink", "run_check")
        assert "已交给 worker" in client.post(f"{LIST}{row.pk}/check/", follow=True).content.decode()
        assert "已交给 worker" in self.act(client, row).content.decode()
        assert len(sent) == 2

    def test_one_link_is_checked_from_its_page(self, admin_client, admin_user, friend, sent):
        row = friend("https://a.test/")
        admin_client.post(f"{LIST}{row.pk}/check/")
        assert sent[0]["kwargs"] == {"user_id": admin_user.pk, "friend_ids": [row.pk]}

    def test_a_link_that_is_left_alone_is_not_checked_from_its_page(self, admin_client, friend, sent):
        row = friend("https://a.test/", name="A", snoozed_until="2999-01-01T00:00:00Z")
        answer = admin_client.post(f"{LIST}{row.pk}/check/", follow=True)
        assert messages_of(answer) == ["“A”已停用或暂不检查，所以没有检查它。"]
        assert sent == []

    def test_a_run_under_way_is_led_to(self, admin_client, sent):
        run = begin()
        response = self.press_all(admin_client)
        assert response.redirect_chain[-1][0] == f"{RUNS}{run.pk}/change/"
        assert "已有一次检查正在进行" in messages_of(response)[0]
        assert sent == []

    def test_a_stranger_is_sent_to_the_login(self, client, sent):
        assert "/admin/login/" in client.post(reverse("admin:blog_friendlink_check_all"))["Location"]
        assert sent == []


class TestOverrule:
    """The buttons with which the owner overrules the check."""

    def page(self, client: Client, row: FriendLink) -> str:
        return client.get(f"{LIST}{row.pk}/change/").content.decode()

    def press(self, client: Client, row: FriendLink, button: str, **fields: str) -> str:
        """The one sentence that the button answers with."""
        response = client.post(f"{LIST}{row.pk}/{button}/", fields, follow=True)
        assert response.status_code == 200
        (said,) = messages_of(response)
        return said

    def test_an_automatic_hide_is_undone_once(self, admin_client, friend):
        row = friend("https://a.test/", name="A")
        hide_all()
        button = f"undo/{row.flips.get().pk}"
        assert self.press(admin_client, row, button).startswith("已撤销，“A”重新展示；下一次检查若仍失败")
        assert self.press(admin_client, row, button) == "这次改动已经撤销过了。"
        row.refresh_from_db()
        assert row.is_show
        assert "admin 在" in self.page(admin_client, row)

    def test_leaving_alone_lapses_by_itself_and_says_so(self, admin_client, friend):
        row = friend("https://a.test/", name="A")
        assert "到时自动恢复检查" in self.press(admin_client, row, "leave-alone")
        row.refresh_from_db()
        assert dt.timedelta(days=29) < row.snoozed_until - timezone.now() <= dt.timedelta(days=30)
        assert "现在就恢复检查" in self.page(admin_client, row)
        assert self.press(admin_client, row, "leave-alone", end="1") == "“A”恢复检查，从下一次检查开始。"
        assert self.press(admin_client, row, "leave-alone", end="1") == "“A”已经恢复检查了。"
        assert "30 天内不检查" in self.page(admin_client, row)

    def test_always_showing_brings_a_hidden_friend_back(self, admin_client, friend):
        row = friend("https://a.test/", name="A")
        hide_all()
        assert "从现在起一直展示" in self.press(admin_client, row, "always-show")
        assert self.press(admin_client, row, "always-show") == "“A”已经是一直展示了。"
        row.refresh_from_db()
        assert (row.is_show, row.always_show) == (True, True)
        assert "交给检查决定" in self.press(admin_client, row, "always-show", end="1")

    def test_a_move_is_taken_over_unless_another_friend_lives_there(self, admin_client, friend):
        row = friend("https://a.test/", name="A")
        check_all(status=200, url="https://new.test/", redirects=(row.link,), moved=True)
        assert "这个网站已永久搬到：" in self.page(admin_client, row)
        other = friend("https://www.new.test", name="B")
        assert self.press(admin_client, row, "take-over", address="https://new.test/") == "“B”已经使用了这个地址。"
        other.delete()
        assert "改用新地址" in self.press(admin_client, row, "take-over", address="https://new.test/")
        assert "刚刚变了" in self.press(admin_client, row, "take-over", address="https://new.test/")
        assert "刚刚变了" in self.press(admin_client, row, "take-over", address="no address")
        assert FriendLink.objects.get().link == "https://new.test/"

    @pytest.mark.parametrize("button", ["check", "undo/1", "leave-alone", "always-show", "take-over"])
    def test_a_friend_that_was_deleted_meanwhile_is_told_in_a_sentence(self, admin_client, friend, sent, button):
        row = friend("https://a.test/")
        FriendLink.objects.all().delete()
        response = admin_client.post(f"{LIST}{row.pk}/{button}/", follow=True)
        assert response.redirect_chain[-1][0] == LIST
        (said,) = messages_of(response)
        assert said.startswith("这个友链已被删除")
        assert sent == []

    @pytest.mark.parametrize("button", ["leave-alone", "always-show", "take-over", "undo"])
    def test_one_who_may_only_look_sees_no_button_and_changes_nothing(self, staff, friend, button):
        row = friend("https://a.test/")
        check_all(status=500, url="https://new.test/", redirects=(row.link,), moved=True)
        client = staff("view_friendlink")
        before = FriendLink.objects.values().get()
        if button == "undo":
            button = f"undo/{row.flips.get().pk}"
        assert self.press(client, row, button, address="https://new.test/") == "您没有修改友链的权限。"
        assert FriendLink.objects.values().get() == before
        page = self.page(client, row)
        assert "已对访客隐藏" in page
        assert f"/{row.pk}/{button}/" not in page

    @pytest.mark.parametrize("button", ["check", "undo/1", "leave-alone", "always-show", "take-over"])
    def test_a_button_is_a_post_of_a_page_of_ours(self, admin_user, friend, button):
        row, client = friend("https://a.test/"), Client(enforce_csrf_checks=True)
        client.force_login(admin_user)
        assert client.get(f"{LIST}{row.pk}/{button}/").status_code == 405
        assert client.post(f"{LIST}{row.pk}/{button}/").status_code == 403
