"""The owner's pages of links and runs, without a browser: what they say and what their buttons do."""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from blog.models import FriendLink
from easytask.admin.friends import FriendLinkAdmin
from easytask.models import Run
from easytask.runs import friends, lock, recording
from easytask.tasks import check_friend
from easytask.verdicts import rules
from easytask.verdicts.records import Backlink, BacklinkState, FetchResult, Problem

pytestmark = pytest.mark.django_db
LIST = "/admin/blog/friendlink/"
RUNS = "/admin/easytask/run/"
TASK = "0b5d8b0e-3a52-4a4e-9d1c-5f3f6f0f1a11"


@pytest.fixture
def staff(client: Client) -> Callable[..., Client]:
    """Logs in somebody who may enter the admin and has just these permissions."""

    def log_in(*rights: str) -> Client:
        user = User.objects.create_user("staff", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=rights))
        client.force_login(user)
        return client

    return log_in


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """What the admin sends to the broker, which is not there."""
    calls: list[dict[str, Any]] = []

    def send(*, connection: Any, **options: Any) -> SimpleNamespace:
        calls.append(options)
        return SimpleNamespace(id=TASK)

    monkeypatch.setattr(check_friend, "apply_async", send)
    return calls


def check_all(asked: bool = False, run_id: int = 0, **found: Any) -> None:
    """Writes what a run would, when every friend's page is found like this."""
    pages = [(friend, FetchResult(**{"url": friend.link, **found})) for friend in friends.load()]
    recording.record([rules.evaluate(friend, page, backlink_asked=asked) for friend, page in pages], run_id=run_id)


def hide_all() -> None:
    check_all(problem=Problem.TIMEOUT)


def begin(**fields: Any) -> Run:
    """A run that is under way."""
    run_id = lock.begin_run(started_by="owner", everything=True)
    Run.objects.filter(pk=run_id).update(**fields)
    return Run.objects.get(pk=run_id)


def messages_of(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_the_list_shows_state_and_cause(admin_client, friend):
    friend("https://a.test/", name="A")
    friend("https://new.test/", name="N", is_active=False)
    hide_all()
    page = admin_client.get(LIST).content.decode()
    assert '<span class="status status-failing">请求超时</span>' in page
    assert "尚未检查" in page


def test_it_is_english_for_an_english_reader(admin_client, friend):
    friend("https://a.test/")
    hide_all()
    page = admin_client.get(LIST, headers={"Accept-Language": "en"}).content.decode()
    assert "Timed out" in page
    assert "请求超时" not in page
    assert "Check all friend links" in page


def test_the_number_of_queries_does_not_grow_with_the_list(admin_client, friend, monkeypatch):
    counts = []
    for links in (50, 200):
        for number in range(FriendLink.objects.count(), links):
            friend(f"https://{number}.test/")
        hide_all()
        monkeypatch.setattr(FriendLinkAdmin, "list_per_page", links)
        with CaptureQueriesContext(connection) as queries:
            page = admin_client.get(LIST).content.decode()
        assert page.count('class="name"') == links
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 18


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
        assert "已交给 worker" in response.content.decode()

    @pytest.mark.parametrize("state", [{"is_active": False}, {"snoozed_until": "2999-01-01T00:00:00Z"}])
    def test_with_none_to_be_checked_there_is_nothing_to_send(self, admin_client, friend, sent, state):
        assert "没有可检查的" in messages_of(self.act(admin_client, friend("https://a.test/", **state)))[0]
        assert sent == []

    def test_the_button_sends_a_check_of_all(self, admin_client, admin_user, sent):
        response = self.press(admin_client)
        assert sent == [{"kwargs": {"user_id": admin_user.pk}, "ignore_result": True, "retry": False}]
        assert f"/waiting/{TASK}/" in response.redirect_chain[0][0]
        assert "已交给 worker" in response.content.decode()

    def test_it_says_so_when_the_broker_is_away(self, admin_client, friend, monkeypatch):
        def away(**_: Any) -> None:
            raise OperationalError("connection refused")

        monkeypatch.setattr(check_friend, "apply_async", away)
        for response in (self.press(admin_client), self.act(admin_client, friend("https://a.test/"))):
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
        for answer in (self.press(client), client.post(f"{LIST}{row.pk}/check/", follow=True)):
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
        response = self.press(admin_client)
        assert response.redirect_chain[-1][0] == f"{RUNS}{run.pk}/change/"
        assert "已有一次检查正在进行" in messages_of(response)[0]
        assert sent == []

    def test_a_stranger_is_sent_to_the_login(self, client, sent):
        assert "/admin/login/" in client.post(reverse("admin:blog_friendlink_check_all"))["Location"]
        assert sent == []


def test_the_runs_can_be_read_and_not_edited(admin_client, admin_user):
    run = lock.begin_run(started_by="owner", everything=True, user_id=admin_user.pk)
    lock.expect(run, 7)
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


class TestList:
    """What a row says, and that it can be found by it."""

    def test_a_row_tells_of_the_latest_checks_uptime_latency_certificate_and_backlink(self, admin_client, friend):
        friend("https://a.test/", name="A")
        expires = timezone.now() + dt.timedelta(days=9, hours=1)
        for _ in range(3):
            check_all(True, status=200, elapsed=0.1)
            check_all(True, status=200, elapsed=0.2, certificate_expires=expires, backlink=Backlink("/", nofollow=True))
        page = admin_client.get(LIST).content.decode()
        assert 'aria-label="最近 6 次检查：正常 3，异常 3，无法判断 0"' in page
        assert "7 天 50% · 30 天 50% · 90 天 50%" in page
        assert "证书 9 天" in page
        assert "反链带 nofollow" in page
        assert "已展示 0\N{NO-BREAK SPACE}分钟" in page

    def test_what_a_site_says_of_itself_is_never_taken_for_html(self, admin_client, friend):
        row = friend('https://a.test/"><script>', name="<script>alert(1)</script>")
        check_all(True, status=200, url="https://a.test/<script>", backlink=Backlink("<script>alert(2)</script>"))
        for address in (LIST, f"{LIST}{row.pk}/change/", "/admin/"):
            assert "<script>alert" not in admin_client.get(address).content.decode()

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("condition=well", "unasked well"),
            ("condition=away", "away"),
            ("condition=uncertain", "uncertain waiting"),
            ("condition=unchecked", "edited new"),
            ("condition=alone", "alone"),
            ("condition=inactive", "inactive"),
            ("condition=nonsense", "alone away edited inactive new unasked uncertain waiting well"),
            ("backlink=found", "well"),
            ("backlink=missing", "away waiting"),
            ("backlink=not_asked", "unasked"),
            ("backlink=unknown", "alone edited inactive new uncertain"),
            ("backlink=nofollow", ""),
        ],
    )
    def test_friends_are_found_by_their_condition_and_by_their_backlink(
        self, admin_client, friend, settings, query, names
    ):
        found = {
            "well": ({"status": 200, "backlink": Backlink("/")}, 1, True),
            "away": ({"status": 200}, 1, True),
            "waiting": ({"status": 200}, 2, True),
            "uncertain": ({"status": 429}, 1, True),
            "edited": ({"status": 200, "backlink": Backlink("/")}, 1, True),
            "unasked": ({"status": 200}, 1, False),
        }
        for name in found:
            friend(f"https://{name}.test/", name=name)
        for loaded in friends.load():
            page, patience, asked = found[loaded.name]
            page = FetchResult(loaded.link, **page)
            recording.record([rules.evaluate(loaded, page, backlink_asked=asked, patience=patience)], run_id=0)
        FriendLink.objects.filter(name="edited").update(link="https://moved.test/")
        friend("https://new.test/", name="new")
        friend("https://alone.test/", name="alone", snoozed_until=timezone.now() + dt.timedelta(days=1))
        friend("https://inactive.test/", name="inactive", is_active=False)
        shown = admin_client.get(f"{LIST}?{query}").context["cl"].result_list
        assert sorted(row.name for row in shown) == names.split()

    @pytest.mark.parametrize(("order", "names"), [("o=1", "a b"), ("o=-1", "b a")])
    def test_the_rows_are_sorted_by_a_cell_of_ours(self, admin_client, friend, order, names):
        for name in ("b", "a"):
            friend(f"https://{name}.test/", name=name)
        response = admin_client.get(f"{LIST}?{order}")
        assert [row.name for row in response.context["cl"].result_list] == names.split()
        assert 'class="sortable column-site' in response.content.decode()

    @pytest.mark.parametrize(("query", "is_open"), [("", False), ("condition=well", False), ("is_show__exact=1", True)])
    def test_filters_that_are_folded_away_unfold_when_one_is_in_use(self, admin_client, query, is_open):
        page = admin_client.get(f"{LIST}?{query}").content.decode()
        assert ('<details class="more" open>' in page) is is_open
        assert page.count('<nav class="pills"') == 2

    def test_the_filters_agree_with_what_the_rows_say(self, admin_client, friend):
        friend("https://a.test/")
        for asked, page in [
            (True, {"status": 200, "backlink": Backlink("/")}),
            (True, {"status": 200, "backlink": Backlink("/", nofollow=True)}),
            (True, {"status": 200, "cut": True}),
            (False, {"status": 200}),
            (True, {"status": 500}),
            (True, {"status": 429}),
        ]:
            check_all(asked, **page)
            said = FriendLink.objects.get().state.backlink
            found = [
                value
                for value in BacklinkState
                if admin_client.get(f"{LIST}?backlink={value}").context["cl"].result_count
            ]
            assert found == [said]


class TestPage:
    """One link's page, and the buttons with which its owner overrules the check."""

    def page(self, client: Client, row: FriendLink) -> str:
        return client.get(f"{LIST}{row.pk}/change/").content.decode()

    def press(self, client: Client, row: FriendLink, button: str, **fields: str) -> str:
        """The one sentence that the button answers with."""
        response = client.post(f"{LIST}{row.pk}/{button}/", fields, follow=True)
        assert response.status_code == 200
        (said,) = messages_of(response)
        return said

    def test_it_says_why_a_friend_is_hidden_since_when_and_on_what_evidence(self, admin_client, friend):
        row = friend("https://a.test/")
        check_all(True, status=200, url="https://a.test/final", redirects=("https://a.test/",), bytes=7)
        page = self.page(admin_client, row)
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

    def test_a_new_friend_has_a_page_as_well(self, admin_client, friend):
        page = self.page(admin_client, friend("https://a.test/"))
        assert "还没有检查过它。" in page
        assert "撤销" not in page

    def test_its_queries_are_few(self, admin_client, friend):
        row = friend("https://a.test/")
        for _ in range(40):
            check_all(status=200)
            hide_all()
        with CaptureQueriesContext(connection) as queries:
            self.page(admin_client, row)
        assert len(queries) <= 24

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


class TestRuns:
    """The page of a run while a worker works, and before one has taken it."""

    def waiting(self, seconds_ago: int = 0) -> str:
        return f"{RUNS}waiting/{TASK}/{int(time.time()) - seconds_ago}/"

    def test_the_waiting_page_leads_to_its_run_by_the_tasks_id(self, admin_client):
        run = begin(task_id=TASK)
        assert admin_client.get(self.waiting())["Location"] == f"{RUNS}{run.pk}/change/"
        part = admin_client.get(self.waiting(), headers={"X-Live": "1"}).content.decode()
        assert f'data-next="{RUNS}{run.pk}/change/"' in part

    def test_after_some_seconds_it_says_that_no_worker_answers_and_what_to_do(self, admin_client):
        assert "已交给 worker" in admin_client.get(self.waiting()).content.decode()
        page = admin_client.get(self.waiting(seconds_ago=9)).content.decode()
        assert "还没有 worker 接手这次检查" in page
        assert "celery -A izone worker" in page
        assert '<meta http-equiv="refresh"' in page

    @pytest.mark.parametrize("state", ["running", "done"])
    def test_a_run_that_got_ahead_is_shown_instead(self, admin_client, state):
        run = begin(task_id="another", state=state)
        response = admin_client.get(self.waiting(seconds_ago=5), follow=True)
        assert response.redirect_chain[-1][0] == f"{RUNS}{run.pk}/change/"
        assert "抢先开始" in messages_of(response)[0]

    def test_a_run_that_was_over_before_is_not_taken_for_it(self, admin_client):
        begin(state="done", started_at=timezone.now() - dt.timedelta(minutes=1))
        assert admin_client.get(self.waiting()).status_code == 200

    def test_a_run_is_followed_with_its_counts_and_changes(self, admin_client, friend):
        friend("https://a.test/", name="A")
        run = begin(total=7)
        check_all(run_id=run.pk, status=410)
        for address in (f"{RUNS}{run.pk}/change/", f"{RUNS}{run.pk}/progress/"):
            page = admin_client.get(address).content.decode()
            assert '<progress max="7" value="1"' in page
            assert "正在检查" in page
            assert "网页请求返回410" in page
        page = admin_client.get(f"{RUNS}{run.pk}/change/").content.decode()
        assert '<meta http-equiv="refresh"' in page
        assert "取消检查" in page

    def test_a_run_that_ended_says_how_and_refreshes_no_more(self, admin_client):
        run = begin(state="broken", error="超过 60 秒没有动静，已视为中断。")
        page = admin_client.get(f"{RUNS}{run.pk}/change/").content.decode()
        assert "检查中断了。 超过 60 秒没有动静" in page
        assert 'http-equiv="refresh"' not in page
        assert "取消检查" not in page
        assert "超过 60 秒没有动静" in admin_client.get(RUNS).content.decode()

    def test_a_run_without_a_sign_of_life_is_broken_on_its_own_page(self, admin_client):
        run = begin(seen_at=timezone.now() - dt.timedelta(seconds=90))
        assert "检查中断了" in admin_client.get(f"{RUNS}{run.pk}/progress/").content.decode()

    def test_it_is_cancelled_once(self, admin_client):
        run = begin()
        press = f"{RUNS}{run.pk}/cancel/"
        assert "已要求取消" in messages_of(admin_client.post(press, follow=True))[0]
        assert "正在取消" in admin_client.get(f"{RUNS}{run.pk}/progress/").content.decode()
        Run.objects.update(state="cancelled")
        assert messages_of(admin_client.post(press, follow=True)) == ["这次检查已经结束，没有什么可取消的。"]
        Run.objects.all().delete()
        assert messages_of(admin_client.post(press, follow=True)) == ["这次检查的记录已被删除。"]

    def test_one_who_may_only_look_cannot_cancel_it(self, staff):
        run, client = begin(), staff("view_run")
        assert "取消检查" not in client.get(f"{RUNS}{run.pk}/change/").content.decode()
        assert messages_of(client.post(f"{RUNS}{run.pk}/cancel/", follow=True)) == ["您没有取消检查的权限。"]
        assert not Run.objects.get().cancel_requested

    def test_one_who_may_see_no_run_sees_none(self, staff):
        run, client = begin(task_id=TASK), staff("view_friendlink")
        for address in (f"{RUNS}{run.pk}/change/", f"{RUNS}{run.pk}/progress/", self.waiting()):
            assert client.get(address).status_code == 403
        assert client.post(f"{RUNS}{run.pk}/cancel/").status_code == 403
