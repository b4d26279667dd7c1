"""Name what may go wrong outside: the one table from the errors of aiohttp, ssl and the resolver to problems.

What is not in the table goes through as it is: it is a bug of ours, or of this machine.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import socket
from collections.abc import Callable, Iterator
from typing import Any

import aiohttp
from aiohttp import http_exceptions

from easytask.fetching.guard import ForbiddenAddress
from easytask.fetching.resolver import NoAddress
from easytask.verdicts.kinds import Cause, Problem
from easytask.verdicts.records import truncate_text

_NO_ROUTE = frozenset(
    {
        errno.EAFNOSUPPORT,
        errno.ENETUNREACH,
        errno.EHOSTUNREACH,
        errno.ENETDOWN,
        errno.EHOSTDOWN,
        errno.EADDRNOTAVAIL,
        errno.EACCES,
        errno.EPERM,
    }
)
# aiohappyeyeballs puts the errors of several addresses into the text of one that has no number of its own.
_ERRNO = re.compile(r"\[Errno (\d+)\]")
# Of several addresses that failed in different ways: what an answer says outranks silence.
_MOST_TELLING_FIRST = (errno.ECONNREFUSED, errno.ECONNRESET, errno.ECONNABORTED, errno.EPIPE, errno.ETIMEDOUT)
# OpenSSL's text for the alert (RFC 7301, 3.2) of a server that speaks HTTP/2 alone, as browsers do and we do not.
# Python 3.11 knows no name for it.
_NO_COMMON_PROTOCOL = "alert no application protocol"


class NoAnswer(Exception):
    """A try ended without an HTTP status; ``detail``, ``silent`` and ``doubt`` as in FetchResult.

    ``passing``: it may pass. ``verify_code``: OpenSSL's number for what is wrong with a certificate. ``may_come``: it
    was not waited for to the end.
    """

    def __init__(
        self,
        problem: Problem,
        detail: str | None = "",
        *,
        silent: bool = False,
        passing: bool = False,
        may_come: bool = False,
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.detail = truncate_text(detail or "")
        self.silent = silent
        self.passing = passing
        self.may_come = may_come
        self.doubt: Cause | None = None
        self.verify_code = 0


class ConnectionLost(Exception):
    """Stand in for aiohttp's error on a lost connection, which aiohttp would answer with a second try of its own."""


@contextlib.contextmanager
def named_problems() -> Iterator[None]:
    """Raise NoAnswer for every error that a site can cause in the block, but a TimeoutError as it is."""
    try:
        yield
    except (aiohttp.ClientError, http_exceptions.HttpProcessingError, ConnectionLost, ConnectionError) as error:
        if isinstance(error, TimeoutError):
            # It is for the fetch to tell what was being waited for.
            raise
        raise name_of(error) from error


def name_of(error: Exception) -> Exception:
    """Return the error by its name."""
    name = next(name for kind, name in _NAMES if isinstance(error, kind))
    named = name(error)
    if isinstance(named, NoAnswer):
        _forget_frames(error)
    return named


def _forget_frames(error: BaseException | None) -> None:
    """Let go of where an error, and those behind it, came from: nobody asks that of one that a site has caused.

    aiohttp and aiohappyeyeballs keep them in locals of the very frames, and such a circle of 200 objects is freed late,
    by the garbage collector.
    """
    while error is not None:
        error.__traceback__ = None
        error = error.__cause__ or error.__context__


def name_of_connect_error(error: OSError) -> Exception:
    """Name a failed connection; an error that no site can cause (no file left, say) comes back as it is."""
    if error.errno is None and (several := _ERRNO.findall(str(error))):
        numbers = [int(number) for number in several]
        number = next((number for number in _MOST_TELLING_FIRST if number in numbers), numbers[0])
        # Python makes it a ConnectionRefusedError, a TimeoutError …
        error = OSError(number, os.strerror(number))
    match error:
        case ForbiddenAddress():
            named = NoAnswer(Problem.FORBIDDEN_ADDRESS, error.address)
        case NoAddress():
            named = NoAnswer(Problem.DNS, silent=not error.answered, passing=not error.answered)
        case socket.gaierror():
            named = NoAnswer(Problem.DNS)
        case ConnectionRefusedError():
            named = NoAnswer(Problem.REFUSED)
        case ConnectionError():
            named = NoAnswer(Problem.BROKEN_OFF, passing=True)
        case TimeoutError():
            named = NoAnswer(Problem.TIMEOUT, silent=True)
        case OSError() if error.errno in _NO_ROUTE:
            named = NoAnswer(Problem.UNREACHABLE, silent=True)
        case _:
            return error
    return named


def _name_of_certificate_error(error: aiohttp.ClientConnectorCertificateError) -> Exception:
    named = NoAnswer(Problem.TLS_CERTIFICATE, getattr(error.certificate_error, "verify_message", ""))
    named.verify_code = getattr(error.certificate_error, "verify_code", 0)
    return named


def _name_of_handshake_error(error: aiohttp.ClientConnectorSSLError) -> Exception:
    named = NoAnswer(Problem.TLS_HANDSHAKE, getattr(error.os_error, "reason", ""))
    if _NO_COMMON_PROTOCOL in str(error.os_error):
        named.doubt = Cause.RESPONSE
    return named


# The order counts: a certificate error is a ValueError as well, and every connector error is an OSError.
_NAMES: tuple[tuple[type[Exception], Callable[[Any], Exception]], ...] = (
    (aiohttp.ClientConnectorCertificateError, _name_of_certificate_error),
    (aiohttp.ClientConnectorSSLError, _name_of_handshake_error),
    (aiohttp.ClientConnectorError, lambda error: name_of_connect_error(error.os_error)),
    (ConnectionLost, lambda _: NoAnswer(Problem.BROKEN_OFF, passing=True)),
    (aiohttp.ClientPayloadError, lambda _: NoAnswer(Problem.BROKEN_OFF)),
    (aiohttp.ClientResponseError, lambda error: NoAnswer(Problem.BAD_RESPONSE, error.message)),
    (aiohttp.InvalidURL, lambda _: NoAnswer(Problem.BAD_URL)),
    (aiohttp.ClientConnectionError, lambda _: NoAnswer(Problem.BROKEN_OFF)),
    (ConnectionError, lambda _: NoAnswer(Problem.BROKEN_OFF)),
    (Exception, lambda _: NoAnswer(Problem.BAD_RESPONSE)),
)
