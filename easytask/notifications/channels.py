"""Takes one text to the owner, by mail or through apprise, and says what came of it; knows no notice and no database.

What is told of a channel, and of what went wrong with it, holds none of the secrets in its address.
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
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import unquote

from django.core.mail import EmailMessage, get_connection

from easytask.fetching.guard import Guard, IPNetwork

if TYPE_CHECKING:
    import apprise

CONNECT_SECONDS = 5.0  # for each address of a host
SEND_SECONDS = 30.0  # for all: by then a name server that is away has been given up as well
ANSWER_SECONDS = 60.0  # longer than that, so that an answer that does not come is never taken for a refusal
DETAIL_CHARS = 300
SECRET_CHARS = 4  # of a part of an address, from which on it is kept out of every text

logging.getLogger("apprise").propagate = False  # what it tells has addresses in it; each answer has its own words


class BadChannel(ValueError):
    """The address of a channel makes no sense; the text goes on after "number 2 …" and holds no secret."""


class Outcome(enum.StrEnum):
    """What came of sending: ``failed`` is certain, so that trying again sends nothing twice; ``unknown`` is neither."""

    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """``detail``: in the words of the library or of the other side, in English, when it was not sent."""

    outcome: Outcome
    detail: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Channel:
    """One of apprise's services: ``key`` names it for good, ``name`` for people; both without secrets."""

    key: str
    name: str
    url: str = dataclasses.field(repr=False)
    host: str = dataclasses.field(repr=False)  # empty when the address names none
    service: apprise.NotifyBase = dataclasses.field(repr=False, compare=False)


def open_channel(url: str, *, allowed_networks: Iterable[IPNetwork]) -> Channel:
    """The channel at one of apprise's addresses; nothing is sent, and no name is resolved.

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
    flags = 0 if host == "localhost" else socket.AI_NUMERICHOST  # other names are looked up when something is sent
    if _is_known_to_be_private(host, allowed_networks, flags=flags):
        raise BadChannel(f"({scheme}://…) is at {host}, which FRIENDLINK_ALLOWED_NETWORKS does not name")
    digest = hashlib.sha256(url.encode()).hexdigest()[:16]
    return Channel(f"{scheme.lower()}-{digest}", str(service.service_name), url, host, service)


def send(
    title: str, body: str, channels: Sequence[Channel], *, allowed_networks: Collection[IPNetwork]
) -> Mapping[str, Answer]:
    """Sends one plain text through these channels at once, for SEND_SECONDS at most; the answers are by key.

    A name that leads into a private network is refused here; that is for the owner's own mistakes, and no wall against
    a name server that changes its mind a moment later.
    """
    answers: dict[str, Answer] = {}
    reached = []
    for channel in channels:
        if _is_known_to_be_private(channel.host, allowed_networks):
            detail = f"{channel.host} is in a network that FRIENDLINK_ALLOWED_NETWORKS does not name"
            answers[channel.key] = Answer(Outcome.FAILED, detail)
        else:
            reached.append(channel)
    if reached:
        messenger = _messenger([channel.service for channel in reached])
        told = messenger.notify(body=body, title=title, body_format="text", timeout=SEND_SECONDS)
        for channel, result in zip(reached, told.results, strict=True):
            answers[channel.key] = _answer(channel, result)
    return answers


def send_mail(title: str, body: str, recipients: Sequence[str]) -> Answer:
    """Sends one mail to all of them, by Django's own settings."""
    connection = get_connection()
    try:
        connection.open()
    except OSError as error:
        return Answer(Outcome.FAILED, _words(error))
    try:
        EmailMessage(title, body, to=recipients, connection=connection).send()
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError) as error:
        return Answer(Outcome.FAILED, _words(error))
    except OSError as error:  # somewhere between the first word and the last receipt
        return Answer(Outcome.UNKNOWN, _words(error))
    finally:
        with contextlib.suppress(OSError):
            connection.close()
    return Answer(Outcome.SENT)


def _messenger(services: Sequence[str | apprise.NotifyBase]) -> apprise.Apprise:
    """Those of the services that there are."""
    import apprise  # a fifth of a second, and most processes never send anything

    # A redirect could lead anywhere, with the secrets in the request.
    messenger = apprise.Apprise(asset=apprise.AppriseAsset(app_id="izone", app_desc="izone", http_redirects=False))
    for service in services:
        messenger.add(service)
    return messenger


def _is_known_to_be_private(host: str, allowed_networks: Iterable[IPNetwork], *, flags: int = 0) -> bool:
    """Whether any address of the host must not be spoken to; one that is no host, or not known, has none."""
    guard = Guard(allowed_networks)
    try:
        found = socket.getaddrinfo(host.strip("[]"), None, type=socket.SOCK_STREAM, flags=flags) if host else []
    except (socket.gaierror, UnicodeError):
        return False
    return not all(guard.allows(str(address[0])) for *_, address in found)


def _answer(channel: Channel, result: apprise.NotifyResult) -> Answer:
    from apprise.result import AppriseResultStatus

    if result.status == AppriseResultStatus.SUCCESS:
        return Answer(Outcome.SENT)
    if result.status == AppriseResultStatus.TIMEOUT:
        return Answer(Outcome.UNKNOWN, f"no answer within {SEND_SECONDS:g} s")
    said = " ".join(entry.message for entry in result.logs())
    parts = {part for part in re.split(r"\W+", unquote(channel.url.partition("://")[2])) if len(part) >= SECRET_CHARS}
    for part in sorted(parts, key=len, reverse=True):
        said = said.replace(part, "…")
    return Answer(Outcome.FAILED, said[:DETAIL_CHARS])


def _words(error: OSError) -> str:
    return f"{type(error).__name__}: {error}"[:DETAIL_CHARS]
