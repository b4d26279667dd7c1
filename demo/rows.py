"""Put the demonstration into an empty database, let it follow a checkout that moves, and take it out again."""

import dataclasses
import datetime as dt
import functools
import json
import operator
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from blog.models import FriendGroup, FriendLink, Page, Picture, Post, Tag
from demo.blogs import BLOGS, GROUPS, LINK_PAGE, Behaviour, Blog
from easytask.history.days import today
from easytask.models import Day, FlipDay, Run
from izone.demo_site import PORT

EVERY_MINUTES = 2
# How far back the invented history of a blog goes, in days.
HISTORY_DAYS = 30
CHECKS_A_DAY = 24
TASK = "demo.tasks.check_demo"
# The slugs of the post that stands first, and of the one with a picture of its own.
PINNED, WITH_COVER = "hello-izone", "patience-and-outages"
COVER_WORDS = "黄昏的湖，太阳正落到山后"
# Nothing but the demonstration lives there, so a friend link is told by its address alone, also in a moved checkout.
_ITS_ADDRESS = rf"^http://127\.\d+\.\d+\.\d+:{PORT}/"


@dataclasses.dataclass(frozen=True, slots=True)
class DemoPost:
    """A post as it lies in ``posts/``; ``days`` is its age when the demonstration is loaded."""

    slug: str
    title: str
    tags: tuple[str, ...]
    days: float
    body: str


@dataclasses.dataclass(frozen=True, slots=True)
class RemovalSummary:
    """How many rows went; ``kept`` names the posts that stay because somebody has changed them."""

    friends: int
    posts: int
    tags: int
    schedules: int
    kept: tuple[str, ...]


def is_empty() -> bool:
    """Whether nothing has ever happened here: no post, no friend link and no check."""
    return not any(model.objects.exists() for model in (Post, FriendLink, Run))


def is_there() -> bool:
    """Return whether the demonstration was loaded and not removed since."""
    return bool(PeriodicTask.objects.filter(task=TASK).exists())


def friends() -> QuerySet[FriendLink]:
    """Return the friend links of the demonstration, without those that somebody has given another address."""
    return FriendLink.objects.filter(link__regex=_ITS_ADDRESS)


def posts() -> QuerySet[Post]:
    """Return the posts of the demonstration that nobody has changed."""
    unchanged = [Q(slug=text.slug, title=text.title, body=text.body) for text in _posts()]
    return Post.objects.filter(functools.reduce(operator.or_, unchanged))


@transaction.atomic
def load(*, address: str, site_link: str) -> None:
    """Put friend links, posts and a schedule of their own into the database; its first check is due at once."""
    # A worker, which knows of the demonstration as well, loads no page of the admin.
    from blog.admin import tags

    now = timezone.now()
    # One in which its owner has put friends stayed when the demonstration was removed.
    groups = {
        name: FriendGroup.objects.filter(name=name).first()
        or FriendGroup.objects.create(name=name, line=line, order=order)
        for order, (name, line) in enumerate(GROUPS.items())
    }
    for blog in BLOGS:
        link = f"http://{address}:{PORT}/{blog.path}"
        link_page = link + LINK_PAGE if blog.behaviour is Behaviour.LINKS_BACK_ELSEWHERE else ""
        friend = FriendLink.objects.create(
            name=blog.name,
            description=blog.description,
            link=link,
            link_page=link_page,
            group=groups.get(blog.group),
        )
        Day.objects.bulk_create(_days_of(friend, blog))
    for text in _posts():
        published_at = now - dt.timedelta(days=text.days)
        # One that its owner has changed stayed when the demonstration was removed.
        values = {"title": text.title, "body": text.body, "published_at": published_at}
        values |= {"is_pinned": text.slug == PINNED, "cover": _cover() if text.slug == WITH_COVER else None}
        post, is_new = Post.objects.get_or_create(slug=text.slug, defaults=values)
        if is_new:
            post.tags.set(tags.save_new(Tag(name=name) for name in text.tags))
    interval, _ = IntervalSchedule.objects.get_or_create(every=EVERY_MINUTES, period=IntervalSchedule.MINUTES)
    PeriodicTask.objects.create(
        name="检查演示友链",
        task=TASK,
        kwargs=json.dumps({"site_link": site_link}),
        interval=interval,
        # A tick that no worker took is worth nothing once the next one comes.
        expire_seconds=EVERY_MINUTES * 60 - 10,
        last_run_at=now - dt.timedelta(days=1),
    )


@transaction.atomic
def move(*, address: str, site_link: str) -> None:
    """Let the rows follow a checkout that has moved and a site that is at another port today."""
    for friend in friends():
        moved = {name: _at(address, getattr(friend, name)) for name in ("link", "link_page")}
        FriendLink.objects.filter(pk=friend.pk).exclude(**moved).update(**moved)
    for row in PeriodicTask.objects.filter(task=TASK):
        row.kwargs = json.dumps({"site_link": site_link})
        row.save()


@transaction.atomic
def remove() -> RemovalSummary:
    """Take out all of it, and nothing that its owner has made or changed."""
    originals = _posts()
    unchanged = _delete(posts())
    _forget_cover()
    kept = Post.objects.filter(slug__in=[text.slug for text in originals]).values_list("title", flat=True)
    names = {name for text in originals for name in text.tags}
    unused_tags = Tag.objects.filter(name__in=names, posts=None) if unchanged else Tag.objects.none()
    schedules = _delete(PeriodicTask.objects.filter(task=TASK))
    if schedules:
        unused = IntervalSchedule.objects.filter(periodictask=None)
        unused.filter(every=EVERY_MINUTES, period=IntervalSchedule.MINUTES).delete()
    removed = _delete(friends())
    if removed:
        # The demonstration's changes are in them as well; the rollup counts what is left anew.
        FlipDay.objects.all().delete()
    # One that its owner has renamed or filled with friends stays.
    FriendGroup.objects.filter(name__in=GROUPS, friends=None).delete()
    return RemovalSummary(removed, unchanged, _delete(unused_tags), schedules, tuple(kept))


def _days_of(friend: FriendLink, blog: Blog) -> Iterator[Day]:
    """Yield what the checks of the last weeks would have seen, so that the demonstration has a past to show."""
    if blog.behaviour is Behaviour.ASKS_FOR_HUMANS:
        # Nobody could ever tell.
        return
    seed = zlib.crc32(blog.path.encode())
    for age in range(1, HISTORY_DAYS):
        down = seed % 5 + 1 if (seed + 7 * age) % 31 == 0 else 0
        if blog.behaviour is Behaviour.HANGS:
            down = CHECKS_A_DAY if age % 9 in (1, 2) else 0
        up = CHECKS_A_DAY - down
        median = (60 + seed % 180 + seed * age % 37) if up else None
        p95 = 2 * median if median else None
        yield Day(
            friend=friend,
            day=today() - dt.timedelta(days=age),
            ok=up,
            failing=down,
            unknown=0,
            up=up,
            down=down,
            linked=up,
            unlinked=0,
            median=median,
            p95=p95,
            week_median=median,
            week_p95=p95,
        )


def _delete(rows: QuerySet[Any]) -> int:
    """Delete the rows and return how many they were, without those that went with them."""
    pks = list(rows.values_list("pk", flat=True))
    rows.model.objects.filter(pk__in=pks).delete()
    return len(pks)


def _at(address: str, link: str) -> str:
    """Return the same page at the demonstration's present address; an empty link stays empty."""
    path = link.partition(f":{PORT}/")[2]
    return f"http://{address}:{PORT}/{path}" if link else ""


def _cover() -> Picture | None:
    # Every process knows of the demonstration, and Pillow takes 5 MB.
    from blog.pictures import store
    from demo import cover

    picture = store.add(cover.png(), alt=COVER_WORDS)
    return picture if isinstance(picture, Picture) else None


def _forget_cover() -> None:
    """Delete the cover unless something of its owner's shows it."""
    for picture in Picture.objects.filter(alt=COVER_WORDS):
        in_text = Q(body__contains=picture.name)
        if not (Post.objects.filter(in_text | Q(cover=picture)).exists() or Page.objects.filter(in_text).exists()):
            picture.delete()


@functools.cache
def _posts() -> tuple[DemoPost, ...]:
    return tuple(map(_read, sorted((Path(__file__).parent / "posts").glob("*.md"))))


def _read(path: Path) -> DemoPost:
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    tags = tuple(fields["tags"].split(", "))
    return DemoPost(path.stem, fields["title"], tags, float(fields["days"]), body)
