"""The page on which the friends are put into groups and in order."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from blog.models import FriendGroup, FriendLink
from easytask.admin import arranging
from tests.django.admin.conftest import LIST, messages_of, untouched

pytestmark = pytest.mark.django_db
ARRANGE = f"{LIST}arrange/"


def save(client, **typed) -> str:
    (said,) = messages_of(client.post(ARRANGE, typed, follow=True))
    return said


def orders() -> dict[str, tuple[str, int]]:
    return {
        friend.name: (friend.group.name if friend.group else "", friend.order)
        for friend in FriendLink.objects.select_related("group")
    }


@pytest.fixture
def ab(friend) -> tuple[FriendLink, FriendLink]:
    return friend("https://a.test/", name="A"), friend("https://b.test/", name="B")


def test_groups_and_orders_are_saved_and_what_is_the_same_is_left_alone(admin_client, ab):
    a, b = ab
    group = FriendGroup.objects.create(name="老友")
    typed = {f"order-{a.pk}": "2", f"group-{a.pk}": str(group.pk), f"order-{b.pk}": "0", f"group-{b.pk}": ""}
    assert save(admin_client, **typed) == "已移动 1 个友链。"
    assert orders() == {"A": ("老友", 2), "B": ("", 0)}
    assert save(admin_client, **typed) == "没有改动。"
    page = admin_client.get(ARRANGE).content.decode()
    assert (
        page.index("<h2>老友</h2>") < page.index("<b>A</b>") < page.index("<h2>没有分组</h2>") < page.index("<b>B</b>")
    )
    assert save(admin_client, **{**typed, f"group-{a.pk}": ""}) == "已移动 1 个友链。"
    assert orders()["A"] == ("", 2)


@pytest.mark.parametrize(
    ("order", "group"),
    [("x", ""), ("", ""), ("9" * 30, ""), ("-", ""), ("1.5", ""), ("0", "999"), ("0", "x"), ("²", "")],
)
def test_what_makes_no_sense_changes_nothing(admin_client, ab, order, group):
    save(admin_client, **{f"order-{ab[0].pk}": order, f"group-{ab[0].pk}": group})
    assert orders()["A"] == ("", 0)


def test_a_group_is_made_beside(admin_client, ab):
    save(admin_client, new_group="  同学 ")
    save(admin_client, new_group="老友")
    assert list(FriendGroup.objects.values_list("name", flat=True)) == ["同学", "老友"]


def test_a_friend_that_came_meanwhile_is_left_alone(admin_client, ab, friend):
    save(admin_client, **{f"order-{ab[0].pk}": "5", f"group-{ab[0].pk}": ""})
    friend("https://c.test/", name="C", order=7)
    save(admin_client, **{f"order-{ab[0].pk}": "6", f"group-{ab[0].pk}": ""})
    assert orders() == {"A": ("", 6), "B": ("", 0), "C": ("", 7)}


def test_an_old_page_puts_back_nothing_that_was_moved_in_another(admin_client, ab):
    a, b = ab
    FriendLink.objects.update(group=FriendGroup.objects.create(name="老友"))
    opened = untouched(admin_client.get(ARRANGE))
    save(admin_client, **{f"order-{a.pk}": "4", f"group-{a.pk}": ""})
    assert save(admin_client, **{**opened, f"order-{b.pk}": "9"}) == "已移动 1 个友链。"
    assert orders() == {"A": ("", 4), "B": ("老友", 9)}


class TestPages:
    """With three rows a page: A, B and C on the first, D of the group and E on the second."""

    @pytest.fixture(autouse=True)
    def friends(self, friend, monkeypatch) -> dict[str, FriendLink]:
        monkeypatch.setattr(arranging, "ROWS_PER_PAGE", 3)
        self.group = FriendGroup.objects.create(name="老友")
        made = {name: friend(f"https://{name}.test/", name=name, group=self.group) for name in "ABCD"}
        return {**made, "E": friend("https://e.test/", name="E")}

    def wall(self) -> str:
        return "".join(FriendLink.objects.order_by(*arranging.AS_SHOWN).values_list("name", flat=True))

    def test_each_has_its_rows_and_every_group(self, admin_client):
        pages = [admin_client.get(ARRANGE, {"page": number}) for number in (1, 2)]
        assert [re.findall(r"<b>(.)</b>", page.content.decode()) for page in pages] == [["A", "B", "C"], ["D", "E"]]
        assert [[section.before for section in page.context["sections"]] for page in pages] == [[0, 0], [3, 0]]
        assert 'href="?page=2"' in pages[0].content.decode()

    def test_a_row_that_was_dragged_stays_between_the_other_pages(self, admin_client, friends):
        opened = untouched(admin_client.get(ARRANGE))
        dragged = {f"order-{friends[name].pk}": str(place) for place, name in enumerate("CAB", start=1)}
        save(admin_client, **{**opened, **dragged, f"before-{self.group.pk}": "0"})
        assert self.wall() == "CABDE"

    def test_so_does_one_that_was_dragged_out_of_its_group_or_into_one(self, admin_client, friends):
        opened = untouched(admin_client.get(ARRANGE, {"page": 2}))
        into = {f"group-{friends['E'].pk}": str(self.group.pk), f"order-{friends['E'].pk}": "4"}
        dragged = {**into, f"order-{friends['D'].pk}": "5", f"before-{self.group.pk}": "3", "before-": "0"}
        assert save(admin_client, **{**opened, **dragged}) == "已移动 2 个友链。"
        assert self.wall() == "ABCED"

    @pytest.mark.postgres
    @pytest.mark.django_db(transaction=True)
    @pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's own lock lets one writer in at a time")
    def test_a_form_that_is_sent_twice_at_once_moves_each_row_once(self, admin_client, friends):
        for name, order in (("A", 10), ("B", 20), ("C", 30)):
            FriendLink.objects.filter(pk=friends[name].pk).update(order=order)
        typed = {f"order-{friends['D'].pk}": "4", f"group-{friends['D'].pk}": str(self.group.pk)}
        barrier = threading.Barrier(2)

        def send(_: int) -> None:
            client = Client()
            client.cookies = admin_client.cookies
            barrier.wait()
            try:
                client.post(ARRANGE, {**typed, f"before-{self.group.pk}": "3"})
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(send, range(2)))
        assert orders() == {**{name: ("老友", place) for place, name in enumerate("ABCD", start=1)}, "E": ("", 0)}

    def test_saving_leads_back_to_the_same_page(self, admin_client):
        assert admin_client.post(f"{ARRANGE}?page=2", {})["Location"] == f"{ARRANGE}?page=2"


def test_its_queries_do_not_grow_with_the_friends(admin_client, friend, django_assert_max_num_queries):
    for number in range(60):
        friend(f"https://{number}.test/")
    with django_assert_max_num_queries(8):
        admin_client.get(ARRANGE)


def test_it_is_for_those_who_may_change_friends(staff, ab):
    client = staff("view_friendlink")
    assert client.get(ARRANGE).status_code == 403
    assert client.post(ARRANGE, {}).status_code == 403
    assert "arrange/" not in client.get(LIST).content.decode()
