"""The owner's colour on our pages: whatever it is, text in it can be read by day and by night."""

from __future__ import annotations

import re

import pytest

from blog.site import colours

CHOICES = ["#000000", "#ffffff", "#ff0000", "#ffff00", "#00ff00", "#0000ff", "#a8321f", "#425066", "#7f7f7f", "#f2eee5"]
# Of blog.css: paper, cards and code.
BY_DAY, BY_NIGHT = ("#faf8f3", "#fffefb", "#f2eee5"), ("#1a1815", "#221f1b", "#26231e")
ON_SEAL_BY_DAY, ON_SEAL_BY_NIGHT = "#fffdf8", "#1a1815"


@pytest.mark.parametrize("choice", CHOICES)
def test_text_in_it_can_be_read_on_every_ground(choice):
    day, night = colours.by_day(choice), colours.by_night(choice)
    assert min(colours.contrast(day, ground) for ground in (*BY_DAY, ON_SEAL_BY_DAY)) >= 4.5
    assert min(colours.contrast(night, ground) for ground in (*BY_NIGHT, ON_SEAL_BY_NIGHT)) >= 4.5


def test_one_that_can_be_read_stays():
    assert colours.by_day("#425066") == "#425066"
    assert colours.by_night("#f0937c") == "#f0937c"


@pytest.mark.parametrize(("text", "colour"), [("#2F6F6B", "#2f6f6b"), ("2f6f6b", "#2f6f6b"), (" #2f6f6b ", "#2f6f6b")])
def test_a_colour_is_typed_in_its_usual_ways(text, colour):
    assert colours.parse(text) == colour


@pytest.mark.parametrize("text", ["red", "#fff", "#2f6f6b00", "#2f6f6g", "#2f6f6b;}", "２f6f6b"])
def test_anything_else_is_none(text):
    with pytest.raises(ValueError, match=re.escape(text)):
        colours.parse(text)


def test_contrast_is_that_of_wcag():
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
