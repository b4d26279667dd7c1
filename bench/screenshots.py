"""``python -m bench.screenshots`` takes the README's pictures in a real Chromium.

They are docs/home.png, docs/post.png, docs/friends.png and docs/circle.png, each by night as well, docs/dashboard.png
and docs/list.png.
Posts, friends, icons and history are made up and live in a temporary database; nothing is fetched from anywhere.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

    from blog.models import FriendLink
    from easytask.verdicts.records import FetchResult

DOCS = Path(__file__).resolve().parent.parent / "docs"
HOME_SIZE: ViewportSize = {"width": 1280, "height": 1180}
SIZE: ViewportSize = {"width": 1120, "height": 800}
DASHBOARD_SIZE: ViewportSize = {"width": 1280, "height": 760}
PASSWORD = "a long pass word"

# Name, address, line, and of the icon its motif and hue.
FRIENDS = [
    ("山间书房", "https://shanjian.example", "读书、爬山，偶尔写一点关于两者的文字。", "mountains", 152),
    ("Lin 的笔记本", "https://notes.lin.example", "后端工程师的日常：数据库、分布式系统和咖啡。", "cup", 24),
    ("南方有雨", "https://rain.example", "住在南方小城，拍照片，记天气。", "cloud", 205),
    ("The Quiet Terminal", "https://quiet.example", "Small tools, plain text and long walks.", "prompt", 172),
    ("半亩方塘", "https://fangtang.example", "源头活水：前端、排版与字体设计。", "leaf", 110),
    ("阿哲在路上", "https://azhe.example", "骑行一万公里的游记，也写装备评测。", "goose", 340),
    ("墨痕", "https://xn--fsqu00a.example", "书法与编程，都是一笔一画的事。", "book", 12),
    ("周末木工", "https://woodwork.example", "每个周末做一件小家具，失败的也会写出来。", "rings", 38),
    ("Kernel 与猫", "https://kernelcat.example", "Linux 内核源码阅读笔记，封面都是猫。", "cat", 232),
    ("旧时光", "https://old.example", "", "film", 60),
    ("深夜电台", "https://radio.example", "", "moon", 250),
]
# By the friend's number, and how many hours ago it began.
AWAY = {9: ("tls_certificate", 12 * 24), 10: ("no_backlink", 21)}
BLIP, UNCERTAIN = (2, 11), (7, 2)
DAYS, HOURS = 90, 30


# What each has written, and how many hours ago.
WRITTEN: dict[int, list[tuple[str, float]]] = {
    0: [("雪线以下", 5), ("读《山之四季》", 75), ("冬天的书单", 220)],
    1: [("把任务队列从 cron 搬走之后", 9), ("一次误判的代价", 51)],
    2: [("今年的第一场雾", 27), ("旧相机的最后一卷", 140)],
    3: [("A notebook that outlived four laptops", 3), ("Walking to the library", 79)],
    4: [("中文排版里的那一点空白", 30), ("给标题挑一款宋体", 100)],
    5: [("翻过折多山", 54), ("链条、刹车，和一个人的补给", 130)],
    6: [("行书入门的第三个月", 77)],
    7: [("一张不太稳的小凳", 1300 * 24)],
    8: [("从一次缺页说起", 28), ("猫踩出来的补丁", 104)],
}

SITE = {
    "SITE_TITLE": "见山小记",
    "SITE_TAGLINE": "读书、爬山，偶尔写一点关于两者的文字",
    "SITE_AUTHOR": "林见山",
    "SITE_AUTHOR_BIO": "住在山脚下的程序员，白天写代码，傍晚上山。",
}
# Slug, title, tags and first words.
POSTS = [
    (
        "mountain-rain",
        "清明前后，山里的雨",
        ("山居",),
        "雨是从后半夜开始下的。先是屋檐上零星几声，天亮时已经连成一片，对面的山只剩下一个轮廓，像没有干透的墨。",
    ),
    (
        "twelve-books",
        "慢读：一年只读十二本书",
        ("读书",),
        "从前一年要读上百本，合上书就忘了大半。去年起改成一个月一本，读完再读一遍，在空白处写字，写满为止。",
    ),
    (
        "old-post-road",
        "沿着旧驿道走到云上",
        ("爬山", "山居"),
        "石阶被踩得中间低、两边高，青苔从边上长过来。走到第三个亭子，云已经在脚下了。",
    ),
    (
        "tea",
        "一壶茶的四十分钟",
        ("山居", "随笔"),
        "水要等它开，叶要等它沉，人要等人来。等的时候什么也不做，是一天里最像样的四十分钟。",
    ),
    (
        "ten-years",
        "写给十年前的自己",
        ("随笔",),
        "那时你刚学会写程序，以为什么都可以重来。我想告诉你，可以重来的东西其实不多，好在也够用了。",
    ),
    (
        "moving-home",
        "把博客搬回自己家",
        ("折腾",),
        "用了八年的平台说关就关，导出来的压缩包里少了一半的图片。这一次我想把文字放在自己看得见的地方。",
    ),
    (
        "one-torch",
        "夜里下山，只带一支手电",
        ("爬山",),
        "手电照得见的只有三步路。走着走着就明白了，三步其实够了，走完这三步，就看得见下三步。",
    ),
]

MORE = (
    "那天没有带相机，也没有带本子，回来的路上怕忘了，就在心里把每一个句子念了好几遍。"
    "现在写下来的，比当时想的少了一半，多出来的那一半是灯下的。"
)


def page(friend: FriendLink, number: int, hours: float) -> FetchResult:
    """What a check saw of the friend so many hours ago."""
    from easytask.verdicts.kinds import Phase, Problem
    from easytask.verdicts.records import Backlink, FetchResult

    seconds = _milliseconds(number) / 1000
    phases = {Phase.DNS: 0.012, Phase.CONNECT: 0.045, Phase.FIRST_BYTE: seconds * 0.7, Phase.BODY: seconds * 0.2}
    kind, since = AWAY.get(number, ("", 0))
    if number == BLIP[0] and round(hours) == BLIP[1]:
        return FetchResult(friend.link, problem=Problem.TIMEOUT, silent=True, elapsed=5.0)
    if kind == "tls_certificate" and hours <= since:
        return FetchResult(friend.link, problem=Problem.TLS_CERTIFICATE, detail="certificate has expired", elapsed=0.1)
    expires = dt.datetime.now(dt.UTC) + dt.timedelta(days=11 + 17 * number % 80)
    found = {"elapsed": sum(phases.values()), "phases": phases, "certificate_expires": expires, "bytes": 48_211}
    if number == UNCERTAIN[0] and hours <= UNCERTAIN[1]:
        return FetchResult(friend.link, 403, challenged=True, **found)
    backlink = None if kind == "no_backlink" and hours <= since else Backlink("https://ours.example/")
    return FetchResult(friend.link, 200, backlink=backlink, **found)


def fill() -> None:
    """Friends with three months behind them, the last hours of it check by check."""
    from django.utils import timezone

    from blog.models import FriendLink
    from easytask.history import rollup
    from easytask.history.days import median_and_p95
    from easytask.models import Check, Day, Flip, LinkState, Run
    from easytask.runs import friends as rows
    from easytask.runs import lock, recording
    from easytask.verdicts import rules
    from easytask.verdicts.outcomes import RunOutcome, RunResult

    now = timezone.now()
    friends = [
        FriendLink.objects.create(
            name=name, link=link, description=description, is_show_since=now - dt.timedelta(days=200)
        )
        for name, link, description, _, _ in FRIENDS
    ]
    for number, friend in enumerate(friends):
        since = AWAY.get(number, ("", 0))[1]
        for ago in range(2, DAYS):
            bad = 24 if ago * 24 <= since else int(random.random() < 0.03)
            day = Day(friend=friend, day=(now - dt.timedelta(days=ago)).date(), ok=24 - bad, failing=bad, unknown=0)
            day.up, day.down, day.linked, day.unlinked = 24 - bad, bad, 24 - bad, 0
            if bad < 24:
                day.median, day.p95 = median_and_p95(sorted(_milliseconds(number) for _ in range(24 - bad)))
                day.week_median, day.week_p95 = day.median, day.p95
            day.save()
    for hours in (AWAY[9][1], *range(HOURS, 0, -1)):
        at = now - dt.timedelta(hours=hours - 0.3)
        run = lock.begin_run(started_by="clock")
        read = {found.id: found for found in rows.load()}
        verdicts = [
            rules.evaluate(read[friend.pk], page(friend, number, hours), backlink_asked=True)
            for number, friend in enumerate(friends)
        ]
        lock.set_total(run, len(verdicts))
        recording.record(verdicts, run_id=run)
        lock.end_run(run, RunResult(RunOutcome.DONE))
        Run.objects.filter(pk=run).update(started_at=at, seen_at=at, finished_at=at + dt.timedelta(seconds=6))
        Check.objects.filter(run=run).update(at=at)
        LinkState.objects.update(checked_at=at)
        for flip in Flip.objects.filter(run=run):
            Flip.objects.filter(pk=flip.pk).update(at=at)
            FriendLink.objects.filter(pk=flip.friend_id).update(is_show_since=at)
    # Yesterday has its row by now.
    rollup.run()
    draw_icons(friends)


def write_posts() -> None:
    """Give the site its name, and a few posts, the second of which is pinned."""
    from django.utils import timezone

    from blog.models import Post, SiteSetting, Tag

    SiteSetting.objects.bulk_create(SiteSetting(name=name, value=value) for name, value in SITE.items())
    for number, (slug, title, tags, opening) in enumerate(POSTS):
        published_at = timezone.now() - dt.timedelta(days=9 * number + 1)
        body = f"{opening}\n\n{MORE}\n\n## 起因\n\n> 山中何所有，岭上多白云。\n\n{MORE}\n"
        post = Post.objects.create(
            slug=slug, title=title, body=body, published_at=published_at, updated_at=published_at, is_pinned=number == 2
        )
        post.tags.set([Tag.objects.get_or_create(name=name, defaults={"slug": name})[0] for name in tags])


def draw_icons(friends: list[FriendLink]) -> None:
    """Give each friend an icon, as the renewal would keep it."""
    from django.utils import timezone

    from demo import icons
    from easytask.icons import sandbox
    from easytask.icons.records import Drawing
    from easytask.models import FriendIcon

    for friend, (*_, motif, hue) in zip(friends, FRIENDS, strict=True):
        drawn = sandbox.redraw(icons.draw(motif, hue, is_dark=hue > 205), (64, 160))
        assert isinstance(drawn, Drawing)
        FriendIcon.objects.create(
            friend=friend,
            link=friend.link,
            digest=f"{friend.pk:032x}",
            colour=drawn.colour,
            small=drawn.small,
            large=drawn.large,
            renew_at=timezone.now() + dt.timedelta(days=7),
        )


def write_friends_posts() -> None:
    """Let the friends have written, as the reading of their feeds would keep it."""
    from django.utils import timezone

    from blog.models import FriendLink
    from easytask.models import FriendFeed, FriendPost

    now = timezone.now()
    for number, friend in enumerate(FriendLink.objects.order_by("pk")):
        posts = [
            FriendPost(
                friend=friend,
                address=f"{friend.link}/{hours}",
                title=title,
                published_at=now - dt.timedelta(hours=hours),
                seen_at=now,
            )
            for title, hours in WRITTEN.get(number, [])
        ]
        FriendPost.objects.bulk_create(posts)
        feed = FriendFeed(friend=friend, link=friend.link, read_at=now, due_at=now + dt.timedelta(days=1))
        if posts:
            feed.latest_title, feed.latest_address, feed.latest_at = (
                posts[0].title,
                posts[0].address,
                posts[0].published_at,
            )
        feed.save()


def _milliseconds(number: int) -> int:
    return int((90 + 130 * (number * 7 % 11)) * random.lognormvariate(0, 0.25))


@contextlib.contextmanager
def filled_site() -> Iterator[str]:
    """Serve the made-up friends, with worker and beat; the address, and an owner whose password is PASSWORD."""
    random.seed(24)
    os.environ |= {"DJANGO_SETTINGS_MODULE": "izone.settings", "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        os.environ["DATABASE_URL"] = url = f"sqlite:///{folder}/pictures.sqlite3"
        django.setup()
        from django.contrib.auth.models import User
        from django.core.management import call_command

        from tests.plugins.projects import open_project, start_web

        call_command("migrate", verbosity=0)
        fill()
        write_friends_posts()
        write_posts()
        User.objects.create_superuser("owner", password=PASSWORD)
        project = stack.enter_context(open_project(url, folder))
        project.worker("threads")
        project.beat()
        yield start_web(project)


def log_in(page: Page, site: str) -> None:
    """Open the dashboard as the owner and wait until it has asked worker and beat."""
    page.goto(f"{site}/admin/")
    page.fill("#id_username", "owner")
    page.fill("#id_password", PASSWORD)
    page.click("[type=submit]")
    page.locator(".parts li").nth(3).wait_for()


def main() -> None:
    with filled_site() as site:
        from tests.plugins.browsers import open_chromium

        with open_chromium() as chromium:
            DOCS.mkdir(exist_ok=True)
            for scheme, name in (("dark", "friends-dark.png"), ("light", "friends.png")):
                page = chromium.new_page(locale="zh-CN", color_scheme=scheme, viewport=HOME_SIZE)
                page.goto(f"{site}/", wait_until="networkidle")
                page.screenshot(path=DOCS / name.replace("friends", "home"))
                page.goto(f"{site}/posts/old-post-road/", wait_until="networkidle")
                page.screenshot(path=DOCS / name.replace("friends", "post"))
                page.set_viewport_size(SIZE)
                page.goto(f"{site}/friends/", wait_until="networkidle")
                page.screenshot(path=DOCS / name, full_page=True)
                page.set_viewport_size(HOME_SIZE)
                page.goto(f"{site}/friends/posts/", wait_until="networkidle")
                page.screenshot(path=DOCS / name.replace("friends", "circle"))
            page.set_viewport_size(DASHBOARD_SIZE)
            log_in(page, site)
            page.screenshot(path=DOCS / "dashboard.png")
            page.goto(f"{site}/admin/blog/friendlink/")
            page.screenshot(path=DOCS / "list.png", full_page=True)


if __name__ == "__main__":
    main()
