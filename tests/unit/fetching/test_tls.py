"""TLS: whom browsers speak to, which certificates they take, and what a second look tells of one that was refused."""

import contextlib
import dataclasses
import datetime as dt
import os
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from easytask.fetching import connection, connector, tls
from easytask.verdicts.kinds import Cause, Problem
from easytask.verdicts.records import FetchResult
from tests.unit.fetching.servers import Exchange, Server, answer, fetch_one

MINUTE = dt.timedelta(minutes=1)
BOTH = ["127.0.0.0/8", "::1/128"]
ELLIPTIC = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
RSA = ["-newkey", "rsa:2048"]
AIA = "authorityInfoAccess=caIssuers;URI:http://192.0.2.1/intermediate.crt"


@dataclasses.dataclass
class Authority:
    """A root that is trusted, and an intermediate of its own that signs."""

    directory: Path

    def __post_init__(self) -> None:
        self._request("root", "-x509", "-days", "30", "-addext", "basicConstraints=critical,CA:TRUE")
        self.sign("intermediate", "root", "basicConstraints=critical,CA:TRUE")

    def path(self, name: str) -> Path:
        return self.directory / name

    def sign(self, name: str, by: str, *extensions: str, key: Any = ELLIPTIC, days: int = 9) -> str:
        self._request(name, key=key)
        (self.path(f"{name}.ext")).write_text("\n".join(extensions))
        request = ["-in", f"{name}.csr", "-CA", f"{by}.pem", "-CAkey", f"{by}.key", "-CAcreateserial"]
        self._openssl("x509", "-req", *request, "-days", str(days), "-extfile", f"{name}.ext", "-out", f"{name}.pem")
        return name

    def context(self, name: str, *chain: str) -> ssl.SSLContext:
        """A server's context that sends the certificate and the others given."""
        pem = "".join(self.path(f"{one}.pem").read_text() for one in (name, *chain))
        self.path("chain.pem").write_text(pem)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.path("chain.pem"), self.path(f"{name}.key"))
        return context

    def _request(self, name: str, *arguments: str, key: Any = RSA) -> None:
        end = ".pem" if "-x509" in arguments else ".csr"
        files = ["-keyout", f"{name}.key", "-out", f"{name}{end}"]
        self._openssl("req", "-new", *key, "-nodes", "-subj", f"/CN={name}.example", *files, *arguments)

    def _openssl(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(["openssl", *arguments], cwd=self.directory, check=True, capture_output=True)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    made = Authority(tmp_path_factory.mktemp("authority"))
    made.sign("good", "intermediate", "subjectAltName=IP:127.0.0.1", AIA)
    made.sign("rsa", "intermediate", "subjectAltName=IP:127.0.0.1", key=RSA)
    made.sign("elsewhere", "intermediate", "subjectAltName=IP:192.0.2.1,DNS:other.example", AIA)
    made.sign("old", "intermediate", "subjectAltName=IP:127.0.0.1", AIA, days=0)
    made.sign("private", "intermediate", "subjectAltName=IP:127.0.0.1")
    made.sign("nameless", "intermediate", AIA)
    made.sign("wild", "intermediate", "subjectAltName=DNS:*.pub.localhost", AIA)
    made._openssl("dhparam", "-dsaparam", "-out", "dh.pem", "1024")
    return made


@pytest.fixture(autouse=True, params=[connection.ROOTS_READ_FOR, 1], ids=["a few requests", "roots read beforehand"])
def trusted(request: pytest.FixtureRequest, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the check trust the authority: aiohttp has made its context at the import."""
    monkeypatch.setattr(connection, "ROOTS_READ_FOR", request.param)
    monkeypatch.setattr(tls, "LOOKS_FOR_INTERMEDIATES", True)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.path("root.pem")))
    context = ssl.create_default_context(cafile=authority.path("root.pem"))
    monkeypatch.setattr(aiohttp.connector, "_SSL_CONTEXT_VERIFIED", context)


@contextlib.contextmanager
def serving(context: ssl.SSLContext) -> Iterator[Server]:
    """A server that redirects to what its query asks for."""

    def say(exchange: Exchange) -> bytes:
        _, found, to = exchange.path.partition("?to=")
        return answer(b"", f"Location: {to}", status="302 Found") if found else answer(b"here")

    with Server(say, context) as server:
        yield server


def fetched(context: ssl.SSLContext, host: str = "127.0.0.1") -> tuple[FetchResult, Server]:
    with serving(context) as server:
        page = fetch_one(server.url.replace("127.0.0.1", host) + "/", retries=0, allowed=BOTH)
    return page, server


class TestWhoIsSpokenTo:
    def test_a_certificate_that_the_system_trusts_is_taken(self, authority):
        page, _ = fetched(authority.context("good", "intermediate"))
        assert page.status == 200

    @pytest.mark.parametrize("where", ["a directory", "one of two directories", "both"])
    def test_the_roots_are_read_from_where_openssl_would_look_for_them(self, authority, tmp_path, monkeypatch, where):
        names = authority._openssl("x509", "-in", "root.pem", "-noout", "-subject_hash").stdout.decode()
        (tmp_path / f"{names.strip()}.0").write_bytes(authority.path("root.pem").read_bytes())
        (tmp_path / f"{names.strip()}.1").write_text("no certificate")
        (tmp_path / "other.pem").write_bytes(authority.path("good.pem").read_bytes())
        if where != "both":
            monkeypatch.setenv("SSL_CERT_FILE", "/nowhere")
        directories = f"/nowhere{os.pathsep}{tmp_path}" if where == "one of two directories" else str(tmp_path)
        monkeypatch.setenv("SSL_CERT_DIR", directories)
        context = tls.context_with_roots()
        assert [dict(pair[0] for pair in root["subject"]) for root in context.get_ca_certs()] == [
            {"commonName": "root.example"}
        ]
        assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)

    @pytest.mark.parametrize("suite", ["AES128-SHA", "AES256-SHA", "AES128-GCM-SHA256", "ECDHE-RSA-AES128-SHA"])
    def test_the_suites_that_chromium_speaks_are_spoken(self, authority, suite):
        context = authority.context("rsa", "intermediate")
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(suite)
        assert fetched(context)[0].status == 200

    def test_a_server_that_would_prefer_a_small_group_is_spoken_to_by_what_else_it_offers(self, authority):
        context = authority.context("rsa", "intermediate")
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers("DHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0")
        context.options |= ssl.OP_CIPHER_SERVER_PREFERENCE
        context.load_dh_params(authority.path("dh.pem"))
        assert fetched(context)[0].status == 200

    @pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
    @pytest.mark.parametrize("group", ["secp384r1", "secp521r1"])
    def test_one_that_wants_another_group_than_we_guess_is_spoken_to(self, authority, version, group):
        context = authority.context("good", "intermediate")
        context.minimum_version = context.maximum_version = version
        context.set_ecdh_curve(group)
        assert fetched(context)[0].status == 200

    @pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
    def test_one_that_would_like_a_certificate_of_ours_is_spoken_to(self, authority, version):
        context = authority.context("good", "intermediate")
        context.maximum_version = version
        context.verify_mode = ssl.CERT_OPTIONAL
        context.load_verify_locations(authority.path("root.pem"))
        assert fetched(context)[0].status == 200

    def test_a_first_flight_longer_than_what_we_wait_for_is_read(self, authority):
        context = authority.context("good", "intermediate", *["root"] * 25)
        assert len(authority.path("chain.pem").read_bytes()) * 3 / 4 > connector.FIRST_FLIGHT_BYTES
        assert fetched(context)[0].status == 200

    def test_one_without_rfc_5746_is_spoken_to(self):
        assert tls.shared_context().options & 0x4

    @pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
    def test_one_that_knows_old_versions_alone_is_not(self, authority):
        context = authority.context("rsa", "intermediate")
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
        assert fetched(context)[0].problem is Problem.TLS_HANDSHAKE

    def test_a_server_that_speaks_no_tls_has_a_name(self, site):
        page = fetch_one(site.url.replace("http:", "https:"))
        assert (page.problem, page.detail) == (Problem.TLS_HANDSHAKE, "WRONG_VERSION_NUMBER")

    @pytest.mark.parametrize(("alert", "doubt"), [(120, Cause.RESPONSE), (40, None), (112, None)])
    def test_one_that_speaks_http_2_alone_is_a_doubt(self, alert, doubt):
        def refuse() -> None:
            client, _ = listener.accept()
            with client:
                client.recv(65_536)
                # A record of TLS 1.2 with a fatal alert.
                client.sendall(bytes([21, 3, 3, 0, 2, 2, alert]))
                # It does not hang up: so few bytes are heard all the same, although we wait for a whole flight.
                client.recv(65_536)

        with socket.create_server(("127.0.0.1", 0)) as listener:
            thread = threading.Thread(target=refuse)
            thread.start()
            page = fetch_one(f"https://127.0.0.1:{listener.getsockname()[1]}/", retries=0)
            thread.join()
        assert (page.problem, page.doubt) == (Problem.TLS_HANDSHAKE, doubt)

    def test_a_handshake_that_never_ends_is_silence(self):
        with socket.create_server(("127.0.0.1", 0)) as deaf:
            page = fetch_one(f"https://127.0.0.1:{deaf.getsockname()[1]}/", timeout=0.3)
        assert (page.problem, page.silent) == (Problem.TIMEOUT, True)


class TestCertificate:
    @pytest.mark.parametrize(
        ("name", "detail"),
        [
            ("old", "certificate has expired"),
            ("elsewhere", "IP address mismatch, certificate is not valid for '127.0.0.1'."),
            ("nameless", "IP address mismatch, certificate is not valid for '127.0.0.1'."),
        ],
    )
    def test_one_that_is_wrong_has_a_name(self, authority, name, detail):
        page, server = fetched(authority.context(name, "intermediate"))
        assert (page.problem, page.detail, page.doubt) == (Problem.TLS_CERTIFICATE, detail, None)
        assert page.certificate_expires is None
        assert server.seen == []

    def test_nobody_vouches_for_the_root_itself(self, authority, monkeypatch):
        monkeypatch.setenv("SSL_CERT_FILE", os.devnull)
        monkeypatch.setattr(aiohttp.connector, "_SSL_CONTEXT_VERIFIED", ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
        page, _ = fetched(authority.context("root"))
        assert (page.problem, page.detail, page.doubt) == (Problem.TLS_CERTIFICATE, "self-signed certificate", None)

    @pytest.mark.parametrize(
        ("name", "doubt"),
        [("good", Cause.CHAIN), ("elsewhere", None), ("old", None), ("private", None), ("nameless", None)],
    )
    def test_one_that_lacks_only_its_intermediate_is_a_doubt(self, authority, name, doubt):
        page, server = fetched(authority.context(name))
        assert (page.status, page.problem, page.doubt) == (None, Problem.TLS_CERTIFICATE, doubt)
        assert page.detail == "unable to get local issuer certificate"
        assert (server.connections, server.seen) == (3, [])

    @pytest.mark.parametrize(
        ("host", "status"),
        [
            ("my-blog.pub.localhost", 200),
            ("my_blog.pub.localhost", 200),
            ("_.pub.localhost", 200),
            ("a.my_blog.pub.localhost", None),
            ("my_blog.localhost", None),
        ],
    )
    def test_an_underscore_in_the_host_matches_a_wildcard(self, authority, host, status):
        page, server = fetched(authority.context("wild", "intermediate"), host)
        assert (page.status, page.problem) == (status, None if status else Problem.TLS_CERTIFICATE)
        assert len(server.seen) == (1 if status else 0)

    def test_nothing_else_is_forgiven_for_an_underscore(self, authority):
        page, _ = fetched(authority.context("wild"), "my_blog.pub.localhost")
        assert page.problem is Problem.TLS_CERTIFICATE

    @pytest.mark.parametrize("redirects", [False, True])
    def test_the_end_of_the_final_hosts_certificate_is_told(self, site, authority, redirects):
        with serving(authority.context("good", "intermediate")) as server:
            page = fetch_one(site.page("/", status=302, Location=server.url) if redirects else server.url)
        assert page.status == 200
        assert page.certificate_expires - dt.datetime.now(dt.UTC) == pytest.approx(dt.timedelta(days=9), abs=2 * MINUTE)

    def test_a_hop_without_tls_has_no_certificate(self, site, authority):
        with serving(authority.context("good", "intermediate")) as server:
            page = fetch_one(f"{server.url}/?to={site.page('/')}")
        assert (page.status, page.certificate_expires) == (200, None)


@pytest.mark.parametrize(
    ("names", "host", "matches"),
    [
        (["my_blog.example.com"], "my_blog.example.com", True),
        (["MY_BLOG.Example.com"], "my_blog.example.com.", True),
        (["*.example.com"], "my_blog.example.com", True),
        (["other.com", "*.example.com"], "my_blog.example.com", True),
        (["*.example.com"], "a.my_blog.example.com", False),
        (["*.com"], "my_blog.com", False),
        (["my*.example.com"], "my_blog.example.com", False),
        (["example.com"], "my_blog.example.com", False),
        ([], "my_blog.example.com", False),
    ],
)
def test_a_name_is_among_the_alternative_names(names, host, matches):
    certificate = {"subject": ((("commonName", host),),), "subjectAltName": tuple(("DNS", name) for name in names)}
    assert tls.names_host(certificate, host) is matches
