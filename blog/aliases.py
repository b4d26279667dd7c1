"""Lead from the addresses at which posts and pages were once to where they are now."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import get_script_prefix, reverse, set_script_prefix
from django.utils.cache import patch_cache_control

from blog.models import Alias, Article, Page, Post

# Seconds for which a browser follows by itself: the address may be given to something else one day.
REMEMBERED_SECONDS = 3600


def remember(article: Post | Page, path: str) -> None:
    """Let this path lead to the post or page from now on; where something else is found at it, that wins."""
    owner: dict[str, Post | Page | None] = {"post": None, "page": None}
    owner["post" if isinstance(article, Post) else "page"] = article
    Alias.objects.update_or_create(path=path, defaults=owner)


def remember_slug(article: Post | Page, slug: str) -> None:
    """Let the address that it had under this slug lead to it."""
    remember(article, path_of(type(article), slug))
    # It may have gone back to one of its own.
    Alias.objects.filter(path=path_of(type(article), article.slug)).delete()


def path_of(model: type[Article], slug: str) -> str:
    """Return the path of a post or page of this slug, as it is asked for: in no language, and not quoted."""
    prefix = get_script_prefix()
    set_script_prefix("/")
    try:
        return reverse("page" if model is Page else "post", args=["-"]).replace("-", slug)
    finally:
        set_script_prefix(prefix)


def target_of(path: str) -> Post | Page | None:
    """Return what visitors find in place of this path; None when there is nothing, or nothing public yet."""
    paths = [path] if path.endswith("/") else [path, f"{path}/"]
    for alias in Alias.objects.filter(path__in=paths).select_related("post", "page").defer("post__body", "page__body"):
        found = alias.post or alias.page
        if found and found.state == Article.State.PUBLISHED:
            return found
    return None


class AliasMiddleware:
    """Ask for an alias where nothing else is found, so that none can stand before an address of the site."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with a redirect in place of a 404, in the language of the request."""
        response = self._get_response(request)
        is_asked = request.method in ("GET", "HEAD") and not request.path_info.startswith(f"/{settings.ADMIN_PATH}")
        if response.status_code != 404 or not is_asked:
            return response
        try:
            found = target_of(request.path_info)
        # What is nowhere is still nowhere while the database is away.
        except Error:
            return response
        if found is None:
            return response
        moved = HttpResponsePermanentRedirect(found.get_absolute_url())
        patch_cache_control(moved, public=True, max_age=REMEMBERED_SECONDS)
        return moved
