"""Arrange posts by the months of the site's clock and write each list; a template would take five times as long."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from collections.abc import Iterable, Iterator
from itertools import groupby
from urllib.parse import quote

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language

from blog.templatetags.languages import lang_of

# When it was published, its title, its slug and its language.
Row = tuple[dt.datetime | None, str, str, str]
_ITEM = '<li><time datetime="{}">{}</time><a href="{}"{}>{}</a></li>'


@dataclasses.dataclass(frozen=True, slots=True)
class Month:
    """A month with its posts as list items."""

    begins: dt.datetime
    items: SafeString


def months_of(rows: Iterable[Row]) -> Iterator[Month]:
    """Yield the months of posts that stand in order."""
    local = ((localtime(at), title, slug, language) for at, title, slug, language in rows)
    for _, group in groupby(local, lambda row: (row[0].year, row[0].month)):
        posts = tuple(group)
        begins = posts[0][0]
        yield Month(begins, _items(posts, reverse("post", args=["-"]), str(begins.tzinfo), get_language()))


# Written once from what it says, so it is never out of date: of a thousand posts hardly one is new.
@functools.lru_cache(maxsize=256)
def _items(
    posts: tuple[tuple[dt.datetime, str, str, str], ...], address: str, _zone: str, _language: str | None
) -> SafeString:
    # Around the slug, which is all in which one address differs from the next.
    before, _, after = address.rpartition("-")
    items = (
        (at.date(), f"{at.day:02}", before + quote(slug) + after, lang_of(title, known=language), title)
        for at, title, slug, language in posts
    )
    return format_html_join("\n", _ITEM, items)
