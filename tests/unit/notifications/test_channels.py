"""The channels, against a real webhook and a real mail server: what went, what certainly did not, and what may have."""

import ipaddress
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from easytask.notifications import channels
from easytask.notifications.channels import BadChannel, DeliveryOutcome, MailChannel, open_channel, send
from tests.plugins.fake_channels import Hook, MailServer
from tests.plugins.processes import eventually, free_port
from tests.plugins.sites import LOOPBACK

SECRET = "AAFabcdefghij_ABCDEFGHIJklmnopqrstuvwx"


@pytest.fixture
def mail_server(settings: Any) -> Iterator[MailServer]:
    server = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 2
    yield server
    server.close()


def through(*urls: str, allowed: Any = LOOPBACK) -> list[channels.SendResult]:
    opened = [open_channel(url, allowed_networks=LOOPBACK) for url in urls]
    answers = send("标题", "正文 <b>不是</b> HTML", opened, allowed_networks=allowed)
    return [answers[channel.key] for channel in opened]


def by_mail(title: str, body: str, *recipients: str) -> channels.SendResult:
    mail = MailChannel("mail", recipients)
    return send(title, body, [mail], allowed_networks=[])[mail.key]


def test_a_webhook_gets_the_text(hook):
    assert through(hook.url) == [channels.SendResult(DeliveryOutcome.SENT)]
    assert [(got["title"], got["message"]) for got in hook.received] == [("标题", "正文 <b>不是</b> HTML")]


def test_each_channel_has_an_answer_of_its_own(hook):
    sent, refused = through(hook.url, f"json://127.0.0.1:{free_port()}/")
    assert (sent.outcome, refused.outcome) == (DeliveryOutcome.SENT, DeliveryOutcome.FAILED)


@pytest.mark.parametrize("status", [301, 400, 401, 500, 503])
def test_a_status_that_is_no_success_is_a_failure_and_says_which(hook, status):
    hook.status = status
    [answer] = through(hook.url)
    assert answer.outcome is DeliveryOutcome.FAILED
    assert str(status) in answer.detail
    assert len(hook.received) == 1


@pytest.mark.slow
def test_no_answer_in_time_may_have_arrived(hook, monkeypatch):
    monkeypatch.setattr(channels, "SEND_SECONDS", 0.5)
    hook.release.clear()
    [answer] = through(hook.url)
    assert answer.outcome is DeliveryOutcome.UNKNOWN
    # A busy machine may send it only now.
    eventually(lambda: hook.received, "the message")
    assert len(hook.received) == 1


@pytest.mark.slow
def test_a_time_out_in_the_address_does_not_turn_a_late_answer_into_a_refusal(hook, monkeypatch):
    monkeypatch.setattr(channels, "SEND_SECONDS", 0.8)
    hook.release.clear()
    [answer] = through(f"{hook.url}?rto=0.1")
    assert answer.outcome is DeliveryOutcome.UNKNOWN


def test_what_went_wrong_is_told_without_secrets(hook, caplog, capfd):
    hook.status = 403
    url = hook.url.replace("127.0.0.1", f"user:{SECRET}@127.0.0.1")
    [answer] = through(url)
    opened = open_channel(url, allowed_networks=LOOPBACK)
    told = f"{answer} {opened!r} {opened.key} {opened.name} {caplog.text} {capfd.readouterr()}"
    assert "403" in told
    assert SECRET not in told
    assert "a-secret-path" not in told


@pytest.mark.parametrize(
    "url", ["nonsense", "nope://x", "tgram://bad", "", "://x", "json://", f"http s://{SECRET}", f"tgram://{SECRET}"]
)
def test_an_address_that_makes_no_sense_is_refused_without_its_secrets(url, caplog, capfd):
    with pytest.raises(BadChannel) as caught:
        open_channel(url, allowed_networks=[])
    captured = capfd.readouterr()
    assert SECRET not in f"{caught.value} {caplog.text} {captured.out} {captured.err}"


@pytest.mark.parametrize(
    "url",
    [
        f"tgram://123456789:{SECRET}/12315544/",
        "dingtalk://4b0a3f2d9c8e7a6b5c4d",
        "feishu://4b0a3f2d9c8e7a6b5c4d",
        "bark://api.day.app/4b0a3f2d9c8e",
        "gotify://push.example.com/4b0a3f2d9c8e7a6",
        "ntfy://a-topic",
        "json://example.com/hook",
    ],
)
def test_the_services_of_the_readme_are_known(url):
    channel = open_channel(url, allowed_networks=[])
    assert channel.name
    assert len(channel.key) <= 60


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "192.168.1.5:8080", "[::1]", "2130706433", "169.254.169.254", "[::ffff:10.0.0.1]"],
)
def test_the_private_network_is_for_those_that_name_it(host):
    with pytest.raises(BadChannel, match="FRIENDLINK_ALLOWED_NETWORKS"):
        open_channel(f"gotify://{host}/4b0a3f2d9c8e7a6", allowed_networks=[])
    everything = [ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0")]
    assert open_channel(f"gotify://{host}/4b0a3f2d9c8e7a6", allowed_networks=everything)


def test_a_name_that_leads_into_the_private_network_is_refused_when_it_is_sent(hook, monkeypatch):
    looked_up = socket.getaddrinfo

    def look_up(host: str, *args: Any, **options: Any) -> Any:
        return looked_up("127.0.0.1" if host == "push.example.com" else host, *args, **options)

    channel = open_channel(hook.url.replace("127.0.0.1", "push.example.com"), allowed_networks=[])
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    [answer] = send("t", "b", [channel], allowed_networks=[]).values()
    assert answer.outcome is DeliveryOutcome.FAILED
    assert "FRIENDLINK_ALLOWED_NETWORKS" in answer.detail
    assert hook.received == []


def test_a_redirect_is_not_followed(hook):
    other = Hook()
    try:
        hook.status, hook.location = 307, other.url.replace("json://", "http://")
        assert through(hook.url)[0].outcome is DeliveryOutcome.FAILED
        assert other.received == []
    finally:
        other.close()


def test_a_mail_goes_to_all_of_them_at_once(mail_server):
    assert by_mail("标题", "正文", "a@example.com", "b@example.com").outcome is DeliveryOutcome.SENT
    [mail] = mail_server.received
    assert (mail["Subject"], mail["To"]) == ("标题", "a@example.com, b@example.com")
    assert mail.get_content().strip() == "正文"


def test_a_mail_that_is_refused_has_certainly_not_gone(mail_server):
    mail_server.refusal = "552 no room"
    answer = by_mail("t", "b", "a@example.com")
    assert (answer.outcome, "552" in answer.detail) == (DeliveryOutcome.FAILED, True)


def test_a_mail_server_that_is_away_has_certainly_taken_nothing(mail_server, settings):
    settings.EMAIL_PORT = free_port()
    assert by_mail("t", "b", "a@example.com").outcome is DeliveryOutcome.FAILED


def test_a_password_that_no_login_can_carry_is_told_without_it(mail_server, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "me", "p密ssword"
    answer = by_mail("t", "b", "a@example.com")
    assert (answer.outcome, "密" in answer.detail) == (DeliveryOutcome.FAILED, False)


def test_a_mail_server_whose_name_is_no_name_has_certainly_taken_nothing(mail_server, settings):
    settings.EMAIL_HOST = "mail..example"
    assert by_mail("t", "b", "a@example.com").outcome is DeliveryOutcome.FAILED


@pytest.mark.parametrize("address", ["me@mail..example", f"me@{'例' * 60}.example", "a,b@mail.example"])
@pytest.mark.parametrize("is_sender", [True, False])
def test_a_mail_address_that_no_mail_can_carry_is_named(mail_server, settings, address, is_sender):
    settings.DEFAULT_FROM_EMAIL = address if is_sender else "izone@example.com"
    answer = by_mail("t", "b", "a@example.com" if is_sender else address)
    assert (answer.outcome, address in answer.detail) == (DeliveryOutcome.FAILED, True)
    assert mail_server.received == []


def test_a_mail_server_that_hangs_up_in_the_middle_may_have_taken_it(settings):
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.getsockname()[1], 60

        def serve() -> None:
            connection, _ = server.accept()
            with connection, connection.makefile("rb") as lines:
                connection.sendall(b"220 here\r\n")
                for line in lines:
                    if line.strip().lower() == b"data":
                        connection.sendall(b"354 go on\r\n")
                    elif line == b".\r\n":
                        return
                    elif line[:4].lower() in (b"ehlo", b"mail", b"rcpt"):
                        connection.sendall(b"250 ok\r\n")

        thread = threading.Thread(target=serve)
        thread.start()
        answer = by_mail("t", "b", "a@example.com")
        thread.join()
    assert answer.outcome is DeliveryOutcome.UNKNOWN
