"""Read the export of Ghost 4 to 6 (JSON): posts, pages, tags and dates.

Of the three ways in which a post may be written, a single card of Markdown is taken as it is; otherwise the HTML, which
Ghost keeps beside both of its own formats, is the one that needs no knowledge of their cards.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from typing import Any

from blog.encodings import storable
from blog.exchange import html, moments
from blog.exchange.archives import Archive
from blog.exchange.picture_files import Finder
from blog.exchange.records import Note, Reading, Refusal, Refused, Remark, SourcePost, Unusable, UnusableSource

# Stands in the export for the address of the site.
_SITE = "__GHOST_URL__"


def is_export(top: str) -> bool:
    """Return whether a file that begins so looks like one."""
    return '"db"' in top or ('"data"' in top and '"meta"' in top)


def read(text: str, place: str, archive: Archive) -> Reading:
    """Return the posts and pages; raise UnusableSource when it is no such export."""
    data = _data(text)
    finder = Finder(archive)
    tags = _tags(data)
    posts, refused = [], []
    for row in _rows(data, "posts"):
        found = _post(row, tags[str(row.get("id"))], finder)
        if found is None:
            refused.append(Refused(f"{place}: {row.get('title')}", Refusal.NO_BODY))
        else:
            posts.append(found)
    return Reading(tuple(posts), tuple(refused))


def _data(text: str) -> dict[str, Any]:
    try:
        whole = json.loads(text)
        data = whole["db"][0]["data"] if "db" in whole else whole["data"]
    except (ValueError, RecursionError, LookupError, TypeError) as error:
        raise UnusableSource(Unusable.BROKEN, str(error)[:100]) from error
    if not isinstance(data, dict) or not isinstance(data.get("posts"), list):
        raise UnusableSource(Unusable.NOT_KNOWN)
    return data


def _rows(data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    rows = data.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _tags(data: dict[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """Return the names and slugs of each post's tags; those that begin with # are for Ghost's own use."""
    names = {
        str(row.get("id")): (str(row.get("name") or ""), str(row.get("slug") or "")) for row in _rows(data, "tags")
    }
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in sorted(_rows(data, "posts_tags"), key=_order):
        name, slug = names.get(str(row.get("tag_id")), ("", ""))
        if name and not name.startswith("#"):
            found[str(row.get("post_id"))].append((name, slug))
    return found


def _order(row: dict[str, Any]) -> int:
    order = row.get("sort_order")
    return order if isinstance(order, int) else 0


def _post(row: dict[str, Any], tags: list[tuple[str, str]], finder: Finder) -> SourcePost | None:
    def text(name: str) -> str:
        return storable(str(row.get(name) or "")).replace(_SITE, "")

    body = _markdown(text("lexical")) or _markdown(text("mobiledoc"))
    is_html = False
    if not body:
        # A post that came into Ghost by its API may have neither format, and its text alone.
        written = text("html") or html.of_plain_text(text("plaintext"))
        if not written:
            return None
        body, is_html = html.to_markdown(written)
    status, slug = text("status"), text("slug")
    is_page = text("type") == "page" or str(row.get("page")) in ("1", "True")
    is_public = (text("visibility") or "public") == "public"
    published_at = _moment(row.get("published_at")) if is_public and status in ("published", "scheduled") else None
    notes = [Note(Remark.KEPT_AS_HTML)] if is_html else []
    if not is_public:
        notes.append(Note(Remark.NOT_PUBLIC))
    elif status in ("published", "scheduled") and published_at is None and not is_page:
        notes.append(Note(Remark.NO_DATE))
    shown = finder.shown_by(body, cover=text("feature_image"))
    return SourcePost(
        key=f"ghost {text('uuid') or text('id')}",
        place=text("title") or slug,
        title=text("title"),
        slug=slug,
        body=body,
        published_at=published_at,
        updated_at=_moment(row.get("updated_at")),
        tags=tuple(dict.fromkeys(name for name, _slug in tags)),
        tag_slugs=tuple(tags),
        paths=(f"/{slug}/",) if slug and status == "published" else (),
        pictures=shown.pictures,
        cover=text("feature_image"),
        language=text("locale"),
        is_page=is_page,
        is_undated=is_public and status == "published" and published_at is None,
        is_pinned=str(row.get("featured")) in ("1", "True"),
        notes=(*notes, *shown.notes),
    )


def _markdown(text: str) -> str:
    """Return the Markdown of a document that is one card of it; else nothing."""
    try:
        whole = json.loads(text) if text else {}
        if "root" in whole:
            cards = [
                (card.get("type"), card)
                for card in whole["root"]["children"]
                if card.get("type") != "paragraph" or card.get("children")
            ]
        else:
            cards = whole.get("cards", [])
            if any(section[0] != 10 and section != [1, "p", []] for section in whole.get("sections", [])):
                return ""
        (name, card), *others = cards
        return str(card["markdown"]) if name in ("markdown", "card-markdown") and not others else ""
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        return ""


def _moment(value: object) -> dt.datetime | None:
    """Return the moment, which Ghost writes in UTC: as text, or before 1.0 in milliseconds."""
    if isinstance(value, int):
        try:
            return dt.datetime.fromtimestamp(value / 1000, dt.UTC)
        except (ValueError, OverflowError, OSError):
            return None
    return moments.parse(str(value or ""), dt.UTC)
