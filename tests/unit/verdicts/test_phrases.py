"""The patterns of the tables of words: to make them quicker changes nothing that they find."""

import re

import pytest

from easytask.verdicts.chinese import simplified
from easytask.verdicts.dead_marks import DEAD_MARKS, MOVED, NOTICE, OF_ITSELF
from easytask.verdicts.marks import Place
from easytask.verdicts.phrases import compile_phrases
from easytask.verdicts.spam_words import BUSINESS, OFFERS, SHOPPING, SPEAKS_OF_IT
from tests.unit.verdicts import titles
from tests.unit.verdicts.dead_pages import SAMPLES

PHRASES = [MOVED, NOTICE, OF_ITSELF, BUSINESS, OFFERS, SHOPPING, SPEAKS_OF_IT]
PHRASES += (mark.pattern for mark in DEAD_MARKS if mark.place in (Place.TITLE, Place.TEXT))
SAID = [said.lower() for mark, samples in SAMPLES.items() if mark.endswith((", title)", ", text)")) for said in samples]
SAID += [title.lower() for title in (*titles.INNOCENT, *titles.SPAM, *titles.OF_BUSINESSES)]


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


def test_so_do_all_that_there_are_in_all_that_dead_pages_and_titles_say():
    differing = [
        (phrases, text)
        for phrases in PHRASES
        for quick, plain in [(compile_phrases(phrases), re.compile(simplified(phrases)))]
        for text in SAID
        if [found.span() for found in quick.finditer(text)] != [found.span() for found in plain.finditer(text)]
    ]
    assert not differing
