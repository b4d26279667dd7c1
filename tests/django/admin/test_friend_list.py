"""The list of friend links: what a row says, in both languages, and that it can be found by it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog.models import FriendLink
from easytask.admin.friends import FriendLinkAdmin
from easytask.runs import friends, recording
from easytask.verdicts import rules
from easytask.verdicts.kinds import BacklinkState
from easytask.verdicts.records import Backlink, FetchResult
from tests.django.admin.conftest import LIST, check_all, hide_all

pytestmark = pytest.mark.django_db


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
    assert "Check all friends" in page


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


def test_a_row_tells_of_the_latest_checks_uptime_latency_certificate_and_backlink(admin_client, friend):
    friend("https://a.test/", name="A")
    expires = timezone.now() + dt.timedelta(days=9, hours=1)
    for _ in range(3):
        check_all(True, status=200, elapsed=0.1)
        check_all(True, status=200, elapsed=0.2, certificate_expires=expires, backlink=Backlink("/", nofollow=True))
    page = admin_client.get(LIST).content.decode()
    assert 'aria-label="最近 6 次检查：正常 3 · 没有反链 3"' in page
    # The site was alive in all of them, and linked back in half.
    assert "<small>共 6 次检查 100%</small>" in page
    assert "<small>共 6 次检查 50%</small>" in page
    assert "证书 9 天" in page
    assert "反链带 nofollow" in page
    assert "刚刚展示" in page


def test_what_a_site_says_of_itself_is_never_taken_for_html(admin_client, friend):
    row = friend('https://a.test/"><script>', name="<script>alert(1)</script>")
    check_all(True, status=200, url="https://a.test/<script>", backlink=Backlink("<script>alert(2)</script>"))
    for address in (LIST, f"{LIST}{row.pk}/change/", "/admin/"):
        assert "<script>alert" not in admin_client.get(address).content.decode()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("condition=well", "unasked well"),
        ("condition=down", "down failing"),
        ("condition=unlinked", "unlinked waiting"),
        ("condition=uncertain", "uncertain"),
        ("condition=unchecked", "edited new"),
        ("condition=alone", "alone"),
        ("condition=inactive", "inactive"),
        ("condition=nonsense", "alone down edited failing inactive new unasked uncertain unlinked waiting well"),
        ("backlink=found", "well"),
        ("backlink=missing", "unlinked waiting"),
        ("backlink=not_asked", "unasked"),
        ("backlink=unknown", "alone down edited failing inactive new uncertain"),
        ("backlink=nofollow", ""),
    ],
)
def test_friends_are_found_by_their_condition_and_by_their_backlink(admin_client, friend, settings, query, names):
    found = {
        "well": ({"status": 200, "backlink": Backlink("/")}, 1, True),
        "unlinked": ({"status": 200}, 1, True),
        "down": ({"status": 404}, 1, True),
        "failing": ({"status": 404}, 2, True),
        "waiting": ({"status": 200}, 2, True),
        "uncertain": ({"status": 429}, 1, True),
        "edited": ({"status": 200, "backlink": Backlink("/")}, 1, True),
        "unasked": ({"status": 200}, 1, False),
    }
    for name in found:
        friend(f"https://{name}.test/", name=name)
    checked = []
    for loaded in friends.load():
        page, patience, asked = found[loaded.name]
        page = FetchResult(loaded.link, **page)
        checked.append(rules.evaluate(loaded, page, backlink_asked=asked, patience=patience))
    recording.record(checked, run_id=0)
    FriendLink.objects.filter(name="edited").update(link="https://moved.test/")
    friend("https://new.test/", name="new")
    friend("https://alone.test/", name="alone", snoozed_until=timezone.now() + dt.timedelta(days=1))
    friend("https://inactive.test/", name="inactive", is_active=False)
    shown = admin_client.get(f"{LIST}?{query}").context["cl"].result_list
    assert sorted(row.name for row in shown) == names.split()


@pytest.mark.parametrize(("order", "names"), [("o=1", "a b"), ("o=-1", "b a")])
def test_the_rows_are_sorted_by_a_cell_of_ours(admin_client, friend, order, names):
    for name in ("b", "a"):
        friend(f"https://{name}.test/", name=name)
    response = admin_client.get(f"{LIST}?{order}")
    assert [row.name for row in response.context["cl"].result_list] == names.split()
    assert 'class="sortable column-site' in response.content.decode()


@pytest.mark.parametrize(("query", "is_open"), [("", False), ("condition=well", False), ("is_show__exact=1", True)])
def test_filters_that_are_folded_away_unfold_when_one_is_in_use(admin_client, friend, query, is_open):
    friend("https://a.test/")
    page = admin_client.get(f"{LIST}?{query}").content.decode()
    assert ('<details class="more" open>' in page) is is_open
    assert page.partition("更多筛选")[0].count('<nav class="pills"') == 2


def test_the_filters_agree_with_what_the_rows_say(admin_client, friend):
    pages = [
        (True, {"status": 200, "backlink": Backlink("/")}),
        (True, {"status": 200, "backlink": Backlink("/", nofollow=True)}),
        (True, {"status": 200, "cut": True}),
        (False, {"status": 200}),
        (True, {"status": 500}),
        (True, {"status": 429}),
    ]
    for number in range(len(pages)):
        friend(f"https://{number}.test/")
    recording.record(
        [
            rules.evaluate(loaded, FetchResult(loaded.link, **page), backlink_asked=asked)
            for loaded, (asked, page) in zip(friends.load(), pages, strict=True)
        ],
        run_id=0,
    )
    for value in BacklinkState:
        shown = admin_client.get(f"{LIST}?backlink={value}").context["cl"].result_list
        assert {row.pk for row in shown} == {row.pk for row in FriendLink.objects.all() if row.state.backlink == value}
    assert set(FriendLink.objects.values_list("state__backlink", flat=True)) == set(BacklinkState)


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "JavaScript://a.test/%0aalert(1)", "data:text/html,x", "//a.test"]
)
def test_what_no_browser_opens_as_a_page_is_no_link_in_the_admin(admin_client, friend, link):
    # A fixture or older code may have put it there.
    row = friend(link, name="A")
    for page in (LIST, f"{LIST}{row.pk}/change/"):
        text = admin_client.get(page).content.decode()
        assert link in text or link.replace("(", "&#x28;") in text
        assert f'href="{link}' not in text
