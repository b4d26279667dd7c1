"""The admin's first page: what it counts, what it warns of, and that it asks Redis for nothing."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from blog.models import FriendLink
from easytask.admin import attention, site
from easytask.history.changes import QuarantineCounts
from easytask.models import Flip, LinkIdentity, LinkState, Run
from easytask.monitoring import health
from easytask.monitoring.health import ComponentState
from easytask.runs import friends, recording
from easytask.tasks import check_friend
from easytask.verdicts import rules
from easytask.verdicts.kinds import Kind, Problem
from easytask.verdicts.records import FetchResult

pytestmark = pytest.mark.django_db
DASHBOARD = "/admin/"


@pytest.fixture(autouse=True)
def no_redis(monkeypatch):
    def look():
        raise AssertionError("the dashboard must not wait for Redis")

    monkeypatch.setattr(health, "look", look)


def check(**pages):
    """Writes what a run would; the friends by name."""
    for friend in friends.load():
        recording.record([rules.evaluate(friend, FetchResult(**{"url": friend.link, **pages[friend.name]}))], run_id=0)


def test_it_counts_how_the_friends_are_and_leads_to_them(admin_client, friend):
    for name in ("a", "b", "c", "d"):
        friend(f"https://{name}.test/", name=name)
    check(a={"status": 200}, b={"status": 404}, c={"status": 429}, d={"status": 404})
    # A living site that does not link back is another thing than one that is down.
    loaded = next(found for found in friends.load() if found.name == "d")
    recording.record([rules.evaluate(loaded, FetchResult(loaded.link, 200), backlink_asked=True)], run_id=0)
    response = admin_client.get(DASHBOARD)
    assert [(found.name, found.count) for found in response.context["dashboard"].conditions] == [
        ("well", 1),
        ("down", 1),
        ("unlinked", 1),
        ("uncertain", 1),
        ("unchecked", 0),
    ]
    page = response.content.decode()
    assert '<a href="/admin/blog/friendlink/?condition=uncertain"><strong>1</strong>' in page
    assert "网页请求返回404" in page
    assert "检查全部友链" in page
    assert '<a href="/admin/notices/">通知</a>' in page


def test_who_waits_for_a_decision_comes_before_who_is_merely_down(admin_client, friend):
    """Those in doubt stay shown, some for years, and one that moved is well: the latest changes would hide them."""
    now = timezone.now()
    names = (
        "moved",
        "moving",
        "stranger",
        "wall",
        "down",
        "well",
        *(f"down{number}" for number in range(site.ATTENTION)),
    )
    rows = {name: friend(f"https://{name}.test/", name=name) for name in names}
    for name, row in rows.items():
        days = {"moved": 15, "moving": 13}.get(name)
        if days:
            since = now - dt.timedelta(days=days)
            LinkIdentity.objects.create(friend=row, link=row.link, moved_to="https://new.test/", moved_since=since)
    down = {name: {"status": 404} for name in names if name.startswith("down")}
    check(
        **down,
        moved={"status": 200},
        moving={"status": 200},
        well={"status": 200},
        stranger={"status": 429},
        wall={"status": 429},
    )
    LinkState.objects.filter(friend=rows["stranger"]).update(evidence={"cannot_tell": "stranger"})
    FriendLink.objects.filter(pk=rows["stranger"].pk).update(is_show_since=now - dt.timedelta(days=900))
    dashboard = admin_client.get(DASHBOARD).context["dashboard"]
    assert [(found.friend.name, found.note) for found in dashboard.attention[:2]] == [
        ("stranger", "与以往判若两站，请确认"),
        ("moved", "搬到了 new.test"),
    ]
    assert not {"moving", "well"} & {found.friend.name for found in attention.wanting(99)}
    FriendLink.objects.update(snoozed_until=now + dt.timedelta(days=1))
    assert attention.wanting(99) == []


def test_it_names_the_slowest_and_the_certificates_about_to_expire(admin_client, friend):
    friend("https://slow.test/", name="slow")
    friend("https://other.test/", name="other")
    soon, later = (timezone.now() + dt.timedelta(days=days, hours=1) for days in (29, 31))
    check(
        slow={"status": 200, "elapsed": 3.0, "certificate_expires": later},
        other={"status": 200, "elapsed": 0.1, "certificate_expires": soon},
    )
    dashboard = admin_client.get(DASHBOARD).context["dashboard"]
    assert [slow.friend_name for slow in dashboard.slowest] == ["slow", "other"]
    assert [(found.friend_name, found.days) for found in dashboard.certificates] == [("other", 29)]


def test_it_owns_up_to_suspected_false_hides(admin_client, friend):
    for name in ("blip", "dead"):
        friend(f"https://{name}.test/", name=name)
    timeout = {"problem": Problem.TIMEOUT}
    check(blip=timeout, dead=timeout)
    check(blip={"status": 200}, dead=timeout)
    assert "50%（2 次自动隐藏中的 1 次）" in admin_client.get(DASHBOARD).content.decode()
    Flip.objects.all().delete()
    assert "没有自动隐藏" in admin_client.get(DASHBOARD).content.decode()


def test_its_queries_do_not_grow_with_the_friends(admin_client, friend):
    counts = []
    for links in (3, 60):
        for number in range(links):
            friend(f"https://{links}-{number}.test/", name=f"{links} {number}")
        check(**{found.name: {"problem": Problem.TIMEOUT} for found in friends.load()})
        with CaptureQueriesContext(connection) as queries:
            admin_client.get(DASHBOARD)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 30


@pytest.mark.parametrize(("rights", "seen"), [(["view_friendlink"], True), (["view_run"], False)])
def test_only_who_may_see_the_friends_sees_the_dashboard(client, django_user_model, rights, seen):
    from django.contrib.auth.models import Permission

    user = django_user_model.objects.create_user("staff", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(user)
    page = client.get(DASHBOARD)
    assert page.status_code == 200
    assert ("系统状态" in page.content.decode()) is seen
    assert "检查全部友链" not in page.content.decode()
    if not seen:
        assert client.get(f"{DASHBOARD}health/").status_code == 403


class TestBrokenRuns:
    def run(self, state, **fields):
        now = timezone.now()
        return Run.objects.create(
            **{"started_by": "clock", "state": state, "started_at": now, "seen_at": now, **fields}
        )

    @pytest.mark.parametrize(
        ("states", "warned"),
        [
            (["broken", "broken"], False),
            (["broken"] * 3, True),
            (["done", "broken", "broken", "broken", "broken"], True),
            (["broken"] * 3 + ["running"], True),
            (["broken"] * 3 + ["done"], False),
            (["broken"] * 3 + ["failed"], False),
            (["broken"] * 3 + ["cancelled"], False),
            (["broken", "broken", "done", "broken", "broken"], False),
            (["failed"] * 3, False),
        ],
    )
    def test_three_in_a_row_are_a_warning_until_one_ends(self, admin_client, states, warned):
        for state in states:
            self.run(state)
        page = admin_client.get(DASHBOARD).content.decode()
        assert ("中途断了" in page) is warned
        assert ("docker compose logs worker" in page) is warned

    def test_it_says_how_many_and_since_when(self, admin_client):
        began = timezone.make_aware(dt.datetime(2026, 11, 25, 4, 30))
        for hours in range(4):
            self.run("broken", started_at=began + dt.timedelta(hours=hours))
        assert "最近连续 4 次检查都中途断了（第一次始于 11-25 04:30）" in admin_client.get(DASHBOARD).content.decode()
        english = admin_client.get(DASHBOARD, headers={"Accept-Language": "en"}).content.decode()
        assert "The last 4 checks were aborted, the first of them started 11-25 04:30" in english
        assert "worker&#x27;s log" in english

    def test_a_check_of_chosen_links_counts_neither_way(self, admin_client):
        for _ in range(3):
            self.run("broken")
        self.run("done", is_full=False)
        assert "中途断了" in admin_client.get(DASHBOARD).content.decode()
        Run.objects.filter(is_full=True).first().delete()
        self.run("broken", is_full=False)
        assert "中途断了" not in admin_client.get(DASHBOARD).content.decode()

    def test_a_third_one_that_nobody_has_closed_yet_counts(self, admin_client):
        for _ in range(2):
            self.run("broken")
        self.run("running", seen_at=timezone.now() - dt.timedelta(seconds=61))
        assert "最近连续 3 次" in admin_client.get(DASHBOARD).content.decode()


class TestNextRun:
    @pytest.fixture
    def schedule(self):
        PeriodicTask.objects.all().delete()

        def make(**fields):
            return PeriodicTask.objects.create(**{"name": "x", "task": check_friend.name, **fields})

        return make

    def hourly(self):
        return IntervalSchedule.objects.create(every=1, period="hours")

    def test_it_follows_the_last_time(self, schedule):
        schedule(interval=self.hourly(), last_run_at=timezone.now() - dt.timedelta(minutes=20))
        assert abs(site.next_run() - timezone.now() - dt.timedelta(minutes=40)) < dt.timedelta(seconds=5)

    def test_a_run_that_the_clock_started_says_more_than_a_row_that_beat_has_not_saved_yet(self, schedule):
        schedule(interval=self.hourly(), last_run_at=timezone.now() - dt.timedelta(minutes=62))
        started = timezone.now() - dt.timedelta(minutes=2)
        Run.objects.create(started_by="clock", state="done", started_at=started, seen_at=started)
        assert abs(site.next_run() - timezone.now() - dt.timedelta(minutes=58)) < dt.timedelta(seconds=5)

    def test_a_crontab_is_read_in_its_own_time_zone(self, schedule):
        schedule(crontab=CrontabSchedule.objects.create(minute="30", hour="4", timezone="Asia/Shanghai"))
        moment = timezone.localtime(site.next_run())
        assert (moment.hour, moment.minute) == (4, 30)

    def test_without_a_row_or_with_one_switched_off_there_is_none(self, schedule, admin_client):
        assert site.next_run() is None
        schedule(interval=self.hourly(), enabled=False)
        assert site.next_run() is None
        assert "没有安排定时检查" in admin_client.get(DASHBOARD).content.decode()


class TestHealth:
    def found(self, broker=ComponentState.OK, **states):
        parts = {
            "database": ComponentState.OK,
            "broker": broker,
            "worker": ComponentState.OK,
            "beat": ComponentState.OK,
            **states,
        }
        return health.Health(**{name: health.Component(state, 0.1) for name, state in parts.items()}, last_run=None)

    def test_each_part_that_is_away_comes_with_what_to_do(self):
        parts = {
            part.state: part
            for part in site.parts_of(self.found(worker=ComponentState.AWAY, beat=ComponentState.UNKNOWN))
        }
        assert "celery -A izone worker" in parts[ComponentState.AWAY].remedy
        assert not parts[ComponentState.OK].remedy
        assert not parts[ComponentState.UNKNOWN].remedy

    @pytest.mark.parametrize("headers", [{}, {"X-Live": "1"}])
    def test_it_is_a_page_and_a_part_of_one(self, admin_client, monkeypatch, headers):
        monkeypatch.setattr(site, "recent_health", lambda: self.found(worker=ComponentState.AWAY))
        page = admin_client.get(f"{DASHBOARD}health/", headers=headers).content.decode()
        assert "celery -A izone worker" in page
        assert ("<html" in page) is not bool(headers)


def test_it_counts_the_quarantines_and_those_that_the_owner_undid(admin_client, admin_user, friend):
    def flips(row, *changes):
        for is_show, kind in changes:
            Flip.objects.create(friend=row, at=timezone.now(), link=row.link, is_show=is_show, kind=kind)

    flips(friend("https://a.test/"), (False, Kind.PARKED), (True, ""))
    flips(friend("https://b.test/"), (False, Kind.TAKEN_OVER), (True, Kind.OK))
    flips(friend("https://c.test/"), (False, Kind.SUSPENDED))
    flips(friend("https://d.test/"), (False, Kind.TIMEOUT), (True, ""))
    flips(friend("https://e.test/"), (False, Kind.PARKED))
    long_ago = timezone.now() - dt.timedelta(days=31)
    Flip.objects.filter(friend__link="https://e.test/").update(at=long_ago)
    response = admin_client.get(DASHBOARD)
    assert response.context["dashboard"].quarantines == QuarantineCounts(hides=3, undone=1)
    assert "近 30 天认出的“已不是朋友的网站”" in response.content.decode()


def test_an_empty_list_says_what_would_be_in_it(admin_client):
    assert "还没有人申请" in admin_client.get("/admin/easytask/application/").content.decode()
    found_none = admin_client.get("/admin/easytask/application/?q=nobody").content.decode()
    assert "还没有人申请" not in found_none


@pytest.mark.parametrize("model", ["friendlink", "friendgroup", "tag", "post", "page", "picture"])
def test_every_list_of_the_blog_says_so_when_it_is_empty(admin_client, model):
    assert '<p class="when-empty">' in admin_client.get(f"/admin/blog/{model}/").content.decode()


def test_more_changes_than_there_is_room_for_are_a_link_away(admin_client, friend):
    row = friend("https://a.test/")
    Flip.objects.bulk_create(Flip(friend=row, at=timezone.now(), is_show=True) for _ in range(site.CHANGES))
    assert "更早的变化" not in admin_client.get(DASHBOARD).content.decode()
    Flip.objects.create(friend=row, at=timezone.now(), is_show=True)
    assert "更早的变化</a>" in admin_client.get(DASHBOARD).content.decode()


def test_without_a_friend_nothing_is_counted(admin_client, friend):
    page = admin_client.get(DASHBOARD).content.decode()
    for words in ("检查全部友链", "需要您看一眼", "疑似误判", "最慢的网站", "?condition="):
        assert words not in page
    assert "系统状态" in page
    friend("https://a.test/")
    page = admin_client.get(DASHBOARD).content.decode()
    assert "需要您看一眼" in page
    # It was not checked yet, so nobody may call it well.
    assert '<p class="quiet">现在没有。</p>' in page


def test_as_long_as_no_backlink_is_asked_for_the_count_leads_to_where_it_is(admin_client, friend, settings):
    friend("https://a.test/", name="a")
    check(a={"status": 200})
    to_settings = '<a href="/admin/settings/friends/" class="nobody"><strong>–</strong>'
    settings.FRIENDLINK_SITE_LINK = ""
    assert to_settings in admin_client.get(DASHBOARD).content.decode()
    settings.FRIENDLINK_SITE_LINK = "https://ours.example"
    page = admin_client.get(DASHBOARD).content.decode()
    assert to_settings not in page
    assert "?condition=unlinked" in page
