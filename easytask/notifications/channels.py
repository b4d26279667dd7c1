"""Send one text to the owner, by mail or through apprise, and say what came of it; this knows no notice and no model.

What is reported of a channel, and of what went wrong with it, holds none of the secrets in its address.
"""

from __future__ import annotations

import contextlib
import dataclasses
import enum
import hashlib
import logging
import re
import smtplib
import socket
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import unquote

from django.core.mail import EmailMessage, get_connection

from easytask.fetching.guard import Guard, IPNetwork

if TYPE_CHECKING:
    import apprise

# For each address of a host.
CONNECT_SECONDS = 5.0
# For all channels together. A name server that is away has been given up by then as well.
SEND_SECONDS = 30.0
# Longer than SEND_SECONDS, so that a missing answer is never mistaken for a refusal.
ANSWER_SECONDS = 60.0
DETAIL_CHARS = 300
# A part of an address that is at least this long is kept out of every text.
SECRET_CHARS = 4
# RFC 5321, 4.2.1: from here on the answer of a mail server is a no for good.
_PERMANENT = 500
# As Delivery names the channel in the database.
MAIL = "mail"

# What a chat would obey in a friend's name or address, and what is written in its place. One list for all of apprise's
# services, since a text that one of them obeys is no loss in another; a mail obeys nothing.
_LIVE_MARKS = (
    # Slack's <!channel> and <https://…|hidden>, Discord's <@1>, Feishu's and Lark's <at user_id="all">.
    (re.compile(r"<(?=[@!#&]|/?at\b|[a-z]+:)", re.IGNORECASE), "＜"),
    # Discord, Mattermost, Rocket.Chat, Slack, Telegram, Matrix, DingTalk: @everyone, @channel, @here, @all, @name.
    (re.compile(r"@(?=\w)"), "＠"),
    # The hidden links of those that read Markdown: [text](https://…).
    (re.compile(r"\]\("), "］("),
)
_ADDRESS = re.compile(r"https?://\S+")

# Apprise and what it sends with log whole addresses; the detail of each result has its messages without the secrets.
for _name in ("apprise", "urllib3"):
    logging.getLogger(_name).propagate = False


class BadChannel(ValueError):
    """The address of a channel makes no sense; the text goes on after "number 2 …" and holds no secret."""


class DeliveryOutcome(enum.StrEnum):
    """What came of sending: ``failed`` is certain, so that trying again sends nothing twice; ``unknown`` is neither."""

    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclasses.dataclass(frozen=True, slots=True)
class SendResult:
    """``detail``: in English, by the library or the other side; empty when the text was sent.

    ``no_such_recipient``: a mail server has refused the recipient for good.
    """

    outcome: DeliveryOutcome
    detail: str = ""
    no_such_recipient: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class MailChannel:
    """One mail to all recipients, by Django's own settings."""

    name: str
    recipients: tuple[str, ...]
    key: str = MAIL


@dataclasses.dataclass(frozen=True, slots=True)
class AppriseChannel:
    """One of apprise's services: ``key`` identifies it for good, ``name`` is for people; both hold no secret.

    ``host`` is empty when the address names none.
    """

    key: str
    name: str
    url: str = dataclasses.field(repr=False)
    host: str = dataclasses.field(repr=False)
    service: apprise.NotifyBase = dataclasses.field(repr=False, compare=False)


Channel = MailChannel | AppriseChannel


def open_channel(url: str, *, allowed_networks: Iterable[IPNetwork]) -> AppriseChannel:
    """Return the channel at one of apprise's addresses; nothing is sent, and no name is resolved.

    Raises BadChannel when there is none, or when the address is in a private network that is not among the allowed.
    """
    scheme, found, _ = url.partition("://")
    if not found or not re.fullmatch(r"[a-z][a-z0-9+.-]*", scheme, re.IGNORECASE):
        raise BadChannel("has no scheme such as tgram:// (a comma inside an address is written %2C)")
    opened = _messenger([url])
    if not opened:
        raise BadChannel(f"({scheme}://…) is none that apprise can read")
    service = opened[0]
    service.socket_connect_timeout = CONNECT_SECONDS
    service.socket_read_timeout = ANSWER_SECONDS
    host = str(service.host or "") if "host" in service.template_tokens else ""
    # Other names are looked up when something is sent.
    flags = 0 if host == "localhost" else socket.AI_NUMERICHOST
    if _is_known_to_be_private(host, allowed_networks, flags=flags):
        raise BadChannel(f"({scheme}://…) is at {host}, which FRIENDLINK_ALLOWED_NETWORKS does not name")
    digest = hashlib.sha256(url.encode()).hexdigest()[:16]
    return AppriseChannel(f"{scheme.lower()}-{digest}", str(service.service_name), url, host, service)


def send(
    title: str, body: str, channels: Sequence[Channel], *, allowed_networks: Collection[IPNetwork]
) -> dict[str, SendResult]:
    """Send one plain text through these channels; return the results by the channels' keys.

    Those of apprise are sent to at once, for SEND_SECONDS at most.
    """
    services = [channel for channel in channels if isinstance(channel, AppriseChannel)]
    results = _send_through_apprise(title, body, services, allowed_networks) if services else {}
    for channel in channels:
        if isinstance(channel, MailChannel):
            results[channel.key] = send_mail(EmailMessage(title, body, to=channel.recipients))
    return results


def _send_through_apprise(
    title: str, body: str, channels: Sequence[AppriseChannel], allowed_networks: Collection[IPNetwork]
) -> dict[str, SendResult]:
    """Send to all of them at once, but refuse a name that leads into a private network.

    That guards against the owner's own mistakes; it does not stop a name server that changes its answer a moment later.
    """
    results: dict[str, SendResult] = {}
    reached = []
    for channel in channels:
        if _is_known_to_be_private(channel.host, allowed_networks):
            detail = f"{channel.host} is in a network that FRIENDLINK_ALLOWED_NETWORKS does not name"
            results[channel.key] = SendResult(DeliveryOutcome.FAILED, detail)
        else:
            reached.append(channel)
    if reached:
        messenger = _messenger([channel.service for channel in reached])
        notified = messenger.notify(body=inert(body), title=inert(title), body_format="text", timeout=SEND_SECONDS)
        for channel, result in zip(reached, notified.results, strict=True):
            results[channel.key] = _result_of(channel, result)
    return results


def inert(text: str) -> str:
    """Return the text without what any chat takes for a mention or a hidden link."""
    # An address stays one.
    text = _ADDRESS.sub(lambda found: found[0].replace("@", "%40"), text)
    for mark, written in _LIVE_MARKS:
        text = mark.sub(written, text)
    return text


def send_mail(message: EmailMessage) -> SendResult:
    """Send one mail by Django's own settings, and say what came of it."""
    message.connection = connection = get_connection()
    try:
        connection.open()
        return _send_opened(message)
    except OSError as error:
        return SendResult(DeliveryOutcome.FAILED, _error_text(error))
    except UnicodeError:
        # Its own text shows what could not be encoded, which may be of the password.
        return SendResult(DeliveryOutcome.FAILED, "the host is no name, or user or password is not ASCII")
    finally:
        with contextlib.suppress(OSError):
            connection.close()


def _send_opened(message: EmailMessage) -> SendResult:
    """Send a mail over its connection, which is open."""
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        is_final = all(code >= _PERMANENT for code, _ in error.recipients.values())
        return SendResult(DeliveryOutcome.FAILED, _error_text(error), no_such_recipient=is_final)
    except (smtplib.SMTPResponseException, smtplib.SMTPNotSupportedError) as error:
        return SendResult(DeliveryOutcome.FAILED, _error_text(error))
    except ValueError:
        # Django says so before it sends anything, and not always with the address.
        detail = f"{message.from_email} or {', '.join(message.to)} is no mail address"
        return SendResult(DeliveryOutcome.FAILED, detail[:DETAIL_CHARS])
    except OSError as error:
        # It broke somewhere between the first word and the last receipt.
        return SendResult(DeliveryOutcome.UNKNOWN, _error_text(error))
    return SendResult(DeliveryOutcome.SENT)


def _messenger(services: Sequence[str | apprise.NotifyBase]) -> apprise.Apprise:
    """Return apprise with those of the services that it can read."""
    # Imported here: it takes a fifth of a second, and most processes never send anything.
    import apprise

    # A redirect could lead anywhere, with the secrets in the request.
    messenger = apprise.Apprise(asset=apprise.AppriseAsset(app_id="izone", app_desc="izone", http_redirects=False))
    for service in services:
        messenger.add(service)
    return messenger


def _is_known_to_be_private(host: str, allowed_networks: Iterable[IPNetwork], *, flags: int = 0) -> bool:
    """Return whether any address of the host must not be spoken to; one that is no host, or not known, has none."""
    # A channel on this very machine is the owner's own choice.
    guard = Guard(allowed_networks, is_own=lambda _: False)
    try:
        found = socket.getaddrinfo(host.strip("[]"), None, type=socket.SOCK_STREAM, flags=flags) if host else []
    except (socket.gaierror, UnicodeError):
        return False
    return not all(guard.allows(str(address[0])) for *_, address in found)


def _result_of(channel: AppriseChannel, result: apprise.NotifyResult) -> SendResult:
    from apprise.result import AppriseResultStatus

    if result.status == AppriseResultStatus.SUCCESS:
        return SendResult(DeliveryOutcome.SENT)
    if result.status == AppriseResultStatus.TIMEOUT:
        return SendResult(DeliveryOutcome.UNKNOWN, f"no answer within {SEND_SECONDS:g} s")
    detail = " ".join(entry.message for entry in result.logs())
    parts = {part for part in re.split(r"\W+", unquote(channel.url.partition("://")[2])) if len(part) >= SECRET_CHARS}
    for part in sorted(parts, key=len, reverse=True):
        detail = detail.replace(part, "…")
    return SendResult(DeliveryOutcome.FAILED, detail[:DETAIL_CHARS])


def _error_text(error: OSError) -> str:
    return f"{type(error).__name__}: {error}"[:DETAIL_CHARS]
