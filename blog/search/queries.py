"""Ask for the posts and pages that have all of some words in their title or text."""

# ruff: noqa: S608, S611 - the statements are made of names of ours; what anybody typed comes as a parameter

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

from django.db import connections
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from blog.models import Page, Post, PostQuerySet
from blog.search import index

LONGEST_QUERY_CHARS = 100
MOST_WORDS = 8
_UNREADABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")


Articles = TypeVar("Articles", bound=QuerySet[Any])


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for: as it stands in the field, and the words of it."""

    text: str
    words: tuple[str, ...]


def read(typed: str) -> Query:
    """Return what was typed as a query, which is never an error: signs have no meaning, and what is too long is cut."""
    text = " ".join(_UNREADABLE.sub(" ", typed[: LONGEST_QUERY_CHARS * 10]).split())[:LONGEST_QUERY_CHARS].strip()
    return Query(text, tuple(dict.fromkeys(text.lower().split()))[:MOST_WORDS])


def find(query: Query) -> list[int]:
    """Return the ids of the published posts with all the words, those with them in the title first, then the newest."""
    rows = matching(query).order_by("-published_at", "-pk").values_list("pk", "title")
    ranked = sorted(rows, key=lambda row: not all(word in row[1].lower() for word in query.words))
    return [pk for pk, _ in ranked]


def find_pages(query: Query) -> list[int]:
    """Return the ids of the published pages with all the words, by title; they are so few that no index knows them."""
    if not query.words:
        return []
    return list(_containing(Page.objects.published(), query.words).values_list("pk", flat=True))


def matching(query: Query) -> PostQuerySet:
    """Return the published posts that have all the words in their title or text; none without a word."""
    if not query.words:
        return Post.objects.none()
    posts = Post.objects.published()
    if not index.is_there(posts.db):
        return _containing(posts, query.words)
    if connections[posts.db].vendor == "postgresql":
        return _on_postgresql(posts, query.words)
    return _on_sqlite(posts, query.words)


def _containing(articles: Articles, words: tuple[str, ...]) -> Articles:
    """Read every text for the words."""
    return articles.filter(*(Q(title__icontains=word) | Q(body__icontains=word) for word in words))


def _on_sqlite(posts: PostQuerySet, words: tuple[str, ...]) -> PostQuerySet:
    """Ask the table for the words of three characters and more, and its list of terms for what they begin with."""
    for word in words:
        if len(word) >= 3:
            rows = f"SELECT rowid FROM {index.TABLE} WHERE {index.TABLE} MATCH %s"
            posts = posts.filter(pk__in=RawSQL(rows, ['"' + word.replace('"', '""') + '"']))
        else:
            rows = f"SELECT DISTINCT doc FROM {index.TERMS} WHERE term >= %s AND term < %s"
            posts = posts.filter(pk__in=RawSQL(rows, [word, f"{word}\U0010ffff"]))
    return posts


def _on_postgresql(posts: PostQuerySet, words: tuple[str, ...]) -> PostQuerySet:
    """Ask the index for all pairs of characters, and in Latin for all threes.

    A post in which they stand apart from one another is found as well; looking for the word itself would read hundreds
    of posts, each of which takes a tenth of a millisecond.
    """
    numbers = sorted({number for word in words for number in grams(word)})
    return posts.filter(RawSQL(f"{index.GRAMS_OF_POST} @> %s::bigint[]", [numbers], BooleanField()))


def grams(word: str) -> set[int]:
    """Return the numbers of a word's pairs and threes as the index has them; of one character, its own."""
    letters = [ord(letter) for letter in word]
    if len(letters) == 1:
        return {letters[0] << 42}
    pairs = {(one << 42) + (two << 21) for one, two in pairwise(letters)}
    threes = zip(letters, letters[1:], letters[2:], strict=False)
    return pairs | {(one << 42) + (two << 21) + three for one, two, three in threes if max(one, two, three) < 128}
