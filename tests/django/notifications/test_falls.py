"""A friend is told once that the link is hidden, has it checked again by a signed address, and can end the letters."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.signing import TimestampSigner, b62_encode
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from blog.models import FriendLink
from easytask.checker import LinkChecker
from easytask.models import Flip, Letter, LinkState, MailRecipient, Run
from easytask.notifications import falls, letters, tokens
from easytask.tasks import RECHECK_RETRIES, recheck_friend, send_notices
from easytask.verdicts.telling import CONFIRMED_LETTERS
from tests.plugins.fake_channels import MailServer
from tests.plugins.processes import free_port
from tests.plugins.sites import BACKLINK

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("loopback", "mail_is_set_up")]


@pytest.fixture
def mail_is_set_up(settings: Any, mailoutbox: Any) -> None:
    settings.SITE_URL, settings.EMAIL_IS_SET_UP = "https://ours.example", True


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    yield server
    server.close()


@pytest.fixture
def fallen(friend: Any) -> Any:
    """Make a friend whom the check hid four days ago and found failing ever since."""

    def make(link: str = "https://him.example/", *, days: float = 4, **fields: Any) -> FriendLink:
        at = timezone.now() - dt.timedelta(days=days)
        values = {"is_show": False, "not_show_kind": "timeout", "is_show_since": at, "email": "him@mail.example"}
        row: FriendLink = friend(link, **{**values, **fields})
        Flip.objects.create(friend=row, at=at, is_show=False, link=link, kind=row.not_show_kind)
        LinkState.objects.create(
            friend=row,
            link=link,
            is_show=False,
            verdict=row.not_show_kind,
            failures=9,
            checked_at=timezone.now() - dt.timedelta(hours=1),
        )
        return row

    return make


def confirm_all() -> None:
    for pk in Letter.objects.filter(state="held").values_list("pk", flat=True):
        falls.confirm(pk)


def recheck_page(mailoutbox: Any) -> str:
    [line] = [line for line in mailoutbox[-1].body.splitlines() if "/friends/recheck/" in line]
    return line.removeprefix("https://ours.example")


def test_the_first_letters_wait_for_the_owner_and_later_ones_do_not(fallen, mailoutbox):
    row = fallen()
    letters.send()
    assert [letter.state for letter in Letter.objects.all()] == ["held"]
    confirm_all()
    letters.send()
    [message] = mailoutbox
    assert message.to == ["him@mail.example"]
    assert message.subject == "[ours.example] 我们打不开 him.example"
    assert "请求超时" in message.body
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    now = timezone.now()
    sent = {"kind": "fallen", "state": "sent", "email": "x@x.example", "created_at": now, "at": now}
    Letter.objects.bulk_create(Letter(**sent) for _ in range(CONFIRMED_LETTERS))
    fallen("https://her.example/", email="her@mail.example")
    letters.send()
    assert [message.to for message in mailoutbox] == [["him@mail.example"], ["her@mail.example"]]
    letters.send()
    assert len(mailoutbox) == 2, row


def test_it_is_in_the_friends_language(fallen, mailoutbox):
    fallen(language="en")
    letters.send()
    confirm_all()
    letters.send()
    assert mailoutbox[0].subject == "[ours.example] We cannot open him.example"


@pytest.mark.parametrize(
    "fields",
    [
        {"email": ""},
        {"days": 2},
        {"is_active": False},
        {"always_show": True},
        {"snoozed_until": timezone.now() + dt.timedelta(days=9)},
        {"not_show_kind": "parked", "email": "me@him.example"},
        {"not_show_kind": "dns", "email": "me@mail.him.example"},
    ],
)
def test_who_is_not_told(fallen, fields):
    fallen(**fields)
    letters.send()
    assert not Letter.objects.exists()


def test_nobody_is_told_within_a_day_of_an_outage(fallen):
    fallen()
    ended = timezone.now() - dt.timedelta(hours=23)
    run = Run.objects.create(state="done", started_by="clock", started_at=ended, seen_at=ended, finished_at=ended)
    Run.objects.update(outage=True)
    letters.send()
    assert not Letter.objects.exists()
    Run.objects.filter(pk=run.pk).update(finished_at=ended - dt.timedelta(hours=2))
    letters.send()
    assert Letter.objects.count() == 1


def test_nobody_is_written_to_at_the_domain_of_another_link_in_quarantine(fallen):
    fallen("https://sold.example/", not_show_kind="parked", email="")
    fallen("https://him.example/", email="me@sold.example")
    letters.send()
    assert not Letter.objects.exists()


@pytest.mark.parametrize("back", ["shown", "edited", "deleted"])
def test_who_is_back_before_the_owner_clicks_is_not_told(fallen, mailoutbox, back):
    row = fallen()
    letters.send()
    if back == "shown":
        FriendLink.objects.update(is_show=True)
    elif back == "edited":
        FriendLink.objects.update(link="https://new.example/")
    else:
        row.delete()
    confirm_all()
    letters.send()
    assert mailoutbox == []
    assert not Letter.objects.exclude(state="dropped").exists()


def test_a_held_letter_goes_when_its_friend_is_back(fallen):
    fallen()
    letters.send()
    FriendLink.objects.update(is_show=True)
    letters.send()
    assert Letter.objects.get().state == "dropped"


def test_a_second_fall_within_thirty_days_is_not_told(fallen, mailoutbox):
    row = fallen()
    letters.send()
    confirm_all()
    letters.send()
    at = timezone.now() - dt.timedelta(days=4)
    for is_show in (True, False):
        Flip.objects.create(friend=row, at=at, is_show=is_show, link=row.link, kind="ok" if is_show else "timeout")
    letters.send()
    assert len(mailoutbox) == 1
    Letter.objects.update(at=timezone.now() - dt.timedelta(days=31), created_at=timezone.now() - dt.timedelta(days=31))
    letters.send()
    assert Letter.objects.filter(state="held").count() == 1


def test_who_fell_again_after_a_letter_that_was_never_sent_is_told(fallen, mailoutbox):
    row = fallen()
    letters.send()
    FriendLink.objects.update(is_show=True)
    letters.send()
    FriendLink.objects.update(is_show=False)
    Flip.objects.create(
        friend=row, at=timezone.now() - dt.timedelta(days=4), is_show=False, link=row.link, kind="timeout"
    )
    letters.send()
    assert list(Letter.objects.order_by("pk").values_list("state", flat=True)) == ["dropped", "held"]


def test_a_friend_whose_address_no_browser_takes_holds_up_nobody(fallen, mailoutbox):
    fallen("no address", not_show_kind="bad_url")
    fallen("https://her.example/", email="her@mail.example")
    letters.send()
    confirm_all()
    assert letters.send().sent == 2


def test_an_address_that_was_refused_twice_gets_no_more(fallen, settings, mailoutbox):
    MailRecipient.objects.create(email="him@mail.example", refusals=2)
    fallen()
    letters.send()
    confirm_all()
    letters.send()
    assert mailoutbox == []


def test_a_mail_server_s_refusals_are_remembered(fallen, settings, mail_server):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_HOST_USER = "127.0.0.1", mail_server.port, ""
    mail_server.unknown.add("him@mail.example")
    now = timezone.now()
    sent = {"kind": "fallen", "state": "sent", "email": "x@x.example", "created_at": now, "at": now}
    Letter.objects.bulk_create(Letter(**sent) for _ in range(CONFIRMED_LETTERS))
    for number in range(3):
        fallen(f"https://f{number}.example/")
        letters.send()
    assert list(Letter.objects.filter(email="him@mail.example").order_by("pk").values_list("state", flat=True)) == [
        "given_up",
        "given_up",
        "dropped",
    ]
    assert letters.is_unwanted("him@mail.example")
    fallen("https://her.example/", email="her@mail.example")
    letters.send()
    assert [message["To"] for message in mail_server.received] == ["her@mail.example"]
    assert mail_server.received[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_worker_that_died_while_sending_sends_nothing_twice(fallen, mailoutbox):
    fallen()
    letters.send()
    Letter.objects.update(state="sending", at=timezone.now() - dt.timedelta(minutes=6))
    assert letters.send().lost == 1
    assert mailoutbox == []
    assert Letter.objects.get().state == "unknown"


class TestRecheck:
    @pytest.fixture
    def page(self, fallen, site, mailoutbox):
        self.friend = fallen(site.page("/", BACKLINK))
        letters.send()
        confirm_all()
        letters.send()
        return recheck_page(mailoutbox)

    def test_a_get_shows_and_changes_nothing(self, client, page, site):
        before = list(LinkState.objects.values())
        for _ in range(20):
            answer = client.get(page)
            assert answer.status_code == 200
        assert "暂时不在友链页上" in answer.content.decode()
        assert list(LinkState.objects.values()) == before
        assert site.requests == []

    def test_a_post_asks_a_worker_who_brings_the_friend_back_in_one_run(self, client, page, monkeypatch):
        sent: list[int] = []
        monkeypatch.setattr("easytask.public.letters.send_recheck", sent.append)
        answer = client.post(page)
        assert answer.status_code == 302
        assert sent == [self.friend.pk]
        assert "正在看您的网站" in client.get(answer.headers["Location"]).content.decode()
        recheck_friend.apply(args=sent)
        assert "您的网站在友链页上，一切正常" in client.get(answer.headers["Location"]).content.decode()
        assert "十分钟之内刚看过一次" in client.post(page).content.decode()
        assert sent == [self.friend.pk]

    def test_without_broker_or_worker_it_says_so(self, client, page, monkeypatch):
        monkeypatch.setenv("CELERY_BROKER_WRITE_URL", f"redis://127.0.0.1:{free_port()}/0")
        assert "消息服务没有应答" in client.post(page).content.decode()
        asked = int(timezone.now().timestamp())
        assert "还没有应答" in client.get(f"{page}?asked={asked - 20}").content.decode()
        assert "这一次没有看成" in client.get(f"{page}?asked={asked - 900}").content.decode()
        for odd in ("x", "9" * 40, "-1", ""):
            assert client.get(f"{page}?asked={odd}").status_code == 200

    def test_a_friend_who_is_snoozed_is_told_so(self, client, page):
        FriendLink.objects.update(snoozed_until=timezone.now() + dt.timedelta(days=3))
        assert "暂时不要访问您的网站" in client.post(page).content.decode()

    def test_a_post_without_the_pages_cookie_is_refused(self, page):
        assert Client(enforce_csrf_checks=True).post(page).status_code == 403

    def test_twenty_an_hour_in_all(self, client, fallen, monkeypatch):
        monkeypatch.setattr("easytask.public.letters.send_recheck", lambda _: None)
        answers = [
            client.post(f"/friends/recheck/{tokens.recheck_token(fallen(f'https://f{n}.example/'))}/")
            for n in range(25)
        ]
        assert [answer.status_code for answer in answers] == [302] * 20 + [200] * 5

    def test_a_forged_an_expired_and_a_foreign_token_are_one_and_the_same(self, client, page, friend, site):
        good = page.split("/")[-2]
        other = friend("https://other.example/")

        class Old(TimestampSigner):
            def timestamp(self) -> str:
                return b62_encode(int(timezone.now().timestamp()) - 14 * 86400 - 60)

        old = Old(salt="easytask.recheck").sign_object([self.friend.pk, tokens._digest(self.friend.link)])
        foreign = TimestampSigner(salt="easytask.recheck").sign_object([other.pk, tokens._digest(self.friend.link)])
        odd = TimestampSigner(salt="easytask.recheck").sign_object({"a": 1})
        elsewhere = TimestampSigner(salt="easytask.unsubscribe").sign_object([self.friend.pk, "x"])
        bad = [good[:-1] + ("x" if good[-1] != "x" else "y"), old, foreign, odd, elsewhere, "x", "1:2:3"]
        answers = [(token, send(f"/friends/recheck/{token}/")) for token in bad for send in (client.get, client.post)]
        assert {answer.status_code for _, answer in answers} == {404}
        # But for the address that was asked, which a page repeats, and after which its landscape is drawn.
        pages = {unquote(answer.content.decode()).replace(f"/recheck/{token}/", "") for token, answer in answers}
        assert len({re.sub(r'<svg class="scene.*?</svg>', "", text) for text in pages}) == 1
        FriendLink.objects.update(link=site.page("/moved", BACKLINK))
        assert client.get(page).status_code == 404
        FriendLink.objects.all().delete()
        assert client.get(page).status_code == 404

    def test_while_a_run_is_under_way_the_task_comes_again_for_a_while(self, page, monkeypatch, caplog):
        now = timezone.now()
        run = Run.objects.create(state="running", started_by="clock", started_at=now, seen_at=now)
        monkeypatch.setattr(recheck_friend, "retry", lambda: RuntimeError("again"))
        with pytest.raises(RuntimeError, match="again"):
            recheck_friend.run(self.friend.pk)
        gives_up = recheck_friend.apply(args=(self.friend.pk,), retries=RECHECK_RETRIES)
        assert gives_up.successful()
        assert "was not checked again" in caplog.text
        run.delete()
        recheck_friend.run(self.friend.pk)
        assert FriendLink.objects.get().is_show


def test_a_letter_is_queued_though_what_the_owner_is_told_fails(fallen):
    fallen()

    def fail(execute: Any, sql: str, *arguments: Any) -> Any:
        if "easytask_notice" in sql:
            raise OperationalError
        return execute(sql, *arguments)

    with connection.execute_wrapper(fail), pytest.raises(OperationalError):
        send_notices()
    assert Letter.objects.get().state == Letter.State.HELD


def test_a_real_fall_is_told_after_three_days(friend, site, mailoutbox):
    row = friend(site.page("/", status=503), email="him@mail.example")
    for _ in range(3):
        LinkChecker().run()
    letters.send()
    assert not Letter.objects.exists()
    at = timezone.now() - dt.timedelta(days=3, minutes=1)
    Flip.objects.update(at=at)
    FriendLink.objects.update(is_show_since=at)
    letters.send()
    confirm_all()
    letters.send()
    assert "网页请求返回503" in mailoutbox[0].body
    assert row.link in mailoutbox[0].body


class TestTheOwnersSide:
    def test_reads_and_sends_or_drops(self, admin_client, fallen, mailoutbox):
        fallen()
        fallen("https://her.example/", email="her@mail.example")
        letters.send()
        first, second = Letter.objects.order_by("pk")
        assert "封给朋友的信等您确认" in admin_client.get("/admin/").content.decode()
        page = admin_client.get(f"/admin/easytask/letter/{first.pk}/change/").content.decode()
        assert "我们打不开 him.example" in page
        admin_client.post(f"/admin/easytask/letter/{first.pk}/confirm/")
        data = {"action": "drop_chosen", "_selected_action": [first.pk, second.pk]}
        admin_client.post("/admin/easytask/letter/", data)
        letters.send()
        assert len(mailoutbox) == 1
        answer = admin_client.post(f"/admin/easytask/letter/{second.pk}/confirm/", follow=True)
        assert "已经不在等您确认了" in answer.content.decode()

    def test_what_went_wrong_is_told_in_the_readers_language(self, admin_client, fallen):
        fallen()
        letters.send()
        Letter.objects.update(state=Letter.State.UNKNOWN, error="发送途中进程被中断。")
        for page in ("", f"{Letter.objects.get().pk}/change/"):
            english = admin_client.get(f"/en/admin/easytask/letter/{page}").content.decode()
            assert "The process was interrupted while sending." in english
