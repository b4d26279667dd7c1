"""Say what a mail server's address means, in both directions; this reads no setting and sends nothing."""

from __future__ import annotations

import dataclasses
import enum
import re
from urllib.parse import quote, unquote, urlsplit


class MailSecurity(enum.StrEnum):
    """How the connection is encrypted; the value is the scheme of the address."""

    STARTTLS = "smtp+tls"
    TLS = "smtp+ssl"
    NONE = "smtp"


PORTS = {MailSecurity.STARTTLS: 587, MailSecurity.TLS: 465, MailSecurity.NONE: 25}

# RFC 5322, section 3.4, as people write it. Python's own parsers are no judges: one closes the bracket of me@[::1 by
# itself, and the other, when a mail is sent, breaks at it, and at a name with a dot at either end.
_WORDS = r"""[^\s\[\]()<>@,:;"\\.]+(?:\.[^\s\[\]()<>@,:;"\\.]+)*"""
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_ADDRESS = rf"(?:{_WORDS}|{_QUOTED})@(?:{_WORDS}|\[[\w.:-]+\])"
_NAME = rf"""(?:{_QUOTED}|[^\[\]()<>@,:;"\\.](?:[^\[\]()<>@,:;"\\]*[^\[\]()<>@,:;"\\.])?(?:\([^()\\]*\))?)?"""
_MAILBOX = re.compile(rf"{_ADDRESS}|{_NAME}\s*<{_ADDRESS}>")


@dataclasses.dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server, and who we are to it."""

    host: str
    port: int
    security: MailSecurity
    user: str = ""
    password: str = dataclasses.field(default="", repr=False)

    @property
    def url(self) -> str:
        """Return the address that ``parse_server`` reads."""
        login = f"{quote(self.user, safe='')}:{quote(self.password, safe='')}@" if self.user else ""
        return f"{self.security}://{login}{self.host}:{self.port}"


def parse_server(text: str) -> MailServer:
    """Return the server of an address; what this raises tells nothing of it."""
    try:
        url = urlsplit(text)
        security = MailSecurity(url.scheme)
        port = PORTS[security] if url.port is None else url.port
    except ValueError:
        raise ValueError("") from None
    if not url.hostname or not port or url.query or url.path.strip("/") or re.search(r"\s", text):
        raise ValueError("")
    return MailServer(url.hostname, port, security, unquote(url.username or ""), unquote(url.password or ""))


def parse_address(text: str) -> str:
    """Return one mail address, perhaps with a name; raise ValueError for anything else."""
    if not _MAILBOX.fullmatch(text.strip()) or re.search(r"[\r\n]", text):
        raise ValueError(text)
    return text


def sender_of(server: MailServer | None, hostname: str | None) -> str:
    """Return who sends mail as long as nobody has said who: the user of the server, else somebody at our own host."""
    user = server.user if server else ""
    return user if "@" in user else f"izone@{hostname or 'localhost'}"
