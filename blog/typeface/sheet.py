"""Serve a style sheet with the typeface of one page's headings, at an address that says which characters they need.

Chinese fonts are megabytes, and few visitors have a serif one: a subset of frequent characters would leave every other
title with some in another face. The characters of one page's headings are some sixty, their glyphs some 12 KB. They are
in the sheet itself, so that headings are right at the first paint and nothing moves.
"""

from __future__ import annotations

import base64
import binascii
import functools
import html
import re

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from blog.typeface import woff2

# Of one page: 400 Chinese characters are 80 KB.
CHARACTERS = 400
_HEADING = re.compile(
    r'<(h[1-6])\b[^>]*>(.*?)</\1>|<(a|p) class="(?:brand|display)"[^>]*>(.*?)</\3>', re.DOTALL | re.ASCII
)
_MARKUP = re.compile(r"<[^>]*>")
_HAN = re.compile("[\u3400-\u9fff]")
# Of Chinese width in this font, which looks wrong between Latin letters.
_WIDE_MARKS = frozenset("‘’“”…·")


def characters_of(page: str) -> str:
    """Return the characters of a page's headings that the font has, each once, in their order."""
    found: set[str] = set()
    for match in _HEADING.finditer(page):
        text = html.unescape(_MARKUP.sub("", match[2] or match[4] or ""))
        wanted = set(text) if _HAN.search(text) else set(text) - _WIDE_MARKS
        found.update(filter(woff2.has, wanted))
        if len(found) > CHARACTERS:
            break
    return "".join(sorted(found))[:CHARACTERS]


def address(characters: str) -> str:
    """Return the sheet's address, signed, so that nobody can have us cut others."""
    key = base64.urlsafe_b64encode(characters.encode("utf-16-be")).rstrip(b"=").decode()
    return reverse("typeface", args=[_signature(key), key])


def show(request: HttpRequest, signature: str, key: str) -> HttpResponse:  # noqa: ARG001 - every view takes it
    """Answer with the sheet; its address is of its content, so that nobody needs to ask twice."""
    if not constant_time_compare(signature, _signature(key)):
        raise Http404
    try:
        characters = base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)).decode("utf-16-be")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise Http404 from error
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return HttpResponse(_sheet(characters), content_type="text/css", headers=headers)


@functools.lru_cache(maxsize=128)
def _sheet(characters: str) -> str:
    font = base64.b64encode(woff2.cut(characters)).decode()
    return (
        '@font-face{font-family:"izone Serif";font-weight:400 900;'
        f'src:url("data:font/woff2;base64,{font}")format("woff2")}}'
    )


def _signature(key: str) -> str:
    return salted_hmac("blog.typeface", key).hexdigest()[:16]
