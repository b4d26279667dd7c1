"""The typeface of a page's headings: which characters, and a font of them that a reader of fonts takes."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageStat

from blog.typeface import sheet, woff2

TITLE = "你好，这里是 izone：“耐心”，以及断网的那一天……"


@pytest.mark.parametrize(
    ("page", "characters"),
    [
        ("<p>一</p>", ""),
        ("<h1>二一</h1><p>三</p><h2 id='x'>四</h2>", "一二四"),
        ("<h2><a href='/x/'>甲</a> &amp; b</h2>", " &b甲"),
        ('<a class="brand" href="/"><svg><path d="M1"/></svg>丙</a><p class="display">丁</p>', "丁丙"),
        ("<h1>It’s “x”…</h1>", " Istx"),
        ("<h1>“好”</h1>", "“”好"),
        ("<h1>𠮷🙂</h1>", ""),
        ("<h1>未完", ""),
    ],
)
def test_a_page_needs_the_characters_of_its_headings(page, characters):
    assert sheet.characters_of(page) == characters


def test_a_page_of_headings_alone_stays_small():
    page = "".join(f"<h2>{chr(0x4E00 + number)}</h2>" for number in range(9_000))
    characters = sheet.characters_of(page)
    assert len(characters) == sheet.CHARACTERS
    assert len(woff2.cut(characters)) < 90 * 1024


@pytest.mark.parametrize("text", [TITLE, "a", "Ça va? — 2026", "永"])
def test_the_glyphs_are_those_of_the_whole_font(text):
    # One by one, as Pillow moves letters together in one of two ways, by what the system has.
    pairs = [(drawn(woff2.cut(text), one), drawn(woff2.FONT.read_bytes(), one)) for one in text]
    # FreeType fits outlines to pixels by what else is in the font, so that edges may differ.
    differences = sum(mean(ImageChops.difference(small, whole)) for small, whole in pairs)
    assert differences < sum(mean(whole) for _, whole in pairs) / 8


def test_what_is_not_asked_for_is_not_there():
    font = woff2.cut("永")
    assert drawn(font, "一") == drawn(font, "\uffff")


def mean(image: Image.Image) -> float:
    return ImageStat.Stat(image).mean[0]


def drawn(font: bytes, text: str) -> Image.Image:
    image = Image.new("L", (1_800, 100))
    ImageDraw.Draw(image).text((10, 0), text, fill=255, font=ImageFont.truetype(io.BytesIO(font), 60))
    return image
