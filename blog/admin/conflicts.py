"""Tell when an article was changed elsewhere since its form was opened, so that nothing is overwritten unseen."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model, QuerySet
from django.forms import model_to_dict

from blog.models import Article


@dataclasses.dataclass(frozen=True, slots=True)
class Stored:
    """What is stored of an article while somebody's form says otherwise; ``differing`` are the fields' labels."""

    title: str
    slug: str
    body: str
    differing: tuple[str, ...]


def mark(article: Article, fields: Iterable[str]) -> str:
    """Return what stands in a form for these fields as they were when it was opened; empty for a new article."""
    if article.pk is None:
        return ""
    return hashlib.sha256(json.dumps(_stored(article, fields), sort_keys=True).encode()).hexdigest()[:20]


def differing(article: Article, typed: Mapping[str, Any]) -> list[str]:
    """Return the fields of which something else is stored than is typed."""
    stored = _stored(article, typed)
    return [name for name in stored if stored[name] != _plain(typed[name])]


def _stored(article: Article, fields: Iterable[str]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in model_to_dict(article, list(fields)).items()}


def _plain(value: Any) -> Any:
    """Return what is the same for a value of a form and one of a row."""
    if isinstance(value, (list, QuerySet)):
        return sorted(str(_plain(one)) for one in value)
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, dt.datetime):
        # A form has no smaller part.
        return value.astimezone(dt.UTC).replace(microsecond=0).isoformat()
    return value
