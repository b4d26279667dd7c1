"""Write all posts, pages and pictures into a .zip without loss: Markdown with a head that Hexo and Hugo read."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from typing import Any, NoReturn

from django.utils.text import slugify
from django.utils.timezone import localtime

from blog.exchange import front_matter
from blog.exchange.archives import ALT_TEXTS
from blog.models import Page, Picture, PictureFile, Post

# What is read at once.
CHUNK = 200
# File systems take 255 bytes, and a Chinese letter has three.
NAME_CHARS = 70


class _Outlet:
    """What zipfile writes into when nobody can go back: each piece is handed on and forgotten."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(piece)
        return len(piece)

    def flush(self) -> None:
        """Do nothing: zipfile asks for it."""

    def tell(self) -> NoReturn:
        """Say that nobody can go back."""
        raise OSError

    def seek(self, *_: int) -> NoReturn:
        """Say that nobody can go back."""
        raise OSError

    def close(self) -> None:
        """Do nothing."""

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def pieces() -> Iterator[bytes]:
    """Return the archive piece by piece: it may be larger than the memory, and than a container's /tmp."""
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _texts():
            archive.writestr(name, text)
            yield outlet.taken()
        alt_texts = {}
        for name, alt in Picture.objects.values_list("name", "alt").iterator():
            content = PictureFile.objects.filter(name=name).values_list("content", flat=True).first()
            # Somebody may delete it while the others are sent.
            if content is not None:
                # A WebP does not become smaller.
                archive.writestr(f"pictures/{name}", bytes(content), zipfile.ZIP_STORED)
                alt_texts[name] = alt
                yield outlet.taken()
        archive.writestr(ALT_TEXTS, json.dumps(alt_texts, ensure_ascii=False, indent=1))
    yield outlet.taken()


def _texts() -> Iterator[tuple[str, str]]:
    for kind, model in (("posts", Post), ("pages", Page)):
        related = ("tags", "aliases") if model is Post else ("aliases",)
        for article in model.objects.order_by("pk").prefetch_related(*related).iterator(CHUNK):
            stem = article.slug if len(article.slug) <= NAME_CHARS else f"{article.slug[:NAME_CHARS]}-{article.pk}"
            yield f"{kind}/{stem}.md", front_matter.write(_head(article), article.body)


def _head(article: Post | Page) -> dict[str, Any]:
    """Return the front matter; a name that two systems call differently is there twice."""
    updated = localtime(article.updated_at).isoformat()
    head: dict[str, Any] = {"title": article.title, "slug": article.slug}
    if article.published_at:
        head["date"] = localtime(article.published_at).isoformat()
    else:
        head |= {"draft": True, "published": False}
    head |= {"updated": updated, "lastmod": updated}
    if isinstance(article, Page):
        head |= {"layout": "page", "izone": "page"}
    else:
        tags = list(article.tags.all())
        odd = {tag.name: tag.slug for tag in tags if tag.slug != slugify(tag.name, allow_unicode=True)}
        head["tags"] = [tag.name for tag in tags]
        head |= {"tag_slugs": odd} if odd else {}
        head |= {"pinned": True} if article.is_pinned else {}
        head |= {"lang": article.language} if article.language else {}
        head |= {"cover": f"/pictures/{article.cover_id}"} if article.cover_id else {}
        head |= {"izone": "post", "feed_id": article.feed_id or ""}
    if paths := [alias.path for alias in article.aliases.all()]:
        head["aliases"] = paths
    return head
