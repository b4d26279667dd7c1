"""Compare what was read with what is here, and say what an import would do; nothing is written."""

from __future__ import annotations

import dataclasses
import enum
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.text import slugify

from blog import aliases
from blog.exchange.records import OUR_PAGE, Note, Reading, Refused, Remark, SourcePost
from blog.markdown.reader import LONGEST_TEXT_CHARS
from blog.models import Alias, ImportedArticle, Page, Picture, Post
from blog.models.imports import LEFT_BEHIND
from blog.models.pages import PATH_CHARS, is_reserved

# Names in one query: SQLite takes some 32,000 values.
BATCH = 500
KEY_CHARS = 500
# What the fields of a post and a tag hold.
TITLE_CHARS, SLUG_CHARS, TAG_CHARS, FEED_ID_CHARS = 200, 100, 50, 1000
# Nothing to say of a picture that an earlier import has brought.
ABOUT_PICTURES = (Remark.MISSING_PICTURE, Remark.REMOTE_PICTURE)


class Step(enum.Enum):
    """What an import does with a post."""

    NEW = "new"
    CHANGED = "changed"
    KNOWN = "known"
    EDITED_HERE = "edited here"

    @property
    def writes(self) -> bool:
        return self in (Step.NEW, Step.CHANGED)


@dataclasses.dataclass(frozen=True, slots=True)
class Planned:
    """A post of the source, with the title and slug that fit here; ``pk`` is that of the row it belongs to."""

    post: SourcePost
    step: Step
    title: str = ""
    slug: str = ""
    tags: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    pk: int | None = None
    notes: tuple[Note, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do, in the order of the source."""

    planned: tuple[Planned, ...]
    refused: tuple[Refused, ...]

    @property
    def to_write(self) -> tuple[Planned, ...]:
        return tuple(item for item in self.planned if item.step.writes)

    @property
    def counts(self) -> Counter[Step]:
        return Counter(item.step for item in self.planned)


def stored_key(post: SourcePost) -> str:
    """Return the key as the database has it."""
    return post.key if len(post.key) <= KEY_CHARS else hashlib.sha256(post.key.encode()).hexdigest()


def source_digest(post: SourcePost) -> str:
    """Return what changes when the post changes in its source; that its pictures were left out is no change of it."""
    aside = ("key", "place", "notes", "pictures")
    fields = {name: value for name, value in dataclasses.asdict(post).items() if name not in aside}
    moments = {name: value and value.timestamp() for name, value in fields.items() if name.endswith("_at")}
    return _digest(fields | moments)


def written_digest(article: Post | Page, tags: Iterable[str]) -> str:
    """Return what changes when its owner edits the post, which has these tags, here."""
    at = article.published_at and article.published_at.timestamp()
    of_post: list[object] = []
    if isinstance(article, Post):
        of_post = [sorted(tags), article.is_pinned, article.cover_id, article.language]
    return _digest([article.title, article.slug, article.body, at, *of_post])


def is_edited_here(article: Post | Page, imported: ImportedArticle) -> bool:
    """Return whether its owner has changed here what was imported."""
    tags = article.tags.values_list("name", flat=True) if isinstance(article, Post) else ()
    return imported.written_digest != written_digest(article, tags)


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, default=str, sort_keys=True).encode()).hexdigest()


def build(reading: Reading) -> Plan:
    """Return what an import of this would do now."""
    planner = _Planner(reading.posts)
    return Plan(tuple(planner.plan(post) for post in reading.posts), reading.refused)


class _Planner:
    """What the database has of these posts, and the slugs and paths that are given away while it plans."""

    def __init__(self, posts: Sequence[SourcePost]) -> None:
        keys = [stored_key(post) for post in posts]
        self._imported = {
            row.key: row
            for some in _batches(keys)
            for row in ImportedArticle.objects.filter(key__in=some).select_related("post", "page")
            # Older code may have deleted the one without the other.
            if row.post or row.page
        }
        named = {name for row in self._imported.values() for name in row.pictures.values() if name}
        self._pictures = {
            name
            for some in _batches(named)
            for name in Picture.objects.filter(name__in=some).values_list("name", flat=True)
        }
        feed_ids = [post.feed_id for post in posts if post.feed_id]
        self._by_feed_id = {
            row.feed_id: row for some in _batches(feed_ids) for row in Post.objects.filter(feed_id__in=some)
        }
        self._slugs: dict[bool, dict[str, tuple[str, str | None]]] = {
            is_page: {
                slug: (title, key) for slug, title, key in model.objects.values_list("slug", "title", "imported__key")
            }
            for is_page, model in ((False, Post), (True, Page))
        }
        paths = [path for post in posts for path in post.paths]
        self._paths = {
            row.path: (row.post_id, row.page_id)
            for some in _batches(paths)
            for row in Alias.objects.filter(path__in=some).exclude(LEFT_BEHIND)
        }
        self._keys = frozenset(keys)
        self._planned_keys: set[str] = set()

    def plan(self, post: SourcePost) -> Planned:
        key = stored_key(post)
        row = self._imported.get(key)
        if key in self._planned_keys:
            return Planned(post, Step.KNOWN, post.title, post.slug)
        self._planned_keys.add(key)
        if row:
            return self._again(post, row)
        if post.feed_id in self._by_feed_id:
            here = self._by_feed_id[post.feed_id]
            is_same = (here.title, here.body) == (post.title, post.body)
            return Planned(post, Step.KNOWN if is_same else Step.EDITED_HERE, here.title, here.slug, pk=here.pk)
        return self._new(post)

    def _again(self, post: SourcePost, row: ImportedArticle) -> Planned:
        article = row.post or row.page
        assert article is not None, "a constraint of the table"  # noqa: S101 - for mypy
        has_new_pictures = any(address not in row.pictures for address, _file in post.pictures)
        if row.source_digest == source_digest(post) and not has_new_pictures:
            return Planned(post, Step.KNOWN, article.title, article.slug, pk=article.pk)
        # What was a post cannot become a page here: the row of the other table with its number is somebody else's.
        if post.is_page != isinstance(article, Page) or is_edited_here(article, row):
            return Planned(post, Step.EDITED_HERE, article.title, article.slug, pk=article.pk)
        here = {address for address, name in row.pictures.items() if name in self._pictures}
        notes = tuple(note for note in post.notes if note.remark not in ABOUT_PICTURES or note.what not in here)
        return self._fitted(dataclasses.replace(post, notes=notes), Step.CHANGED, article.slug, article.pk)

    def _new(self, post: SourcePost) -> Planned:
        taken = self._slugs[post.is_page]
        wanted = _slug_of(post)
        # Written by hand, or brought by another way, or a page of ours come home: nobody means to have it twice.
        title, its_key = taken.get(wanted, (None, None))
        is_same = title == post.title and its_key not in self._keys
        if is_same or (title is not None and post.key.startswith(OUR_PAGE)):
            return Planned(post, Step.KNOWN, post.title, wanted)
        slug = _free(wanted, taken, is_page=post.is_page)
        planned = self._fitted(post, Step.NEW, slug, None)
        taken[slug] = (planned.title, stored_key(post))
        return planned if slug == wanted else _noted(planned, Note(Remark.SLUG_TAKEN, slug))

    def _fitted(self, post: SourcePost, step: Step, slug: str, pk: int | None) -> Planned:
        notes = [*post.notes]
        title = (" ".join(post.title.split()) if "\n" in post.title else post.title) or slug
        if not post.title:
            notes.append(Note(Remark.NO_TITLE, title))
        if len(title) > TITLE_CHARS:
            notes.append(Note(Remark.CUT, title))
        if len(post.body) > LONGEST_TEXT_CHARS:
            notes.append(Note(Remark.TOO_LONG))
        own_path = aliases.path_of(Page if post.is_page else Post, slug)
        paths = []
        for path in post.paths:
            owner = self._paths.setdefault(path, (None, None))
            owner_pk = owner[1] if post.is_page else owner[0]
            if path == own_path or len(path) > PATH_CHARS:
                continue
            if owner == (None, None) or (pk is not None and owner_pk == pk):
                paths.append(path)
                self._paths[path] = (-1, -1)
            else:
                notes.append(Note(Remark.ADDRESS_TAKEN, path))
        tags = dict.fromkeys(name[:TAG_CHARS].strip() for name in post.tags)
        return Planned(post, step, title[:TITLE_CHARS], slug, tuple(filter(None, tags)), tuple(paths), pk, tuple(notes))


def _noted(planned: Planned, note: Note) -> Planned:
    return dataclasses.replace(planned, notes=(*planned.notes, note))


def _slug_of(post: SourcePost) -> str:
    """Return the slug of the source, or one of the title, with the characters that an address here may have."""
    for text in (post.slug, post.title):
        slug = text if re.fullmatch(r"[-\w]+", text) else slugify(text, allow_unicode=True)
        if slug:
            return slug[:SLUG_CHARS]
    return "page" if post.is_page else "post"


def _free(wanted: str, taken: dict[str, Any], *, is_page: bool) -> str:
    slug, number = wanted, 1
    while slug in taken or (is_page and is_reserved(slug)):
        number += 1
        slug = f"{wanted[: SLUG_CHARS - 8]}-{number}"
    return slug


def _batches(values: Iterable[str]) -> Iterator[list[str]]:
    whole = list(values)
    return (whole[start : start + BATCH] for start in range(0, len(whole), BATCH))
