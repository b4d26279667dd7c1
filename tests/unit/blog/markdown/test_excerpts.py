"""The first words of a post, as lists, search engines and feed readers show them."""

import pytest

from blog import markdown


@pytest.mark.parametrize(
    ("text", "excerpt"),
    [
        ("# 标题\n\n第一段，**重点**与[链接](https://a.test)。\n\n> 引文\n\n第二段", "第一段，重点与链接。引文 第二段"),
        ("结论有两种：\n\n1. 正常：展示。\n2. 没有了：隐藏。\n\n完。", "结论有两种：正常：展示。没有了：隐藏。完。"),
        ("要带：\n\n- 水\n- 饭\n- 茶", "要带：水；饭；茶"),
        ("Bring:\n\n- water\n- rice.\n- tea", "Bring: water; rice. tea"),
        ("一行\n又一行\nand one\nmore", "一行又一行 and one more"),
        ("看 ![图](x.png) 和 `code`<b>!</b>", "看 和 code!"),
        ("|博客|结论|\n|--|--|\n|山月|展示|", "博客；结论；山月；展示"),
        ("|博客|\n|--|\n|山月|\n\n后来", "后来"),
        ("# 只有标题\n\n```\ncode\n```", "只有标题"),
        ("甲[^1]\n\n[^1]: 注", "甲"),
        ("- [x] 做完\n\n> [!NOTE]\n> 说明", "做完 说明"),
        ("当 $x^2$ 时", "当 x^2 时"),
        ("https://youtu.be/dQw4w9WgXcQ\n\n视频", "视频"),
        ("字" * 140, "字" * 140),
        ("字" * 141, "字" * 140 + "…"),
        ("word " * 30, "word " * 27 + "word…"),
        ("word " * 27 + "wonderful", "word " * 26 + "word…"),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_the_excerpt_is_the_first_words(text, excerpt):
    assert markdown.excerpt(text) == excerpt
