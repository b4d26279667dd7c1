"""What is read out of a query, and which passage is shown of a post."""

import pytest

from blog.search import passages, queries


@pytest.mark.parametrize(
    ("typed", "text", "words"),
    [
        ("友链", "友链", ("友链",)),
        ("  Go \n 语言\t go ", "Go 语言 go", ("go", "语言")),
        ("\x00a\x1fb\ud800", "a b", ("a", "b")),
        ('"x" AND (y* OR -z)', '"x" AND (y* OR -z)', ('"x"', "and", "(y*", "or", "-z)")),
        ("　全角　空格　", "全角 空格", ("全角", "空格")),
        ("字" * 10_000, "字" * 100, ("字" * 100,)),
        ("a b c d e f g h i j", "a b c d e f g h i j", tuple("abcdefgh")),
        ("", "", ()),
        (" \x00 ", "", ()),
    ],
)
def test_anything_is_a_query(typed, text, words):
    assert queries.read(typed) == queries.Query(text, words)


def shown(parts: tuple[passages.Part, ...]) -> str:
    return "".join(f"[{part.text}]" if part.is_hit else part.text for part in parts)


@pytest.mark.parametrize(
    ("text", "words", "passage"),
    [
        ("今天写友链的事。", ("友链",), "今天写[友链]的事。"),
        ("Learning GO is go.", ("go",), "Learning [GO] is [go]."),
        ("## 友链\n\n- **友链**与[友链](https://a.test/友链)", ("友链",), "[友链] [友链]与[友链]"),
        ("都是**演示内容**：*几个*友链，`代码`和$x$", ("友链",), "都是演示内容：几个[友链]，代码和x"),
        ("![友链](https://a.test/x.png)", ("友链",), "[友链]"),
        ("a <b class='python'>b</b>", ("python",), ""),
        ("`a_b` snake_case", ("snake_case",), "a_b [snake_case]"),
        ("|友链|甲|\n|--|--|\n|乙|丙|", ("丙",), "友链 甲 乙 [丙]"),
        ("a.b*c", (".b*",), "a[.b*]c"),
        ("**甲.b*** 丙", (".b*",), ""),
        ("前" * 300 + "友链" + "后" * 300, ("友链",), "…" + "前" * 30 + "[友链]" + "后" * 118 + "…"),
        ("检查与检查友链", ("检查", "检查友链"), "[检查]与[检查友链]"),
        ("> > - [x] 友链", ("友链",), "[友链]"),
        ("没有", ("友链",), ""),
    ],
)
def test_the_passage_is_free_of_markup_and_marks_the_words(text, words, passage):
    assert shown(passages.passage(text, words)) == passage


def test_a_title_is_shown_whole():
    assert shown(passages.marked("友链的 Abc 友", ("友", "a"))) == "[友]链的 [A]bc [友]"
