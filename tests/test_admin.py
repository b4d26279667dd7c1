"""The owner's desk, without a browser: what the pages say and what their buttons do."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from kombu.exceptions import OperationalError

from blog.models import FriendLink
from easytask import judge, store
from easytask.data import Page, Problem
from easytask.tasks import check_friend

pytestmark = pytest.mark.django_db
LIST = "/admin/blog/friendlink/"


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """What the admin sends to the broker, which is not there."""
    calls: list[dict[str, Any]] = []

    def send(*, connection: Any, **options: Any) -> None:
        calls.append(options)

    monkeypatch.setattr(check_friend, "apply_async", send)
    return calls


def hide_all() -> None:
    store.record([judge.judge(found, Page(found.link, problem=Problem.TIMEOUT)) for found in store.load()], run_id=0)


def messages_of(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_the_list_shows_state_and_cause(admin_client, friend):
    friend("https://a.test/", name="A")
    friend("https://new.test/", name="N", is_active=False)
    hide_all()
    page = admin_client.get(LIST).content.decode()
    assert '<span class="verdict verdict-bad">请求超时</span>' in page
    assert "尚未检查" in page


def test_it_is_english_for_an_english_reader(admin_client, friend):
    friend("https://a.test/")
    hide_all()
    page = admin_client.get(LIST, headers={"Accept-Language": "en"}).content.decode()
    assert "Timed out" in page
    assert "请求超时" not in page
    assert "Check all friend links" in page


def test_the_number_of_queries_does_not_grow_with_the_list(admin_client, friend, django_assert_max_num_queries):
    for number in range(40):
        friend(f"https://{number}.test/")
    hide_all()
    with django_assert_max_num_queries(12):
        admin_client.get(LIST)


def test_a_link_that_was_edited_since_is_not_called_checked(admin_client, friend):
    row = friend("https://a.test/")
    hide_all()
    FriendLink.objects.filter(pk=row.pk).update(link="https://b.test/")
    assert "尚未检查" in admin_client.get(LIST).content.decode()


@pytest.mark.parametrize(
    "query", ["q=first", "is_active__exact=1", "is_show__exact=0", "state__verdict__exact=timeout"]
)
def test_search_and_filters_work(admin_client, friend, query):
    friend("https://first.test/", name="first")
    hide_all()
    friend("https://second.test/", name="second", is_active=False)
    page = admin_client.get(f"{LIST}?{query}").content.decode()
    assert "https://first.test/" in page
    assert "https://second.test/" not in page


class TestForm:
    def post(self, client: Client, address: str, *, seen_shown: bool = True, **fields: str) -> Any:
        """Sends the form as a browser does, with what its owner saw when it was opened."""
        given = {
            "name": "A",
            "description": "",
            "link": "https://a.test/",
            "link_page": "",
            "is_active": "on",
            **fields,
        }
        return client.post(address, {**given, "initial-is_show": str(seen_shown)}, follow=True)

    def add(self, client: Client, **fields: str) -> Any:
        return self.post(client, f"{LIST}add/", **{"is_show": "on", **fields})

    def errors(self, response: Any) -> str:
        return str(response.context["adminform"].form.errors)

    def test_a_link_is_added(self, admin_client):
        self.add(admin_client)
        assert FriendLink.objects.get().link == "https://a.test/"

    @pytest.mark.parametrize(
        "link", ["ftp://a.test/", "javascript:alert(1)", "hello", "http://", "https://a.test/" + "a" * 500]
    )
    def test_what_is_no_web_address_is_refused(self, admin_client, link):
        assert "link" in self.errors(self.add(admin_client, link=link))
        assert not FriendLink.objects.exists()

    @pytest.mark.parametrize("link", ["https://a.test/", "http://www.A.test", "https://a.test:443/"])
    def test_an_address_that_another_friend_has_is_refused_by_name(self, admin_client, friend, link):
        friend("https://a.test/", name="某某")
        assert "“某某”已经使用了这个地址。" in self.errors(self.add(admin_client, link=link))

    def test_saving_a_link_again_is_no_duplicate(self, admin_client, friend):
        row = friend("https://a.test/")
        self.post(admin_client, f"{LIST}{row.pk}/change/", name="renamed", is_show="on")
        assert FriendLink.objects.get().name == "renamed"

    @pytest.mark.parametrize("fields", [{"is_show": "on"}, {"is_show": "on", "description": "edited"}])
    def test_a_page_opened_before_the_check_does_not_undo_it(self, admin_client, friend, fields):
        row = friend("https://a.test/", name="A")
        hide_all()
        self.post(admin_client, f"{LIST}{row.pk}/change/", **fields)
        row.refresh_from_db()
        assert (row.description, row.is_show) == (fields.get("description", ""), False)
        assert row.not_show_reason == "请求超时"

    def test_showing_a_link_by_hand_is_remembered_as_the_owners_change(self, admin_client, friend):
        row = friend("https://a.test/", name="A")
        hide_all()
        self.post(admin_client, f"{LIST}{row.pk}/change/", seen_shown=False, name="A", is_show="on")
        self.post(admin_client, f"{LIST}{row.pk}/change/", name="renamed", is_show="on")
        by_hand, by_check = row.flips.all()
        assert (by_hand.is_show, by_hand.user_name, by_hand.kind) == (True, "admin", "")
        assert by_check.is_automatic

    def test_hiding_what_the_check_has_hidden_meanwhile_is_no_change(self, admin_client, friend):
        row = friend("https://a.test/", name="A")
        hide_all()
        self.post(admin_client, f"{LIST}{row.pk}/change/", name="A")
        assert row.flips.get().is_automatic

    def test_what_the_check_writes_while_the_form_is_saved_stays(self, admin_client, friend, monkeypatch):
        row = friend("https://a.test/", name="A")
        real = FriendLink.save

        def save_late(self: FriendLink, *args: Any, **kwargs: Any) -> None:
            hide_all()
            real(self, *args, **kwargs)

        monkeypatch.setattr(FriendLink, "save", save_late)
        self.post(admin_client, f"{LIST}{row.pk}/change/", name="renamed", is_show="on")
        row.refresh_from_db()
        assert (row.name, row.is_show, row.not_show_reason) == ("renamed", False, "请求超时")

    def test_showing_a_link_by_hand_clears_its_reason(self, admin_client, friend):
        row = friend("https://a.test/")
        hide_all()
        self.post(admin_client, f"{LIST}{row.pk}/change/", seen_shown=False, name="A", is_show="on")
        row.refresh_from_db()
        assert (row.is_show, row.not_show_reason, row.not_show_kind) == (True, "", "")

    def edit_list(self, client: Client, row: FriendLink) -> None:
        """Saves the list with its one row, in which both boxes were ticked when it was opened, and one is now."""
        client.post(
            LIST,
            {
                "form-TOTAL_FORMS": "1",
                "form-INITIAL_FORMS": "1",
                "form-0-id": str(row.pk),
                "form-0-is_show": "on",
                "initial-form-0-is_show": "True",
                "_save": "1",
            },
        )
        row.refresh_from_db()

    def test_the_list_can_be_edited_in_place(self, admin_client, friend):
        row = friend("https://a.test/")
        self.edit_list(admin_client, row)
        assert (row.is_active, row.is_show) == (False, True)

    def test_a_list_opened_before_the_check_does_not_undo_it(self, admin_client, friend):
        row = friend("https://a.test/")
        assert 'name="initial-form-0-is_show" value="True"' in admin_client.get(LIST).content.decode()
        hide_all()
        self.edit_list(admin_client, row)
        assert (row.is_active, row.is_show, row.not_show_reason) == (False, False, "请求超时")


class TestButtons:
    def act(self, client: Client, *rows: FriendLink) -> Any:
        chosen = {"action": "check_chosen", "_selected_action": [row.pk for row in rows]}
        return client.post(LIST, chosen, follow=True)

    def press(self, client: Client) -> Any:
        return client.post(reverse("admin:blog_friendlink_check_all"), follow=True)

    def test_the_action_sends_the_active_ones_of_the_chosen(self, admin_client, admin_user, friend, sent):
        one, two = friend("https://a.test/"), friend("https://b.test/", is_active=False)
        friend("https://c.test/")
        response = self.act(admin_client, one, two)
        kwargs = {"user_id": admin_user.pk, "friend_ids": [one.pk]}
        assert sent == [{"kwargs": kwargs, "ignore_result": True, "retry": False}]
        assert messages_of(response) == ["已开始检查 1 个友链，稍后刷新本页查看结果。"]

    @pytest.mark.parametrize("state", [{"is_active": False}, {"left_alone_until": "2999-01-01T00:00:00Z"}])
    def test_with_none_to_be_checked_there_is_nothing_to_send(self, admin_client, friend, sent, state):
        assert "没有可检查的" in messages_of(self.act(admin_client, friend("https://a.test/", **state)))[0]
        assert sent == []

    def test_the_button_sends_a_check_of_all(self, admin_client, admin_user, sent):
        response = self.press(admin_client)
        assert sent == [{"kwargs": {"user_id": admin_user.pk}, "ignore_result": True, "retry": False}]
        assert "已开始检查全部" in messages_of(response)[0]

    def test_it_says_so_when_the_broker_is_away(self, admin_client, friend, monkeypatch):
        def away(**_: Any) -> None:
            raise OperationalError("connection refused")

        monkeypatch.setattr(check_friend, "apply_async", away)
        for response in (self.press(admin_client), self.act(admin_client, friend("https://a.test/"))):
            assert messages_of(response) == ["消息服务（Redis）没有响应，检查没有开始，请稍后再试。"]

    def test_the_button_is_a_post_only(self, admin_client, sent):
        assert admin_client.get(reverse("admin:blog_friendlink_check_all")).status_code == 405
        assert sent == []

    def test_one_who_may_only_look_cannot_press_it(self, client, friend, sent):
        row = friend("https://a.test/")
        viewer = User.objects.create_user("viewer", password="x", is_staff=True)
        viewer.user_permissions.add(Permission.objects.get(codename="view_friendlink"))
        client.force_login(viewer)
        assert "检查全部友链" not in client.get(LIST).content.decode()
        self.press(client)
        self.act(client, row)
        assert sent == []

    def test_a_stranger_is_sent_to_the_login(self, client, sent):
        assert "/admin/login/" in client.post(reverse("admin:blog_friendlink_check_all"))["Location"]
        assert sent == []


def test_the_runs_can_be_read_and_not_edited(admin_client, admin_user):
    run = store.begin_run(started_by="owner", everything=True, user_id=admin_user.pk)
    store.expect(run, 7)
    page = admin_client.get("/admin/easytask/run/").content.decode()
    for words in ("进行中", "站长 admin", "0 / 7"):
        assert words in page
    assert admin_client.get("/admin/easytask/run/add/").status_code == 403
    assert admin_client.get(f"/admin/easytask/run/{run}/change/").status_code == 200


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
