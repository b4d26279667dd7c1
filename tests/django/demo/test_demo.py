"""The demonstration: its blogs on a real server, and its rows in and out of the database."""

from __future__ import annotations

import datetime as dt
import ipaddress
import json
import math
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from blog.models import FriendGroup, FriendLink, Picture, Post, Tag
from demo import rows, sites
from demo.blogs import BLOGS
from demo.tasks import check_demo
from easytask.feeds import hourly
from easytask.history import rollup
from easytask.history.flip_counts import count_flips
from easytask.icons import renewal
from easytask.models import Flip, FriendFeed, FriendIcon, LinkState, Run
from izone import demo_site
from tests.plugins.processes import eventually

SITE_LINK = "http://127.0.0.1:8000"

Serve = Callable[[float], None]


@pytest.fixture
def address(tmp_path: Path) -> str:
    """Another one in each test, so that no two of them meet."""
    return demo_site.address(tmp_path)


@pytest.fixture
def serve(address: str) -> Iterator[Serve]:
    """Serves the blogs; the one that comes back does so after that many seconds."""
    servers = []

    def start(away_seconds: float) -> None:
        listening = socket.create_server((address, demo_site.PORT))
        servers.append(sites.Server(listening, [SITE_LINK], away_seconds=away_seconds))
        threading.Thread(target=servers[-1].serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    yield start
    for server in servers:
        server.shutdown()
        # It would wait for the threads of pages that hang, if these were no daemons.
        server.server_close()


def verdicts() -> dict[str, str]:
    return dict(LinkState.objects.values_list("friend__name", "verdict"))


@pytest.mark.django_db
@pytest.mark.parametrize(("away_seconds", "then"), [(math.inf, "bad_status"), (0, "ok")])
def test_each_blog_shows_a_verdict_of_its_own(address, serve, settings, friend, away_seconds, then):
    settings.FRIENDLINK_ALLOWED_NETWORKS = [ipaddress.ip_network(address)]
    # One of them never answers; each of the others does within, on a busy machine as well.
    settings.FRIENDLINK_TIMEOUT = 6.0
    settings.FRIENDLINK_SITE_LINK = "https://the-owner.example"
    serve(away_seconds)
    rows.load(address=address, site_link=SITE_LINK)
    friend("https://a-real-friend.example/")
    envelope = check_demo(site_link=SITE_LINK)
    assert envelope["code"] == 0
    assert envelope["data"]["active_num"] == len(BLOGS)
    assert verdicts() == {
        "山月手记": "ok",
        "阿梨的一日三餐": "ok",
        "老街底片": "ok",
        "云深处": "bad_status",
        "海边木作": "no_backlink",
        "慢船": "timeout",
        "北辰观星": "uncertain",
        "归雁小站": then,
        **{blog.name: "ok" for blog in BLOGS[8:]},
    }
    # Each site that a check could read has its icon, and its posts.
    well = {blog.name for blog in BLOGS if verdicts()[blog.name] == "ok"}
    eventually(lambda: with_icons() == well, "the icons")
    eventually(lambda: with_posts() == well & {blog.name for blog in BLOGS if blog.entries}, "the posts")


def with_icons() -> set[str]:
    """Who has an icon; what a busy machine had no time for is fetched once more afterwards, as later by itself."""
    found = set(FriendIcon.objects.exclude(digest="").values_list("friend__name", flat=True))
    FriendIcon.objects.filter(digest="").update(renew_at=timezone.now())
    renewal.run()
    return found


def with_posts() -> set[str]:
    """Who has posts, in the same manner."""
    found = set(FriendFeed.objects.exclude(latest_at=None).values_list("friend__name", flat=True))
    FriendFeed.objects.filter(latest_at=None).update(due_at=timezone.now())
    hourly.run()
    return found


@pytest.mark.django_db
def test_the_check_goes_on_when_the_owner_deletes_some_of_its_friends(address, settings):
    rows.load(address=address, site_link=SITE_LINK)
    FriendLink.objects.exclude(name="山月手记").delete()
    settings.FRIENDLINK_ALLOWED_NETWORKS = []
    envelope = check_demo(site_link=SITE_LINK)
    assert (envelope["code"], envelope["data"]["active_num"]) == (0, 1)
    assert verdicts() == {"山月手记": "forbidden_address"}


@pytest.mark.django_db
def test_its_first_check_is_due_at_once(address):
    rows.load(address=address, site_link=SITE_LINK)
    row = PeriodicTask.objects.get(task=check_demo.name)
    assert json.loads(row.kwargs) == {"site_link": SITE_LINK}
    assert row.schedule.is_due(row.last_run_at).is_due


@pytest.mark.django_db
@pytest.mark.parametrize("model", [FriendLink, Post, Run])
def test_a_database_in_which_anything_has_happened_is_not_empty(model):
    assert rows.is_empty()
    moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    model.objects.create(**{"started_at": moment, "seen_at": moment} if model is Run else {})
    assert not rows.is_empty()


def contents() -> list[list[dict[str, object]]]:
    models = (FriendGroup, FriendLink, Post, Tag, Picture, PeriodicTask, IntervalSchedule, Post.tags.through)
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.mark.django_db
def test_all_of_it_can_be_removed_with_one_command(address, capsys):
    before = contents()
    rows.load(address=address, site_link=SITE_LINK)
    call_command("remove_demo")
    assert contents() == before
    out = capsys.readouterr().out
    assert f"友链 {len(BLOGS)} 个、文章 5 篇" in out
    call_command("remove_demo")
    assert capsys.readouterr().out == "没有可移除的演示内容。\n"


@pytest.mark.django_db
def test_its_changes_are_taken_out_of_the_counts_and_the_owners_are_counted_anew(address, friend):
    rows.load(address=address, site_link=SITE_LINK)
    real = friend("https://a-real-friend.example/")
    long_ago = timezone.now() - dt.timedelta(days=9)
    for row in (real, rows.friends().first()):
        Flip.objects.create(friend=row, at=long_ago, is_show=False, kind="timeout", link=row.link)
    rollup.run()
    assert count_flips().hidden_by_check == 2
    call_command("remove_demo")
    rollup.run()
    assert count_flips().hidden_by_check == 1


@pytest.mark.django_db
def test_what_the_owner_made_or_changed_stays(address, friend, capsys):
    rows.load(address=address, site_link=SITE_LINK)
    real = friend("https://a-real-friend.example/")
    taken_over = FriendLink.objects.get(name="云深处")
    taken_over.link = "https://taken-over.example/"
    taken_over.save()
    changed = Post.objects.get(slug="hello-izone")
    changed.body += "我的第一段话。"
    changed.save()
    own = Post.objects.create(title="我的文章", slug="mine", body="……")
    own.tags.add(Tag.objects.get(name="设置"))
    interval = IntervalSchedule.objects.get(every=rows.EVERY_MINUTES, period="minutes")
    PeriodicTask.objects.create(name="我的任务", task="easytask.tasks.check_friend", interval=interval)
    own.cover = Picture.objects.get()
    own.save()
    call_command("remove_demo")
    assert Picture.objects.exists()
    assert set(FriendLink.objects.all()) == {real, taken_over}
    assert set(Post.objects.all()) == {changed, own}
    assert set(Tag.objects.values_list("name", flat=True)) == {"设置", *changed.tags.values_list("name", flat=True)}
    assert set(PeriodicTask.objects.values_list("name", flat=True)) >= {"我的任务", "检查友情链接"}
    assert not PeriodicTask.objects.filter(task=check_demo.name).exists()
    assert f"文章《{changed.title}》已被修改过，予以保留。" in capsys.readouterr().out


@pytest.mark.django_db
def test_it_comes_back_into_what_its_owner_has_kept_of_it(address, friend):
    rows.load(address=address, site_link=SITE_LINK)
    groups = list(FriendGroup.objects.values_list("name", flat=True))
    friend("https://mine.test/", group=FriendGroup.objects.get(name=groups[0]))
    rows.remove()
    Tag.objects.create(name="IZONE", slug="izone")
    rows.load(address=address, site_link=SITE_LINK)
    assert Tag.objects.filter(name__in=("IZONE", "izone")).count() == 2
    assert sorted(FriendGroup.objects.values_list("name", flat=True)) == sorted(groups)


@pytest.mark.django_db
def test_it_follows_a_checkout_that_has_moved(address):
    rows.load(address="127.64.0.1", site_link=SITE_LINK)
    elsewhere = FriendLink.objects.create(name="real", link="http://127.0.0.1:9000/")
    rows.move(address=address, site_link="http://127.0.0.1:8001")
    assert rows.friends().filter(link__startswith=f"http://{address}:{demo_site.PORT}/").count() == len(BLOGS)
    assert set(rows.friends().values_list("link_page", flat=True)) == {
        "",
        f"http://{address}:{demo_site.PORT}/yirisancan/links/",
    }
    elsewhere.refresh_from_db()
    assert elsewhere.link == "http://127.0.0.1:9000/"
    assert json.loads(PeriodicTask.objects.get(task=check_demo.name).kwargs) == {"site_link": "http://127.0.0.1:8001"}


@pytest.mark.django_db
def test_its_posts_are_whole(address):
    rows.load(address=address, site_link=SITE_LINK)
    posts = Post.objects.published()
    assert len({post.published_at.date() for post in posts}) == posts.count() == 5
    assert all(post.title and post.body.startswith(post.body.strip()[:10]) and post.tags.exists() for post in posts)
    # One stands first, and another has a picture.
    assert [post.slug for post in posts if post.is_pinned] == ["hello-izone"]
    assert [post.cover.width for post in posts if post.cover] == [1280]
    text = "".join(post.body for post in posts)
    assert all(mark in text for mark in ("```", "\n- ", "\n> ", "\n| ", "\n## ", "**"))


def test_its_address_is_loopback_and_the_checkouts_own(tmp_path):
    here, there = demo_site.address(tmp_path), demo_site.address(tmp_path / "other")
    assert here == demo_site.address(tmp_path / "x" / "..")
    assert here != there
    assert ipaddress.ip_address(here) in ipaddress.ip_network("127.64.0.0/10")
