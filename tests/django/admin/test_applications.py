"""The owner's side of the door: the waiting list, the evidence of each application, approval and decline."""

from __future__ import annotations

import datetime as dt

import pytest
from aiohttp import web
from django.contrib.auth.models import Permission, User
from django.utils import timezone

from blog.models import FriendGroup, FriendLink
from easytask.models import AddressProbe, Application
from easytask.probes import prober
from tests.plugins.processes import SITE_LINK

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("loopback", "no_broker")]

LIST = "/admin/easytask/application/"


@pytest.fixture
def apply(site):
    """Make an application that waits, with what a worker has found."""

    def make(name="半山", path="/", body=None, **fields):
        link = site.page(path, f'<a href="{SITE_LINK}/">x</a>' if body is None else body)
        now = timezone.now()
        probe = AddressProbe.objects.create(url=link, domain="x", state="waiting", asked_at=now, changed_at=now)
        prober.carry_out(probe.pk)
        probe.refresh_from_db()
        values = {"token": name, "state": "waiting", "key": name, "created_at": now, "handed_in_at": now, **fields}
        return Application.objects.create(name=name, link=link, probe=probe, **values)

    return make


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_dashboard_shows_who_waits(admin_client, apply):
    application = apply()
    apply("草稿", "/draft", state="draft")
    shown = page(admin_client, "/admin/")
    assert f"{LIST}{application.pk}/change/" in shown
    assert "草稿" not in shown


def test_the_list_says_what_was_seen_in_a_constant_number_of_queries(
    admin_client, apply, django_assert_max_num_queries
):
    for number in range(8):
        apply(f"站{number}", f"/{number}")
    with django_assert_max_num_queries(12):
        shown = page(admin_client, LIST)
    assert shown.count("上找到了我们的链接") == 8


def test_the_filters_stand_above_the_list_and_offer_no_drafts(admin_client, apply):
    assert '<div class="filters">' not in page(admin_client, LIST)
    apply()
    shown = page(admin_client, LIST)
    assert shown.index('<div class="filters">') < shown.index('id="result_list"')
    assert "待审核</a>" in shown
    assert "未提交</a>" not in shown
    assert "changelist-filter" not in shown


def test_each_has_its_evidence(admin_client, apply):
    application = apply(description="<script>alert(1)</script>", email="him@example.com")
    shown = page(admin_client, f"{LIST}{application.pk}/change/")
    assert "上找到了我们的链接" in shown
    assert "应答状态码" in shown
    assert "him@example.com" in shown
    assert "<script>alert(1)" not in shown
    assert "通过并检查" in shown


def test_the_owner_sees_that_it_leads_to_another_domain(admin_client, apply, site):
    there = site.page("/there", f'<a href="{SITE_LINK}/">x</a>').replace("127.0.0.1", "localhost")

    async def redirect(_):
        raise web.HTTPFound(there)

    site.at("/here", redirect)
    now = timezone.now()
    probe = AddressProbe.objects.create(
        url=f"{site.url}/here", domain="x", state="waiting", asked_at=now, changed_at=now
    )
    prober.carry_out(probe.pk)
    application = apply()
    Application.objects.update(probe=probe)
    for path in (LIST, f"{LIST}{application.pk}/change/"):
        assert f"它转到了另一个域名：{there}" in page(admin_client, path)


def test_approval_makes_the_friend_in_a_group(admin_client, apply):
    group = FriendGroup.objects.create(name="写字的人")
    application = apply()
    shown = admin_client.post(f"{LIST}{application.pk}/approve/", {"group": group.pk}, follow=True)
    assert "已添加友链：半山。" in shown.content.decode()
    assert FriendLink.objects.get().group == group
    assert "通过并检查" not in page(admin_client, f"{LIST}{application.pk}/change/")


def test_the_first_check_of_an_approved_friend_is_followed_on_its_page(admin_client, apply, sent):
    answer = admin_client.post(f"{LIST}{apply().pk}/approve/")
    friend = FriendLink.objects.get()
    assert answer["Location"].startswith(f"/admin/blog/friendlink/{friend.pk}/checking/")
    assert len(sent) == 1


def test_the_list_approves_in_the_row_what_waits(admin_client, apply):
    waiting, declined = apply(), apply("远山", "/far", state="declined")
    shown = page(admin_client, LIST)
    assert f'formaction="{LIST}{waiting.pk}/approve/"' in shown
    assert f"{LIST}{declined.pk}/approve/" not in shown
    assert f'<a href="{waiting.link}" rel="noopener noreferrer" target="_blank">' in shown


def test_an_address_that_no_browser_opens_is_no_link_in_the_list(admin_client, apply):
    application = apply()
    Application.objects.update(link="javascript://x/%0Aalert(1)")
    assert "javascript:" not in page(admin_client, LIST)
    assert f"{LIST}{application.pk}/change/" in page(admin_client, LIST)


def test_a_decline_keeps_the_reason(admin_client, apply):
    application = apply()
    admin_client.post(f"{LIST}{application.pk}/decline/", {"reason": " 再写几篇 "})
    application.refresh_from_db()
    assert (application.state, application.reason, application.decided_by) == ("declined", "再写几篇", "admin")


def test_many_at_once_of_which_one_was_decided_meanwhile(admin_client, apply):
    rows = [apply(f"站{number}", f"/{number}") for number in range(3)]
    Application.objects.filter(pk=rows[1].pk).update(state="declined", decided_by="别人", decided_at=timezone.now())
    data = {"action": "approve_chosen", "_selected_action": [row.pk for row in rows], "reason": ""}
    shown = admin_client.post(LIST, data, follow=True).content.decode()
    assert "“站1”的申请已由 别人 处理过了：已婉拒。" in shown
    assert sorted(FriendLink.objects.values_list("name", flat=True)) == ["站0", "站2"]


def test_many_are_declined_with_the_same_words(admin_client, apply):
    rows = [apply(f"站{number}", f"/{number}") for number in range(3)]
    data = {"action": "decline_chosen", "_selected_action": [row.pk for row in rows], "reason": "谢谢"}
    admin_client.post(LIST, data)
    assert set(Application.objects.values_list("state", "reason")) == {("declined", "谢谢")}


@pytest.mark.parametrize("where", ["approve", "decline"])
def test_only_who_may_add_friends_decides(client, apply, where):
    application = apply()
    reader = User.objects.create_user("reader", password="x", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_friendlink"))
    client.force_login(reader)
    for path in (LIST, f"{LIST}{application.pk}/change/"):
        assert "通过并检查" not in page(client, path)
    client.post(f"{LIST}{application.pk}/{where}/")
    application.refresh_from_db()
    assert application.state == "waiting"
    assert client.get(f"{LIST}{application.pk}/{where}/").status_code == 405


def test_one_that_is_gone_is_said_to_be_so(admin_client):
    assert "这份申请已被删除" in admin_client.post(f"{LIST}5/approve/", follow=True).content.decode()


def test_an_old_look_is_still_there_for_who_waits_long(admin_client, apply):
    application = apply()
    AddressProbe.objects.update(asked_at=timezone.now() - dt.timedelta(days=30))
    prober.delete_old()
    assert "上找到了我们的链接" in page(admin_client, f"{LIST}{application.pk}/change/")
