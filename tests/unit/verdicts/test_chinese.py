"""Traditional characters are read as simplified ones."""

from __future__ import annotations

import pytest

from easytask.verdicts.chinese import simplified


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("線上娛樂城推薦", "线上娱乐城推荐"),
        ("本網域出售中 網站已停用", "本网域出售中 网站已停用"),
        ("開雲體育官網 · 註冊", "开云体育官网 · 注册"),
        ("送料無料", "送料无料"),
        ("开云", "开云"),
        ("Café", "Café"),
        ("cafe", "cafe"),
    ],
)
def test_it_is_as_long_and_simplified(text: str, read: str) -> None:
    assert simplified(text) == read
