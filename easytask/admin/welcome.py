"""Greet the owner of an empty site with three steps, each done on the dashboard: name it, write, add a friend."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from blog import slugs
from blog.models import FriendLink, Post
from blog.site import identity, saving, tabs, values
from blog.site.values import Source
from easytask.admin.samples import Sample, registered

# As the columns of a post have them.
TITLE_CHARS = 200


@dataclasses.dataclass(frozen=True, slots=True)
class Welcome:
    """Which of the steps are done, and the title that the site has so far."""

    title: str
    is_named: bool
    has_post: bool
    has_friend: bool


class Example(enum.Enum):
    """Whether the example that a site may have is there, for the button that removes it or brings it back."""

    THERE = "there"
    AWAY = "away"
    NONE = "none"


def example() -> Example:
    """Return whether the example is there, or that there is none to be had."""
    sample = registered()
    if sample is None:
        return Example.NONE
    return Example.THERE if sample.is_there() else Example.AWAY


def welcome(with_example: Example, user: Any) -> Welcome | None:
    """Return the steps, or None when the site has a post and a friend of its owner's own.

    It is None, too, for who may not take each step that is left: whoever only looks is offered no empty ones.
    """
    posts, friends = Post.objects.all(), FriendLink.objects.all()
    sample = registered()
    if sample is not None and with_example is Example.THERE:
        posts = posts.exclude(pk__in=sample.posts().values("pk"))
        friends = friends.exclude(pk__in=sample.friends().values("pk"))
    has_post, has_friend = posts.exists(), friends.exists()
    if has_post and has_friend:
        return None
    title = values.current().in_force(identity.TITLE)
    is_named = title.source is not Source.DEFAULT
    steps = ((is_named, tabs.MAY_CHANGE), (has_post, "blog.add_post"), (has_friend, "blog.add_friendlink"))
    if not all(is_done or user.has_perm(needed) for is_done, needed in steps):
        return None
    return Welcome(str(title.value), is_named, has_post, has_friend)


def urls(site: admin.AdminSite) -> list[Any]:
    """Return the addresses of the buttons."""

    def button(where: str, view: Callable[[HttpRequest], HttpResponse], name: str) -> Any:
        return path(where, site.admin_view(require_POST(view)), name=name)

    return [
        button("welcome/name/", name_site, "welcome_name"),
        button("welcome/write/", write_post, "welcome_write"),
        button("sample/load/", load_sample, "sample_load"),
        button("sample/remove/", remove_sample, "sample_remove"),
    ]


def name_site(request: HttpRequest) -> HttpResponse:
    """Save the site's title."""
    if not request.user.has_perm(tabs.MAY_CHANGE):
        raise PermissionDenied
    text = request.POST.get("title", "").strip()
    try:
        identity.TITLE.parse(text)
    except ValueError:
        text = ""
    if not text:
        messages.error(request, str(identity.TITLE.must_be))
        return _home()
    stored = values.current().in_force(identity.TITLE).stored
    change = saving.Change(identity.TITLE, text, saving.mark(identity.TITLE, stored))
    outcome = saving.save([change], request.user)
    if outcome.conflicts:
        messages.error(request, _("有人刚刚起了另一个名字，请看过再改。"))
    else:
        messages.success(request, _("网站现在叫“%s”。") % text)
    return _home()


def write_post(request: HttpRequest) -> HttpResponse:
    """Publish a first post."""
    if not request.user.has_perm("blog.add_post"):
        raise PermissionDenied
    title, body = request.POST.get("title", "").strip(), request.POST.get("body", "").strip()
    if not title or not body or len(title) > TITLE_CHARS:
        messages.error(request, _("文章要有标题（不超过 200 字）和正文。"))
        # What was typed stays in the boxes.
        return admin.site.index(request, {"typed": {"title": title, "body": body}})
    post = Post.objects.create(
        title=title, body=body, slug=slugs.free(Post.objects.all(), title), published_at=timezone.now()
    )
    messages.success(
        request, format_html('{} <a href="{}">{}</a>', _("文章已发布。"), post.get_absolute_url(), _("去看看"))
    )
    return _home()


def load_sample(request: HttpRequest) -> HttpResponse:
    """Bring the example back."""
    return _change_sample(request, lambda sample: sample.load(request.get_port()))


def remove_sample(request: HttpRequest) -> HttpResponse:
    """Take the example out."""
    return _change_sample(request, lambda sample: sample.remove())


def _change_sample(request: HttpRequest, change: Callable[[Sample], list[str]]) -> HttpResponse:
    sample = registered()
    if sample is None or not request.user.is_superuser:
        raise PermissionDenied
    for sentence in change(sample):
        messages.success(request, sentence)
    return _home()


def _home() -> HttpResponse:
    """Lead back to the dashboard."""
    return HttpResponseRedirect(reverse("admin:index"))
