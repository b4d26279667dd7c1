"""The owner sets notification channels and mail up in the admin; no secret comes back from there."""

from __future__ import annotations

import io
import ipaddress
import json
import logging
import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from blog.models import SiteSetting
from easytask.models import NotificationChannel
from easytask.notifications import channels, mail_backend, recipients
from tests.plugins.fake_channels import Hook, MailServer

pytestmark = pytest.mark.django_db
PAGE, MAIL = "/admin/notices/", "/admin/settings/mail/"
SECRET = "hunter22secret"


@pytest.fixture(autouse=True)
def loopback_allowed(settings) -> None:
    settings.FRIENDLINK_ALLOWED_NETWORKS = [ipaddress.ip_network("127.0.0.0/8")]


def add(client, schema: str, **fields: str) -> str:
    return client.post(f"{PAGE}add/{schema}/", fields, follow=True).content.decode()


def channel(url: str, **fields) -> NotificationChannel:
    return NotificationChannel.objects.create(**{"name": "一个", "url": url, **fields})


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    yield server
    server.close()


class TestChannels:
    def test_a_webhook_is_added_and_tested_at_once(self, admin_client, hook: Hook):
        address = hook.url.replace("json", "http", 1)
        page = add(admin_client, "json", address=address, name="我的", test="1")
        assert "我的: 已送达" in page
        assert "这是一条测试通知" in hook.received[0]["title"]
        assert [found.name for found in recipients.open_channels().values()] == ["我的"]

    def test_one_that_is_refused_is_kept_and_says_so(self, admin_client, hook: Hook):
        hook.status = 500
        page = add(admin_client, "json", address=hook.url.replace("json", "http", 1), test="1")
        assert "没有送达" in page
        assert NotificationChannel.objects.count() == 1

    def test_one_that_hangs_is_given_up(self, admin_client, hook: Hook, monkeypatch):
        monkeypatch.setattr(channels, "SEND_SECONDS", 0.5)
        hook.release.clear()
        try:
            page = add(admin_client, "json", address=hook.url.replace("json", "http", 1), test="1")
        finally:
            hook.release.set()
        assert "可能已送达，但没有收到确认" in page

    def test_a_wrong_part_is_named_and_the_right_ones_are_kept_unseen(self, admin_client):
        token = f"123456789:{SECRET}"
        page = add(admin_client, "tgram", bot_token=token, targets="a b", name="我的")
        assert "这里不能有空格" in page
        assert "已填好，不再显示" in page
        assert SECRET not in page
        assert not NotificationChannel.objects.exists()
        page = add(admin_client, "tgram", bot_token="", targets="12345", name="我的")
        assert NotificationChannel.objects.get().url == f"tgram://123456789%3A{SECRET}/12345"
        assert "channel-parts" not in admin_client.session

    def test_a_private_address_is_refused(self, admin_client, settings):
        settings.FRIENDLINK_ALLOWED_NETWORKS = []
        page = add(admin_client, "json", address="http://127.0.0.1:1/x")
        assert "这个地址不能用" in page
        assert not NotificationChannel.objects.exists()

    def test_one_is_tested_switched_off_and_removed(self, admin_client, hook: Hook):
        row = channel(hook.url)
        assert "一个: 已送达" in self.act(admin_client, f"test:{row.pk}")
        self.act(admin_client, f"off:{row.pk}")
        assert recipients.open_channels() == {}
        self.act(admin_client, f"on:{row.pk}")
        assert len(recipients.open_channels()) == 1
        assert "已删除渠道" in self.act(admin_client, f"remove:{row.pk}")
        assert "已经不在了" in self.act(admin_client, f"test:{row.pk}")

    def act(self, client, action: str) -> str:
        return client.post(PAGE, {"action": action}, follow=True).content.decode()

    def test_the_environment_wins(self, admin_client, hook: Hook, settings):
        settings.FRIENDLINK_NOTIFY_URLS = ["json://127.0.0.1:1/x"]
        channel(hook.url)
        page = admin_client.get(PAGE).content.decode()
        assert "由环境变量 FRIENDLINK_NOTIFY_URLS 设定" in page
        assert "环境变量在，所以没有使用" in page
        assert [found.url for found in recipients.open_channels().values()] == ["json://127.0.0.1:1/x"]

    def test_one_that_cannot_be_read_silences_no_other(self, admin_client, hook: Hook):
        channel("nonsense", name="坏的")
        channel(hook.url)
        assert [found.name for found in recipients.open_channels().values()] == ["一个"]
        page = admin_client.get(PAGE).content.decode()
        assert "保存的地址无法使用" in page
        assert "nonsense" not in page

    def test_they_are_for_those_who_may_change_settings(self, client, django_user_model, hook: Hook):
        clerk = django_user_model.objects.create_user("clerk", is_staff=True)
        client.force_login(clerk)
        for path in (PAGE, f"{PAGE}add/tgram/", MAIL):
            assert client.get(path).status_code == 403
        assert client.post(f"{PAGE}add/json/", {"address": "http://a.test/"}).status_code == 403

    def test_an_unknown_service_is_not_there(self, admin_client):
        assert admin_client.get(f"{PAGE}add/nope/").status_code == 404


class TestMail:
    def save(self, client, **fields: str) -> str:
        html = client.get(MAIL).content.decode()
        marks = dict(re.findall(r'name="(seen|sender_seen)" value="([^"]*)"', html))
        form = {"host": "127.0.0.1", "security": "smtp", "user": "me", "password": SECRET, **fields}
        return client.post(MAIL, {**marks, **form}, follow=True).content.decode()

    def test_a_server_is_saved_and_tested(self, admin_client, admin_user, mail_server, settings):
        settings.EMAIL_BACKEND = "easytask.notifications.mail_backend.MailBackend"
        page = self.save(
            admin_client, port=str(mail_server.port), user="", password="", sender="站 <a@a.test>", test="1"
        )
        assert "邮件 (admin@example.com): 已送达" in page, re.findall(
            r'class="(?:error|warning|success)">(.*?)</li>', page
        )
        [message] = mail_server.received
        assert (message["to"], message["from"]) == ("admin@example.com", "站 <a@a.test>")

    @pytest.mark.parametrize("recipient", ["a@[::1", "站.<a@a.test>"])
    def test_an_address_at_which_pythons_parser_breaks_is_named(self, mail_server, settings, recipient):
        settings.EMAIL_BACKEND = "easytask.notifications.mail_backend.MailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail_server.port
        channel = channels.MailChannel("邮件", (recipient,))
        result = channels.send("题", "文", [channel], allowed_networks=[])[channel.key]
        assert (result.outcome, recipient in result.detail) == (channels.DeliveryOutcome.FAILED, True)

    def test_the_password_never_comes_back_and_stays(self, admin_client):
        assert SECRET not in self.save(admin_client)
        assert "已保存，不再显示" in admin_client.get(MAIL).content.decode()
        self.save(admin_client, port="2525", password="")
        assert SiteSetting.objects.get(name="EMAIL_URL").value == f"smtp://me:{SECRET}@127.0.0.1:2525"
        assert mail_backend.is_set_up()

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"host": ""}, "请填写服务器的主机名"),
            ({"host": "smtp://a.test"}, "只填主机名"),
            ({"host": "a.test:25"}, "只填主机名"),
            ({"port": "99999"}, "请填写 1 到 65535 之间的端口"),
            ({"port": "x"}, "请填写 1 到 65535 之间的端口"),
            ({"sender": "nobody"}, "请填写一个邮箱地址"),
            ({"sender": "a@b\r\nBcc: c@d"}, "请填写一个邮箱地址"),
            ({"sender": "a@[::1"}, "请填写一个邮箱地址"),
        ],
    )
    def test_a_wrong_field_is_named_and_nothing_saved(self, admin_client, fields, words):
        page = self.save(admin_client, **fields)
        assert words in page
        assert SECRET not in page
        assert not SiteSetting.objects.exists()

    def test_a_password_is_not_handed_to_another_server(self, admin_client):
        self.save(admin_client)
        page = self.save(admin_client, host="evil.test", password="")
        assert "请再填写一次密码" in page
        assert "evil" not in SiteSetting.objects.get(name="EMAIL_URL").value

    def test_it_can_be_removed(self, admin_client):
        self.save(admin_client)
        self.save(admin_client, remove="1")
        assert not mail_backend.is_set_up()

    def test_the_second_of_two_owners_is_told_without_the_secret(self, admin_client):
        self.save(admin_client)
        page = admin_client.post(MAIL, {"host": "b.test", "security": "smtp", "seen": ""}).content.decode()
        assert "改了邮件服务器" in page
        assert SECRET not in page
        assert 'value="b.test"' in page

    def test_the_environment_wins(self, admin_client, settings):
        settings.SET_IN_ENVIRONMENT = frozenset({"EMAIL_URL"})
        page = self.save(admin_client)
        assert "由环境变量 EMAIL_URL 设定" in page
        assert not SiteSetting.objects.filter(name="EMAIL_URL").exists()

    def test_no_other_page_shows_it(self, admin_client):
        self.save(admin_client)
        assert admin_client.get("/en/admin/settings/mail/").status_code == 200
        assert SECRET not in admin_client.get("/en/admin/settings/mail/").content.decode()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What would stand in the log at its most talkative; pytest's own also shows what is for no handler."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.setLevel(before)
    root.removeHandler(handler)


def test_secrets_are_nowhere(admin_client, client, hook: Hook, log: io.StringIO, tmp_path):
    hook.status = 500
    TestMail().save(admin_client)
    url = f"http://127.0.0.1:{hook.port}/{SECRET}"
    pages = [add(admin_client, "json", address=url, test="1")]
    pages += [
        add(admin_client, "tgram", bot_token=f"123456789:{SECRET}", targets="12345"),
        add(admin_client, "any", address=f"nope://{SECRET}"),
    ]
    for path in (
        PAGE,
        MAIL,
        "/admin/",
        f"{PAGE}add/json/",
        f"{PAGE}add/tgram/",
        "/admin/settings/friends/",
        "/friends/",
    ):
        pages.append(admin_client.get(path).content.decode())
    pages.append(admin_client.get("/metrics").content.decode())
    pages.append(client.get("/healthz").content.decode())
    assert not [page for page in pages if SECRET in page]
    logging.getLogger("django").error("%s", "the log is listened to")
    assert log.getvalue()
    assert SECRET not in log.getvalue()
    fixture = tmp_path / "all.json"
    call_command("dumpdata", "easytask.delivery", "blog.friendlink", "admin.logentry", output=str(fixture), verbosity=0)
    assert SECRET not in json.dumps(json.loads(fixture.read_text()))


class TestOwnAddress:
    def test_the_owner_gives_it_where_the_mail_server_is_set_up(self, admin_client):
        User.objects.update(email="")
        assert "没有收件人" in admin_client.get(MAIL).content.decode()
        typed = {"host": "smtp.test", "security": "tls", "port": "", "user": "", "sender": "", "address": "me"}
        html = admin_client.post(MAIL, typed).content.decode()
        assert "这不是邮箱地址。" in html
        assert 'value="smtp.test"' in html
        assert not SiteSetting.objects.exists()
        admin_client.post(MAIL, {**typed, "address": " me@a.test "})
        assert User.objects.get().email == "me@a.test"
        assert "通知和测试会寄给：me@a.test" in admin_client.get(MAIL).content.decode()
