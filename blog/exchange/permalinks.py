"""Know at which address Hexo and Jekyll put a post whose front matter names none; Hugo's is that of its folders."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Sequence

from blog.encodings import UnknownEncoding, decode
from blog.exchange.archives import Archive
from blog.exchange.front_matter import Head

HEXO = ":year/:month/:day/:title/"
JEKYLL = "/:categories/:year/:month/:day/:title:output_ext"
_JEKYLL_NAMED = {
    "date": JEKYLL,
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
CONFIG_BYTES = 256 * 1024


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """What an address is made of: the file's folders below its system's own, its name, slug and front matter."""

    below: Sequence[str]
    stem: str
    slug: str
    head: Head
    is_jekyll: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Style:
    """The pattern of a site's settings; empty when they were not there."""

    pattern: str = ""

    def path(self, place: Place, written: dt.datetime | None) -> list[str]:
        """Return the path of a post, from the root, or nothing when it cannot be known."""
        *folders, file = place.below
        if folders and not place.is_jekyll and not self.pattern:
            # Hugo's folders are its address; in Hexo they are a part of the title.
            return ["/".join(["", *folders, "" if file.startswith("index.") else f"{place.slug}/"])]
        pattern = _JEKYLL_NAMED.get(self.pattern, self.pattern) or (JEKYLL if place.is_jekyll else HEXO)
        if written is None:
            return []
        known = _words(place, written)
        filled = re.sub(r":(\w+?)(?=:|\W|$)", lambda found: known.get(found[1]) or place.head.text(found[1]), pattern)
        path = re.sub("/{2,}", "/", f"/{filled}")
        return [] if path.strip("/") in ("", ".html") else [path]


def _words(place: Place, written: dt.datetime) -> dict[str, str]:
    """Return what stands for each name of a pattern."""
    categories = "/".join(place.head.words("categories", "category", by_spaces=place.is_jekyll)).lower()
    return {
        "year": f"{written:%Y}",
        "short_year": f"{written:%y}",
        "month": f"{written:%m}",
        "i_month": str(written.month),
        "day": f"{written:%d}",
        "i_day": str(written.day),
        "y_day": f"{written:%j}",
        "hour": f"{written:%H}",
        "minute": f"{written:%M}",
        "second": f"{written:%S}",
        "title": place.slug if place.is_jekyll else "/".join([*place.below[:-1], place.stem]),
        "name": place.stem,
        "slug": place.slug,
        "post_title": place.head.text("title"),
        "categories": categories,
        "category": categories or "uncategorized",
        "output_ext": ".html",
    }


def style_of(archive: Archive) -> Style:
    """Return the style that the settings at the top of the archive name."""
    for name in archive.names("_config.yml"):
        if name.count("/") > 1:
            continue
        try:
            text, _is_legacy = decode(archive.text(name, CONFIG_BYTES) or b"")
        except UnknownEncoding:
            continue
        # A single line: the rest of such a file may hold whatever its theme wants.
        if found := re.search(r"^permalink:[ \t]*[\"']?([^\s\"'#]+)", text, re.MULTILINE):
            return Style(found[1])
    return Style()
