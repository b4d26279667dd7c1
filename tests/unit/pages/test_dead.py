"""The patterns of dead pages: to make them quicker changes nothing that they find."""

import re

import pytest

from easytask.pages.phrases import compile_phrases
from easytask.verdicts.dead_marks import DEAD_MARKS, MOVED, NOTICE, OF_ITSELF
from easytask.verdicts.marks import Place
from tests.unit.verdicts.dead_pages import SAMPLES

PHRASES = [MOVED, NOTICE, OF_ITSELF, *(mark.pattern for mark in DEAD_MARKS if mark.place in (Place.TITLE, Place.TEXT))]
SAID = [said.lower() for mark, samples in SAMPLES.items() if mark.endswith((", title)", ", text)")) for said in samples]


@pytest.mark.parametrize(
    ("phrases", "text"),
    [
        (r"\bcat\b", "a cat, a concat and cats"),
        (r"\bcat", "concat"),
        (r"\bcat", "猫cat"),
        (r"\bs?he\b", "he"),
        (r"\bo{2}", "oo"),
        (r"on|\boff|\b(?:on|off)", "an offer"),
    ],
)
def test_it_finds_the_same_at_the_same_places(phrases, text):
    assert [found.span() for found in compile_phrases(phrases).finditer(text)] == [
        found.span() for found in re.finditer(phrases, text)
    ]


def test_so_do_all_that_there_are_in_all_that_dead_pages_say():
    differing = [
        (phrases, text)
        for phrases in PHRASES
        for quick, plain in [(compile_phrases(phrases), re.compile(phrases))]
        for text in SAID
        if [found.span() for found in quick.finditer(text)] != [found.span() for found in plain.finditer(text)]
    ]
    assert not differing
