"""Landscapes from words: the same from the same word, within the picture, and small."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from blog.scenes import Light, compose
from blog.templatetags.scenes import scene, wide_scene

WORDS = ["", "a", "hello-izone", "耐心", "字" * 200, '<svg onload="alert(1)">']


@pytest.mark.parametrize("word", WORDS)
def test_a_word_has_its_own_landscape(word):
    assert compose(word) == compose(word)
    assert compose(word) != compose(word + "!")


@pytest.mark.parametrize("word", WORDS)
def test_all_of_it_is_in_the_picture(word):
    seen = compose(word)
    assert 0 < seen.disc.across < seen.breadth
    assert all(0 < down < 1.1 for line in seen.ridges for down in line)
    assert all(0 < across < seen.breadth and 0 < down < 1 for across, down in seen.birds)


def test_words_see_every_light():
    assert {compose(str(number)).light for number in range(50)} == set(Light)


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("draw", [scene, wide_scene])
def test_it_is_small_svg_without_a_word_of_anybody_s(draw, word):
    drawn = draw(word)
    ElementTree.fromstring(drawn)  # noqa: S314 - our own
    assert "alert" not in drawn
    assert len(drawn) < 4_000
