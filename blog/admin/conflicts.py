"""Tell when an article was changed elsewhere since its form was opened, so that nothing is overwritten unseen."""

from __future__ import annotations

import dataclasses
import hashlib
import json

from blog.models import Article


@dataclasses.dataclass(frozen=True, slots=True)
class Stored:
    """What is stored of an article while somebody's form says otherwise."""

    title: str
    slug: str
    body: str


def mark(article: Article) -> str:
    """Return what stands in a form for the article as it was when the form was opened; empty for a new one."""
    if article.pk is None:
        return ""
    published_at = article.published_at and article.published_at.isoformat()
    shown = json.dumps([article.title, article.slug, article.body, published_at])
    return hashlib.sha256(shown.encode()).hexdigest()[:20]


def stored(article: Article) -> Stored:
    """Return what the form's owner has to compare."""
    return Stored(article.title, article.slug, article.body)
