"""Show a host as browsers do: in its own letters, or in punycode when these could pass for another name's.

The rules are those of Chromium (https://chromium.googlesource.com/chromium/src/+/main/docs/idn.md) as far as they need
no table of Unicode: scripts do not mix, but for Han with kana, Hangul, Bopomofo and Latin (UTS 39, "highly
restrictive"), and Cyrillic or Greek letters that all look Latin stay punycode under a Latin top level. What this leaves
out is the list of popular names that look alike.
"""

from __future__ import annotations

import re
import unicodedata

import ada_url

_TOGETHER = (
    {"LATIN", "CJK", "HIRAGANA", "KATAKANA"},
    {"LATIN", "CJK", "BOPOMOFO"},
    {"LATIN", "CJK", "HANGUL"},
)
# The letters of Chromium's idn_spoof_checker.cc, and Greek ones that Latin readers take for their own.
_LATIN_LOOKALIKES = {"CYRILLIC": set("асԁеһіјӏорԛѕԝхуъьҽпгѵѡ"), "GREEK": set("αινορτυχκωγηϲϳ")}
_ZERO_WIDTH = {"Cf", "Cc", "Zs", "Co", "Cn"}
# A host that is nothing but the dot of the root is none.
_ORIGIN_OF_PAGE = re.compile(r"https?://(?!\.(?::|$))")


def is_page(link: str) -> bool:
    """Return whether a browser would open the address as a page; it asks ada for one part alone, for speed."""
    try:
        return _ORIGIN_OF_PAGE.match(ada_url.URL(link).origin) is not None
    except ValueError:
        return False


def readable(host: str) -> str:
    """Return an ASCII host, a label at a time, as people may read it without being deceived."""
    labels = host.split(".")
    top = ada_url.idna_to_unicode(labels[-1])
    return ".".join(_readable_label(label, is_top_latin=top.isascii()) for label in labels)


def _readable_label(label: str, *, is_top_latin: bool) -> str:
    if not label.startswith("xn--"):
        return label
    written = ada_url.idna_to_unicode(label)
    scripts = set(filter(None, map(_script, written)))
    if len(scripts) > 1 and not any(scripts <= together for together in _TOGETHER):
        return label
    if any(unicodedata.category(letter) in _ZERO_WIDTH for letter in written):
        return label
    for script, lookalikes in _LATIN_LOOKALIKES.items():
        letters = {letter for letter in written if _script(letter) == script}
        if is_top_latin and letters and letters <= lookalikes:
            return label
    return written


def _script(letter: str) -> str:
    """Return the first word of a letter's name, which is its script; empty for what belongs to all of them."""
    if not unicodedata.category(letter).startswith("L"):
        return ""
    word = unicodedata.name(letter, "").partition(" ")[0]
    # The sign for a long vowel belongs to both kana.
    return "" if word.startswith("KATAKANA-HIRAGANA") else word
