"""``python -m bench.handshakes`` measures what a TLS handshake costs the client; it takes about ten seconds.

It compares trust stores, resumed sessions and no verification. Client and server shake hands in memory, and only the
client's side is timed: CPU, best of several rounds. The chain is like Let's Encrypt's: a leaf on P-256 or RSA, signed
by an intermediate on P-384 or RSA, signed by an RSA root.
"""

from __future__ import annotations

import ssl
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import certifi
from rich.console import Console
from rich.table import Table

HOST = "blog.example"
HANDSHAKES, ROUNDS = 100, 7
KEYS = {"P-256 under P-384": ("prime256v1", "secp384r1"), "RSA 2048 under RSA 2048": ("", "")}


def make_chain(directory: Path, leaf_curve: str, issuer_curve: str) -> tuple[Path, Path, Path]:
    """Make a chain; return the files of the root, the intermediate, and the leaf with its chain and key."""

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=directory, check=True, capture_output=True)

    def request(name: str, curve: str, bits: int, *more: str) -> None:
        key = ["-newkey", "ec", "-pkeyopt", f"ec_paramgen_curve:{curve}"] if curve else ["-newkey", f"rsa:{bits}"]
        openssl("req", *key, "-nodes", "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.pem", *more)

    def sign(name: str, issuer: str, extensions: str) -> None:
        (directory / "extensions").write_text(extensions)
        signer = ["-CA", f"{issuer}.pem", "-CAkey", f"{issuer}.key", "-CAcreateserial"]
        openssl("x509", "-req", "-in", f"{name}.pem", *signer, "-extfile", "extensions", "-out", f"{name}.signed")
        (directory / f"{name}.signed").replace(directory / f"{name}.pem")

    request("root", "", 4096, "-x509")
    request("intermediate", issuer_curve, 2048)
    sign("intermediate", "root", "basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign")
    request("leaf", leaf_curve, 2048)
    sign("leaf", "intermediate", f"subjectAltName=DNS:{HOST}\nextendedKeyUsage=serverAuth")
    chain = directory / "chain.pem"
    chain.write_text("".join((directory / name).read_text() for name in ("leaf.pem", "intermediate.pem", "leaf.key")))
    return directory / "root.pem", directory / "intermediate.pem", chain


def shake_hands(
    client: ssl.SSLContext, server: ssl.SSLContext, session: ssl.SSLSession | None = None
) -> tuple[float, ssl.SSLObject]:
    """Shake hands; return the CPU seconds of the client's side, and its end of the connection."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    theirs = server.wrap_bio(to_server, to_client, server_side=True)
    seconds = -time.process_time()
    ours = client.wrap_bio(to_client, to_server, server_hostname=HOST, session=session)
    seconds += time.process_time()
    done = False
    while not done:
        seconds -= time.process_time()
        try:
            ours.do_handshake()
            done = True
        except ssl.SSLWantReadError:
            pass
        seconds += time.process_time()
        try:
            theirs.do_handshake()
        except ssl.SSLWantReadError:
            continue
    theirs.write(b"x")
    # The session's ticket comes with the first byte.
    ours.read(1)
    return seconds, ours


def best(one: Callable[[], float]) -> float:
    """Return the milliseconds of CPU for one handshake, in the best round."""
    return min(sum(one() for _ in range(HANDSHAKES)) for _ in range(ROUNDS)) / HANDSHAKES * 1000


def measure(leaf_curve: str, issuer_curve: str) -> dict[str, float]:
    """Return the milliseconds of CPU of each kind of client, for one chain."""
    with tempfile.TemporaryDirectory() as directory:
        root, intermediate, chain = make_chain(Path(directory), leaf_curve, issuer_curve)
        server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        server.load_cert_chain(chain)

        def context(*files: str | Path) -> ssl.SSLContext:
            made = ssl.create_default_context(cafile=files[0])
            for file in files[1:]:
                made.load_verify_locations(file)
            return made

        ordinary = ssl.create_default_context()
        ordinary.load_verify_locations(root)
        partial = context(intermediate)
        partial.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        # The difference is what verifying costs.
        unverified = ssl._create_unverified_context()
        known = shake_hands(ordinary, server)[1].session
        contexts = {
            "izone: OpenSSL's own paths": ordinary,
            "all roots, loaded beforehand": context(certifi.where(), root),
            "one root": context(root),
            "trusting the intermediate": partial,
            "not verified": unverified,
        }
        found = {name: best(lambda c=made: shake_hands(c, server)[0]) for name, made in contexts.items()}  # type: ignore[misc]
        return found | {"a resumed session": best(lambda: shake_hands(ordinary, server, known)[0])}


if __name__ == "__main__":
    measured = {name: measure(*curves) for name, curves in KEYS.items()}
    table = Table("", *measured, title=f"ms of CPU for the client's side of a handshake, {ssl.OPENSSL_VERSION}")
    for name in next(iter(measured.values())):
        table.add_row(name, *(f"{found[name]:.2f}" for found in measured.values()))
    Console().print(table)
