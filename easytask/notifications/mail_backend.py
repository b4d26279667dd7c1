"""Send Django's mail through the server that is in force, and from the sender that is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends import smtp

from blog.site import identity, values
from easytask.site_settings import declared
from easytask.site_settings.mail import MailSecurity, MailServer, parse_address, sender_of


def is_set_up() -> bool:
    """Return whether there is a mail server."""
    return settings.EMAIL_IS_SET_UP or values.current()[declared.MAIL_SERVER] is not None


def sender() -> str:
    """Return from whom mail is sent."""
    in_force = values.current()
    return str(
        in_force[declared.MAIL_SENDER]
        if in_force.in_force(declared.MAIL_SENDER).source is not values.Source.DEFAULT
        else sender_of(in_force[declared.MAIL_SERVER], urlsplit(in_force[identity.URL]).hostname)
    )


class MailBackend(smtp.EmailBackend):
    """Django's own, but that it asks at each connection which server is meant."""

    def __init__(self, *args: Any, **options: Any) -> None:
        server: MailServer | None = values.current()[declared.MAIL_SERVER]
        if server is not None:
            options = {
                "host": server.host,
                "port": server.port,
                "username": server.user,
                "password": server.password,
                "use_tls": server.security is MailSecurity.STARTTLS,
                "use_ssl": server.security is MailSecurity.TLS,
                **options,
            }
        super().__init__(*args, **options)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send them; a message that names nobody else is from the sender in force.

        Raise ValueError, as Django does, for an address that is none: at some, Python's parser breaks in other ways.
        """
        for message in email_messages:
            if message.from_email == settings.DEFAULT_FROM_EMAIL:
                message.from_email = sender()
            for address in (message.from_email, *message.recipients()):
                parse_address(address)
        return super().send_messages(email_messages)
