"""Hold the words that izone adds to a post; they are in the post's language, whatever that of the page around it."""

from __future__ import annotations

from dataclasses import dataclass

from markdown_it.token import Token

from blog.markdown.reader import CHINESE


@dataclass(frozen=True, slots=True)
class Words:
    """The words in one language; ``alerts`` by GitHub's names of them."""

    is_chinese: bool
    alerts: dict[str, str]
    done: str
    not_done: str
    notes: str
    note: str
    back: str
    section: str


_CHINESE = Words(
    is_chinese=True,
    alerts={"NOTE": "说明", "TIP": "提示", "IMPORTANT": "重要", "WARNING": "注意", "CAUTION": "当心"},
    done="已完成",
    not_done="未完成",
    notes="脚注",
    note="脚注 {}",
    back="回到正文",
    section="这一节的链接",
)
_ENGLISH = Words(
    is_chinese=False,
    alerts={"NOTE": "Note", "TIP": "Tip", "IMPORTANT": "Important", "WARNING": "Warning", "CAUTION": "Caution"},
    done="done",
    not_done="to do",
    notes="Footnotes",
    note="Footnote {}",
    back="Back to the text",
    section="Link to this section",
)


def of(tokens: list[Token]) -> Words:
    """Return the words for a text."""
    return _CHINESE if any(CHINESE.search(token.content) for token in tokens if token.type == "inline") else _ENGLISH
