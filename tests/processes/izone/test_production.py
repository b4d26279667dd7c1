"""Production: the very steps of the image and of docker-compose.yml."""

from __future__ import annotations

import ast
import contextlib
import http.client
import http.cookies
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest
import yaml

from tests.plugins.databases import POSTGRES_PASSWORD, PostgreSQL, postgresql_binaries
from tests.plugins.processes import CHECKOUT, DEADLINE_SECONDS, Service, environment, eventually, free_port, missing
from tests.plugins.sites import BACKLINK, Site

SECRETS = {"SECRET_KEY": "0123456789abcdef" * 4, "POSTGRES_PASSWORD": "9a" * 12, "REDIS_PASSWORD": "7c" * 12}
PASSWORD = "a long pass word"
LOGIN = "/admin/login/"


def test_django_finds_nothing_to_improve():
    command = [sys.executable, "-W", "error", "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    settings = environment(DEBUG="0", SECRET_KEY=SECRETS["SECRET_KEY"], FRIENDLINK_ALLOWED_NETWORKS="")
    done = subprocess.run(command, cwd=CHECKOUT, env=settings, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


BREAK_A_PAGE = """
import django
from django.conf import settings
from django.test import Client
django.setup()
# Nothing has been collected here.
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
client = Client(raise_request_exception=False)
for path, host in (("/friends/", "localhost"), ("/no/such/page", "localhost"), ("/", "evil.example")):
    print(client.get(path, secure=True, headers={"host": host}).status_code)
"""


@pytest.mark.parametrize("debug", ["0", "1"])
def test_a_page_that_breaks_and_a_host_that_is_refused_leave_a_line(tmp_path: Path, debug: str) -> None:
    nothing = f"sqlite:///{tmp_path / 'db.sqlite3'}"
    settings = environment(DEBUG=debug, SECRET_KEY=SECRETS["SECRET_KEY"], DATABASE_URL=nothing)
    command = [sys.executable, "-c", BREAK_A_PAGE]
    settings |= {"DJANGO_SETTINGS_MODULE": "izone.settings"}
    done = subprocess.run(command, cwd=CHECKOUT, env=settings, capture_output=True, text=True)
    assert done.stdout.split()[0] == "500", done.stderr
    assert done.stdout.split()[2] == "400", done.stderr
    assert done.stderr.count("django.db.utils.OperationalError: no such table") == 1
    assert "Traceback" in done.stderr
    assert "evil.example" in done.stderr
    # Robots ask for a thousand pages that are not there.
    assert ("/no/such/page" in done.stderr) == (debug == "1")


def test_what_celery_prints_of_its_settings_holds_no_secret() -> None:
    secrets = {
        "EMAIL_URL": "smtp://me:hunter22mail@mail.a.test",
        "METRICS_TOKEN": "hunter22hunter22hunter22",
        "FRIENDLINK_NOTIFY_URLS": "tgram://123456789:AAhunter22hunter22hunter22hunter22hunt/12345",
        "REDIS_URL": "redis://:hunter22redis@127.0.0.1:1/0",
        "SECRET_KEY": "hunter22" * 4,
        "DATABASE_URL": "postgres://izone:hunter22database@127.0.0.1:1/izone",
    }
    command = [sys.executable, "-m", "celery", "-A", "izone", "report"]
    done = subprocess.run(command, cwd=CHECKOUT, env=environment(**secrets), capture_output=True, text=True)
    assert "broker_url" in done.stdout, done.stderr
    assert "hunter22" not in done.stdout + done.stderr


def compose_config(directory: Path, env_file: str) -> subprocess.CompletedProcess[str]:
    """What ``docker-compose config`` makes of the file beside this .env."""
    binary = shutil.which("docker-compose")
    if binary is None:
        missing("no docker-compose is installed (Debian: apt-get install docker-compose)")
    shutil.copy(CHECKOUT / "docker-compose.yml", directory)
    (directory / ".env").write_text(env_file)
    env = {"PATH": os.environ["PATH"], "HOME": str(directory)}
    return subprocess.run([binary, "config"], cwd=directory, env=env, capture_output=True, text=True)


def env_file(**settings: str) -> str:
    return "".join(f"{name}={value}\n" for name, value in settings.items())


def test_the_documented_line_writes_an_env_file_that_compose_takes(tmp_path):
    [line] = [line for line in (CHECKOUT / "docs/running.md").read_text().splitlines() if line.startswith("$ (umask")]
    subprocess.run(["bash", "-c", line.removeprefix("$ ")], cwd=tmp_path, check=True)
    written = tmp_path / ".env"
    assert written.stat().st_mode & 0o777 == 0o600
    done = compose_config(tmp_path, written.read_text())
    assert done.returncode == 0, done.stderr
    again = subprocess.run(["bash", "-c", line.removeprefix("$ ")], cwd=tmp_path, capture_output=True)
    assert again.returncode != 0  # no second set of passwords over the first


@pytest.fixture
def services(tmp_path: Path) -> dict[str, Any]:
    told = {"SITE_URL": "https://blog.example.com", "FRIENDLINK_ALLOWED_NETWORKS": "127.0.0.0/8"}
    done = compose_config(tmp_path, env_file(**SECRETS, **told))
    assert done.returncode == 0, done.stderr
    return yaml.safe_load(done.stdout.replace("$$", "$"))["services"]


def test_compose_publishes_the_web_alone_and_to_this_machine(services):
    assert set(services) == {"migrate", "web", "worker", "beat", "redis", "postgres"}
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert published == {"web": ["127.0.0.1:8000:8000/tcp"]}
    assert [name for name, service in services.items() if "healthcheck" not in service] == ["migrate"]


@pytest.mark.parametrize("name", SECRETS)
def test_compose_has_no_secret_by_default(tmp_path, name):
    done = compose_config(tmp_path, env_file(**{key: value for key, value in SECRETS.items() if key != name}))
    assert done.returncode != 0
    assert f"{name} " in done.stderr
    assert "set it in .env" in done.stderr


def test_compose_takes_every_secret_from_the_env_file(services):
    told = {**SECRETS, "REDISCLI_AUTH": SECRETS["REDIS_PASSWORD"], "IZONE_PASSWORD": SECRETS["POSTGRES_PASSWORD"]}
    for service in services.values():
        for name, value in service.get("environment", {}).items():
            if re.search("SECRET|PASSWORD|AUTH", name):
                assert value == told[name]
    written = (CHECKOUT / "docker-compose.yml").read_text()
    assert set(re.findall(r"\$\{(\w+):-", written)) == {"PORT", "TRUSTED_PROXIES"}


def instructions(name: str) -> list[str]:
    """The arguments of every instruction of this name in the Dockerfile."""
    lines = (CHECKOUT / "Dockerfile").read_text().replace("\\\n", " ").splitlines()
    return [line.partition(" ")[2] for line in lines if line.startswith(f"{name} ")]


def copy_context(target: Path) -> None:
    """What ``COPY . ./`` takes: everything is left out by .dockerignore but what it names."""
    everything, *lines = (CHECKOUT / ".dockerignore").read_text().split()
    assert everything == "*"
    for name in (line.removeprefix("!") for line in lines if line.startswith("!")):
        source = CHECKOUT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)


def make_role(postgres: PostgreSQL, role: str, told: dict[str, str]) -> None:
    """Do what the image of PostgreSQL does with our script on an empty volume, for a role of another name."""
    script = (CHECKOUT / "izone/postgres-role.sql").read_text().replace("izone;", f"{role};")
    script = script.replace("ROLE izone ", f"ROLE {role} ").replace("DATABASE izone ", f"DATABASE {role} ")
    # The server is that of other tests as well, who log in as its superuser.
    script += f"ALTER ROLE CURRENT_USER PASSWORD '{POSTGRES_PASSWORD}';"
    run_sql(postgres.url("postgres"), script, **told)


def run_sql(url: str, script: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [program("psql"), "-X", "-v", "ON_ERROR_STOP=1", "-At", url]
    env = {"PATH": os.environ["PATH"], **env}
    done = subprocess.run(command, input=script, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done


def program(name: str) -> str:
    """The client program beside the server's own, which may not be on PATH."""
    binaries = postgresql_binaries()
    assert binaries is not None
    return str((binaries / "initdb").resolve().with_name(name))


def test_compose_bounds_memory_processes_and_logs(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert service["mem_limit"], name
        assert service["pids_limit"], name
        assert service["logging"]["options"] == {"max-size": "10m", "max-file": "5"}, name
    [script] = [where for where in services["postgres"]["volumes"] if "docker-entrypoint-initdb.d" in where]
    assert script.endswith("izone/postgres-role.sql:/docker-entrypoint-initdb.d/role.sql:ro")


def is_no_superuser(postgres: PostgreSQL, role: str) -> None:
    rights = "SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication FROM pg_roles WHERE rolname = %s"
    assert postgres.execute(rights, role) == [(False, False, False, False)]
    url = f"postgres://{role}:{SECRETS['POSTGRES_PASSWORD']}@127.0.0.1:{postgres.port}/{role}"
    with pytest.raises(psycopg.errors.InsufficientPrivilege), psycopg.connect(url) as connection:
        connection.execute("COPY django_session FROM PROGRAM 'id'")


class Composed:
    """The services of docker-compose.yml as processes of this machine, in a directory that holds the image's files."""

    def __init__(self, directory: Path, services: dict[str, Any], postgres: PostgreSQL) -> None:
        self.app = directory / "app"
        self.app.mkdir()
        copy_context(self.app)
        self._services, self._logs = services, directory
        self.port, redis_port = free_port(), free_port()
        self.role = role = f"izone{self.port}"
        make_role(postgres, role, services["postgres"]["environment"])
        self._places = {
            "//izone:": f"//{role}:",
            "@postgres:5432/izone": f"@127.0.0.1:{postgres.port}/{role}",
            "@redis:6379": f"@127.0.0.1:{redis_port}",
            "redis-cli": f"redis-cli -p {redis_port}",
            "0.0.0.0:8000": f"127.0.0.1:{self.port}",
            "127.0.0.1:8000": f"127.0.0.1:{self.port}",
        }
        self.started: dict[str, Service] = {}
        self._redis = ["--port", str(redis_port), "--bind", "127.0.0.1", "--dir", str(directory)]

    def _here(self, text: str) -> str:
        for there, here in self._places.items():
            text = text.replace(there, here)
        return text

    def env(self, name: str) -> dict[str, str]:
        in_image = dict(pair.split("=", 1) for line in instructions("ENV") for pair in shlex.split(line))
        told = {key: self._here(value or "") for key, value in self._services[name].get("environment", {}).items()}
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        return {"PATH": path, "HOME": "/nonexistent", "HOSTNAME": socket.gethostname(), **in_image, **told}

    def build(self) -> None:
        pip, *steps = instructions("RUN")
        # The tests' own .venv has done it.
        assert pip == "pip install --no-cache-dir --requirement requirements/runtime.txt"
        for step in steps:
            env = {**self.env("web"), "SECRET_KEY": "", "DATABASE_URL": "", "REDIS_URL": ""}
            done = subprocess.run(["sh", "-c", step], cwd=self.app, env=env, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr

    def run(self, name: str, *command: str) -> subprocess.CompletedProcess[str]:
        """``docker compose run NAME COMMAND``; the service's own command when none is given."""
        wanted = list(command) or self._services[name]["command"]
        return subprocess.run(
            wanted,
            cwd=self.app,
            env=self.env(name),
            capture_output=True,
            text=True,
            timeout=DEADLINE_SECONDS,
            check=False,
        )

    def start(self, name: str) -> Service:
        [of_image] = instructions("CMD")
        command = [self._here(word) for word in self._services[name].get("command") or json.loads(of_image)]
        if name == "redis":
            command += self._redis
        self.started[name] = Service(name, command, log=self._logs / f"{name}.log", cwd=self.app, env=self.env(name))
        return self.started[name]

    def is_healthy(self, name: str) -> bool:
        kind, *test = self._services[name]["healthcheck"]["test"]
        command = ["sh", "-c", *test] if kind == "CMD-SHELL" else test
        return self.run(name, *map(self._here, command)).returncode == 0

    def close(self) -> None:
        with contextlib.ExitStack() as stack:
            for service in self.started.values():
                stack.callback(service.kill)


@pytest.fixture
def composed(tmp_path: Path, services: dict[str, Any], postgres: PostgreSQL) -> Iterator[Composed]:
    if shutil.which("redis-server") is None:
        missing("no Redis is installed (Debian: apt-get install redis-server)")
    composed = Composed(tmp_path, services, postgres)
    yield composed
    composed.close()


class Visitor:
    """A browser behind the proxy, as far as the web can tell: it keeps cookies, and speaks TLS to the proxy."""

    def __init__(self, port: int, address: str) -> None:
        self._port = port
        self._headers = {
            "Host": "blog.example.com",
            "Referer": "https://blog.example.com/",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": address,
        }
        self.cookies = http.cookies.SimpleCookie()

    def ask(self, path: str, form: dict[str, str] | None = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())
        method, body = "GET", None
        if form is not None:
            token = {"csrfmiddlewaretoken": self.cookies["csrftoken"].value}
            method, body = "POST", urlencode({**form, **token})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        with contextlib.closing(
            http.client.HTTPConnection("127.0.0.1", self._port, timeout=DEADLINE_SECONDS)
        ) as connection:
            connection.request(method, path, body, {**self._headers, "Cookie": cookies, **headers})
            answer = connection.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie", []):
                self.cookies.load(cookie)
            return answer.status, dict(answer.headers), answer.read()

    def log_in(self, password: str) -> int:
        self.ask(LOGIN)
        return self.ask(LOGIN, {"username": "owner", "password": password})[0]


@pytest.mark.postgres
def test_the_steps_of_the_image_make_a_blog_that_runs(composed: Composed, site: Site, postgres: PostgreSQL) -> None:
    composed.build()
    redis = composed.start("redis")
    eventually(lambda: composed.is_healthy("redis"), "a healthy redis")
    assert SECRETS["REDIS_PASSWORD"] not in Path(f"/proc/{redis.pid}/cmdline").read_text()
    for _ in range(2):  # an upgrade runs it again
        assert composed.run("migrate").returncode == 0
    is_no_superuser(postgres, composed.role)
    composed.start("web").wait_for("Booting worker")
    eventually(lambda: composed.is_healthy("web"), "a healthy web")

    # the visitor
    visitor = Visitor(composed.port, "203.0.113.9")
    status, headers, page = visitor.ask(LOGIN)
    assert (status, headers["Strict-Transport-Security"]) == (200, "max-age=31536000")
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert visitor.cookies["csrftoken"]["secure"]
    stylesheet = re.search(rb'href="(/static/admin/css/base\.[0-9a-f]{12}\.css)"', page)
    assert stylesheet
    status, headers, _ = visitor.ask(stylesheet[1].decode(), **{"Accept-Encoding": "gzip"})
    assert (status, headers["Content-Encoding"]) == (200, "gzip")
    assert "immutable" in headers["Cache-Control"]
    status, headers, _ = visitor.ask("/friends/", **{"X-Forwarded-Proto": "http"})
    assert (status, headers["Location"]) == (301, "https://blog.example.com/friends/")
    assert visitor.ask("/friends/", Host="evil.example")[0] == 400
    assert b"/evil" not in visitor.ask(LOGIN, SCRIPT_NAME="/evil")[2]

    # the owner, and a stranger who guesses at both web processes
    created = composed.run(
        "web", "env", f"DJANGO_SUPERUSER_PASSWORD={PASSWORD}", "python", "manage.py", "createsuperuser", "--noinput",
        "--username", "owner", "--email", "owner@blog.example.com",
    )  # fmt: skip
    assert created.returncode == 0, created.stderr
    stranger = Visitor(composed.port, "198.51.100.7")
    assert [stranger.log_in("guess") for _ in range(6)] == [200, 200, 200, 200, 429, 429]
    assert visitor.log_in(PASSWORD) == 302
    assert visitor.cookies["sessionid"]["secure"]
    assert visitor.cookies["sessionid"]["httponly"]
    assert visitor.ask("/admin/")[0] == 200

    # worker, beat, and a check of a friend
    composed.start("worker").wait_for(" ready.")
    composed.start("beat").wait_for("beat: Starting")
    for name in ("worker", "beat"):
        eventually(lambda name=name: composed.is_healthy(name), f"a healthy {name}")

    def is_ready() -> bool:
        ready = json.loads(visitor.ask("/healthz")[2])
        return all(ready[name]["state"] == "ok" for name in ("database", "broker", "worker", "beat"))

    # Each has half a second for its answer, until the next look.
    eventually(is_ready, "answers of all")
    code = f"from blog.models import FriendLink; FriendLink.objects.create(name='f', link={site.page('/', BACKLINK)!r})"
    assert composed.run("web", "python", "manage.py", "shell", "-c", code).returncode == 0
    call = composed.run("worker", "celery", "-A", "izone", "call", "easytask.tasks.check_friend")
    assert call.returncode == 0, call.stderr

    # a warm stop: what was taken is finished
    received = f"check_friend[{call.stdout.strip()}] received"
    eventually(lambda: received in composed.started["worker"].output, "the task in the worker")
    for name in ("worker", "beat", "web"):
        assert composed.started[name].end(signal.SIGTERM) == 0, composed.started[name].output
    assert not composed.is_healthy("web")
    result = composed.run("worker", "celery", "-A", "izone", "result", call.stdout.strip())
    envelope = ast.literal_eval(result.stdout)
    # Beat may have had its icon and its robots.txt looked at as well.
    assert (envelope["code"], envelope["data"]["active_num"], site.paths().count("/")) == (0, 1, 1)

    for service in composed.started.values():
        assert not [name for name, secret in SECRETS.items() if secret in service.output], service.name
        assert PASSWORD not in service.output
