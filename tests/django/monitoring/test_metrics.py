"""What Prometheus is told: who may ask, whether its own parser and rules accept it, and what it costs."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from blog.models import FriendLink
from easytask.history import rollup
from easytask.models import Delivery, Flip, LinkState, Notice, Run
from easytask.monitoring import metrics

pytestmark = pytest.mark.django_db

TOKEN = "a-token-of-enough-characters"


@pytest.fixture
def with_token(settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN


def bearer(token: str, scheme: str = "Bearer") -> dict[str, str]:
    return {"Authorization": f"{scheme} {token}"}


def samples() -> dict[tuple[str, ...], float]:
    """By name and the values of the labels, in the order of the labels' names."""
    families = text_string_to_metric_families(metrics.exposition().decode())
    found = [sample for family in families for sample in family.samples]
    return {(sample.name, *dict(sorted(sample.labels.items())).values()): sample.value for sample in found}


def run(state: str = "done", *, minutes_ago: int = 10, seconds: int = 7, **fields: Any) -> Run:
    ended = timezone.now() - dt.timedelta(minutes=minutes_ago)
    started = ended - dt.timedelta(seconds=seconds)
    finished = None if state == "running" else ended
    seen = timezone.now()
    return Run.objects.create(
        state=state, started_by="clock", started_at=started, seen_at=seen, finished_at=finished, **fields
    )


def flip(friend: Any, *, is_show: bool, kind: str = "timeout", hours_ago: float = 0, **fields: Any) -> Flip:
    at = timezone.now() - dt.timedelta(hours=hours_ago)
    return Flip.objects.create(friend=friend, at=at, is_show=is_show, link=friend.link, kind=kind, **fields)


def test_no_counter_falls_when_friends_and_runs_are_deleted(friend):
    one, two = friend("https://a.test/"), friend("https://b.test/")
    for hours in (1, 2, 24 * 10):
        flip(one, is_show=False, hours_ago=hours)
        flip(one, is_show=True, kind="", hours_ago=hours)
    flip(two, is_show=False)
    for state in ("done", "done", "broken"):
        run(state)

    def counters() -> dict[tuple[str, ...], float]:
        return {key: value for key, value in samples().items() if key[0].endswith("_total")}

    before = counters()
    assert before["izone_flips_total", "check", "hidden"] == 4
    one.delete()
    FriendLink.objects.filter(pk=two.pk).delete()
    assert counters() == before
    Run.objects.all().delete()
    assert counters() == before
    rollup.run()
    assert counters() == before


def test_what_is_summed_up_already_is_not_counted_twice(friend):
    row = friend("https://a.test/")
    for hours in (1, 24 * 10):
        flip(row, is_show=False, hours_ago=hours)
    rollup.run()
    row.delete()
    assert samples()["izone_flips_total", "check", "hidden"] == 2


# --- who may ask -----------------------------------------------------------------------------------------------------
def test_the_token_opens_it(with_token, client):
    answer = client.get("/metrics", headers=bearer(TOKEN))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "headers",
    [{}, bearer("wrong"), bearer(""), bearer(TOKEN, "Basic"), bearer(TOKEN[:-1]), bearer("é" * 20), {"X": TOKEN}],
)
def test_for_everybody_else_it_does_not_exist(with_token, client, headers):
    assert client.get("/metrics", headers=headers).status_code == 404
    assert client.get(f"/metrics?token={TOKEN}", headers=headers).status_code == 404


@pytest.mark.parametrize("headers", [{}, bearer(""), bearer("None")])
def test_without_a_token_nobody_carries_it(client, headers):
    assert client.get("/metrics", headers=headers).status_code == 404


@pytest.mark.parametrize(
    ("is_staff", "may_view_runs", "status"), [(True, True, 200), (True, False, 404), (False, True, 404)]
)
def test_the_staff_that_may_see_the_runs_needs_no_token(client, is_staff, may_view_runs, status):
    user = get_user_model().objects.create_user("somebody", password="x", is_staff=is_staff)
    if may_view_runs:
        user.user_permissions.add(Permission.objects.get(codename="view_run"))
    client.force_login(user)
    assert client.get("/metrics").status_code == status


def test_it_is_only_read(with_token, client):
    assert client.post("/metrics", headers=bearer(TOKEN)).status_code == 405


# --- what it tells ---------------------------------------------------------------------------------------------------
def test_links_are_counted_by_state_and_by_verdict(friend):
    for number, fields in enumerate(
        [{}, {}, {"is_show": False}, {"is_active": False}, {"snoozed_until": timezone.now() + dt.timedelta(days=1)}]
    ):
        row = friend(f"https://{number}.test/", **fields)
        verdict = "ok" if row.is_show else "uncertain"
        LinkState.objects.create(
            friend=row, link=row.link, is_show=row.is_show, verdict=verdict, checked_at=timezone.now()
        )
    found = samples()
    counts = {state: found["izone_friend_links", state] for state in ("shown", "hidden", "inactive", "left_alone")}
    assert counts == {"shown": 2, "hidden": 1, "inactive": 1, "left_alone": 1}
    assert found["izone_friend_link_verdicts", "ok"] == 3
    assert found["izone_friend_link_verdicts", "uncertain"] == 1
    assert found["izone_friend_link_verdicts", "dns"] == 0


def test_links_are_counted_by_liveness_and_by_backlink(friend):
    for number, (verdict, backlink, evidence) in enumerate(
        [
            ("ok", "found", {}),
            ("no_backlink", "missing", {}),
            ("uncertain", "unknown", {"cannot_tell": "script"}),
            ("uncertain", "unknown", {"cannot_tell": "wall"}),
            ("dns", "unknown", {}),
        ]
    ):
        row = friend(f"https://{number}.test/")
        LinkState.objects.create(
            friend=row,
            link=row.link,
            is_show=True,
            verdict=verdict,
            backlink=backlink,
            evidence=evidence,
            checked_at=timezone.now(),
        )
    found = samples()
    liveness = {state: found["izone_friend_link_liveness", state] for state in ("up", "down", "unknown")}
    assert liveness == {"up": 3, "down": 1, "unknown": 1}
    backlinks = {state: found["izone_friend_link_backlinks", state] for state in ("found", "nofollow", "missing")}
    assert backlinks == {"found": 1, "nofollow": 0, "missing": 1}
    assert found["izone_friend_link_verdicts", "uncertain"] == 2


def test_runs_are_counted_and_the_last_one_is_told():
    run("done", minutes_ago=90)
    done = run("done", minutes_ago=60)
    last = run("failed", minutes_ago=30, seconds=12, outage=True)
    run("running", minutes_ago=0)
    found = samples()
    assert (found["izone_runs_total", "done"], found["izone_runs_total", "failed"]) == (2, 1)
    assert found["izone_runs_total", "broken"] == 0
    assert found["izone_runs_in_progress",] == 1
    assert (found["izone_last_run_state", "failed"], found["izone_last_run_state", "done"]) == (1, 0)
    assert found["izone_last_run_duration_seconds",] == 12
    assert found["izone_last_run_timestamp_seconds",] == pytest.approx(last.finished_at.timestamp())
    assert found["izone_last_done_run_timestamp_seconds",] == pytest.approx(done.finished_at.timestamp())
    assert found["izone_last_run_outage",] == 1


def test_how_long_a_run_took_is_what_it_measured_itself_whatever_the_clock_says():
    run("done", seconds=24 * 3600)
    Run.objects.update(seconds=3.5)
    assert samples()["izone_last_run_duration_seconds",] == 3.5


def test_a_run_whose_worker_died_is_told_as_broken():
    row = run("running")
    Run.objects.filter(pk=row.pk).update(seen_at=timezone.now() - dt.timedelta(seconds=61))
    found = samples()
    assert (found["izone_runs_in_progress",], found["izone_runs_total", "broken"]) == (0, 1)


def test_a_blog_without_a_run_tells_of_none():
    found = samples()
    assert found["izone_runs_total", "done"] == 0
    assert not any(name.startswith("izone_last_run") for name, *_ in found)


def test_changes_suspected_false_hides_and_notices_are_counted(friend):
    one, two = friend("https://1.test/"), friend("https://2.test/")
    flip(one, is_show=False, taken_back_at=timezone.now())
    flip(one, is_show=True, kind="ok")
    flip(two, is_show=False)
    flip(two, is_show=True, kind="", user_name="owner")
    notice = Notice.objects.create(at=timezone.now())
    for number, state in enumerate(["sent", "sent", "waiting"]):
        Delivery.objects.create(notice=notice, channel=str(number), state=state, at=timezone.now())
    found = samples()
    assert found["izone_flips_total", "check", "hidden"] == 2
    assert (found["izone_flips_total", "check", "shown"], found["izone_flips_total", "owner", "shown"]) == (1, 1)
    assert (found["izone_week_hides",], found["izone_week_suspected_false_hides",]) == (2, 1)
    assert (found["izone_notice_deliveries", "sent"], found["izone_notice_deliveries", "waiting"]) == (2, 1)


def test_names_and_types_keep_prometheus_rules():
    """What ``promtool check metrics`` asks for."""
    run()
    families = list(text_string_to_metric_families(metrics.exposition().decode()))
    assert len(families) >= 10
    assert len({family.name for family in families}) == len(families)
    for family in families:
        assert family.documentation, family.name
        assert family.name.startswith("izone_")
        assert family.name == family.name.lower()
        for sample in family.samples:
            assert sample.name.endswith("_total") == (family.type == "counter"), sample.name
            assert not {"le", "quantile", "instance", "job"} & set(sample.labels)
        assert not family.name.endswith(("_milliseconds", "_minutes", "_hours", "_count", "_bucket"))


def test_it_takes_the_same_number_of_queries_however_much_there_is(friend, django_assert_num_queries):
    def fill(number: int) -> None:
        for _ in range(number):
            row = friend("https://a.test/")
            flip(row, is_show=False, run=run())
            LinkState.objects.create(friend=row, link=row.link, is_show=True, verdict="ok", checked_at=timezone.now())

    for number in (1, 30):
        fill(number)
        with django_assert_num_queries(14):
            metrics.exposition()
