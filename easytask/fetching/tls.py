"""Speak TLS as browsers do, and look a second time at a certificate before it is called invalid.

One context serves all: aiohttp's own, because reading the system's certificates again takes 75 ms and 2 MB.
"""

from __future__ import annotations

import contextlib
import os
import ssl
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import aiohttp

# Python's list is shorter than any browser's: OpenSSL's own has the CBC suites and RSA key exchange that Chromium still
# speaks. No browser offers DHE any more; who would choose it with a small group chooses something better without it.
_CIPHERS = "DEFAULT:!DHE"
# SSL_OP_LEGACY_SERVER_CONNECT, which Python 3.12 names: speak to servers without RFC 5746, as browsers do. A client
# that never renegotiates loses nothing by it.
_OP_LEGACY_SERVER_CONNECT = 0x4

# From 3.4 on, OpenSSL looks for an intermediate first among what the site has sent.
LOOKS_FOR_INTERMEDIATES = ssl.OPENSSL_VERSION_INFO < (3, 4)

# Of a directory OpenSSL reads only what is named so.
_HASHED_NAME = "[0-9a-f]" * 8 + ".[0-9]*"

# OpenSSL's X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, …_UNABLE_TO_VERIFY_LEAF_SIGNATURE and …_HOSTNAME_MISMATCH.
NO_ISSUER = frozenset({20, 21})
OTHER_NAME = 62

# Makes a connection with the given context and returns its SSLObject; sends nothing over it.
Handshake = Callable[[ssl.SSLContext], Awaitable[Any]]


def as_browsers_do(context: ssl.SSLContext) -> ssl.SSLContext:
    """Return the context made to speak as browsers do; what it trusts stays as it is."""
    context.set_ciphers(_CIPHERS)
    context.options |= _OP_LEGACY_SERVER_CONNECT
    # The host must be among the alternative names: browsers have not read the common name since 2017.
    context.hostname_checks_common_name = False
    # Python 3.13 asks for more than browsers do, such as the key identifiers of RFC 5280.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


def shared_context() -> ssl.SSLContext:
    """Return the context of all connections."""
    # aiohttp has no public name for it.
    return as_browsers_do(aiohttp.connector._SSL_CONTEXT_VERIFIED)  # noqa: SLF001  # see above


def context_with_roots() -> ssl.SSLContext:
    """Return a context that trusts what the shared one does, all of it read beforehand; this takes some 40 ms.

    With each certificate that it is to verify, an OpenSSL before 3.4 looks into the directory of the roots for the
    intermediate that the site has sent along. This one knows no directory: that is a tenth of the handshake's CPU.
    """
    paths = ssl.get_default_verify_paths()
    context = as_browsers_do(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    context.verify_flags = shared_context().verify_flags
    directories = os.environ.get(paths.openssl_capath_env, paths.openssl_capath).split(os.pathsep)
    files = [file for directory in directories for file in sorted(Path(directory).glob(_HASHED_NAME))]
    bundle = ""
    for file in [Path(paths.cafile), *files] if paths.cafile else files:
        # What cannot be read the shared context does not trust either.
        with contextlib.suppress(OSError):
            text = file.read_text(errors="replace")
            # Debian's directory has the same roots as its bundle.
            if text.strip() not in bundle:
                context.load_verify_locations(cafile=file)
            bundle = bundle or text
    context.set_alpn_protocols(["http/1.1"])
    return context


def context_without_names() -> ssl.SSLContext:
    """Return a context that trusts as the shared one does, and leaves the host's name to ``names_host``.

    It is for hosts with an underscore: OpenSSL lets no wildcard match one, and browsers do.
    """
    context = as_browsers_do(ssl.create_default_context())
    context.check_hostname = False
    context.set_alpn_protocols(["http/1.1"])
    return context


def names_host(certificate: Mapping[str, Any], host: str) -> bool:
    """Return whether the parsed certificate names ``host``, itself or by a wildcard for its first label."""
    host = host.removesuffix(".").lower()
    parent = host.partition(".")[2]
    names = {value.lower() for kind, value in certificate.get("subjectAltName", ()) if kind == "DNS"}
    return host in names or ("." in parent and f"*.{parent}" in names)


async def lacks_only_its_intermediate(handshake: Handshake) -> bool:
    """Return whether the certificate that was refused for want of its issuer is right in every other way.

    Browsers fetch the missing intermediate from the address that the certificate names. Two more handshakes tell: one
    without any check brings the certificate, and one that trusts this certificate alone checks its names and dates.
    Nothing is sent over either, and nothing is read.
    """
    blind = as_browsers_do(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    blind.check_hostname = False
    blind.verify_mode = ssl.CERT_NONE
    leaf = (await handshake(blind)).getpeercert(binary_form=True)
    alone = as_browsers_do(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    alone.load_verify_locations(cadata=leaf)
    alone.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    certificate = (await handshake(alone)).getpeercert()
    return bool(certificate.get("caIssuers")) and certificate["issuer"] != certificate["subject"]
