"""A text whose language is not the page's says so, by its script."""

import pytest
from django.template import Context, Template
from django.utils import translation

from blog.templatetags.languages import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("山间书房", "zh"),
        ("The Quiet Terminal", "en"),
        ("Kernel 与猫", "zh"),
        ("ひらがなと漢字", "ja"),
        ("한국어", "ko"),
        ("2026 · 100 %", ""),
        ("", ""),
    ],
)
def test_the_script_tells_the_language(text, language):
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("page", "text", "attribute"),
    [
        ("zh-hans", "山间书房", ""),
        ("en", "山间书房", ' lang="zh"'),
        ("zh-hans", "Plain text", ' lang="en"'),
        ("en", "Plain text", ""),
        ("en", "42", ""),
    ],
)
def test_an_attribute_stands_only_where_the_page_says_otherwise(page, text, attribute):
    with translation.override(page):
        shown = Template("{% load languages %}<p{% lang_of text %}>").render(Context({"text": text}))
    assert shown == f"<p{attribute}>"
