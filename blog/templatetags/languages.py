"""Say of a text in which language it is when that is not the page's: a screen reader changes its voice by it.

``<h1{% lang_of post.title known=post.language %}>``. When nobody has said it, only the script is looked at, which tells
the languages of our pages from one another.
"""

from __future__ import annotations

import re

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

# Enough of a long text to tell.
LOOKED_AT_CHARS = 2000
_KANA = re.compile("[\u3041-\u30ff]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_HAN = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile("[A-Za-z]")


@register.simple_tag
def lang_of(*texts: str, known: str = "") -> SafeString:
    """Return a ``lang`` attribute for these texts, empty when the page's own language holds."""
    language = get_language() or ""
    if known:
        return SafeString() if known.lower() == language else format_html(' lang="{}"', known)
    page = language.partition("-")[0]
    found = language_of(" ".join(text[:LOOKED_AT_CHARS] for text in texts if text))
    return SafeString() if found in ("", page) else format_html(' lang="{}"', found)


def language_of(text: str) -> str:
    """Return the language that a text's script points to; empty for figures and signs alone."""
    if _KANA.search(text):
        return "ja"
    if _HANGUL.search(text):
        return "ko"
    if _HAN.search(text):
        return "zh"
    return "en" if _LATIN.search(text) else ""
