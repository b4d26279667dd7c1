"""The colours of programs; ``python -m tests.unit.blog.markdown.test_code`` writes code.css."""

import re
from pathlib import Path

import pytest

from blog import markdown
from blog.markdown import code

STATIC = Path(__file__).resolve().parents[4] / "blog" / "static" / "blog"
STYLE_SHEET = STATIC / "code.css"


def render(text: str) -> str:
    return markdown.reading(text).html


def test_words_have_the_class_of_their_kind():
    html = render('```python\ndef f(x: int) -> str:\n    return "值"  # 注\n```')
    assert '<span class="k">def</span> <span class="nf">f</span>(x: <span class="nb">int</span>) -&gt; ' in html
    assert '<span class="k">return</span> <span class="s">"值"</span>  <span class="c"># 注</span>\n</code>' in html


@pytest.mark.parametrize("fence", ["```", "```nonsense", "```python\n" + "x = 1\n" * 10_000, "```{.python"])
def test_a_program_in_no_language_that_we_know_stays_plain(fence):
    assert "<span" not in render(f"{fence}\nTrue < 1\n```")


def test_a_program_keeps_every_character():
    program = "\n\tx = '<&>'   \r\n\n"
    html = render(f"```python title=x\n{program}```")
    assert (
        re.sub("<[^>]*>", "", html).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        == program.replace("\r\n", "\n") + "\n"
    )


def test_the_style_sheet_is_made_of_the_table():
    assert STYLE_SHEET.read_text() == code.style_sheet(), "python -m tests.unit.blog.markdown.test_code"


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_every_colour_can_be_read_on_its_paper():
    papers = sorted(
        set(re.findall(r"--code: (?:light-dark\()?(#\w{6})(?:, (#\w{6}))?", (STATIC / "blog.css").read_text()))
    )
    light, dark = "#f2eee5", "#26231e"
    assert {colour for pair in papers for colour in pair if colour} >= {light, dark}
    for look in filter(lambda look: look.light, code.LOOKS.values()):
        # WCAG 2.2, 1.4.3.
        assert contrast(look.light, light) >= 4.5, look
        assert contrast(look.dark, dark) >= 4.5, look


if __name__ == "__main__":
    STYLE_SHEET.write_text(code.style_sheet())
