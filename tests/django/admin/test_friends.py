"""The form of a friend link: what is taken, what is refused, and that it undoes nothing that the check wrote."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from blog.models import FriendGroup, FriendLink
from tests.django.admin.conftest import LIST, hide_all, untouched

pytestmark = pytest.mark.django_db


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

    def test_a_page_opened_before_undoes_nothing_that_was_written_since(self, admin_client, friend):
        row = friend("https://a.test/", name="A", order=3, always_show=True)
        page = f"{LIST}{row.pk}/change/"
        seen = untouched(admin_client.get(page))
        group = FriendGroup.objects.create(name="G")
        since = {"link_page": "https://a.test/links", "is_active": False, "always_show": False, "group": group}
        since |= {"snoozed_until": timezone.now().replace(microsecond=0), "email": "a@a.test", "order": 7}
        for name, value in since.items():
            setattr(row, name, value)
        row.save()
        assert admin_client.post(page, seen | {"description": "edited"}).status_code == 302
        row.refresh_from_db()
        assert {name: getattr(row, name) for name in since} == since
        assert (row.name, row.description) == ("A", "edited")

    def test_all_that_the_owner_changes_is_written(self, admin_client, friend):
        row = friend("https://a.test/", name="A", link_page="https://a.test/links", snoozed_until=timezone.now())
        page = f"{LIST}{row.pk}/change/"
        typed = untouched(admin_client.get(page)) | {"link_page": "", "snoozed_until_0": "", "snoozed_until_1": ""}
        del typed["is_active"]
        assert admin_client.post(page, typed | {"always_show": "on", "order": "5"}).status_code == 302
        row.refresh_from_db()
        assert (row.link_page, row.snoozed_until, row.is_active, row.always_show, row.order) == (
            "",
            None,
            False,
            True,
            5,
        )
