"""What the demonstration keeps in the database: puts it into an empty one, and takes it out again."""

import dataclasses
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import slugify
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from blog.models import FriendLink, Post, Tag
from demo.blogs import BLOGS, LINK_PAGE, Does
from easytask.models import Run
from izone.demo_site import PORT

EVERY_MINUTES = 2
TASK = "demo.tasks.check_demo"
# Nothing but the demonstration lives there, so a friend link is told by its address alone, also in a moved checkout.
_ITS_ADDRESS = rf"^http://127\.\d+\.\d+\.\d+:{PORT}/"


@dataclasses.dataclass(frozen=True)
class Text:
    """A post as it lies in ``posts/``; ``days`` is its age when the demonstration is loaded."""

    slug: str
    title: str
    tags: tuple[str, ...]
    days: float
    body: str


@dataclasses.dataclass(frozen=True)
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


def friends() -> QuerySet[FriendLink]:
    """The friend links of the demonstration, without those that somebody has given another address."""
    return FriendLink.objects.filter(link__regex=_ITS_ADDRESS)


@transaction.atomic
def load(*, address: str, site_link: str) -> None:
    """Puts friend links, posts and a schedule of their own into the database; its first check is due at once."""
    now = timezone.now()
    for blog in BLOGS:
        link = f"http://{address}:{PORT}/{blog.path}"
        link_page = link + LINK_PAGE if blog.does is Does.LINKS_BACK_ELSEWHERE else ""
        FriendLink.objects.create(name=blog.name, description=blog.description, link=link, link_page=link_page)
    for text in _texts():
        published_at = now - dt.timedelta(days=text.days)
        post = Post.objects.create(title=text.title, slug=text.slug, body=text.body, published_at=published_at)
        post.tags.set(_tag(name) for name in text.tags)
    interval, _ = IntervalSchedule.objects.get_or_create(every=EVERY_MINUTES, period=IntervalSchedule.MINUTES)
    PeriodicTask.objects.create(
        name="检查演示友链",
        task=TASK,
        kwargs=json.dumps({"site_link": site_link}),
        interval=interval,
        expire_seconds=EVERY_MINUTES * 60 - 10,  # a tick that no worker took is worth nothing once the next one comes
        last_run_at=now - dt.timedelta(days=1),
    )


@transaction.atomic
def move(*, address: str, site_link: str) -> None:
    """Lets the rows follow a checkout that has moved and a site that is at another port today."""
    for friend in friends():
        moved = {name: _at(address, getattr(friend, name)) for name in ("link", "link_page")}
        FriendLink.objects.filter(pk=friend.pk).exclude(**moved).update(**moved)
    for row in PeriodicTask.objects.filter(task=TASK):
        row.kwargs = json.dumps({"site_link": site_link})
        row.save()


@transaction.atomic
def remove() -> RemovalSummary:
    """Takes out all of it, and nothing that its owner has made or changed."""
    friend_ids = friends().values_list("pk", flat=True)
    friend_count = FriendLink.objects.filter(pk__in=list(friend_ids)).delete()[1].get(FriendLink._meta.label, 0)
    texts = {text.slug: text for text in _texts()}
    posts, kept = [], []
    for post in Post.objects.filter(slug__in=texts):
        text = texts[post.slug]
        (posts if (post.title, post.body) == (text.title, text.body) else kept).append(post)
    Post.objects.filter(pk__in=[post.pk for post in posts]).delete()
    names = {name for text in texts.values() for name in text.tags}
    tags = Tag.objects.filter(name__in=names, posts=None) if posts else Tag.objects.none()
    tag_count = tags.delete()[1].get(Tag._meta.label, 0)
    schedules = PeriodicTask.objects.filter(task=TASK).delete()[1].get(PeriodicTask._meta.label, 0)
    if schedules:
        unused = IntervalSchedule.objects.filter(periodictask=None)
        unused.filter(every=EVERY_MINUTES, period=IntervalSchedule.MINUTES).delete()
    return RemovalSummary(friend_count, len(posts), tag_count, schedules, tuple(post.title for post in kept))


def _at(address: str, link: str) -> str:
    """The same page at the demonstration's present address; an empty link stays empty."""
    path = link.partition(f":{PORT}/")[2]
    return f"http://{address}:{PORT}/{path}" if link else ""


def _tag(name: str) -> Tag:
    return Tag.objects.get_or_create(name=name, defaults={"slug": slugify(name, allow_unicode=True)})[0]


def _texts() -> Iterator[Text]:
    for path in sorted((Path(__file__).parent / "posts").glob("*.md")):
        head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
        fields = dict(line.split(": ", 1) for line in head.splitlines())
        tags = tuple(fields["tags"].split(", "))
        yield Text(path.stem, fields["title"], tags, float(fields["days"]), body)
