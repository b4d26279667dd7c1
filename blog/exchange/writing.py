"""Write what a plan says, each post whole or not at all: whoever is broken off goes on by planning again."""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from blog.exchange.archives import ALT_TEXTS, MAX_POST_BYTES, Archive
from blog.exchange.passages import with_addresses
from blog.exchange.planning import (
    FEED_ID_CHARS,
    Plan,
    Planned,
    Step,
    is_edited_here,
    source_digest,
    stored_key,
    written_digest,
)
from blog.exchange.records import Note, Remark, SourcePost
from blog.models import Alias, ImportedArticle, Page, Picture, Post, Tag, new_feed_id
from blog.models.imports import LEFT_BEHIND
from blog.models.posts import LANGUAGES
from blog.pictures import names, store
from blog.pictures.outcomes import Refusal


@dataclasses.dataclass(slots=True)
class Written:
    """What was written so far, and what was found only on the way, such as a picture that is none; ``left`` waits."""

    new: int = 0
    changed: int = 0
    left: int = 0
    pictures: int = 0
    notes: list[tuple[str, Note]] = dataclasses.field(default_factory=list)


def write(
    plan: Plan, archive: Archive, *, seconds: float | None = None, on_post: Callable[[], None] = lambda: None
) -> Written:
    """Write the new and the changed posts; after so many seconds leave the rest, but never all of them."""
    written = Written()
    writer = _Writer(archive, written)
    until = None if seconds is None else time.monotonic() + seconds
    to_write = plan.to_write
    for done, item in enumerate(to_write):
        if done and until is not None and time.monotonic() > until:
            written.left += len(to_write) - done
            break
        writer.write(item)
        on_post()
    return written


class _ChangedMeanwhile(Exception):
    """A post is no longer as it was imported, though it was when the import was planned."""


class _Writer:
    def __init__(self, archive: Archive, written: Written) -> None:
        self._archive = archive
        self._written = written
        self._pictures: dict[str, Picture | None] = {}
        self._alt_texts = _alt_texts(archive)
        self._load_tags()

    def _load_tags(self) -> None:
        self._tags = {tag.name: tag for tag in Tag.objects.all()}
        self._tag_slugs = {tag.slug for tag in self._tags.values()}

    def write(self, item: Planned) -> None:
        """Write one post with all that belongs to it."""
        here = {address: self._picture(file, item) for address, file in item.post.pictures}
        try:
            with transaction.atomic():
                self._save(item, here)
        except IntegrityError:
            # Somebody else has just taken the slug, or imports the same: the next plan knows.
            self._written.left += 1
            # Those that were new with this post are not there.
            self._load_tags()
            return
        except _ChangedMeanwhile:
            self._written.notes.append((item.post.place, Note(Remark.CHANGED_MEANWHILE)))
            return
        if item.step is Step.NEW:
            self._written.new += 1
        else:
            self._written.changed += 1

    def _save(self, item: Planned, here: Mapping[str, Picture | None]) -> None:
        post = item.post
        article, imported = _open(item)
        pictures = _pictures(post, imported, here)
        article.title, article.body = item.title, _body(post, pictures)
        article.published_at = post.published_at
        if post.is_page and post.is_undated:
            article.published_at = timezone.now()
        now = timezone.now()
        article.updated_at = post.updated_at or min(article.published_at or now, now)
        if isinstance(article, Post):
            article.is_pinned, article.cover = post.is_pinned, pictures.get(post.cover)
            article.language = _language(post.language)
            if not item.pk:
                # One that is longer than its field was made by hand.
                is_ours = 0 < len(post.feed_id) <= FEED_ID_CHARS
                article.feed_id = post.feed_id if is_ours else new_feed_id()
        article.save()
        tags = [self._tag(name, dict(post.tag_slugs).get(name, "")) for name in item.tags]
        if isinstance(article, Post):
            imported.post = article
            # A new one has none that would have to go.
            article.tags.set(tags) if item.pk else article.tags.add(*tags)
        else:
            imported.page = article
        known = set(article.aliases.values_list("path", flat=True)) if item.pk else set()
        if item.paths:
            Alias.objects.filter(LEFT_BEHIND, path__in=item.paths).delete()
        new = [path for path in item.paths if path not in known]
        Alias.objects.bulk_create(Alias(path=path, post=imported.post, page=imported.page) for path in new)
        imported.source_digest = source_digest(post)
        imported.written_digest = written_digest(article, [tag.name for tag in tags])
        imported.save()

    def _tag(self, name: str, slug: str) -> Tag:
        if found := self._tags.get(name):
            return found
        # A slug of another tool may hold what no address of ours takes, and every page with the tag would fail.
        wanted = slugify(slug, allow_unicode=True) or slugify(name, allow_unicode=True) or "tag"
        slug, number = wanted[:50], 1
        while slug in self._tag_slugs:
            number += 1
            slug = f"{wanted[:44]}-{number}"
        self._tags[name], _is_new = Tag.objects.get_or_create(name=name, defaults={"slug": slug})
        self._tag_slugs.add(slug)
        return self._tags[name]

    def _picture(self, file: str, item: Planned) -> Picture | None:
        if file not in self._pictures:
            content = self._archive.picture(file)
            own_name = names.read(PurePosixPath(file).name)
            added: Picture | Refusal | None = None
            if content is not None:
                alt = self._alt_texts.get(PurePosixPath(file).name, "")
                added = store.restore(own_name, content, alt=alt) if own_name else store.add(content)
            if isinstance(added, Picture):
                self._pictures[file] = added
                self._written.pictures += 1
            else:
                self._pictures[file] = None
                what = f"{file}: {added.sentence}" if added else file
                self._written.notes.append((item.post.place, Note(Remark.BAD_PICTURE, what)))
        return self._pictures[file]


def _open(item: Planned) -> tuple[Post | Page, ImportedArticle]:
    """Return the post to write and where it came from; raise _ChangedMeanwhile.

    One that is there is locked until the transaction ends: on SQLite by the transaction itself.
    """
    model = Page if item.post.is_page else Post
    key = stored_key(item.post)
    if item.pk is None:
        ImportedArticle.objects.filter(LEFT_BEHIND, key=key).delete()
        return model(slug=item.slug), ImportedArticle(key=key)
    article = model.objects.select_for_update(of=("self",)).filter(pk=item.pk).first()
    imported = ImportedArticle.objects.filter(key=key).first()
    if article is None or imported is None or is_edited_here(article, imported):
        raise _ChangedMeanwhile
    return article, imported


def _pictures(post: SourcePost, imported: ImportedArticle, here: Mapping[str, Picture | None]) -> dict[str, Picture]:
    """Return the pictures by their addresses in the source, with those of earlier imports, and remember all."""
    known: dict[str, str] = imported.pictures
    new = {address: picture.name if picture else "" for address, picture in here.items()}
    imported.pictures = {**known, **{address: name for address, name in new.items() if name or address not in known}}
    # The cover of a post of ours is called there as it is here.
    wanted = known | ({post.cover: str(name)} if (name := names.read(post.cover)) else {})
    stored = Picture.objects.in_bulk({name for name in wanted.values() if name})
    found = {address: stored[name] for address, name in wanted.items() if name in stored}
    return found | {address: picture for address, picture in here.items() if picture}


def _language(said: str) -> str:
    """Return the language as a post here says it; empty for one that it cannot say."""
    known = dict(LANGUAGES)
    main, *parts = said.replace("_", "-").split("-")
    if main.lower() == "zh":
        is_traditional = bool({"hant", "tw", "hk", "mo"} & {part.lower() for part in parts})
        return "zh-Hant" if is_traditional else "zh-Hans"
    return said if said in known else main.lower() if main.lower() in known else ""


def _alt_texts(archive: Archive) -> Mapping[str, str]:
    """Return the alt texts by the pictures' names when the archive is an export of ours."""
    if ALT_TEXTS not in archive.sizes:
        return {}
    try:
        read = json.loads(archive.text(ALT_TEXTS, MAX_POST_BYTES) or b"{}")
    except (ValueError, RecursionError):
        return {}
    return {name: text for name, text in read.items() if isinstance(text, str)} if isinstance(read, dict) else {}


def _body(post: SourcePost, pictures: Mapping[str, Picture]) -> str:
    """Return the text with the addresses that its pictures have here, below a cover that nothing else can show."""

    def here(address: str, _is_picture: bool) -> str:  # noqa: FBT001 - what with_addresses() calls
        return pictures[address].get_absolute_url() if address in pictures else address

    body = with_addresses(post.body, here)
    cover = pictures[post.cover].get_absolute_url() if post.cover in pictures else post.cover
    is_shown = cover in body or (post.cover in pictures and not post.is_page)
    return body if is_shown or not cover.startswith(("https://", "/pictures/")) else f"![]({cover})\n\n{body}"
