"""The buttons of the list and of a link's page: what each sends or changes, and the one sentence it answers with."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from blog.models import FriendLink
from easytask.admin import action_log
from easytask.history.changes import QuarantineCounts, count_quarantines
from easytask.models import Flip, LinkIdentity, LinkState
from easytask.tasks import check_friend
from easytask.verdicts import identity
from easytask.verdicts.kinds import Cause, Kind
from easytask.verdicts.looks import Identity
from tests.django.admin.conftest import LIST, RUNS, TASK, begin, check_all, hide_all, messages_of

pytestmark = pytest.mark.django_db
CHANGES = ("leave-alone", "always-show", "show-again", "active", "still-theirs", "not-theirs", "link-page", "take-over")


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

    def test_a_hidden_friend_is_shown_again_as_an_undo(self, admin_client, friend):
        row = friend("https://a.test/", name="A")
        hide_all()
        assert self.press(admin_client, row, "show-again").startswith("“A”重新展示；下一次检查若仍失败")
        assert self.press(admin_client, row, "show-again") == "“A”本来就在展示。"
        shown, hidden = row.flips.all()
        assert (shown.undoes, shown.user_name) == (hidden, "admin")
        FriendLink.objects.update(is_show=False)
        assert "重新展示" in self.press(admin_client, row, "show-again")

    def test_a_friend_is_deactivated_and_activated(self, admin_client, friend):
        row = friend("https://a.test/", name="A")
        assert "已停用：" in self.press(admin_client, row, "active", end="1")
        assert self.press(admin_client, row, "active", end="1") == "“A”已经停用了。"
        assert "已启用" in self.press(admin_client, row, "active")
        assert FriendLink.objects.get().is_active

    @pytest.mark.parametrize(
        ("back", "there"),
        [(f"{LIST}?condition=down", f"{LIST}?condition=down"), ("https://evil.test/", None), ("", None)],
    )
    def test_a_button_leads_back_to_the_page_of_ours_where_it_stands(self, admin_client, friend, back, there):
        row = friend("https://a.test/")
        answer = admin_client.post(f"{LIST}{row.pk}/leave-alone/", {"back": back})
        assert answer["Location"] == (there or f"{LIST}{row.pk}/change/")

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

    def test_the_history_tells_each_press_in_its_readers_language(self, admin_client, admin_user, friend):
        row = friend("https://a.test/", name="A")
        old = "“A”从现在起一直展示，检查不再访问它。"
        kind = ContentType.objects.get_for_model(FriendLink)
        LogEntry.objects.create(
            user=admin_user,
            content_type=kind,
            object_id=row.pk,
            object_repr="A",
            action_flag=CHANGE,
            change_message=old,
        )
        self.press(admin_client, row, "leave-alone")
        self.press(admin_client, row, "leave-alone", end="1")
        chinese = admin_client.get(f"{LIST}{row.pk}/history/").content.decode()
        english = admin_client.get(f"/en{LIST}{row.pk}/history/").content.decode()
        assert "30 天内不再检查“A”，它保持现在的样子" in chinese
        assert "Checks of “A” resume with the next one." in english
        assert "“A” is snoozed for 30 days" in english
        # From before it was kept by what was done.
        assert old in chinese

    @pytest.mark.parametrize("button", ["check", "undo/1", *CHANGES])
    def test_a_friend_that_was_deleted_meanwhile_is_told_in_a_sentence(self, admin_client, friend, sent, button):
        row = friend("https://a.test/")
        FriendLink.objects.all().delete()
        response = admin_client.post(f"{LIST}{row.pk}/{button}/", follow=True)
        assert response.redirect_chain[-1][0] == LIST
        (said,) = messages_of(response)
        assert said.startswith("这个友链已被删除")
        assert sent == []

    @pytest.mark.parametrize("button", [*CHANGES, "undo"])
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

    @pytest.mark.parametrize("button", ["check", "undo/1", *CHANGES])
    def test_a_button_is_a_post_of_a_page_of_ours(self, admin_user, friend, button):
        row, client = friend("https://a.test/"), Client(enforce_csrf_checks=True)
        client.force_login(admin_user)
        assert client.get(f"{LIST}{row.pk}/{button}/").status_code == 405
        assert client.post(f"{LIST}{row.pk}/{button}/").status_code == 403


class TestChosen:
    """What is done with several friends at once."""

    @pytest.mark.parametrize(
        ("action", "found"),
        [
            ("show_chosen", {"is_show": True}),
            ("always_show_chosen", {"always_show": True, "is_show": True}),
            ("deactivate_chosen", {"is_active": False}),
        ],
    )
    def test_each_is_changed_and_the_sentence_counts_them(self, admin_client, friend, action, found):
        rows = [friend(f"https://{name}.test/") for name in "ab"]
        friend("https://c.test/")
        hide_all()
        chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
        assert messages_of(admin_client.post(LIST, chosen, follow=True)) == ["已改动 2 个友链。"]
        assert messages_of(admin_client.post(LIST, chosen, follow=True)) == ["已改动 0 个友链。 2 个不需要改。"]
        assert FriendLink.objects.filter(**found).count() == 2

    def test_they_are_snoozed_and_resumed_and_left_to_the_check(self, admin_client, friend):
        row = friend("https://a.test/")
        for action, due in (
            ("snooze_chosen", 0),
            ("resume_chosen", 1),
            ("always_show_chosen", 1),
            ("trust_check_chosen", 1),
            ("deactivate_chosen", 0),
            ("activate_chosen", 1),
        ):
            chosen = {"action": action, "_selected_action": [row.pk]}
            assert messages_of(admin_client.post(LIST, chosen, follow=True)) == ["已改动 1 个友链。"], action
            assert FriendLink.objects.due().count() == due, action
        kept = LogEntry.objects.filter(object_id=row.pk).order_by("pk")
        assert len(kept) == 6
        assert [action_log.message_of(entry) for entry in kept[:2]] == [
            f"30 天内不再检查“{row}”，它保持现在的样子，到时自动恢复检查。",
            f"“{row}”恢复检查，从下一次检查开始。",
        ]

    def test_one_who_may_only_look_has_no_such_action(self, staff, friend):
        row = friend("https://a.test/")
        staff("view_friendlink").post(LIST, {"action": "deactivate_chosen", "_selected_action": [row.pk]})
        assert FriendLink.objects.get().is_active


class TestDoubt:
    """The question whose site it is, and its three answers."""

    @pytest.fixture
    def strange(self, friend) -> FriendLink:
        """A friend whose site the latest check did not know again, at another address than its own."""
        row = friend("https://a.test/", name="A")
        check_all(status=200)
        LinkState.objects.update(verdict=Kind.UNCERTAIN, evidence={"cannot_tell": Cause.STRANGER})
        LinkIdentity.objects.create(friend=row, link=row.link, data="{}", final_url="https://b.test/")
        return row

    @pytest.fixture
    def parked(self, strange) -> FriendLink:
        """A friend that the check has hidden as parked."""
        FriendLink.objects.update(is_show=False, not_show_kind=Kind.PARKED, not_show_reason="域名已停放或待售")
        Flip.objects.create(friend=strange, at=timezone.now(), link=strange.link, is_show=False, kind=Kind.PARKED)
        return strange

    def press(self, client: Client, row: FriendLink, button: str, **data: str) -> str:
        (said,) = messages_of(client.post(f"{LIST}{row.pk}/{button}/", data, follow=True))
        return said

    def page(self, client: Client, row: FriendLink) -> str:
        return client.get(f"{LIST}{row.pk}/change/").content.decode()

    @pytest.mark.parametrize("cause", [Cause.STRANGER, Cause.INTRUDER, Cause.UNRECOGNISED])
    def test_it_is_asked_of_whom_the_check_did_not_know_again(self, admin_client, strange, cause):
        LinkState.objects.update(evidence={"cannot_tell": cause})
        page = self.page(admin_client, strange)
        assert all(
            word in page
            for word in ("它还是这位朋友的网站吗", "还是他的网站", "已不是他的网站", "搬家了", "https://b.test/")
        )

    def test_it_is_asked_of_one_in_quarantine_and_of_no_other(self, admin_client, parked):
        assert "它还是这位朋友的网站吗" in self.page(admin_client, parked)
        FriendLink.objects.update(not_show_kind=Kind.TIMEOUT)
        assert "它还是这位朋友的网站吗" not in self.page(admin_client, parked)
        assert self.press(admin_client, parked, "still-theirs") == "“A”已经没有疑问了。"

    def test_still_theirs_forgets_what_was_known_and_asks_no_more(self, admin_client, strange):
        assert "还是这位朋友的网站：已展示" in self.press(admin_client, strange, "still-theirs")
        assert not LinkIdentity.objects.exists()
        assert not Flip.objects.exists()
        assert "它还是这位朋友的网站吗" not in self.page(admin_client, strange)
        assert self.press(admin_client, strange, "not-theirs") == "“A”已经没有疑问了。"

    def test_still_theirs_undoes_a_quarantine(self, admin_client, parked):
        self.press(admin_client, parked, "still-theirs")
        parked.refresh_from_db()
        assert (parked.is_show, parked.not_show_kind, parked.not_show_reason) == (True, "", "")
        shown, hidden = Flip.objects.all()
        assert (shown.undoes, shown.user_name, shown.is_show) == (hidden, "admin", True)
        assert count_quarantines(days=30) == QuarantineCounts(hides=1, undone=1)

    def test_not_theirs_hides_it_from_visitors_and_from_the_check(self, admin_client, strange):
        assert "已停用" in self.press(admin_client, strange, "not-theirs")
        strange.refresh_from_db()
        assert (strange.is_show, strange.is_active) == (False, False)
        assert (Flip.objects.get().is_show, Flip.objects.get().user_name) == (False, "admin")
        assert "它还是这位朋友的网站吗" not in self.page(admin_client, strange)

    def test_a_quarantine_that_was_right_needs_no_other_change(self, admin_client, parked):
        self.press(admin_client, parked, "not-theirs")
        parked.refresh_from_db()
        assert (parked.is_show, parked.is_active, parked.not_show_kind) == (False, False, Kind.PARKED)
        assert Flip.objects.count() == 1

    def test_it_has_moved_to_where_it_leads(self, admin_client, strange):
        assert "刚刚变了" in self.press(admin_client, strange, "take-over", address="https://c.test/")
        assert "改用新地址" in self.press(admin_client, strange, "take-over", address="https://b.test/")
        assert FriendLink.objects.get().link == "https://b.test/"

    def test_where_it_leads_is_no_offer_without_a_doubt(self, admin_client, strange):
        LinkState.objects.update(verdict=Kind.OK, evidence={})
        assert "https://b.test/" not in self.page(admin_client, strange)
        assert "刚刚变了" in self.press(admin_client, strange, "take-over", address="https://b.test/")

    @pytest.mark.parametrize(("days", "is_offered"), [(13, False), (15, True)])
    def test_a_move_that_lasts_is_offered_whatever_the_latest_check_saw(self, admin_client, strange, days, is_offered):
        LinkState.objects.update(verdict=Kind.NO_BACKLINK, evidence={})
        since = timezone.now() - dt.timedelta(days=days)
        LinkIdentity.objects.update(moved_to="https://new.test/", moved_since=since)
        assert ("这个网站已永久搬到：" in self.page(admin_client, strange)) is is_offered
        said = self.press(admin_client, strange, "take-over", address="https://new.test/")
        assert ("改用新地址" in said) is is_offered


def test_a_link_page_that_the_check_found_is_the_friends_own_with_one_click(admin_client, friend):
    row = friend("https://a.test/", name="A")
    known = Identity(link_page="https://a.test/links/")
    LinkIdentity.objects.create(friend=row, link=row.link, data=identity.to_json(known))
    assert "自动找到的友链页" in admin_client.get(f"{LIST}{row.pk}/change/").content.decode()
    for address, words in (
        ("https://a.test/x", "刚刚变了"),
        (known.link_page, "已填好"),
        (known.link_page, "刚刚变了"),
    ):
        response = admin_client.post(f"{LIST}{row.pk}/link-page/", {"address": address}, follow=True)
        assert words in messages_of(response)[0]
    assert FriendLink.objects.get().link_page == known.link_page
    assert "自动找到的友链页" not in response.content.decode()
