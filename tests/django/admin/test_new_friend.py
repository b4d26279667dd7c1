"""A new friend by its address alone: what a look found fills the form, and who is shown to visitors before a check."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from blog.models import FriendLink
from easytask.models import AddressProbe
from easytask.probes import AskedBy, ProbeAnswer, ProbeState
from easytask.verdicts.kinds import BacklinkState, Cause, Kind
from tests.django.admin.conftest import LIST, check_all, messages_of

pytestmark = pytest.mark.django_db

ADD = f"{LIST}add/"
LINK = "https://a.test/"
WELL = ProbeAnswer(
    kind=Kind.OK,
    cause=None,
    status=200,
    backlink=BacklinkState.FOUND,
    backlink_on="https://a.test/links/",
    final_url=LINK,
    elsewhere=False,
    name="山间书房",
    line="读书、爬山。",
    icon="https://a.test/icon.png",
    feed="https://a.test/feed/",
    link_page="https://a.test/links/",
    pages=(),
)


@pytest.fixture(autouse=True)
def no_worker(sent: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody takes what is sent."""
    monkeypatch.setattr("celery.current_app.send_task", lambda *_, **__: None)


def probe(state: ProbeState, **fields: Any) -> AddressProbe:
    """What a worker has written of a look."""
    now = timezone.now()
    return AddressProbe.objects.create(
        url=LINK, domain="a.test", asked_by=AskedBy.OWNER, state=state, asked_at=now, changed_at=now, **fields
    )


def done(**found: Any) -> AddressProbe:
    return probe(ProbeState.DONE, answer=dataclasses.replace(WELL, **found).to_json())


def save(client: Client, looked: AddressProbe | None, **fields: str) -> Any:
    """Send the form that the look has filled."""
    given = {"name": "山间书房", "link": LINK, "probe": str(looked.pk) if looked else ""}
    return client.post(ADD, {**given, **fields}, follow=True)


def test_the_address_alone_is_asked_for(admin_client):
    page = admin_client.get(ADD).content.decode()
    assert page.count('type="url"') == 1
    assert "看一眼" in page
    assert 'name="name"' not in page
    assert 'name="name"' in admin_client.get(f"{ADD}?by-hand=1").content.decode()


def test_the_look_is_waited_for_and_leads_to_the_form(admin_client):
    response = admin_client.post(f"{ADD}look/", {"link": "a.test"}, follow=True)
    page = response.content.decode()
    looked = AddressProbe.objects.get()
    assert (looked.url, looked.asked_by) == (LINK, "owner")
    for words in ("已交给 worker", '<meta http-equiv="refresh"', f'data-live="{ADD}look/{looked.pk}/"'):
        assert words in page
    AddressProbe.objects.update(state=ProbeState.DONE, answer=WELL.to_json())
    live = admin_client.get(f"{ADD}look/{looked.pk}/", headers={"X-Live": "1"}).content.decode()
    assert f'data-next="{ADD}?probe={looked.pk}"' in live
    assert admin_client.get(f"{ADD}look/{looked.pk}/")["Location"] == f"{ADD}?probe={looked.pk}"


@pytest.mark.parametrize("link", ["ftp://a.test/", "javascript:alert(1)", "hello", ""])
def test_what_is_no_address_is_not_looked_at(admin_client, link):
    page = admin_client.post(f"{ADD}look/", {"link": link}).content.decode()
    assert "errorlist" in page
    assert not AddressProbe.objects.exists()


def test_an_address_that_another_friend_has_is_not_looked_at(admin_client, friend):
    friend(LINK, name="某某")
    assert "“某某”已经使用了这个地址。" in admin_client.post(f"{ADD}look/", {"link": LINK}).content.decode()
    assert not AddressProbe.objects.exists()


def test_what_was_found_fills_the_form_and_stands_above_it(admin_client):
    page = admin_client.get(f"{ADD}?probe={done().pk}").content.decode()
    for text in ("山间书房", "读书、爬山。", "https://a.test/links/"):
        assert f'value="{text}"' in page
    for text in ("正常", "有反链", "https://a.test/icon.png", "https://a.test/feed/", "保存后随即检查一次"):
        assert text in page
    assert not FriendLink.objects.exists()


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ({"kind": Kind.NO_BACKLINK, "backlink": BacklinkState.MISSING}, "没有反链"),
        ({"kind": Kind.TIMEOUT, "status": None}, "请求超时"),
        ({"kind": Kind.UNCERTAIN, "cause": Cause.WALL}, "被防护页拦住"),
        ({"elsewhere": True, "final_url": "https://casino.test/"}, "https://casino.test/"),
    ],
)
def test_a_verdict_that_is_not_well_is_told_before_anything_is_saved(admin_client, found, words):
    assert words in admin_client.get(f"{ADD}?probe={done(**found).pk}").content.decode()


def test_a_verdict_about_the_backlink_is_told_once(admin_client):
    looked = done(kind=Kind.NO_BACKLINK, backlink=BacklinkState.MISSING)
    page = admin_client.get(f"{ADD}?probe={looked.pk}").content.decode()
    assert page.count("没有反链") == 1


@pytest.mark.parametrize("failure", ["no_broker", "no_worker", "broken"])
def test_a_look_that_failed_leaves_the_form_to_be_filled_by_hand(admin_client, failure):
    failed = probe(ProbeState.FAILED, failure=failure)
    page = admin_client.get(f"{ADD}?probe={failed.pk}").content.decode()
    assert "没能去看" in page
    assert f'name="link" value="{LINK}"' in page


@pytest.mark.parametrize(
    ("looked", "fields", "is_show"),
    [
        (done, {}, True),
        (done, {"link": "https://www.a.test"}, True),
        (done, {"link": "https://other.test/"}, False),
        (lambda: done(kind=Kind.NO_BACKLINK), {}, False),
        (lambda: done(kind=Kind.UNCERTAIN, cause=Cause.WALL), {}, False),
        (lambda: done(kind=Kind.NO_BACKLINK), {"always_show": "on"}, True),
        (lambda: probe(ProbeState.FAILED, failure="broken"), {}, False),
        (lambda: None, {}, False),
    ],
)
def test_whom_nothing_has_found_well_is_not_shown(admin_client, looked, fields, is_show):
    save(admin_client, looked(), **fields)
    assert FriendLink.objects.get().is_show is is_show


def test_a_new_friend_is_checked_at_once_and_public_when_it_is_well(admin_client, client, sent):
    response = save(admin_client, None)
    row = FriendLink.objects.get()
    assert sent[0]["kwargs"]["friend_ids"] == [row.pk]
    assert f"/{row.pk}/checking/" in response.redirect_chain[-1][0]
    assert "通过一次检查之后" in response.content.decode()
    assert "已添加友链" in messages_of(response)[0]
    assert "山间书房" not in client.get("/friends/").content.decode()
    check_all(status=200)
    assert "山间书房" in client.get("/friends/").content.decode()


def test_one_after_the_other_is_added_without_a_check_between(admin_client, sent):
    save(admin_client, None, _addanother="1")
    assert sent == []


@pytest.mark.parametrize("number", ["999", "0", "x", "-1", "²", "9" * 30])
def test_a_look_that_is_not_there_is_none(admin_client, number):
    assert "看一眼" in admin_client.get(f"{ADD}?probe={number}").content.decode()


def test_one_who_may_not_add_is_refused(staff):
    client = staff("view_friendlink")
    looked = done()
    for answer in (client.get(ADD), client.post(f"{ADD}look/"), client.get(f"{ADD}look/{looked.pk}/")):
        assert answer.status_code == 403


def test_what_a_site_says_of_itself_is_never_taken_for_html(admin_client):
    looked = done(name="<script>alert(1)</script>", icon='https://a.test/"><script>alert(2)</script>')
    assert "<script>alert" not in admin_client.get(f"{ADD}?probe={looked.pk}").content.decode()
