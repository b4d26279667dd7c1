"""Make slugs of titles: Chinese as pinyin, so that an address can be read, typed and pasted anywhere."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

from django.db.models import QuerySet
from django.utils.text import slugify

# Of 100: the rest is for the number that makes it unique.
CHARS = 60
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
# The words that tell 重庆 from 重要 take pypinyin 55 MB, which a process of its own gives back. That takes 0.4 s,
# once for each post without a slug.
_PROGRAM = "import sys, pypinyin; sys.stdout.write('-'.join(pypinyin.lazy_pinyin(sys.argv[1])))"
SECONDS = 10


def of_title(title: str) -> str:
    """Return the slug that a title makes; empty when it has no letter and no digit."""
    slug = slugify(_romanized(title), allow_unicode=True)
    if len(slug) > CHARS:
        # Not in the middle of a word, unless it is all one word.
        slug = slug[: CHARS + 1].rpartition("-")[0] or slug[:CHARS]
    return slug.strip("-")


def free(articles: QuerySet[Any], title: str) -> str:
    """Return a slug of this title that none of these articles has."""
    slug = of_title(title) or "post"
    taken = set(articles.filter(slug__startswith=slug).values_list("slug", flat=True))
    number, found = 2, slug
    while found in taken:
        found, number = f"{slug}-{number}", number + 1
    return found


def _romanized(title: str) -> str:
    if not _HAN.search(title):
        return title
    command = [sys.executable, "-I", "-c", _PROGRAM, title]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=True, text=True, encoding="utf-8")  # noqa: S603 - our own program
    except (subprocess.SubprocessError, OSError):
        # A slug in Chinese is better than none.
        return title
    return done.stdout
