"""A look at an address before anything is saved: what it finds, and what it says when nobody can look."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from easytask import probes
from easytask.models import AddressProbe
from easytask.probes import prober
from easytask.probes.records import AskedBy, Probe, ProbeFailure, ProbeState
from easytask.tasks import tend_history
from easytask.verdicts.addresses import BadAddress
from easytask.verdicts.kinds import BacklinkState, Cause, Kind, Problem
from tests.plugins.processes import SITE_LINK, free_port

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("loopback")]

HOME = f"""<html><head><title>半山 | 写字的地方</title>
<meta name="description" content="一个人  写的&amp;拍的"><meta property="og:site_name" content="半山小站">
<link rel="shortcut icon" href="/i.png"><link rel="alternate" type="application/atom+xml" href="/atom.xml"></head>
<body>{"<p>文字</p>" * 400}%s</body></html>"""
LINK = f'<a href="{SITE_LINK}/">ours</a>'


def probe_of(url: str, link_page: str = "") -> Probe:
    """Put a probe in line and do the worker's part."""
    now = timezone.now()
    row = AddressProbe.objects.create(
        url=url, link_page=link_page, domain="x", asked_by=AskedBy.OWNER, state="waiting", asked_at=now, changed_at=now
    )
    assert prober.carry_out(row.pk)
    return probes.read(row.pk)


def test_it_finds_our_link_and_how_the_site_presents_itself(site):
    answer = probe_of(site.page("/", HOME % LINK)).answer
    assert answer is not None
    assert (answer.kind, answer.status, answer.backlink) == (Kind.OK, 200, BacklinkState.FOUND)
    assert answer.backlink_on == f"{site.url}/"
    assert (answer.name, answer.line) == ("半山小站", "一个人 写的&拍的")
    assert (answer.icon, answer.feed) == (f"{site.url}/i.png", f"{site.url}/atom.xml")
    assert (answer.link_page, answer.elsewhere) == ("", False)


def test_without_declarations_the_title_gives_name_and_line(site):
    answer = probe_of(site.page("/", "<title>首页 - 半山 - 写字的地方</title>" + "<p>文字</p>" * 900)).answer
    assert answer is not None
    assert (answer.name, answer.line, answer.icon, answer.feed) == ("半山", "写字的地方", "", "")


def test_it_asks_up_to_three_link_pages_and_says_where_it_looked(site):
    pages = [site.page("/links/", "no"), site.page("/friends/", "no"), site.page("/flink/", LINK)]
    home = "".join(f'<a href="{page}">友链</a>' for page in pages)
    answer = probe_of(site.page("/", HOME % home)).answer
    assert answer is not None
    assert answer.backlink_on == answer.link_page == pages[2]
    assert [page.url for page in answer.pages] == [f"{site.url}/", *pages]
    assert [page.has_backlink for page in answer.pages] == [False, False, False, True]


def test_without_our_link_it_says_what_it_saw(site):
    home = site.page("/", HOME % f'<a href="{site.url}/links/">友链</a>')
    answer = probe_of(home).answer
    assert answer is not None
    assert (answer.kind, answer.backlink) == (Kind.NO_BACKLINK, BacklinkState.MISSING)
    assert [(page.url, page.status) for page in answer.pages] == [(home, 200), (f"{site.url}/links/", 404)]


def test_a_named_link_page_is_where_it_looks(site):
    answer = probe_of(site.page("/", HOME % ""), site.page("/mine", LINK)).answer
    assert answer is not None
    assert (answer.kind, answer.backlink_on) == (Kind.OK, f"{site.url}/mine")


@pytest.mark.parametrize(
    ("status", "headers", "kind", "cause"),
    [
        (404, {}, Kind.BAD_STATUS, None),
        (403, {"cf_mitigated": "challenge"}, Kind.UNCERTAIN, Cause.WALL),
        (302, {"Location": "http://10.0.0.1/"}, Kind.FORBIDDEN_ADDRESS, None),
    ],
)
def test_a_dead_site_a_wall_and_a_way_inward_are_told_apart(site, status, headers, kind, cause):
    answer = probe_of(site.page("/", "", status, **headers)).answer
    assert answer is not None
    assert (answer.kind, answer.cause) == (kind, cause)
    assert answer.name == ""


def test_a_private_address_is_never_asked(site, settings):
    settings.FRIENDLINK_ALLOWED_NETWORKS = []
    answer = probe_of(site.page("/", LINK)).answer
    assert answer is not None
    assert answer.pages[0].problem is Problem.FORBIDDEN_ADDRESS
    assert site.requests == []


def test_an_address_that_leads_to_another_domain_says_so(site):
    elsewhere = site.page("/new", HOME % LINK)
    answer = probe_of(site.page("/", "", 301, Location=elsewhere.replace("127.0.0.1", "localhost"))).answer
    assert answer is not None
    assert answer.elsewhere
    assert answer.final_url.startswith("http://localhost:")


def test_our_own_bug_says_nothing_of_the_address(site, monkeypatch, caplog):
    monkeypatch.setattr(prober, "look", lambda *_: 1 / 0)
    probe = probe_of(site.page("/", LINK))
    assert (probe.state, probe.failure, probe.answer) == (ProbeState.FAILED, ProbeFailure.BROKEN, None)
    assert "ZeroDivisionError" in caplog.text


def test_it_is_done_once(site):
    probe = probe_of(site.page("/", LINK))
    assert not prober.carry_out(probe.id)
    assert len(site.requests) == 1


def test_without_a_broker_it_has_failed_at_once(monkeypatch):
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", f"redis://127.0.0.1:{free_port()}/0")
    probe = probes.request("https://a.example", AskedBy.VISITOR)
    assert (probe.state, probe.failure) == (ProbeState.FAILED, ProbeFailure.NO_BROKER)


@pytest.mark.parametrize(
    ("state", "seconds", "read", "failure", "is_overdue"),
    [
        ("waiting", 1, ProbeState.WAITING, None, False),
        ("waiting", 10, ProbeState.WAITING, None, True),
        ("waiting", 700, ProbeState.FAILED, ProbeFailure.NO_WORKER, False),
        ("looking", 10, ProbeState.LOOKING, None, False),
        ("looking", 400, ProbeState.FAILED, ProbeFailure.BROKEN, False),
    ],
)
def test_nobody_waits_for_a_worker_for_ever(state, seconds, read, failure, is_overdue):
    at = timezone.now() - dt.timedelta(seconds=seconds)
    row = AddressProbe.objects.create(url="https://a.example/", state=state, asked_at=at, changed_at=at)
    probe = probes.read(row.pk)
    assert (probe.state, probe.failure, probe.is_overdue) == (read, failure, is_overdue)
    assert probe.is_final is (read is ProbeState.FAILED)


def test_one_that_takes_a_long_timeout_twice_is_no_dead_worker(settings):
    settings.FRIENDLINK_TIMEOUT = 120.0
    at = timezone.now() - dt.timedelta(seconds=250)
    row = AddressProbe.objects.create(url="https://a.example/", state="looking", asked_at=at, changed_at=at)
    assert probes.read(row.pk).state is ProbeState.LOOKING


@pytest.mark.parametrize(
    "url", ["", "ftp://a.example", "javascript:alert(1)", "https://", "https://a.example/" + "x" * 500]
)
def test_what_is_no_web_address_is_refused(url):
    with pytest.raises(BadAddress):
        probes.request(url, AskedBy.OWNER)
    assert not AddressProbe.objects.exists()


def test_old_probes_go(site):
    old = timezone.now() - dt.timedelta(days=3)
    row = AddressProbe.objects.create(url="https://a.example/", state="done", asked_at=old, changed_at=old)
    tend_history()
    with pytest.raises(probes.ProbeGone):
        probes.read(row.pk)
